import { groupId, groupNameOf, keyOf, type Target } from '../arm-path.ts';
import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, groupNotFound } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { begin, cancel, joinOrRefuse, operationHeaders } from '../operations.ts';
import { members, since } from '../version-shapes.ts';
import { groupVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';

export interface GroupData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly managedBy: string | undefined;
  readonly state: 'Succeeded' | 'Deleting';
}

const resourceGroupType = 'Microsoft.Resources/resourceGroups';

export const resourceGroups: ResourceType = {
  type: resourceGroupType,
  apiVersions: groupVersions,
  // Recorded without in 2019-07-01, with in 2019-10-01 (test_network_nic_address_pools #0, test_tag_update_by_patch).
  versioned: members(since('2019-10-01'), 'type'),
  tracked: false,
  view: (_cloud, object) => view(object as StoredObject<GroupData>),
  put,
  patch,
  remove,
  absent: (call) => {
    throw groupNotFound(call.target.name);
  },
  effects: { 'group.delete': { succeed: deleteContents, fail: revive } satisfies Effect },
};

/** Groups have an id of their own form. */
export function groupTarget(subscription: string, group: string): Target {
  const id = groupId(subscription, group);
  return { subscription, group, type: resourceGroupType, names: [group], name: group, id, key: keyOf(id) };
}

export function groupOf(cloud: Cloud, target: Target): StoredObject<GroupData> | undefined {
  return cloud.world.get<GroupData>(groupId(target.subscription, target.group));
}

// arm-protocol.md names the code; the text is assumed.
export function groupBeingDeleted(group: string): ArmError {
  return new ArmError(
    409,
    'ResourceGroupBeingDeleted',
    `The resource group '${group}' is in deprovisioning state and cannot perform this operation.`,
    { cause: 'gateway' },
  );
}

function put(call: Call): Answer {
  const before = call.cloud.world.get<GroupData>(call.target.key);
  if (before?.data.state === 'Deleting') throw groupBeingDeleted(before.name);
  const location = stringAt(call.body, 'location');
  if (location === undefined) throw locationRequired();
  if (before && normalLocation(location) !== before.data.location) throw locationMoved(before);
  return save(call, before?.name ?? call.target.name, before ? 200 : 201, {
    location: normalLocation(location),
    tags: stringMapAt(call.body, 'tags'),
    managedBy: stringAt(call.body, 'managedBy') ?? before?.data.managedBy,
    state: 'Succeeded',
  });
}

// test_tag_update_by_patch #11: the tags sent replace the tags there were.
function patch(call: Call): Answer {
  const before = call.cloud.world.get<GroupData>(call.target.key);
  if (!before) throw groupNotFound(call.target.name);
  if (before.data.state === 'Deleting') throw groupBeingDeleted(before.name);
  const tags = stringMapAt(call.body, 'tags') ?? before.data.tags;
  return save(call, before.name, 200, { ...before.data, tags });
}

function save(call: Call, name: string, status: number, data: GroupData): Answer {
  const id = groupId(call.target.subscription, name);
  const object: StoredObject<GroupData> = { id, name, type: resourceGroupType, data };
  call.cloud.world.put(object);
  return { status, body: view(object) };
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const group = cloud.world.get<GroupData>(target.key);
  if (!group) throw groupNotFound(target.name);
  const joined = joinOrRefuse(call, () => groupBeingDeleted(group.name));
  const operation = joined ?? startDelete(call, group);
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function startDelete(call: Call, group: StoredObject<GroupData>): Operation {
  call.cloud.world.put({ ...group, data: { ...group.data, state: 'Deleting' } });
  const job = { jobId: jobIdOf(group.name, group.data.location), jobLocation: group.data.location };
  const id = Buffer.from(JSON.stringify(job)).toString('base64');
  return begin(call, {
    protocol: 'group',
    verb: 'DELETE',
    id,
    resultPath: `/subscriptions/${call.target.subscription}/operationresults/${id}`,
    effect: 'group.delete',
    answerStatus: 202,
    retryAfter: 15,
  });
}

// The recorded ids decode to RESOURCEGROUPDELETIONJOB-<NAME>-<LOCATION>, `-` in a name written as `:2D`.
function jobIdOf(group: string, location: string): string {
  const name = group.toUpperCase().replaceAll('-', ':2D').replaceAll('_', ':5F').replaceAll('.', ':2E');
  return `RESOURCEGROUPDELETIONJOB-${name}-${location.toUpperCase()}`;
}

function deleteContents(cloud: Cloud, operation: Operation): { code: string; message: string } | undefined {
  const inside = () =>
    cloud.world.all().filter((object) => keyOf(object.id).startsWith(`${operation.target}/`));
  for (const object of inside()) {
    const reason = typeOf(cloud, object)?.blockedBy?.(cloud, object);
    if (reason) return { code: 'ResourceGroupDeletionBlocked', message: reason };
  }
  // What runs in a group cannot outlive it (assumption).
  for (const running of cloud.world.running()) {
    if (running.target.startsWith(`${operation.target}/`))
      cancel(cloud, running, 'its resource group was deleted.');
  }
  // Each type takes its own dependants along, so an object may be gone when its turn comes.
  for (const object of inside()) {
    if (cloud.world.get(object.id)) typeOf(cloud, object)?.destroy?.(cloud, object);
  }
  for (const object of inside()) cloud.world.remove(object.id);
  cloud.world.remove(operation.target);
  return undefined;
}

function revive(cloud: Cloud, operation: Operation): void {
  const group = cloud.world.get<GroupData>(operation.target);
  if (group) cloud.world.put({ ...group, data: { ...group.data, state: 'Succeeded' } });
}

function typeOf(cloud: Cloud, object: StoredObject): ResourceType | undefined {
  return cloud.types.get(object.type.toLowerCase());
}

function view(object: StoredObject<GroupData>): JsonObject {
  const { location, tags, managedBy, state } = object.data;
  return {
    id: object.id,
    name: object.name,
    type: resourceGroupType,
    location,
    managedBy,
    tags,
    properties: { provisioningState: state },
  };
}

// Both texts are assumed.
function locationRequired(): ArmError {
  return new ArmError(400, 'LocationRequired', 'The location property is required for this definition.', {
    cause: 'gateway',
  });
}

function locationMoved(group: StoredObject<GroupData>): ArmError {
  return new ArmError(
    409,
    'InvalidResourceGroupLocation',
    `Invalid resource group location. The Resource group '${groupNameOf(group.id)}' already exists in location '${group.data.location}'.`,
    { cause: 'gateway' },
  );
}
