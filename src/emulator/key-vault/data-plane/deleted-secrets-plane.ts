import type { Answer } from '../../cloud.ts';
import { ArmError, EmulatorBug } from '../../errors.ts';
import type { JsonObject } from '../../json.ts';
import { purgeProtected } from '../key-refusals.ts';
import {
  type DeletedSecret,
  deletedSecretNamed,
  deletedSecretsOf,
  noSecret,
  recoverSecret,
  secretNamed,
} from '../secrets.ts';
import type { VaultCall } from './call.ts';
import { listed } from './lists.ts';
import { secretDeletion, secretItem } from './secret-bundle.ts';
import { demandOfSecrets } from './secrets-plane.ts';

/** `/deletedsecrets…`; undefined for a path or method that is not emulated. */
export function answerDeletedSecrets(call: VaultCall): Answer | undefined {
  const { method, segments } = call;
  const [, name, word, more] = segments;
  if (name === undefined) return method === 'GET' ? list(call) : undefined;
  if (more !== undefined) return undefined;
  if (word === undefined && method === 'GET') return read(call, name);
  if (word === undefined && method === 'DELETE') return purge(call, name);
  return word === 'recover' && method === 'POST' ? recover(call, name) : undefined;
}

// Assumption, as of deleted keys.
function read(call: VaultCall, name: string): Answer {
  demandOfSecrets(call, 'list', name);
  return { status: 200, body: deletedItem(call, existing(call, name)) };
}

// test_keyvault_softdelete #22; protected: as of keys.
function purge(call: VaultCall, name: string): Answer {
  const { cloud, vault } = call;
  demandOfSecrets(call, 'purge', name);
  const deleted = existing(call, name);
  if (vault.data.properties.enablePurgeProtection) throw purgeProtected(vault);
  cloud.world.remove(deleted.id);
  return { status: 204 };
}

// test_keyvault_softdelete #19; recorded of one that is there (observed behaviour, 5).
function recover(call: VaultCall, name: string): Answer {
  const { cloud, vault } = call;
  demandOfSecrets(call, 'recover', name);
  const deleted = deletedSecretNamed(cloud, vault, name);
  if (!deleted && secretNamed(cloud, vault, name))
    throw new ArmError(400, 'MethodNotAllowed', `Secret ${name} exists already.`, {
      inner: 'RequestNotAllowedOnNonDeletedObject',
    });
  if (!deleted) throw noSecret(name);
  recoverSecret(cloud, deleted);
  return { status: 200, body: itemOf(call, deleted) };
}

function list(call: VaultCall): Answer {
  demandOfSecrets(call, 'list');
  return listed(call, deletedSecretsOf(call.cloud, call.vault), (deleted) => [deletedItem(call, deleted)]);
}

function deletedItem(call: VaultCall, deleted: DeletedSecret): JsonObject {
  return { ...secretDeletion(call.cloud, call.vault, deleted), ...itemOf(call, deleted) };
}

function itemOf({ cloud, vault, apiVersion }: VaultCall, { data }: DeletedSecret): JsonObject {
  const newest = data.versions.find(({ name }) => name === data.secret.data.current);
  if (!newest) throw new EmulatorBug(`The deleted secret ${data.secret.id} has no newest version.`);
  return secretItem(cloud, vault, data.secret, newest, apiVersion, newest.name);
}

function existing({ cloud, vault }: VaultCall, name: string): DeletedSecret {
  const deleted = deletedSecretNamed(cloud, vault, name);
  if (!deleted) throw noSecret(name);
  return deleted;
}
