import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isError } from '../../src/core/diagnostic.ts';
import { openLab } from '../lab.ts';
import { idsAmongWords } from '../whole-ids.ts';
import { handedOut } from './handed-out.ts';
import { AT, actionsOf, edited, example, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const AZURE = JSON.stringify(parse(example()).azure);
const OTHER = '00000000-0000-0000-0000-0000000000bb';
const HUB = `/subscriptions/${OTHER}/resourceGroups/rg-hub`;
const NETWORK = `${HUB}/providers/Microsoft.Network/virtualNetworks/vnet-hub`;
const ZONE = `${HUB}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;

/** A registry of ours behind a network and a zone of another team, in another subscription. */
const THEIRS = edited(example(), {
  resourceGroups: {
    'rg-images': {},
    'rg-hub': { existing: true, subscription: OTHER },
    'rg-ends': { subscription: OTHER },
  },
  networks: {
    'vnet-hub': { existing: true, resourceGroup: 'rg-hub', subnets: { endpoints: { existing: true } } },
  },
  privateDnsZones: { 'privatelink.azurecr.io': { existing: true, resourceGroup: 'rg-hub' } },
  [`${AT.endpoint}.resourceGroup`]: 'rg-ends',
});

async function withTheirs() {
  const lab = openLab();
  await lab.request('PUT', HUB, VERSION.resources, { location: 'westeurope' });
  await lab.request('PUT', NETWORK, VERSION.network, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.20.1.0/24' } }],
    },
  });
  await lab.request('PUT', ZONE, VERSION.dns, { location: 'global' });
  lab.emulator.advance(120_000);
  await lab.request('GET', ZONE, VERSION.dns);
  return lab;
}

describe('existing entries', () => {
  it('are read and referred to, and nothing is ever written to them (1.9, 1.21)', async () => {
    const lab = await withTheirs();
    const before = [HUB, NETWORK].map((id) => JSON.stringify(objectAt(lab, id)));
    lab.emulator.clearRequests();
    await lab.converge(THEIRS);
    expect(
      lab
        .writes()
        .filter(({ path }) => /vnet-hub|rg-hub\/providers\/Microsoft.Network\/privateDnsZones/i.test(path)),
    ).toEqual([]);
    expect((await lab.state())?.resources.map(({ address }) => address)).toEqual([
      AT.registry,
      AT.endpoint,
      AT.zoneGroup,
      'resourceGroups.rg-ends',
      AT.group,
    ]);
    expect(await planOf(lab, THEIRS)).toMatchObject({ changes: [], drift: [] });
    await lab.destroy(THEIRS, { options: { allowDestroy: [AT.registry] } });
    expect(JSON.stringify(objectAt(lab, HUB))).toBe(before[0]);
    expect(objectAt(lab, ZONE)).toMatchObject({ name: 'privatelink.azurecr.io' });
  });

  it('that do not exist, or lie elsewhere, are said before anything is written', async () => {
    const lab = openLab();
    const plan = await planOf(lab, THEIRS);
    expect(plan.diagnostics.map(({ code, address }) => `${code} ${address}`)).toEqual([
      'ACR1307 resourceGroups.rg-hub',
      'ACR1307 networks.vnet-hub',
      'ACR1307 networks.vnet-hub.subnets.endpoints',
      `ACR1307 ${AT.zone}`,
    ]);
    expect(plan.diagnostics.flatMap(({ detail }) => idsAmongWords(detail))).toEqual([]);
    expect(await lab.apply(THEIRS)).toMatchObject({ kind: 'invalid' });
    expect(lab.writes()).toEqual([]);
    const elsewhere = edited(THEIRS, { 'networks.vnet-hub.location': 'northeurope' });
    const there = await withTheirs();
    const { diagnostics } = await planOf(there, elsewhere);
    expect(diagnostics.filter(isError)).toMatchObject([{ code: 'ACR1308', address: AT.network }]);
  });

  it('forget what acrctl made once, and the object stays', async () => {
    const lab = openLab();
    await lab.converge(example());
    const given = edited(example(), { [`${AT.zone}.existing`]: true, [`${AT.link}.existing`]: true });
    const plan = await planOf(lab, given);
    expect(plan.changes.map(({ address, actions, reason }) => [address, ...actions, reason])).toEqual([
      [AT.zone, 'no-op', 'existing'],
      [AT.link, 'no-op', 'existing'],
      // It depends on nothing of the stack any more.
      [AT.zoneGroup, 'no-op', 'bookkeeping'],
    ]);
    lab.emulator.clearRequests();
    await lab.converge(given);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, given)).toMatchObject({ changes: [], drift: [] });
    await lab.destroy(given, { options: { allowDestroy: [AT.registry] } });
    expect(objectAt(lab, ID.zone)).toMatchObject({ name: 'privatelink.azurecr.io' });
  });

  it('are forgotten, and not deleted, also where the stack is destroyed before the next apply', async () => {
    const lab = openLab();
    await lab.converge(example());
    const given = edited(example(), { [`${AT.zone}.existing`]: true, [`${AT.link}.existing`]: true });
    const destroyed = await lab.destroy(given, { options: { allowDestroy: [AT.registry] } });
    expect(destroyed.kind).toBe('applied');
    expect(objectAt(lab, ID.link)).toMatchObject({ name: 'vnet-hub' });
  });

  it('do not hand their mark down: a subnet of ours in a network of others is made and deleted', async () => {
    const lab = await withTheirs();
    const ours = edited(THEIRS, {
      'networks.vnet-hub.subnets.more': { prefix: '10.20.2.0/24' },
      [`${AT.endpoint}.subnet`]: 'vnet-hub/more',
    });
    expect(actionsOf(await planOf(lab, ours))).toContain('create networks.vnet-hub.subnets.more');
    await lab.converge(ours);
    expect(objectAt(lab, `${NETWORK}/subnets/more`)).toMatchObject({ name: 'more' });
    await lab.destroy(ours, { options: { allowDestroy: [AT.registry] } });
    expect(Object.keys(lab.emulator.objects())).not.toContain(`${NETWORK}/subnets/more`.toLowerCase());
    expect(objectAt(lab, `${NETWORK}/subnets/endpoints`)).toMatchObject({ name: 'endpoints' });
  });

  it('have the replicas that others made, also before data endpoints tell of them (1.27, 1.38, 1.60)', async () => {
    const lab = openLab();
    await lab.converge(`
apiVersion: acrctl/v1
stack: owners
azure: ${AZURE}
resourceGroups: [rg-images]
registries: { contosoimages: { sku: Premium, replications: [northeurope], network: { publicAccess: enabled } } }
`);
    const users = `
apiVersion: acrctl/v1
stack: users
azure: ${AZURE}
networks: { vnet-users: { addressSpace: [10.50.0.0/16], subnets: { ends: { prefix: 10.50.1.0/24 } } } }
privateDnsZones: { privatelink.azurecr.io: { links: [vnet-users] } }
registries:
  contosoimages:
    existing: true
    network:
      privateEndpoints:
        users: { subnet: vnet-users/ends, dns: { zone: privatelink.azurecr.io, manage: records } }
`;
    const [before] = (await handedOut(lab, users)).endpoints;
    expect(before?.records.map(({ name }) => name)).toEqual([
      'contosoimages',
      'contosoimages.westeurope.data',
      'contosoimages.northeurope.data',
    ]);
    await lab.converge(users);
    expect(await planOf(lab, users)).toMatchObject({ changes: [], drift: [] });
    expect(objectAt(lab, `${ID.zone}/A/contosoimages.northeurope.data`)).toMatchObject({
      properties: { aRecords: [{ ipv4Address: expect.stringMatching(/^10\.50\.1\.[456]$/) }] },
    });
  });
});
