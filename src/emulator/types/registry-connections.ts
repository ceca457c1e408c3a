import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { stringAt } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders } from '../operations.ts';
import { registryVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { type ConnectionData, connectionType, connectionView, tellEndpoint } from './connections.ts';
import type { RegistryData } from './registry-body.ts';
import { childNotFound, registryBusy, registryRefusal } from './registry-errors.ts';
import { registryDeletion, registryWrite } from './registry-operations.ts';

export const registryConnections: ResourceType = {
  type: connectionType,
  apiVersions: registryVersions,
  tracked: false,
  listedBySubscription: false,
  view: (_cloud, object) => connectionView(object as StoredObject<ConnectionData>),
  put,
  remove,
  absent: (call) => {
    if (call.method === 'DELETE') return { status: 204 };
    throw childNotFound(call.target.name);
  },
  effects: {
    'connection.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'connection.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
  },
};

interface Decision {
  readonly status: 'Approved' | 'Rejected';
  readonly description: string;
}

// test_acr_with_private_endpoint #21: 201, and the body still shows the old status.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const connection = cloud.world.get<ConnectionData>(target.key);
  if (!connection) throw childNotFound(target.name);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  const operation = joined ?? start(call, connection, decisionOf(call));
  const running = cloud.world.get<ConnectionData>(target.key) ?? connection;
  const headers = operationHeaders(cloud, call.origin, operation);
  return { status: 201, headers, body: connectionView(running) };
}

function start(call: Call, connection: StoredObject<ConnectionData>, data: Decision): Operation {
  call.cloud.world.put({ ...connection, data: { ...connection.data, state: 'Updating' } });
  const plan = {
    protocol: 'registry-connection',
    effect: 'connection.write',
    data,
    word: 'Updating',
  } as const;
  return begin(call, registryWrite(call, 'privateendpointconnections', connection.id, plan));
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const connection = cloud.world.get<ConnectionData>(target.key);
  if (!connection) return { status: 204 };
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  const operation = joined ?? startDelete(call, connection);
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function startDelete(call: Call, connection: StoredObject<ConnectionData>): Operation {
  const { cloud, target } = call;
  const location = cloud.world.get<RegistryData>(parentTarget(target).key)?.data.location ?? '';
  cloud.world.put({ ...connection, data: { ...connection.data, state: 'Deleting' } });
  const plan = { effect: 'connection.delete' };
  return begin(call, registryDeletion(call, 'privateendpointconnections', location, plan));
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (!connection) return undefined;
  const { status, description } = operation.effect.data as Decision;
  const decided = {
    ...connection,
    data: { ...connection.data, status, description, state: 'Succeeded' as const },
  };
  cloud.world.put(decided);
  tellEndpoint(cloud, decided, { status, description });
  return undefined;
}

function failWrite(cloud: Cloud, operation: Operation): void {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (connection) cloud.world.put({ ...connection, data: { ...connection.data, state: 'Failed' } });
}

function finishDelete(cloud: Cloud, operation: Operation): undefined {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (!connection) return undefined;
  cloud.world.remove(connection.id);
  tellEndpoint(cloud, connection, { status: 'Disconnected', description: '' });
  return undefined;
}

function decisionOf(call: Call): Decision {
  const path = ['properties', 'privateLinkServiceConnectionState'] as const;
  const status = stringAt(call.body, ...path, 'status');
  const description = stringAt(call.body, ...path, 'description') ?? '';
  if (status === 'Approved' || status === 'Rejected') return { status, description };
  // Assumption: code and text.
  throw registryRefusal(`A connection can be Approved or Rejected, not ${status}.`);
}
