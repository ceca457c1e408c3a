import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import type { Interaction } from './cassette.ts';
import { maskOf } from './masks.ts';
import type { Tokens } from './tokens.ts';

/** What the emulator answered, as the judge reads it. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
}

export interface Difference {
  readonly kind: 'status' | 'header' | 'missing' | 'extra' | 'different';
  /** The header, or the path in the body with `[]` for positions; '' for the status. */
  readonly path: string;
  readonly recorded: Json | undefined;
  readonly answered: Json | undefined;
}

export interface Judgement {
  readonly differences: readonly Difference[];
  /** Leaf values of the recorded body. */
  readonly leaves: number;
  /** Those whose value proves nothing: masked by name, points of time, and what Azure drew and shows for the first time. */
  readonly masked: number;
  /** Where the leaves are whose value was compared, as ways into the recorded body. */
  readonly compared: readonly Way[];
  /** The headers whose presence was compared. */
  readonly comparedHeaders: readonly string[];
  /** The headers that were answered, not recorded, and yet prove nothing. */
  readonly unprovable: readonly string[];
}

export type Way = readonly (string | number)[];

/** The headers that steer a client. */
export const STEERING = ['azure-asyncoperation', 'location', 'retry-after', 'etag'] as const;

/** Compares one answer with the recorded one, and binds the tokens that meet in them. */
export function judge(type: string, recorded: Interaction, answered: Answered, tokens: Tokens): Judgement {
  const sheet = createSheet(type, tokens);
  if (recorded.status !== answered.status) {
    // Another status has another body: one difference, not one for each member.
    sheet.note('status', '', recorded.status, answered.status);
    return { ...sheet.judgement([], []), leaves: leavesIn(recorded.body), masked: 0 };
  }
  const headers = comparedHeaders(recorded);
  for (const header of headers) {
    if ((recorded.headers[header] !== undefined) !== (answered.headers[header] !== undefined))
      sheet.note('header', header, recorded.headers[header], answered.headers[header]);
  }
  const etags = [recorded.headers['etag'], answered.headers['etag']] as const;
  // An entity tag is drawn anew with each change: where both are there, they have to change together.
  if (etags[0] !== undefined && etags[1] !== undefined && tokens.compare(etags[0], etags[1]) === 'different')
    sheet.note('header', 'etag', etags[0], etags[1]);
  sheet.compare(recorded.body, answered.body, [], '');
  const unprovable = STEERING.filter(
    (name) => !headers.includes(name) && answered.headers[name] !== undefined,
  );
  return sheet.judgement(headers, unprovable);
}

function comparedHeaders({ headers, hasAllHeaders }: Interaction): readonly string[] {
  return STEERING.filter((header) => hasAllHeaders || headers[header] !== undefined);
}

interface Sheet {
  note(kind: Difference['kind'], path: string, recorded: Json | undefined, answered: Json | undefined): void;
  compare(recorded: Json, answered: Json | undefined, way: Way, path: string, isWhole?: boolean): void;
  judgement(comparedHeaders: readonly string[], unprovable: readonly string[]): Judgement;
}

function createSheet(type: string, tokens: Tokens): Sheet {
  const differences: Difference[] = [];
  const compared: Way[] = [];
  let leaves = 0;
  const note: Sheet['note'] = (kind, path, recorded, answered) =>
    void differences.push({ kind, path, recorded, answered });
  /** One value at the end of a way, or a whole part where the other side has none. */
  const leaf = (
    recorded: Json,
    answered: Json | undefined,
    way: Way,
    path: string,
    isWhole: boolean,
  ): void => {
    leaves += 1;
    const hides = isWhole ? maskOf(type, path, recorded, answered)?.hides : undefined;
    if (hides === 'both' || (hides === 'presence' && answered === undefined)) return;
    if (hides === 'value' && typeof recorded === typeof answered) return;
    const outcome = sameLeaf(recorded, answered, tokens);
    if (outcome === 'same') compared.push(way);
    if (outcome === 'different')
      note(answered === undefined ? 'missing' : 'different', path, recorded, answered);
  };
  // An entry of a list that is missing is missing with all that it holds, masked or not.
  const compare: Sheet['compare'] = (recorded, answered, way, path, isWhole = true) => {
    if (isList(recorded) && isList(answered) && recorded.length + answered.length > 0) {
      for (const [entry, other, position] of paired(recorded, answered, tokens)) {
        if (entry === undefined) noteExtra(other, `${path}[]`);
        else compare(entry, other, [...way, position], `${path}[]`, isWhole && other !== undefined);
      }
    } else if (isJsonObject(recorded) && isJsonObject(answered) && hasMembers(recorded, answered)) {
      for (const [name, value] of Object.entries(recorded))
        compare(value, answered[name], [...way, name], joined(path, name), isWhole);
      for (const [name, value] of Object.entries(answered))
        if (!Object.hasOwn(recorded, name)) noteExtra(value, joined(path, name));
    } else if (answered === undefined && isFilled(recorded)) {
      for (const [step, value] of stepsOf(recorded))
        compare(
          value,
          undefined,
          [...way, step],
          typeof step === 'number' ? `${path}[]` : joined(path, step),
          isWhole,
        );
    } else leaf(recorded, answered, way, path, isWhole);
  };
  const noteExtra = (value: Json | undefined, path: string): void => {
    const hides = maskOf(type, path)?.hides;
    if (value !== undefined && hides !== 'presence' && hides !== 'both')
      note('extra', path, undefined, value);
  };
  return {
    note,
    compare,
    judgement: (headers, unprovable) => ({
      differences,
      leaves,
      masked:
        leaves -
        compared.length -
        differences.filter(({ kind }) => kind === 'missing' || kind === 'different').length,
      compared,
      comparedHeaders: headers,
      unprovable,
    }),
  };
}

function sameLeaf(
  recorded: Json,
  answered: Json | undefined,
  tokens: Tokens,
): 'same' | 'masked' | 'different' {
  if (typeof recorded === 'string' && typeof answered === 'string') {
    const outcome = tokens.compare(recorded, answered);
    return outcome === 'same' || outcome === 'different' ? outcome : 'masked';
  }
  return JSON.stringify(recorded) === JSON.stringify(answered) ? 'same' : 'different';
}

/** Entries of two arrays side by side: by id or name where they have one, as ARM promises no order; else by position. */
function* paired(
  recorded: readonly Json[],
  answered: readonly Json[],
  tokens: Tokens,
): Generator<readonly [recorded: Json | undefined, answered: Json | undefined, position: number]> {
  const left = new Set(answered.keys());
  const unmet: number[] = [];
  for (const [position, entry] of recorded.entries()) {
    const key = keyOf(entry);
    const match =
      key === undefined ? undefined : [...left].find((at) => tokensMeet(key, keyOf(answered[at]), tokens));
    if (match === undefined) {
      unmet.push(position);
      continue;
    }
    left.delete(match);
    yield [entry, answered[match], position];
  }
  const others = [...left];
  for (const position of unmet) {
    const entry = recorded[position];
    const other = keyOf(entry) === undefined ? others.shift() : undefined;
    yield [entry, other === undefined ? undefined : answered[other], position];
  }
  for (const at of others) yield [undefined, answered[at], at];
}

function tokensMeet(key: string, other: string | undefined, tokens: Tokens): boolean {
  return other !== undefined && tokens.couldMeet(key, other);
}

function keyOf(entry: Json | undefined): string | undefined {
  if (!isJsonObject(entry)) return undefined;
  const key = entry['id'] ?? entry['name'] ?? entry['kid'];
  return typeof key === 'string' ? key : undefined;
}

function leavesIn(value: Json): number {
  if (!isContainer(value)) return 1;
  const inner = Object.values(value);
  return inner.length === 0 ? 1 : inner.reduce<number>((sum, each) => sum + leavesIn(each), 0);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isFilled(value: Json): value is JsonObject | readonly Json[] {
  return isContainer(value) && Object.keys(value).length > 0;
}

function stepsOf(
  value: JsonObject | readonly Json[],
): Iterable<readonly [step: string | number, value: Json]> {
  return isList(value) ? value.entries() : Object.entries(value);
}

function isContainer(value: Json): value is JsonObject | readonly Json[] {
  return typeof value === 'object' && value !== null;
}

function hasMembers(left: JsonObject, right: JsonObject): boolean {
  return Object.keys(left).length + Object.keys(right).length > 0;
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
