import { keyOf, parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { registryVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import type { RegistryData } from './registry-body.ts';
import { childNotFound, registryBusy, registryRefusal } from './registry-errors.ts';
import { type OperationKind, registryDeletion, registryWrite } from './registry-operations.ts';
import { systemData } from './registry-stamps.ts';

/** What is known of every child of a registry besides what its type keeps. */
interface Life {
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly state: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed';
}

export type Child<Data> = StoredObject<Data & Life>;

/** In what the types differ that are children of a registry and take their time. */
export interface ChildKind<Data> {
  readonly type: string;
  /** How the ids of its operations begin. */
  readonly operations: OperationKind;
  /** Its effects are this word with `.write` and `.delete`. */
  readonly effect: string;
  /** A PUT is done when it is answered. */
  readonly putsAtOnce?: boolean;
  /** What a name has to match, as the body schemas have it (arm-types). */
  readonly names: RegExp;
  /** What the object says after a PUT or PATCH; throws what is refused. */
  readonly wanted: (
    call: Call,
    registry: StoredObject<RegistryData>,
    before: Child<Data> | undefined,
  ) => Data;
  /** Throws why the object may not go. */
  readonly checkDeletion?: (cloud: Cloud, child: Child<Data>) => void;
  readonly properties: (cloud: Cloud, child: Child<Data>) => JsonObject;
  /** Members beside the properties. */
  readonly head?: (cloud: Cloud, child: Child<Data>) => JsonObject;
  readonly builtIn?: ResourceType['builtIn'];
}

/** The resource type of such children: how their writes, deletions and operations go. */
export function childType<Data extends object>(kind: ChildKind<Data>): ResourceType {
  const view = (cloud: Cloud, object: StoredObject) => viewOf(kind, cloud, object as Child<Data>);
  return {
    type: kind.type,
    apiVersions: registryVersions,
    tracked: false,
    listedBySubscription: false,
    view,
    put: (call) => put(kind, call),
    patch: (call) => patch(kind, call),
    remove: (call) => remove(kind, call),
    // test_repository_token_create #5, of scope maps. Assumption: the others alike.
    absent: (call) => {
      if (call.method === 'DELETE') return { status: 204 };
      throw childNotFound(call.target.name);
    },
    ...(kind.builtIn ? { builtIn: kind.builtIn } : {}),
    effects: {
      [`${kind.effect}.write`]: { succeed: finishWrite, fail: failWrite } satisfies Effect,
      [`${kind.effect}.delete`]: { succeed: finishDeletion, fail: failDeletion } satisfies Effect,
    },
  };
}

/** The registry, when it takes writes below it now (assumption: form of the refusal). */
export function settledRegistry(call: Call): StoredObject<RegistryData> {
  const { cloud, target } = call;
  const registry = cloud.world.get<RegistryData>(parentKey(target.key));
  if (!registry) throw new EmulatorBug('The front door answers for absent registries.');
  const running = cloud.world.runningOn(registry.id);
  if (running) refuseFor(cloud, running, () => registryBusy(registry.id));
  return registry;
}

/** The children of a registry in the collection of that name. */
export function childrenOf<Data>(
  cloud: Cloud,
  registryId: string,
  collection: string,
): readonly Child<Data>[] {
  return cloud.world.inCollection(`${keyOf(registryId)}/${keyOf(collection)}`) as readonly Child<Data>[];
}

// Those without a life of their own beside the registry; replications and connections see to themselves.
const collections = ['webhooks', 'tokens', 'scopeMaps', 'cacheRules', 'credentialSets'];

/** They go with their registry. */
export function destroyChildren(cloud: Cloud, registryId: string): void {
  for (const collection of collections)
    for (const { id } of childrenOf(cloud, registryId, collection)) cloud.world.remove(id);
}

function put<Data>(kind: ChildKind<Data>, call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<Data & Life>(target.key);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined && before) return answer(kind, call, before, joined);
  const registry = settledRegistry(call);
  if (!before) checkName(kind, target.name);
  return write(kind, call, before, kind.wanted(call, registry, before));
}

function patch<Data>(kind: ChildKind<Data>, call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<Data & Life>(target.key);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined && before) return answer(kind, call, before, joined);
  const registry = settledRegistry(call);
  return write(kind, call, before, kind.wanted(call, registry, before));
}

// Recorded are the first PUT and PATCH of each type (states.md). Assumption: a PUT of what is there takes as long as a PATCH.
function write<Data>(kind: ChildKind<Data>, call: Call, before: Child<Data> | undefined, data: Data): Answer {
  const { cloud, target } = call;
  const isOperation =
    call.method === 'PATCH' || kind.putsAtOnce !== true || call.operationFault !== undefined;
  const running = before ? 'Updating' : 'Creating';
  const child: Child<Data> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: kind.type,
    data: {
      ...data,
      createdAt: before?.data.createdAt ?? cloud.now(),
      modifiedAt: cloud.now(),
      state: isOperation ? running : 'Succeeded',
    },
  };
  cloud.world.put(child);
  if (!isOperation) return { status: 200, body: viewOf(kind, cloud, child) };
  const plan = registryWrite(call, kind.operations, child.id, {
    protocol: 'registry',
    effect: `${kind.effect}.write`,
    data: { previous: before?.data },
    word: running,
  });
  return answer(kind, call, child, begin(call, plan));
}

function remove<Data>(kind: ChildKind<Data>, call: Call): Answer {
  const { cloud, target } = call;
  const child = cloud.world.get<Data & Life>(target.key);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  const registry = settledRegistry(call);
  // What was built in was never stored, so this is what the type refuses.
  if (!child) throw registryRefusal(`${target.name} is part of every registry and cannot be deleted.`);
  kind.checkDeletion?.(cloud, child);
  cloud.world.put({ ...child, data: { ...child.data, state: 'Deleting' } });
  const plan = { effect: `${kind.effect}.delete` };
  const operation = begin(call, registryDeletion(call, kind.operations, registry.data.location, plan));
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

// The schemas have the rules; code and text are assumed.
function checkName<Data>({ type, names }: ChildKind<Data>, name: string): void {
  if (name.length >= 5 && name.length <= 50 && names.test(name)) return;
  const rule = names.test('_') ? 'letters, digits, hyphens or underscores' : 'letters, digits or hyphens';
  throw registryRefusal(`The name ${name} of ${type} is invalid: it must be 5 to 50 ${rule}.`);
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const child = cloud.world.get<Life>(operation.target);
  if (child) cloud.world.put({ ...child, data: { ...child.data, state: 'Succeeded' } });
  return undefined;
}

// Assumption: as with a registry, what a failed update asked for is not kept, and a failed creation stays as it is.
function failWrite(cloud: Cloud, operation: Operation): void {
  const { previous } = operation.effect.data as { readonly previous?: Life };
  const child = cloud.world.get<Life>(operation.target);
  if (child) cloud.world.put({ ...child, data: { ...(previous ?? child.data), state: 'Failed' } });
}

function finishDeletion(cloud: Cloud, operation: Operation): undefined {
  cloud.world.remove(operation.target);
  return undefined;
}

function failDeletion(cloud: Cloud, operation: Operation): void {
  const child = cloud.world.get<Life>(operation.target);
  if (child) cloud.world.put({ ...child, data: { ...child.data, state: 'Failed' } });
}

function answer<Data>(kind: ChildKind<Data>, call: Call, child: Child<Data>, operation: Operation): Answer {
  const headers = operationHeaders(call.cloud, call.origin, operation);
  return { status: operation.answerStatus, headers, body: viewOf(kind, call.cloud, child) };
}

function viewOf<Data>(kind: ChildKind<Data>, cloud: Cloud, child: Child<Data>): JsonObject {
  const { id, name, type, data } = child;
  return {
    type,
    ...kind.head?.(cloud, child),
    id,
    name,
    systemData: systemData(data.createdAt, data.modifiedAt),
    properties: { ...kind.properties(cloud, child), provisioningState: data.state },
  };
}
