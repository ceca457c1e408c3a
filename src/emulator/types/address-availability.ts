import type { Answer, Call } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { StoredObject } from '../world.ts';
import { lowestFree } from './addresses.ts';
import { addressOf, numberOf, usable } from './ip-ranges.ts';
import { type SubnetData, subnetRange } from './subnets.ts';

/**
 * `GET virtualNetworks/{name}/CheckIPAddressAvailability?ipAddress=`. The five free ones are those of the
 * specification's example (VirtualNetworkCheckIPAddressAvailability.json), the code of an address in no subnet
 * is the one that Microsoft's Java client looks for (NetworkImpl.checkIPAvailability). Never recorded.
 */
export function checkAddress(call: Call): Answer {
  const { cloud, target, query } = call;
  const address = query['ipaddress'] ?? '';
  const number = numberOf(address);
  const subnets = cloud.world.inCollection(`${target.key}/subnets`) as readonly StoredObject<SubnetData>[];
  for (const subnet of subnets) {
    const range = subnetRange(subnet);
    if (!range || number < range.first || number > range.last) continue;
    const free = usable(range);
    const taken = cloud.world.claimedWithin(subnet.id);
    const isPlatformReserved = number < free.first || number > free.last;
    if (!isPlatformReserved && !taken.has(number))
      return { status: 200, body: { available: true, isPlatformReserved } };
    const availableIPAddresses = lowestFree(free, taken, 5).map(addressOf);
    return { status: 200, body: { available: false, availableIPAddresses, isPlatformReserved } };
  }
  throw new ArmError(
    400,
    'PrivateIPAddressNotInAnySubnet',
    `Private static IP address ${address} does not belong to the range of any subnet of ${target.id}.`,
    { details: [] },
  );
}
