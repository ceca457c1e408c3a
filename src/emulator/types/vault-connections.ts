import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { begin, joinOrRefuse } from '../operations.ts';
import { keyVaultVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { type ConnectionData, tellEndpoint, vaultConnectionType } from './connections.ts';

type Connection = StoredObject<ConnectionData>;

/** The side of a vault of private endpoints. No poll URLs: the connection itself tells when it is done (observed behaviour, 1). */
export const vaultConnections: ResourceType = {
  type: vaultConnectionType,
  apiVersions: keyVaultVersions,
  tracked: false,
  listedBySubscription: false,
  view: (_cloud, object) => vaultConnectionView(object as Connection),
  put,
  remove,
  effects: {
    'vault-connection.write': { succeed: finishWrite, fail } satisfies Effect,
    'vault-connection.delete': { succeed: finishDelete, fail } satisfies Effect,
  },
};

// Assumption: `actionsRequired`, which the specification's examples have.
export function vaultConnectionView({ id, name, data }: Connection): JsonObject {
  const { endpointId, status, description, state } = data;
  return {
    id,
    name,
    type: vaultConnectionType,
    properties: {
      provisioningState: state,
      privateEndpoint: { id: endpointId },
      privateLinkServiceConnectionState: { status, description, actionsRequired: 'None' },
    },
  };
}

// states.md: 200 with the new status, Updating; Azure-AsyncOperation is the URL of the connection.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<ConnectionData>(target.key);
  // Assumption: nobody makes one from this side.
  if (!before) throw badRequest(`The private endpoint connection ${target.name} does not exist.`);
  const { status, description } = decisionOf(call);
  if (!joinOrRefuse(call, busy)) {
    cloud.world.put({ ...before, data: { ...before.data, status, description, state: 'Updating' } });
    start(call, 'PUT', 'vault-connection.write');
  }
  const after = cloud.world.get<ConnectionData>(target.key) ?? before;
  return { status: 200, headers: { 'azure-asyncoperation': ownUrl(call) }, body: vaultConnectionView(after) };
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<ConnectionData>(target.key);
  if (!before) return { status: 204 };
  if (!joinOrRefuse(call, busy)) {
    cloud.world.put({ ...before, data: { ...before.data, state: 'Deleting' } });
    start(call, 'DELETE', 'vault-connection.delete');
  }
  return { status: 202, headers: { location: ownUrl(call) } };
}

function start(call: Call, verb: 'PUT' | 'DELETE', effect: string): void {
  const answerStatus = verb === 'PUT' ? 200 : 202;
  begin(call, { protocol: 'unpolled', verb, id: call.cloud.chance.guid(), effect, answerStatus });
}

function ownUrl({ origin, target, apiVersion }: Call): string {
  return `${origin}${target.id}?api-version=${apiVersion}`;
}

function decisionOf({
  body,
}: Call): Pick<ConnectionData, 'description'> & { status: 'Approved' | 'Rejected' } {
  const path = ['properties', 'privateLinkServiceConnectionState'] as const;
  const status = stringAt(body, ...path, 'status');
  if (status === 'Approved' || status === 'Rejected')
    return { status, description: stringAt(body, ...path, 'description') };
  // Assumption: code and text.
  throw badRequest(`A connection can be Approved or Rejected, not ${status}.`);
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (!connection) return undefined;
  const { status, description = '' } = connection.data;
  const decided: Connection = { ...connection, data: { ...connection.data, state: 'Succeeded' } };
  cloud.world.put(decided);
  tellEndpoint(cloud, decided, { status, description });
  return undefined;
}

function finishDelete(cloud: Cloud, operation: Operation): undefined {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (!connection) return undefined;
  cloud.world.remove(connection.id);
  tellEndpoint(cloud, connection, { status: 'Disconnected', description: '' });
  return undefined;
}

function fail(cloud: Cloud, operation: Operation): void {
  const connection = cloud.world.get<ConnectionData>(operation.target);
  if (connection) cloud.world.put({ ...connection, data: { ...connection.data, state: 'Failed' } });
}

// Assumption: code and text.
function busy(): ArmError {
  return new ArmError(
    409,
    'Conflict',
    'The private endpoint connection is being changed by another operation.',
  );
}
