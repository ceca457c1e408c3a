import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import {
  AT,
  changeAt,
  type Edits,
  edited,
  example,
  ID,
  markOf,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

describe('what others put on objects of ours', () => {
  it('is removed where a list is owned whole: an IP range', async () => {
    const lab = openLab();
    const file = example({
      [AT.access]: 'selected',
      [AT.export]: true,
      [`${AT.registry}.network.allowedIpRanges`]: ['203.0.113.0/24'],
    });
    await lab.converge(file);
    const ipRules = ['203.0.113.0/24', '198.51.100.7'].map((value) => ({ action: 'Allow', value }));
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      properties: { networkRuleSet: { defaultAction: 'Deny', ipRules } },
    });
    const plan = await planOf(lab, file);
    expect(plan.drift.map(({ paths }) => paths.map(({ path }) => path))).toEqual([
      ['properties.networkRuleSet.ipRules'],
    ]);
    expect(changeAt(plan, AT.registry)?.steps.map(({ name }) => name)).toEqual(['close']);
    await lab.converge(file);
    expect(getPath(objectAt(lab, ID.registry), 'properties.networkRuleSet.ipRules')).toEqual([
      { action: 'Allow', value: '203.0.113.0/24' },
    ]);
  });

  it('is an entry that was ours: a tag that leaves the file goes, a foreign one of the same object stays', async () => {
    const lab = openLab();
    await lab.converge(example({ [`${AT.registry}.tags`]: { ours: 'old' } }));
    await addTag(lab);
    await lab.converge(EXAMPLE);
    expect(objectAt(lab, ID.registry)['tags']).toEqual({
      owner: 'platform',
      theirs: 'kept',
      ...markOf(AT.registry),
    });
  });
});

describe('what an entry ignores', () => {
  it.each<[string, Edits, JsonObject]>([
    [
      'a property',
      { [`${AT.registry}.ignore`]: ['properties.policies.retentionPolicy'] },
      { properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } } },
    ],
    [
      'tags, ours and the mark among them',
      { [`${AT.registry}.ignore`]: ['tags'] },
      { tags: { theirs: 'only' } },
    ],
    [
      'one tag, whatever its case, however the path is written',
      { [`${AT.registry}.tags`]: { createdBy: 'us' }, [`${AT.registry}.ignore`]: ['["tags"].CreatedBY'] },
      { tags: { ...markOf(AT.registry), owner: 'platform', createdBy: 'them' } },
    ],
    [
      'public access, also where a step of its own would write it',
      {
        [`${AT.registry}.ignore`]: ['properties.publicNetworkAccess', 'properties.networkRuleSet'],
        [AT.export]: true,
      },
      { properties: { publicNetworkAccess: 'Enabled' } },
    ],
  ])('is neither compared nor written: %s', async (_, edits, change) => {
    const lab = openLab();
    await lab.converge(example({ [AT.export]: true }));
    await lab.converge(example({ [AT.export]: true, ...edits }));
    await lab.request('PATCH', ID.registry, VERSION.registry, change);
    lab.emulator.clearRequests();
    const file = edited(example({ [AT.export]: true, ...edits }), { [`${AT.registry}.adminUser`]: true });
    await lab.converge(file);
    expect(lab.writes().map(({ body }) => JSON.parse(body ?? '{}'))).toEqual([
      { properties: { adminUserEnabled: true } },
    ]);
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });

  it('is not taken away when it begins to be ignored', async () => {
    const lab = openLab();
    await lab.converge(example({ [`${AT.registry}.tags`]: { ours: 'value' } }));
    lab.emulator.clearRequests();
    await lab.converge(
      example({ [`${AT.registry}.tags`]: { ours: 'value' }, [`${AT.registry}.ignore`]: ['tags'] }),
    );
    expect(sent(lab)).toEqual([]);
  });
});

async function addTag(lab: Lab): Promise<void> {
  const { tags } = (await lab.request('GET', ID.registry, VERSION.registry)) as { tags: JsonObject };
  await lab.request('PATCH', ID.registry, VERSION.registry, { tags: { ...tags, theirs: 'kept' } });
}
