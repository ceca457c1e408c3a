import { keyOf } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { invalidReference } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import type { StoredObject, World } from '../world.ts';
import { type InterfaceData, interfaceType } from './interface-body.ts';
import type { NetworkState } from './network-common.ts';
import { changed, type LivingData } from './network-life.ts';

/** A network security group; its rules are objects of their own. */
export interface SecurityGroupData extends LivingData {
  readonly flushConnection: boolean | undefined;
}

export interface SecurityRuleData {
  readonly state: NetworkState;
  /** Normalised. */
  readonly properties: JsonObject;
}

export const securityGroupType = 'Microsoft.Network/networkSecurityGroups';
export const securityRuleType = `${securityGroupType}/securityRules`;

export function rulesOf(world: World, groupId: string): readonly StoredObject<SecurityRuleData>[] {
  return world.inCollection(`${keyOf(groupId)}/securityrules`) as readonly StoredObject<SecurityRuleData>[];
}

/** Whatever is written to a rule gives the group, and with it all its rules, a new etag. */
export function touchSecurityGroup(cloud: Cloud, groupKey: string): void {
  const group = cloud.world.get<SecurityGroupData>(groupKey);
  if (group) changed(cloud, group, {});
}

/** Throws unless the group that something is to be guarded by is there. Assumption: as for a subnet that is not. */
export function checkSecurityGroup(call: Call, location: string, from: string, body: unknown): void {
  const id = stringAt(body, 'networkSecurityGroup', 'id');
  if (id === undefined) return;
  if (call.cloud.world.get<SecurityGroupData>(id)?.data.location !== location)
    throw invalidReference(id, from);
}

/** Ids of the interfaces and subnets that it guards. */
export function guardedBy(
  world: World,
  groupId: string,
): { readonly interfaces: readonly string[]; readonly subnets: readonly string[] } {
  const guards = (properties: JsonObject): boolean =>
    keyOf(stringAt(properties, 'networkSecurityGroup', 'id') ?? '') === keyOf(groupId);
  const interfaces = world.ofType(interfaceType) as readonly StoredObject<InterfaceData>[];
  const subnets = world.ofType('Microsoft.Network/virtualNetworks/subnets') as readonly StoredObject<{
    readonly properties: JsonObject;
  }>[];
  return {
    interfaces: interfaces
      .filter(({ data }) => data.endpointId === undefined && guards(data.settings))
      .map(({ id }) => id),
    subnets: subnets.filter(({ data }) => guards(data.properties)).map(({ id }) => id),
  };
}

// Members and their order as in test_network_nic #12; those of what it guards: specification.
export function securityGroupView(cloud: Cloud, group: StoredObject<SecurityGroupData>): JsonObject {
  const { data } = group;
  const { interfaces, subnets } = guardedBy(cloud.world, group.id);
  return {
    name: group.name,
    id: group.id,
    etag: data.etag,
    type: securityGroupType,
    location: data.location,
    tags: data.tags,
    properties: {
      provisioningState: data.state,
      resourceGuid: data.resourceGuid,
      flushConnection: data.flushConnection,
      securityRules: rulesOf(cloud.world, group.id).map((rule) => ruleView(data.etag, rule)),
      defaultSecurityRules: defaultRules.map(({ name, ...properties }) => ({
        name,
        id: `${group.id}/defaultSecurityRules/${name}`,
        etag: data.etag,
        type: `${securityGroupType}/defaultSecurityRules`,
        properties: { provisioningState: data.state, ...properties, ...noRanges },
      })),
      networkInterfaces: idsOf(interfaces),
      subnets: idsOf(subnets),
    },
  };
}

/** A rule has the etag of its group. */
export function ruleView(etag: string, rule: StoredObject<SecurityRuleData>): JsonObject {
  return {
    name: rule.name,
    id: rule.id,
    etag,
    type: securityRuleType,
    properties: { provisioningState: rule.data.state, ...rule.data.properties },
  };
}

function idsOf(ids: readonly string[]): readonly JsonObject[] | undefined {
  return ids.length === 0 ? undefined : ids.map((id) => ({ id }));
}

export const noRanges = {
  sourcePortRanges: [],
  destinationPortRanges: [],
  sourceAddressPrefixes: [],
  destinationAddressPrefixes: [],
} as const;

/** As recorded of every group (test_network_nic #6). */
const defaultRules = [
  inbound('AllowVnetInBound', 'Allow inbound traffic from all VMs in VNET', 65000, 'VirtualNetwork'),
  {
    ...inbound(
      'AllowAzureLoadBalancerInBound',
      'Allow inbound traffic from azure load balancer',
      65001,
      'AzureLoadBalancer',
    ),
    destinationAddressPrefix: '*',
  },
  { ...inbound('DenyAllInBound', 'Deny all inbound traffic', 65500, '*'), access: 'Deny' },
  outbound(
    'AllowVnetOutBound',
    'Allow outbound traffic from all VMs to all VMs in VNET',
    65000,
    'VirtualNetwork',
  ),
  {
    ...outbound(
      'AllowInternetOutBound',
      'Allow outbound traffic from all VMs to Internet',
      65001,
      'Internet',
    ),
    sourceAddressPrefix: '*',
  },
  { ...outbound('DenyAllOutBound', 'Deny all outbound traffic', 65500, '*'), access: 'Deny' },
] as const;

function inbound(name: string, description: string, priority: number, from: string) {
  return { ...defaultRule(name, description, priority, from), direction: 'Inbound' };
}

function outbound(name: string, description: string, priority: number, to: string) {
  return { ...defaultRule(name, description, priority, to), direction: 'Outbound' };
}

function defaultRule(name: string, description: string, priority: number, prefix: string) {
  return {
    name,
    description,
    protocol: '*',
    sourcePortRange: '*',
    destinationPortRange: '*',
    sourceAddressPrefix: prefix,
    destinationAddressPrefix: prefix,
    access: 'Allow',
    priority,
  };
}
