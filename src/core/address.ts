import { JSON_STRING } from './json.ts';

/**
 * An address is the YAML path of an entry: `registries.images.network.privateEndpoints.hub`. Keys that hold
 * anything but letters, digits, `_` and `-` stand in brackets: `privateDnsZones["privatelink.azurecr.io"]`.
 */
export type Address = string;

const PLAIN = /^[A-Za-z0-9_-]+$/;
const SEGMENT = new RegExp(String.raw`^(?:\.?([A-Za-z0-9_-]+)|\[(${JSON_STRING})\])`);

export function formatAddress(segments: readonly string[]): Address {
  let address = '';
  for (const segment of segments) {
    if (!PLAIN.test(segment)) address += `[${JSON.stringify(segment)}]`;
    else address += address === '' ? segment : `.${segment}`;
  }
  return address;
}

/** The address and all it lies below, itself first: `a.b.c`, `a.b`, `a`. */
export function withAncestors(address: Address): readonly Address[] {
  const segments = parseAddress(address) ?? [];
  return segments.map((_, index) => formatAddress(segments.slice(0, segments.length - index)));
}

/** The order in which addresses are shown and saved: by code unit, the same in every locale. */
export function byAddress(a: { readonly address: Address }, b: { readonly address: Address }): number {
  return a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
}

/** The segments of an address, or undefined where the text is none. Inverse of `formatAddress`. */
export function parseAddress(address: Address): readonly string[] | undefined {
  const segments: string[] = [];
  let rest = address;
  while (rest !== '') {
    const match = SEGMENT.exec(rest);
    if (match === null) return undefined;
    const plain = match[1];
    if (plain !== undefined && rest.startsWith('.') === (segments.length === 0)) return undefined;
    segments.push(plain ?? (JSON.parse(match[2] ?? '""') as string));
    rest = rest.slice(match[0].length);
  }
  return segments.length === 0 ? undefined : segments;
}
