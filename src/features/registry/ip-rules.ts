import ipaddr from 'ipaddr.js';
import type { RegistryNetwork } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { quote } from '../../core/wording.ts';
import { type IpRange, overlapping, parseIp, parseRange } from '../networks/ip-range.ts';
import type { PlacedEntry } from '../placed.ts';
import { faultAt, isFaulty, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { withoutHostMask } from './access.ts';

/** What has an allow list of addresses, and how many Azure takes. */
interface Fenced extends Pick<PlacedEntry<object>, 'path' | 'address'> {
  readonly network: Pick<RegistryNetwork, 'publicAccess' | 'allowedIpRanges'>;
}

/** The IP ranges of a registry or vault, and whether its public access uses them. */
export function ipRuleFaults(input: RuleInput, fenced: Fenced, what: keyof typeof LIMITS): Diagnostic[] {
  const { path, address, network } = fenced;
  const { publicAccess, allowedIpRanges: ranges } = network;
  const spot: Spot = { path: [...path, 'network', 'allowedIpRanges'], part: 'key', address };
  if (publicAccess !== 'selected') {
    if (ranges === undefined || isFaulty(input, [...path, 'network', 'publicAccess'])) return [];
    const detail = `allowedIpRanges count only with publicAccess: selected; here it is ${publicAccess ?? 'enabled'}. Take them out, or write selected.`;
    return [faultAt(input, 'ACR1232', spot, { detail, requirements: ['1.40'] })];
  }
  if (ranges === undefined || ranges.length === 0) {
    if (ranges === undefined && isWritten(input, spot.path)) return [];
    const detail =
      'publicAccess: selected lets in whom allowedIpRanges names, and names nobody. Add ranges, or write disabled.';
    const at: Spot = { path: [...path, 'network', 'publicAccess'], address };
    return [faultAt(input, 'ACR1231', at, { detail, hint: 'add allowedIpRanges', requirements: ['1.40'] })];
  }
  return [...rangeFaults(input, fenced, what, ranges), ...countWarnings(input, spot, what, ranges.length)];
}

/**
 * Of registries the table of 2026 says 200, a usage list of 2023 says 100 (containerregistry.md): only the live limit
 * counts. Of vaults keyvault.md.
 */
const LIMITS = { registry: 200, vault: 1000 } as const;

function countWarnings(input: RuleInput, spot: Spot, what: keyof typeof LIMITS, count: number): Diagnostic[] {
  if (count <= LIMITS[what]) return [];
  const detail = `The ${what} would get ${count} IP rules; Azure's table allows ${LIMITS[what]}. Join ranges, or have the limit raised.`;
  return [warningAt(input, 'ACR1233', spot, { detail, requirements: ['1.43'] })];
}

interface Written {
  readonly range: IpRange;
  readonly spot: Spot;
  readonly text: string;
}

function rangeFaults(
  input: RuleInput,
  { path, address }: Fenced,
  what: keyof typeof LIMITS,
  ranges: readonly string[],
): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const sound: Written[] = [];
  ranges.forEach((text, index) => {
    const spot: Spot = { path: [...path, 'network', 'allowedIpRanges', index], address };
    const range = parseRange(parseIp(text) === undefined ? text : `${text}/32`);
    if (range === undefined || range.version === 6) {
      const detail = `${quote(text)} is no IPv4 address or range; IP rules of a ${what} know nothing else. Write 203.0.113.7 or 203.0.113.0/24.`;
      diagnostics.push(faultAt(input, 'ACR1210', spot, { detail, requirements: ['1.43'] }));
      return;
    }
    sound.push({ range, spot, text });
    if (withoutHostMask(range.canonical) !== withoutHostMask(text)) {
      const detail = `${quote(text)} has bits set behind the first ${range.prefix}. The range is ${range.canonical}; a single address is written without a slash.`;
      diagnostics.push(faultAt(input, 'ACR1211', spot, { detail, hint: `write ${range.canonical}` }));
    }
    // Assumption, from memory of the registry documents: only a warning, since no recording shows a refusal.
    if (isPrivate(range)) {
      const detail = `${text} is not routed on the internet: no caller has such an address when it reaches the public side of the ${what}. For private networks use a private endpoint.`;
      diagnostics.push(warningAt(input, 'ACR1234', spot, { detail, requirements: ['1.1'] }));
    }
  });
  for (const { entry, other } of overlapping(sound)) {
    const detail = `${entry.text} lies in ${other.text} or overlaps it. Keep the wider one.`;
    diagnostics.push(faultAt(input, 'ACR1213', entry.spot, { detail, requirements: ['1.43'] }));
  }
  return [...diagnostics, ...wideFaults(input, sound)];
}

/** An allow list that lets everybody in reads like a fence and is none. */
function wideFaults(input: RuleInput, sound: readonly Written[]): Diagnostic[] {
  const [widest] = sound.toSorted((a, b) => a.range.prefix - b.range.prefix);
  const size = sound.reduce((sum, { range }) => sum + (range.last - range.first + 1n), 0n);
  if (widest === undefined || size < 2n ** 31n) return [];
  const detail =
    'Together the ranges are half of all addresses or more. To let everybody in write publicAccess: enabled, which says so; else name the ranges that clients come from.';
  return [faultAt(input, 'ACR1238', widest.spot, { detail, requirements: ['1.43'] })];
}

const PRIVATE = new Set(['private', 'loopback', 'linkLocal', 'carrierGradeNat', 'multicast']);

function isPrivate({ first, last }: IpRange): boolean {
  const kinds = [first, last].map((value) => {
    const bytes = [24n, 16n, 8n, 0n].map((shift) => Number((value >> shift) & 255n));
    return ipaddr.fromByteArray(bytes).range();
  });
  return kinds.every((kind) => kind === kinds[0] && PRIVATE.has(kind));
}
