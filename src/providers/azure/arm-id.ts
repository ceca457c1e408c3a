/**
 * ARM resource ids. Ids compare case-insensitively: providers answer in other case than they were asked
 * (arm-protocol.md, "Identity of ids"), so every comparison goes through `foldId`.
 */

/** What sits below a resource group (or another resource): type segments and names in turn. */
export interface ArmIdParts {
  readonly subscription: string;
  readonly resourceGroup: string;
  /** `Microsoft.Network/virtualNetworks/subnets`; `Microsoft.Resources/resourceGroups` for the group itself. */
  readonly type: string;
  /** One name for each type segment behind the namespace. */
  readonly names: readonly string[];
}

export function resourceGroupId(subscription: string, resourceGroup: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
}

/** `armId(s, rg, 'Microsoft.Network/virtualNetworks', 'hub')`; children give one more type segment and name each. */
export function armId(
  subscription: string,
  resourceGroup: string,
  type: string,
  ...names: readonly string[]
): string {
  const [namespace, ...segments] = type.split('/');
  const path = segments.map((segment, index) => `${segment}/${names[index]}`).join('/');
  return `${resourceGroupId(subscription, resourceGroup)}/providers/${namespace}/${path}`;
}

/** The parts of the id of a group or of something in one; undefined for any other text. */
export function parseArmId(id: string): ArmIdParts | undefined {
  const match = /^\/subscriptions\/([^/]+)\/resourcegroups\/([^/]+)(?:\/providers\/([^/]+)\/(.+))?$/i.exec(
    id,
  );
  const [, subscription, resourceGroup, namespace, rest] = match ?? [];
  if (subscription === undefined || resourceGroup === undefined) return undefined;
  if (namespace === undefined || rest === undefined) {
    return {
      subscription,
      resourceGroup,
      type: 'Microsoft.Resources/resourceGroups',
      names: [resourceGroup],
    };
  }
  const segments = rest.split('/');
  if (segments.length % 2 !== 0 || segments.includes('')) return undefined;
  const types = segments.filter((_, index) => index % 2 === 0);
  const names = segments.filter((_, index) => index % 2 === 1);
  return { subscription, resourceGroup, type: [namespace, ...types].join('/'), names };
}

/** The id of the resource that holds a child: the network of a subnet, the zone of a link. */
export function parentId(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}

/** What a grant, a lock or a diagnostic setting is on: everything before its provider. */
export function scopeOf(id: string): string {
  return id.slice(0, foldId(id).lastIndexOf('/providers/'));
}

/** The id of the group that an object is in; undefined for what is in none. */
export function groupIdOf(id: string): string | undefined {
  const parts = parseArmId(id);
  return parts && resourceGroupId(parts.subscription, parts.resourceGroup);
}

/** Folded; empty for what is in none. */
export function subscriptionOf(id: string): string {
  return foldId(parseArmId(id)?.subscription ?? '');
}

/** Each object once, where it first stands. */
export function distinctIds(ids: readonly string[]): readonly string[] {
  return [...new Map(ids.map((id) => [foldId(id), id])).values()];
}

/** The path that lists a resource with its siblings. */
export function collectionOf(id: string): string {
  return id.slice(0, id.lastIndexOf('/'));
}

export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

export function foldId(id: string): string {
  return id.toLowerCase();
}
