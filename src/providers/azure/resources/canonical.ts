import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject } from '../../../core/path.ts';
import { foldId } from '../arm-id.ts';

/**
 * Gives a value the one spelling in which it is compared, or undefined where Azure means nothing by it. Each is
 * idempotent. `normalise` of a type is one tree of these; what the tree does not name belongs to Azure and is
 * left out, so a property that Azure invents tomorrow is no change.
 */
export type Canonical = (value: Json) => Json | undefined;

/** Null means absent everywhere in ARM answers (observed-behaviour.md 4.10). */
export const asIs: Canonical = (value) => value ?? undefined;

/** `West Europe` and `westeurope` are one place (arm-protocol.md, "Identity of ids"). */
export const location: Canonical = (value) => onText(value, (text) => text.toLowerCase().replaceAll(' ', ''));

export const armId: Canonical = (value) => onText(value, foldId);

export const lowerCase: Canonical = (value) => onText(value, (text) => text.toLowerCase());

/** A host name: DNS knows no case, and the dot that may end it means nothing in a record of a zone in Azure. */
export const hostName: Canonical = (value) => onText(value, (text) => text.toLowerCase().replace(/\.$/, ''));

/** `""` stands for absent: `customNetworkInterfaceName` (observed-behaviour.md 3.5). */
export const text: Canonical = (value) => (value === null || value === '' ? undefined : value);

/** Names of tags are case-insensitive and Azure may keep either spelling; values are not. */
export const tags: Canonical = (value) => mapByKey(value, foldCase, asIs);

/** The metadata of a record set: texts by name, in no order. */
export const metadata: Canonical = (value) => mapByKey(value, (name) => name, asIs);

/** `userAssignedIdentities`: the ids count, what stands under them is Azure's. */
export const identities: Canonical = (value) => mapByKey(value, foldCase, () => ({}));

/** A reference, of whose target only the id is ours. */
export const reference: Canonical = (value) => members({ id: armId })(value);

/** The named members, in this order; an object without any of them is absent. */
export function members(canonicals: Readonly<Record<string, Canonical>>): Canonical {
  const entries = Object.entries(canonicals);
  return (value) => {
    if (!isJsonObject(value)) return undefined;
    const kept: Record<string, Json> = {};
    for (const [name, canonical] of entries) {
      const inner = value[name];
      const result = inner === undefined ? undefined : canonical(inner);
      if (result !== undefined) kept[name] = result;
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  };
}

/** A list in which neither order nor repetition means anything. */
export function setOf(canonical: Canonical): Canonical {
  return (value) => {
    if (!Array.isArray(value)) return undefined;
    const byText = new Map<string, Json>();
    for (const entry of value) {
      const result = canonical(entry);
      if (result !== undefined) byText.set(JSON.stringify(result), result);
    }
    return [...byText.keys()].sort().map((key) => byText.get(key) ?? null);
  };
}

/** For lists where ARM answers `[]` whether or not anything was sent. */
export function emptyIsAbsent(canonical: Canonical): Canonical {
  return (value) => {
    const result = canonical(value);
    return Array.isArray(result) && result.length === 0 ? undefined : result;
  };
}

/** For a value that says no more than its absence: the default that ARM may answer or leave out. */
export function unless(inert: Json, canonical: Canonical = asIs): Canonical {
  return (value) => (value === inert ? undefined : canonical(value));
}

/** A whole body; unlike inner objects it stays when nothing is left. */
export function body(canonicals: Readonly<Record<string, Canonical>>): (body: JsonObject) => JsonObject {
  const canonical = members(canonicals);
  return (value) => (canonical(value) as JsonObject | undefined) ?? {};
}

/**
 * A single address and the range of one are the same: registries strip `/32` (containerregistry.md), vaults may answer with
 * it (keyvault.md).
 */
export const withoutHostMask: Canonical = (value) =>
  typeof value === 'string' ? value.replace(/(?:\/32)+$/, '') : undefined;

function onText(value: Json, change: (text: string) => string): Json | undefined {
  return typeof value === 'string' ? change(value) : (value ?? undefined);
}

const foldCase = (name: string): string => name.toLowerCase();

function mapByKey(value: Json, fold: (name: string) => string, canonical: Canonical): Json | undefined {
  if (!isJsonObject(value)) return undefined;
  const kept = new Map<string, Json>();
  for (const [key, entry] of Object.entries(value)) {
    const inner = canonical(entry);
    if (inner !== undefined) kept.set(fold(key), inner);
  }
  return kept.size === 0 ? undefined : Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
}
