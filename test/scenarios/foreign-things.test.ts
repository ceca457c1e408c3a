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
  putForeignLink,
  sent,
  VERSION,
} from './stacks.ts';

describe('what others put on, or into, objects of ours', () => {
  const foreign: readonly {
    readonly what: string;
    readonly put: (lab: Lab) => Promise<unknown>;
    readonly kept: (lab: Lab) => unknown;
    readonly as: unknown;
    readonly edits: Edits;
    readonly write: string;
  }[] = [
    {
      what: 'a tag of a registry',
      put: (lab) => addTag(lab, ID.registry, VERSION.registry),
      kept: (lab) => getPath(objectAt(lab, ID.registry), 'tags.theirs'),
      as: 'kept',
      edits: { [`${AT.registry}.tags`]: { ours: 'new' } },
      write: ID.registry,
    },
    {
      what: 'a tag of a group',
      put: (lab) => addTag(lab, ID.group, VERSION.resources),
      kept: (lab) => getPath(objectAt(lab, ID.group), 'tags.theirs'),
      as: 'kept',
      edits: { resourceGroups: { 'rg-images': { tags: { ours: 'new' } } } },
      write: ID.group,
    },
    {
      what: 'a tag of a private endpoint',
      put: (lab) => addTag(lab, ID.endpoint, VERSION.network),
      kept: (lab) => getPath(objectAt(lab, ID.endpoint), 'tags.theirs'),
      as: 'kept',
      edits: { [`${AT.endpoint}.tags`]: { ours: 'new' } },
      write: ID.endpoint,
    },
    {
      what: 'a subnet of a network',
      put: (lab) =>
        lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
          properties: { addressPrefix: '10.20.9.0/24' },
        }),
      kept: (lab) => getPath(objectAt(lab, `${ID.network}/subnets/theirs`), 'properties.addressPrefix'),
      as: '10.20.9.0/24',
      edits: { [`${AT.network}.tags`]: { ours: 'new' } },
      write: ID.network,
    },
    {
      what: 'a property of a subnet',
      put: async (lab) => {
        const subnet = (await lab.request('GET', ID.subnet, VERSION.network)) as { properties: JsonObject };
        await lab.request('PUT', ID.subnet, VERSION.network, {
          properties: { ...subnet.properties, privateLinkServiceNetworkPolicies: 'Disabled' },
        });
      },
      kept: (lab) => getPath(objectAt(lab, ID.subnet), 'properties.privateLinkServiceNetworkPolicies'),
      as: 'Disabled',
      edits: { [`${AT.subnet}.privateEndpointNetworkPolicies`]: 'enabled' },
      write: ID.subnet,
    },
    {
      what: 'a record of a zone',
      put: (lab) =>
        lab.request('PUT', `${ID.zone}/A/theirs`, VERSION.dns, {
          properties: { ttl: 10, aRecords: [{ ipv4Address: '10.1.1.1' }] },
        }),
      kept: (lab) => getPath(objectAt(lab, `${ID.zone}/A/theirs`), 'properties.ttl'),
      as: 10,
      edits: { [`${AT.zone}.tags`]: { ours: 'new' } },
      write: ID.zone,
    },
    {
      what: 'a link of a zone',
      put: (lab) => putForeignLink(lab),
      kept: (lab) =>
        getPath(objectAt(lab, `${ID.zone}/virtualNetworkLinks/theirs`), 'properties.registrationEnabled'),
      as: false,
      edits: { [`${AT.zone}.tags`]: { ours: 'new' } },
      write: ID.zone,
    },
    {
      what: 'a property of a registry',
      put: (lab) =>
        lab.request('PATCH', ID.registry, VERSION.registry, { properties: { adminUserEnabled: true } }),
      kept: (lab) => getPath(objectAt(lab, ID.registry), 'properties.adminUserEnabled'),
      as: true,
      edits: { [`${AT.registry}.policies.retentionDays`]: 45 },
      write: ID.registry,
    },
  ];

  it.each(foreign)('is no change: $what', async ({ put }) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await put(lab);
    lab.emulator.advance(120_000);
    expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
  });

  it.each(foreign)('survives a write: $what (I-19)', async ({ put, kept, as, edits }) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await put(lab);
    lab.emulator.advance(120_000);
    await lab.converge(example(edits));
    expect(kept(lab)).toEqual(as);
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it.each(foreign)(
    'survives a write though it came after the plan: $what (I-19)',
    async ({ put, kept, as, edits }) => {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      const approve = async () => {
        await put(lab);
        lab.emulator.advance(120_000);
        return true;
      };
      await lab.converge(example(edits), { approve });
      expect(kept(lab)).toEqual(as);
      expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
    },
  );

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
    await addTag(lab, ID.registry, VERSION.registry);
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

async function addTag(lab: Lab, id: string, version: string): Promise<void> {
  const body = (await lab.request('GET', id, version)) as JsonObject & { tags: JsonObject };
  const tagged = { ...body, tags: { ...body.tags, theirs: 'kept' } };
  const isPut = id === ID.endpoint;
  await lab.request(isPut ? 'PUT' : 'PATCH', id, version, isPut ? tagged : { tags: tagged.tags });
}
