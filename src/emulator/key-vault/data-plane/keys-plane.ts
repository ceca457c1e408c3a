import type { Answer } from '../../cloud.ts';
import { EmulatorBug } from '../../errors.ts';
import {
  arrayAt,
  at,
  booleanAt,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringMapAt,
  stringsAt,
} from '../../json.ts';
import { type Key, type KeyVersion, type KeyVersionData, keyUri, policyBody } from '../key-body.ts';
import {
  badParameter,
  dataPlane,
  drawPublicPart,
  type KeyRequest,
  keyRequest,
  operationsOf,
} from '../key-request.ts';
import { createVersion, deleteKey, keyNamed, keysOf, secondsOf, versionOf, versionsOf } from '../keys.ts';
import { rotate, rotationPolicyOf } from '../rotation.ts';
import { deletionOf, keyBundle, keyItem } from './bundle.ts';
import { demand, type VaultCall } from './call.ts';
import { listed } from './lists.ts';

/** `/keys…`; undefined for a path or method that is not emulated. */
export function answerKeys(call: VaultCall): Answer | undefined {
  const [, name, word, more] = call.segments;
  if (name === undefined) return call.method === 'GET' ? listKeys(call) : undefined;
  if (more !== undefined) return undefined;
  switch (`${call.method} ${word ?? ''}`) {
    case 'POST create':
      return create(call, name);
    case 'PUT ':
      return importKey(call, name);
    case 'POST rotate':
      return rotated(call, name);
    case 'GET versions':
      return listVersions(call, name);
    case 'GET rotationpolicy':
      return readPolicy(call, name);
    case 'PUT rotationpolicy':
      return writePolicy(call, name);
    case 'DELETE ':
      return remove(call, name);
    default:
      return answerVersion(call, name, word);
  }
}

function answerVersion(call: VaultCall, name: string, version: string | undefined): Answer | undefined {
  if (call.method === 'GET') {
    demand(call, 'get', name, version);
    return shown(call, ...existing(call, name, version));
  }
  return call.method === 'PATCH' ? update(call, name, version) : undefined;
}

/** A new key, or a new version of one that is there (test_keyvault_key #2, #20). */
function create(call: VaultCall, name: string): Answer {
  const { cloud, vault, body } = call;
  demand(call, 'create', name);
  const request = keyRequest(vault, name, body, dataPlane);
  // test_keyvault_key #50: what only imports others lives two days.
  const isForImport = request.operations.length === 1 && request.operations[0] === 'import';
  const twoDays = secondsOf(cloud.now()) + 172_800;
  const expires = request.expires ?? (isForImport ? twoDays : undefined);
  createVersion(cloud, vault, name, { ...request, expires }, publicPartIn(call, request));
  return shown(call, ...existing(call, name));
}

// hybrid_2020_09_01 test_keyvault_key #43: the exponent of a key in hardware has a nought before it, not so in 2024
// (test_keyvault_key #50). That the version makes the difference: assumption.
function publicPartIn(
  { cloud, apiVersion }: VaultCall,
  request: KeyRequest,
): Readonly<Record<string, string>> {
  const drawn = drawPublicPart(cloud, request);
  return request.kind === 'RSA-HSM' && apiVersion === '2016-10-01' ? { ...drawn, e: 'AAEAAQ' } : drawn;
}

// hybrid_2020_09_01 test_keyvault_key #30, #37. The private part is not kept. The size is that of the modulus.
function importKey(call: VaultCall, name: string): Answer {
  const { cloud, vault, body } = call;
  demand(call, 'import', name);
  const key = objectAt(body, 'key');
  const n = stringAt(key, 'n');
  const isHsm = booleanAt(body, 'Hsm') === true || /-HSM$/.test(stringAt(key, 'kty') ?? '');
  const kty = `${(stringAt(key, 'kty') ?? '').replace(/-HSM$/, '')}${isHsm ? '-HSM' : ''}`;
  const asked = { ...key, kty, attributes: at(body, 'attributes'), tags: at(body, 'tags') };
  const request = keyRequest(vault, name, asked, dataPlane);
  const parts = request.size === undefined ? ['x', 'y'] : ['n', 'e'];
  const publicPart = Object.fromEntries(
    parts.map((part) => {
      const value = stringAt(key, part);
      if (value === undefined) throw badParameter(`The key lacks ${part}.`);
      return [part, value];
    }),
  );
  const size = n === undefined ? request.size : 8 * Buffer.from(n, 'base64url').length;
  createVersion(cloud, vault, name, { ...request, size }, publicPart);
  return shown(call, ...existing(call, name));
}

function rotated(call: VaultCall, name: string): Answer {
  demand(call, 'rotate', name);
  const [key, current] = existing(call, name);
  rotate(call.cloud, call.vault, key, current);
  return shown(call, ...existing(call, name));
}

// test_keyvault_key #30. What is not sent stays; operations and tags are replaced as a whole.
function update(call: VaultCall, name: string, named: string | undefined): Answer {
  const { cloud, body } = call;
  demand(call, 'update', name, named);
  const [, version] = existing(call, name, named);
  const { data } = version;
  const sent = stringsAt(body, 'key_ops');
  const after: KeyVersionData = {
    ...data,
    operations: sent ? operationsOf(sent, data.size !== undefined) : data.operations,
    enabled: booleanAt(body, 'attributes', 'enabled') ?? data.enabled,
    notBefore: numberAt(body, 'attributes', 'nbf') ?? data.notBefore,
    expires: numberAt(body, 'attributes', 'exp') ?? data.expires,
    tags: stringMapAt(body, 'tags') ?? data.tags,
    updated: secondsOf(cloud.now()),
  };
  cloud.world.put({ ...version, data: after });
  return shown(call, ...existing(call, name, named));
}

function remove(call: VaultCall, name: string): Answer {
  const { cloud, vault } = call;
  demand(call, 'delete', name);
  const [key, version] = existing(call, name);
  const body = keyBundle(cloud, vault, key, version, call.apiVersion);
  const deleted = deleteKey(cloud, vault, key);
  return { status: 200, body: deleted ? { ...deletionOf(cloud, vault, deleted), ...body } : body };
}

function listKeys(call: VaultCall): Answer {
  const { cloud, vault, apiVersion } = call;
  demand(call, 'list');
  return listed(call, keysOf(cloud, vault), (key) => {
    const version = versionOf(cloud, key);
    return version ? [keyItem(cloud, vault, key, version, apiVersion)] : [];
  });
}

function listVersions(call: VaultCall, name: string): Answer {
  const { cloud, vault, apiVersion } = call;
  demand(call, 'list', name);
  const key = keyNamed(cloud, vault, name);
  // Assumption: a key that is not there has no versions.
  return listed(call, key ? versionsOf(cloud, key) : [], (version) =>
    key ? [keyItem(cloud, vault, key, version, apiVersion, version.name)] : [],
  );
}

// Recalled: what a key has that nobody gave a policy.
function readPolicy(call: VaultCall, name: string): Answer {
  demand(call, 'getrotationpolicy', name);
  const [key] = existing(call, name);
  const { rotationPolicy } = key.data;
  const none: JsonObject = {
    lifetimeActions: [{ trigger: { timeBeforeExpiry: 'P30D' }, action: { type: 'Notify' } }],
    attributes: {},
  };
  return policyAnswer(call, key, rotationPolicy ? policyBody(rotationPolicy) : none);
}

function writePolicy(call: VaultCall, name: string): Answer {
  const { cloud, body } = call;
  demand(call, 'setrotationpolicy', name);
  const [key] = existing(call, name);
  if (!arrayAt(body, 'lifetimeActions') && objectAt(body, 'attributes') === undefined)
    throw badParameter('A rotation policy has lifetimeActions, attributes, or both.');
  const rotationPolicy = rotationPolicyOf(cloud, body, key.data.rotationPolicy);
  cloud.world.put({ ...key, data: { ...key.data, rotationPolicy } });
  return policyAnswer(call, key, policyBody(rotationPolicy));
}

function policyAnswer({ cloud, vault }: VaultCall, key: Key, policy: JsonObject): Answer {
  return { status: 200, body: { id: `${keyUri(cloud, vault, key.name)}/rotationpolicy`, ...policy } };
}

/** The key and a version of it, which `demand` has found. */
function existing({ cloud, vault }: VaultCall, name: string, named?: string): [Key, KeyVersion] {
  const key = keyNamed(cloud, vault, name);
  const version = key && versionOf(cloud, key, named);
  if (!key || !version) throw new EmulatorBug(`The key ${name} was not looked for.`);
  return [key, version];
}

function shown({ cloud, vault, apiVersion }: VaultCall, key: Key, version: KeyVersion): Answer {
  return { status: 200, body: keyBundle(cloud, vault, key, version, apiVersion) };
}
