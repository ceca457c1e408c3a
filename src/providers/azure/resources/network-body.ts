import type { JsonObject } from '../../../core/json.ts';
import { getPath } from '../../../core/path.ts';
import { without } from './overlay.ts';

/** A live Microsoft.Network body as it can be sent back: without its identity and without what Azure owns. */
export function writableNetworkBody(live: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, ...body } = live;
  return without(isServerOwned, body);
}

export function networkIncarnation(live: JsonObject): string | undefined {
  const guid = getPath(live, 'properties.resourceGuid');
  return typeof guid === 'string' ? guid : undefined;
}

function isServerOwned(member: string, holder: JsonObject): boolean {
  // The type of a sub-object; an extended location has one too, and no id.
  if (member === 'type') return 'id' in holder;
  // Endpoints own theirs; in a subnet they are those of whatever lies in it.
  if (member === 'ipConfigurations') return 'addressPrefix' in holder || 'addressPrefixes' in holder;
  // Connections, subnets and references keep theirs; a static address of an endpoint has none in the schema.
  if (member === 'id') return getPath(holder, 'properties.memberName') !== undefined;
  return SERVER_OWNED.has(member);
}

/**
 * Read-only by Microsoft's schemas of 2025-05-01, or answered without standing in them (the recorded networks,
 * subnets and endpoints). `etag` in a body would be taken as a condition.
 */
const SERVER_OWNED: ReadonlySet<string> = new Set([
  'etag',
  'provisioningState',
  'resourceGuid',
  'systemData',
  // networks and their peerings
  'allocatedAddressPrefixes',
  'cloudServices',
  'defaultPublicNatGateway',
  'flowLogConfiguration',
  'flowLogs',
  'regionalCommunity',
  'remoteVirtualNetworkEncryption',
  // subnets, their delegations and service endpoint policies
  'actions',
  'ipConfigurationProfiles',
  'kind',
  'networkIntentPolicies',
  'privateEndpoints',
  'privateLinkIpConfigurations',
  'purpose',
  'resourceNavigationLinks',
  'serviceAssociationLinks',
  // public addresses
  'ipConfiguration',
  // endpoints
  'customDnsConfigs',
  'isIPv6EnabledPrivateEndpoint',
  'networkInterfaces',
  'privateLinkServiceConnectionState',
  'resolvedPrivateLinkServiceLocation',
  // public addresses: what they are in use for
  'ipConfiguration',
]);
