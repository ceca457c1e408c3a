import { groupNameOf, nameOf } from './arm-path.ts';
import { normalLocation } from './cloud.ts';
import { notImplemented } from './errors.ts';
import { at, type JsonObject } from './json.ts';

/** Whether an object, as its type shows it, is asked for. */
export type Filter = (object: JsonObject & { readonly id: string; readonly type: string }) => boolean;

/**
 * `$filter` of the lists of resources and of groups ("Resources - List" and "Resource Groups - List" of the REST
 * reference): `eq` and `ne` of resourceType, name, location and resourceGroup, joined by `and`; or a tag's name, with its
 * value if need be. Anything else is refused as not implemented, never passed over. Values are compared in any case
 * (assumption), those of tags exactly.
 */
export function resourceFilter(text: string | undefined): Filter {
  if (text === undefined || text.trim() === '') return () => true;
  const terms = text.split(/\s+and\s+(?=(?:[^']*'[^']*')*[^']*$)/i).map((term) => termOf(term, text));
  const tag = terms.find(({ property }) => property === 'tagname');
  const tagValue = terms.find(({ property }) => property === 'tagvalue');
  if (!tag && !tagValue) return (object) => terms.every((term) => holds(term, object));
  // The reference does not let tags be joined with anything else.
  if (!tag || terms.length > (tagValue ? 2 : 1) || tag.negated || tagValue?.negated)
    throw unknownFilter(text);
  return ({ tags }) => {
    const found = Object.entries(tags ?? {}).find(([name]) => name.toLowerCase() === tag.value.toLowerCase());
    return found !== undefined && (!tagValue || found[1] === tagValue.value);
  };
}

interface Term {
  readonly property: string;
  readonly negated: boolean;
  readonly value: string;
}

const known = ['resourcetype', 'name', 'location', 'resourcegroup', 'tagname', 'tagvalue'];

function termOf(term: string, whole: string): Term {
  const [, property = '', word = '', value = ''] =
    /^\s*(\w+)\s+(eq|ne)\s+'((?:[^']|'')*)'\s*$/i.exec(term) ?? [];
  if (!known.includes(property.toLowerCase())) throw unknownFilter(whole);
  return {
    property: property.toLowerCase(),
    negated: word.toLowerCase() === 'ne',
    value: value.replaceAll("''", "'"),
  };
}

function holds({ property, negated, value }: Term, object: Parameters<Filter>[0]): boolean {
  const found = shownOf(property, object).toLowerCase();
  const wanted = property === 'location' ? normalLocation(value) : value.toLowerCase();
  return (found === wanted) !== negated;
}

function shownOf(property: string, object: Parameters<Filter>[0]): string {
  switch (property) {
    case 'resourcetype':
      return object.type;
    case 'resourcegroup':
      return groupNameOf(object.id);
    case 'location':
      return normalLocation(String(at(object, 'location') ?? ''));
    default:
      return listedName(object.id);
  }
}

/** As a list of resources names it: a nested one together with its parents. */
export function listedName(id: string): string {
  const names = id
    .split('/')
    .slice(8)
    .filter((_, index) => index % 2 === 0);
  return names.length > 0 ? names.join('/') : nameOf(id);
}

function unknownFilter(text: string) {
  return notImplemented(`the filter ${text}`);
}
