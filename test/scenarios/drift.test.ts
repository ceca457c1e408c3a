import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { Drift } from '../../src/core/plan.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import { AT, changeAt, type Edits, example, ID, planOf, sent, VERSION } from './stacks.ts';

const OF = 'registries.contosoimages';

interface Case {
  readonly name: string;
  readonly happens: (lab: Lab) => Promise<unknown>;
  readonly drift: readonly Drift[];
  /** What the next apply sends to put it back. */
  readonly sends: readonly string[];
}

const CASES: readonly Case[] = [
  {
    name: 'a changed value',
    happens: (lab) =>
      patchRegistry(lab, { properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } } }),
    drift: [
      changed(
        AT.registry,
        ID.registry,
        'Microsoft.ContainerRegistry/registries',
        'properties.policies.retentionPolicy.days',
        30,
        7,
      ),
    ],
    sends: ['PATCH contosoimages'],
  },
  {
    name: 'a tag of ours with another value',
    happens: (lab) =>
      lab.request('PATCH', ID.group, VERSION.resources, {
        tags: { owner: 'them', 'acrctl-stack': 'images-prod', 'acrctl-address': AT.group },
      }),
    drift: [
      changed(AT.group, ID.group, 'Microsoft.Resources/resourceGroups', 'tags.owner', 'platform', 'them'),
    ],
    sends: ['PATCH rg-images'],
  },
  {
    name: 'a link that is gone',
    happens: (lab) => remove(lab, ID.link, VERSION.dns),
    drift: [gone(AT.link, ID.link, 'Microsoft.Network/privateDnsZones/virtualNetworkLinks')],
    sends: ['PUT vnet-hub'],
  },
  {
    name: 'a zone group that is gone',
    happens: (lab) => remove(lab, ID.zoneGroup, VERSION.network),
    drift: [gone(AT.zoneGroup, ID.zoneGroup, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups')],
    sends: ['PUT default'],
  },
  {
    name: 'an endpoint that is gone, and its zone group with it',
    happens: (lab) => remove(lab, ID.endpoint, VERSION.network),
    drift: [
      gone(AT.endpoint, ID.endpoint, 'Microsoft.Network/privateEndpoints'),
      gone(AT.zoneGroup, ID.zoneGroup, 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups'),
    ],
    sends: ['PUT contosoimages-hub', 'PUT default'],
  },
];

describe('what was changed outside acrctl', () => {
  it.each(CASES)(
    'is listed as drift, put back, and then no more: $name',
    async ({ happens, drift, sends }) => {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      await happens(lab);
      lab.emulator.clearRequests();
      expect((await planOf(lab, EXAMPLE)).drift).toEqual(drift);
      await lab.converge(EXAMPLE);
      expect(sent(lab)).toEqual(sends);
      expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
    },
  );

  it('is listed though the file says nothing of it any more', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await patchRegistry(lab, {
      properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } },
    });
    const plan = await planOf(lab, example({ [`${OF}.policies.retentionDays`]: null }));
    expect(plan.drift.map(({ address }) => address)).toEqual([AT.registry]);
    expect(changeAt(plan, AT.registry)).toMatchObject({ actions: ['no-op'], reason: 'let-go' });
  });

  it('is not listed when it is nobody’s value but Azure’s', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await patchRegistry(lab, { properties: { adminUserEnabled: true } });
    expect((await planOf(lab, EXAMPLE)).drift).toEqual([]);
  });

  it('is listed as made again when it is another object of the same id', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const body = (await lab.request('GET', ID.registry, VERSION.registry)) as JsonObject;
    await lab.request('DELETE', ID.registry, VERSION.registry);
    lab.emulator.advance(60_000);
    await lab.request('PUT', ID.registry, VERSION.registry, body);
    expect((await planOf(lab, EXAMPLE)).drift).toContainEqual({
      address: AT.registry,
      id: ID.registry,
      type: 'Microsoft.ContainerRegistry/registries',
      kind: 'recreated',
      paths: [],
    });
  });

  it.each<{
    readonly name: string;
    readonly happens: (lab: Lab) => Promise<unknown>;
    readonly edits: Edits;
    readonly address: string;
  }>([
    {
      name: 'a value',
      happens: (lab) =>
        patchRegistry(lab, { properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } } }),
      edits: { [`${OF}.policies.retentionDays`]: 7 },
      address: AT.registry,
    },
    {
      name: 'public access',
      happens: (lab) =>
        patchRegistry(lab, {
          properties: {
            publicNetworkAccess: 'Enabled',
            networkRuleSet: { defaultAction: 'Allow' },
            policies: { exportPolicy: { status: 'enabled' } },
          },
        }),
      edits: { [AT.access]: 'enabled', [AT.export]: true },
      address: AT.registry,
    },
    {
      name: 'a tag',
      happens: async (lab) => {
        const { tags } = (await lab.request('GET', ID.registry, VERSION.registry)) as { tags: JsonObject };
        await patchRegistry(lab, { tags: { ...tags, owner: 'them' } });
      },
      edits: { [`${OF}.tags`]: { owner: 'them' } },
      address: AT.registry,
    },
  ])(
    'that the file caught up with is written down without a request: $name',
    async ({ happens, edits, address }) => {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      await happens(lab);
      lab.emulator.clearRequests();
      const plan = await planOf(lab, example(edits));
      expect(plan.changes.map((change) => [change.address, change.actions[0], change.reason])).toEqual([
        [address, 'no-op', 'caught-up'],
      ]);
      expect(plan.drift.map((drift) => drift.address)).toEqual([address]);
      await lab.converge(example(edits));
      expect(sent(lab)).toEqual([]);
      expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
    },
  );
});

function changed(
  address: string,
  id: string,
  type: string,
  path: string,
  applied: string | number,
  live: string | number,
): Drift {
  return { address, id, type, kind: 'changed', paths: [{ path, applied, live }] };
}

function gone(address: string, id: string, type: string): Drift {
  return { address, id, type, kind: 'gone', paths: [] };
}

function patchRegistry(lab: Lab, body: JsonObject): Promise<unknown> {
  return lab.request('PATCH', ID.registry, VERSION.registry, body);
}

async function remove(lab: Lab, id: string, version: string): Promise<void> {
  await lab.request('DELETE', id, version);
  lab.emulator.advance(120_000);
}
