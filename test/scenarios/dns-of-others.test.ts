import { describe, expect, it } from 'vitest';
import type { PlanOptions } from '../../src/core/plan.ts';
import { type Lab, openLab } from '../lab.ts';
import {
  AT,
  access,
  changeAt,
  type Edits,
  edited,
  example,
  failures,
  ID,
  isReadOf,
  justBefore,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const manage = (how: string) => ({ [`${AT.endpoint}.dns`]: { manage: how }, privateDnsZones: {} });
const OPEN = { [AT.access]: 'enabled', [AT.export]: true };
const NORTH = 'registries.contosoimages.replications.northeurope';
const GROUP_OF_POLICY = `${ID.endpoint}/privateDnsZoneGroups/deployedByPolicy`;

describe('records that somebody else keeps', () => {
  it('are not looked for: the registry is closed once the endpoint is approved and has its addresses', async () => {
    const lab = openLab();
    const plan = await planOf(lab, example(manage('external')));
    expect(plan.changes.map(({ type }) => type)).not.toContain(
      'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
    );
    await lab.converge(example(manage('external')));
    expect(access(lab)).toBe('Disabled Deny');
    const { outputs } = await planOf(lab, example(manage('external')));
    expect(outputs[AT.endpoint]).toEqual({
      'contosoimages.azurecr.io': { value: '10.20.1.5' },
      'contosoimages.westeurope.data.azurecr.io': { value: '10.20.1.4' },
    });
  });

  it('have to follow a replica by hand, and the plan says so (1.60)', async () => {
    const lab = openLab();
    await lab.converge(example(manage('external')));
    const edits = { ...manage('external'), [NORTH]: {} };
    expect(changeAt(await planOf(lab, example(edits)), NORTH)?.impact).toContainEqual(
      expect.stringContaining(
        'the record for contosoimages.northeurope.data.azurecr.io has to be added by whoever keeps them, or pulls there fail',
      ),
    );
  });
});

describe('records that Azure Policy has written', () => {
  it('count as the proof, and the group that wrote them is left alone (lessons 31 to 34)', async () => {
    const lab = openLab();
    await withPolicyZone(lab);
    await lab.converge(example({ ...manage('policy'), ...OPEN }));
    await policyActs(lab);
    expect(await planOf(lab, example({ ...manage('policy'), ...OPEN }))).toMatchObject({
      changes: [],
      drift: [],
    });
    lab.emulator.clearRequests();
    await lab.converge(example(manage('policy')));
    expect(sent(lab)).toEqual(['PATCH contosoimages']);
    expect(access(lab)).toBe('Disabled Deny');
    expect((await lab.state())?.resources.map(({ address }) => address)).not.toContain(AT.zoneGroup);
  });

  it('are waited for before public access closes (1.59, I-12)', async () => {
    const lab = openLab();
    await withPolicyZone(lab);
    await lab.converge(example({ ...manage('policy'), ...OPEN }));
    let looks = 0;
    const transport = justBefore(isReadOf(`${ID.endpoint}/privateDnsZoneGroups`), async () => {
      looks += 1;
      if (looks === 4) await policyActs(lab);
    });
    await lab.converge(example(manage('policy')), { transport });
    const waited = lab.events.flatMap((event) => (event.kind === 'step-waiting' ? event.missing : []));
    expect(waited).toContain('Azure Policy has made no zone group for contosoimages-hub yet');
    expect(access(lab)).toBe('Disabled Deny');
  });

  it('keep the registry open when they never come', async () => {
    const lab = openLab();
    await lab.converge(example({ ...manage('policy'), ...OPEN }));
    expect(await failures(lab.apply(example(manage('policy'))))).toEqual({
      [`${AT.registry}/close`]: 'ACR2011',
    });
    expect(access(lab)).toBe('Enabled Allow');
  });
});

describe('a zone that is made again', () => {
  it.each<[string, () => [string, PlanOptions['replace']]]>([
    [
      'elsewhere',
      () => [
        example({ resourceGroups: ['rg-images', 'rg-dns'], [`${AT.zone}.resourceGroup`]: 'rg-dns' }),
        [],
      ],
    ],
    ['in its place', () => [example(), [AT.zone]]],
  ])('%s takes the zone groups along that fill it (lesson 30, N08)', async (_, next) => {
    const lab = openLab();
    await lab.converge(example());
    const [text, replace] = next();
    lab.emulator.clearRequests();
    await lab.converge(text, { options: { replace } });
    const dns = sent(lab).filter((each) => /default|privatelink/.test(each));
    expect(dns).toEqual([
      'DELETE default',
      'DELETE privatelink.azurecr.io',
      'PUT privatelink.azurecr.io',
      'PUT default',
    ]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
  });
});

describe('names that a deleted endpoint leaves behind', () => {
  it('are told where the zone stays linked, since nobody there finds any address (1.56, N12)', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    const gone = edited(example(OPEN), { [AT.endpoints]: null });
    const stranded = `names of registries no longer resolve where its zone stays linked (${AT.link}): take the links out as well, or write resolutionPolicy: nxDomainRedirect (1.56)`;
    expect(changeAt(await planOf(lab, gone), AT.endpoint)?.impact).toContain(stranded);
    const unlinked = edited(gone, { [`${AT.zone}.links`]: null });
    expect(changeAt(await planOf(lab, unlinked), AT.endpoint)?.impact).not.toContain(stranded);
    const redirected = edited(gone, { [`${AT.link}.resolutionPolicy`]: 'nxDomainRedirect' });
    expect(changeAt(await planOf(lab, redirected), AT.endpoint)?.impact).not.toContain(stranded);
    const renamed = edited(gone, {
      [`${AT.endpoints}.other`]: { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } },
    });
    expect(changeAt(await planOf(lab, renamed), AT.endpoint)?.impact).not.toContain(stranded);
  });

  it('are told where the zone holds those of other registries too (1.56)', async () => {
    const lab = openLab();
    const endpoint = { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } };
    const other = {
      sku: 'Premium',
      network: { publicAccess: 'disabled', privateEndpoints: { hub: endpoint } },
    };
    const both = example({ 'registries.contosoother': other, [AT.access]: 'enabled', [AT.export]: true });
    await lab.converge(both);
    const gone = await planOf(lab, edited(both, { [AT.endpoints]: null }));
    expect(changeAt(gone, AT.endpoint)?.impact).toContainEqual(
      expect.stringMatching(/^its names no longer resolve.*for other registries.*\(1\.56\)$/),
    );
  });

  it('are told where the endpoint stays and who keeps its records changes (1.56, 1.59)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const impactIn = async (manage: string, address: string) => {
      const zone = manage === 'records' ? { zone: 'privatelink.azurecr.io' } : {};
      const plan = await planOf(lab, example({ [`${AT.endpoint}.dns`]: { manage, ...zone } }));
      return changeAt(plan, address)?.impact;
    };
    const gap =
      'names of the registry do not resolve where its zone is linked, until the new records are there';
    const stranded = [expect.stringContaining('no longer resolve where its zone stays linked')];
    expect(await impactIn('external', AT.zoneGroup)).toEqual(stranded);
    expect(await impactIn('policy', AT.zoneGroup)).toEqual(stranded);
    expect(await impactIn('records', AT.zoneGroup)).toEqual([gap]);
    await lab.converge(example({ [`${AT.endpoint}.dns.manage`]: 'records' }));
    expect(await impactIn('external', `${AT.endpoint}.records.registry`)).toEqual(stranded);
    expect(changeAt(await planOf(lab, example()), `${AT.endpoint}.records.registry`)?.impact).toEqual([gap]);
  });

  it('are told where a network stays without its link, and whether it is let in otherwise (1.24, 1.56)', async () => {
    const spoke = { addressSpace: ['10.60.0.0/16'], subnets: { a: { prefix: '10.60.1.0/24' } } };
    const linked = { 'networks.spoke': spoke, [`${AT.zone}.links`]: ['vnet-hub', 'spoke'] };
    const at = `${AT.zone}.links.spoke`;
    const shut = `machines in that network resolve ${AT.registry} to the public address`;
    const lab = openLab();
    await lab.converge(example(linked));
    const impactOf = async (edits: Edits) => changeAt(await planOf(lab, example(edits)), at)?.impact;
    expect(await impactOf({ 'networks.spoke': spoke })).toEqual([
      `${shut}, and get 403 there: public access is disabled (1.56)`,
    ]);
    const renamed = { 'networks.other': { ...spoke, name: 'spoke' } };
    expect(await impactOf({ ...renamed, [`${AT.zone}.links`]: ['vnet-hub', 'other'] })).toEqual([
      `${shut}, until the new link is there, and get 403 there: public access is disabled (1.56)`,
    ]);
    expect(await impactOf({})).toEqual([]);
    const destroying = await planOf(lab, example(linked), { options: { destroy: true } });
    expect(changeAt(destroying, at)?.impact).toEqual([]);
    await lab.converge(example({ ...linked, ...OPEN }));
    expect(await impactOf({ 'networks.spoke': spoke, ...OPEN })).toEqual([
      'machines in that network resolve registries to their public addresses (1.56)',
    ]);
  });

  it('go zone group first, then the endpoint, then the links if the file says so (1.56)', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    lab.emulator.clearRequests();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null }));
    expect(sent(lab)).toEqual(['DELETE default', 'DELETE contosoimages-hub']);
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null, [`${AT.zone}.links`]: null }));
    expect(sent(lab)).toEqual(['DELETE default', 'DELETE contosoimages-hub', 'DELETE vnet-hub']);
  });

  it('all go in that order where the whole stack goes (1.56)', async () => {
    const lab = openLab();
    await lab.converge(example());
    lab.emulator.clearRequests();
    await lab.destroy(example(), { options: { allowDestroy: [AT.registry] } });
    const requests = sent(lab);
    expect(requests.indexOf('DELETE default')).toBeLessThan(requests.indexOf('DELETE contosoimages-hub'));
    expect(requests.indexOf('DELETE contosoimages-hub')).toBeLessThan(requests.indexOf('DELETE vnet-hub'));
  });

  it('all go in that order where everything goes at once (1.56)', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    lab.emulator.clearRequests();
    await lab.converge(edited(example(OPEN), { [AT.endpoints]: null, [`${AT.zone}.links`]: null }));
    const requests = sent(lab);
    expect(requests.indexOf('DELETE default')).toBeLessThan(requests.indexOf('DELETE contosoimages-hub'));
    expect(requests.indexOf('DELETE contosoimages-hub')).toBeLessThan(requests.indexOf('DELETE vnet-hub'));
  });
});

async function withPolicyZone(lab: Lab): Promise<void> {
  await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
  await lab.request('PUT', ID.group.replace('rg-images', 'rg-policy'), VERSION.resources, {
    location: 'westeurope',
  });
  await lab.request('PUT', ID.zone.replace('rg-images', 'rg-policy'), VERSION.dns, { location: 'global' });
  lab.emulator.advance(600_000);
  await lab.request('DELETE', ID.group, VERSION.resources);
  lab.emulator.advance(600_000);
}

async function policyActs(lab: Lab): Promise<void> {
  const privateDnsZoneId = ID.zone.replace('rg-images', 'rg-policy');
  await lab.request('PUT', GROUP_OF_POLICY, VERSION.network, {
    properties: {
      privateDnsZoneConfigs: [{ name: 'privatelink-azurecr-io', properties: { privateDnsZoneId } }],
    },
  });
  lab.emulator.advance(600_000);
}
