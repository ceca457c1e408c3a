import { domainToASCII } from 'node:url';
import { type Code, diagnose, type Finding } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import type { Json } from '../core/json.ts';
import { didYouMean, enumerate, nearest, quote } from '../core/wording.ts';
import { rangeIn, removalIn, type Tree, type TreePath, treeAt } from './tree.ts';
import type { SchemaError } from './validate.generated.js';

/**
 * One diagnostic for each real fault: branches of a choice and what is reported already say nothing. `files` are
 * all that were merged into the tree.
 */
export function schemaFaults(
  tree: Tree,
  errors: readonly SchemaError[],
  files: readonly string[],
): Diagnostic[] {
  const faults: Diagnostic[] = [];
  const seen = new Set<string>();
  const mistyped = mistypedKeys(errors);
  for (const error of withoutBranches(errors)) {
    const path = pathOf(error);
    if (error.keyword === 'required' && mistyped.has(JSON.stringify(path))) continue;
    // A missing key that is written holds a value that was reported when it was read.
    if (error.keyword === 'required' && treeAt(tree, path) !== undefined) continue;
    const place = JSON.stringify(path);
    if (seen.has(place)) continue;
    seen.add(place);
    faults.push(explain({ tree, files }, path, error));
  }
  return faults;
}

/** The place an error is about: for keys too many or missing, that key. */
export function pathOf({ instancePath, keyword, params }: SchemaError): TreePath {
  const segments = instancePath.split('/').slice(1);
  const path = segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  if (keyword === 'additionalProperties') return [...path, String(params['additionalProperty'])];
  if (keyword === 'required') return [...path, String(params['missingProperty'])];
  return keyword === 'uniqueItems'
    ? [...path, String(Math.max(Number(params['i']), Number(params['j'])))]
    : path;
}

/** Keys that are missing only because an unknown key beside them was meant. */
function mistypedKeys(errors: readonly SchemaError[]): ReadonlySet<string> {
  const meant = errors.flatMap((error) => {
    if (error.keyword !== 'additionalProperties') return [];
    const path = pathOf(error);
    const near = nearest(String(path.at(-1)), Object.keys(error.parentSchema['properties'] ?? {}));
    return near === undefined ? [] : [JSON.stringify([...path.slice(0, -1), near])];
  });
  return new Set(meant);
}

function withoutBranches(errors: readonly SchemaError[]): readonly SchemaError[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf');
  // Of a condition, what it demands is reported, and not the condition.
  return errors.filter(
    (error) => error.keyword !== 'if' && !choices.some((choice) => isBranch(error, choice)),
  );
}

function isBranch(error: SchemaError, choice: SchemaError): boolean {
  return error.instancePath === choice.instancePath && error.schemaPath.startsWith(`${choice.schemaPath}/`);
}

interface Merged {
  readonly tree: Tree;
  readonly files: readonly string[];
}

function explain(merged: Merged, path: TreePath, error: SchemaError): Diagnostic {
  const { tree } = merged;
  const missing = error.keyword === 'required';
  const about = missing ? propertyOf(error.parentSchema, String(path.at(-1))) : error.parentSchema;
  const requirements = about?.['x-requirements'] as string[] | undefined;
  const part = error.keyword === 'additionalProperties' ? 'key' : 'value';
  const source = missing
    ? (removalIn(tree, path) ?? rangeIn(tree, path.slice(0, -1), 'key'))
    : (rangeIn(tree, path, part) ?? rangeIn(tree, [], 'value'));
  const { code, ...finding } = describe(merged, path, error);
  return diagnose(code, { ...finding, source, requirements });
}

function describe(merged: Merged, path: TreePath, error: SchemaError): Finding & { code: Code } {
  const { tree } = merged;
  const { keyword, params, parentSchema } = error;
  const found = foundIn(treeAt(tree, path));
  const expected = expectation(parentSchema);
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(path, parentSchema);
    case 'required':
      return missingKey(merged, path, parentSchema);
    case 'enum':
    case 'const':
      return notAllowed(tree, path, parentSchema);
    case 'pattern':
      return {
        code: 'ACR1022',
        detail: `Expected ${expected}; found ${found}.`,
        hint: caseHint(tree, path, parentSchema),
      };
    case 'minimum':
    case 'maximum':
      return { code: 'ACR1023', detail: `Expected ${expected}; found ${found}.` };
    case 'minItems':
      return { code: 'ACR1023', detail: `The list needs at least ${params['limit']} entry.` };
    case 'maxItems':
      return {
        code: 'ACR1023',
        detail: `The list takes at most ${params['limit']} entries; it has ${lengthOf(treeAt(tree, path))}.`,
      };
    case 'minProperties':
      return { code: 'ACR1023', detail: `The map needs at least ${params['limit']} entry.` };
    case 'uniqueItems':
      return { code: 'ACR1005', detail: `${sentenceCase(found)} already stands in this list. Keep one.` };
    default:
      return wrongType(tree, path, parentSchema, expected, found);
  }
}

function lengthOf(node: Tree | undefined): number {
  return node?.kind === 'list' ? node.elements.length : 0;
}

function unknownKey(path: TreePath, schema: SchemaError['parentSchema']): Finding & { code: Code } {
  const key = String(path.at(-1));
  const known = Object.keys(schema['properties'] ?? {});
  const detail = `${quote(key)} is no key of ${partOf(schema, path.at(-2))}. Its keys are ${enumerate(known)}.`;
  return { code: 'ACR1018', detail, hint: didYouMean(key, known) };
}

function missingKey(
  { tree, files }: Merged,
  path: TreePath,
  schema: SchemaError['parentSchema'],
): Finding & { code: Code } {
  const key = String(path.at(-1));
  const wanted = propertyOf(schema, key);
  const expected = wanted === undefined || '$ref' in wanted ? '' : `, ${expectation(wanted)}`;
  const needs = `${sentenceCase(partOf(schema, path.at(-2)))} needs the key ${key}${expected}.`;
  if (removalIn(tree, path) !== undefined) {
    const detail = `${needs} It has no default, so null cannot remove it. Write the value it is to have.`;
    return { code: 'ACR1019', detail, hint: `give ${key} a value` };
  }
  const where = files.length === 1 ? '' : `, and ${noneOf(files)} gives it`;
  return { code: 'ACR1019', detail: `${needs} It has no default${where}.`, hint: `add ${key}` };
}

function noneOf(files: readonly string[]): string {
  return files.length === 2 ? `neither ${files.join(' nor ')}` : `none of ${enumerate(files)}`;
}

function propertyOf(
  schema: SchemaError['parentSchema'],
  key: string,
): SchemaError['parentSchema'] | undefined {
  return (schema['properties'] as Record<string, SchemaError['parentSchema']> | undefined)?.[key];
}

function notAllowed(
  tree: Tree,
  path: TreePath,
  schema: SchemaError['parentSchema'],
): Finding & { code: Code } {
  const node = treeAt(tree, path);
  const allowed = allowedOf(schema);
  const value = node?.kind === 'scalar' ? String(node.value) : '';
  const detail = `Expected ${enumerate(allowed, 'or')}; found ${foundIn(node)}.`;
  return { code: 'ACR1021', detail, hint: didYouMean(value, allowed) };
}

function wrongType(
  tree: Tree,
  path: TreePath,
  schema: SchemaError['parentSchema'],
  expected: string,
  found: string,
): Finding & { code: Code } {
  const node = treeAt(tree, path);
  const value = node?.kind === 'scalar' ? node.value : undefined;
  const detail = `Expected ${expected}; found ${found}.`;
  if (value === null && schema['type'] === 'object') {
    const required = (schema['required'] ?? []) as readonly string[];
    if (required.length > 0) return { code: 'ACR1020', detail: `${detail} It needs ${enumerate(required)}.` };
    if (schema['minProperties'] !== undefined)
      return { code: 'ACR1020', detail: `${detail} It needs at least ${schema['minProperties']} entry.` };
    return {
      code: 'ACR1020',
      detail: `${detail} An entry without settings is written {}.`,
      hint: 'write {}',
    };
  }
  if (schema['type'] === 'string' && node?.kind === 'scalar' && value !== null) {
    const why = 'Values are never turned into text by themselves; put it in quotes.';
    return { code: 'ACR1020', detail: `${detail} ${why}`, hint: `quote it: "${node.written}"` };
  }
  if (schema['anyOf'] !== undefined && typeof value === 'number') return { code: 'ACR1023', detail };
  const bare = schema['type'] === 'boolean' ? nearest(String(value), ['true', 'false']) : undefined;
  return { code: 'ACR1020', detail, hint: bare && `write ${bare} without quotes` };
}

function caseHint(tree: Tree, path: TreePath, schema: SchemaError['parentSchema']): string | undefined {
  const node = treeAt(tree, path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  const folded = node.value.toLowerCase().replaceAll(/[\s_]/g, '');
  // The name of a host may be written with letters of any language, and with the dot that ends it.
  const candidates = folded.includes('.')
    ? [folded, domainToASCII(folded), folded.replace(/\.$/, '')]
    : [folded];
  const pattern = new RegExp(String(schema['pattern']), 'u');
  const meant = candidates.find((each) => each !== '' && each.length <= 40 && pattern.test(each));
  return meant && `did you mean ${quote(meant)}?`;
}

function expectation(schema: SchemaError['parentSchema']): string {
  if (typeof schema['x-expected'] === 'string') return schema['x-expected'];
  const allowed = allowedOf(schema);
  if (allowed.length > 0) return enumerate(allowed, 'or');
  switch (schema['type']) {
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'a list';
    case 'integer':
      return `a whole number${rangeOf(schema)}`;
    case 'object':
      return schema['x-list'] === true ? 'a map, or a list of keys' : 'a map';
    default:
      return `a value of the type ${JSON.stringify(schema['type'])}`;
  }
}

function rangeOf({ minimum, maximum }: SchemaError['parentSchema']): string {
  if (minimum === undefined || maximum === undefined) return '';
  return ` from ${String(minimum)} to ${String(maximum)}`;
}

function allowedOf(schema: SchemaError['parentSchema']): string[] {
  const values = (schema['enum'] ??
    (schema['const'] === undefined ? [] : [schema['const']])) as readonly Json[];
  return values.map(String);
}

/** What stands in place of what was expected, for a sentence. */
export function foundIn(node: Tree | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.kind !== 'scalar') return node.kind === 'map' ? 'a map' : 'a list';
  if (node.value === null) return 'nothing (null)';
  return typeof node.value === 'string' ? quote(node.value) : `the ${typeof node.value} ${node.written}`;
}

/** `the subnet`; what is called like its key, `azure`, is a section. */
function partOf(schema: SchemaError['parentSchema'], key: TreePath[number] | undefined): string {
  const title = String(schema['title'] ?? 'map');
  if (typeof key === 'string' && title.toLowerCase() === key.toLowerCase()) return `the section ${key}`;
  const name = /^[A-Z][a-z]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  return `the ${name}`;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
