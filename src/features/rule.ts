import { type Code, diagnose, type Finding } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import type { Diagnostic, Locate, SourceRange } from '../core/diagnostic.ts';
import type { Json } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { Placed } from './placed.ts';

/** What a rule sees: the whole configuration, where its entries go, and where everything stands in the file. */
export interface RuleInput {
  readonly config: Config;
  readonly placed: Placed;
  readonly locate: Locate;
  /** The files of the configuration in the order in which they were merged. */
  readonly files: readonly string[];
}

/** Offline and pure: faults and warnings of one feature. */
export type Rule = (input: RuleInput) => readonly Diagnostic[];

/** A place in the configuration; `part` says whether the key or the value is at fault. */
export interface Spot {
  readonly path: readonly (string | number)[];
  readonly part?: 'key' | 'value';
  /** The entry the fault belongs to. */
  readonly address?: string;
  /** The path whose absence is the fault: if a later file took it out, the fault says where. */
  readonly missing?: readonly string[];
}

export function faultAt({ locate }: RuleInput, code: Code, spot: Spot, finding: Finding): Diagnostic {
  const { address, missing } = spot;
  const removal = missing && locate(missing, 'removal');
  const note = removal === undefined ? '' : ` It is removed by null in ${removal.file}:${removal.line}.`;
  return diagnose(code, {
    ...finding,
    detail: finding.detail + note,
    source: sourceOf(locate, spot),
    ...(address !== undefined && { address }),
  });
}

export function warningAt(input: RuleInput, code: Code, spot: Spot, finding: Finding): Diagnostic {
  return faultAt(input, code, spot, { ...finding, severity: 'warning' });
}

/**
 * True where the file has something at the path, also when it is faulty and was taken out before the rules ran:
 * a rule that misses something says nothing then.
 */
export function isWritten({ locate }: RuleInput, path: Spot['path']): boolean {
  return locate(path) !== undefined;
}

/**
 * True where what the file has at the path was taken out because it is faulty: nothing may be concluded from its
 * absence, or from the default that stands in its place.
 */
export function isFaulty(input: RuleInput, path: readonly string[]): boolean {
  return isWritten(input, path) && getPath(input.config as unknown as Json, path) === undefined;
}

/** Entries as a reader meets them, so that the second of two is the one reported. */
export function inFileOrder<Entry extends { readonly path: Spot['path'] }>(
  { locate, files }: RuleInput,
  entries: readonly Entry[],
): readonly Entry[] {
  const placed = entries.map((entry) => ({ entry, source: locate(entry.path, 'key') }));
  placed.sort(
    (a, b) =>
      files.indexOf(a.source?.file ?? '') - files.indexOf(b.source?.file ?? '') ||
      (a.source?.line ?? 0) - (b.source?.line ?? 0) ||
      (a.source?.column ?? 0) - (b.source?.column ?? 0),
  );
  return placed.map(({ entry }) => entry);
}

/** The place itself, or the key of the nearest thing around it that is written. */
function sourceOf(locate: Locate, { path, part = 'value' }: Spot): SourceRange | undefined {
  const exact = locate(path, part);
  if (exact !== undefined) return exact;
  for (let length = path.length - 1; length >= 0; length--) {
    const around = locate(path.slice(0, length), 'key');
    if (around !== undefined) return around;
  }
  return undefined;
}
