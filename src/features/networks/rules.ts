import type { Code } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { nameFaults, networkName } from '../names.ts';
import type { PlacedNetwork, PlacedSubnet } from '../placed.ts';
import { faultAt, type RuleInput, type Spot } from '../rule.ts';
import { contains, type IpRange, overlapping, overlaps, parseIp, parseRange } from './ip-range.ts';

/** Names, address spaces and subnets of networks. */
export function networkRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.networks.flatMap((network) => {
    const space = readSpace(input, network);
    return [
      ...nameFaults(input, network, NETWORK_NAME),
      ...space.faults,
      ...dnsFaults(input, network),
      ...subnetFaults(input, network, space.ranges),
    ];
  });
}

/** A range with the place it is written at. */
interface Written {
  readonly range: IpRange;
  readonly spot: Spot;
  readonly text: string;
}

const NETWORK_NAME = networkName('a virtual network');
const SUBNET_NAME = networkName('a subnet');

function readSpace(
  input: RuleInput,
  { path, address, entry, isExisting }: PlacedNetwork,
): { ranges: readonly IpRange[]; faults: Diagnostic[] } {
  // Of an existing network the file need not say it, and what it says there does nothing.
  const addressSpace = isExisting ? [] : (entry.addressSpace ?? []);
  const written = addressSpace.map((text, index) => {
    const spot: Spot = { path: [...path, 'addressSpace', index], address };
    return readRange(input, spot, text, ['1.9']);
  });
  const sound = written.flatMap(({ range }) => (range === undefined ? [] : [range]));
  const faults = written.flatMap((each) => each.faults);
  const clashes = overlapping(sound).map(({ entry: range, other }) => overlapFault(input, range, other));
  const reserved = sound.flatMap((range) => reservedFaults(input, range));
  return { ranges: sound.map(({ range }) => range), faults: [...faults, ...clashes, ...reserved] };
}

/** Reads a range, or says what is wrong with it. A range with bits behind its prefix is read as it was meant. */
function readRange(
  input: RuleInput,
  spot: Spot,
  text: string,
  requirements: readonly string[],
): { range?: Written; faults: Diagnostic[] } {
  const range = parseRange(text);
  if (range === undefined) {
    const bare = parseIp(text) === undefined ? '' : ' The length behind the slash is missing.';
    const detail = `${quote(text)} is no address range.${bare} Write it in CIDR notation, such as 10.20.0.0/16, without leading zeros.`;
    return { faults: [faultAt(input, 'ACR1210', spot, { detail, requirements })] };
  }
  const written = { range, spot, text };
  if (range.canonical === text) return { range: written, faults: [] };
  const detail = `${quote(text)} has bits set behind the first ${range.prefix}, or is not in its shortest form: Azure refuses it or answers with another text. The range is ${range.canonical}.`;
  const hint = `write ${range.canonical}`;
  return { range: written, faults: [faultAt(input, 'ACR1211', spot, { detail, hint, requirements })] };
}

function overlapFault(input: RuleInput, written: Written, other: Written): Diagnostic {
  const detail = `${written.text} overlaps ${other.text}. Every address belongs to one range only.`;
  return faultAt(input, 'ACR1213', written.spot, { detail, requirements: ['1.9'] });
}

// Assumption, from memory of Azure's virtual network FAQ: multicast, broadcast, loopback, link-local, Azure's own DNS.
const RESERVED = [
  '224.0.0.0/4',
  '255.255.255.255/32',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '168.63.129.16/32',
].flatMap((text) => parseRange(text) ?? []);

function reservedFaults(input: RuleInput, { range, spot, text }: Written): Diagnostic[] {
  const taken = RESERVED.find((reserved) => overlaps(reserved, range));
  if (taken === undefined) return [];
  const which = text === taken.canonical ? text : `${text} overlaps ${taken.canonical}, which`;
  const detail = `${which} cannot be used by a virtual network. Choose a private range, such as 10.0.0.0/16.`;
  return [faultAt(input, 'ACR1216', spot, { detail, requirements: ['1.9'] })];
}

function dnsFaults(input: RuleInput, { path, address, entry, isExisting }: PlacedNetwork): Diagnostic[] {
  if (isExisting) return [];
  return (entry.dnsServers ?? []).flatMap((text, index, all) => {
    const spot: Spot = { path: [...path, 'dnsServers', index], address };
    if (all.indexOf(text) < index) {
      return [
        faultAt(input, 'ACR1005', spot, { detail: `${quote(text)} already stands in this list. Keep one.` }),
      ];
    }
    if (parseIp(text) !== undefined) return [];
    const detail = `${quote(text)} is no IP address. DNS servers of a network are given by address, such as 10.20.0.4.`;
    return [faultAt(input, 'ACR1218', spot, { detail })];
  });
}

function subnetFaults(input: RuleInput, network: PlacedNetwork, space: readonly IpRange[]): Diagnostic[] {
  const faults: Diagnostic[] = [];
  const sound: Written[] = [];
  for (const subnet of network.subnets) {
    const spot: Spot = { path: [...subnet.path, 'prefix'], address: subnet.address };
    faults.push(...nameFaults(input, subnet, SUBNET_NAME));
    if (subnet.entry.prefix === undefined) continue;
    const read = readRange(input, spot, subnet.entry.prefix, ['1.9']);
    faults.push(...read.faults);
    if (read.range === undefined) continue;
    faults.push(
      ...sizeFaults(input, read.range),
      ...outsideFaults(input, subnet, read.range, network, space),
    );
    sound.push(read.range);
  }
  const clashes = overlapping(sound).map(({ entry, other }) => overlapFault(input, entry, other));
  return [...faults, ...clashes];
}

function sizeFaults(input: RuleInput, { range, spot, text }: Written): Diagnostic[] {
  const report = (code: Code, detail: string) => [
    faultAt(input, code, spot, { detail, requirements: ['1.9'] }),
  ];
  if (range.version === 6) {
    return report(
      'ACR1210',
      `${text} is an IPv6 range. Registries are reached over IPv4: give an IPv4 range.`,
    );
  }
  if (range.prefix >= 2 && range.prefix <= 29) return [];
  return report(
    'ACR1214',
    `A subnet has a prefix from /2 to /29; ${text} has /${range.prefix}. Azure keeps five addresses of every subnet, so that nothing smaller is of use.`,
  );
}

function outsideFaults(
  input: RuleInput,
  subnet: PlacedSubnet,
  { range, spot, text }: Written,
  network: PlacedNetwork,
  space: readonly IpRange[],
): Diagnostic[] {
  const { addressSpace = [] } = network.entry;
  const complete = !network.isExisting && space.length === addressSpace.length;
  // A range of the space that could not be read may well hold the subnet.
  if (!complete || range.version === 6 || space.some((outer) => contains(outer, range))) return [];
  const detail = `${text} of subnet ${quote(subnet.key)} is not inside ${addressSpace.join(', ')}. Change the prefix, or add a range to networks.${network.key}.addressSpace.`;
  return [faultAt(input, 'ACR1212', spot, { detail, requirements: ['1.9'] })];
}
