import type { PriorEntry } from '../../core/desired.ts';
import { foldId, parentId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { vaultOfPolicy } from '../../providers/azure/resources/vault-access-policy.ts';

/** Access or a record that stands in the state for a domain that is onboarded. */
export interface Part {
  readonly entry: PriorEntry;
  /** The address of the registry. */
  readonly registry: string;
}

/** All of them, and by what they are asked for at each change. */
export interface OnboardedParts {
  readonly all: readonly Part[];
  readonly byAddress: ReadonlyMap<string, Part>;
  readonly byRegistry: ReadonlyMap<string, readonly Part[]>;
  /** By the folded id of the vault that an access is in. */
  readonly byVault: ReadonlyMap<string | undefined, readonly Part[]>;
}

export function onboardedParts(prior: readonly PriorEntry[]): OnboardedParts {
  const all = prior.flatMap(onboardedPart);
  return {
    all,
    byAddress: new Map(all.map((part) => [part.entry.address, part])),
    byRegistry: Map.groupBy(all, ({ registry }) => registry),
    byVault: Map.groupBy(all, ({ entry }) => vaultOf(entry)),
  };
}

function onboardedPart(entry: PriorEntry): Part[] {
  const [, registry] = /^(.*)\.customDomains\./.exec(entry.address) ?? [];
  return registry === undefined || !entry.protect ? [] : [{ entry, registry }];
}

/** The folded id of the vault that the access is in; undefined for a record. */
function vaultOf({ type, id }: PriorEntry): string | undefined {
  if (type === ARM_TYPE.accessPolicy) return foldId(vaultOfPolicy(id));
  if (type !== ARM_TYPE.roleAssignment) return undefined;
  // .../vaults/NAME/secrets/NAME/providers/Microsoft.Authorization/roleAssignments/NAME
  return foldId(parentId(scopeOf(id)));
}
