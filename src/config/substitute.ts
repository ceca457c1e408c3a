import { type Code, diagnose, type Finding } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quote } from '../core/wording.ts';
import { forbiddenInValue } from './characters.ts';
import { rangeOf, type Span } from './source.ts';
import type { MapTree, ScalarTree, Tree } from './tree.ts';

/** Environment variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

const MAX_VALUE_LENGTH = 8192;
const MAX_TOTAL_LENGTH = 1024 * 1024;

/**
 * Replaces `${NAME}`, `${NAME:-default}` and `${NAME:?message}` in texts; `$${` is a literal `${`. The result is
 * text always, and is neither parsed nor substituted again. An empty variable takes the default, as in a shell.
 * A value that is refused here is not shown.
 */
export function substitute(tree: MapTree, env: Environment): { tree: MapTree; faults: Diagnostic[] } {
  const run: Run = { env, faults: [], length: 0 };
  return { tree: substituteMap(tree, run), faults: run.faults };
}

interface Run {
  readonly env: Environment;
  readonly faults: Diagnostic[];
  length: number;
}

function substituteTree(tree: Tree, run: Run): Tree {
  switch (tree.kind) {
    case 'scalar':
      return substituteScalar(tree, run);
    case 'list':
      return { ...tree, elements: tree.elements.map((element) => substituteTree(element, run)) };
    case 'map':
      return substituteMap(tree, run);
  }
}

function substituteMap(tree: MapTree, run: Run): MapTree {
  const entries = [...tree.entries].map(([key, value]) => [key, substituteTree(value, run)] as const);
  return { ...tree, entries: new Map(entries) };
}

// A dollar doubled before a brace, a well-formed substitution, or any other beginning of one.
const PLACES = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::([-?])([^}]*))?\}|\$\{/g;

function substituteScalar(scalar: ScalarTree, run: Run): ScalarTree {
  const { value, faulty } = scalar;
  if (faulty || typeof value !== 'string' || !value.includes('${')) return scalar;
  const faultsBefore = run.faults.length;
  const text = value.replace(PLACES, (place, name?: string, operator?: string, operand = '') => {
    if (place === '$${') return '${';
    if (name === undefined) return malformed(scalar.span, run);
    return resolve(name, operator, operand, placeIn(scalar, place), run);
  });
  return { ...scalar, value: text, faulty: run.faults.length > faultsBefore };
}

function resolve(name: string, operator: string | undefined, operand: string, span: Span, run: Run): string {
  const set = Object.hasOwn(run.env, name) ? run.env[name] : undefined;
  if (set === undefined || (set === '' && operator !== undefined)) {
    if (operator === '-') return operand;
    const why = operator === '?' && operand !== '' ? `: ${quote(operand)}` : '';
    const detail = `The environment variable ${name} is ${set === undefined ? 'not set' : 'empty'}${why}. Set it, or write a default: \${${name}:-default}.`;
    return refuse('ACR1015', span, { detail, hint: `set ${name}` }, run);
  }
  const unusable = faultOfValue(set, run);
  if (unusable === undefined) return set;
  const detail = `The value of the environment variable ${name} ${unusable}.`;
  return refuse('ACR1016', span, { detail }, run);
}

function faultOfValue(value: string, run: Run): string | undefined {
  if (value.length > MAX_VALUE_LENGTH) return `is longer than ${MAX_VALUE_LENGTH} characters`;
  run.length += value.length;
  if (run.length > MAX_TOTAL_LENGTH) return 'makes the configuration larger than 1 MiB';
  const character = forbiddenInValue(value);
  return character && `holds ${character}; values have one line and no control or invisible characters`;
}

function malformed(span: Span, run: Run): string {
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
  const detail =
    'After ${ comes the name of an environment variable (letters, digits and _, not beginning with a digit), then }, :-default} or :?message}. For a literal ${ write $${.';
  return refuse('ACR1014', span, { detail, hint: 'for a literal ${ write $${' }, run);
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
}

function refuse(code: Code, span: Span, finding: Finding, run: Run): string {
  run.faults.push(diagnose(code, { ...finding, source: rangeOf(span) }));
  return '';
}

/** Where the place stands in the file; the whole value where escapes make that unclear. */
function placeIn({ span }: ScalarTree, place: string): Span {
  const at = span.source.text.indexOf(place, span.start);
  if (at === -1 || at + place.length > span.end) return span;
  return { source: span.source, start: at, end: at + place.length };
}
