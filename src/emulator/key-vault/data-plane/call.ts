import type { ListOrder } from '../../api.ts';
import { callerId } from '../../caller.ts';
import type { Cloud } from '../../cloud.ts';
import { callerAddress } from '../firewall.ts';
import { keyRefusal } from '../key-access.ts';
import type { KeyOperation } from '../key-operations.ts';
import { errorOf } from '../key-refusals.ts';
import type { Vault } from '../vault-body.ts';

/** One request to a vault whose caller has a token. */
export interface VaultCall {
  readonly cloud: Cloud;
  readonly vault: Vault;
  readonly method: string;
  /** Of the path, decoded; empty ones left out. */
  readonly segments: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  readonly body: unknown;
  readonly listOrder: ListOrder;
  readonly pageSize: number;
}

/** Throws unless the caller may do that, and with a key that can do it. */
export function demand(call: VaultCall, operation: KeyOperation, key?: string, version?: string): void {
  const refusal = keyRefusal(call.cloud, {
    principalId: callerId(call.cloud),
    operations: [operation],
    from: { kind: 'public', address: callerAddress },
    vault: call.vault.name,
    ...(key === undefined ? {} : { key }),
    ...(version === undefined ? {} : { version }),
  });
  if (refusal) throw errorOf(refusal);
}
