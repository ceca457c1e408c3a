import { expect, it } from 'vitest';
import type { Fault } from '../../src/emulator/index.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { AT, planOf } from '../scenarios/stacks.ts';
import { journalOf, openIntents } from './observer.ts';

/** Interrupts an apply one second after the registry's PUT met this answer. */
async function check(
  answer: NonNullable<Fault['answer']>,
  expected: { notStarted: boolean; open: boolean; within: number },
  before: Fault['operation'] = undefined,
) {
  const lab = openLab();
  const match = { method: 'PUT', path: '/registries/contosoimages?' };
  lab.emulator.setFaults(
    before === undefined
      ? [{ match: { ...match, nth: 'every' }, answer }]
      : [
          { match: { ...match, nth: 1 }, operation: before },
          { match: { ...match, nth: 2 }, answer },
        ],
  );
  const world = lab.newProcess();
  const result = await lab.apply(EXAMPLE, {
    world,
    transport: (inner) => ({
      send: async (request) => {
        const response = await inner.send(request);
        const isMet = response.status === answer.status;
        if (isMet) lab.timeline.at(lab.timeline.nowMs() + 1_000, () => world.interruptNow());
        return response;
      },
    }),
  });
  const step = `${AT.registry}/write` as const;
  const outcome = result.kind === 'applied' ? result.outcome : undefined;
  expect(outcome?.interrupted).toBe(true);
  expect(outcome?.failed).toEqual([]);
  expect(outcome?.notStarted.includes(step)).toBe(expected.notStarted);
  expect(outcome?.cutOff.includes(step)).toBe(!expected.notStarted);
  const left = openIntents(journalOf(lab)).map(({ intent }) => intent.step);
  expect(left.includes(step)).toBe(expected.open);
  lab.emulator.setFaults([]);
  const fromMs = lab.timeline.nowMs();
  await lab.converge(EXAMPLE);
  expect(lab.timeline.nowMs() - fromMs < 60_000).toBe(expected.within < 60_000);
  expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
}

it('a write that was only throttled when the run ended is closed as not done: the next run proves nothing (I-07)', () =>
  check(
    { status: 429, code: '429', message: 'Retry after 60 seconds.', headers: { 'retry-after': '60' } },
    { notStarted: true, open: false, within: 0 },
  ));

it('a write whose answer says nothing of its effect stays open when the run ends (I-07)', () =>
  check(
    { status: 503, code: 'ServiceUnavailable', message: 'Later.', headers: { 'retry-after': '60' } },
    { notStarted: false, open: true, within: 60_000 },
  ));

it('a write that was throttled after an earlier one of its step was taken stays open: that one left something (I-08)', () =>
  check(
    { status: 429, code: '429', message: 'Retry after 60 seconds.', headers: { 'retry-after': '60' } },
    { notStarted: false, open: true, within: 0 },
    { fails: { code: 'RetryableError', message: 'A retryable error occurred.' } },
  ));
