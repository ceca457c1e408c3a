import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import { openLab } from '../lab.ts';
import { AT, changeAt, edited, example, planOf, SUBSCRIPTION, sent } from './stacks.ts';

const OPEN = { [AT.access]: 'enabled', [AT.export]: true } as const;

/** The example with its registry under another key. */
function renamed(more: object = {}): string {
  const entry = { sku: 'Premium', network: { publicAccess: 'enabled' }, ...more };
  return edited(example(OPEN), { 'registries.contosoimages': null, 'registries.images': entry });
}

describe('an entry whose key is changed', () => {
  it('is a move where name says what it was, and nothing is sent', async () => {
    const lab = openLab();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null }));
    const text = renamed({ name: 'contosoimages' });
    const plan = await planOf(lab, text);
    expect(plan.moves).toMatchObject([{ from: AT.registry, to: 'registries.images' }]);
    lab.emulator.clearRequests();
    await lab.converge(text);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], moves: [], drift: [] });
  });

  it('is another object without it, and the refusal says which name to add', async () => {
    const lab = openLab();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null }));
    const text = renamed();
    expect(changeAt(await planOf(lab, text), AT.registry)).toMatchObject({
      actions: ['delete'],
      blocked: {
        code: 'ACR2002',
        detail: expect.stringContaining(
          'add "name: contosoimages" to registries.images: then nothing is sent.',
        ),
      },
    });
    expect(await lab.apply(text)).toMatchObject({ kind: 'refused' });
  });

  it('is a move whatever it is, a network and the link of a zone to it too', async () => {
    const lab = openLab();
    await lab.converge(example());
    const zone = 'privatelink.azurecr.io';
    const text = edited(example(), {
      azure: {
        subscription: SUBSCRIPTION.split('/')[2] ?? '',
        resourceGroup: 'group',
        location: 'westeurope',
        tags: { owner: 'platform' },
      },
      resourceGroups: { group: { name: 'rg-images' } },
      networks: {
        hub: {
          name: 'vnet-hub',
          addressSpace: ['10.20.0.0/16'],
          subnets: { ends: { name: 'endpoints', prefix: '10.20.1.0/24' } },
        },
      },
      privateDnsZones: { zone: { name: zone, links: { hub: { name: 'vnet-hub' } } } },
      [AT.registry]: null,
      'registries.images': {
        ...(getPath(parse(example()), AT.registry) as JsonObject),
        name: 'contosoimages',
      },
      'registries.images.network.privateEndpoints': {
        only: { name: 'contosoimages-hub', subnet: 'hub/ends', dns: { zone: 'zone' } },
      },
    });
    const plan = await planOf(lab, text);
    expect(plan.changes.filter(({ actions }) => actions[0] !== 'no-op')).toEqual([]);
    expect(plan.moves.map(({ to }) => to)).toEqual([
      'networks.hub',
      'networks.hub.subnets.ends',
      'privateDnsZones.zone',
      'privateDnsZones.zone.links.hub',
      'registries.images',
      'registries.images.network.privateEndpoints.only',
      'registries.images.network.privateEndpoints.only.dnsZoneGroup',
      'resourceGroups.group',
    ]);
    lab.emulator.clearRequests();
    await lab.converge(text);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], moves: [], drift: [] });
  });
});
