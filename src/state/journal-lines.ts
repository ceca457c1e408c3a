import { canonicalJson, hashText } from '../core/canonical.ts';
import type { AcrctlError } from '../core/errors.ts';
import type { JournalRecord } from '../core/state.ts';
import {
  isBoolean,
  isCount,
  isName,
  isObject,
  isOneOf,
  isShaped,
  isString,
  type Shape,
  shapeFault,
} from './shape.ts';
import { ENTRY } from './snapshot.ts';
import { stateError } from './state-error.ts';

/** The first line: which state the records stand on. `hash` is absent before the first fold. */
export interface BaseRecord {
  readonly kind: 'base';
  readonly version: 1;
  readonly stack: string;
  readonly lineage: string;
  readonly serial: number;
  readonly hash?: string;
}

export interface ParsedJournal {
  readonly base: BaseRecord;
  readonly records: readonly JournalRecord[];
}

/** One line, its checksum first: SHA-256 over all that follows the checksum. `sequence` counts from 0. */
export function formatLine(record: BaseRecord | JournalRecord, sequence: number): string {
  const rest = `${canonicalJson({ record, sequence }).slice(1)}\n`;
  return `{"checksum":"${hashText(rest)}",${rest}`;
}

/**
 * A last line that broke off is passed over: its append was never acknowledged. Every other fault throws, for a
 * line that was acknowledged may stand for a request that was sent.
 */
export function parseJournal(text: string, path: string): ParsedJournal {
  const lines = text.split('\n');
  const tail = lines.pop() ?? '';
  // A line that goes on behind its end was whole once: it is its newline that was altered.
  const end = tail.indexOf(endOf(lines.length));
  if (end !== -1 && end + endOf(lines.length).length < tail.length) {
    throw damaged(path, lines.length, 'its end was altered');
  }
  const [base, ...records] = lines.map((line, index) => parseLine(line, index, path));
  if (base === undefined) throw damaged(path, 0, 'it is cut off');
  return { base: base as unknown as BaseRecord, records: records as unknown as JournalRecord[] };
}

/** The journal from its last base line on, for a log that is never written anew: what stands before counts no more. */
export function sinceBase(text: string): string {
  const end = text.lastIndexOf(`${endOf(0)}\n`);
  return end === -1 ? text : text.slice(text.lastIndexOf('\n', end) + 1);
}

function isLine(line: string, sequence: number): boolean {
  const [head = '', checksum] = HEAD.exec(line) ?? [];
  return checksum === hashText(`${line.slice(head.length)}\n`) && line.endsWith(endOf(sequence));
}

/** Stands nowhere else in a line: quotes within strings are escaped. */
const endOf = (sequence: number): string => `,"sequence":${sequence}}`;

const HEAD = /^\{"checksum":"([0-9a-f]{64})",/;

function parseLine(line: string, sequence: number, path: string): unknown {
  if (!isLine(line, sequence)) throw damaged(path, sequence, 'its checksum does not fit its content');
  const { record } = JSON.parse(line) as { readonly record: unknown };
  const kind = isObject(record) ? String(record['kind']) : '';
  if (sequence === 0 && isObject(record) && Number(record['version']) > 1) throw newerVersion(path);
  const shape = sequence === 0 ? BASE : Object.hasOwn(RECORDS, kind) ? RECORDS[kind] : undefined;
  const fault = shape === undefined ? `"${kind}" is no record` : shapeFault(record, shape);
  if (fault !== undefined) throw damaged(path, sequence, fault);
  return record;
}

const BASE: Shape = {
  kind: isOneOf('base'),
  version: isOneOf(1),
  stack: isName,
  lineage: isName,
  serial: isCount,
  'hash?': isName,
};

const isEntry = isShaped(ENTRY);

const RECORDS: Readonly<Record<string, Shape>> = {
  run: { kind: isOneOf('run'), id: isName, operation: isName },
  intent: {
    kind: isOneOf('intent'),
    step: isName,
    address: isName,
    type: isName,
    id: isName,
    action: isOneOf('create', 'update', 'delete'),
    method: isOneOf('PUT', 'PATCH', 'POST', 'DELETE'),
    absentBefore: isBoolean,
    sent: isObject,
    'entry?': isEntry,
  },
  answered: {
    kind: isOneOf('answered'),
    step: isName,
    status: isCount,
    'operation?': isShaped({ kind: isOneOf('async', 'location'), url: isName }),
  },
  settled: { kind: isOneOf('settled'), step: isName, address: isName, 'entry?': isEntry },
  failed: { kind: isOneOf('failed'), step: isName, address: isName, 'entry?': isEntry, reason: isString },
  forget: { kind: isOneOf('forget'), address: isName },
  adopt: { kind: isOneOf('adopt'), entry: isEntry },
  move: { kind: isOneOf('move'), from: isName, entry: isEntry },
};

function damaged(path: string, line: number, why: string): AcrctlError {
  return stateError(
    'ACR2105',
    `${path} cannot be trusted: in line ${line + 1}, ${why}. A request that was sent may be recorded there and nowhere else.`,
    'Restore the whole directory of the stack from a backup, or ask for help with the file as it is; do not delete it.',
  );
}

function newerVersion(path: string): AcrctlError {
  return stateError(
    'ACR2102',
    `${path} has a newer format than this acrctl knows.`,
    'Use the acrctl release that last applied this stack, or a later one.',
  );
}
