import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseAllDocuments } from 'yaml';
import { type Code, diagnose, type Finding } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { quote } from '../core/wording.ts';
import { forbiddenCharacters, forbiddenInValue } from './characters.ts';
import { rangeOf, type Source, type Span } from './source.ts';
import { syntaxFaults } from './syntax.ts';
import type { MapTree, ScalarTree, Tree } from './tree.ts';

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const MAX_ALIASES = 100;
const MAX_ALIASED_NODES = 10_000;

/** Keys that reach into JavaScript's own objects (faults H03). */
export const RESERVED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** What the files of one configuration use up together of what is bounded. */
export interface Usage {
  readonly files: number;
  bytes: number;
  aliases: number;
  aliasedNodes: number;
}

export function newUsage(files: number): Usage {
  return { files, bytes: 0, aliases: 0, aliasedNodes: 0 };
}

export interface Parsed {
  /** Absent where the text has no structure to speak of. */
  readonly tree?: Tree;
  readonly faults: readonly Diagnostic[];
}

/**
 * YAML 1.2 (core schema) without what makes files say something else than they seem to: tags, merge keys,
 * directives, several documents, duplicate keys, values that YAML 1.1 reads otherwise, invisible characters.
 * Bounded in size, depth and aliases, over all files of a configuration; never throws, whatever the text (faults H01 to H05).
 */
export function parse(source: Source, usage: Usage): Parsed {
  const tooLarge = sizeFault(source, usage);
  if (tooLarge !== undefined) return { faults: [tooLarge] };
  const characters = forbiddenCharacters(source);
  if (characters.length > 0) return { faults: characters };
  const documents = readDocuments(source);
  const [first, second] = documents;
  const syntax = documents.flatMap((document) => syntaxFaults(source, document));
  if (syntax.length > 0) return { faults: syntax };
  if (first === undefined || isBlank(first.contents)) {
    const detail = usage.files === 1 ? EMPTY : EMPTY_OF_SEVERAL;
    return { faults: [diagnose('ACR1017', { detail, source: rangeOf({ source, start: 0, end: 0 }) })] };
  }
  const reader = new Reader(source, usage);
  if (second !== undefined) reader.refuseDocument(second);
  return { tree: reader.readRoot(first), faults: reader.faults };
}

const EMPTY =
  'The file holds no configuration. A configuration begins with apiVersion: acrctl/v1, stack and azure.';
/** A file that was cut off looks the same, and what it should have said would be planned for deletion. */
const EMPTY_OF_SEVERAL =
  'The file says nothing. If that is meant, write {} into it; a file that was cut off looks the same.';

function sizeFault(source: Source, usage: Usage): Diagnostic | undefined {
  const bytes = Buffer.byteLength(source.text);
  const together = usage.bytes + bytes;
  if (together <= MAX_BYTES) {
    usage.bytes = together;
    return undefined;
  }
  const what =
    bytes > MAX_BYTES ? `The file has ${bytes} bytes` : `With this file there are ${together} bytes`;
  const detail = `${what}; a configuration may have ${MAX_BYTES} (1 MiB).`;
  return diagnose('ACR1001', { detail, source: rangeOf({ source, start: 0, end: 0 }) });
}

function readDocuments(source: Source): Document.Parsed[] {
  return [
    ...parseAllDocuments(source.text, {
      version: '1.2',
      schema: 'core',
      merge: false,
      // Checked by the reader: the library compares every key with every other.
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  ];
}

function isBlank(node: Node | null): boolean {
  return node === null || (isScalar(node) && node.value === null && node.source === '');
}

/** Turns the nodes of one document into a tree, collecting faults. */
class Reader {
  readonly faults: Diagnostic[] = [];
  private readonly source: Source;
  private readonly usage: Usage;
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private aliasDepth = 0;
  private aliasLimitReported = false;

  constructor(source: Source, usage: Usage) {
    this.source = source;
    this.usage = usage;
  }

  readRoot(document: Document.Parsed): Tree {
    return this.read(document.contents, undefined, 0);
  }

  refuseDocument(document: Document.Parsed): void {
    const start = document.contents?.range?.[0] ?? document.range[0];
    const detail =
      'A second document begins here. A configuration is one document: put the stacks into files of their own and take out the line ---.';
    this.report('ACR1004', { source: this.source, start, end: start + 1 }, { detail });
  }

  private read(node: Node | null, keySpan: Span | undefined, depth: number): Tree {
    const span = node === null ? this.spanAfter(keySpan) : this.spanOf(node);
    const place = { span, ...(keySpan !== undefined && { keySpan }) };
    if (node === null) return { kind: 'scalar', ...place, value: null, written: '', faulty: false };
    if (isAlias(node)) return { ...this.follow(node.source, span, depth), ...place };
    if (this.aliasDepth > 0) this.usage.aliasedNodes++;
    if (node.tag !== undefined) this.refuseTag(node, span);
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
    if (isScalar(node)) return { ...this.scalar(node, span), ...place };
    const faulty: ScalarTree = { kind: 'scalar', ...place, value: null, written: '', faulty: true };
    if (depth >= MAX_DEPTH) {
      const detail = `Maps and lists stand in each other ${MAX_DEPTH} deep here. No configuration needs that.`;
      this.report('ACR1011', span, { detail });
      return faulty;
    }
    this.open.add(node);
    try {
      if (isMap(node)) return { kind: 'map', ...place, entries: this.entries(node.items, depth) };
      if (!isSeq(node)) return faulty;
      const elements = node.items.map((element) => this.read(element as Node | null, undefined, depth + 1));
      return { kind: 'list', ...place, elements };
    } finally {
      this.open.delete(node);
    }
  }

  private entries(items: readonly { key: unknown; value: unknown }[], depth: number): MapTree['entries'] {
    const entries = new Map<string, Tree>();
    const keys = new Map<string, Span>();
    for (const { key, value } of items) {
      const name = this.keyName(key as Node | null);
      const keySpan = key === null ? undefined : this.spanOf(key as Node);
      const tree = this.read(value as Node | null, keySpan, depth + 1);
      if (name === undefined || keySpan === undefined) continue;
      const earlier = keys.get(name);
      if (earlier === undefined) {
        keys.set(name, keySpan);
        entries.set(name, tree);
      } else {
        const { line } = rangeOf(earlier);
        const detail = `The key ${quote(name)} already stands in line ${line} of this map; which of the two counts would depend on the tool. Keep one.`;
        this.report('ACR1005', keySpan, { detail, hint: `first in line ${line}` });
      }
    }
    return entries;
  }

  /** The text of a key, or undefined where it was reported. */
  private keyName(key: Node | null): string | undefined {
    const span = key === null ? undefined : this.spanOf(key);
    if (!isScalar(key) || span === undefined) {
      const detail = 'A key is a list, a map, an alias or empty here. Keys are plain text.';
      if (span !== undefined) this.report('ACR1008', span, { detail });
      return undefined;
    }
    const written = this.writtenAt(span);
    if (key.anchor !== undefined || key.tag !== undefined) this.refuseTag(key, span);
    if (typeof key.value !== 'string') {
      const detail = `The key ${quote(written)} is not read as text. Put it in quotes.`;
      this.report('ACR1008', span, { detail, hint: `write "${written}"` });
      return undefined;
    }
    return this.isUsableKey(key.value, key.type === 'PLAIN', span) ? key.value : undefined;
  }

  private isUsableKey(name: string, plain: boolean, span: Span): boolean {
    if (RESERVED_KEYS.has(name)) {
      const detail = `The key ${quote(name)} means something to JavaScript and cannot be used. Choose another, and set name where the object in Azure has this name.`;
      this.report('ACR1006', span, { detail });
      return false;
    }
    if (name === '<<') {
      const detail =
        'Merge keys (<<) are not part of YAML 1.2. Write the keys out, or use an alias for a whole value.';
      this.report('ACR1007', span, { detail });
      return false;
    }
    const ambiguity = plain ? ambiguityOf(name, name) : undefined;
    if (ambiguity !== undefined) this.report('ACR1012', span, ambiguity);
    return ambiguity === undefined && !this.refuseCharacters(name, span);
  }

  private scalar(
    node: { value: unknown; type?: string | undefined; source?: string },
    span: Span,
  ): ScalarTree {
    const written = this.writtenAt(span);
    const value = toScalar(node.value);
    const ambiguity = node.type === 'PLAIN' ? ambiguityOf(value, written) : undefined;
    if (ambiguity !== undefined) this.report('ACR1012', span, ambiguity);
    const refused = typeof value === 'string' && this.refuseCharacters(value, span);
    return { kind: 'scalar', span, value, written, faulty: ambiguity !== undefined || refused };
  }

  private refuseCharacters(text: string, span: Span): boolean {
    const character = forbiddenInValue(text);
    if (character === undefined) return false;
    const lines = character === 'U+000A' ? ' (a line break; a block text with | or > ends in one)' : '';
    const detail = `The text holds ${character}${lines}. Texts have one line and no control or invisible characters: Azure refuses them, or a terminal acts on them.`;
    this.report('ACR1013', span, { detail });
    return true;
  }

  private follow(name: string, span: Span, depth: number): Tree {
    const target = this.anchors.get(name);
    const fault = this.aliasFault(name, target);
    if (target !== undefined && fault === undefined) {
      this.usage.aliases++;
      this.aliasDepth++;
      try {
        return this.read(target, undefined, depth);
      } finally {
        this.aliasDepth--;
      }
    }
    if (fault !== undefined && !this.aliasLimitReported) this.report('ACR1010', span, { detail: fault });
    if (target !== undefined && !this.open.has(target)) this.aliasLimitReported = true;
    return { kind: 'scalar', span, value: null, written: '', faulty: true };
  }

  private aliasFault(name: string, target: Node | undefined): string | undefined {
    if (target === undefined)
      return `No anchor &${name} stands before this alias. Add it, or write the value out.`;
    if (this.open.has(target)) return `The alias *${name} stands inside its own anchor: it would never end.`;
    if (this.usage.aliases >= MAX_ALIASES)
      return `A configuration may hold ${MAX_ALIASES} aliases. Write the values out.`;
    if (this.usage.aliasedNodes < MAX_ALIASED_NODES) return undefined;
    return `The aliases of this configuration stand for more than ${MAX_ALIASED_NODES} values. Write fewer of them.`;
  }

  private refuseTag(node: Node, span: Span): void {
    const tag = node.tag === undefined ? span : this.tagBefore(span);
    const what = node.tag === undefined ? 'An anchor on a key' : `The tag ${quote(this.writtenAt(tag))}`;
    const detail = `${what} is not part of the language. Take it out; to make a value text, put it in quotes.`;
    this.report('ACR1009', tag, { detail });
  }

  /** Where the tag of a node stands: the library gives it resolved and without a place. */
  private tagBefore({ start: nodeStart }: Span): Span {
    const { text } = this.source;
    let start = text.lastIndexOf('!', nodeStart);
    if (text[start - 1] === '!') start--;
    let end = start + 1;
    while (end < nodeStart && /[^\s,{}[\]]/.test(text[end] ?? ' ')) end++;
    return { source: this.source, start, end };
  }

  private report(code: Code, span: Span, finding: Finding): void {
    this.faults.push(diagnose(code, { ...finding, source: rangeOf(span) }));
  }

  private spanOf(node: Node): Span {
    const [start, end] = node.range ?? [0, 0];
    return { source: this.source, start, end };
  }

  private spanAfter(keySpan: Span | undefined): Span {
    const at = keySpan?.end ?? 0;
    return { source: this.source, start: at, end: at };
  }

  private writtenAt({ start, end }: Span): string {
    return this.source.text.slice(start, end);
  }
}

function toScalar(value: unknown): ScalarTree['value'] {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/** What YAML 1.1 and 1.2 read differently, or no number can hold: it has to be written so that all agree (H05). */
function ambiguityOf(value: ScalarTree['value'], written: string): Finding | undefined {
  if (typeof value === 'string' && /^(?:yes|no|on|off)$/i.test(value)) {
    const detail = `${written} is text to YAML 1.2 and true or false to older tools. Write true or false, or put it in quotes.`;
    return { detail, hint: `write ${/^(?:yes|on)$/i.test(value)} or "${written}"` };
  }
  if (typeof value !== 'number') return undefined;
  if (/^-?(?:0|[1-9][0-9]*)$/.test(written) && Number.isSafeInteger(value)) return undefined;
  const plainNumber = Number.isSafeInteger(value) ? ` If a number is meant, write ${value}.` : '';
  const detail = `${written} would be read as the number ${value}, and not by every tool. If text is meant, put it in quotes.${plainNumber}`;
  return { detail, hint: `write "${written}"` };
}
