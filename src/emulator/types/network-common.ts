import type { Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { OperationPlan } from '../operations.ts';
import { since } from '../version-shapes.ts';
import type { Operation, StoredObject } from '../world.ts';

export const networkType = 'Microsoft.Network/virtualNetworks';

export type NetworkState = 'Updating' | 'Succeeded' | 'Deleting' | 'Failed';

/** A virtual network. */
export interface NetworkData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly etag: string;
  readonly resourceGuid: string;
  readonly state: NetworkState;
  /** Normalised; subnets are objects of their own. */
  readonly properties: NetworkProperties;
}

export type NetworkProperties = {
  readonly addressSpace: { readonly addressPrefixes: readonly string[] };
} & JsonObject;

/**
 * Members of subnets that not every version shows. Recorded are 2018-10-01 without the policies
 * (test_network_nic_address_pools #2) and 2020-05-01 with them; they came with private endpoints.
 */
export const subnetMembers = [
  'properties.privateEndpointNetworkPolicies',
  'properties.privateLinkServiceNetworkPolicies',
].map((path) => ({ path, isIn: since('2019-04-01') }));

/** Whatever is written below a network gives the network, and with it all its subnets, a new etag. */
export function touchNetwork(cloud: Cloud, network: StoredObject<NetworkData>): StoredObject<NetworkData> {
  const touched = { ...network, data: { ...network.data, etag: weakEtag(cloud) } };
  cloud.world.put(touched);
  return touched;
}

/** Network etags are weak and new with each write. */
export function weakEtag(cloud: Cloud): string {
  return `W/"${cloud.chance.guid()}"`;
}

type NetworkPlan = Pick<
  OperationPlan,
  'verb' | 'effect' | 'data' | 'answerStatus' | 'retryAfter' | 'locks' | 'failsWith' | 'done'
>;

/**
 * A Network write answers with Azure-AsyncOperation, a delete with both URLs (PrivateEndpoint_20240301 #13, #40), as an action has them
 * in its polls (test_network_app_gateway_with_defaults #66).
 */
export function networkOperation(call: Call, location: string, plan: NetworkPlan): OperationPlan {
  const id = call.cloud.chance.guid();
  const base = `/subscriptions/${call.target.subscription}/providers/Microsoft.Network/locations/${location}`;
  return {
    ...plan,
    protocol: 'network',
    id,
    statusPath: `${base}/operations/${id}`,
    ...(plan.verb === 'DELETE' || plan.verb === 'POST'
      ? { resultPath: `${base}/operationResults/${id}` }
      : {}),
  };
}

// Test_Network_v1api20220701_CreationAndDeletion #50: the address in the text carries no signature.
export function anotherOperation(call: Call, operation: Operation): ArmError {
  const path = operation.statusPath ?? operation.resultPath;
  return new ArmError(
    409,
    'AnotherOperationInProgress',
    `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${call.origin}${path}?api-version=${operation.apiVersion}.`,
    { details: [] },
  );
}

// VirtualNetworkAndSubnetAdopted_20250301 #8: 429 without Retry-After.
export function notProvisioned(used: string, by: string, lastOperation: string): ArmError {
  const message = `Cannot proceed with operation because resource ${used} used by resource ${by} is not in Succeeded state. Resource is in Updating state and the last operation that updated/is updating the resource is ${lastOperation}.`;
  return new ArmError(429, 'RetryableError', 'A retryable error occurred.', {
    cause: 'service',
    details: [{ code: 'ReferencedResourceNotProvisioned', message }],
  });
}
