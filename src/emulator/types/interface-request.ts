import { keyOf } from '../arm-path.ts';
import type { Call } from '../cloud.ts';
import { ArmError, badRequest, notImplemented } from '../errors.ts';
import {
  arrayAt,
  booleanAt,
  type Json,
  type JsonObject,
  objectAt,
  stringAt,
  stringMapAt,
  stringsAt,
} from '../json.ts';
import { beyond } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import { claimAddress, drawAddresses } from './addresses.ts';
import { refuseGatewaySubnet } from './gateway-placement.ts';
import { interfaceMembers, type OwnInterface, type OwnIp } from './interface-body.ts';
import { numberOf } from './ip-ranges.ts';
import { referenceAt } from './network-life.ts';
import { checkPublicIp } from './public-ip-body.ts';
import { checkSecurityGroup } from './security-group-body.ts';
import { settledSubnet } from './subnet-reference.ts';
import type { SubnetData } from './subnets.ts';

/** What the body of a PUT asks for, checked against the rest of the cloud, with the addresses that it comes to. */
export type WantedInterface = Pick<
  OwnInterface,
  'tags' | 'subnetId' | 'ipConfigurations' | 'settings' | 'dnsServers' | 'dnsLabel'
>;

export function wantedInterface(
  call: Call,
  location: string,
  before: OwnInterface | undefined,
): WantedInterface {
  const sent = (arrayAt(call.body, 'properties', 'ipConfigurations') ?? []).map(ipOf);
  const subnetId = subnetOf(call, sent);
  const subnet = settledSubnet(call, subnetId, location);
  refuseGatewaySubnet(call, subnet);
  checkPrimary(call, sent);
  checkPublicIps(call, location, sent);
  checkSecurityGroup(call, location, call.target.id, objectAt(call.body, 'properties'));
  const kept = before && keyOf(before.subnetId) === keyOf(subnetId) ? before.ipConfigurations : [];
  const addresses = addressesFor(call, subnet, sent, kept);
  const ipConfigurations = sent.map(
    ({ name, method, primary, references }, index): OwnIp => ({
      name,
      method,
      primary,
      references,
      address: addresses[index] ?? '',
    }),
  );
  return {
    tags: stringMapAt(call.body, 'tags'),
    subnetId,
    // test_network_nic_front_ip #29: the primary one comes first.
    ipConfigurations: ipConfigurations.toSorted(
      (left, right) => Number(right.primary) - Number(left.primary),
    ),
    settings: settingsOf(call, before),
    dnsServers: stringsAt(call.body, 'properties', 'dnsSettings', 'dnsServers') ?? [],
    dnsLabel: stringAt(call.body, 'properties', 'dnsSettings', 'internalDnsNameLabel'),
  };
}

/** Whether an address is behind a load balancer or a gateway, which takes time to change. */
export function isPooled({ ipConfigurations }: Pick<OwnInterface, 'ipConfigurations'>): boolean {
  return ipConfigurations.some(({ references }) => pools.some((name) => references[name] !== undefined));
}

const pools = [
  'loadBalancerBackendAddressPools',
  'loadBalancerInboundNatRules',
  'applicationGatewayBackendAddressPools',
] as const;

interface SentIp {
  readonly name: string;
  readonly method: OwnIp['method'];
  readonly address: string | undefined;
  readonly subnetId: string | undefined;
  readonly primary: boolean;
  readonly references: JsonObject;
}

// The only configuration is the primary one, whether it says so or not (test_network_nic #53). Assumption: so is the first
// where none says so.
function ipOf(sent: Json, index: number, all: readonly Json[]): SentIp {
  const given = objectAt(sent, 'properties') ?? {};
  const isAnyPrimary = all.some((each) => booleanAt(each, 'properties', 'primary') === true);
  if (/^ipv6$/i.test(stringAt(given, 'privateIPAddressVersion') ?? ''))
    throw notImplemented('interfaces with addresses of IPv6');
  return {
    name: stringAt(sent, 'name') ?? '',
    method: /^static$/i.test(stringAt(given, 'privateIPAllocationMethod') ?? '') ? 'Static' : 'Dynamic',
    address: stringAt(given, 'privateIPAddress'),
    subnetId: stringAt(given, 'subnet', 'id'),
    primary: isAnyPrimary ? booleanAt(given, 'primary') === true : index === 0,
    references: referencesOf(given),
  };
}

function referencesOf(given: JsonObject): JsonObject {
  return {
    publicIPAddress: referenceAt(given, 'publicIPAddress'),
    loadBalancerBackendAddressPools: referencesAt(given, 'loadBalancerBackendAddressPools'),
    loadBalancerInboundNatRules: referencesAt(given, 'loadBalancerInboundNatRules'),
    applicationGatewayBackendAddressPools: referencesAt(given, 'applicationGatewayBackendAddressPools'),
    applicationSecurityGroups: referencesAt(given, 'applicationSecurityGroups'),
    gatewayLoadBalancer: referenceAt(given, 'gatewayLoadBalancer'),
    virtualNetworkTaps: referencesAt(given, 'virtualNetworkTaps'),
  };
}

// test_network_nic_address_pools #24: an empty list does not come back.
function referencesAt(given: unknown, name: string): readonly JsonObject[] | undefined {
  const ids = (arrayAt(given, name) ?? []).flatMap((each) => stringAt(each, 'id') ?? []);
  return ids.length === 0 ? undefined : ids.map((id) => ({ id }));
}

// Codes and texts but that of the gateway (below) are assumed: that no address is without a subnet, and that there is one for
// all of them, is documented.
function subnetOf(call: Call, sent: readonly SentIp[]): string {
  const { name } = call.target;
  const [first] = sent;
  if (!first) throw badRequest(`Network interface ${name} must have at least one IP configuration.`);
  const names = new Set(sent.map((ip) => ip.name.toLowerCase()));
  if (names.has('') || names.size < sent.length)
    throw badRequest(`The IP configurations of network interface ${name} need a name each.`);
  for (const ip of sent) {
    if (ip.subnetId === undefined) throw badRequest(`IP configuration ${ip.name} of ${name} needs a subnet.`);
    if (keyOf(ip.subnetId) !== keyOf(first.subnetId ?? '')) throw severalSubnets(call, ip.name);
  }
  return first.subnetId ?? '';
}

function severalSubnets(call: Call, ip: string): ArmError {
  return new ArmError(
    400,
    'IpConfigurationsOnSameNicCannotUseDifferentSubnets',
    `IP configuration ${call.target.id}/ipConfigurations/${ip} uses another subnet than the others on the same network interface.`,
    { details: [] },
  );
}

// test_network_nic_app_gateway #47.
function checkPrimary(call: Call, sent: readonly SentIp[]): void {
  if (sent.filter(({ primary }) => primary).length > 1)
    throw badRequest(`Network interface ${call.target.name} must have exactly one primary IP configuration.`);
  const balanced = sent.find(
    ({ primary, references }) =>
      !primary && references['applicationGatewayBackendAddressPools'] !== undefined,
  );
  if (!balanced) return;
  throw new ArmError(
    400,
    'ApplicationGatewayLoadBalancingNotSupportedOnSecondaryIpConfigurations',
    `Network Interface with Id: ${call.target.id} has a secondary IpConfigurations ${balanced.name} is using ApplicationGatewayAddressPools. ApplicationGateway loadbalancing is not supported for secondary IpConfigurations.`,
    { details: [] },
  );
}

function checkPublicIps(call: Call, location: string, sent: readonly SentIp[]): void {
  const ids = new Set<string>();
  for (const { name, references } of sent) {
    const id = stringAt(references, 'publicIPAddress', 'id');
    if (id === undefined) continue;
    if (ids.has(keyOf(id))) throw badRequest(`Network interface ${call.target.name} uses ${id} twice.`);
    ids.add(keyOf(id));
    checkPublicIp(call, location, `${call.target.id}/ipConfigurations/${name}`, id);
  }
}

/** Chosen ones as they are; else the one that the configuration has (test_network_nic #60), or the lowest that is free. */
function addressesFor(
  call: Call,
  subnet: StoredObject<SubnetData>,
  sent: readonly SentIp[],
  kept: readonly OwnIp[],
): readonly string[] {
  const { world } = call.cloud;
  const taken = new Map<number, string>();
  const found = new Map<string, string>();
  const take = (ip: SentIp, address: string): void => {
    const owner = `${call.target.id}/ipConfigurations/${ip.name}`;
    claimAddress(world, subnet, address, owner, taken, call.target.key);
    taken.set(numberOf(address), owner);
    found.set(ip.name, address);
  };
  for (const ip of sent) {
    if (ip.method !== 'Static') continue;
    if (ip.address === undefined)
      throw badRequest(`The static IP configuration ${ip.name} needs an address.`);
    take(ip, ip.address);
  }
  const dynamic = sent.filter(({ method }) => method === 'Dynamic');
  for (const ip of dynamic) {
    const own = kept.find(({ name }) => name.toLowerCase() === ip.name.toLowerCase())?.address;
    if (own !== undefined && !taken.has(numberOf(own))) take(ip, own);
  }
  const missing = dynamic.filter(({ name }) => !found.has(name));
  const drawn = drawAddresses(world, subnet, missing.length, taken);
  missing.forEach((ip, index) => void found.set(ip.name, drawn[index] ?? ''));
  return sent.map(({ name }) => found.get(name) ?? '');
}

function settingsOf(call: Call, before: OwnInterface | undefined): JsonObject {
  const given = objectAt(call.body, 'properties') ?? {};
  const settings = {
    enableAcceleratedNetworking: booleanAt(given, 'enableAcceleratedNetworking'),
    enableIPForwarding: booleanAt(given, 'enableIPForwarding'),
    disableTcpStateTracking: booleanAt(given, 'disableTcpStateTracking'),
    networkSecurityGroup: referenceAt(given, 'networkSecurityGroup'),
    nicType: stringAt(given, 'nicType'),
    auxiliaryMode: stringAt(given, 'auxiliaryMode'),
    auxiliarySku: stringAt(given, 'auxiliarySku'),
    workloadType: stringAt(given, 'workloadType'),
  };
  const said = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const unsaid = beyond(interfaceMembers, call.apiVersion, { properties: before?.settings ?? {} });
  return { ...said, ...objectAt(unsaid, 'properties') };
}
