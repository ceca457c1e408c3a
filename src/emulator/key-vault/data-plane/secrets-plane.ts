import { callerId } from '../../caller.ts';
import type { Answer } from '../../cloud.ts';
import { badParameter } from '../key-request.ts';
import { demandSecret, type SecretOperation } from '../secret-access.ts';
import type { Secret, SecretVersion } from '../secret-body.ts';
import { secretChange, secretRequest } from '../secret-request.ts';
import {
  deleteSecret,
  disabledSecret,
  noSecret,
  secretNamed,
  secretsOf,
  secretVersionOf,
  secretVersionsOf,
  setSecret,
  updateSecret,
} from '../secrets.ts';
import type { VaultCall } from './call.ts';
import { listed } from './lists.ts';
import { secretBundle, secretDeletion, secretItem } from './secret-bundle.ts';

/** `/secrets…`; undefined for a path or method that is not emulated. */
export function answerSecrets(call: VaultCall): Answer | undefined {
  const [, name, word, more] = call.segments;
  if (name === undefined) return call.method === 'GET' ? listSecrets(call) : undefined;
  if (more !== undefined) return undefined;
  if (word === 'versions' && call.method === 'GET') return listVersions(call, name);
  switch (call.method) {
    case 'GET':
      return read(call, name, word);
    case 'PATCH':
      return update(call, name, word);
    case 'PUT':
      return word === undefined ? set(call, name) : undefined;
    case 'DELETE':
      return word === undefined ? remove(call, name) : undefined;
    default:
      return undefined;
  }
}

export function demandOfSecrets(call: VaultCall, operation: SecretOperation, name?: string): void {
  demandSecret(call.cloud, call.vault, callerId(call.cloud), operation, name);
}

function read(call: VaultCall, name: string, named: string | undefined): Answer {
  demandOfSecrets(call, 'get', name);
  const [secret, version] = existing(call, name, named);
  if (!version.data.enabled) throw disabledSecret();
  return shown(call, secret, version);
}

// test_keyvault_softdelete #5. Assumption: each is a new version, also of the same value.
function set(call: VaultCall, name: string): Answer {
  const { cloud, vault, body } = call;
  demandOfSecrets(call, 'set', name);
  const request = secretRequest(name, body, []);
  if (request.value === undefined) throw badParameter('The parameter value has to be given for a secret.');
  setSecret(cloud, vault, name, { ...request, value: request.value });
  return shown(call, ...existing(call, name, undefined));
}

/** The specification: all but the value, and answered without it. */
function update(call: VaultCall, name: string, named: string | undefined): Answer {
  const { cloud, vault, body, apiVersion } = call;
  demandOfSecrets(call, 'update', name);
  updateSecret(cloud, existing(call, name, named)[1], secretChange(body, []));
  const [secret, version] = existing(call, name, named);
  return { status: 200, body: secretItem(cloud, vault, secret, version, apiVersion, version.name) };
}

// test_keyvault_softdelete #13.
function remove(call: VaultCall, name: string): Answer {
  const { cloud, vault, apiVersion } = call;
  demandOfSecrets(call, 'delete', name);
  const [secret, version] = existing(call, name, undefined);
  const item = secretItem(cloud, vault, secret, version, apiVersion, version.name);
  const deleted = deleteSecret(cloud, vault, secret);
  return { status: 200, body: deleted ? { ...secretDeletion(cloud, vault, deleted), ...item } : item };
}

function listSecrets(call: VaultCall): Answer {
  const { cloud, vault, apiVersion } = call;
  demandOfSecrets(call, 'list');
  return listed(call, secretsOf(cloud, vault), (secret) => {
    const version = secretVersionOf(cloud, secret);
    return version ? [secretItem(cloud, vault, secret, version, apiVersion)] : [];
  });
}

function listVersions(call: VaultCall, name: string): Answer {
  const { cloud, vault, apiVersion } = call;
  demandOfSecrets(call, 'list', name);
  const secret = secretNamed(cloud, vault, name);
  // Assumption, as of keys: a secret that is not there has no versions.
  return listed(call, secret ? secretVersionsOf(cloud, secret) : [], (version) =>
    secret ? [secretItem(cloud, vault, secret, version, apiVersion, version.name)] : [],
  );
}

function existing(
  { cloud, vault }: VaultCall,
  name: string,
  named: string | undefined,
): [Secret, SecretVersion] {
  const secret = secretNamed(cloud, vault, name);
  const version = secret && secretVersionOf(cloud, secret, named);
  if (!secret || !version) throw noSecret(named === undefined ? name : `${name}/${named}`);
  return [secret, version];
}

function shown({ cloud, vault, apiVersion }: VaultCall, secret: Secret, version: SecretVersion): Answer {
  return { status: 200, body: secretBundle(cloud, vault, secret, version, apiVersion) };
}
