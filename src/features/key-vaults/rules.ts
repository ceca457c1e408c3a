import type { Code } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { enumerate, quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { keyFaults, type NameRule, nameFaults } from '../names.ts';
import type { PlacedEntry, PlacedRegistry, PlacedVault, PlacedVaultKey } from '../placed.ts';
import { ipRuleFaults } from '../registry/ip-rules.ts';
import { faultAt, inFileOrder, isFaulty, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { VAULT_DEFAULTS } from './defaults.ts';

/** Names of vaults and keys, and what a registry needs of the vault that its key is in. */
export function keyVaultRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.vaults.flatMap((vault) => [
      ...nameFaults(input, vault, VAULT_NAME),
      ...vault.keys.flatMap((key) => nameFaults(input, key, KEY_NAME)),
      ...(vault.isExisting ? [] : madeFaults(input, vault)),
      ...vault.keys
        .filter(({ isExisting }) => !isExisting)
        .flatMap((key) => madeKeyFaults(input, vault, key)),
    ]),
    ...sharedNameFaults(input),
  ];
}

// keyvault.md, "Name" and "Names".
const VAULT_NAME: NameRule = {
  what: 'a key vault',
  pattern: /^(?!.*--)[A-Za-z][A-Za-z0-9-]{1,22}[A-Za-z0-9]$/,
  words:
    '3 to 24 letters, digits and hyphens, begins with a letter, ends with a letter or digit, and has no two hyphens in a row',
};
const KEY_NAME: NameRule = {
  what: 'a key',
  pattern: /^[0-9A-Za-z-]{1,127}$/,
  words: '1 to 127 letters, digits and hyphens',
};

/** The registries of the file whose key is in the vault. */
function registriesOn({ registries }: RuleInput['placed'], vault: PlacedVault): readonly PlacedRegistry[] {
  return registries.filter(
    ({ isExisting, encryptionKey }) => !isExisting && encryptionKey?.vaultKey === vault.key,
  );
}

/** Names are host names: one in all of Azure, without case, deleted vaults among them. */
function sharedNameFaults(input: RuleInput): Diagnostic[] {
  const first = new Map<string, PlacedVault>();
  return inFileOrder(input, input.placed.vaults).flatMap((vault) => {
    const folded = vault.name.toLowerCase();
    const earlier = first.get(folded);
    if (earlier === undefined) first.set(folded, vault);
    // One object under two keys is reported as such.
    if (earlier === undefined || foldId(earlier.id) === foldId(vault.id)) return [];
    const detail = `${earlier.address} has the name ${earlier.name} too. The name of a vault is its host name and unique in all of Azure, upper and lower case being the same.`;
    return [fault(input, 'ACR1203', vault, ['name'], detail, ['3.20'])];
  });
}

function madeFaults(input: RuleInput, vault: PlacedVault): Diagnostic[] {
  const users = registriesOn(input.placed, vault);
  return [
    ...ipRuleFaults(input, { ...vault, network: vault.entry.network ?? {} }, 'vault'),
    ...(users.length === 0
      ? []
      : [...protectionFaults(input, vault, users), ...gateFaults(input, vault, users)]),
  ];
}

/** A key that is purged takes the images along; only purge protection forbids it to everybody (3.20, 3.67). */
function protectionFaults(
  input: RuleInput,
  vault: PlacedVault,
  users: readonly PlacedRegistry[],
): Diagnostic[] {
  if (vault.entry.purgeProtection !== false) return [];
  const detail = `${namesOf(users)} would be encrypted with a key of this vault, and without purge protection a key that is deleted can be purged: then all images are lost for good. Write purgeProtection: true, or leave it out.`;
  return [fault(input, 'ACR1271', vault, ['purgeProtection'], detail, ['3.20', '3.67'])];
}

/** What is not open to everybody lets registries in as trusted services only (3.22). */
function gateFaults(input: RuleInput, vault: PlacedVault, users: readonly PlacedRegistry[]): Diagnostic[] {
  const { publicAccess = VAULT_DEFAULTS.network.publicAccess, trustedServices } = vault.entry.network ?? {};
  if (publicAccess === 'enabled') return [];
  if (trustedServices === false) {
    const detail = `${namesOf(users)} would be encrypted with a key of this vault, and with publicAccess: ${publicAccess} only trusted services get in: the registry would be answered 403. Write trustedServices: true, or leave it out.`;
    return [fault(input, 'ACR1274', vault, ['network', 'trustedServices'], detail, ['3.22', '3.34'])];
  }
  const acting = users.filter(({ entry }) => entry.encryption?.identity !== 'system');
  if (acting.length === 0) return [];
  const detail = `${namesOf(acting)} reach${acting.length === 1 ? 'es' : ''} the key as a user-assigned identity. Azure has been seen to answer 403 then while a registry is made or follows a new version, trusted services or not (3.65). If that happens: make the registry with publicAccess: enabled here, change to encryption.identity: system, and close the vault then.`;
  const spot: Spot = { path: [...vault.path, 'network', 'publicAccess'], address: vault.address };
  return [warningAt(input, 'ACR1276', spot, { detail, requirements: ['3.22', '3.65'] })];
}

function madeKeyFaults(input: RuleInput, vault: PlacedVault, key: PlacedVaultKey): Diagnostic[] {
  const { type, operations, rotationPolicy } = key.entry;
  const users = input.placed.registries.filter(({ encryptionKey }) => encryptionKey === key);
  const needsPremium =
    type === 'RSA-HSM' && isStandard(input, vault)
      ? [
          fault(
            input,
            'ACR1273',
            key,
            ['type'],
            `Keys of the type RSA-HSM are kept by a hardware security module, which only premium vaults have. Write sku: premium for ${quote(vault.key)}, or type: RSA.`,
            ['3.9'],
          ),
        ]
      : [];
  const lacking = WRAPPING.filter((operation) => operations?.includes(operation) === false);
  const unusable =
    users.length > 0 && lacking.length > 0
      ? [
          fault(
            input,
            'ACR1272',
            key,
            ['operations'],
            `${namesOf(users)} would be encrypted with this key, which may not be used for ${enumerate(lacking)}. Add that, or leave operations out.`,
            ['3.27'],
          ),
        ]
      : [];
  const policy = rotationPolicy === undefined ? [] : policyFaults(input, key, rotationPolicy);
  return [...keyFaults(input, key), ...needsPremium, ...unusable, ...expiryFaults(input, key), ...policy];
}

const WRAPPING = ['wrapKey', 'unwrapKey'] as const;

function isStandard(input: RuleInput, { path, entry, isExisting }: PlacedVault): boolean {
  return (
    !isExisting && !isFaulty(input, [...path, 'sku']) && (entry.sku ?? VAULT_DEFAULTS.sku) === 'standard'
  );
}

/** The schema takes 31 days for every month, and `Date` counts a 31st of February on into March. */
function expiryFaults(input: RuleInput, key: PlacedVaultKey): Diagnostic[] {
  const { expires } = key.entry;
  if (expires === undefined || new Date(`${expires}T00:00:00Z`).toISOString().startsWith(expires)) return [];
  return [
    fault(input, 'ACR1022', key, ['expires'], `There is no ${expires}. Write a day of the calendar.`, []),
  ];
}

/** keyvault.md, "Rotation policy": one trigger a rotation, 28 days of life at least. */
function policyFaults(
  input: RuleInput,
  key: PlacedVaultKey,
  { rotateAfter, rotateBeforeExpiry, expiresAfter }: NonNullable<PlacedVaultKey['entry']['rotationPolicy']>,
): Diagnostic[] {
  const report = (below: string, detail: string) => [
    fault(input, 'ACR1277', key, ['rotationPolicy', below], detail, ['3.12']),
  ];
  if (TIMES.some((time) => isFaulty(input, [...key.path, 'rotationPolicy', time]))) return [];
  if (rotateAfter === undefined && rotateBeforeExpiry === undefined)
    return report(
      'expiresAfter',
      expiresAfter === undefined
        ? 'The policy says nothing. Add rotateAfter, or leave rotationPolicy out: then the vault makes no versions by itself.'
        : 'The policy says when a version expires and not when the next one is made: everything that the key encrypts would be closed on that day. Add rotateAfter or rotateBeforeExpiry.',
    );
  if (rotateAfter !== undefined && rotateBeforeExpiry !== undefined)
    return report(
      'rotateBeforeExpiry',
      'A key is rotated by its age or by its end. Keep rotateAfter or rotateBeforeExpiry.',
    );
  if (expiresAfter !== undefined && daysOf(expiresAfter) < 28)
    return report('expiresAfter', 'Azure lets no version expire within 28 days. Write P28D or more.');
  if (rotateBeforeExpiry !== undefined && expiresAfter === undefined)
    return report(
      'rotateBeforeExpiry',
      'No version expires, so none is ever rotated before. Add expiresAfter, or write rotateAfter.',
    );
  const rotated = rotateAfter ?? rotateBeforeExpiry;
  if (expiresAfter !== undefined && rotated !== undefined && daysOf(rotated) >= daysOf(expiresAfter))
    return report(
      rotateAfter === undefined ? 'rotateBeforeExpiry' : 'rotateAfter',
      `A version expires after ${expiresAfter}, and the next one would come too late or at once. Write less than that.`,
    );
  return [];
}

const TIMES = ['rotateAfter', 'rotateBeforeExpiry', 'expiresAfter'] as const;

/** Months and years by their shortest: only what is certainly too much is refused. */
function daysOf(duration: string): number {
  const [, count = '0', unit = 'D'] = /^P([0-9]+)([DMY])$/.exec(duration) ?? [];
  return Number(count) * { D: 1, M: 28, Y: 365 }[unit as 'D' | 'M' | 'Y'];
}

function namesOf(registries: readonly PlacedRegistry[]): string {
  return enumerate(registries.map(({ name }) => name));
}

function fault(
  input: RuleInput,
  code: Code,
  { path, address }: PlacedEntry<object>,
  below: readonly string[],
  detail: string,
  requirements: readonly string[],
): Diagnostic {
  return faultAt(input, code, { path: [...path, ...below], address }, { detail, requirements });
}
