import {
  Document,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type Scalar,
  type YAMLMap,
  YAMLSeq,
} from 'yaml';
import { type Address, formatAddress } from '../core/address.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { isJsonObject } from '../core/path.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';

export interface WrittenConfig {
  /** In the order in which it is to be written. */
  readonly config: JsonObject;
  /** Words for readers, by the address of what they stand behind. */
  readonly comments: ReadonlyMap<Address, string>;
  /** Paragraphs above and below the configuration; one that begins with a hyphen is an entry of a list. */
  readonly above: readonly string[];
  readonly below: readonly string[];
  /** Paths of maps that may be written as a list of keys; `*` stands for any key. */
  readonly listPaths: readonly (readonly string[])[];
}

/**
 * A configuration as a person writes it: short maps and lists on one line, entries that say nothing as a list of keys,
 * comments behind what they are about. Reading it gives `config` again, whatever the texts in it.
 */
export function configYaml(written: WrittenConfig): string {
  const { config, above, below } = written;
  // Texts that YAML 1.1 takes for something else are quoted: the language refuses them bare.
  const document = new Document(shortened(config, [], written), { compat: 'yaml-1.1' });
  if (isMap<Scalar<string>>(document.contents)) layOut(document.contents, [], written.comments);
  const text = document.toString({ lineWidth: 0 }).trimEnd();
  const foot = commentLines(below);
  return [...commentLines(above), text, ...(foot.length === 0 ? [] : ['', ...foot]), ''].join('\n');
}

/** As in the examples: a line of a file stands in an editor, seldom in a terminal. */
const WIDTH = 100;

/** With maps of empty entries as lists where the language takes that, and texts as they are to be read. */
function shortened(value: Json, path: readonly string[], written: WrittenConfig): Json {
  if (typeof value === 'string') return literal(value);
  if (Array.isArray(value)) return value.map((each) => shortened(each, path, written));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  const isPlain = ([key, inner]: (typeof entries)[number]) =>
    isJsonObject(inner) &&
    Object.keys(inner).length === 0 &&
    !written.comments.has(formatAddress([...path, key]));
  if (entries.length > 0 && isList(path, written) && entries.every(isPlain)) return Object.keys(value);
  return Object.fromEntries(entries.map(([key, inner]) => [key, shortened(inner, [...path, key], written)]));
}

function isList(path: readonly string[], { listPaths }: WrittenConfig): boolean {
  return listPaths.some(
    (list) =>
      list.length === path.length && list.every((part, index) => part === '*' || part === path[index]),
  );
}

/** The language would take a variable's value for it. */
function literal(text: string): string {
  return text.replaceAll('${', () => '$${');
}

function layOut(map: YAMLMap, path: readonly string[], comments: WrittenConfig['comments']): void {
  for (const pair of map.items as Pair<Scalar<string>, unknown>[]) {
    const { key, value } = pair;
    const below = [...path, key.value];
    if (path.length === 0 && isCollection(value)) key.spaceBefore = true;
    pair.value = laidOut(value, below, comments);
    const comment = comments.get(formatAddress(below));
    if (comment !== undefined) addComment(pair, escapeUnprintable(comment), 2 * path.length);
  }
}

function laidOut(value: unknown, path: readonly string[], comments: WrittenConfig['comments']): unknown {
  if (isSeq(value)) {
    const list = new TightSeq();
    list.items = value.items;
    list.flow = true;
    return list;
  }
  if (!isMap(value)) return value;
  layOut(value, path, comments);
  value.flow = value.items.length === 0 || isShort(value, path, comments);
  return value;
}

/** Of a few words that need no room for words of others: `{ prefix: 10.20.1.0/24 }`. */
function isShort(map: YAMLMap, path: readonly string[], comments: WrittenConfig['comments']): boolean {
  if (path.length < 2 || map.items.length > SHORT_KEYS) return false;
  const pairs = map.items as Pair<Scalar<string>, unknown>[];
  if (pairs.some(({ key }) => comments.has(formatAddress([...path, key.value])))) return false;
  const isFlat = ({ key, value }: (typeof pairs)[number]) =>
    !isMap(value) || value.items.length === 0 || (key.value === 'tags' && pairs.length === 1);
  const indent = 2 * (path.length - 1) + (path.at(-1)?.length ?? 0) + 2;
  return pairs.every(isFlat) && indent + textOf(map).length <= SHORT_LINE;
}

const SHORT_KEYS = 3;
const SHORT_LINE = 80;

/** Behind what stands on one line, behind the key of a block; above it where the line would get too long. */
function addComment({ key, value }: Pair<Scalar<string>, unknown>, comment: string, indent: number): void {
  const isBlock = isMap(value) && value.flow !== true;
  const shown = `${key.value}: ${isBlock ? '' : textOf(value)}`;
  if (indent + shown.length + comment.length + ' # '.length > WIDTH)
    key.commentBefore = wrap(comment, WIDTH - indent, ' ').join('\n');
  else if (isBlock) key.comment = ` ${comment}`;
  else if (isCollection(value) || isScalar(value)) value.comment = ` ${comment}`;
}

/** On one line. */
function textOf(value: unknown): string {
  const node = isCollection(value) ? value.clone() : value;
  if (isCollection(node)) node.flow = true;
  const document = new Document(undefined, { compat: 'yaml-1.1' });
  document.contents = node as typeof document.contents;
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** Lists have no blanks inside their brackets, maps have. */
class TightSeq extends YAMLSeq {
  override toString(...[context, ...others]: Parameters<YAMLSeq['toString']>): string {
    const tight = context && { ...context, flowCollectionPadding: '' };
    return super.toString(tight, ...others);
  }
}

function commentLines(paragraphs: readonly string[]): readonly string[] {
  return paragraphs.flatMap((paragraph) => {
    const text = escapeUnprintable(paragraph);
    const [, mark = '', words = text] = /^(- )(.*)$/s.exec(text) ?? [];
    const lines = wrap(words, TEXT_WIDTH, mark, ' '.repeat(mark.length));
    return lines.map((line) => `# ${line}`.trimEnd());
  });
}

const TEXT_WIDTH = 88;
