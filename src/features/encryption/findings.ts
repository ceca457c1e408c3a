import type { Code, Finding } from '../../core/codes.ts';
import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { principalOf } from '../../providers/azure/resources/vault-access-policy.ts';
import type { Placed, PlacedRegistry, PlacedVault, PlacedVaultKey } from '../placed.ts';
import { isGiven } from '../vault-access.ts';
import { accessOf } from './access.ts';
import { identityInUse, isEncrypted, KEY_PATH } from './compile.ts';
import { type Grant, isManaged, neededGrant } from './grant.ts';
import { SYSTEM } from './schema.ts';

/**
 * What keeps a registry from its key, as far as Azure Resource Manager shows it. Before a registry is made it is an error,
 * since it could not be; of one that is there a warning with the repair: a plan that mends something else must not wait.
 */
export function encryptionFindings(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return placed.registries
    .filter(({ isExisting, entry }) => !isExisting && entry.encryption !== undefined)
    .flatMap((registry) => {
      const body = live.get(foldId(registry.id))?.body;
      const found = { registry, live, isNew: body === undefined };
      const key = registry.encryptionKey;
      const vault = key && placed.vaultByKey.get(key.vaultKey);
      const grant = neededGrant(registry, placed, live);
      return [
        ...(body === undefined ? [] : identityFindings(registry, body)),
        ...(key === undefined ? [] : keyFindings(found, key)),
        ...(vault === undefined ? [] : vaultFindings(found, vault)),
        ...(grant === undefined ? [] : grantFindings(found, grant, prior)),
      ];
    });
}

interface Found {
  readonly registry: PlacedRegistry;
  readonly live: LiveObjects;
  readonly isNew: boolean;
}

function report({ registry, isNew }: Found, code: Code, finding: Omit<Finding, 'severity' | 'address'>) {
  const severity = isNew ? 'error' : 'warning';
  return diagnose(code, { ...finding, severity, address: registry.address });
}

/** Pulls go on for about three months, so that a pull that works proves nothing (3.69, faults K08). */
function identityFindings({ address, name, entry }: PlacedRegistry, body: JsonObject): readonly Diagnostic[] {
  const using = textAt(body, `${KEY_PATH}.identity`);
  if (!isEncrypted(body) || using === undefined) return [];
  const isOwn = using.toLowerCase() === SYSTEM;
  const has = isOwn ? principalOf(body) : identityInUse(body);
  if (has !== undefined) return [];
  const who = isOwn ? 'the identity of its own' : `the identity with the client id ${using}`;
  const detail = `The registry ${name} reaches its key as ${who}, which was taken from it. It goes on working for about three months; then every pull and push gets 403, "The identity associated with the registry is inactive" (3.69), and until then the key cannot be changed (3.61, 3.62).`;
  const hint = isOwn
    ? 'Give it an identity of its own again, and apply; where that does not help, only a support ticket does (3.64).'
    : `acrctl apply assigns ${entry.encryption?.identity} again (3.63). If Azure refuses that with "does not have access to identity", assign the lost identity by hand first: az acr identity assign --name ${name} --identities ID.`;
  return [
    diagnose('ACR1336', {
      severity: 'warning',
      address,
      detail,
      hint,
      requirements: ['3.61', '3.63', '3.64', '3.69'],
    }),
  ];
}

function keyFindings(found: Found, { id, name, uri }: PlacedVaultKey): readonly Diagnostic[] {
  const body = found.live.get(foldId(id))?.body;
  if (body === undefined) return [];
  const kind = textAt(body, 'properties.kty') ?? 'RSA';
  const vault = new URL(uri).hostname.split('.')[0];
  const lacking = ['wrapKey', 'unwrapKey'].filter(
    (operation) => !listAt(body, 'properties.keyOps').includes(operation),
  );
  const isDisabled = getPath(body, 'properties.attributes.enabled') === false;
  const set = `az keyvault key set-attributes --vault-name ${vault} --name ${name}`;
  if (!kind.toUpperCase().startsWith('RSA'))
    return [
      report(found, 'ACR1333', {
        detail: `The key ${name} is of the type ${kind}. Registries take RSA and RSA-HSM.`,
        hint: 'Name an RSA key in encryption.key.',
        requirements: ['3.9', '3.27'],
      }),
    ];
  return [
    ...(isDisabled
      ? [
          report(found, 'ACR1333', {
            detail: `The newest version of the key ${name} is disabled. A registry that uses it is closed to everybody within the hour.`,
            hint: `Enable it: ${set} --enabled true. Azure Resource Manager cannot.`,
            requirements: ['3.27', '3.60'],
          }),
        ]
      : []),
    ...(lacking.length > 0
      ? [
          report(found, 'ACR1333', {
            detail: `The key ${name} may not be used for ${enumerate(lacking)}.`,
            hint: `Add that: ${set} --ops wrapKey unwrapKey …; Azure Resource Manager cannot.`,
            requirements: ['3.27'],
          }),
        ]
      : []),
  ];
}

/** Of a vault of the file what the file says of it comes about; what it leaves open, and vaults of others, are judged. */
function vaultFindings(found: Found, vault: PlacedVault): readonly Diagnostic[] {
  const body = found.live.get(foldId(vault.id))?.body;
  if (body === undefined) return [];
  const { purgeProtection, network } = vault.isExisting ? {} : vault.entry;
  const isProtected = purgeProtection === true || getPath(body, 'properties.enablePurgeProtection') === true;
  const isOpen =
    network?.publicAccess === 'enabled' ||
    (network?.publicAccess === undefined && isOpenTo(body)) ||
    network?.trustedServices === true ||
    (network?.trustedServices === undefined &&
      (textAt(body, 'properties.networkAcls.bypass') ?? 'AzureServices') !== 'None');
  const mend = vault.isExisting ? 'Its owner can: ' : '';
  return [
    ...(isProtected
      ? []
      : [
          report(found, 'ACR1334', {
            detail: `The vault ${vault.name} has no purge protection: whoever may purge in it can lose all images of the registry for good.`,
            hint: vault.isExisting
              ? `${mend}az keyvault update --name ${vault.name} --enable-purge-protection true`
              : 'Write purgeProtection: true.',
            requirements: ['3.20', '3.67'],
          }),
        ]),
    ...(isOpen
      ? []
      : [
          report(found, 'ACR1334', {
            detail: `The firewall of the vault ${vault.name} is closed, also to trusted services: the registry is answered 403.`,
            hint: vault.isExisting
              ? `${mend}az keyvault update --name ${vault.name} --bypass AzureServices. A registry that has been shut out for long needs its identity and key set anew then (3.65).`
              : 'Write network.trustedServices: true. A registry that has been shut out for long needs its identity and key set anew then (3.65).',
            requirements: ['3.22', '3.65'],
          }),
        ]),
  ];
}

/** `publicNetworkAccess` and `defaultAction` are two gates (faults K03, K04). */
function isOpenTo(vault: JsonObject): boolean {
  return (
    textAt(vault, 'properties.publicNetworkAccess') !== 'Disabled' &&
    textAt(vault, 'properties.networkAcls.defaultAction') !== 'Deny'
  );
}

/**
 * Access that acrctl gives is in the plan; that it was there and is gone is said beside. Access that others give is only
 * looked for, and may come to the identity in ways that do not show there, such as by a group.
 */
function grantFindings(found: Found, grant: Grant, prior: readonly PriorEntry[]): readonly Diagnostic[] {
  const { registry, live } = found;
  const holder = live.get(foldId((grant.identity ?? registry).id))?.body;
  const principal = principalOf(holder)?.toLowerCase();
  if (!live.has(foldId(grant.vault.id)) || principal === undefined || isGiven(grant, live)) return [];
  // By another role, or from above the vault.
  const { others } = accessOf({ identity: undefined, principal }, grant.vault.id, '', live);
  if (others.some(({ certain }) => certain)) return [];
  const who = registry.entry.encryption?.identity ?? '';
  const what =
    grant.kind === 'role'
      ? `the role Key Vault Crypto Service Encryption User at the vault ${grant.vault.name}`
      : `an access policy with Get, Wrap Key and Unwrap Key in the vault ${grant.vault.name}`;
  const requirements = ['3.23', '3.24', '3.51', '3.60'];
  const finding = (detail: string, hint: string) => [
    diagnose('ACR1335', { severity: 'warning', address: registry.address, detail, hint, requirements }),
  ];
  if (!isManaged(registry))
    return finding(
      `The file leaves access to the key to others (grant: external), and ${who} does not have ${what}. ${found.isNew ? 'The registry cannot be made without.' : 'Without it every pull and push gets 403 within the hour.'}`,
      `Have it given, or write grant: manage. Access by a group does not show here.`,
    );
  const wasThere = prior.some(({ id }) => foldId(id) === foldId(grant.id));
  if (found.isNew || !wasThere) return [];
  return finding(
    `The access of ${registry.name} to its key was taken away outside acrctl: ${who} no longer has ${what}. Every pull and push gets 403 within the hour; no image is lost.`,
    'acrctl apply gives it back. Ask first whether it was taken away on purpose.',
  );
}
