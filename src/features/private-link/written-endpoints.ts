import { formatAddress } from '../../core/address.ts';
import type { PrivateEndpoint } from '../../core/config.generated.ts';
import type { PlacedRegistry } from '../placed.ts';
import type { RuleInput } from '../rule.ts';

/** An endpoint as the file has it, also where what it refers to is not there. */
export interface WrittenEndpoint {
  readonly registry: PlacedRegistry;
  readonly key: string;
  readonly path: readonly string[];
  readonly address: string;
  readonly entry: PrivateEndpoint;
}

export function writtenEndpoints({ placed }: RuleInput): readonly WrittenEndpoint[] {
  return placed.registries.flatMap((registry) =>
    Object.entries(registry.network.privateEndpoints ?? {}).map(([key, entry]) => {
      const path = [...registry.path, 'network', 'privateEndpoints', key];
      return { registry, key, path, address: formatAddress(path), entry };
    }),
  );
}
