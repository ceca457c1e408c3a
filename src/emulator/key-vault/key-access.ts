import { keyOf } from '../arm-path.ts';
import { callerId } from '../caller.ts';
import type { Cloud } from '../cloud.ts';
import { isDataAllowed, matches } from '../permissions.ts';
import { roleNamesOf } from '../types/role-assignments.ts';
import { keyPermissionsOf } from './access-policies.ts';
import { deletedVaultNamed } from './deleted-vaults.ts';
import { closedGate, type Origin } from './firewall.ts';
import type { KeyVersionData } from './key-body.ts';
import { cryptography, dataActions, type KeyOperation, keyRoles, timeless } from './key-operations.ts';
import type { KeyRefusal } from './key-refusals.ts';
import * as refusals from './key-refusals.ts';
import { deletedKeyNamed, keyNamed, secondsOf, versionOf } from './keys.ts';
import { type Vault, vaultNamed } from './vault-body.ts';

/** Who wants to do what with which key. */
export interface KeyUse {
  /** Object id of the principal. */
  readonly principalId: string;
  readonly operations: readonly KeyOperation[];
  readonly from: Origin;
  /** Name of the vault. */
  readonly vault: string;
  /** Name of the key; absent for what is done with all of them. */
  readonly key?: string;
  /** Absent for the newest. */
  readonly version?: string;
}

/**
 * Why the principal may not do all of that with the key now; undefined where it may. Looks, and changes nothing. In this order: the
 * vault is there, its network lets the request in, what was granted (by roles or by policies, as the vault has it, and only what
 * has taken effect), the key and its version are there, enabled, within their time and made for it. `create`, `import`, `list`,
 * `recover` and `purge` do not need a key that is there.
 */
export function keyRefusal(cloud: Cloud, use: KeyUse): KeyRefusal | undefined {
  const vault = vaultNamed(cloud, use.vault);
  if (!vault) return refusals.noVault(use.vault, deletedVaultNamed(cloud, use.vault) !== undefined);
  const gate = closedGate(vault, use.from);
  if (gate) return refusals.closed(vault, gate, use.from);
  return forbidden(cloud, vault, use) ?? unfit(cloud, vault, use);
}

/** The parts of `https://vault.host/keys/name[/version]`; undefined for any other text, or the host of another cloud. */
export function keyIdentifier(
  { suffixes }: Pick<Cloud, 'suffixes'>,
  uri: string,
): { readonly vault: string; readonly key: string; readonly version: string | undefined } | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, pathname } = new URL(uri);
  const [vault = '', ...suffix] = hostname.split('.');
  const [kind, key, version, ...more] = pathname.split('/').filter(Boolean);
  const isVault = protocol === 'https:' && suffix.join('.') === suffixes.vault;
  if (!isVault || kind !== 'keys' || key === undefined || more.length > 0) return undefined;
  return { vault, key, version };
}

function forbidden(cloud: Cloud, vault: Vault, use: KeyUse): KeyRefusal | undefined {
  const scope = use.key === undefined ? vault.id : `${vault.id}/keys/${use.key}`;
  const isRbac = vault.data.properties.enableRbacAuthorization === true;
  const may = isRbac ? mayByRole(cloud, use.principalId, scope) : mayByPolicy(cloud, vault, use.principalId);
  const lacking = use.operations.filter(
    (operation) => !mayAsCaller(cloud, use, scope, operation) && !may(operation),
  );
  if (lacking.length === 0) return undefined;
  return isRbac
    ? refusals.byRole(cloud, vault, use.principalId, lacking, scope)
    : refusals.byPolicy(cloud, vault, use.principalId, lacking);
}

// The one caller of the emulator may have been given data actions beside roles and policies (permissions.ts).
function mayAsCaller(cloud: Cloud, use: KeyUse, scope: string, operation: KeyOperation): boolean {
  if (use.principalId !== callerId(cloud)) return false;
  return isDataAllowed(cloud, `Microsoft.KeyVault/vaults/${dataActions[operation]}`, scope);
}

function mayByRole(cloud: Cloud, principalId: string, scope: string): (operation: KeyOperation) => boolean {
  const allowed = roleNamesOf(cloud, principalId, scope).flatMap((role) => keyRoles[role] ?? []);
  return (operation) => allowed.some((pattern) => matches(pattern, dataActions[operation]));
}

// `all` is without purge (test_keyvault_softdelete #3, which adds it). Assumption: it is with all else.
function mayByPolicy(cloud: Cloud, vault: Vault, principalId: string): (operation: KeyOperation) => boolean {
  const own = vault.data.policies.filter(
    // One with an application counts for that application alone, which nobody here is.
    ({ objectId, applicationId }) => applicationId === undefined && keyOf(objectId) === keyOf(principalId),
  );
  const allowed = own.flatMap((policy) => keyPermissionsOf(policy, cloud.now()));
  return (operation) => allowed.includes(operation) || (operation !== 'purge' && allowed.includes('all'));
}

const needNoKey: readonly KeyOperation[] = ['create', 'import', 'list', 'recover', 'purge', 'restore'];

function unfit(cloud: Cloud, vault: Vault, use: KeyUse): KeyRefusal | undefined {
  const { key: name, operations } = use;
  if (name === undefined || operations.every((operation) => needNoKey.includes(operation))) return undefined;
  const key = keyNamed(cloud, vault, name);
  if (!key) return refusals.noKey(name, deletedKeyNamed(cloud, vault, name) !== undefined);
  const version = versionOf(cloud, key, use.version);
  if (!version) return refusals.noKey(`${name}/${use.version}`, false);
  for (const operation of operations) {
    const word = cryptography[operation];
    const refusal = word === undefined ? undefined : unusable(cloud, version.data, operation, word);
    if (refusal) return refusal;
  }
  return undefined;
}

function unusable(
  cloud: Cloud,
  { enabled, notBefore, expires, operations }: KeyVersionData,
  operation: KeyOperation,
  word: string,
): KeyRefusal | undefined {
  const now = secondsOf(cloud.now());
  if (!enabled) return refusals.disabled(word);
  if (!timeless.includes(operation)) {
    if (expires !== undefined && now >= expires) return refusals.outOfTime(word, 'KeyExpired');
    if (notBefore !== undefined && now < notBefore) return refusals.outOfTime(word, 'KeyNotYetValid');
  }
  return operations.includes(word) ? undefined : refusals.notMadeFor(word);
}
