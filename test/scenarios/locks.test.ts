import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  changeAt,
  example,
  failures,
  ID,
  objectAt,
  planOf,
  SUBSCRIPTION,
  sent,
  VERSION,
} from './stacks.ts';

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

  it('is put on behind all that is below the registry, and taken off before any of it goes', async () => {
    const lab = openLab();
    const below = {
      scopeMaps: { builders: { repositories: { 'team/app': ['push'] } } },
      tokens: { machine: { scopeMap: 'builders' } },
      credentialSets: {
        'quay-io': {
          loginServer: 'quay.io',
          username: 'https://kv-platform.vault.azure.net/secrets/user',
          password: 'https://kv-platform.vault.azure.net/secrets/password',
        },
      },
      cacheRules: {
        quay: { name: 'quay-rule', sourceRepository: 'quay.io/team/*', targetRepository: 'team/*' },
      },
      webhooks: { onpush: { serviceUri: 'https://hooks.contoso.com/registry', actions: ['push'] } },
    };
    const edits = Object.entries(below).map(([section, entries]) => [`${AT.registry}.${section}`, entries]);
    const frozen = { [`${AT.registry}.locks`]: { images: { level: 'readOnly' } } };
    await lab.converge(example({ ...Object.fromEntries(edits), ...frozen }));
    expect(sent(lab).at(-1)).toBe('PUT images');
    lab.emulator.clearRequests();
    await lab.converge(example());
    expect(sent(lab).toSorted()).toEqual(
      ['images', 'machine', 'builders', 'quay-rule', 'quay-io', 'onpush']
        .map((name) => `DELETE ${name}`)
        .toSorted(),
    );
    expect(sent(lab)[0]).toBe('DELETE images');
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
});

describe('a lock of a registry with logins', () => {
  const MACHINE = { machine: { scopeMap: 'builders' } };
  const BUILDERS = { builders: { repositories: { 'team/app': ['push'] } } };
  const LOGINS = { [`${AT.registry}.scopeMaps`]: BUILDERS, [`${AT.registry}.tokens`]: MACHINE };

  it('comes after them, and goes before them', async () => {
    const lab = openLab();
    const readOnly = { [`${AT.registry}.locks`]: { images: { level: 'readOnly' } } };
    await lab.converge(example());
    lab.emulator.clearRequests();
    await lab.converge(example({ ...readOnly, ...LOGINS }));
    expect(sent(lab)).toEqual(['PUT builders', 'PUT machine', 'PUT images']);
    lab.emulator.clearRequests();
    await lab.converge(example());
    expect(sent(lab)).toEqual(['DELETE images', 'DELETE machine', 'DELETE builders']);
  });

  it('comes after what goes when it comes', async () => {
    const lab = openLab();
    await lab.converge(example(LOGINS));
    lab.emulator.clearRequests();
    await lab.converge(example(LOCKED));
    expect(sent(lab)).toEqual(['DELETE machine', 'DELETE builders', 'PUT images']);
  });
});

describe('a lock of others', () => {
  const lockAt = (scope: string) => `${scope}/providers/Microsoft.Authorization/locks/theirs`;

  async function withLock(scope: string, level: string, notes?: string): Promise<Lab> {
    const lab = openLab();
    await lab.converge(example());
    const properties = { level, ...(notes !== undefined && { notes }) };
    await lab.request('PUT', lockAt(scope), VERSION.locks, { properties });
    return lab;
  }

  async function foundIn(lab: Lab, file: string): Promise<readonly Diagnostic[]> {
    const { diagnostics } = await planOf(lab, file);
    return diagnostics.filter(({ code }) => code === 'ACR1363');
  }

  const WITHOUT = example({ [AT.endpoint]: null });
  const CHANGED = example({ [`${AT.registry}.policies`]: { retentionDays: 9 } });
  const SUBNET = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub/subnets/endpoints`;

  it.each([
    ['on the registry, of its endpoint', ID.registry, 'contosoimages'],
    ['on the group', GROUP, 'The group rg-images'],
    ['on the subscription', SUBSCRIPTION, `The subscription ${SUBSCRIPTION.split('/').at(-1)}`],
    ['on the endpoint itself', ID.endpoint, 'contosoimages-hub'],
  ])('%s stops a deletion at the plan, and no other change', async (_, scope, place) => {
    const lab = await withLock(scope, 'CanNotDelete', 'ask platform@contoso.com');
    const [finding, ...more] = await foundIn(lab, WITHOUT);
    expect(finding?.detail).toContain(`${place} has the lock theirs (CanNotDelete)`);
    expect(finding?.detail).toContain(`delete ${AT.endpoint}`);
    expect(finding?.detail).toContain('Its notes say "ask platform@contoso.com".');
    expect(finding?.hint).toContain('az lock delete --ids /subscriptions/');
    expect(more).toEqual([]);
    lab.emulator.clearRequests();
    expect((await lab.apply(WITHOUT, { options: ALLOWED })).kind).toBe('invalid');
    expect(sent(lab)).toEqual([]);
    expect(await foundIn(lab, CHANGED)).toEqual([]);
    await lab.converge(CHANGED);
    expect(objectAt(lab, lockAt(scope))).toMatchObject({ name: 'theirs' });
  });

  it.each([
    ['on the registry', ID.registry],
    ['on the group', GROUP],
    ['on the subscription', SUBSCRIPTION],
  ])('that makes all %s readable only stops a change, too', async (_, scope) => {
    const lab = await withLock(scope, 'ReadOnly');
    expect((await foundIn(lab, CHANGED)).map(({ address }) => address)).toEqual([AT.registry]);
    expect(await planOf(lab, example())).toMatchObject({ changes: [], drift: [], diagnostics: [] });
  });

  it('below what goes stops that as well, as Azure does, and one beside it stops nothing', async () => {
    const lab = await withLock(SUBNET, 'CanNotDelete');
    expect(await foundIn(lab, WITHOUT)).toEqual([]);
    const { diagnostics } = (await lab.plan(example(), { options: { destroy: true } })).planned.plan;
    const [finding] = diagnostics.filter(({ code }) => code === 'ACR1363');
    expect(finding?.detail).toMatch(/endpoints has the lock theirs .* delete .*networks\.vnet-hub/);
  });

  it('on the subscription is seen before the first apply, with how much it stops', async () => {
    const lab = openLab();
    await lab.request('PUT', lockAt(SUBSCRIPTION), VERSION.locks, { properties: { level: 'ReadOnly' } });
    const [finding] = await foundIn(lab, example());
    expect(finding).not.toHaveProperty('address');
    expect(finding?.detail).toMatch(/refuse to make or change networks\.vnet-hub, .* and 3 more\. Nothing/);
    expect((await lab.apply(example())).kind).toBe('invalid');
  });

  it('costs a list of each group, or of the subscription of one that comes, and no round of its own', async () => {
    const lab = openLab();
    const listsOf = async (file: string) => {
      lab.emulator.clearRequests();
      await lab.plan(file);
      return lab.emulator
        .requests()
        .filter(({ path }) => path.endsWith('/locks'))
        .map(({ path, query }) => [path.replace(/\/providers.*/, ''), query['$filter']]);
    };
    expect(await listsOf(example())).toEqual([[SUBSCRIPTION, 'atScope()']]);
    await lab.converge(example());
    expect(await listsOf(example())).toEqual([[GROUP, undefined]]);
  });

  it('that nobody may list is met by Azure: the failure says what to do, and it stays', async () => {
    const lab = await withLock(ID.registry, 'CanNotDelete');
    lab.emulator.setPermissions([
      { scope: '/', actions: ['*'], notActions: ['Microsoft.Authorization/locks/read'] },
    ]);
    const result = lab.apply(WITHOUT, { options: ALLOWED });
    expect(await failures(result)).toMatchObject({ [`${AT.endpoint}/delete`]: 'ScopeLocked' });
    expect(objectAt(lab, lockAt(ID.registry))).toMatchObject({ name: 'theirs' });
  });
});
