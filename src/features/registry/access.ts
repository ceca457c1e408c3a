import type { RegistryNetwork } from '../../core/config.generated.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { contains, parseRange } from '../networks/ip-range.ts';

/** Who reaches a registry from the internet. */
export type Access =
  | { readonly kind: 'all' }
  | { readonly kind: 'ranges'; readonly ranges: readonly string[] }
  | { readonly kind: 'none' };

/** The paths of a registry that decide it. */
export const ACCESS_PATHS = ['properties.publicNetworkAccess', 'properties.networkRuleSet'] as const;

/** Whether layers are served from a host of the registry's own. */
export const DATA_ENDPOINTS_PATH = 'properties.dataEndpointEnabled';

/** What the file asks for; nothing of a registry that it only reads. */
export function wantedAccess(network: RegistryNetwork): Access | undefined {
  switch (network.publicAccess) {
    case 'enabled':
      return { kind: 'all' };
    case 'selected':
      return { kind: 'ranges', ranges: network.allowedIpRanges ?? [] };
    case 'disabled':
      return { kind: 'none' };
    case undefined:
      return undefined;
  }
}

/** `publicNetworkAccess: Disabled` overrides the rules, and no rule set means that everybody is let in. */
export function liveAccess(body: JsonObject): Access {
  if (getPath(body, 'properties.publicNetworkAccess') === 'Disabled') return { kind: 'none' };
  if (getPath(body, 'properties.networkRuleSet.defaultAction') !== 'Deny') return { kind: 'all' };
  const rules = listAt(body, 'properties.networkRuleSet.ipRules');
  return { kind: 'ranges', ranges: rules.flatMap((rule) => textAt(rule, 'value') ?? []) };
}

/** The ARM properties of an access (design 5, `publicAccess`). */
export function accessBody(access: Access): JsonObject {
  switch (access.kind) {
    case 'all':
      return { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow', ipRules: [] } };
    case 'ranges': {
      const ipRules = access.ranges.map((value) => ({ action: 'Allow', value }));
      return { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Deny', ipRules } };
    }
    case 'none':
      return { publicNetworkAccess: 'Disabled', networkRuleSet: { defaultAction: 'Deny', ipRules: [] } };
  }
}

export interface AccessChange {
  /** Somebody gets in who did not before. */
  readonly gains: boolean;
  /** Somebody is shut out who was let in. */
  readonly loses: boolean;
}

export function compareAccess(from: Access, to: Access): AccessChange {
  return { gains: !covers(from, to), loses: !covers(to, from) };
}

/** Lets in everybody whom either does. */
export function unionOf(a: Access, b: Access): Access {
  if (a.kind !== 'ranges' || b.kind !== 'ranges') return a.kind === 'none' ? b : a;
  return {
    kind: 'ranges',
    ranges: [...new Set([...a.ranges, ...b.ranges].map(withMask))].map(withoutHostMask),
  };
}

/** Rules that let nobody in are still more than `Disabled`, which also shuts out what the rules do not speak of. */
function covers(outer: Access, inner: Access): boolean {
  if (outer.kind === 'all' || inner.kind === 'none') return true;
  if (outer.kind === 'none' || inner.kind === 'all') return false;
  return inner.ranges.every((range) => outer.ranges.some((candidate) => holds(candidate, range)));
}

/** True where every address of `inner` is one of `outer`; texts that are no ranges hold only themselves. */
function holds(outer: string, inner: string): boolean {
  if (outer === inner) return true;
  const [outerRange, innerRange] = [parseRange(withMask(outer)), parseRange(withMask(inner))];
  return outerRange !== undefined && innerRange !== undefined && contains(outerRange, innerRange);
}

function withMask(range: string): string {
  return range.includes('/') ? range : `${range}/32`;
}

/** A single address as the service shows it: without `/32` (containerregistry.md). */
export function withoutHostMask(range: string): string {
  return range.endsWith('/32') ? range.slice(0, -3) : range;
}
