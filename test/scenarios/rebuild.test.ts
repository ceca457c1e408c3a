import { describe, expect, it } from 'vitest';
import { rebuild } from '../../src/engine/rebuild.ts';
import { editState } from '../../src/state/edit.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import { type Lab, openLab } from '../lab.ts';
import { loseState } from './importing.ts';
import { AT, actionsOf, edited, example, ID, planOf, sent, VERSION } from './stacks.ts';

/** Everything that can carry a mark of its own kind: tags, metadata, a description. */
const WIDE = edited(example(), {
  'identities.ours': {},
  'keyVaults.kv-images.certificates.trial': {
    source: 'selfSigned',
    hosts: ['trial.contoso.com'],
    format: 'pem',
  },
  'registries.contosoimages.roleAssignments.push': { role: 'AcrPush', identity: 'ours' },
  [`${AT.endpoint}.dns.manage`]: 'records',
});

/** The same computer without the state, as `acrctl state rebuild` finds it. */
async function rebuilt(lab: Lab, text: string) {
  const { session, world } = lab.session(text, 'state rebuild');
  let left: readonly string[] = [];
  const snapshot = await editState({
    ...session,
    acquireLock: () =>
      acquireLock({
        world,
        dir: 'state',
        stack: session.stack,
        operation: 'state rebuild',
        lockTimeoutMs: 0,
        requestTimeoutMs: 120_000,
      }),
    recordsFor: async (reading) => {
      const found = await rebuild(session, reading);
      left = found.left.map(({ address, reason }) => `${reason} ${address}`);
      return found.records;
    },
  });
  return { snapshot, left };
}

describe('a state that was lost', () => {
  it.each([
    ['the example', example()],
    ['marks of every kind', WIDE],
  ])('is made of Azure again by the marks, and then there is nothing to do: %s (I-08)', async (_, text) => {
    const lab = openLab();
    await lab.converge(text);
    const before = (await lab.state())?.resources;
    loseState(lab);
    expect(actionsOf(await planOf(lab, text)).every((each) => each.startsWith('update'))).toBe(true);
    lab.emulator.clearRequests();
    const { snapshot, left } = await rebuilt(lab, text);
    expect([snapshot?.resources, left]).toEqual([before, []]);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
  });

  it('holds what is there, so that what the file wants otherwise is a plain change', async () => {
    const lab = openLab();
    await lab.converge(example());
    loseState(lab);
    const other = edited(example(), { 'registries.contosoimages.policies.retentionDays': 45 });
    await rebuilt(lab, other);
    const plan = await planOf(lab, other);
    expect(plan.drift).toEqual([]);
    expect(actionsOf(plan)).toEqual([`update ${AT.registry}`]);
  });

  it('does not take in what carries no mark, or that of another stack, nor what hangs below it', async () => {
    const lab = openLab();
    await lab.converge(example());
    loseState(lab);
    await lab.request('PATCH', ID.registry, VERSION.registry, { tags: {} });
    const network = (await lab.request('GET', ID.network, VERSION.network)) as { properties: object };
    await lab.request('PUT', ID.network, VERSION.network, { ...network, tags: { 'acrctl-stack': 'others' } });
    lab.emulator.advance(600_000);
    const { snapshot, left } = await rebuilt(lab, example());
    expect(left).toEqual([`other-stack ${AT.network}`, `unmarked ${AT.subnet}`, `unmarked ${AT.registry}`]);
    expect(snapshot?.resources.map(({ address }) => address)).toContain(AT.zoneGroup);
  });

  it('is left as it is where nothing is missing', async () => {
    const lab = openLab();
    await lab.converge(example());
    const before = await lab.state();
    expect((await rebuilt(lab, example())).snapshot).toEqual(before);
  });
});
