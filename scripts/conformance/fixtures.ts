import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject, listAt, textAt } from '../../src/core/path.ts';
import type { Interaction } from './cassette.ts';
import {
  GATEWAY_TYPE,
  GATEWAY_VERSION,
  gatewayBody,
  gatewayOfFront,
  type TemplatePlace,
  templatePlace,
} from './gateways.ts';
import { GROUP_TYPE, subjectOf, typeOfId } from './subject.ts';
import { vaultFixtures } from './vaults.ts';

/** An object that was there before the recording began, and the body of the PUT that makes it in the emulator. */
export interface Fixture {
  readonly id: string;
  readonly type: string;
  readonly body: JsonObject;
  /** The version in which it has to be made; default the newest. */
  readonly version?: string;
  /** In a group that the cassette does not speak of, or makes later. */
  readonly needsGroup?: boolean;
  /** Made and deleted again, with that group. */
  readonly isDeleted?: boolean;
  /** Made just before that interaction, by somebody who is not recorded; its operation runs on as the recording shows. */
  readonly at?: number;
}

/**
 * What a cassette presumes, in the order in which it has to be made: objects that it reads, changes or names in a request
 * without having made them. That they were there is all that recorded answers tell: bodies are those of recorded
 * requests, or the least that the type needs.
 */
export function fixturesOf(interactions: readonly Interaction[]): readonly Fixture[] {
  const presumed = new Map<string, string>();
  const made = new Set<string>();
  const presume = (id: string): void => {
    const key = id.toLowerCase();
    if (!made.has(key) && !presumed.has(key)) presumed.set(key, id);
  };
  const places = new Map<string, { readonly at: number; readonly place: TemplatePlace }>();
  const putPaths = interactions.filter(({ method }) => method === 'PUT').map(({ path }) => path);
  for (const [position, interaction] of interactions.entries()) {
    const { status, method, path, requestBody } = interaction;
    const { kind, id, type, ancestors } = subjectOf(interaction);
    if (kind === 'poll' || kind === 'elsewhere') continue;
    const wasThere = status < 300 && status !== 204;
    const gateway = type === GATEWAY_TYPE && kind === 'object' ? path : gatewayOfFront(requestBody);
    if (gateway !== undefined && wasThere && !places.has(gateway.toLowerCase())) {
      const place = templatePlace(gateway, putPaths);
      places.set(gateway.toLowerCase(), { at: position, place });
      presume(gateway);
      if (!putPaths.some((each) => each.toLowerCase() === gateway.toLowerCase()))
        for (const each of Object.values(place)) presume(each);
    }
    const isGroupGone = /ResourceGroupNotFound/.test(JSON.stringify(interaction.body));
    for (const [at, ancestor] of ancestors.entries()) {
      // The group is there even where something in it is not.
      if (wasThere || (at === 0 && !isGroupGone)) presume(headOf(path, ancestor));
    }
    if (method !== 'PUT' && wasThere && (kind === 'object' || kind === 'action') && id.split('/').length > 4)
      presume(headOf(path, id));
    // Making one is answered with 201.
    if (method === 'PUT' && status === 200 && LEAST.has(type)) presume(path);
    if (wasThere) for (const named of idsNamedIn(requestBody)) if (named.toLowerCase() !== id) presume(named);
    if (method === 'PUT' && wasThere) for (const each of madeBy(id, requestBody)) made.add(each);
  }
  const bodies = putBodies(interactions);
  const location = locationOf(interactions);
  const others = [...presumed.values()]
    .toSorted((left, right) => rank(left) - rank(right))
    .flatMap((id) => {
      const type = typeOfId(id) ?? '';
      const put = bodies.get(id.toLowerCase());
      const placed = type === GATEWAY_TYPE ? places.get(id.toLowerCase()) : undefined;
      if (placed)
        return [
          {
            id,
            type,
            at: placed.at,
            version: GATEWAY_VERSION,
            body: gatewayBody(id, put, location, placed.place),
          },
        ];
      const body = put ?? LEAST.get(type)?.(location, interactions);
      return body === undefined || type.startsWith('microsoft.keyvault/') ? [] : [{ id, type, body }];
    });
  const vaults = vaultFixtures(interactions, location);
  // What is deleted is gone before the rest is made; a vault comes last, when its group is there.
  return [
    ...deletedWorkspaces(interactions),
    ...vaults.filter(({ isDeleted }) => isDeleted),
    ...others,
    ...vaults.filter(({ isDeleted }) => !isDeleted),
  ];
}

/** A workspace that comes back from its deletion says so. What it was is what a later PUT of it asks for. */
function deletedWorkspaces(interactions: readonly Interaction[]): readonly Fixture[] {
  const restored = interactions.filter(
    ({ body }) => textAt(body, 'properties.provisioningState') === 'Restoring',
  );
  return restored.flatMap(({ path }) => {
    const writes = interactions.filter((each) => each.method === 'PUT' && each.path === path);
    const body = writes.at(-1)?.requestBody ?? null;
    if (!isJsonObject(body)) return [];
    return [{ id: path, type: typeOfId(path) ?? '', body, needsGroup: true, isDeleted: true }];
  });
}

/** As much of the path as the id is long: the same object, as the path spells it. */
function headOf(path: string, id: string): string {
  return path.split('/').slice(0, id.split('/').length).join('/');
}

/** Every text in the value. */
function* textsIn(value: Json): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** A PUT of a network makes the subnets that its body lists. */
function madeBy(id: string, body: Json): readonly string[] {
  const names = listAt(body, 'properties.subnets').flatMap((subnet) => textAt(subnet, 'name') ?? []);
  return [id, ...names.map((name) => `${id}/subnets/${name.toLowerCase()}`)];
}

function* idsNamedIn(body: Json): Generator<string> {
  for (const text of textsIn(body)) {
    const type = typeOfId(text);
    if (type === undefined || !LEAST.has(type)) continue;
    const segments = text.split('/');
    yield segments.slice(0, 5).join('/');
    if (type.split('/').length > 2) yield segments.slice(0, -2).join('/');
    yield text;
  }
}

function putBodies(interactions: readonly Interaction[]): ReadonlyMap<string, JsonObject> {
  const bodies = new Map<string, JsonObject>();
  for (const { method, path, requestBody } of interactions) {
    const key = path.toLowerCase();
    if (method === 'PUT' && isJsonObject(requestBody) && !bodies.has(key)) bodies.set(key, requestBody);
  }
  return bodies;
}

/** azure-cli gives what it makes the region of its group, so the first request tells where that is. Default: its tests'. */
function locationOf(interactions: readonly Interaction[]): string {
  for (const { requestBody } of interactions) {
    const location = textAt(requestBody, 'location');
    if (location !== undefined && location !== 'global') return location;
  }
  return 'westus';
}

type Least = (location: string, interactions: readonly Interaction[]) => JsonObject;

/** The least body that makes an object of the type, by type in the order in which they need each other. */
const LEAST: ReadonlyMap<string, Least> = new Map<string, Least>([
  [GROUP_TYPE, (location, interactions) => ({ location, tags: tagsOfTests(interactions[0]?.source ?? '') })],
  ['microsoft.managedidentity/userassignedidentities', (location) => ({ location })],
  ['microsoft.network/networksecuritygroups', (location) => ({ location })],
  [
    'microsoft.network/virtualnetworks',
    (location) => ({ location, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } }),
  ],
  ['microsoft.network/virtualnetworks/subnets', () => ({ properties: { addressPrefix: '10.0.0.0/24' } })],
  [
    'microsoft.network/publicipaddresses',
    (location) => ({
      location,
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    }),
  ],
  ['microsoft.network/privatednszones', () => ({ location: 'global' })],
  [
    'microsoft.containerregistry/registries',
    (location) => ({ location, sku: { name: 'Premium' }, properties: {} }),
  ],
]);

function rank(id: string): number {
  const at = [...LEAST.keys()].indexOf(typeOfId(id) ?? '');
  return at < 0 ? LEAST.size : at;
}

/**
 * azure-cli's tests make their group before the recording begins, with tags that say of which test it is
 * (azure-cli-testsdk, preparers.py).
 */
function tagsOfTests(source: string): JsonObject {
  const [, module = ''] = /\/command_modules\/(\w+)\//.exec(source) ?? [];
  const [, test = ''] = /\/(\w+)\.yaml$/.exec(source) ?? [];
  return { product: 'azurecli', cause: 'automation', test, date: '2024-01-01T00:00:00Z', module };
}
