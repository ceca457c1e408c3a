import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { principalOf } from '../../providers/azure/resources/vault-access-policy.ts';
import { keyHolder } from '../encryption/access.ts';
import { identityInUse, KEY_PATH } from '../encryption/compile.ts';
import { type Encrypted, encryptedRegistries } from '../encryption/everywhere.ts';
import { type KeyUri, parseKeyUri } from '../encryption/key-uri.ts';
import { goes, type Scene } from './scene.ts';

/** How a registry that stays will reach its key once the plan is done. Ids are folded. */
export interface KeyUser {
  readonly id: string;
  readonly name: string;
  readonly key: KeyUri | undefined;
  /** The user-assigned identity that it acts as; undefined where it is the one of its own, or none that it still has. */
  readonly identity: string | undefined;
  /** Of whom it acts as, lower case; undefined where nothing tells it. */
  readonly principal: string | undefined;
}

/** Every encrypted registry that the caller can read and that stays, not only those of the file (I-13). */
export function keyUsers(scene: Scene): readonly KeyUser[] {
  const before = FOUND.get(scene);
  if (before !== undefined) return before;
  const users = usersIn(scene);
  FOUND.set(scene, users);
  return users;
}

/** Every change that may take something away asks. */
const FOUND = new WeakMap<Scene, readonly KeyUser[]>();

function usersIn(scene: Scene): readonly KeyUser[] {
  return encryptedRegistries(scene.live)
    .filter(({ id }) => !goes(scene, id))
    .map((registry) =>
      isRotated(scene.changes.get(registry.id)) ? rotated(registry, scene) : asIs(registry),
    );
}

function isRotated(changes: readonly Change[] | undefined): boolean {
  return changes?.some(({ steps }) => steps.some(({ name }) => name === 'rotate')) === true;
}

function asIs({ id, body }: Encrypted): KeyUser {
  return {
    id,
    name: nameIn(body),
    key: parseKeyUri(textAt(body, `${KEY_PATH}.keyIdentifier`) ?? ''),
    identity: identityInUse(body),
    principal: keyHolder(body)?.principal,
  };
}

/** By the file, which says where the step `rotate` leads. */
function rotated({ id, body }: Encrypted, { placed, live }: Scene): KeyUser {
  const registry = placed.registries.find((each) => foldId(each.id) === id);
  const { encryption } = registry?.entry ?? {};
  const identity = registry?.identities.find(({ key }) => key === encryption?.identity);
  const acting = identity === undefined ? body : live.get(foldId(identity.id))?.body;
  return {
    id,
    name: nameIn(body),
    key: parseKeyUri(registry?.encryptionKey?.uri ?? encryption?.key ?? ''),
    identity: identity && foldId(identity.id),
    principal: principalOf(acting)?.toLowerCase(),
  };
}

function nameIn(body: JsonObject): string {
  return textAt(body, 'name') ?? '';
}
