import { formatAddress, parseAddress } from '../core/address.ts';
import type { StepRef } from '../core/plan.ts';

/** A step for people: its address, and the name of the step where it is not the plain write. */
export function stepName(ref: StepRef): string {
  const { address, step } = split(ref);
  return named(address, step);
}

/**
 * Short names of steps, each different from those of all others given: `hub`, `hub.dnsZoneGroup`, `contosoimages
 * (close)`. What would be ambiguous gets more of its address, up to the whole.
 */
export function shortStepNames(refs: Iterable<StepRef>): (ref: StepRef) => string {
  const addresses = new Set([...refs].map((ref) => split(ref).address));
  const uses = new Map<string, number>();
  for (const address of addresses)
    for (const name of new Set(shortNames(address))) uses.set(name, (uses.get(name) ?? 0) + 1);
  return (ref) => {
    const { address, step } = split(ref);
    const most = addresses.has(address) ? 1 : 0;
    return named(shortNames(address).find((name) => (uses.get(name) ?? 0) <= most) ?? address, step);
  };
}

/** From the shortest: the key with what lies in it, the same with its collection, the whole address. */
function shortNames(address: string): readonly string[] {
  const segments = parseAddress(address);
  if (segments === undefined) return [address];
  const inner = segments.findLastIndex((segment, index) => index > 0 && INNER.has(segment));
  const from = (index: number) => formatAddress(segments.slice(index));
  // `formatAddress` starts with a bracket where a key is not plain, which says nothing without its collection.
  const shortest = from(inner < 0 ? 1 : inner + 1);
  return [
    ...(shortest === '' || shortest.startsWith('[') ? [] : [shortest]),
    from(Math.max(inner, 0)),
    address,
  ];
}

/** Collections inside other entries. */
const INNER: ReadonlySet<string> = new Set(['privateEndpoints', 'subnets', 'links']);

function split(ref: StepRef): { readonly address: string; readonly step: string } {
  const slash = ref.lastIndexOf('/');
  return { address: ref.slice(0, slash), step: ref.slice(slash + 1) };
}

function named(address: string, step: string): string {
  return step === 'write' ? address : `${address} (${step})`;
}
