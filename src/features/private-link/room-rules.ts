import type { Diagnostic } from '../../core/diagnostic.ts';
import { counted } from '../../core/wording.ts';
import { parseRange } from '../networks/ip-range.ts';
import { prefixFor, roomOf } from '../networks/subnet-room.ts';
import type { PlacedSubnet } from '../placed.ts';
import { faultAt, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { writtenMembers } from './members.ts';

/** Whether subnets have room for the endpoints in them, by what the file says alone (1.27). */
export function roomRules(input: RuleInput): readonly Diagnostic[] {
  const needs = input.placed.registries.flatMap((registry) => {
    const addresses = writtenMembers(registry).length;
    return registry.endpoints.map(({ subnet }) => ({ subnet, addresses }));
  });
  return [...Map.groupBy(needs, ({ subnet }) => subnet)].flatMap(([subnet, tenants]) => {
    const range = parseRange(subnet.entry.prefix ?? '');
    if (range === undefined || range.version === 6 || range.prefix > 29) return [];
    const needed = tenants.reduce((sum, { addresses }) => sum + addresses, 0);
    return roomIn(input, subnet, range.prefix, { endpoints: tenants.length, needed });
  });
}

/** Larger prefixes than this are small for endpoints: the registry's documentation advises /27 (network.md). */
const ADVISED_PREFIX = 27;

function roomIn(
  input: RuleInput,
  subnet: PlacedSubnet,
  prefix: number,
  { endpoints, needed }: { readonly endpoints: number; readonly needed: number },
): Diagnostic[] {
  const room = roomOf(prefix);
  const spot: Spot = { path: [...subnet.path, 'prefix'], address: subnet.address };
  if (needed > room) {
    const fitting = prefixFor(needed);
    const subject = endpoints === 1 ? 'A private endpoint takes' : `${endpoints} private endpoints take`;
    const way = subnet.isExisting
      ? `Put endpoints into a subnet of /${fitting} or larger`
      : `Make it /${fitting} or larger, or put endpoints elsewhere`;
    const detail = `${subject} ${needed} addresses of this subnet (two each, and one for each replica of the registry); /${prefix} has ${room} after the five that Azure keeps. ${way}.`;
    return [faultAt(input, 'ACR1217', spot, { detail, hint: `needs /${fitting}`, requirements: ['1.27'] })];
  }
  if (prefix <= ADVISED_PREFIX) return [];
  const detail = `Private endpoints are in this subnet, and /${prefix} leaves ${counted(room - needed, 'address', 'addresses')} free. Each replica of a registry takes one more in each endpoint, and a subnet in use cannot grow; /${ADVISED_PREFIX} or larger is advised.`;
  return [warningAt(input, 'ACR1215', spot, { detail, requirements: ['1.27'] })];
}
