import { describe, expect, it } from 'vitest';
import { openLab } from '../lab.ts';
import { AT, actionsOf, changeAt, example, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const MAPS = `${AT.registry}.scopeMaps`;
const TOKENS = `${AT.registry}.tokens`;
const MAP = `${ID.registry}/scopeMaps/builders`;
const TOKEN = `${ID.registry}/tokens/build-machine`;
const BUILDERS = { description: 'Builds push here.', repositories: { 'team/app': ['push', 'readMetadata'] } };
const WANTED = {
  [`${MAPS}.builders`]: BUILDERS,
  [`${TOKENS}.build-machine`]: { scopeMap: 'builders' },
  [`${TOKENS}.puller`]: { scopeMap: '_repositories_pull' },
};

describe('scope maps and tokens (2.28)', () => {
  it('are made after their registry, the token after its scope map, and then as asked for (2.28)', async () => {
    const lab = openLab();
    const plan = await planOf(lab, example(WANTED));
    expect(changeAt(plan, `${TOKENS}.build-machine`)).toMatchObject({
      actions: ['create'],
      steps: [{ dependsOn: expect.arrayContaining([`${MAPS}.builders/write`]) }],
      impact: ['it has no password yet: "acrctl rotate token" draws one'],
    });
    expect(plan.outputs[`${TOKENS}.build-machine`]).toEqual({ username: { value: 'build-machine' } });
    await lab.converge(example(WANTED));
    expect(objectAt(lab, MAP)).toMatchObject({
      properties: {
        type: 'UserDefined',
        description: 'Builds push here.',
        actions: [
          'repositories/team/app/content/read',
          'repositories/team/app/content/write',
          'repositories/team/app/metadata/read',
        ],
      },
    });
    expect(objectAt(lab, TOKEN)).toMatchObject({
      properties: { scopeMapId: MAP, status: 'enabled', credentials: { passwords: [] } },
    });
    expect(await planOf(lab, example(WANTED))).toMatchObject({ changes: [], drift: [] });
  });

  it('that somebody else changed are put back, and the passwords of a token stay (2.28)', async () => {
    const lab = openLab();
    await lab.converge(example(WANTED));
    await lab.request('POST', `${ID.registry}/generateCredentials`, VERSION.registry, { tokenId: TOKEN });
    await lab.request('PATCH', MAP, VERSION.registry, {
      properties: { actions: ['repositories/other/content/delete'] },
    });
    await lab.request('PATCH', TOKEN, VERSION.registry, { properties: { status: 'disabled' } });
    lab.emulator.advance(60_000);
    const enabled = { ...WANTED, [`${TOKENS}.build-machine.enabled`]: true };
    const plan = await planOf(lab, example(enabled));
    expect(plan.drift.map(({ address }) => address)).toEqual([`${MAPS}.builders`]);
    expect(changeAt(plan, `${MAPS}.builders`)?.impact).toEqual([
      'build-machine can no longer repositories/other/content/delete',
      'build-machine can from then on repositories/team/app/content/read, repositories/team/app/content/write and repositories/team/app/metadata/read',
    ]);
    expect(changeAt(plan, `${TOKENS}.build-machine`)?.impact).toEqual([
      'the passwords of build-machine let their holders in again',
    ]);
    await lab.converge(example(enabled));
    expect(objectAt(lab, TOKEN)).toMatchObject({
      properties: { credentials: { passwords: [{ name: 'password1' }, { name: 'password2' }] } },
    });
    expect(await planOf(lab, example(enabled))).toMatchObject({ changes: [], drift: [] });
  });

  it('leave in order: a token gets its other scope map before the old one goes, or goes first itself (2.28)', async () => {
    const lab = openLab();
    await lab.converge(example(WANTED));
    const other = {
      [`${MAPS}.pullers`]: { actions: ['repositories/*/content/read'] },
      [`${TOKENS}.build-machine`]: { scopeMap: 'pullers' },
    };
    const plan = await planOf(lab, example(other));
    expect(changeAt(plan, `${TOKENS}.build-machine`)?.impact).toEqual([
      'whoever logs in as build-machine may do what scope map pullers allows, and nothing else',
    ]);
    expect(changeAt(plan, `${TOKENS}.puller`)?.impact).toEqual([
      'whoever logs in as puller is locked out: its passwords are gone for good',
    ]);
    lab.emulator.clearRequests();
    await lab.converge(example(other));
    const requests = sent(lab);
    expect(requests.indexOf('PATCH build-machine')).toBeGreaterThan(requests.indexOf('PUT pullers'));
    expect(requests.indexOf('DELETE builders')).toBeGreaterThan(requests.indexOf('PATCH build-machine'));
    expect(await planOf(lab, example(other))).toMatchObject({ changes: [], drift: [] });
    lab.emulator.clearRequests();
    expect(actionsOf(await planOf(lab, example()))).toEqual([
      `delete ${MAPS}.pullers`,
      `delete ${TOKENS}.build-machine`,
    ]);
    await lab.converge(example());
    expect(sent(lab)).toEqual(['DELETE build-machine', 'DELETE pullers']);
  });

  it('of others are used where they exist, below a registry of others, too (2.28)', async () => {
    const lab = openLab();
    await lab.converge(example());
    await lab.request('PUT', MAP, VERSION.registry, {
      properties: { actions: ['repositories/team/app/content/read'] },
    });
    const mine = {
      [`${MAPS}.builders`]: { existing: true },
      [`${TOKENS}.build-machine`]: { scopeMap: 'builders' },
    };
    lab.emulator.clearRequests();
    await lab.converge(example(mine));
    expect(sent(lab)).toEqual(['PUT build-machine']);
    expect(await planOf(lab, example(mine))).toMatchObject({ changes: [], drift: [] });
  });
});
