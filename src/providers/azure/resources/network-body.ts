import type { JsonObject } from '../../../core/json.ts';
import { getPath } from '../../../core/path.ts';
import { without } from './overlay.ts';

/** A live Microsoft.Network body as it can be sent back: without its identity and without what Azure owns. */
export function writableNetworkBody(live: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, ...body } = live;
  return without((member, holder) => SERVER_OWNED.has(member) || isUseOfSubnet(member, holder), body);
}

export function networkIncarnation(live: JsonObject): string | undefined {
  const guid = getPath(live, 'properties.resourceGuid');
  return typeof guid === 'string' ? guid : undefined;
}

/** Endpoints own their `ipConfigurations`; in a subnet they are those of whatever lies in it. */
function isUseOfSubnet(member: string, holder: JsonObject): boolean {
  return member === 'ipConfigurations' && ('addressPrefix' in holder || 'addressPrefixes' in holder);
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
  // networks
  'cloudServices',
  'defaultPublicNatGateway',
  'flowLogConfiguration',
  'flowLogs',
  'regionalCommunity',
  // subnets
  'ipConfigurationProfiles',
  'networkIntentPolicies',
  'privateEndpoints',
  'privateLinkIpConfigurations',
  'purpose',
  'resourceNavigationLinks',
  'serviceAssociationLinks',
  // endpoints
  'customDnsConfigs',
  'isIPv6EnabledPrivateEndpoint',
  'networkInterfaces',
  'privateLinkServiceConnectionState',
  'resolvedPrivateLinkServiceLocation',
]);
