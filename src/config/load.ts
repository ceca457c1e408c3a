import { parseAddress } from '../core/address.ts';
import { hashJson } from '../core/canonical.ts';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import type { Diagnostic, Locate } from '../core/diagnostic.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { formatFrame } from './frame.ts';
import { parse } from './parse.ts';
import { prune } from './prune.ts';
import { schemaFaults } from './schema-faults.ts';
import { expandLists } from './shorthand.ts';
import { openSource, type Source } from './source.ts';
import { type Environment, substitute } from './substitute.ts';
import { rangeIn, type Tree, toJson } from './tree.ts';
import validate, { listPaths } from './validate.generated.js';

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/** The offline rules of the features, handed in: config knows no feature. */
export type OfflineRules = (config: Config, locate: Locate) => readonly Diagnostic[];

export interface LoadInput {
  /** One file; several will merge in order. */
  readonly files: readonly [ConfigFile];
  readonly env: Environment;
  readonly rules: OfflineRules;
}

export type LoadResult =
  | {
      readonly ok: true;
      readonly config: Config;
      readonly warnings: readonly Diagnostic[];
      readonly locate: Locate;
      /** SHA-256 of the merged, substituted configuration; positions, comments and key order do not count. */
      readonly hash: string;
    }
  /** All faults, warnings too, in the order of the file. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const SHOWN_FAULTS = 500;

/** Text in, configuration or all its faults out. Pure, and never throws, whatever the text. */
export function loadConfig({ files, env, rules }: LoadInput): LoadResult {
  const source = openSource(files[0].path, files[0].text);
  const { tree: parsed, faults: parseFaults } = parse(source);
  if (parsed === undefined) return { ok: false, diagnostics: finish(source, parseFaults) };
  const expanded = expandLists(parsed, listPaths);
  const { tree, faults: substituteFaults } = substitute(expanded.tree, env);
  const read = readTree(tree, rules);
  const all = [...parseFaults, ...expanded.faults, ...substituteFaults, ...read.diagnostics];
  const diagnostics = finish(source, all);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) return { ok: false, diagnostics };
  const config = read.value as unknown as Config;
  return {
    ok: true,
    config,
    warnings: diagnostics,
    locate: locateIn(tree),
    // Asked for by those who plan: to validate costs no hash.
    get hash() {
      return hashJson(config);
    },
  };
}

function readTree(tree: Tree, rules: OfflineRules): { value: Json; diagnostics: readonly Diagnostic[] } {
  const value = toJson(tree);
  const locate = locateIn(tree);
  if (validate(value)) return { value, diagnostics: rules(value as unknown as Config, locate) };
  const faults = schemaFaults(tree, validate.errors ?? []);
  if (!isObject(value)) return { value, diagnostics: faults };
  const { config, guessed } = prune(value);
  const isBelievable = (diagnostic: Diagnostic) =>
    // What was taken out may be what a warning misses; what was made up says nothing of Azure's rules.
    diagnostic.severity === 'error' && (isReference(diagnostic) || !isWithin(diagnostic, guessed));
  return { value, diagnostics: [...faults, ...rules(config, locate).filter(isBelievable)] };
}

function isReference({ code }: Diagnostic): boolean {
  return code.startsWith('ACR11');
}

function isWithin({ address = '' }: Diagnostic, entries: readonly (readonly [string, string])[]): boolean {
  const [section, key] = parseAddress(address) ?? [];
  return entries.some((entry) => entry[0] === section && entry[1] === key);
}

function locateIn(tree: Tree): Locate {
  return (path, part = 'value') => rangeIn(tree, path, part);
}

/** Sorted by position, framed, and bounded: a file of garbage has more faults than anyone reads. */
function finish(source: Source, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const sorted = diagnostics.toSorted(byPosition).filter(isFirst);
  const shown = sorted.slice(0, SHOWN_FAULTS).map((diagnostic) => framed(source, diagnostic));
  const more = sorted.length - shown.length;
  if (more === 0) return shown;
  return [...shown, diagnose('ACR1024', { detail: `${more} more faults are not shown. Mend these first.` })];
}

function framed(source: Source, diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.source === undefined) return diagnostic;
  return { ...diagnostic, frame: formatFrame(source, diagnostic.source, diagnostic.hint) };
}

/** What stands behind an anchor is read once for every alias; its faults are told once. */
function isFirst(diagnostic: Diagnostic, index: number, sorted: readonly Diagnostic[]): boolean {
  const before = sorted[index - 1];
  return before === undefined || byPosition(before, diagnostic) !== 0 || before.detail !== diagnostic.detail;
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  const [first, second] = [a.source, b.source];
  return (
    (first?.line ?? 0) - (second?.line ?? 0) ||
    (first?.column ?? 0) - (second?.column ?? 0) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
