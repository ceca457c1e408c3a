import { realWorld } from '../../src/cli/world.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import type { Cloud } from '../../src/core/resource-type.ts';
import type { HttpRequest, HttpResponse, Transport } from '../../src/core/world.ts';
import { foldId, nameOf, parentId, parseArmId } from '../../src/providers/azure/arm-id.ts';
import { createAzureCloud } from '../../src/providers/azure/client.ts';
import { EMULATOR_TENANT, emulatorTokens } from '../../src/providers/azure/token-source.ts';

/** Bodies as Azure gave them, by folded id. */
export type Exhibits = ReadonlyMap<string, JsonObject>;

/**
 * A cloud that has just these objects, and lets nobody touch them: the client of acrctl reads recorded bodies as it reads
 * Azure. Whoever asks may do everything, and every name is free.
 */
export function museum(exhibits: Exhibits): Cloud {
  const world = realWorld(new AbortController().signal);
  const transport: Transport = { send: async (request) => answer(exhibits, request) };
  return createAzureCloud({
    ...world,
    transport,
    origin: 'http://127.0.0.1',
    tokens: emulatorTokens(),
    tenant: EMULATOR_TENANT,
    correlationId: world.random.uuid(),
  });
}

function answer(exhibits: Exhibits, { method, url }: HttpRequest): HttpResponse {
  const path = foldId(decodeURIComponent(new URL(url).pathname));
  if (path.endsWith('/checknameavailability')) return json(200, { nameAvailable: true });
  if (path.endsWith('/permissions')) return json(200, { value: [{ actions: ['*'], notActions: [] }] });
  if (/^\/subscriptions\/[^/]+\/providers\/[^/]+$/.test(path))
    return json(200, { registrationState: 'Registered' });
  if (method !== 'GET')
    return json(405, { error: { code: 'MethodNotAllowed', message: 'Look, do not touch.' } });
  const object = whole(exhibits, path);
  if (object !== undefined) return json(200, object);
  const isCollection = path.split('/').length % 2 === 0;
  if (isCollection) return json(200, { value: listed(exhibits, path) });
  return json(404, { error: { code: 'ResourceNotFound', message: 'There is no such exhibit.' } });
}

/** A network shows its subnets, whichever of the two was recorded. */
function whole(exhibits: Exhibits, path: string): JsonObject | undefined {
  const body = exhibits.get(path);
  if (body === undefined || !/\/virtualnetworks\/[^/]+$/.test(path)) return body;
  const own = listed(exhibits, `${path}/subnets`);
  const properties = isJsonObject(body['properties']) ? body['properties'] : {};
  const recorded = Array.isArray(properties['subnets']) ? properties['subnets'] : [];
  const others = recorded.filter((each) => !own.some((other) => idOf(other) === idOf(each)));
  return { ...body, properties: { ...properties, subnets: [...others, ...own] } };
}

function idOf(body: Json): string {
  return isJsonObject(body) ? foldId(String(body['id'] ?? '')) : '';
}

/** Everything of a collection, whatever the last word of its path asks for in particular. */
function listed(exhibits: Exhibits, path: string): readonly JsonObject[] {
  const [below, kind] = [parentId(`${path}/x`), nameOf(path)];
  if (kind === 'resources')
    return [...exhibits].flatMap(([id, body]) => (id.startsWith(`${below}/providers/`) ? [body] : []));
  if (kind === 'all') return recordsOf(exhibits, below);
  const [, subscription, type] = /^(\/subscriptions\/[^/]+)\/providers\/(.+)$/.exec(path) ?? [];
  if (type !== undefined)
    return [...exhibits].flatMap(([id, body]) =>
      id.startsWith(`${subscription}/`) && foldId(parseArmId(id)?.type ?? '') === type ? [body] : [],
    );
  return [...exhibits].flatMap(([id, body]) =>
    id.startsWith(`${path}/`) && !id.slice(path.length + 1).includes('/') ? [body] : [],
  );
}

function recordsOf(exhibits: Exhibits, zone: string): readonly JsonObject[] {
  const record = new RegExp(
    `^${zone.replaceAll('.', String.raw`\.`)}/(a|aaaa|cname|mx|ptr|soa|srv|txt)/[^/]+$`,
  );
  return [...exhibits].flatMap(([id, body]) => (record.test(id) ? [body] : []));
}

function json(status: number, body: JsonObject): HttpResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
