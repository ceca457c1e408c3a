import type { Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { arrayAt, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import { secretHealth } from '../key-vault/secret-health.ts';
import type { StoredObject } from '../world.ts';
import { rulesUsing } from './cache-rules.ts';
import { type RegistryData, registryType } from './registry-body.ts';
import { type Child, childType } from './registry-children.ts';
import { registryRefusal } from './registry-errors.ts';
import { stamp } from './registry-stamps.ts';

export interface CredentialSetData {
  readonly loginServer: string;
  /** Of its system identity, which alone reads the secrets. */
  readonly principalId: string;
  readonly credentials: readonly Credential[];
}

interface Credential {
  readonly name: string;
  readonly usernameSecretIdentifier: string;
  readonly passwordSecretIdentifier: string;
}

export const credentialSetType = `${registryType}/credentialSets`;

/** All asynchronous (states.md, test_acr_cache). */
export const credentialSets = childType<CredentialSetData>({
  type: credentialSetType,
  operations: 'credentialsets',
  effect: 'credential-set',
  names: /^[a-zA-Z0-9-]*$/,
  wanted,
  checkDeletion: refuseInUse,
  head: (cloud, { data }) => ({
    identity: { principalId: data.principalId, tenantId: cloud.tenantId, type: 'systemAssigned' },
  }),
  properties: (cloud, { data }) => ({
    loginServer: data.loginServer,
    authCredentials: data.credentials.map((credential) => ({
      ...credential,
      credentialHealth: healthOf(cloud, data.principalId, credential),
    })),
    creationDate: stamp(data.createdAt, '+00:00'),
  }),
});

// Code and text of an unhealthy one: recorded (observed-behaviour.md, test_acr_cache). Assumption: it is looked after whenever
// somebody asks, and one that reads both secrets says no more than Healthy.
function healthOf(cloud: Cloud, principalId: string, credential: Credential): JsonObject {
  const { usernameSecretIdentifier: first, passwordSecretIdentifier: second } = credential;
  const refusal = secretHealth(cloud, principalId, first) ?? secretHealth(cloud, principalId, second);
  if (!refusal) return { status: 'Healthy' };
  const errorMessage = refusal.message.replace(
    "'appid=",
    "'name=Microsoft.ContainerRegistry/registries;appid=",
  );
  return { status: 'Unhealthy', errorCode: refusal.code, errorMessage };
}

function wanted(
  call: Call,
  _registry: StoredObject<RegistryData>,
  before: Child<CredentialSetData> | undefined,
): CredentialSetData {
  const { body, cloud, method, target } = call;
  const kept = method === 'PATCH' ? before?.data : undefined;
  const loginServer = stringAt(body, 'properties', 'loginServer') ?? before?.data.loginServer;
  const sent = arrayAt(body, 'properties', 'authCredentials')?.map((entry) =>
    credentialIn(entry, target.name),
  );
  const credentials = sent ?? kept?.credentials ?? [];
  // Codes and texts of all that is refused here are assumed.
  if (loginServer === undefined)
    throw registryRefusal(`The credential set ${target.name} needs a login server.`);
  if (before && before.data.loginServer !== loginServer)
    throw registryRefusal(`The login server of the credential set ${target.name} cannot be changed.`);
  if (credentials.length !== 1)
    throw registryRefusal(`The credential set ${target.name} needs exactly one credential.`);
  const type = objectAt(body, 'identity') ? stringAt(body, 'identity', 'type') : undefined;
  if (kept === undefined && type?.toLowerCase() !== 'systemassigned')
    throw registryRefusal(`The credential set ${target.name} needs a system-assigned identity.`);
  return { loginServer, credentials, principalId: before?.data.principalId ?? cloud.chance.guid() };
}

function credentialIn(entry: Json, set: string): Credential {
  const identifier = (name: string): string => {
    const sent = stringAt(entry, name) ?? '';
    if (/^https:\/\/[^/]+\/secrets\/[^/]+(\/[^/]+)?\/?$/i.test(sent)) return sent;
    throw registryRefusal(`The ${name} of the credential set ${set} has to be the identifier of a secret.`);
  };
  return {
    name: stringAt(entry, 'name') ?? 'Credential1',
    usernameSecretIdentifier: identifier('usernameSecretIdentifier'),
    passwordSecretIdentifier: identifier('passwordSecretIdentifier'),
  };
}

// Assumption: that it is refused, with code and text.
function refuseInUse(cloud: Cloud, set: Child<CredentialSetData>): void {
  const rules = rulesUsing(cloud, set.id.slice(0, set.id.lastIndexOf('/credentialSets/')), set.id);
  if (rules.length === 0) return;
  throw new ArmError(
    409,
    'Conflict',
    `The credential set ${set.name} cannot be deleted while it is used by the cache rules ${rules.join(', ')}.`,
    { shape: 'registry' },
  );
}
