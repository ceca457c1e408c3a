import { groupKeyOf, keyOf } from '../arm-path.ts';
import { type Answer, type Call, type Cloud, type Effect, normalLocation } from '../cloud.ts';
import { badRequest, EmulatorBug, movedLocation } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders } from '../operations.ts';
import type { Operation, StoredObject } from '../world.ts';
import { anotherOperation, type NetworkState, networkOperation, weakEtag } from './network-common.ts';

/** What an object of Microsoft.Network has that depends on no other and is written by operations of its own. */
export interface LivingData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly etag: string;
  readonly resourceGuid: string;
  readonly state: NetworkState;
}

type Living = StoredObject<LivingData>;

interface Life {
  /** Adds what only comes when the object is ready. */
  readonly settle?: (cloud: Cloud, object: Living) => Living;
  /** Takes what hangs on it away. */
  readonly drop?: (cloud: Cloud, object: Living) => void;
}

/** The object with what changed, under a new etag. */
export function changed<Data extends LivingData>(
  cloud: Cloud,
  object: StoredObject<Data>,
  changes: Partial<Data>,
): StoredObject<Data> {
  const after = { ...object, data: { ...object.data, etag: weakEtag(cloud), ...changes } };
  cloud.world.put(after);
  return after;
}

/** The effects `NAME.write` and `NAME.delete`. */
export function livingEffects(name: string, { settle, drop }: Life = {}): Readonly<Record<string, Effect>> {
  const fail = (cloud: Cloud, { target }: Operation): void => {
    const object = cloud.world.get<LivingData>(target);
    if (object) changed(cloud, object, { state: 'Failed' });
  };
  const write: Effect = {
    succeed: (cloud, { target }) => {
      const object = cloud.world.get<LivingData>(target);
      if (object) changed(cloud, settle?.(cloud, object) ?? object, { state: 'Succeeded' });
      return undefined;
    },
    fail,
  };
  const remove: Effect = {
    succeed: (cloud, { target }) => {
      const object = cloud.world.get<LivingData>(target);
      if (object) drop?.(cloud, object);
      cloud.world.remove(target);
      return undefined;
    },
    fail,
  };
  return { [`${name}.write`]: write, [`${name}.delete`]: remove };
}

/** The running operation that the same request began; throws when another one runs. */
export function joined(call: Call): Operation | undefined {
  return joinOrRefuse(call, (operation) => anotherOperation(call, operation));
}

/** Microsoft.Network patches tags only, at once (network.md; test_tag_update_by_patch #49). */
export function patchTags<Data extends LivingData>(call: Call): StoredObject<Data> {
  const before = call.cloud.world.get<Data>(call.target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  joined(call);
  const tags = stringMapAt(call.body, 'tags') ?? before.data.tags;
  return changed<LivingData>(call.cloud, before, { tags }) as StoredObject<Data>;
}

/** 202 with both poll URLs (test_network_nic #72, PublicIP_20240301_CRUD #10). */
export function startRemoval(call: Call, effect: string): Answer {
  const { cloud } = call;
  const object = cloud.world.get<LivingData>(call.target.key);
  if (!object) return { status: 204 };
  const running = joined(call);
  if (running) return { status: 202, headers: operationHeaders(cloud, call.origin, running) };
  cloud.world.put({ ...object, data: { ...object.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, object.data.location, {
      verb: 'DELETE',
      effect,
      answerStatus: 202,
      retryAfter: 10,
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

/** Why a group cannot be deleted with the object in it: something of another group uses it. Assumption: as for networks. */
export function heldFromOutside(object: StoredObject, users: readonly string[]): string | undefined {
  const group = groupKeyOf(keyOf(object.id));
  const foreign = users.find((id) => groupKeyOf(keyOf(id)) !== group);
  return foreign && `${object.id} is in use by ${foreign} and cannot be deleted.`;
}

/** The location that a PUT names; throws when it is none, or not that of the object. */
export function locationOf(call: Call, before: Living | undefined): string {
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw badRequest('The location property is required for this definition.');
  if (before && location !== before.data.location)
    throw movedLocation(before.name, call.target.group, before.data.location);
  return location;
}

/** The answer to a write, with the poll URLs of its operation where it has one. */
export function written(call: Call, status: number, body: JsonObject, operation?: Operation): Answer {
  return { status, headers: operation ? operationHeaders(call.cloud, call.origin, operation) : {}, body };
}

/** Of what is pointed to only the id comes back. */
export function referenceAt(given: unknown, name: string): { readonly id: string } | undefined {
  const id = stringAt(given, name, 'id');
  return id === undefined ? undefined : { id };
}
