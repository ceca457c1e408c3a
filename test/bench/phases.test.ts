import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Metrics, type Phase, perform } from '../../scripts/bench/phases.ts';
import { SHAPES, type Shape } from '../../scripts/bench/workloads.ts';

/** Counts only: how long something takes is printed by `npm run bench`, and asserted nowhere. */
const folder = mkdtempSync(join(tmpdir(), 'acrctl-bench-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const newDir = () => mkdtempSync(join(folder, 'stack-'));

async function measure(
  phase: Phase,
  shape: Shape,
  resources: number,
  dir = newDir(),
  parallelism = 64,
): Promise<Metrics> {
  // A page holds what the emulator's has when nobody says otherwise.
  return perform({ phase, shape, resources, dir, parallelism, answerMs: 0, pageSize: 100 });
}

/** A directory in which the stack was applied, and what that took. */
async function applied(shape: Shape, resources: number) {
  const dir = newDir();
  return { dir, metrics: await measure('apply', shape, resources, dir) };
}

describe('what the benchmark measures', () => {
  it.each(SHAPES)('is a whole life of the stack: %s', async (shape) => {
    const fresh = await measure('plan', shape, 14);
    const { dir, metrics } = await applied(shape, 14);
    expect(fresh).toMatchObject({ changes: metrics['resources'], drifted: 0, state: 0 });
    expect(await measure('plan', shape, 14, dir)).toMatchObject({ changes: 0, drifted: 0, state: 1 });
    const drifted = await measure('drift', shape, 14, dir);
    expect(drifted['drifted']).toBeGreaterThan(0);
    expect(await measure('destroy', shape, 14, dir)).toMatchObject({ resources: metrics['resources'] });
  });

  it('reads, shows, saves and compares a plan', async () => {
    expect(await measure('report', 'registries', 14)).toMatchObject({ changes: 14 });
  });
});

describe('a refresh', () => {
  it('asks one list for each type and group, and its next pages', async () => {
    const { requests, checks, nextPages, resources } = await measure(
      'plan',
      'independent',
      1_000,
      (await applied('independent', 1_000)).dir,
    );
    // The group, the networks, the registries: 499 of each in pages of a hundred. And what the caller may do there, and its locks.
    expect({ requests, checks, nextPages, resources }).toEqual({
      requests: 11,
      checks: 2,
      nextPages: 8,
      resources: 999,
    });
  });

  it.each(['registries', 'zones'] as const)(
    'asks no more than zone groups, eight lists a group and next pages: %s',
    async (shape) => {
      const {
        requests = 0,
        nextPages = 0,
        allowed = 0,
        resources = 0,
      } = await measure('plan', shape, 300, (await applied(shape, 300)).dir);
      expect(requests).toBeLessThanOrEqual(allowed + nextPages);
      expect(requests).toBeLessThan(resources / 2);
    },
  );
});

describe('the journal', () => {
  const check = async (writers: number, fsyncs: { readonly least: number; readonly most: number }) => {
    const { records, syncs = 0 } = await measure(
      'journal',
      'example',
      128,
      (await applied('example', 8)).dir,
      writers,
    );
    expect(records).toBe(3 * 128);
    expect(syncs).toBeGreaterThanOrEqual(fsyncs.least);
    expect(syncs).toBeLessThanOrEqual(fsyncs.most);
  };

  it('makes each record durable by itself when one step runs (I-07)', () =>
    check(1, { least: 384, most: 384 }));

  it('makes all that wait durable with one fsync (I-07)', () => check(128, { least: 3, most: 12 }));
});

describe('the costs of an apply', () => {
  it('grow no faster than the stack, in requests and in bytes of the journal', async () => {
    for (const shape of ['independent', 'registries', 'zones', 'chain'] as const) {
      const [small, large] = [(await applied(shape, 60)).metrics, (await applied(shape, 240)).metrics];
      const each = ({ requests = 0, journalBytes = 0, resources = 1 }: Metrics) => [
        requests / resources,
        journalBytes / resources,
      ];
      const [smallRequests = 0, smallBytes = 0] = each(small);
      const [largeRequests = 0, largeBytes = 0] = each(large);
      expect(largeRequests / smallRequests).toBeLessThan(1.1);
      expect(largeBytes / smallBytes).toBeLessThan(1.1);
    }
  });
});
