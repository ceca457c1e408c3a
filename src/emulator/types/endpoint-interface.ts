import { groupId } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { arrayAt, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { claimAddress, drawAddresses } from './addresses.ts';
import { drawDnsSuffix, type EndpointInterface, type EndpointIp, interfaceType } from './interface-body.ts';
import { numberOf } from './ip-ranges.ts';
import type { LinkMember } from './members.ts';
import { weakEtag } from './network-common.ts';
import type { SubnetData } from './subnets.ts';

/** An address that the caller chose for one member. */
export interface StaticIp {
  readonly name: string;
  readonly groupId: string;
  readonly memberName: string;
  readonly address: string;
}

export function staticIps(body: unknown): readonly StaticIp[] {
  return (arrayAt(body, 'properties', 'ipConfigurations') ?? []).map((sent) => ({
    name: stringAt(sent, 'name') ?? '',
    groupId: stringAt(sent, 'properties', 'groupId') ?? '',
    memberName: stringAt(sent, 'properties', 'memberName') ?? '',
    address: stringAt(sent, 'properties', 'privateIPAddress') ?? '',
  }));
}

/** The endpoint's interface, one address a member; throws when the subnet or the static addresses do not do. */
export function drawInterface(
  call: Call,
  subnet: StoredObject<SubnetData>,
  subnetId: string,
  customName: string,
  members: readonly LinkMember[],
  chosen: readonly StaticIp[],
): StoredObject<EndpointInterface> {
  const { cloud, target } = call;
  const addresses = addressesFor(call, subnet, members, chosen);
  const name = customName || `${target.name}.nic.${cloud.chance.guid()}`;
  const id = `${groupId(target.subscription, target.group)}/providers/${interfaceType}/${name}`;
  if (cloud.world.get(id)) throw badRequest(`Network interface ${id} exists already.`);
  const ipConfigurations = members.map(
    ({ name: memberName, fqdn, groupId: group }, index): EndpointIp => ({
      name: `privateEndpointIpConfig.${cloud.chance.guid()}`,
      address: addresses[index] ?? '',
      method: chosen.length > 0 ? 'Static' : 'Dynamic',
      groupId: group,
      memberName,
      fqdn,
    }),
  );
  const data: EndpointInterface = {
    location: normalised(call),
    etag: weakEtag(cloud),
    resourceGuid: cloud.chance.guid(),
    dnsSuffix: drawDnsSuffix(cloud),
    endpointId: target.id,
    subnetId,
    ipConfigurations,
  };
  const claims = { within: subnetId, numbers: addresses.map(numberOf) };
  return { id, name, type: interfaceType, data, uses: [subnetId], claims };
}

/** The interface with these addresses in the place of those it had. */
export function putAddresses(
  cloud: Cloud,
  nic: StoredObject<EndpointInterface>,
  ipConfigurations: readonly EndpointIp[],
): void {
  const numbers = ipConfigurations.map(({ address }) => numberOf(address));
  const claims = { within: nic.data.subnetId, numbers };
  cloud.world.put({ ...nic, claims, data: { ...nic.data, etag: weakEtag(cloud), ipConfigurations } });
}

function addressesFor(
  call: Call,
  subnet: StoredObject<SubnetData>,
  members: readonly LinkMember[],
  chosen: readonly StaticIp[],
): readonly string[] {
  const { world } = call.cloud;
  if (chosen.length === 0) return drawAddresses(world, subnet, members.length);
  const missing = members.filter(({ name }) => !chosen.some(({ memberName }) => memberName === name));
  if (missing.length > 0) throw membersMissing(call, chosen, missing);
  for (const { address, name } of chosen)
    claimAddress(world, subnet, address, `${call.target.id}/ipConfigurations/${name}`);
  return members.map(({ name }) => chosen.find(({ memberName }) => memberName === name)?.address ?? '');
}

function normalised(call: Call): string {
  return (stringAt(call.body, 'location') ?? '').toLowerCase().replaceAll(' ', '');
}

function membersMissing(call: Call, chosen: readonly StaticIp[], missing: readonly LinkMember[]): ArmError {
  return new ArmError(
    400,
    'PrivateEndpointIpConfigurationMissingMemberNamesRequiredByFps',
    missingMembers(call.target.id, chosen, missing),
    { details: [] },
  );
}

/** As network.md, containerregistry.md and hashicorp/terraform-provider-azurerm issue 13061 quote it. */
export function missingMembers(
  endpointId: string,
  chosen: readonly StaticIp[],
  missing: readonly LinkMember[],
): string {
  const present = chosen.map(
    (ip) => `PrivateIPAddress: ${ip.address}, GroupId: ${ip.groupId}, MemberName: ${ip.memberName}`,
  );
  const lacking = missing.map(
    ({ name, groupId: group }) => `GroupId: ${group}, MemberName: ${name}, IpVersion: IPv4`,
  );
  return `Private Endpoint ${endpointId} contains static ipconfigurations: [${present.join('; ')}] and it's missing these membernames/groupids requested by Private Link service [${lacking.join('; ')}]. Private Endpoint needs to be reconfigured with missing memberNames.`;
}
