import { byAddress } from '../core/address.ts';
import { canonicalJson, hashText } from '../core/canonical.ts';
import type { AcrctlError } from '../core/errors.ts';
import type { StateEntry, StateSnapshot } from '../core/state.ts';
import { isBoolean, isCount, isName, isNames, isObject, isOneOf, type Shape, shapeFault } from './shape.ts';
import { stateError } from './state-error.ts';

/** The text of a state file, its checksum first: SHA-256 over all that follows the checksum. */
export function formatSnapshot(snapshot: StateSnapshot): { readonly text: string; readonly hash: string } {
  const resources = [...snapshot.resources].sort(byAddress);
  const rest = `${canonicalJson({ ...snapshot, resources }, 2).slice(1)}\n`;
  const hash = hashText(rest);
  return { text: `{\n  "checksum": "${hash}",${rest}`, hash };
}

/** Accepts only what `formatSnapshot` wrote, for this stack; anything else throws, naming `path`. */
export function parseSnapshot(
  text: string,
  stack: string,
  path: string,
): { readonly snapshot: StateSnapshot; readonly hash: string } {
  const [head = '', hash = ''] = /^\{\n {2}"checksum": "([0-9a-f]{64})",/.exec(text) ?? [];
  const { checksum, ...snapshot } = parseObject(text, path);
  const version = snapshot['version'];
  if (typeof version === 'number' && version > 1) throw newerVersion(path, version);
  if (head === '' || hashText(text.slice(head.length)) !== hash || checksum !== hash) {
    throw damaged(path, 'its checksum does not fit its content');
  }
  const fault = shapeFault(snapshot, SNAPSHOT) ?? entriesFault(snapshot['resources'] as readonly unknown[]);
  if (fault !== undefined) throw damaged(path, fault);
  const sound = snapshot as unknown as StateSnapshot;
  if (sound.stack !== stack) throw otherStack(path, sound.stack, stack);
  const twice = duplicateOf(sound.resources);
  if (twice !== undefined) throw duplicate(path, twice);
  return { snapshot: sound, hash };
}

/** An address, or an id whatever its case, that stands twice. */
export function duplicateOf(entries: readonly StateEntry[]): string | undefined {
  const seen = new Set<string>();
  for (const { address, id } of entries) {
    for (const [key, shown] of [
      [`address ${address}`, address],
      [`id ${id.toLowerCase()}`, id],
    ] as const) {
      if (seen.has(key)) return shown;
      seen.add(key);
    }
  }
  return undefined;
}

export const ENTRY: Shape = {
  address: isName,
  type: isName,
  id: isName,
  dependsOn: isNames,
  'incarnation?': isName,
  settled: isBoolean,
  applied: isObject,
  'protect?': isBoolean,
};

const SNAPSHOT: Shape = {
  version: isOneOf(1),
  stack: isName,
  lineage: isName,
  serial: isCount,
  resources: Array.isArray,
};

function parseObject(text: string, path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(path, 'it is not JSON', { cause: error });
  }
  if (!isObject(value)) throw damaged(path, 'it is no object');
  return { ...value };
}

function entriesFault(entries: readonly unknown[]): string | undefined {
  for (const [index, entry] of entries.entries()) {
    const fault = shapeFault(entry, ENTRY);
    if (fault !== undefined) return `in resource ${index + 1}, ${fault}`;
  }
  return undefined;
}

function damaged(path: string, why: string, options?: ErrorOptions): AcrctlError {
  const detail = `${path} cannot be trusted: ${why}. Acting on it could create objects twice or delete the wrong ones.`;
  const hint = 'Restore the whole directory of the stack from a backup; nothing in Azure was touched.';
  return stateError('ACR2101', detail, hint, options);
}

function newerVersion(path: string, version: number): AcrctlError {
  return stateError(
    'ACR2102',
    `${path} has format version ${version}; this acrctl knows version 1 only and would lose what it does not know.`,
    'Use the acrctl release that last applied this stack, or a later one.',
  );
}

function otherStack(path: string, found: string, wanted: string): AcrctlError {
  return stateError(
    'ACR2103',
    `${path} is the state of stack "${found}", not of "${wanted}": it was copied or its directory was renamed.`,
    `Put it back under "${found}", or set \`stack: ${found}\` in the configuration.`,
  );
}

function duplicate(path: string, what: string): AcrctlError {
  return stateError(
    'ACR2104',
    `${path} holds ${what} in two entries. An address and an ARM id, whatever its case, stand for one object.`,
    'Restore the whole directory of the stack from a backup.',
  );
}
