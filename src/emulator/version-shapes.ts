import type { ResourceType } from './cloud.ts';
import { isObject, type Json, type JsonObject, merge } from './json.ts';

/** A member that not every api-version shows. The types build the fullest body; what a version lacks is taken out. */
export interface VersionedMember {
  /** From the object down, `[]` for each entry of a list: `properties.subnets[].properties.purpose`. */
  readonly path: string;
  readonly isIn: (apiVersion: string) => boolean;
}

/** In that version and newer ones; a preview counts by its date. */
export function since(first: string): VersionedMember['isIn'] {
  return (version) => dateOf(version) >= dateOf(first);
}

/** In that version and older ones. */
export function until(last: string): VersionedMember['isIn'] {
  return (version) => dateOf(version) <= dateOf(last);
}

/** In previews from that one on, and in no other version. */
export function previewSince(first: string): VersionedMember['isIn'] {
  return (version) => version.endsWith('-preview') && since(first)(version);
}

export function members(
  isIn: VersionedMember['isIn'],
  ...paths: readonly string[]
): readonly VersionedMember[] {
  return paths.map((path) => ({ path, isIn }));
}

/** The body of an object as the api-version shows it. */
export function shapeIn(type: ResourceType, apiVersion: string, body: JsonObject): JsonObject {
  const lacking = (type.versioned ?? []).filter(({ isIn }) => !isIn(apiVersion.toLowerCase()));
  if (lacking.length === 0) return body;
  return without(body, lacking) as JsonObject;
}

/** What of a body the api-version knows nothing of: a write in that version neither says nor changes it. */
export function beyond(
  versioned: readonly VersionedMember[],
  apiVersion: string,
  body: JsonObject,
): JsonObject {
  return versioned
    .filter(({ isIn }) => !isIn(apiVersion.toLowerCase()))
    .reduce((found, { path }) => merge(found, pick(body, path.split('.'))), {});
}

function pick(body: JsonObject, [name = '', ...rest]: readonly string[]): JsonObject {
  const inner = body[name];
  if (inner === undefined) return {};
  if (rest.length === 0) return { [name]: inner };
  return isObject(inner) ? { [name]: pick(inner, rest) } : {};
}

function without(value: Json, lacking: readonly VersionedMember[]): Json {
  return lacking.reduce((rest, { path }) => withoutPath(rest, path.split(/\.|(?=\[\])/)), value);
}

function withoutPath(value: Json, [name, ...rest]: readonly string[]): Json {
  if (name === '[]')
    return Array.isArray(value) ? value.map((entry: Json) => withoutPath(entry, rest)) : value;
  if (name === undefined || !isObject(value)) return value;
  const inner = value[name];
  if (inner === undefined) return value;
  if (rest.length > 0) return { ...value, [name]: withoutPath(inner, rest) };
  const { [name]: _, ...others } = value;
  return others;
}

function dateOf(version: string): string {
  return version.slice(0, '2018-01-01'.length);
}
