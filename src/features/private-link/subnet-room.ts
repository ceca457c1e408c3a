import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { roomOf } from '../networks/subnet-room.ts';
import type { Placed, PlacedSubnet } from '../placed.ts';
import { memberAddress } from './host-names.ts';
import { type Around, membersOf } from './members.ts';

/**
 * Whether each subnet has room for the endpoints to be made in it and for the addresses that new replicas take in those
 * that are there, by what uses it now (1.27, faults N04). Only subnets that exist are judged here; the offline rule
 * counts for the others.
 */
export function subnetRoom(placed: Placed, around: Around): readonly Diagnostic[] {
  const needs = new Map<PlacedSubnet, { count: number; endpoints: string[] }>();
  for (const registry of placed.registries) {
    const members = membersOf(registry, around);
    for (const endpoint of registry.endpoints) {
      const nic = around.live.get(foldId(endpoint.interface.id))?.body ?? {};
      const lacking = members.filter(({ name }) => memberAddress(nic, name) === undefined);
      if (lacking.length === 0) continue;
      const need = needs.get(endpoint.subnet) ?? { count: 0, endpoints: [] };
      need.count += lacking.length;
      need.endpoints.push(endpoint.address);
      needs.set(endpoint.subnet, need);
    }
  }
  return [...needs].flatMap(([subnet, need]) => roomFault(subnet, need, around));
}

function roomFault(
  subnet: PlacedSubnet,
  need: { readonly count: number; readonly endpoints: readonly string[] },
  { live }: Around,
): readonly Diagnostic[] {
  const body = live.get(foldId(subnet.id))?.body;
  const prefix = prefixOf(body) ?? subnet.entry.prefix;
  if (body === undefined || prefix === undefined) return [];
  const used = listAt(body, 'properties.ipConfigurations').length;
  const free = roomOf(Number(prefix.split('/')[1])) - used;
  if (free >= need.count) return [];
  return [
    diagnose('ACR1305', {
      address: subnet.address,
      detail: `The subnet ${prefix} has ${counted(Math.max(free, 0), 'free address', 'free addresses')}; ${enumerate(need.endpoints)} ${need.endpoints.length === 1 ? 'needs' : 'need'} ${need.count} more. Azure would take a replica back without naming the subnet.`,
      hint: 'Use another subnet, or give this one a larger prefix.',
      requirements: ['1.27'],
    }),
  ];
}

/** Azure keeps the spelling that was sent, one prefix or a list; endpoints take IPv4 addresses of the first. */
function prefixOf(subnet: JsonObject | undefined): string | undefined {
  const [first] = listAt(subnet, 'properties.addressPrefixes');
  return textAt(subnet, 'properties.addressPrefix') ?? (typeof first === 'string' ? first : undefined);
}
