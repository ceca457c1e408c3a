import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import { at, type JsonObject } from '../json.ts';
import {
  type Key,
  type KeyData,
  type KeyVersion,
  keyType,
  keyVersionType,
  keyView,
} from '../key-vault/key-body.ts';
import { keyRequest, managementPlane } from '../key-vault/key-request.ts';
import { createVersion, keyNamed, versionOf } from '../key-vault/keys.ts';
import { rotationPolicyOf } from '../key-vault/rotation.ts';
import type { Vault, VaultData } from '../key-vault/vault-body.ts';
import { keyVaultVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';

/** Keys as Azure Resource Manager knows them: made where there is none, and never changed nor deleted. */
export const vaultKeys: ResourceType = {
  type: keyType,
  apiVersions: keyVaultVersions,
  tracked: false,
  listedBySubscription: false,
  view: (cloud, object) => viewOfKey(cloud, object as Key),
  put,
};

export const vaultKeyVersions: ResourceType = {
  type: keyVersionType,
  apiVersions: keyVaultVersions,
  tracked: false,
  listedBySubscription: false,
  view: (cloud, object) => {
    const key = above<KeyData>(cloud, object);
    return keyView(cloud, above<VaultData>(cloud, key), key, object as KeyVersion, object);
  },
};

// createIfNotExist: what is there is answered as it is, whatever the body says (the specification).
function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const vault = cloud.world.get<VaultData>(parentTarget(target).key);
  if (!vault) throw new EmulatorBug('The front door answers for absent parents.');
  if (!keyNamed(cloud, vault, target.name)) makeKey(cloud, vault, target.name, body);
  const key = keyNamed(cloud, vault, target.name);
  if (!key) throw new EmulatorBug('The key was just made.');
  return { status: 200, body: viewOfKey(cloud, key) };
}

function makeKey(cloud: Cloud, vault: Vault, name: string, body: unknown): void {
  const request = keyRequest(vault, name, body, managementPlane);
  const policy = at(body, 'properties', 'rotationPolicy');
  const rotationPolicy = policy === undefined ? undefined : rotationPolicyOf(cloud, policy, undefined);
  createVersion(cloud, vault, name, request);
  const key = keyNamed(cloud, vault, name);
  if (key && rotationPolicy) cloud.world.put({ ...key, data: { ...key.data, rotationPolicy } });
}

function viewOfKey(cloud: Cloud, key: Key): JsonObject {
  const version = versionOf(cloud, key);
  if (!version) throw new EmulatorBug(`The key ${key.id} has no newest version.`);
  return keyView(cloud, above<VaultData>(cloud, key), key, version, key);
}

function above<Data>(cloud: Cloud, object: StoredObject): StoredObject<Data> {
  const found = cloud.world.get<Data>(object.id.split('/').slice(0, -2).join('/'));
  if (!found) throw new EmulatorBug(`${object.id} hangs on nothing.`);
  return found;
}
