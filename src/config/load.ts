import { parseAddress } from '../core/address.ts';
import { hashJson } from '../core/canonical.ts';
import { diagnose } from '../core/codes.ts';
import type { Config } from '../core/config.generated.ts';
import { type Diagnostic, isError, type Locate } from '../core/diagnostic.ts';
import type { JsonObject } from '../core/json.ts';
import { counted } from '../core/wording.ts';
import { formatFrame } from './frame.ts';
import { merge } from './merge.ts';
import { newUsage, parse, type Usage } from './parse.ts';
import { prune } from './prune.ts';
import { foundIn, schemaFaults } from './schema-faults.ts';
import { expandLists } from './shorthand.ts';
import { openSource, rangeOf, type Source } from './source.ts';
import { type Environment, substitute } from './substitute.ts';
import { type MapTree, mapToJson, rangeIn, removalIn, type Tree } from './tree.ts';
import validate, { listPaths } from './validate.generated.js';

export interface ConfigFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The offline rules of the features, handed in: config knows no feature. `files` are the paths in the order in which
 * they were merged.
 */
export type OfflineRules = (
  config: Config,
  locate: Locate,
  files: readonly string[],
) => readonly Diagnostic[];

export interface LoadInput {
  /** Merged in this order: what a later one says stands. Their paths differ. */
  readonly files: readonly [ConfigFile, ...ConfigFile[]];
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
  /** All faults, warnings too, by file in the order given, then by position. */
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

const SHOWN_FAULTS = 500;

/**
 * Text in, configuration or all its faults out. Pure, and never throws, whatever the text. Each file is checked and
 * its short lists written out by itself; only what the merged result says is substituted and judged, so a variable
 * or a fault of type that a later file replaces does not count.
 */
export function loadConfig({ files, env, rules }: LoadInput): LoadResult {
  const sources = files.map(({ path, text }) => openSource(path, text));
  const { trees, faults } = readFiles(sources);
  if (!isWhole(trees)) return { ok: false, diagnostics: finish(sources, faults) };
  const merged = merge(trees);
  const { tree, faults: substituteFaults } = substitute(merged.tree, env);
  const paths = files.map(({ path }) => path);
  const read = readTree(tree, rules, paths);
  const diagnostics = finish(sources, [
    ...faults,
    ...merged.faults,
    ...substituteFaults,
    ...read.diagnostics,
  ]);
  if (diagnostics.some(isError)) return { ok: false, diagnostics };
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

/** The map that each file holds, undefined where it holds none; what that file says is then unknown. */
function readFiles(sources: readonly Source[]): {
  readonly trees: readonly (MapTree | undefined)[];
  readonly faults: readonly Diagnostic[];
} {
  const usage = newUsage(sources.length);
  const read = sources.map((source) => readFile(source, usage));
  return { trees: read.map(({ tree }) => tree), faults: read.flatMap(({ faults }) => faults) };
}

function readFile(
  source: Source,
  usage: Usage,
): { readonly tree: MapTree | undefined; readonly faults: readonly Diagnostic[] } {
  const parsed = parse(source, usage);
  if (parsed.tree === undefined) return { tree: undefined, faults: parsed.faults };
  const { tree, faults } = expandLists(parsed.tree, listPaths);
  const all = [...parsed.faults, ...faults];
  if (tree.kind === 'map') return { tree, faults: all };
  const isReported = tree.kind === 'scalar' && tree.faulty;
  return { tree: undefined, faults: isReported ? all : [...all, noMap(tree, usage)] };
}

function noMap(tree: Tree, { files }: Usage): Diagnostic {
  const why =
    files === 1
      ? 'A configuration begins with apiVersion: acrctl/v1, stack and azure.'
      : 'Each file of a configuration is a map of its own.';
  const detail = `Expected a map; found ${foundIn(tree)}. ${why}`;
  return diagnose('ACR1020', { detail, source: rangeOf(tree.span) });
}

function isWhole(trees: readonly (MapTree | undefined)[]): trees is readonly [MapTree, ...MapTree[]] {
  return trees.length > 0 && trees.every((tree) => tree !== undefined);
}

function readTree(
  tree: MapTree,
  rules: OfflineRules,
  files: readonly string[],
): { value: JsonObject; diagnostics: readonly Diagnostic[] } {
  const value = mapToJson(tree);
  const locate = locateIn(tree);
  if (validate(value)) return { value, diagnostics: rules(value as unknown as Config, locate, files) };
  const faults = schemaFaults(tree, validate.errors ?? [], files);
  const { config, guessed } = prune(value);
  const isBelievable = (diagnostic: Diagnostic) =>
    // What was taken out may be what a warning misses; what was made up says nothing of Azure's rules.
    isError(diagnostic) && (isReference(diagnostic) || !isWithin(diagnostic, guessed));
  return { value, diagnostics: [...faults, ...rules(config, locate, files).filter(isBelievable)] };
}

function isReference({ code }: Diagnostic): boolean {
  return code.startsWith('ACR11');
}

function isWithin({ address = '' }: Diagnostic, entries: readonly (readonly [string, string])[]): boolean {
  const [section, key] = parseAddress(address) ?? [];
  return entries.some((entry) => entry[0] === section && entry[1] === key);
}

function locateIn(tree: Tree): Locate {
  return (path, part = 'value') => (part === 'removal' ? removalIn(tree, path) : rangeIn(tree, path, part));
}

/** Sorted by place, framed, and bounded: a file of garbage has more faults than anyone reads. */
function finish(sources: readonly Source[], diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const order = new Map(sources.map((source, index) => [source.path, { source, index }]));
  const byPlace = (a: Diagnostic, b: Diagnostic) =>
    (order.get(a.source?.file ?? '')?.index ?? 0) - (order.get(b.source?.file ?? '')?.index ?? 0) ||
    byPosition(a, b);
  const sorted = diagnostics.toSorted(byPlace).filter(isFirst);
  const kept = new Set(errorsFirst(sorted).slice(0, SHOWN_FAULTS));
  const shown = sorted
    .filter((diagnostic) => kept.has(diagnostic))
    .map((diagnostic) => framed(diagnostic, order.get(diagnostic.source?.file ?? '')?.source));
  const hidden = sorted.filter((diagnostic) => !kept.has(diagnostic));
  if (hidden.length === 0) return shown;
  // Warnings alone refuse no file, however many there are.
  const severity = hidden.some(isError) ? 'error' : 'warning';
  const detail = `${counted(hidden.length, 'more fault is', 'more faults are')} not shown. Mend these first.`;
  return [...shown, diagnose('ACR1024', { detail, severity })];
}

function errorsFirst(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  return [...diagnostics.filter(isError), ...diagnostics.filter((diagnostic) => !isError(diagnostic))];
}

function framed(diagnostic: Diagnostic, source: Source | undefined): Diagnostic {
  if (diagnostic.source === undefined || source === undefined) return diagnostic;
  return { ...diagnostic, frame: formatFrame(source, diagnostic.source, diagnostic.hint) };
}

/** What stands behind an anchor is read once for every alias; its faults are told once. */
function isFirst(diagnostic: Diagnostic, index: number, sorted: readonly Diagnostic[]): boolean {
  const before = sorted[index - 1];
  return (
    before === undefined ||
    before.source?.file !== diagnostic.source?.file ||
    byPosition(before, diagnostic) !== 0 ||
    before.detail !== diagnostic.detail
  );
}

function byPosition(a: Diagnostic, b: Diagnostic): number {
  const [first, second] = [a.source, b.source];
  return (
    (first?.line ?? 0) - (second?.line ?? 0) ||
    (first?.column ?? 0) - (second?.column ?? 0) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}
