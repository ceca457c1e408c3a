import { keyOf } from './arm-path.ts';
import type { Cloud, ResourceType } from './cloud.ts';
import { notImplemented } from './errors.ts';
import { at, type JsonObject } from './json.ts';
import { isAllowed } from './permissions.ts';
import { listedName, resourceFilter } from './resource-filter.ts';
import type { StoredObject } from './world.ts';

/**
 * resources.md: everything tracked in the group or the subscription, of whatever type, that the filter lets through. The
 * list of a subscription is shortened to what the caller may read, as its other lists are.
 */
export function tracked(cloud: Cloud, scope: string, filter: string | undefined): readonly StoredObject[] {
  const wanted = resourceFilter(filter);
  const isWhole = scope.split('/').length === 3;
  return cloud.world.all().filter((object) => {
    const type = cloud.types.get(object.type.toLowerCase());
    if (type?.tracked !== true || !keyOf(object.id).startsWith(`${keyOf(scope)}/`)) return false;
    if (isWhole && !isAllowed(cloud, `${type.type}/read`, object.id)) return false;
    return wanted({ ...type.view(cloud, object), id: object.id, type: object.type });
  });
}

/**
 * How such a list shows an object; a nested one is named with its parent. `$expand` and that a list by tag shows no tags:
 * "Resources - List" of the REST reference. A type without a state says Succeeded, and a time is that of any change here
 * (assumption).
 */
export function expandedResource(
  cloud: Cloud,
  expand: string | undefined,
  filter: string | undefined,
): (type: ResourceType, object: StoredObject) => JsonObject {
  const asked = (expand ?? '').split(',').map((word) => word.trim());
  const stray = asked.find((word) => word !== '' && !expandable.includes(word));
  if (stray) throw notImplemented(`the query option $expand=${stray}`);
  const byTag = /^\s*tag(name|value)\s/i.test(filter ?? '');
  return (type, object) => {
    const { location, tags, sku, identity, managedBy, kind, properties } = type.view(cloud, object);
    const times = cloud.world.timesOf(object.id);
    const more = {
      createdTime: dateOf(times?.createdMs),
      changedTime: dateOf(times?.changedMs),
      provisioningState: at(properties, 'provisioningState') ?? 'Succeeded',
    };
    return {
      id: object.id,
      name: listedName(object.id),
      type: object.type,
      ...{ location, sku, identity, managedBy, kind, tags: byTag ? undefined : tags },
      ...Object.fromEntries(Object.entries(more).filter(([name]) => asked.includes(name))),
    };
  };
}

const expandable = ['createdTime', 'changedTime', 'provisioningState'];

function dateOf(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
