import type { Cloud } from '../cloud.ts';
import { deletedVaultNamed } from './deleted-vaults.ts';
import { closedGate, type Origin } from './firewall.ts';
import type { KeyVersionData } from './key-body.ts';
import { cryptography, dataActions, type KeyOperation, keyRoles, timeless } from './key-operations.ts';
import type { KeyRefusal } from './key-refusals.ts';
import * as refusals from './key-refusals.ts';
import { deletedKeyNamed, keyNamed, secondsOf, versionOf } from './keys.ts';
import { type Vault, vaultNamed } from './vault-body.ts';
import { lackingAmong } from './vault-grants.ts';

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
  const { principalId, operations } = use;
  const scope = use.key === undefined ? vault.id : `${vault.id}/keys/${use.key}`;
  const asker = { principalId, kind: 'keys', scope, actions: dataActions, roles: keyRoles } as const;
  const lacking = lackingAmong(cloud, vault, asker, operations);
  if (lacking.length === 0) return undefined;
  return vault.data.properties.enableRbacAuthorization === true
    ? refusals.byRole(cloud, vault, principalId, lacking, scope)
    : refusals.byPolicy(cloud, vault, principalId, lacking);
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
