import type { Block, PriorEntry } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, listAt, parsePath, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, subscriptionOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { identityInUse, isEncrypted } from '../encryption/compile.ts';
import type { Placed } from '../placed.ts';
import { allEntries } from '../placement.ts';
import { goes, goingId, type Scene } from './scene.ts';

/**
 * A registry whose key can no longer be read is closed to everybody (I-13): nothing lifts these guards. They look at every
 * registry that the caller can read, not only at those of the file.
 */
export function identityGuard(change: Change, scene: Scene): Block | undefined {
  const users = encryptedRegistries(scene).filter(
    ({ id, body }) => !goes(scene, id) && reachedWith(id, body, scene) === goingId(change),
  );
  if (users.length === 0) return undefined;
  const names = enumerate(users.map(({ body }) => textAt(body, 'name') ?? ''));
  return {
    code: 'ACR2008',
    detail: `${names} ${users.length === 1 ? 'reaches its' : 'reach their'} encryption key as this identity: without it nobody could pull or push any more, and the key could not be changed (3.58, 3.61, 3.62). Change encryption.identity first, and apply.`,
    lift: null,
  };
}

/** Azure refuses it, or, worse, takes it: pulls then work for some months, until nobody can mend it (3.61, 3.69). */
export function detachGuard(change: Change, { live }: Scene): Block | undefined {
  const body = live.get(foldId(change.id))?.body;
  const used = body && identityInUse(body);
  if (change.actions[0] !== 'update' || body === undefined || used === undefined) return undefined;
  const isUsed = (path: string) =>
    isAtOrBelow(path, IDENTITIES) && foldId(String(parsePath(path)?.[2] ?? '')) === used;
  const isDetached = change.paths.some(
    (path) => isUsed(path) && getPath(change.after ?? {}, path) === undefined,
  );
  const isSwitched = change.paths.some((path) =>
    isAtOrBelow(path, 'properties.encryption.keyVaultProperties.identity'),
  );
  if (!isDetached || isSwitched) return undefined;
  return {
    code: 'ACR2008',
    detail:
      'The registry reaches its encryption key as the identity that is taken from it: nobody could pull or push any more, and the key could not be changed (3.61, 3.62). Leave it in identity.user, or change encryption.identity in the same plan.',
    lift: null,
  };
}

const IDENTITIES = 'identity.userAssignedIdentities';

/** The registries of the subscriptions around, once an identity is to go. */
export function encryptedRegistryReads(
  changes: readonly Change[],
  placed: Placed,
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  const isAsked = changes.some(({ type, actions }) => type === ARM_TYPE.identity && actions[0] === 'delete');
  if (!isAsked) return [];
  const subscriptions = [...allEntries(placed), ...prior].map(({ id }) => subscriptionOf(id));
  return [...new Set(subscriptions)].map((id) => ({
    type: QUESTION.registries,
    id: `/subscriptions/${id}/providers/${ARM_TYPE.registry}`,
  }));
}

interface Encrypted {
  readonly id: string;
  readonly body: JsonObject;
}

function encryptedRegistries({ live }: Scene): readonly Encrypted[] {
  const bodies = [...live.values()].flatMap(({ type, body }) => {
    if (type === ARM_TYPE.registry) return [body];
    return type === QUESTION.registries ? listAt(body, 'value').filter(isJsonObject) : [];
  });
  const byId = new Map(bodies.map((body) => [foldId(textAt(body, 'id') ?? ''), body]));
  return [...byId].flatMap(([id, body]) => (isEncrypted(body) ? [{ id, body }] : []));
}

/** Once the plan is done. */
function reachedWith(id: string, body: JsonObject, { changes, placed }: Scene): string | undefined {
  const isRotated =
    changes.get(id)?.some(({ steps }) => steps.some(({ name }) => name === 'rotate')) === true;
  const registry = placed.registries.find((each) => foldId(each.id) === id);
  const wanted = registry?.identities.find(({ key }) => key === registry.entry.encryption?.identity);
  return isRotated ? wanted && foldId(wanted.id) : identityInUse(body);
}
