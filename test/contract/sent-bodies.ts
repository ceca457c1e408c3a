import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, isJsonObject, setPath } from '../../src/core/path.ts';
import type { IntentRecord } from '../../src/core/state.ts';
import type { Transport } from '../../src/core/world.ts';
import { nameOf } from '../../src/providers/azure/arm-id.ts';
import { FOREIGN_TYPES, MANAGED_TYPES } from '../../src/providers/azure/index.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { faultsIn } from './arm-types/faults.ts';
import { BARE_CALLS, BODIES, CALLS } from './arm-types/index.ts';
import { hasSchemas, microsoftFaults } from './arm-types/microsoft.ts';
import { typeOfId } from './type-of-id.ts';

/** A request of acrctl as it is on the wire; `url` need not have an origin. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string | undefined;
}

/**
 * Throws unless the request carries a body that the type takes: by the schemas of this project, which know what acrctl has
 * reason to send and nothing else, and by Microsoft's where those are present. Every request of acrctl in a test comes by
 * here: see `checkingBodies`, and what runs the command line.
 */
export function requireAllowed({ method, url, body }: SentRequest): void {
  if (method === 'GET' && body === undefined) return;
  const request = `${method} ${url}\n${body ?? 'no body'}`;
  if (allowed.has(request)) return;
  const { pathname, searchParams } = new URL(url, 'http://any');
  const version = searchParams.get('api-version') ?? '';
  const faults = faultsOf(method, decodeURIComponent(pathname), version, body);
  if (faults.length > 0) throw new Error(`acrctl must not send this: ${faults.join('; ')}\n${request}`);
  allowed.add(request);
}

/** As `requireAllowed`, of a request that a journal says is about to be sent. */
export function requireIntended({ method, type, id, sent }: IntentRecord): void {
  if (method === 'DELETE') return;
  const path = method === 'POST' ? `${id}/${POSTED[type] ?? 'unknown'}` : id;
  const plain = { method, path, body: method === 'PUT' ? withSecret(type, sent) : sent };
  const {
    path: sentTo,
    body,
    ...wire
  } = WRITTEN.get(type)?.sentAs?.({ method, type, id, ...(sent && { body: sent }) }, EMULATOR_TENANT) ??
  plain;
  const url = `${encodeURI(sentTo)}?api-version=${VERSIONS.get(type)}`;
  requireAllowed({ ...wire, url, body: JSON.stringify(body) });
}

/** The value of a secret is sent, and stands in no journal; the address of a webhook need be none. */
function withSecret(type: string, sent: JsonObject): JsonObject {
  const path = SECRET[type];
  if (path === undefined) return sent;
  if (getPath(sent, path) === undefined)
    return setPath(sent, path, 'https://hooks.contoso.com/of-the-secret');
  if (type === 'Microsoft.KeyVault/vaults/secrets') throw new Error('A journal holds the value of a secret.');
  return sent;
}

const SECRET: Readonly<Record<string, string>> = {
  'Microsoft.KeyVault/vaults/secrets': 'properties.value',
  'Microsoft.ContainerRegistry/registries/webhooks': 'properties.serviceUri',
};

/** What is asked of an object by POST, which the journal does not say. */
const POSTED: Readonly<Record<string, string>> = { 'Microsoft.Resources/providers': 'register' };

/** Many tests send the same over and over. */
const allowed = new Set<string>();

/** A way to the cloud that lets nothing through but what `requireAllowed` allows. */
export function checkingBodies(inner: Transport): Transport {
  return {
    send: (request) => {
      requireAllowed(request);
      return inner.send(request);
    },
  };
}

const WRITTEN = new Map([...MANAGED_TYPES, ...FOREIGN_TYPES].map((each) => [each.type, each]));
const VERSIONS = new Map([...WRITTEN].map(([type, { apiVersion }]) => [type, apiVersion]));

function faultsOf(
  method: string,
  path: string,
  version: string,
  text: string | undefined,
): readonly string[] {
  if (method !== 'PUT' && method !== 'PATCH' && method !== 'POST')
    return text === undefined ? [] : ['it has a body'];
  if (method === 'POST' && nameOf(path) in BARE_CALLS)
    return [
      ...versionFaults(version, BARE_CALLS[nameOf(path)]),
      ...(text === undefined ? [] : ['it has a body']),
    ];
  if (text === undefined) return ['it has no body'];
  const body = JSON.parse(text) as Json;
  if (!isJsonObject(body)) return ['its body is no object'];
  return method === 'POST'
    ? callFaults(nameOf(path), version, body)
    : writeFaults(method, path, version, body);
}

function callFaults(call: string, version: string, body: JsonObject): readonly string[] {
  const known = CALLS[call];
  if (known === undefined) return [`nobody knows the call ${call}`];
  return [...versionFaults(version, known.apiVersion), ...faultsIn(known.body, body)];
}

function writeFaults(
  method: 'PUT' | 'PATCH',
  id: string,
  version: string,
  body: JsonObject,
): readonly string[] {
  const type = typeOfId(id);
  const schema = BODIES[type]?.[method];
  if (schema === undefined) return [`no schema describes a ${method} of ${type}`];
  const wrongVersion = versionFaults(version, VERSIONS.get(type));
  const faults = [...wrongVersion, ...faultsIn(schema, body)];
  if (!hasSchemas || wrongVersion.length > 0) return faults;
  const theirs = microsoftFaults(method, type, version, nameOf(id), body);
  return [...faults, ...theirs.map((fault) => `Microsoft: ${fault}`)];
}

function versionFaults(version: string, wanted: string | undefined): readonly string[] {
  return version === wanted ? [] : [`the api-version ${version} is not ${wanted}`];
}
