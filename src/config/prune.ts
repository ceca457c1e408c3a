import type { Config } from '../core/config.generated.ts';
import type { JsonObject } from '../core/json.ts';
import { pathOf } from './schema-faults.ts';
import type { TreePath } from './tree.ts';
import validate, { type SchemaError } from './validate.generated.js';

/** Stand in where the root itself lacks a required key: rules look at everything else. */
const PLACEHOLDERS: JsonObject = { apiVersion: 'acrctl/v1', stack: 'unnamed', azure: {} };

export interface Pruned {
  readonly config: Config;
  /** Section and key of the entries in which a required choice had to be made up. */
  readonly guessed: readonly (readonly [string, string])[];
}

/**
 * What remains of a configuration when everything the schema refuses is taken out, so that the rules can still
 * be put to the rest and all faults of a file come at once. A required choice that is missing or misspelt gets one
 * of its values, so that the entry around it stays; what such a value says must not be judged.
 */
export function prune(value: JsonObject): Pruned {
  const pruned = structuredClone({ ...PLACEHOLDERS, ...value }) as Branch;
  const guessed = new Map<string, readonly [string, string]>();
  while (!validate(pruned)) {
    for (const error of validate.errors ?? []) {
      if (error.keyword === 'if') continue;
      const path = pathOf(error);
      const choice = error.keyword === 'required' ? choiceFor(error, String(path.at(-1))) : undefined;
      if (choice === undefined) remove(pruned, error.keyword === 'required' ? path.slice(0, -1) : path);
      else if (put(pruned, path, choice)) {
        const [section, key] = path.map(String);
        guessed.set(`${section}/${key}`, [section ?? '', key ?? '']);
      }
    }
    Object.assign(pruned, { ...PLACEHOLDERS, ...pruned });
  }
  return { config: pruned as unknown as Config, guessed: [...guessed.values()] };
}

interface Branch {
  [key: string]: unknown;
}

/** The last of the values a missing key may have, where it is a choice. */
function choiceFor(error: SchemaError, key: string): string | undefined {
  const properties = error.parentSchema['properties'] as
    | Readonly<Record<string, { readonly enum?: readonly unknown[] }>>
    | undefined;
  const last = properties?.[key]?.enum?.at(-1);
  return typeof last === 'string' ? last : undefined;
}

/** Takes the value at the path out; in a list, the whole list, since positions in it have a meaning. */
function remove(root: Branch, path: TreePath): void {
  const { branch, key } = holderOf(root, path);
  if (branch !== undefined) delete branch[key];
}

function put(root: Branch, path: TreePath, value: unknown): boolean {
  const { branch, key } = holderOf(root, path);
  if (branch === undefined || key !== String(path.at(-1))) return false;
  branch[key] = value;
  return true;
}

/** The innermost map on the way to the path, and the key in it that leads on. */
function holderOf(root: Branch, path: TreePath): { readonly branch?: Branch; readonly key: string } {
  let branch = root;
  for (const segment of path.slice(0, -1)) {
    const next = branch[String(segment)];
    if (typeof next !== 'object' || next === null) return { key: '' };
    if (Array.isArray(next)) return { branch, key: String(segment) };
    branch = next as Branch;
  }
  return { branch, key: String(path.at(-1)) };
}
