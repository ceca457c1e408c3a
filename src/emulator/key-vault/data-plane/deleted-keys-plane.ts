import type { Answer } from '../../cloud.ts';
import { ArmError, EmulatorBug } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { errorOf, noKey, purgeProtected } from '../key-refusals.ts';
import { type DeletedKey, deletedKeyNamed, deletedKeysOf, keyNamed, recoverKey } from '../keys.ts';
import { deletionOf, keyBundle, keyItem } from './bundle.ts';
import { demand, type VaultCall } from './call.ts';
import { listed } from './lists.ts';

/** `/deletedkeys…`; undefined for a path or method that is not emulated. */
export function answerDeletedKeys(call: VaultCall): Answer | undefined {
  const { method, segments } = call;
  const [, name, word, more] = segments;
  if (name === undefined) return method === 'GET' ? list(call) : undefined;
  if (more !== undefined) return undefined;
  if (word === undefined && method === 'GET') return read(call, name);
  if (word === undefined && method === 'DELETE') return purge(call, name);
  return word === 'recover' && method === 'POST' ? recover(call, name) : undefined;
}

// Assumption: read with the permission that listing needs, as the vendor's page on soft delete says of deleted ones.
function read(call: VaultCall, name: string): Answer {
  demand(call, 'list');
  const deleted = existing(call, name);
  return {
    status: 200,
    body: { ...deletionOf(call.cloud, call.vault, deleted), ...bundleOf(call, deleted) },
  };
}

// test_keyvault_key #33.
function purge(call: VaultCall, name: string): Answer {
  const { cloud, vault } = call;
  demand(call, 'purge', name);
  const deleted = existing(call, name);
  if (vault.data.properties.enablePurgeProtection) throw purgeProtected(vault);
  cloud.world.remove(deleted.id);
  return { status: 204 };
}

// test_keyvault_softdelete #20.
function recover(call: VaultCall, name: string): Answer {
  demand(call, 'recover', name);
  const { cloud, vault } = call;
  if (keyNamed(cloud, vault, name) && !deletedKeyNamed(cloud, vault, name)) throw notDeleted(name);
  const deleted = existing(call, name);
  recoverKey(call.cloud, deleted);
  return { status: 200, body: bundleOf(call, deleted) };
}

// Recorded of a secret (observed behaviour, 5).
function notDeleted(name: string): ArmError {
  return new ArmError(400, 'MethodNotAllowed', `Key ${name} exists already.`, {
    inner: 'RequestNotAllowedOnNonDeletedObject',
  });
}

function list(call: VaultCall): Answer {
  const { cloud, vault, apiVersion } = call;
  demand(call, 'list');
  return listed(call, deletedKeysOf(cloud, vault), (deleted) => [
    {
      ...deletionOf(cloud, vault, deleted),
      ...keyItem(cloud, vault, deleted.data.key, newestOf(deleted), apiVersion),
    },
  ]);
}

function existing({ cloud, vault }: VaultCall, name: string): DeletedKey {
  const deleted = deletedKeyNamed(cloud, vault, name);
  if (!deleted) throw errorOf(noKey(name, false));
  return deleted;
}

function bundleOf({ cloud, vault, apiVersion }: VaultCall, deleted: DeletedKey): JsonObject {
  return keyBundle(cloud, vault, deleted.data.key, newestOf(deleted), apiVersion);
}

function newestOf({ data }: DeletedKey): DeletedKey['data']['versions'][number] {
  const newest = data.versions.find(({ name }) => name === data.key.data.current);
  if (!newest) throw new EmulatorBug(`The deleted key ${data.key.id} has no newest version.`);
  return newest;
}
