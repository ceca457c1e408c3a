import type { OperationError } from '../api.ts';
import { keyOf, nameOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import { vaultType } from '../key-vault/vault-body.ts';
import type { StoredObject } from '../world.ts';
import { type EndpointConnection, type EndpointData, type LinkState, putEndpoint } from './endpoint-body.ts';
import { renewNames } from './endpoint-names.ts';
import { isAlias, linkServiceOf } from './link-services.ts';
import type { RegistryData } from './registry-body.ts';

/** The side of a registry, or of a vault, of a private endpoint. */
export interface ConnectionData {
  readonly endpointId: string;
  readonly status: LinkState['status'];
  /** Absent while pending (observed behaviour, 3.3). */
  readonly description: string | undefined;
  readonly state: 'Updating' | 'Succeeded' | 'Deleting' | 'Failed';
}

export const connectionType = 'Microsoft.ContainerRegistry/registries/privateEndpointConnections';
export const vaultConnectionType = 'Microsoft.KeyVault/vaults/privateEndpointConnections';

/**
 * Makes the connection on the registry for a new endpoint and says how the endpoint's side looks then. The
 * registry chooses the name; its first endpoint turns its data endpoints on (containerregistry.md).
 */
export function connect(
  cloud: Cloud,
  endpoint: StoredObject<EndpointData>,
): EndpointConnection | OperationError {
  const { connection } = endpoint.data;
  // A write that repairs a failed one finds the connection that the failed one had made.
  if (connectionsTo(cloud, endpoint.id).length > 0) return connection;
  const isPending = connection.state.status === 'Pending';
  const foreign = linkServiceOf(cloud, connection.serviceId, connection.groupIds ?? []);
  if (foreign) {
    const isOpen = isPending && !isAlias(connection.serviceId);
    noteOnVault(cloud, endpoint, isOpen);
    return { ...connection, state: isOpen ? waiting : { status: 'Approved', description: foreign.approved } };
  }
  const registry = cloud.world.get<RegistryData>(connection.serviceId);
  if (!registry) return targetGone(connection.serviceId);
  const name = `${registry.name}.${cloud.chance.hex(32)}`;
  cloud.world.put({
    id: `${registry.id}/privateEndpointConnections/${name}`,
    name,
    type: connectionType,
    data: {
      endpointId: endpoint.id,
      status: connection.state.status,
      description: isPending ? undefined : 'Auto-Approved',
      state: 'Succeeded',
    } satisfies ConnectionData,
    uses: [endpoint.id],
  });
  turnOnDataEndpoints(cloud, registry);
  // The words after the target answered: PrivateEndpoint_20240301 #18; for manual ones observed behaviour 3.2.
  const state: LinkState = isPending ? waiting : { status: 'Approved', description: 'Auto-Approved' };
  return { ...connection, state };
}

/** Key Vault calls the connection as the endpoint does (observed behaviour, 3.3). A vault that is believed keeps none. */
function noteOnVault(cloud: Cloud, endpoint: StoredObject<EndpointData>, isPending: boolean): void {
  const { serviceId, name } = endpoint.data.connection;
  const vault = cloud.world.get(serviceId);
  if (vault?.type !== vaultType) return;
  cloud.world.put({
    id: `${vault.id}/privateEndpointConnections/${name}`,
    name,
    type: vaultConnectionType,
    data: {
      endpointId: endpoint.id,
      status: isPending ? 'Pending' : 'Approved',
      description: undefined,
      state: 'Succeeded',
    } satisfies ConnectionData,
    uses: [endpoint.id],
  });
}

const waiting: LinkState = { status: 'Pending', description: '' };

/** Takes the other side of an endpoint away. */
export function disconnect(cloud: Cloud, endpoint: StoredObject): void {
  for (const connection of connectionsTo(cloud, endpoint.id)) cloud.world.remove(connection.id);
}

/** What the registry decides, or its disappearance, reaches the endpoint at its other side. */
export function tellEndpoint(cloud: Cloud, connection: StoredObject<ConnectionData>, state: LinkState): void {
  const endpoint = cloud.world.get<EndpointData>(connection.data.endpointId);
  if (!endpoint) return;
  renewNames(cloud, putEndpoint(cloud, endpoint, { connection: { ...endpoint.data.connection, state } }));
}

/** A manually approved endpoint of a registry that got another region waits for approval anew (containerregistry.md). */
export function askApprovalAgain(
  cloud: Cloud,
  endpoint: StoredObject<EndpointData>,
): StoredObject<EndpointData> {
  const { connection } = endpoint.data;
  if (!connection.manual || connection.state.status !== 'Approved') return endpoint;
  for (const side of connectionsTo(cloud, endpoint.id)) {
    cloud.world.put({ ...side, data: { ...side.data, status: 'Pending', description: undefined } });
  }
  return putEndpoint(cloud, endpoint, { connection: { ...connection, state: waiting } });
}

/** Of a registry or a vault. */
export function connectionsOf(cloud: Cloud, serviceId: string): readonly StoredObject<ConnectionData>[] {
  const found = cloud.world.inCollection(`${keyOf(serviceId)}/privateendpointconnections`);
  return found as readonly StoredObject<ConnectionData>[];
}

export function connectionView(connection: StoredObject<ConnectionData>): JsonObject {
  const { endpointId, status, description, state } = connection.data;
  return {
    type: connectionType,
    id: connection.id,
    name: connection.name,
    properties: {
      privateEndpoint: { id: endpointId },
      privateLinkServiceConnectionState: { status, description },
      provisioningState: state,
    },
  };
}

/** The other side of an endpoint. */
export function connectionsTo(cloud: Cloud, endpointId: string): readonly StoredObject<ConnectionData>[] {
  const users = cloud.world
    .usersOf(endpointId)
    .filter(({ type }) => type === connectionType || type === vaultConnectionType);
  return users as readonly StoredObject<ConnectionData>[];
}

function turnOnDataEndpoints(cloud: Cloud, registry: StoredObject<RegistryData>): void {
  if (registry.data.properties['dataEndpointEnabled'] === true) return;
  const properties = { ...registry.data.properties, dataEndpointEnabled: true };
  cloud.world.put({ ...registry, data: { ...registry.data, properties } });
}

// Assumption: code and text; the registry went away while the endpoint was being made.
function targetGone(serviceId: string): OperationError {
  return {
    code: 'ResourceNotFound',
    message: `Call to Microsoft.ContainerRegistry/registries failed. The resource ${nameOf(serviceId)} could not be found.`,
  };
}
