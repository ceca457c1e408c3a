import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { Fault } from '../../src/emulator/index.ts';
import { type Lab, type LabOptions, openLab, type RunOptions } from '../lab.ts';
import { masked } from '../simulation/masked.ts';
import {
  AT,
  actionsOf,
  blockedIn,
  changeAt,
  edited,
  example,
  failures,
  ID,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const REPLICAS = `${AT.registry}.replications`;
const NORTH = `${REPLICAS}.northeurope`;
const NORTH_ID = `${ID.registry}/replications/northeurope`;
const OPEN = { [AT.access]: 'enabled', [AT.export]: true };
const BARE = example(OPEN);
const REPLICATED = example({ ...OPEN, [REPLICAS]: { northeurope: {} } });
/** The registry is that of others. */
const onlyReplica = (northeurope: JsonObject = {}) =>
  edited(example(), {
    resourceGroups: null,
    networks: null,
    privateDnsZones: null,
    registries: { contosoimages: { existing: true, replications: { northeurope } } },
  });
const ONLY_REPLICA = onlyReplica();
const BROKE = { code: 'InternalServerError', message: 'Please retry the request later.' };

const creationFails = (nth: number | 'every' = 1): Fault => ({
  match: { method: 'PUT', path: 'replications/northeurope', nth },
  operation: { fails: BROKE },
});

/** The example with a replica whose creation failed. */
async function withLeftover(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(BARE);
  lab.emulator.setFaults([creationFails()]);
  expect(await failures(lab.apply(REPLICATED))).toEqual({ [`${NORTH}/write`]: BROKE.code });
  lab.emulator.setFaults([]);
  lab.emulator.clearRequests();
  return lab;
}

async function withTheirRegistry(options: LabOptions = {}): Promise<Lab> {
  const lab = openLab(options);
  await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
  const body = { location: 'westeurope', sku: { name: 'Premium' } };
  await lab.request('PUT', ID.registry, VERSION.registry, body);
  return lab;
}

/** The example with a replica. */
async function replicated(): Promise<Lab> {
  const lab = openLab({ emulator: { latency: 'typical' } });
  await lab.converge(REPLICATED);
  lab.emulator.clearRequests();
  return lab;
}

const stateOf = (lab: Lab) => lab.state().then((state) => masked(state?.resources));
const expectNothingLeft = async (lab: Lab, text = REPLICATED) =>
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });

describe('a replica whose creation failed', () => {
  it('is deleted and made again without an allowance: it serves nobody (N06, Azure/ARO-HCP#2366)', async () => {
    const lab = await withLeftover();
    const plan = await planOf(lab, REPLICATED);
    expect(actionsOf(plan)).toContain(`delete+create ${NORTH}`);
    expect(changeAt(plan, NORTH)).toMatchObject({ reason: 'failed', replacePaths: [], importing: false });
    expect(changeAt(plan, NORTH)?.impact[0]).toMatch(/no client was ever sent to it/);
    expect(blockedIn(plan)).toEqual({});
    await lab.converge(REPLICATED);
    expect(sent(lab)).toEqual(['DELETE northeurope', 'PUT northeurope']);
    expect(objectAt(lab, NORTH_ID)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    await expectNothingLeft(lab);
  });

  it('is no mass destruction where it is all that the state holds (I-20)', async () => {
    const lab = await withTheirRegistry();
    lab.emulator.setFaults([creationFails()]);
    await failures(lab.apply(ONLY_REPLICA));
    expect((await lab.state())?.resources).toMatchObject([{ address: NORTH, settled: false }]);
    await lab.converge(ONLY_REPLICA);
    await expectNothingLeft(lab, ONLY_REPLICA);
  });

  it('goes without an allowance where the file no longer asks for it', async () => {
    const lab = await withLeftover();
    await lab.converge(BARE);
    expect(sent(lab)).toEqual(['DELETE northeurope']);
    expect(objectAt(lab, NORTH_ID)).toEqual({});
    await expectNothingLeft(lab, BARE);
  });

  it('is kept, and nothing sent, where somebody mended it after the plan', async () => {
    const lab = await withLeftover();
    const mend = async () => {
      await lab.request('DELETE', NORTH_ID, VERSION.registry);
      lab.emulator.advance(600_000);
      await lab.request('PUT', NORTH_ID, VERSION.registry, { location: 'northeurope' });
      lab.emulator.advance(600_000);
      lab.emulator.clearRequests();
      return true;
    };
    expect(await failures(lab.apply(REPLICATED, { approve: mend }))).toEqual({
      [`${NORTH}/delete`]: 'ACR2013',
    });
    expect(sent(lab)).toEqual([]);
  });

  it('that somebody else left is not deleted, whatever the file permits (I-08)', async () => {
    const lab = openLab();
    await lab.converge(BARE);
    lab.emulator.setFaults([creationFails()]);
    await lab.request('PUT', NORTH_ID, VERSION.registry, { location: 'northeurope' });
    lab.emulator.advance(600_000);
    const adopting = example({ ...OPEN, [REPLICAS]: { northeurope: { adopt: true } } });
    const plan = await planOf(lab, adopting);
    expect(blockedIn(plan)).toEqual({ [NORTH]: 'ACR1301' });
    expect(changeAt(plan, NORTH)?.blocked?.detail).toMatch(/delete it, then run again/);
  });
});

describe('a replica whose change failed', () => {
  const changed = example({ ...OPEN, [REPLICAS]: { northeurope: { globalRouting: false } } });
  const withFailedChange = async () => {
    const lab = await replicated();
    lab.emulator.setFaults([
      { match: { method: 'PATCH', path: 'replications/northeurope' }, operation: { fails: BROKE } },
    ]);
    await failures(lab.apply(changed));
    lab.emulator.setFaults([]);
    expect(objectAt(lab, NORTH_ID)).toMatchObject({ properties: { provisioningState: 'Failed' } });
    lab.emulator.clearRequests();
    return lab;
  };

  it('is changed again: it has its images, and is no leftover', async () => {
    const lab = await withFailedChange();
    expect(changeAt(await planOf(lab, changed), NORTH)).toMatchObject({
      actions: ['update'],
      reason: 'failed',
    });
    await lab.converge(changed);
    expect(sent(lab)).toEqual(['PATCH northeurope']);
    await expectNothingLeft(lab, changed);
  });

  it('is not deleted without an allowance (I-03)', async () => {
    const lab = await withFailedChange();
    expect(blockedIn(await planOf(lab, BARE))).toEqual({ [NORTH]: 'ACR2006' });
  });
});

describe('a replica that is made again in the same run', () => {
  const moved = onlyReplica({ location: 'swedencentral' });
  const options: RunOptions = { options: { allowDestroy: [NORTH], allowMassDestroy: 1 } };
  const made = async (latency: 'none' | 'typical' = 'typical') => {
    const lab = await withTheirRegistry({ emulator: { latency } });
    await lab.converge(ONLY_REPLICA);
    lab.emulator.clearRequests();
    return lab;
  };

  it('waits until its deletion is seen by five answers in a row, 5 s apart (N07, Azure/azure-rest-api-specs#18934)', async () => {
    const lab = await made();
    await lab.converge(moved, options);
    expect(sent(lab)).toEqual(['DELETE northeurope', 'PUT northeurope']);
    const requests = lab.emulator.requests().filter(({ path }) => path === NORTH_ID);
    const put = requests.findIndex(({ method }) => method === 'PUT');
    const before = requests.slice(put - 5, put);
    expect(before.map(({ method, status }) => `${method} ${status}`)).toEqual(Array(5).fill('GET 404'));
    const [first = 0, ...others] = before.map(({ timeMs }) => timeMs);
    for (const [index, timeMs] of others.entries())
      expect(timeMs - first).toBeGreaterThanOrEqual(5_000 * (index + 1));
    await expectNothingLeft(lab, moved);
  });

  it('and fails for that alone is taken away and made once more', async () => {
    const lab = await made();
    lab.emulator.setFaults([creationFails(1), creationFails(2)]);
    await lab.converge(moved, options);
    expect(sent(lab)).toEqual([
      'DELETE northeurope',
      'PUT northeurope',
      'DELETE northeurope',
      'PUT northeurope',
      'DELETE northeurope',
      'PUT northeurope',
    ]);
    expect(lab.events.filter(({ kind }) => kind === 'step-retrying')).toMatchObject([
      { why: BROKE.code, afterMs: 30_000 },
      { why: BROKE.code, afterMs: 60_000 },
    ]);
    await expectNothingLeft(lab, moved);
  });

  it('is given up after three attempts, and the next run goes on (I-16, I-18)', async () => {
    const lab = await made();
    lab.emulator.setFaults([creationFails('every')]);
    expect(await failures(lab.apply(moved, options))).toEqual({ [`${NORTH}/write`]: BROKE.code });
    expect(sent(lab).filter((each) => each.startsWith('PUT'))).toHaveLength(3);
    lab.emulator.setFaults([]);
    expect(changeAt(await planOf(lab, moved), NORTH)).toMatchObject({
      actions: ['delete', 'create'],
      reason: 'failed',
    });
    await lab.converge(moved);
    await expectNothingLeft(lab, moved);
  });

  it('comes to the same wherever the run dies, though Azure takes its time to let go (I-01)', async () => {
    const undisturbed = await made();
    const world = undisturbed.newProcess();
    await undisturbed.converge(moved, { ...options, world });
    const wanted = await stateOf(undisturbed);
    for (const { number, label } of world.boundaries) {
      const lab = await made();
      await dies(lab, number, label);
      await lab.converge(moved, options);
      expect(await stateOf(lab), `${number} ${label}`).toEqual(wanted);
      await expectNothingLeft(lab, moved);
    }
  });

  it('leaves nothing behind wherever the run dies in clearing away what failed, at worst for one more run', async () => {
    const undisturbed = await made('none');
    undisturbed.emulator.setFaults([creationFails()]);
    const world = undisturbed.newProcess();
    await undisturbed.converge(moved, { ...options, world });
    const wanted = await stateOf(undisturbed);
    for (const { number, label } of world.boundaries) {
      const lab = await made('none');
      lab.emulator.setFaults([creationFails()]);
      await dies(lab, number, label);
      await lab.apply(moved, options);
      await lab.converge(moved, options);
      expect(await stateOf(lab), `${number} ${label}`).toEqual(wanted);
      await expectNothingLeft(lab, moved);
    }
  });

  async function dies(lab: Lab, crashAt: number, label: string): Promise<void> {
    const world = lab.newProcess({ crashAt });
    expect((await world.run(() => lab.apply(moved, { ...options, world }))).kind, label).toBe('died');
  }
});

describe('a replica that others make meanwhile', () => {
  it('holds an endpoint up, which is asked for again until it goes (lessons 25, G02)', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const unconnected = example({ ...OPEN, [AT.endpoints]: null });
    await lab.converge(unconnected);
    const made = async () => {
      await lab.request('PUT', NORTH_ID, VERSION.registry, { location: 'northeurope' });
      return true;
    };
    lab.emulator.clearRequests();
    await lab.converge(BARE, { approve: made });
    const refused = lab.emulator
      .requests()
      .filter(({ method, path, status }) => method === 'PUT' && path === ID.endpoint && status === 429);
    expect(refused.length).toBeGreaterThan(1);
    expect(lab.events).toContainEqual(
      expect.objectContaining({ kind: 'step-retrying', step: `${AT.endpoint}/write`, why: 'RetryableError' }),
    );
    expect(objectAt(lab, ID.endpoint)).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    await expectNothingLeft(lab, BARE);
  });
});
