import { keyOf } from '../arm-path.ts';
import type { Call } from '../cloud.ts';
import { ArmError, badRequest, invalidReference } from '../errors.ts';
import { numberAt, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { claimAddress, drawAddresses } from './addresses.ts';
import { type GatewayData, gatewaysUsing, generationOf, partsIn } from './gateway-body.ts';
import { type GatewayPart, idsIn, partPath } from './gateway-parts.ts';
import type { WantedGateway } from './gateway-request.ts';
import { unsupported } from './gateway-rules.ts';
import { numberOf, usable } from './ip-ranges.ts';
import { checkPublicIp, type PublicIpData, publicIpType } from './public-ip-body.ts';
import { settledSubnet } from './subnet-reference.ts';
import { type SubnetData, subnetRange, subnetUsers } from './subnets.ts';
import { type WafPolicyData, wafPolicyType } from './waf-policy-body.ts';

/** Where a gateway comes to lie. */
export interface Placement {
  readonly subnet: StoredObject<SubnetData>;
  /** With the addresses of private fronts that were drawn. */
  readonly parts: readonly GatewayPart[];
  /** Addresses in that subnet. */
  readonly claims: readonly number[];
  /** Ids of all that it stands on. */
  readonly uses: readonly string[];
}

/** Looks at everything outside of itself that a gateway names, and throws where it cannot be had. */
export function placeGateway(
  call: Call,
  location: string,
  wanted: WantedGateway,
  before: GatewayData | undefined,
): Placement {
  const subnet = subnetOf(call, location, wanted, before);
  checkFronts(call, location, wanted);
  checkCapacity(call, subnet, wanted);
  const policies = policiesOf(call, location, wanted);
  const parts = wanted.parts.map((part) =>
    part.collection === 'frontendIPConfigurations'
      ? withAddress(call, part, wanted.sku.capacity ?? 0, before)
      : part,
  );
  const claims = parts.flatMap((part) => {
    const address = stringAt(part.properties, 'privateIPAddress');
    const isThere = idsIn(part, 'subnet').some((id) => keyOf(id) === keyOf(subnet.id));
    return address !== undefined && isThere ? [numberOf(address)] : [];
  });
  const named = parts.flatMap((part) => [...idsIn(part, 'subnet'), ...idsIn(part, 'publicIPAddress')]);
  return { subnet, parts, claims, uses: [...new Set([...named, ...policies])] };
}

// Network_v1api20220701 #58 and #95; while the subnet is being made: faults of others (arm-protocol.md). The text of the first
// refusal: MicrosoftDocs/azure-docs issue 17971; its code is assumed.
function subnetOf(
  call: Call,
  location: string,
  wanted: WantedGateway,
  before: GatewayData | undefined,
): StoredObject<SubnetData> {
  const [first, ...more] = partsIn(wanted, 'gatewayIPConfigurations');
  const [id] = first ? idsIn(first, 'subnet') : [];
  if (!first || id === undefined)
    throw badRequest(
      `Subnet reference is required for ipconfiguration ${call.target.id}/gatewayIPConfigurations/${first?.name}.`,
    );
  if (more.length > 0)
    throw badRequest(`Application gateway ${call.target.id} has more than one gatewayIPConfiguration.`);
  const [known] = before
    ? partsIn(before, 'gatewayIPConfigurations').flatMap((part) => idsIn(part, 'subnet'))
    : [];
  // network.md: it must be stopped for that. Code and text are assumed.
  if (known !== undefined && keyOf(known) !== keyOf(id) && before?.isRunning)
    throw refused(
      'ApplicationGatewaySubnetCannotBeChanged',
      `The subnet of application gateway ${call.target.id} cannot be changed while it runs.`,
    );
  const isNew = known === undefined || keyOf(known) !== keyOf(id);
  const subnet = isNew ? settledSubnet(call, id, location) : existingSubnet(call, id);
  refuseShared(call, subnet);
  return subnet;
}

function existingSubnet(call: Call, id: string): StoredObject<SubnetData> {
  const subnet = call.cloud.world.get<SubnetData>(id);
  if (!subnet) throw invalidReference(id, call.target.id);
  return subnet;
}

// application-gateway.md 6: a subnet of its own, which other gateways may share. Code and text are assumed.
function refuseShared(call: Call, subnet: StoredObject<SubnetData>): void {
  const [other] = subnetUsers(call.cloud.world, subnet.id);
  const delegations = subnet.data.properties['delegations'];
  const isDelegated = Array.isArray(delegations) && delegations.length > 0;
  if (!other && !isDelegated) return;
  throw otherResources(subnet.id, other ? `${other.id} is in it` : 'it is delegated');
}

/** The other way round: an object that is to have an address in a subnet of gateways. */
export function refuseGatewaySubnet(call: Call, subnet: StoredObject): void {
  const [gateway] = gatewaysUsing(call.cloud.world, subnet.id);
  if (gateway) throw otherResources(subnet.id, `the application gateway ${gateway.id} is in it`);
}

function otherResources(subnetId: string, why: string): ArmError {
  return refused(
    'ApplicationGatewaySubnetCannotHaveOtherResources',
    `Subnet ${subnetId} cannot be shared by application gateways and other resources: ${why}.`,
  );
}

function checkFronts(call: Call, location: string, wanted: WantedGateway): void {
  const fronts = partsIn(wanted, 'frontendIPConfigurations');
  const generation = generationOf(wanted.sku);
  const publics = fronts.filter((part) => idsIn(part, 'publicIPAddress').length > 0);
  if (publics.length > 1 || fronts.length - publics.length > 1)
    throw badRequest(`Application gateway ${call.target.id} can have one public and one private front.`);
  // hashicorp/terraform-provider-azurerm issue 4578.
  if (publics.length === 0 && generation === 2)
    throw unsupported(call, 'Application Gateway without Public IP', wanted.sku.tier, 'Standard,WAF');
  for (const part of fronts) {
    const [publicIp] = idsIn(part, 'publicIPAddress');
    if (publicIp === undefined) checkPrivate(call, wanted, part);
    else checkPublic(call, location, wanted, part, publicIp);
  }
}

function checkPublic(
  call: Call,
  location: string,
  wanted: WantedGateway,
  part: GatewayPart,
  id: string,
): void {
  checkPublicIp(call, location, ownId(call, part), id);
  const publicIp = call.cloud.world.get<PublicIpData>(id);
  if (publicIp?.type !== publicIpType) throw invalidReference(id, ownId(call, part));
  // Azure/azure-cli issue 12059.
  if (generationOf(wanted.sku) === 2 && publicIp.data.sku !== 'Standard')
    throw refused(
      'ApplicationGatewayInvalidPublicIpSku',
      `Application gateway ${call.target.id} with SKU ${wanted.sku.name} can only reference public ip with Standard SKU.`,
    );
}

// MicrosoftDocs/azure-docs issue 64853.
function checkPrivate(call: Call, wanted: WantedGateway, part: GatewayPart): void {
  const { tier } = wanted.sku;
  if (idsIn(part, 'subnet').length === 0)
    throw badRequest(`The front ${ownId(call, part)} needs a publicIPAddress or a subnet.`);
  if (generationOf(wanted.sku) === 1 || stringAt(part.properties, 'privateIPAllocationMethod') === 'Static')
    return;
  throw refused(
    'ApplicationGatewayFrontendIpPrivateIpAddressInvalidAllocationType',
    `FrontendIpConfiguration ${ownId(call, part)} of Application Gateway with SKU tier ${tier} can only use PrivateIPAddress with IpAllocationMethod as Static.`,
  );
}

/** Where no maximum is set: what the documents call the default (application-gateway.md 6). */
const defaultMaximum = 20;

// An address for each instance there may be, and for each private front; how they add up in a subnet, and the words: issue
// MicrosoftDocs/azure-docs 65925. The code is assumed.
function checkCapacity(call: Call, subnet: StoredObject<SubnetData>, wanted: WantedGateway): void {
  const range = subnetRange(subnet);
  if (!range) return;
  const others = gatewaysUsing(call.cloud.world, subnet.id).filter(({ id }) => keyOf(id) !== call.target.key);
  const required = [wanted, ...others.map(({ data }) => data)].reduce(
    (sum, gateway) => sum + addressesOf(gateway),
    0,
  );
  const { first, last } = usable(range);
  const available = Math.max(0, last - first + 1);
  if (required <= available) return;
  throw refused(
    'ApplicationGatewaySubnetInsufficientSize',
    `Subnet does not have enough capacity. Required capacity ${required}, available capacity ${available}. Subnet: ${subnet.id}.`,
  );
}

function addressesOf(gateway: Pick<GatewayData, 'sku' | 'settings' | 'parts'>): number {
  const most = numberAt(gateway.settings, 'autoscaleConfiguration', 'maxCapacity') ?? defaultMaximum;
  const fronts = partsIn(gateway, 'frontendIPConfigurations').filter(
    (part) => idsIn(part, 'subnet').length > 0,
  );
  return (gateway.sku.capacity ?? most) + fronts.length;
}

/**
 * A private front of version 1 gets an address by itself, behind those of the instances (test_network_app_gateway_with_defaults #51:
 * the seventh of the subnet, with two of them), and keeps it.
 */
function withAddress(
  call: Call,
  part: GatewayPart,
  instances: number,
  before: GatewayData | undefined,
): GatewayPart {
  const [subnetId] = idsIn(part, 'subnet');
  if (subnetId === undefined) return part;
  const { world } = call.cloud;
  const subnet = world.get<SubnetData>(subnetId);
  if (!subnet) throw invalidReference(subnetId, ownId(call, part));
  const isStatic = stringAt(part.properties, 'privateIPAllocationMethod') === 'Static';
  const known =
    before &&
    partsIn(before, 'frontendIPConfigurations').find(({ name }) => keyOf(name) === keyOf(part.name));
  const sent =
    stringAt(part.properties, 'privateIPAddress') ??
    (isStatic ? undefined : stringAt(known?.properties, 'privateIPAddress'));
  if (sent === undefined && isStatic)
    throw badRequest(`The static front ${ownId(call, part)} needs a privateIPAddress.`);
  if (sent !== undefined) claimAddress(world, subnet, sent, ownId(call, part), undefined, call.target.key);
  const drawn = sent === undefined ? drawAddresses(world, subnet, instances + 1).at(-1) : undefined;
  return { ...part, properties: { ...part.properties, privateIPAddress: sent ?? drawn } };
}

// Assumption: that a policy is looked for as everything else is. That regions must be equal is part of the text.
function policiesOf(call: Call, location: string, wanted: WantedGateway): readonly string[] {
  const named = [
    ...(wanted.firewallPolicyId === undefined ? [] : [[wanted.firewallPolicyId, call.target.id] as const]),
    ...wanted.parts.flatMap((part) =>
      idsIn(part, 'firewallPolicy').map((id) => [id, ownId(call, part)] as const),
    ),
  ];
  for (const [id, from] of named) {
    const policy = call.cloud.world.get<WafPolicyData>(id);
    if (policy?.type !== wafPolicyType || policy.data.location !== location) throw invalidReference(id, from);
  }
  return named.map(([id]) => id);
}

function ownId(call: Call, part: GatewayPart): string {
  return `${call.target.id}/${partPath(part)}`;
}

function refused(code: string, message: string): ArmError {
  return new ArmError(400, code, message, { details: [] });
}
