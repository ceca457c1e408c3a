import { ArmError } from './errors.ts';

/**
 * What a path below /subscriptions/{id} points at. `kinds` and `names` run in parallel; there is one kind
 * more than names when the path is that of a collection or an action.
 */
export interface ArmPath {
  readonly subscription: string;
  readonly group: string | undefined;
  readonly namespace: string | undefined;
  readonly kinds: readonly string[];
  readonly names: readonly string[];
  /** What follows the subscription or the group when no provider does, such as `resources`. */
  readonly rest: readonly string[];
  /** The id that an extension resource hangs on, or the path itself. */
  readonly scope: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Undefined when the path does not begin with /subscriptions/{id}. Segments are matched in any case. */
export function parseArmPath(path: string): ArmPath | undefined {
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  const subscription = segments[1];
  if (segments[0]?.toLowerCase() !== 'subscriptions' || subscription === undefined) return undefined;
  if (!guid.test(subscription)) throw invalidSubscription(subscription);
  const hasGroup = segments[2]?.toLowerCase() === 'resourcegroups' && segments[3] !== undefined;
  // Without a namespace behind it, `providers` is a list of its own and no resource is meant.
  const provider = segments.findLastIndex(
    (segment, index) => segment.toLowerCase() === 'providers' && segments[index + 1] !== undefined,
  );
  const typed = provider >= 0 ? segments.slice(provider + 2) : [];
  return {
    subscription,
    group: hasGroup ? segments[3] : undefined,
    namespace: provider >= 0 ? segments[provider + 1] : undefined,
    kinds: typed.filter((_, index) => index % 2 === 0),
    names: typed.filter((_, index) => index % 2 === 1),
    rest: provider >= 0 ? [] : segments.slice(hasGroup ? 4 : 2),
    scope: `/${segments.slice(0, provider >= 0 ? provider : undefined).join('/')}`,
  };
}

/** Where one resource lives: its id as Azure spells it, and the key by which ids are compared. */
export interface Target {
  readonly subscription: string;
  readonly group: string;
  /** Canonical, such as Microsoft.Network/virtualNetworks/subnets. */
  readonly type: string;
  readonly names: readonly string[];
  readonly name: string;
  readonly id: string;
  readonly key: string;
  /** The id that it hangs on, for an extension resource. */
  readonly scope?: string;
}

export function targetOf(path: ArmPath, type: string, names = path.names): Target {
  const group = path.group ?? '';
  const id = resourceId(path.subscription, group, type, names);
  return {
    subscription: path.subscription,
    group,
    type,
    names,
    name: names.at(-1) ?? '',
    id,
    key: keyOf(id),
  };
}

/** An extension resource on the scope, spelt as Azure spells that. */
export function extensionTarget(path: ArmPath, type: string, scope: string): Target {
  const [namespace, ...kinds] = type.split('/');
  const name = path.names.at(-1) ?? '';
  const id = `${scope}/providers/${namespace}/${kinds.join('/')}/${name}`;
  return {
    subscription: path.subscription,
    group: path.group ?? '',
    type,
    names: path.names,
    name,
    id,
    key: keyOf(id),
    scope,
  };
}

export function parentTarget(target: Target): Target {
  const type = target.type.split('/').slice(0, -1).join('/');
  return targetOf(
    {
      subscription: target.subscription,
      group: target.group,
      namespace: undefined,
      kinds: [],
      names: [],
      rest: [],
      scope: '',
    },
    type,
    target.names.slice(0, -1),
  );
}

function resourceId(subscription: string, group: string, type: string, names: readonly string[]): string {
  const [namespace, ...kinds] = type.split('/');
  const path = kinds.map((kind, index) => `${kind}/${names[index]}`).join('/');
  // What a region keeps, such as deleted vaults, is in no group.
  const scope = group === '' ? `/subscriptions/${subscription}` : groupId(subscription, group);
  return `${scope}/providers/${namespace}/${path}`;
}

export function groupId(subscription: string, group: string): string {
  return `/subscriptions/${subscription}/resourceGroups/${group}`;
}

/** Ids are equal when their keys are. */
export function keyOf(id: string): string {
  return id.toLowerCase();
}

/** The key of the collection that holds the object: everything but its name. */
export function collectionOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** The key of the object that a child of one level hangs on. */
export function parentKey(key: string): string {
  return collectionOf(collectionOf(key));
}

export function subscriptionOf(key: string): string {
  return key.split('/')[2] ?? '';
}

export function groupKeyOf(key: string): string {
  return key.split('/').slice(0, 5).join('/');
}

export function groupNameOf(id: string): string {
  return id.split('/')[4] ?? '';
}

export function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1);
}

function invalidSubscription(subscription: string): ArmError {
  return new ArmError(
    400,
    'InvalidSubscriptionId',
    `The provided subscription identifier '${subscription}' is malformed or invalid.`,
    { cause: 'gateway' },
  );
}
