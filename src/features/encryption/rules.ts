import type { Code } from '../../core/codes.ts';
import type { RegistryEncryption } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { overlaps } from '../../core/path.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { ignoredPaths } from '../entry-resource.ts';
import type { PlacedRegistry } from '../placed.ts';
import { faultAt, isFaulty, isWritten, type Rule, type RuleInput, type Spot } from '../rule.ts';
import { cloudOf } from '../scope.ts';
import { ENCRYPTION_PATH } from './compile.ts';
import { type KeyReference, parseKeyReference } from './key-reference.ts';
import { parseKeyUri } from './key-uri.ts';
import { SYSTEM } from './schema.ts';

/** What Azure demands of a registry with a key of its owner, as far as the file says it (requirements part 3). */
export const encryptionRules: Rule = (input) =>
  input.placed.registries
    .filter(({ isExisting }) => !isExisting)
    .flatMap((registry) => {
      const { encryption } = registry.entry;
      return encryption === undefined ? [] : faultsOf(input, registry, encryption);
    });

function faultsOf(
  input: RuleInput,
  registry: PlacedRegistry,
  encryption: RegistryEncryption,
): readonly Diagnostic[] {
  const { path, address, entry } = registry;
  const report = (
    code: Code,
    below: readonly (string | number)[],
    detail: string,
    requirements: string[],
  ) => {
    const spot: Spot = { path: [...path, ...below], address };
    return [faultAt(input, code, spot, { detail, requirements })];
  };
  const trust =
    entry.policies?.trust === true
      ? report(
          'ACR1268',
          ['policies', 'trust'],
          'A registry with a key of its owner cannot have content trust. Take policies.trust out; Azure is retiring content trust anyway.',
          ['3.10'],
        )
      : [];
  const ignored = ignoredPaths(entry).findIndex((each) => overlaps(each, ENCRYPTION_PATH));
  const halves =
    ignored < 0
      ? []
      : report(
          'ACR1269',
          ['ignore', ignored],
          'What encrypts a registry is not ignored: a key that others change unseen locks everybody out. Take the path out, or the block encryption where Azure has none.',
          ['3.8'],
        );
  return [
    ...keyFaults(input, registry, encryption, report),
    ...identityFaults(input, registry, encryption),
    ...trust,
    ...halves,
  ];
}

type Report = (
  code: Code,
  below: readonly (string | number)[],
  detail: string,
  requirements: string[],
) => readonly Diagnostic[];

function keyFaults(
  input: RuleInput,
  registry: PlacedRegistry,
  encryption: RegistryEncryption,
  report: Report,
): readonly Diagnostic[] {
  const reference = parseKeyReference(encryption.key);
  if (reference !== undefined)
    return [
      ...referenceFaults(input, registry, reference),
      ...versionFaults(encryption, reference.version, report),
    ];
  return [...uriFaults(input, registry, encryption, report), ...grantFaults(encryption, report)];
}

const AT_KEY = ['encryption', 'key'];

/** A vault or key that the file has in some faulty form is not reported as missing. */
function referenceFaults(
  input: RuleInput,
  { path, address, encryptionKey }: PlacedRegistry,
  { vault, key }: KeyReference,
): readonly Diagnostic[] {
  if (encryptionKey !== undefined || isWritten(input, ['keyVaults', vault, 'keys', key])) return [];
  const spot: Spot = { path: [...path, ...AT_KEY], address, missing: ['keyVaults', vault, 'keys', key] };
  const requirements = ['3.40', '3.44'];
  const known = input.placed.vaultByKey.get(vault);
  if (known === undefined) {
    if (isWritten(input, ['keyVaults', vault])) return [];
    const detail = `The file lists no vault ${quote(vault)}. A key is referred to as VAULT/KEY by the keys of their entries: add the vault to keyVaults, with existing: true where acrctl is not to make it, or give the URI of the key.`;
    return [
      faultAt(input, 'ACR1122', spot, {
        detail,
        hint: didYouMean(vault, [...input.placed.vaultByKey.keys()]),
        requirements,
      }),
    ];
  }
  const detail = `The vault ${quote(vault)} has no key ${quote(key)} in this file. Add it to ${known.address}.keys, with existing: true where it is there already.`;
  const hint = didYouMean(
    key,
    known.keys.map((each) => each.key),
  );
  return [faultAt(input, 'ACR1122', spot, { detail, hint, requirements })];
}

/** Access to a vault that the file does not list cannot be given from here. */
function grantFaults({ grant }: RegistryEncryption, report: Report): readonly Diagnostic[] {
  if (grant !== 'manage') return [];
  return report(
    'ACR1270',
    ['encryption', 'grant'],
    'The key is given by its URI, so acrctl knows no vault in which it could give access. Take grant: manage out and have somebody give it, or list the vault in keyVaults, with existing: true, and write key: VAULT/KEY.',
    ['3.23', '3.24'],
  );
}

function uriFaults(
  { config }: RuleInput,
  { name }: PlacedRegistry,
  encryption: RegistryEncryption,
  report: Report,
): readonly Diagnostic[] {
  const { key } = encryption;
  const uri = parseKeyUri(key);
  const { keyVaultSuffix } = CLOUDS[cloudOf(config)];
  const form = `https://VAULT.${keyVaultSuffix}/keys/NAME`;
  if (uri === undefined)
    return report(
      'ACR1265',
      AT_KEY,
      `${quote(key)} is no key. A key of a vault of this file is VAULT/KEY; any other is given by its URI, ${form}. Where a version is meant, it stands behind that, 32 hexadecimal digits.`,
      ['3.26', '3.40'],
    );
  if (uri.cloud !== cloudOf(config)) {
    const where = uri.cloud === undefined ? 'in no Key Vault of any cloud' : `in the cloud ${uri.cloud}`;
    return report(
      'ACR1265',
      AT_KEY,
      `The key is ${where}, and the registry ${name} in ${cloudOf(config)}. Its keys are at ${form}.`,
      ['3.2', '3.44'],
    );
  }
  return versionFaults(encryption, uri.version, report);
}

/** One form follows, the other stays; the word beside it says which is meant. */
function versionFaults(
  { rotation = 'auto' }: RegistryEncryption,
  version: string | undefined,
  report: Report,
): readonly Diagnostic[] {
  if (rotation === 'auto' && version !== undefined)
    return report(
      'ACR1266',
      AT_KEY,
      `The key has a version, so the registry would stay at it, and rotation is auto. Take "/${version}" off for the newest version always, or write rotation: manual.`,
      ['3.28', '3.29', '3.56'],
    );
  if (rotation === 'manual' && version === undefined)
    return report(
      'ACR1266',
      AT_KEY,
      'The key has no version, so the registry would follow each new one within an hour, and rotation is manual. Write the version behind the name of the key, or rotation: auto. A key that is yet to be made has none to be written: begin with auto, and write the version that the output versionedKeyIdentifier of the registry then tells.',
      ['3.14', '3.28', '3.56'],
    );
  return [];
}

/** The registry must have the identity that it reaches the key with. */
function identityFaults(
  input: RuleInput,
  { path, address, entry: { identity } }: PlacedRegistry,
  encryption: RegistryEncryption,
): readonly Diagnostic[] {
  const spot: Spot = { path: [...path, 'encryption', 'identity'], address };
  const requirements = ['3.7', '3.51'];
  const fault = (detail: string) => [faultAt(input, 'ACR1267', spot, { detail, requirements })];
  const kind = encryption.identity === SYSTEM ? 'system' : 'user';
  if (isFaulty(input, [...path, 'identity']) || isFaulty(input, [...path, 'identity', kind])) return [];
  if (kind === 'system')
    return identity?.system === true
      ? []
      : fault(
          'The registry reaches the key as the identity of its own, and does not have one in this file. Write identity.system: true.',
        );
  if (identity?.user?.includes(encryption.identity) === true) return [];
  return fault(
    `The registry reaches the key as ${quote(encryption.identity)}, and identity.user does not list that. Write it there: the registry can only act as identities that are assigned to it.`,
  );
}
