import { parseAddress } from '../core/address.ts';
import type { StepRef } from '../core/plan.ts';
import { escapeUnprintable } from '../core/wording.ts';

/** A step for people: its address, and the name of the step where it is not the plain write. */
export function stepName(ref: StepRef): string {
  const { address, step } = split(ref);
  return named(address, step);
}

/**
 * Short names of steps, each different from those of all others given: `endpoint hub`, `zone group of hub`, `registry
 * contosoimages (close)`. What would be ambiguous is told by what it lies in, as `endpoint hub of contosoimages`, and
 * in the end by its whole address.
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

/** What kind of thing an address names, such as `endpoint`; undefined where its form is not known. */
export function kindNamed(address: string): string | undefined {
  return partsOf(parseAddress(address) ?? []).at(-1)?.kind;
}

/** From the shortest: kind and key, the same with one of what it lies in, with all of that, the whole address. */
function shortNames(address: string): readonly string[] {
  const [own, ...around] = partsOf(parseAddress(address) ?? []).toReversed();
  if (own === undefined) return [address];
  const keys = around.map(({ key }) => key);
  const [name, outer] =
    own.key === undefined ? [`${own.kind} of ${keys[0]}`, keys.slice(1)] : [`${own.kind} ${own.key}`, keys];
  const names = [name, ...outer.map((key) => `${name} of ${key}`), [name, ...outer].join(' of ')];
  return [...names.map(escapeUnprintable), address];
}

/** What an address names, the outermost first; none where its form is not known. */
function partsOf([first, key, ...rest]: readonly string[]): readonly Part[] {
  if (first === 'azure' || first === 'network' || first === 'encryption')
    return key === undefined ? [] : partsOf([key, ...rest]);
  if (first === 'dnsZoneGroup') return [{ kind: 'zone group', key: undefined }];
  const kind = KINDS.get(first ?? '');
  if (kind === undefined || key === undefined) return [];
  // `SUBSCRIPTION/NAMESPACE`
  if (first === 'providers') return key.split('/').map((each) => ({ kind, key: each }));
  if (first === 'approvals') return [key, ...rest].map((each) => ({ kind, key: each }));
  const inner = partsOf(rest);
  return rest.length > 0 && inner.length === 0 ? [] : [{ kind, key }, ...inner];
}

interface Part {
  readonly kind: string;
  /** Undefined where an endpoint has one at most, which is told by the endpoint. */
  readonly key: string | undefined;
}

/** What lies in each collection. */
const KINDS: ReadonlyMap<string, string> = new Map([
  ['approvals', 'connection'],
  ['accessPolicy', 'access policy'],
  ['cacheRules', 'cache rule'],
  ['credentialSets', 'credential set'],
  ['defender', 'Defender plan'],
  ['diagnostics', 'diagnostic setting'],
  ['dnsZones', 'zone'],
  ['grant', 'grant'],
  ['identities', 'identity'],
  ['keyVaults', 'vault'],
  ['keys', 'key'],
  ['links', 'link'],
  ['locks', 'lock'],
  ['networks', 'network'],
  ['privateDnsZones', 'zone'],
  ['privateEndpoints', 'endpoint'],
  ['providers', 'provider'],
  ['records', 'record'],
  ['registries', 'registry'],
  ['replications', 'replica'],
  ['resourceGroups', 'group'],
  ['roleAssignments', 'role assignment'],
  ['scopeMaps', 'scope map'],
  ['subnets', 'subnet'],
  ['webhooks', 'webhook'],
  ['workspaces', 'workspace'],
  ['tokens', 'token'],
]);

function split(ref: StepRef): { readonly address: string; readonly step: string } {
  const slash = ref.lastIndexOf('/');
  return { address: ref.slice(0, slash), step: ref.slice(slash + 1) };
}

function named(address: string, step: string): string {
  return step === 'write' ? address : `${address} (${step})`;
}
