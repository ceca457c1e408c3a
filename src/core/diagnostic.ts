/** A place in a YAML file. Lines and columns count from 1, columns in UTF-16 code units as editors do. */
export interface SourceRange {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * One fault of the input, or a warning about it. All faults of a run are collected; none stops at the first.
 *
 * `summary` is a fixed sentence without user values; `detail` says what is wrong, why, and how to mend it. A line of `detail`
 * is a paragraph; one that begins with a number and a dot is an entry of a list.
 */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** Stable and never reused: see `codes.ts`. */
  readonly code: string;
  readonly summary: string;
  readonly detail: string;
  readonly address?: string;
  readonly source?: SourceRange;
  /** The source lines around the fault with a caret line under it, ready to print; absent without a source. */
  readonly frame?: string;
  /** What to do, in one sentence. */
  readonly hint?: string;
  /** Requirement numbers this rule keeps, such as `1.27`. */
  readonly requirements?: readonly string[];
}

/** Where a fault stands: its place in a file, else the address of its entry; undefined where it has neither. */
export function placeOf({ source, address }: Pick<Diagnostic, 'source' | 'address'>): string | undefined {
  return source === undefined ? address : `${source.file}:${source.line}:${source.column}`;
}

/** A warning stops nothing. */
export function isError({ severity }: Diagnostic): boolean {
  return severity === 'error';
}

/**
 * Finds where a value of the configuration stands in its file; `key` asks for the key instead of the value, and
 * `removal` for the null of a later file that took it out.
 */
export type Locate = (
  path: readonly (string | number)[],
  part?: 'key' | 'value' | 'removal',
) => SourceRange | undefined;
