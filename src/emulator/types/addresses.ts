import { ArmError } from '../errors.ts';
import type { StoredObject, World } from '../world.ts';
import { addressOf, type IpRange, numberOf, usable } from './ip-ranges.ts';
import { type SubnetData, subnetRange } from './subnets.ts';

/** The lowest free addresses of a subnet, `also` taken besides; throws when there are too few. */
export function drawAddresses(
  world: World,
  subnet: StoredObject<SubnetData>,
  count: number,
  also?: Taken,
): readonly string[] {
  const found = freeAddresses(world, subnet, count, also);
  if (found.length < count) throw subnetIsFull(subnet, count);
  return found;
}

/** The lowest free addresses of a subnet, fewer than asked for when there are no more. */
export function freeAddresses(
  world: World,
  subnet: StoredObject<SubnetData>,
  count: number,
  also?: Taken,
): readonly string[] {
  const range = subnetRange(subnet);
  const claimed = world.claimedWithin(subnet.id);
  const taken = { has: (number: number) => claimed.has(number) || also?.has(number) === true };
  return range ? lowestFree(usable(range), taken, count).map(addressOf) : [];
}

/** Throws unless the address lies in the subnet, is not Azure's own, and is free, or is that of the object of the key `own`. */
export function claimAddress(
  world: World,
  subnet: StoredObject<SubnetData>,
  address: string,
  by: string,
  also?: ReadonlyMap<number, string>,
  own?: string,
): void {
  const range = subnetRange(subnet);
  const number = numberOf(address);
  if (!range || number < range.first || number > range.last) throw notInSubnet(address, subnet);
  const free = usable(range);
  if (number < free.first || number > free.last) throw reserved(address, subnet);
  const owner = also?.get(number) ?? world.claimedWithin(subnet.id).get(number);
  if (owner !== undefined && owner !== own) throw allocated(address, by, world.get(owner)?.id ?? owner);
}

type Taken = Pick<ReadonlyMap<number, string>, 'has'>;

export function lowestFree(range: IpRange, taken: Taken, count: number): readonly number[] {
  const found: number[] = [];
  for (let number = range.first; number <= range.last && found.length < count; number += 1) {
    if (!taken.has(number)) found.push(number);
  }
  return found;
}

// MicrosoftDocs/azure-docs issue 88211, Azure/karpenter-provider-azure issue 734.
function subnetIsFull(subnet: StoredObject<SubnetData>, count: number): ArmError {
  return new ArmError(
    400,
    'SubnetIsFull',
    `Subnet ${subnet.name} with address prefix ${prefixOf(subnet)} does not have enough capacity for ${count} IP addresses.`,
    { details: [] },
  );
}

// The three refusals of a static address are recalled, not recorded.
function notInSubnet(address: string, subnet: StoredObject<SubnetData>): ArmError {
  return new ArmError(
    400,
    'PrivateIPAddressNotInSubnet',
    `Private static IP address ${address} does not belong to the range of subnet prefix ${prefixOf(subnet)}.`,
    { details: [] },
  );
}

function reserved(address: string, subnet: StoredObject<SubnetData>): ArmError {
  return new ArmError(
    400,
    'PrivateIPAddressInReservedRange',
    `Private static IP address ${address} falls within reserved IP range of subnet prefix ${prefixOf(subnet)}.`,
    { details: [] },
  );
}

function allocated(address: string, by: string, owner: string): ArmError {
  return new ArmError(
    400,
    'PrivateIPAddressIsAllocated',
    `IP configuration ${by} is using the private IP address ${address} which is already allocated to resource ${owner}.`,
    { details: [] },
  );
}

function prefixOf(subnet: StoredObject<SubnetData>): string {
  const { addressPrefix, addressPrefixes } = subnet.data.properties;
  return String(addressPrefix ?? (Array.isArray(addressPrefixes) ? addressPrefixes[0] : ''));
}
