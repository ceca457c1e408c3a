import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Json, parseJson } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';

/** One recorded request and its answer, as the README of the recordings has it. */
export interface Interaction {
  readonly cassette: string;
  /** The project and the file there, such as `azure-cli:src/…/test_dns.yaml`. */
  readonly source: string;
  readonly index: number;
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly requestBody: Json;
  readonly status: number;
  /** Names lower-case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  /** How many equal requests in a row this one stands for. */
  readonly repeats: number;
  /** Whether a header that is not there was not sent: azure-cli takes most of them out of its cassettes. */
  readonly hasAllHeaders: boolean;
}

/** A line that is no interaction, and why. */
export interface BrokenLine {
  readonly cassette: string;
  readonly line: number;
  readonly why: string;
}

export interface Cassette {
  readonly name: string;
  readonly interactions: readonly Interaction[];
  readonly broken: readonly BrokenLine[];
}

/** The cassettes of a folder by name: its files that end in `.jsonl`. Throws what the file system throws. */
export function readCassettes(folder: string): readonly Cassette[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
  return names
    .sort()
    .map((name) => readCassette(basename(name, '.jsonl'), readFileSync(join(folder, name), 'utf8')));
}

export function readCassette(name: string, text: string): Cassette {
  const interactions: Interaction[] = [];
  const broken: BrokenLine[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(name, line);
    if (typeof read === 'string') broken.push({ cassette: name, line: at + 1, why: read });
    else interactions.push(read);
  }
  return { name, interactions, broken };
}

/** The interaction, or why the line is none. */
function readLine(cassette: string, line: string): Interaction | string {
  const value = parseJson(line);
  if (value === undefined) return 'it is not JSON';
  if (!isJsonObject(value)) return 'it is no object';
  const { index, method, path, status, source } = value;
  if (typeof index !== 'number') return '"index" is no number';
  if (typeof method !== 'string') return '"method" is no text';
  if (typeof path !== 'string' || !path.startsWith('/')) return '"path" is no path';
  if (typeof status !== 'number') return '"status" is no number';
  const repeats = value['repeats'] ?? 1;
  if (typeof repeats !== 'number' || repeats < 1) return '"repeats" is no count';
  const texts = textsOf(value['query'] ?? {});
  const headers = textsOf(value['responseHeaders'] ?? {});
  if (texts === undefined) return '"query" is no object of texts';
  if (headers === undefined) return '"responseHeaders" is no object of texts';
  return {
    cassette,
    source: typeof source === 'string' ? source : '',
    index,
    method: method.toUpperCase(),
    host: hostOf(value['url']),
    path,
    query: texts,
    requestBody: fromBytes(value['requestBody'] ?? null),
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([key, text]) => [key.toLowerCase(), text])),
    body: value['responseBody'] ?? null,
    repeats,
    hasAllHeaders: typeof source === 'string' && !source.startsWith('azure-cli'),
  };
}

/** Old cassettes of azure-cli have what Python prints of a body's bytes in its place: `b'{"location": "westus"}'`. */
function fromBytes(body: Json): Json {
  const [, printed] = (typeof body === 'string' && /^b'(.*)'$/s.exec(body)) || [];
  if (printed === undefined) return body;
  const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  const bytes = printed.replace(/\\(?:x([0-9a-f]{2})|(.))/gs, (_, hex: string | undefined, char: string) =>
    hex === undefined ? (escapes[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return parseJson(Buffer.from(bytes, 'latin1').toString('utf8')) ?? body;
}

function textsOf(value: Json): Readonly<Record<string, string>> | undefined {
  const isTexts = isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string');
  return isTexts ? (value as Readonly<Record<string, string>>) : undefined;
}

function hostOf(url: Json | undefined): string {
  return typeof url === 'string' && URL.canParse(url) ? new URL(url).host : 'management.azure.com';
}
