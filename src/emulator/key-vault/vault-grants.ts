import { keyOf } from '../arm-path.ts';
import { callerId } from '../caller.ts';
import type { Cloud } from '../cloud.ts';
import { isDataAllowed, matches } from '../permissions.ts';
import { roleNamesOf } from '../types/role-assignments.ts';
import { permissionsOf } from './access-policies.ts';
import type { Vault } from './vault-body.ts';

/** Who asks for something in a vault, and what would allow it. */
export interface Asker<Operation extends string> {
  /** Object id of the principal. */
  readonly principalId: string;
  /** The part of an access policy that counts. */
  readonly kind: 'keys' | 'secrets';
  /** The vault, or what is in it. */
  readonly scope: string;
  /** The data action of each operation, below Microsoft.KeyVault/vaults. */
  readonly actions: Readonly<Record<Operation, string>>;
  /** The data actions of built-in roles. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** The operations that nothing grants, by roles or by policies as the vault has it; only what has taken effect counts. */
export function lackingAmong<Operation extends string>(
  cloud: Cloud,
  vault: Vault,
  asker: Asker<Operation>,
  operations: readonly Operation[],
): readonly Operation[] {
  const isRbac = vault.data.properties.enableRbacAuthorization === true;
  const may = isRbac ? mayByRole(cloud, asker) : mayByPolicy(cloud, vault, asker);
  return operations.filter((operation) => !mayAsCaller(cloud, asker, operation) && !may(operation));
}

// The one caller of the emulator may have been given data actions beside roles and policies (permissions.ts).
function mayAsCaller<Operation extends string>(
  cloud: Cloud,
  { principalId, scope, actions }: Asker<Operation>,
  operation: Operation,
): boolean {
  if (principalId !== callerId(cloud)) return false;
  return isDataAllowed(cloud, `Microsoft.KeyVault/vaults/${actions[operation]}`, scope);
}

function mayByRole<Operation extends string>(
  cloud: Cloud,
  { principalId, scope, actions, roles }: Asker<Operation>,
): (operation: Operation) => boolean {
  const allowed = roleNamesOf(cloud, principalId, scope).flatMap((role) => roles[role] ?? []);
  return (operation) => allowed.some((pattern) => matches(pattern, actions[operation]));
}

// `all` is without purge (test_keyvault_softdelete #3, which adds it). Assumption: it is with all else.
function mayByPolicy<Operation extends string>(
  cloud: Cloud,
  vault: Vault,
  { principalId, kind }: Asker<Operation>,
): (operation: Operation) => boolean {
  const own = vault.data.policies.filter(
    // One with an application counts for that application alone, which nobody here is.
    ({ objectId, applicationId }) => applicationId === undefined && keyOf(objectId) === keyOf(principalId),
  );
  const allowed = own.flatMap((policy) => permissionsOf(policy, kind, cloud.now()));
  return (operation) => allowed.includes(operation) || (operation !== 'purge' && allowed.includes('all'));
}
