import { describe, expect, it } from 'vitest';
import { getPath, listAt } from '../../src/core/path.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { withRegions } from './fronts.ts';
import { handedOut } from './handed-out.ts';
import { actionsOf, changeAt, type Edits, objectAt, planOf, sent } from './stacks.ts';

const FRONT = 'publicFronts.images';
const NETWORK = `${GROUP}/providers/Microsoft.Network`;
const gatewayIn = (region: string) => `${NETWORK}/applicationGateways/images-${region}-agw`;
const PROFILE = `${NETWORK}/trafficManagerProfiles/images-tm`;
const ZONE = `${NETWORK}/dnsZones/contoso.com`;

async function applied(edits: Edits = {}): Promise<Lab> {
  const lab = openLab();
  await lab.converge(withRegions(edits));
  return lab;
}

describe('a front in several regions', () => {
  it('has a gateway in each, which serves the host and its own layers, and knows those of all (2.29)', async () => {
    const lab = await applied();
    for (const [region, data] of [
      ['westeurope', 'registry-weu.contoso.com'],
      ['northeurope', 'registry-neu.contoso.com'],
    ] as const) {
      const gateway = objectAt(lab, gatewayIn(region));
      const listeners = listAt(gateway, 'properties.httpListeners');
      expect(listeners.map((each) => getPath(each, 'properties.hostName')).sort()).toEqual(
        [data, 'registry.contoso.com'].sort(),
      );
      const rules = listAt(
        getPath(gateway, 'properties.rewriteRuleSets[name=registry]'),
        'properties.rewriteRules',
      );
      expect(rules.map((each) => getPath(each, 'name')).sort()).toEqual([
        'challenge',
        'data-northeurope',
        'data-westeurope',
        'login',
      ]);
    }
  });

  it('leads its host to what chooses one, which knows who is well by 401, or by 403 where some are kept out (2.30)', async () => {
    const lab = await applied();
    const fqdn = getPath(objectAt(lab, PROFILE), 'properties.dnsConfig.fqdn');
    expect(getPath(objectAt(lab, `${ZONE}/CNAME/registry`), 'properties.CNAMERecord.cname')).toBe(fqdn);
    const ranges = (edits: Edits) => planOf(openLab(), withRegions(edits)).then(rangesIn);
    const rangesIn = (plan: Awaited<ReturnType<typeof planOf>>) =>
      getPath(
        changeAt(plan, `${FRONT}.trafficManager`)?.after ?? {},
        'properties.monitorConfig.expectedStatusCodeRanges',
      );
    expect(await ranges({})).toEqual([{ min: 401, max: 401 }]);
    expect(await ranges({ [`${FRONT}.waf`]: { geo: { mode: 'block', countries: ['KP'] } } })).toEqual([
      { min: 401, max: 401 },
      { min: 403, max: 403 },
    ]);
    expect(objectAt(lab, PROFILE)).toMatchObject({
      properties: {
        trafficRoutingMethod: 'Performance',
        monitorConfig: { path: '/v2/', customHeaders: [{ name: 'host', value: 'registry.contoso.com' }] },
      },
    });
  });

  it('is listed with a CNAME for whoever keeps the zone (2.30)', async () => {
    const lab = await applied();
    const [front] = (await handedOut(lab, withRegions())).fronts;
    expect(front?.records.map(({ type, host }) => `${type} ${host}`)).toEqual([
      'CNAME registry.contoso.com',
      'A registry-neu.contoso.com',
      'A registry-weu.contoso.com',
    ]);
  });

  it('changes how it is chosen in place, and takes a region out from its endpoint on (2.29, 2.30)', async () => {
    const lab = await applied();
    const weighted = withRegions({
      [`${FRONT}.trafficManager.routing`]: 'weighted',
      [`${FRONT}.regions.westeurope.weight`]: 3,
    });
    expect(actionsOf(await planOf(lab, weighted))).toEqual([
      // Azure says 1 where nobody says a weight.
      `no-op ${FRONT}.regions.northeurope.endpoint`,
      `update ${FRONT}.regions.westeurope.endpoint`,
      `update ${FRONT}.trafficManager`,
    ]);
    await lab.converge(weighted);
    expect(await planOf(lab, weighted)).toMatchObject({ changes: [], drift: [] });
    const one = withRegions({ [`${FRONT}.regions.northeurope`]: null });
    const plan = await planOf(lab, one);
    const gateway = changeAt(plan, `${FRONT}.regions.northeurope`);
    expect(gateway?.steps.flatMap(({ dependsOn }) => dependsOn)).toContain(
      `${FRONT}.regions.northeurope.endpoint/delete`,
    );
    await lab.converge(one);
    expect(await planOf(lab, one)).toMatchObject({ changes: [], drift: [] });
  });

  it('moves to another region with its DNS last: when the new gateway runs, and before the old one goes (I-14)', async () => {
    const lab = openLab();
    const without = (region: string) =>
      withRegions({
        [`${FRONT}.regions.${region}`]: null,
        [`${FRONT}.trafficManager`]: null,
        [`${FRONT}.regions.${region === 'westeurope' ? 'northeurope' : 'westeurope'}.dataHost`]:
          'registry-weu.contoso.com',
      });
    await lab.converge(without('northeurope'));
    const first = sent(lab);
    // Nobody has the name yet: it resolves before anything speaks of it.
    expect(first.indexOf('PUT registry')).toBeLessThan(first.indexOf('PUT images-westeurope-agw'));
    lab.emulator.clearRequests();
    await lab.converge(without('westeurope'));
    const order = [
      'PUT images-northeurope-agw',
      'PUT registry',
      'PUT registry-weu',
      'DELETE images-westeurope-agw',
    ];
    const moved = sent(lab).filter((each) => order.includes(each));
    expect([moved[0], moved.slice(1, 3).sort(), moved[3]]).toEqual([order[0], order.slice(1, 3), order[3]]);
    expect(await planOf(lab, without('westeurope'))).toMatchObject({ changes: [], drift: [] });
  });

  it('is led to by Traffic Manager once its endpoints stand, and no longer when they go (I-14)', async () => {
    const lab = openLab();
    const one = withRegions({ [`${FRONT}.regions.northeurope`]: null, [`${FRONT}.trafficManager`]: null });
    await lab.converge(one);
    lab.emulator.clearRequests();
    await lab.converge(withRegions());
    const there = lab.writes().map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
    const changed = there.findIndex((each) => /^DELETE A\/registry$/i.test(each));
    const lastEndpoint = there.findLastIndex((each) => /^PUT azureEndpoints\//i.test(each));
    expect(lastEndpoint).toBeGreaterThan(-1);
    expect(changed).toBeGreaterThan(lastEndpoint);
    lab.emulator.clearRequests();
    await lab.converge(one);
    const back = lab.writes().map(({ method, path }) => `${method} ${path.split('/').slice(-2).join('/')}`);
    const restored = back.findIndex((each) => /^PUT A\/registry$/i.test(each));
    expect(restored).toBeGreaterThan(-1);
    expect(back.findIndex((each) => /^DELETE azureEndpoints\//i.test(each))).toBeGreaterThan(restored);
    expect(back.findIndex((each) => /^DELETE applicationGateways\//i.test(each))).toBeGreaterThan(restored);
  });

  it('becomes one region without anything that chooses, and back', async () => {
    const lab = await applied();
    const one = withRegions({
      [`${FRONT}.regions.northeurope`]: null,
      [`${FRONT}.trafficManager`]: null,
    });
    await lab.converge(one);
    expect(objectAt(lab, PROFILE)).toEqual({});
    expect(objectAt(lab, `${ZONE}/A/registry`)).not.toEqual({});
    expect(await planOf(lab, one)).toMatchObject({ changes: [], drift: [] });
    await lab.converge(withRegions());
    expect(await planOf(lab, withRegions())).toMatchObject({ changes: [], drift: [] });
  });
});
