import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { nearest, quote } from '../../core/wording.ts';
import { look } from '../../engine/look.ts';
import { isEncrypted } from '../../features/encryption/compile.ts';
import { type KeyInUse, keyInUse } from '../../features/encryption/key-in-use.ts';
import type { Placed, PlacedRegistry } from '../../features/placed.ts';
import { placeEntries } from '../../features/placement.ts';
import { cloudOf } from '../../features/scope.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import { shellWord } from '../command-line.ts';
import type { OpenedSession } from '../session.ts';

/** A registry of the file that is there, with its key, and what was read beside it. */
export interface KeyedRegistry {
  readonly cloud: CloudName;
  readonly placed: Placed;
  readonly registry: PlacedRegistry;
  readonly body: JsonObject;
  readonly key: KeyInUse;
  readonly prior: readonly PriorEntry[];
  readonly live: LiveObjects;
}

/** The registry with that key under `registries`, or with that address; throws where the file has none. */
export function registryNamed(name: string, { registries }: Pick<Placed, 'registries'>): PlacedRegistry {
  const found = registries.find(({ key, address }) => key === name || address === name);
  if (found !== undefined) return found;
  const near = nearest(
    name.replace(/^registries\./, ''),
    registries.map(({ key }) => key),
  );
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2071', {
      detail: `The configuration has no registry ${quote(name)}: it is named by its key under registries.`,
      hint: near === undefined ? 'Name one of the file.' : `Did you mean ${shellWord(near)}?`,
    }),
  ]);
}

/** Reads the registry, and in the same round what `others` names. Throws where it has no key of its owner. */
export async function keyedRegistry(
  name: string,
  { session }: Pick<OpenedSession, 'session'>,
  others: (placed: Placed, prior: readonly Pick<PriorEntry, 'id'>[]) => readonly ReadTarget[],
): Promise<KeyedRegistry> {
  const { config, store } = session;
  const placed = placeEntries(config);
  const registry = registryNamed(name, placed);
  const known = (await store.read()).current?.resources ?? [];
  const around = others(placed, known);
  const { prior, live } = await look(session, [{ type: ARM_TYPE.registry, id: registry.id }, ...around]);
  const body = live.get(foldId(registry.id))?.body;
  const cloud = cloudOf(config);
  return { cloud, placed, registry, prior, live, ...withKey(registry, body, cloud) };
}

function withKey(
  { id, name, address }: PlacedRegistry,
  body: JsonObject | undefined,
  cloud: CloudName,
): Pick<KeyedRegistry, 'body' | 'key'> {
  const refused = (code: 'ACR2082' | 'ACR2401' | 'ACR2402', detail: string, hint: string) =>
    new AcrctlError(EXIT.error, [diagnose(code, { address, detail, hint })]);
  if (body === undefined)
    throw refused('ACR2082', `There is no such registry:\n${id}`, 'Make it first: acrctl apply.');
  if (!isEncrypted(body))
    throw refused(
      'ACR2401',
      `The registry ${name} is encrypted by Azure alone, with a key that nobody can rotate or take away.`,
      'Only a registry that is being made can get a key of yours: docs/encryption.md.',
    );
  const key = keyInUse(body, cloud);
  if (key === undefined)
    throw refused(
      'ACR2402',
      `The registry ${name} has a key that is at no host below ${CLOUDS[cloud].keyVaultSuffix}: acrctl asks Key Vaults of ${cloud} alone, and no managed HSM.`,
      'Do it where the key is, with the tools of its owner.',
    );
  return { body, key };
}
