import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { getPath } from '../../src/core/path.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { EXAMPLE, type Lab, openLab } from '../lab.ts';
import {
  AT,
  changeAt,
  type Edits,
  example,
  expectSentAndEmpty,
  ID,
  objectAt,
  planOf,
  VERSION,
} from './stacks.ts';

const OF = 'registries.contosoimages';

describe('what changes the state alone', () => {
  const closed = {
    sku: 'Premium',
    network: {
      publicAccess: 'disabled',
      dataEndpoints: true,
      privateEndpoints: { hub: { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } } },
    },
    policies: { retentionDays: 30, export: false },
  };

  it.each<{
    readonly name: string;
    readonly behindItsBack?: (lab: Lab) => Promise<unknown>;
    readonly edits: Edits;
    readonly reasons: Readonly<Record<string, string>>;
  }>([
    {
      name: 'a move',
      edits: { [AT.registry]: null, 'registries.images': { ...closed, name: 'contosoimages' } },
      reasons: {
        'registries.images': 'moved',
        'registries.images.network.privateEndpoints.hub': 'moved',
        'registries.images.network.privateEndpoints.hub.dnsZoneGroup': 'moved',
      },
    },
    {
      name: 'drift that the file caught up with',
      behindItsBack: (lab) =>
        lab.request('PATCH', ID.registry, VERSION.registry, {
          properties: { policies: { retentionPolicy: { days: 45, status: 'enabled' } } },
        }),
      edits: { [`${OF}.policies.retentionDays`]: 45 },
      reasons: { [AT.registry]: 'caught-up' },
    },
    {
      name: 'a property that leaves the file',
      edits: { [`${OF}.policies.retentionDays`]: null },
      reasons: { [AT.registry]: 'let-go' },
    },
    {
      name: 'protection that comes',
      edits: { [`${OF}.protect`]: true },
      reasons: { [AT.registry]: 'bookkeeping' },
    },
    {
      name: 'an object that is gone from Azure and the file',
      behindItsBack: async (lab) => {
        await lab.request('DELETE', ID.link, VERSION.dns);
        lab.emulator.advance(120_000);
      },
      edits: { [`${AT.zone}.links`]: null },
      reasons: { [AT.link]: 'already-gone' },
    },
  ])(
    'is listed as no-op, sends nothing, and is done then: $name',
    async ({ behindItsBack, edits, reasons }) => {
      const lab = openLab();
      await lab.converge(EXAMPLE);
      await behindItsBack?.(lab);
      const plan = await planOf(lab, example(edits));
      expect(Object.fromEntries(plan.changes.map(({ address, reason }) => [address, reason]))).toEqual(
        reasons,
      );
      expect(new Set(plan.changes.map(({ actions }) => actions.join()))).toEqual(new Set(['no-op']));
      expect(plan.summary.noop).toBe(Object.keys(reasons).length);
      await expectSentAndEmpty(lab, example(edits), []);
    },
  );

  it('says which value is no longer managed, also beside another change', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const edits = { [`${OF}.policies.retentionDays`]: null, [`${OF}.adminUser`]: true };
    const said = changeAt(await planOf(lab, example(edits)), AT.registry)?.impact.join();
    expect(said).toMatch(
      /no longer managed, Azure keeps the value: properties\.policies\.retentionPolicy\.days, /,
    );
    await lab.converge(example(edits));
    expect(getPath(objectAt(lab, ID.registry), 'properties.policies.retentionPolicy.days')).toBe(30);
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      properties: { policies: { retentionPolicy: { days: 7, status: 'enabled' } } },
    });
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it.each([`${OF}.network.publicAccess`, `${OF}.sku`])(
    'is not taking %s out, which is an error offline',
    (path) => {
      const loaded = loadConfig({
        files: [{ path: 'acrctl.yaml', text: example({ [path]: null }) }],
        env: {},
        rules: offlineRules,
      });
      expect(loaded).toMatchObject({
        ok: false,
        diagnostics: [expect.objectContaining({ code: 'ACR1019' })],
      });
    },
  );
});
