import { groupId, keyOf, parseArmPath } from './arm-path.ts';
import type { Call, Cloud } from './cloud.ts';
import { groupNotFound, notImplemented, resourceNotFound } from './errors.ts';
import { groupBeingDeleted, groupOf } from './types/resource-groups.ts';

/** The scope of an extension resource as the object that it is spells its own id. */
export function scopeId(cloud: Cloud, sent: string): string {
  const known = cloud.world.get(sent);
  if (known) return known.id;
  const path = parseArmPath(sent);
  return path && path.group === undefined ? `/subscriptions/${path.subscription}` : sent;
}

/** Refuses a call below a scope that is not there. Assumption: a resource that is missing is what is said to be missing. */
export function checkScope({ cloud, method, target }: Call): void {
  const scope = target.scope ?? '';
  if (target.group === '') return;
  const group = groupOf(cloud, target);
  if (!group) throw groupNotFound(target.group);
  if (method === 'PUT' && group.data.state === 'Deleting') throw groupBeingDeleted(group.name);
  if (keyOf(scope) === keyOf(groupId(target.subscription, target.group)) || cloud.world.get(scope)) return;
  const { namespace = '', kinds = [], names = [] } = parseArmPath(scope) ?? {};
  const type = cloud.types.get([namespace, ...kinds].join('/').toLowerCase());
  if (!type) throw notImplemented(`the scope ${scope}`);
  throw resourceNotFound(type.type, names, target.group);
}
