import { describe, expect, it } from 'vitest';
import { type Lab, openLab } from '../lab.ts';
import { AT, actionsOf, changeAt, example, failures, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const LOCK = `${ID.registry}/providers/Microsoft.Authorization/locks/images`;
const AT_LOCK = `${AT.registry}.locks.images`;
const LOCKED = { [`${AT.registry}.locks`]: { images: { level: 'canNotDelete' } } };

/** It is the last way into the registry. */
const ALLOWED = { allowDestroy: [AT.endpoint], allowMassDestroy: null };

async function lockedLab(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(example(LOCKED));
  return lab;
}

async function findingsOf(lab: Lab, file: string): Promise<readonly string[]> {
  const { diagnostics } = await planOf(lab, file);
  return diagnostics
    .filter(({ code }) => code === 'ACR1360')
    .map(({ address = '' }) => address)
    .toSorted();
}

describe('a lock of the file', () => {
  it('is put on last, and then nothing is left to do (3.67)', async () => {
    const lab = openLab();
    await lab.converge(example(LOCKED));
    expect(sent(lab).at(-1)).toBe('PUT images');
    expect(objectAt(lab, LOCK)).toMatchObject({ properties: { level: 'CanNotDelete' } });
    expect(await planOf(lab, example(LOCKED))).toMatchObject({ changes: [], drift: [] });
  });

  it('that somebody took off or made another is drift, and put back', async () => {
    const lab = await lockedLab();
    await lab.request('PUT', LOCK, VERSION.locks, { properties: { level: 'ReadOnly' } });
    expect(changeAt(await planOf(lab, example(LOCKED)), AT_LOCK)?.paths).toEqual(['properties.level']);
    await lab.converge(example(LOCKED));
    await lab.request('DELETE', LOCK, VERSION.locks);
    const plan = await planOf(lab, example(LOCKED));
    expect(plan.drift.map(({ address }) => address)).toEqual([AT_LOCK]);
    await lab.converge(example(LOCKED));
    expect(objectAt(lab, LOCK)).toMatchObject({ properties: { level: 'CanNotDelete' } });
  });

  it('stops what it covers at plan, before anything was sent: also the private endpoints of the registry', async () => {
    const lab = await lockedLab();
    const without = example({ ...LOCKED, [AT.endpoint]: null });
    expect(await findingsOf(lab, without)).toEqual([AT.endpoint]);
    lab.emulator.clearRequests();
    expect((await lab.apply(without, { options: ALLOWED })).kind).not.toBe('applied');
    expect(sent(lab)).toEqual([]);
    const changed = example({ ...LOCKED, [`${AT.registry}.policies`]: { retentionDays: 9 } });
    expect(await findingsOf(lab, changed)).toEqual([]);
    await lab.converge(changed);
  });

  it('with level readOnly stops changes, too, and lets them be made with the change that takes it off', async () => {
    const lab = openLab();
    const readOnly = { [`${AT.registry}.locks`]: { images: { level: 'readOnly' } } };
    const policies = { [`${AT.registry}.policies`]: { retentionDays: 9 } };
    await lab.converge(example(readOnly));
    expect(await findingsOf(lab, example({ ...readOnly, ...policies }))).toEqual([AT.registry]);
    await lab.converge(example(policies));
    expect(objectAt(lab, LOCK)).toEqual({});
    expect(await planOf(lab, example(policies))).toMatchObject({ changes: [], drift: [] });
  });

  it('goes first when what it covers goes', async () => {
    const lab = await lockedLab();
    const without = example({ [AT.endpoint]: null });
    expect(await findingsOf(lab, without)).toEqual([]);
    const plan = await planOf(lab, without);
    expect(actionsOf(plan)).toContain(`delete ${AT_LOCK}`);
    expect(changeAt(plan, AT.endpoint)?.steps.at(-1)?.dependsOn).toContain(`${AT_LOCK}/delete`);
    await lab.converge(without, { options: ALLOWED });
    expect(objectAt(lab, ID.endpoint)).toEqual({});
  });

  it('of others stays and blocks: the failure says what to do', async () => {
    const lab = openLab();
    await lab.converge(example());
    const theirs = `${ID.registry}/providers/Microsoft.Authorization/locks/theirs`;
    await lab.request('PUT', theirs, VERSION.locks, { properties: { level: 'CanNotDelete' } });
    const result = lab.apply(example({ [AT.endpoint]: null }), { options: ALLOWED });
    expect(await failures(result)).toMatchObject({ [`${AT.endpoint}/delete`]: 'ScopeLocked' });
    expect(objectAt(lab, theirs)).toMatchObject({ name: 'theirs' });
  });
});
