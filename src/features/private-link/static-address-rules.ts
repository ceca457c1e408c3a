import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { formatIp, type IpRange, parseIp, parseRange } from '../networks/ip-range.ts';
import type { PlacedSubnet } from '../placed.ts';
import { faultAt, inFileOrder, type RuleInput, type Spot } from '../rule.ts';
import type { WrittenEndpoint } from './written-endpoints.ts';

/** Whether static addresses can be given to members of endpoints: what they are, and that nobody has them twice. */
export function staticAddressFaults(
  input: RuleInput,
  endpoints: readonly WrittenEndpoint[],
): readonly Diagnostic[] {
  const written = endpoints.flatMap((endpoint) => addressesOf(input, endpoint));
  const faults = new Map(written.map((each) => [each, formFaults(input, each)]));
  const sound = written.filter((each) => faults.get(each)?.length === 0);
  return [...[...faults.values()].flat(), ...twiceFaults(input, sound)];
}

/** An address as the file gives it to a member, with the subnet it has to be of, where that is listed. */
interface StaticAddress {
  readonly path: readonly string[];
  readonly spot: Spot;
  readonly member: string;
  readonly endpoint: string;
  readonly text: string;
  readonly subnet: PlacedSubnet | undefined;
}

function addressesOf(input: RuleInput, { path, address, entry }: WrittenEndpoint): StaticAddress[] {
  const subnet = input.placed.subnetByReference.get(entry.subnet);
  return Object.entries(entry.staticIps ?? {}).map(([member, text]) => {
    const place = [...path, 'staticIps', member];
    return { path: place, spot: { path: place, address }, member, endpoint: address, text, subnet };
  });
}

function formFaults(input: RuleInput, { spot, text, subnet }: StaticAddress): Diagnostic[] {
  const ip = parseIp(text);
  if (ip?.version !== 4) {
    const detail = `${quote(text)} is no IPv4 address, and the members of a registry have no others. Write one of the subnet, such as 10.20.1.4.`;
    return [faultAt(input, 'ACR1218', spot, { detail, requirements: ['1.29'] })];
  }
  const range = parseRange(subnet?.entry.prefix ?? '');
  // Of an existing subnet the prefix need not be known, and a faulty one is reported where it stands.
  if (subnet === undefined || range === undefined || range.version === 6 || range.prefix > 29) return [];
  const usable = `${formatIp(4, range.first + KEPT_AT_START)} to ${formatIp(4, range.last - 1n)}`;
  if (ip.value < range.first || ip.value > range.last) {
    const detail = `${text} is not in ${range.canonical}, the range of subnet ${quote(`${subnet.networkKey}/${subnet.key}`)} of this endpoint. Choose an address from ${usable}.`;
    return [faultAt(input, 'ACR1256', spot, { detail, requirements: ['1.9', '1.29'] })];
  }
  if (!isKept(ip.value, range)) return [];
  const detail = `Azure keeps the first four addresses and the last one of every subnet for itself, and ${text} is one of those in ${range.canonical}. Choose an address from ${usable}.`;
  return [faultAt(input, 'ACR1257', spot, { detail, requirements: ['1.9', '1.29'] })];
}

/** Network, gateway, two of Azure's DNS, and the broadcast address at the end (network.md: five are reserved). */
const KEPT_AT_START = 4n;

function isKept(value: bigint, { first, last }: IpRange): boolean {
  return value < first + KEPT_AT_START || value === last;
}

/** In one subnet, whichever endpoints have them; of an unknown subnet, within the endpoint. */
function twiceFaults(input: RuleInput, addresses: readonly StaticAddress[]): Diagnostic[] {
  const first = new Map<string, StaticAddress>();
  return inFileOrder(input, addresses).flatMap((each) => {
    const { text, spot, subnet, endpoint } = each;
    const place = `${subnet?.id.toLowerCase() ?? endpoint} ${text}`;
    const earlier = first.get(place);
    if (earlier === undefined) {
      first.set(place, each);
      return [];
    }
    const holder = earlier.endpoint === endpoint ? 'this endpoint' : earlier.endpoint;
    const detail = `${text} is the address of ${earlier.member} of ${holder} already. In a subnet an address is given once: choose another.`;
    return [faultAt(input, 'ACR1258', spot, { detail, requirements: ['1.29'] })];
  });
}
