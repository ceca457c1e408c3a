import type { Config } from '../core/config.generated.ts';
import type { JsonObject } from '../core/json.ts';
import { pathOf } from './schema-faults.ts';
import type { TreePath } from './tree.ts';
import validate from './validate.generated.js';

/** Stand in where the root itself lacks a required key: rules look at everything else. */
const PLACEHOLDERS: JsonObject = { apiVersion: 'acrctl/v1', stack: 'unnamed', azure: {} };

/**
 * What remains of a configuration when everything the schema refuses is taken out, so that the rules can still
 * be put to the rest and all faults of a file come at once.
 */
export function prune(value: JsonObject): Config {
  const pruned = structuredClone({ ...PLACEHOLDERS, ...value }) as Branch;
  while (!validate(pruned)) {
    for (const error of validate.errors ?? []) {
      const path = error.keyword === 'required' ? pathOf(error).slice(0, -1) : pathOf(error);
      remove(pruned, path);
    }
    Object.assign(pruned, { ...PLACEHOLDERS, ...pruned });
  }
  return pruned as unknown as Config;
}

interface Branch {
  [key: string]: unknown;
}

/** Takes the value at the path out; in a list, the whole list, since positions in it have a meaning. */
function remove(root: Branch, path: TreePath): void {
  let branch = root;
  for (const segment of path.slice(0, -1)) {
    const next = branch[String(segment)];
    if (typeof next !== 'object' || next === null) return;
    if (Array.isArray(next)) {
      delete branch[String(segment)];
      return;
    }
    branch = next as Branch;
  }
  delete branch[String(path.at(-1))];
}
