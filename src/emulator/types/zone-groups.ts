import { keyOf, nameOf, parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, invalidReference } from '../errors.ts';
import { arrayAt, type JsonObject, stringAt } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { networkVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import type { EndpointData } from './endpoint-body.ts';
import { anotherOperation, networkOperation, weakEtag } from './network-common.ts';
import { zoneType } from './record-body.ts';
import {
  eraseRecords,
  type GroupRecord,
  groupTtl,
  recordsFor,
  writeRecords,
  type ZoneConfig,
  type ZoneGroupData,
  zoneGroupsOf,
  zoneGroupType,
} from './zone-records.ts';

export const zoneGroups: ResourceType = {
  type: zoneGroupType,
  apiVersions: networkVersions,
  tracked: false,
  listedBySubscription: false,
  view: (_cloud, object) => view(object as StoredObject<ZoneGroupData>),
  etag: (_cloud, object) => (object as StoredObject<ZoneGroupData>).data.etag,
  put,
  remove,
  effects: {
    'zone-group.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'zone-group.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<ZoneGroupData>(target.key);
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined && before) return answer(call, before, joined);
  refuseWhenBusy(call);
  const endpoint = endpointOf(cloud, target.key);
  const other = zoneGroupsOf(cloud, endpoint).find(({ id }) => keyOf(id) !== target.key);
  if (other) throw secondGroup(endpoint.id);
  const configs = configsOf(call, endpoint);
  const group: StoredObject<ZoneGroupData> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: zoneGroupType,
    data: { etag: weakEtag(cloud), state: 'Updating', configs },
    uses: configs.map(({ zoneId }) => zoneId),
  };
  cloud.world.put(group);
  const operation = begin(
    call,
    networkOperation(call, endpoint.data.location, {
      verb: 'PUT',
      effect: 'zone-group.write',
      data: { previous: before?.data.configs ?? [] },
      answerStatus: before ? 200 : 201,
      retryAfter: 10,
      locks: [keyOf(endpoint.id)],
    }),
  );
  return answer(call, group, operation);
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const group = cloud.world.get<ZoneGroupData>(target.key);
  if (!group) return { status: 204 };
  const joined = joinOrRefuse(call, (operation) => anotherOperation(call, operation));
  if (joined) return { status: 202, headers: operationHeaders(cloud, call.origin, joined) };
  refuseWhenBusy(call);
  const endpoint = endpointOf(cloud, target.key);
  cloud.world.put({ ...group, data: { ...group.data, state: 'Deleting' } });
  const operation = begin(
    call,
    networkOperation(call, endpoint.data.location, {
      verb: 'DELETE',
      effect: 'zone-group.delete',
      answerStatus: 202,
      retryAfter: 10,
      locks: [keyOf(endpoint.id)],
    }),
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

// faults.md, G04: seen on the delete of a group while its endpoint is being written.
function refuseWhenBusy(call: Call): void {
  const [holder] = call.cloud.world.holding(parentKey(call.target.key));
  if (holder) refuseFor(call.cloud, holder, (operation) => anotherOperation(call, operation));
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const group = cloud.world.get<ZoneGroupData>(operation.target);
  if (!group) return undefined;
  const { previous } = operation.effect.data as { readonly previous: readonly ZoneConfig[] };
  const endpoint = endpointOf(cloud, operation.target);
  const configs = group.data.configs.map((config) => ({
    ...config,
    records: recordsFor(cloud, endpoint, config.zoneId),
  }));
  eraseRecords(cloud, previous);
  writeRecords(cloud, configs);
  cloud.world.put({ ...group, data: { etag: weakEtag(cloud), state: 'Succeeded', configs } });
  return undefined;
}

function failWrite(cloud: Cloud, operation: Operation): void {
  const group = cloud.world.get<ZoneGroupData>(operation.target);
  if (group) cloud.world.put({ ...group, data: { ...group.data, etag: weakEtag(cloud), state: 'Failed' } });
}

function finishDelete(cloud: Cloud, operation: Operation): undefined {
  const group = cloud.world.get<ZoneGroupData>(operation.target);
  if (group) eraseRecords(cloud, group.data.configs);
  cloud.world.remove(operation.target);
  return undefined;
}

function configsOf(call: Call, endpoint: StoredObject<EndpointData>): readonly ZoneConfig[] {
  const names = new Set<string>();
  return (arrayAt(call.body, 'properties', 'privateDnsZoneConfigs') ?? []).map((sent) => {
    const name = stringAt(sent, 'name');
    const zoneId = stringAt(sent, 'properties', 'privateDnsZoneId');
    if (name === undefined || zoneId === undefined) {
      throw badRequest(`A zone config of ${call.target.id} lacks its name or its privateDnsZoneId.`);
    }
    if (names.has(name.toLowerCase())) throw duplicateName(call.target.id, name);
    names.add(name.toLowerCase());
    // Assumption: an absent zone is refused like any other absent reference.
    if (call.cloud.world.get(zoneId)?.type !== zoneType) throw invalidReference(zoneId, call.target.id);
    return { name, zoneId, records: recordsFor(call.cloud, endpoint, zoneId) };
  });
}

function endpointOf(cloud: Cloud, groupKey: string): StoredObject<EndpointData> {
  const endpoint = cloud.world.get<EndpointData>(parentKey(groupKey));
  if (!endpoint) throw new EmulatorBug(`Zone group ${groupKey} has no endpoint.`);
  return endpoint;
}

// The text is quoted by pulumi/pulumi-azure-native issue 2179; the code is recalled.
function secondGroup(endpointId: string): ArmError {
  return new ArmError(
    400,
    'MoreThanOnePrivateDnsZoneGroupPerPrivateEndpointNotAllowed',
    `Cannot create more than one private dns zone groups in the private endpoint ${nameOf(endpointId)}.`,
    { details: [] },
  );
}

// hashicorp/terraform-provider-azurerm issue 28966 quotes code, detail and text.
function duplicateName(groupId: string, name: string): ArmError {
  return new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.', {
    details: [
      {
        code: 'DuplicateResourceName',
        message: `Resource ${groupId} has two child resources with the same name (${name}).`,
      },
    ],
  });
}

function answer(call: Call, group: StoredObject<ZoneGroupData>, operation: Operation): Answer {
  const headers = operationHeaders(call.cloud, call.origin, operation);
  return { status: operation.answerStatus, headers, body: view(group) };
}

// PrivateEndpoint_20240301 #34, #36.
function view(group: StoredObject<ZoneGroupData>): JsonObject {
  const { etag, state, configs } = group.data;
  return {
    name: group.name,
    id: group.id,
    etag,
    type: zoneGroupType,
    properties: {
      provisioningState: state,
      privateDnsZoneConfigs: configs.map((config) => ({
        name: config.name,
        id: `${group.id}/privateDnsZoneConfigs/${config.name}`,
        etag,
        type: `${zoneGroupType}/privateDnsZoneConfigs`,
        properties: {
          provisioningState: state,
          privateDnsZoneId: config.zoneId,
          recordSets: config.records.map((record) => recordView(record, state)),
        },
      })),
    },
  };
}

function recordView(record: GroupRecord, state: string): JsonObject {
  return {
    recordType: 'A',
    recordSetName: record.name,
    fqdn: record.fqdn,
    ttl: groupTtl,
    provisioningState: state,
    ipAddresses: record.ipAddresses,
  };
}
