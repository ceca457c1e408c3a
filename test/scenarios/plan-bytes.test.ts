import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { AcrctlError } from '../../src/core/errors.ts';
import type { Json } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { parseSavedPlan, planText } from '../../src/engine/saved-plan.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import {
  AT,
  applySaved,
  CHANGED,
  edited,
  example,
  OPEN,
  planOf,
  resigned,
  savedPlan,
  sent,
} from './stacks.ts';

describe('a saved plan that was altered', () => {
  const text = (async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    return planText(await planOf(lab, EXAMPLE));
  })();

  const accepts = (bytes: Buffer): boolean => {
    try {
      parseSavedPlan(bytes.toString('utf8'), 'saved.plan');
      return true;
    } catch (error) {
      if (error instanceof AcrctlError && error.exitCode === 6) return false;
      throw error;
    }
  };

  it('is read when it was not', async () => {
    expect(accepts(Buffer.from(await text))).toBe(true);
  });

  it.each<[string, (bytes: Buffer, at: number) => Buffer]>([
    ['changed', (bytes, at) => replaced(bytes, at, 1, (bytes[at] ?? 0) ^ 1)],
    ['made a space', (bytes, at) => replaced(bytes, at, 1, bytes[at] === 0x20 ? 0x09 : 0x20)],
    ['taken out', (bytes, at) => replaced(bytes, at, 1)],
    ['put in', (bytes, at) => replaced(bytes, at, 0, 0x20)],
    ['doubled', (bytes, at) => replaced(bytes, at, 0, bytes[at] ?? 0x0a)],
  ])('in any single byte, %s, is refused', async (_, alter) => {
    const bytes = Buffer.from(await text);
    const passed = Array.from(bytes.keys()).filter((at) => accepts(alter(bytes, at)));
    expect(passed).toEqual([]);
  });

  it.each([
    '',
    '{}',
    'null',
    '[]',
    '"1.0"',
    '{"formatVersion":"1.0"}',
    '{"formatVersion":"1.0","digest":"x"}',
  ])('into %j is no plan', (other) => {
    expect(accepts(Buffer.from(other))).toBe(false);
  });

  it('and signed anew is refused by what apply plans itself (I-05)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const saved = await savedPlan(lab, example(CHANGED));
    const changes = saved.changes.map((change) => ({ ...change, steps: [] }));
    const forged = parseSavedPlan(planText(resigned({ ...saved, changes })), 'saved.plan');
    await expect(applySaved(lab, example(CHANGED), forged)).rejects.toMatchObject({ exitCode: 6 });
  });
});

describe('a saved plan that a guard blocks', () => {
  it('is refused by the guard, not as stale, and writes nothing', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const without = example({ 'registries.contosoimages': null });
    const saved = await savedPlan(lab, without);
    lab.emulator.clearRequests();
    expect((await applySaved(lab, without, saved)).kind).toBe('refused');
    expect(sent(lab)).toEqual([]);
  });
});

describe('two plans of the same inputs are the same bytes', () => {
  it.each(['nothing is there', 'everything is there'])('when %s (I-10)', async (_) => {
    const lab = openLab();
    if (_ === 'everything is there') await lab.converge(EXAMPLE);
    const [a, b] = [await planOf(lab, example(CHANGED)), await planOf(lab, example(CHANGED))];
    expect(planText(b)).toBe(planText(a));
  });

  it('whatever the order of keys in the file (I-10)', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const text = edited(example(CHANGED), {
      'networks.vnet-build': {
        addressSpace: ['10.30.0.0/16'],
        subnets: { a: { prefix: '10.30.1.0/24' }, b: { prefix: '10.30.2.0/24' } },
      },
      [`${AT.zone}.links`]: { 'vnet-hub': {}, 'vnet-build': {} },
      'registries.contosoother': { sku: 'Basic', network: { publicAccess: 'enabled' } },
    });
    const expected = planText(await planOf(lab, text));
    await fc.assert(
      fc.asyncProperty(fc.infiniteStream(fc.nat()), async (numbers) => {
        const file = stringify(shuffled(parse(text) as Json, numbers));
        expect(planText(await planOf(lab, file))).toBe(expected);
      }),
      { numRuns: 25 },
    );
  });
});

function replaced(bytes: Buffer, at: number, count: number, ...byte: readonly number[]): Buffer {
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(byte), bytes.subarray(at + count)]);
}

function shuffled(value: Json, numbers: fc.Stream<number>): Json {
  if (!isJsonObject(value)) return value;
  const ranked = Object.entries(value).map((entry) => ({ entry, rank: next(numbers) }));
  const sorted = ranked
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry: [key, inner] }) => [key, shuffled(inner, numbers)]);
  return Object.fromEntries(sorted);
}

function next(numbers: fc.Stream<number>): number {
  return numbers.next().value ?? 0;
}
