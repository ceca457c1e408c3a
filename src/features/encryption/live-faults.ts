import { diagnose } from '../../core/codes.ts';
import type { CompiledOutput, CompiledOutputs, PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { ENCRYPTION_PATH, identityInUse, isEncrypted } from './compile.ts';
import { parseKeyUri } from './key-uri.ts';
import { SYSTEM } from './schema.ts';

/** What only the live registry shows: a key of its owner comes at creation, and never goes (3.6, 3.7, 3.8). */
export function encryptionFaults(
  { registries }: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return registries
    .filter(({ isExisting }) => !isExisting)
    .flatMap((registry) => {
      const body = live.get(foldId(registry.id))?.body;
      const { encryption } = registry.entry;
      if (encryption === undefined) return body === undefined ? [] : takenOut(registry, body, prior);
      if (body !== undefined) return isEncrypted(body) ? [] : [tooLate(registry, body)];
      return encryption.identity === SYSTEM ? [tooEarly(registry)] : [];
    });
}

function tooLate({ address, name }: PlacedRegistry, body: JsonObject): Diagnostic {
  // Never derived from the name: it differs by cloud, and with a label scope (observed-behaviour.md 2.12).
  const server = textAt(body, 'properties.loginServer') ?? 'LOGIN_SERVER';
  const detail = `The registry ${name} was made without a key of yours, and Azure takes one only while a registry is being made (3.6). acrctl does not delete it to make it again: its images would be lost.
1. Write a second registry with the block encryption, and apply.
2. Copy the images: az acr import --name NEW --source ${server}/REPOSITORY:TAG, for each.
3. Lead clients to the new registry, then take the old one out of the file.`;
  const hint = 'Take the block encryption out here; docs/encryption.md has the whole way.';
  return diagnose('ACR1326', { address, detail, hint, requirements: ['3.6'] });
}

/** Only where acrctl knows that it was there: of a registry whose encryption the file never managed it says nothing. */
function takenOut(
  { address, id, name, identities }: PlacedRegistry,
  body: JsonObject,
  prior: readonly PriorEntry[],
): readonly Diagnostic[] {
  if (!isEncrypted(body)) return [];
  const applied = prior.find((entry) => foldId(entry.id) === foldId(id))?.applied;
  if (!isEncrypted(applied)) return [];
  const key = textAt(body, `${ENCRYPTION_PATH}.keyVaultProperties.keyIdentifier`) ?? '';
  const used = identityInUse(body);
  const detail = `The registry ${name} is encrypted with a key of yours, which nobody can turn off (3.8). Without the block encryption acrctl would no longer guard the key and its identity, and the next careless line could lock everybody out.`;
  const rotation = parseKeyUri(key)?.version === undefined ? 'auto' : 'manual';
  const known = identities.find((each) => foldId(each.id) === used);
  const identity = used === undefined ? SYSTEM : (known?.key ?? nameOf(used));
  const hint = `Write it back:\nencryption: { key: ${key}, rotation: ${rotation}, identity: ${identity} }`;
  return [diagnose('ACR1327', { address, detail, hint, requirements: ['3.8'] })];
}

function tooEarly({ address, name }: PlacedRegistry): Diagnostic {
  const detail = `The registry ${name} does not exist yet, and its own identity comes with it: it cannot have access to the key before (3.7).`;
  const hint =
    'Make it with a user-assigned identity first: list that in identity.user, name it in encryption.identity, and apply. Then give the identity of the registry access to the key, and write system.';
  return diagnose('ACR1328', { address, detail, hint, requirements: ['3.7', '3.50'] });
}

/** What Azure moves by itself, which is no drift (3.13, 3.31): the version in use, and when it came into use. */
export function encryptionOutputs({ registries }: Placed, live: LiveObjects): CompiledOutputs {
  const encrypted = registries.filter(({ entry }) => entry.encryption !== undefined);
  return Object.fromEntries(
    encrypted.map((registry) => {
      const body = live.get(foldId(registry.id))?.body;
      const told = (member: string): CompiledOutput => {
        const path = `${ENCRYPTION_PATH}.keyVaultProperties.${member}`;
        const shown = `${registry.address}#${path}`;
        const value = body && getPath(body, path);
        return value === undefined
          ? { knownAfter: shown }
          : { told: value, madeBy: [registry.address], shown };
      };
      return [
        registry.address,
        {
          versionedKeyIdentifier: told('versionedKeyIdentifier'),
          ...(body && isRotated(body) && { lastKeyRotationTimestamp: told('lastKeyRotationTimestamp') }),
        },
      ];
    }),
  );
}

/** Absent until the first rotation (observed-behaviour.md, "Customer-managed key"). */
function isRotated(body: JsonObject): boolean {
  return getPath(body, `${ENCRYPTION_PATH}.keyVaultProperties.lastKeyRotationTimestamp`) !== undefined;
}
