import type { ReadTarget } from '../../core/resource-type.ts';
import { armCheck, type Check, type CheckSubject, type Finding, failed, passed } from '../../core/verify.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import type { Verifier, Verifying } from '../verify.ts';
import { isEncrypted } from './compile.ts';
import { encryptionFindings } from './findings.ts';
import { grantReads } from './grant.ts';
import { ageFinding, expiryFinding, shownKey, statusFinding, versionFinding } from './key-finding.ts';
import { keyInUse } from './key-in-use.ts';

/** Whether a registry is encrypted as the file says, and stays readable. */
export const verifyEncryption: Verifier = {
  reads: (registry, placed) => (registry.entry.encryption === undefined ? [] : readsOf(registry, placed)),
  checks: (registry, verifying) =>
    registry.entry.encryption === undefined ? [] : checksOf(registry, verifying),
};

function readsOf(registry: PlacedRegistry, placed: Placed): readonly ReadTarget[] {
  const key = registry.encryptionKey;
  return [
    ...registry.identities.map(({ id }) => ({ type: ARM_TYPE.identity, id })),
    ...(key === undefined
      ? []
      : [
          { type: ARM_TYPE.vaultKey, id: key.id },
          { type: ARM_TYPE.vault, id: key.vaultId },
        ]),
    ...grantReads({ ...placed, registries: [registry] }),
  ];
}

function checksOf(
  registry: PlacedRegistry,
  { placed, prior, live, cloud, nowMs }: Verifying,
): readonly Check[] {
  const { address, name, encryptionKey } = registry;
  const body = live.get(foldId(registry.id))?.body ?? {};
  const inUse = keyInUse(body, cloud);
  const keyBody = encryptionKey && live.get(foldId(encryptionKey.id))?.body;
  const key = keyBody && shownKey(keyBody);
  const wantedKey = encryptionKey?.uri ?? registry.entry.encryption?.key;
  const about = (subject: Omit<CheckSubject, 'address' | 'about'>) => ({ ...subject, address, about: name });
  const status = armCheck(
    about({
      name: 'encryption.status',
      proves: 'The registry is encrypted with the key of the file.',
      how: 'The registry was asked for its encryption.',
      requirements: ['3.31', '3.41', '3.46'],
    }),
    statusFinding(body, wantedKey, inUse),
  );
  const access = accessChecks(registry, { placed, prior, live }, keyBody !== undefined);
  if (inUse === undefined || !isEncrypted(body)) return [status, ...access];
  return [
    status,
    ...access,
    armCheck(
      about({
        name: 'encryption.keyVersion',
        proves: 'The registry uses the newest version of its key, or the one that the file names.',
        how: 'The version that the registry tells was compared with the newest one of the key.',
        requirements: ['3.13', '3.14', '3.31', '3.53'],
      }),
      versionFinding(inUse, key, nowMs, `acrctl rotate encryption ${registry.key} --adopt`),
    ),
    armCheck(
      about({
        name: 'encryption.keyAge',
        proves: 'The version in use is not older than the policy of the key wants.',
        how: 'The registry was asked since when it uses the version, and the key for its policy.',
        requirements: ['3.12', '3.14'],
      }),
      ageFinding(inUse, key, nowMs),
    ),
    armCheck(
      about({
        name: 'encryption.keyExpiry',
        proves: 'The key goes on being usable.',
        how: 'The newest version of the key was asked for the day on which it ends.',
        requirements: ['3.27'],
      }),
      expiryFinding(key, nowMs),
    ),
  ];
}

/** What `plan` warns of fails here, one by one: whatever it is, the registry is or will be closed to everybody. */
function accessChecks(
  registry: PlacedRegistry,
  { placed, prior, live }: Pick<Verifying, 'placed' | 'prior' | 'live'>,
  isKeyThere: boolean,
): readonly Check[] {
  const { address, encryptionKey } = registry;
  const subject = (about: string | null): CheckSubject => ({
    ...{ address, about },
    name: 'encryption.access',
    proves: 'The identity of the registry reaches its key, and the key can be used.',
    how: 'The vault, the key, the identity and its access were looked at in Azure Resource Manager.',
    requirements: ['3.22', '3.23', '3.24', '3.27', '3.60', '3.65', '3.67', '3.69'],
  });
  const found = encryptionFindings({ ...placed, registries: [registry] }, prior, live);
  const troubles: Finding[] = found.map(({ code, detail, hint }) => ({
    ...{ status: 'failed', found: firstSentence(detail), evidence: [detail], code, advice: hint ?? null },
  }));
  const gone = encryptionKey !== undefined && !isKeyThere ? [goneFinding(encryptionKey)] : [];
  const all = [...gone, ...troubles];
  if (all.length === 0)
    return [armCheck(subject(null), passed('the identity of the registry reaches its key'))];
  return all.map((finding, index) => armCheck(subject(`${index + 1} of ${all.length}`), finding));
}

/** Soft delete keeps it, and brings it back (3.67). */
function goneFinding({ name, vaultKey }: NonNullable<PlacedRegistry['encryptionKey']>): Finding {
  return failed('ACR2510', {
    found: `the key ${name} is not in its vault any more, or the vault is gone`,
    advice: `Nobody can pull or push within the hour; no image is lost while the vault keeps what was deleted. Recover it, the vault first:\naz keyvault recover --name ${vaultKey}\naz keyvault key recover --vault-name ${vaultKey} --name ${name}`,
  });
}

function firstSentence(text: string): string {
  return /^(.*?[^.])\.(?:\s|$)/.exec(text)?.[1] ?? text;
}
