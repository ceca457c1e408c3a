import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { IntentRecord, JournalRecord } from '../../src/core/state.ts';
import { type BaseRecord, formatLine, parseJournal } from '../../src/state/journal-lines.ts';
import { hostileText } from '../arbitraries/text.ts';
import { anyEntry, done, entry, intent } from './samples.ts';

const BASE: BaseRecord = { kind: 'base', version: 1, stack: 'prod', lineage: 'f0e1', serial: 7, hash: 'ab' };

const METHODS: Readonly<Record<IntentRecord['method'], true>> = {
  PUT: true,
  PATCH: true,
  POST: true,
  DELETE: true,
};

const RECORDS: readonly JournalRecord[] = [
  { kind: 'run', id: 'r1', operation: 'apply' },
  ...done('zürich'),
  ...(Object.keys(METHODS) as IntentRecord['method'][]).map((method) => intent(`by ${method}`, { method })),
  intent('b'),
  {
    kind: 'answered',
    step: 'b/write',
    status: 202,
    operation: { kind: 'async', url: 'https://x/op?t=1&s=2' },
  },
  {
    kind: 'failed',
    step: 'b/write',
    address: 'b',
    entry: entry('b', { settled: false }),
    reason: 'Conflict',
  },
  { kind: 'failed', step: 'c/delete', address: 'c', reason: '' },
  { kind: 'settled', step: 'd/delete', address: 'd' },
  { kind: 'forget', address: 'e' },
  { kind: 'adopt', entry: entry('f', { protect: true, incarnation: '2026' }) },
  { kind: 'move', from: 'g', entry: entry('h') },
];

const textOf = (records: readonly unknown[], base: unknown = BASE): string =>
  [base, ...records].map((record, index) => formatLine(record as JournalRecord, index)).join('');

function outcome(text: string): number | string {
  try {
    return parseJournal(text, 'state/prod/journal.jsonl').records.length;
  } catch (error) {
    if (error instanceof AcrctlError) return `${error.exitCode} ${error.diagnostics[0]?.code}`;
    throw error;
  }
}

/** The number of records read, or exit code and code of the error. */
function check(text: string, expected: number | string): void {
  expect(outcome(text)).toBe(expected);
}

test('every kind of record is read back as it was written', () => {
  expect(parseJournal(textOf(RECORDS), 'j')).toEqual({ base: BASE, records: RECORDS });
});

test('a journal cut off anywhere gives the records before the cut, or is refused when its beginning is gone', () => {
  const text = textOf(RECORDS);
  const lines = text.split('\n');
  for (let length = 0; length <= text.length; length += 1) {
    const whole = text.slice(0, length).split('\n').length - 1;
    check(text.slice(0, length), whole === 0 ? '1 ACR2105' : whole - 1);
    if (whole === lines.length - 1) check(text, RECORDS.length);
  }
});

test('a journal with any single bit flipped is refused, or loses nothing but a half-written last line', () => {
  for (const text of [textOf(RECORDS.slice(0, 3)), `${textOf(RECORDS.slice(0, 2))}{"checksum":"00`]) {
    const bytes = Buffer.from(text);
    const whole = outcome(text);
    const tailAt = bytes.lastIndexOf(10);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const after = outcome(flipped.toString('utf8'));
      const allowed = bit >> 3 > tailAt ? [whole, '1 ACR2105'] : ['1 ACR2105'];
      expect(allowed, `bit ${bit}`).toContain(after);
    }
  }
});

const anyRecord: fc.Arbitrary<JournalRecord> = fc
  .tuple(anyEntry, hostileText(6), fc.nat(10))
  .map(([held, text, kind]): JournalRecord => {
    const step = `${held.address}/write` as const;
    const reason = text;
    switch (kind % 5) {
      case 0:
        return { kind: 'adopt', entry: held };
      case 1:
        return intent(held.address, { entry: held, sent: { [text]: [text, { '': held.applied }] } });
      case 2:
        return { kind: 'failed', step, address: held.address, entry: held, reason };
      case 3:
        return {
          kind: 'answered',
          step,
          status: 202,
          operation: { kind: 'location', url: `https://${text}` },
        };
      default:
        return { kind: 'move', from: `${text}x`, entry: held };
    }
  });

test('any records are read back as they were written', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 5 }), (records) => {
      const written = JSON.parse(JSON.stringify(records)) as unknown;
      expect(parseJournal(textOf(records), 'j')).toEqual({ base: BASE, records: written });
    }),
  );
});

test('any records with one byte changed, taken out or put in are refused, or lose a last line that broke off', () => {
  fc.assert(
    fc.property(
      fc.array(anyRecord, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      fc.nat(255),
      fc.nat(2),
      (records, at, byte, how) => {
        const bytes = Buffer.from(textOf(records));
        const place = at % bytes.length;
        const rest = bytes.subarray(place + (how === 2 ? 0 : 1));
        const changed = Buffer.concat([bytes.subarray(0, place), Buffer.from(how === 1 ? [] : [byte]), rest]);
        fc.pre(!changed.equals(bytes));
        const isEnd = place === bytes.length - 1 && how < 2;
        expect(isEnd ? [records.length - 1, '1 ACR2105'] : ['1 ACR2105']).toContain(
          outcome(changed.toString('utf8')),
        );
      },
    ),
    { numRuns: 300 },
  );
});

test('lines that were dropped, doubled or swapped are refused', () => {
  const lines = textOf(RECORDS).match(/.*\n/g) ?? [];
  const [base = '', first = '', second = '', ...rest] = lines;
  check([base, second, ...rest].join(''), '1 ACR2105');
  check([base, first, first, second, ...rest].join(''), '1 ACR2105');
  check([base, second, first, ...rest].join(''), '1 ACR2105');
  check([first, second].join(''), '1 ACR2105');
  check(lines.join(''), RECORDS.length);
});

test('a record of an unknown kind or shape is refused, whatever its checksum says', () => {
  check(textOf([{ kind: 'constructor' }]), '1 ACR2105');
  check(textOf([{ kind: 'guess', address: 'a' }]), '1 ACR2105');
  check(textOf([{ ...intent('a'), absentBefore: 'yes' }]), '1 ACR2105');
  check(textOf([{ kind: 'adopt', entry: { address: 'a' } }]), '1 ACR2105');
  check(textOf([null]), '1 ACR2105');
  check(textOf([], { ...BASE, serial: '7' }), '1 ACR2105');
  check(textOf([], RECORDS[0]), '1 ACR2105');
});

test('a journal of a newer format is refused, and the error says so', () => {
  check(textOf([], { ...BASE, version: 2, more: true }), '1 ACR2102');
});
