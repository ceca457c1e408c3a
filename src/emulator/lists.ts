import type { ListOrder } from './api.ts';
import { collectionOf, keyOf } from './arm-path.ts';
import type { Answer, Cloud, ResourceType } from './cloud.ts';
import { ArmError, notImplemented } from './errors.ts';
import type { JsonObject } from './json.ts';
import { look } from './operations.ts';
import { inOrder } from './presentation.ts';
import { shapeIn } from './version-shapes.ts';
import type { StoredObject } from './world.ts';

/** What a list request adds to the objects it is about. */
export interface ListRequest {
  readonly origin: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly order: ListOrder;
  readonly pageSize: number;
  /** True when the caller has seen to `$filter`. */
  readonly filtered?: boolean;
  /** By their names, and only then by their types: the record sets of a public zone (test_dns #102). */
  readonly byName?: boolean;
  /** As in ResourceType. */
  readonly endsEmpty?: boolean | undefined;
}

/** One page of a list, each object as its type shows it in the version asked for. Listing an object is a look at it. */
export function listObjects(
  cloud: Cloud,
  request: ListRequest,
  objects: readonly StoredObject[],
  show: (type: ResourceType, object: StoredObject) => JsonObject = (type, object) =>
    shapeIn(type, request.query['api-version'] ?? '', type.view(cloud, object)),
): Answer {
  const filter = request.query['$filter'];
  if (filter !== undefined && request.filtered !== true) throw notImplemented(`the filter ${filter}`);
  const key = ({ id, name }: StoredObject) => (request.byName ? `${name}/${id}` : id).toLowerCase();
  const ordered = inOrder(objects, key, request.order, cloud.chance);
  const { from, to } = pageOf(request, ordered.length);
  const value = ordered.slice(from, to).flatMap((object) => {
    const current = lookAt(cloud, object);
    const type = cloud.types.get(object.type.toLowerCase());
    return current && type ? [show(type, current)] : [];
  });
  return {
    status: 200,
    body: {
      value,
      ...(to < ordered.length || (request.endsEmpty && to > from) ? { nextLink: nextLink(request, to) } : {}),
    },
  };
}

/** The object as it is after somebody looked at it; a look can end the operation that works on it. */
export function lookAt(cloud: Cloud, object: StoredObject): StoredObject | undefined {
  const running = cloud.world.runningOn(object.id);
  if (running) look(cloud, running);
  const type = cloud.types.get(object.type.toLowerCase());
  return type && standing(cloud, type, keyOf(object.id));
}

/** The object with that key: a stored one, or one that is built in. */
export function standing(cloud: Cloud, type: ResourceType, key: string): StoredObject | undefined {
  const isKey = ({ id }: StoredObject) => keyOf(id) === key;
  return cloud.world.get(key) ?? type.builtIn?.(cloud, collectionOf(key)).find(isKey);
}

/** All objects of a collection. */
export function allIn(cloud: Cloud, type: ResourceType, collectionKey: string): readonly StoredObject[] {
  const stored = cloud.world.inCollection(collectionKey);
  const builtIn = type.builtIn?.(cloud, collectionKey) ?? [];
  return [...stored, ...builtIn.filter(({ id }) => !cloud.world.get(id))];
}

function pageOf(request: ListRequest, length: number): { readonly from: number; readonly to: number } {
  const top = Number(request.query['$top'] ?? request.pageSize);
  const size = Number.isInteger(top) && top > 0 ? Math.min(top, request.pageSize) : request.pageSize;
  const token = request.query['$skiptoken'];
  const from = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from) || from < 0) throw badToken();
  return { from, to: Math.min(length, from + size) };
}

// Opaque to clients: they must follow it as it stands.
function nextLink(request: ListRequest, from: number): string {
  const query = new URLSearchParams({
    ...request.query,
    $skiptoken: Buffer.from(String(from)).toString('base64url'),
  });
  return `${request.origin}${request.path}?${query}`;
}

// Assumption: code and text.
function badToken(): ArmError {
  return new ArmError(400, 'InvalidSkipToken', 'The skip token of the next link is invalid.');
}
