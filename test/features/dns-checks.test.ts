import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/core/config.generated.ts';
import type { PriorEntry, ReviewInput } from '../../src/core/desired.ts';
import { features } from '../../src/features/index.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';
import { GROUP } from '../lab.ts';
import { AT, ID, SUBSCRIPTION } from '../scenarios/stacks.ts';
import { check, configOf, EVERYTHING, liveOf, OTHERS, priorOf, reported } from './live-cases.ts';

describe('the records of an endpoint to be made', () => {
  const record = (name: string) => ({
    name,
    properties: {
      aRecords: [{ ipv4Address: '10.99.0.4' }],
      metadata: { creator: 'created by private endpoint pe-other with resource guid 1' },
    },
  });
  const list = (...names: readonly string[]) => ({ [`${ID.zone}/A`]: { value: names.map(record) } });

  it('are refused under names that somebody else keeps in the zone (1.58, lesson 37, N11)', () => {
    check(
      { live: list('ContosoImages', 'other', 'contosoimages.westeurope.data') },
      {
        ACR1318:
          /ContosoImages: 10\.99\.0\.4, created by private endpoint pe-other[\s\S]*2\. contosoimages\.westeurope\.data/,
      },
    );
  });

  it('are no matter under other names, where the endpoint may take over, and where the group is ours', () => {
    check({ live: list('contosoimages2', 'northeurope.data') }, {});
    check({ edits: { [`${AT.endpoint}.adopt`]: true }, live: list('contosoimages') }, {});
    check({ prior: EVERYTHING, live: list('contosoimages') }, {});
  });

  it('are no matter when acrctl kept them itself so far, or a group of ours goes', () => {
    const kept = { [`${AT.endpoint}.dns.manage`]: 'records' };
    const prior = features
      .compile(configOf(kept), [], new Map())
      .resources.filter(({ type }) => type === ARM_TYPE.record);
    expect(prior).toHaveLength(2);
    const live = liveOf(list('contosoimages', 'contosoimages.westeurope.data'));
    expect(features.compile(configOf({}), prior, live).diagnostics).toEqual([]);
  });
});

describe('the zone group of an endpoint', () => {
  it('is refused beside one of Azure Policy, which is to be left alone (lesson 32)', () => {
    const live = {
      [ID.endpoint]: { properties: {} },
      [`${ID.endpoint}/privateDnsZoneGroups`]: {
        value: [{ id: `${ID.endpoint}/privateDnsZoneGroups/deployedByPolicy` }],
      },
    };
    const prior = EVERYTHING.filter((id) => id !== ID.zoneGroup);
    check({ prior, live }, { ACR1319: /deployedByPolicy.*manage: policy/ });
    const own = { [`${ID.endpoint}/privateDnsZoneGroups`]: { value: [{ id: ID.zoneGroup }] } };
    check({ prior, live: own }, {});
  });
});

describe('the link of a zone to a network that is there', () => {
  const prior = EVERYTHING.filter((id) => id !== ID.link);
  const links = (zone: string, ...networks: readonly string[]) => ({
    [`${zone}/virtualNetworkLinks`]: {
      value: networks.map((id) => ({
        id: `${zone}/virtualNetworkLinks/theirs`,
        properties: { virtualNetwork: { id: id.toUpperCase() } },
      })),
    },
  });
  const zones = (...ids: readonly string[]) => ({
    [`${SUBSCRIPTION}/providers/Microsoft.Network/privateDnsZones`]: {
      value: ids.map((id) => ({ id, properties: { numberOfVirtualNetworkLinks: 1 } })),
    },
  });
  const same = `${OTHERS}/privateDnsZones/privatelink.azurecr.io`;
  const shadow = `${OTHERS}/privateDnsZones/westeurope.data.privatelink.azurecr.io`;

  it('is refused where the zone is linked to the network under another name (1.24)', () => {
    check({ prior, live: links(ID.zone, ID.network) }, { ACR1321: /by the link "theirs"/ });
    check({ prior, live: links(ID.zone, `${OTHERS}/virtualNetworks/other`) }, {});
  });

  it('is refused where another zone of the name is linked to it (1.24, N09)', () => {
    const live = { ...zones(ID.zone, same), ...links(same, ID.network) };
    check(
      { prior, live },
      { ACR1323: /already linked to another zone.*:\n\/subscriptions\/\S+\/rg-others\/\S+\n/ },
    );
  });

  it('is warned about where a longer zone is linked to it, which hides names (1.23, lessons 35 and 36)', () => {
    const live = { ...zones(shadow), ...links(shadow, ID.network) };
    const found = reported({ prior, live });
    expect(found).toMatchObject([{ code: 'ACR1324', severity: 'warning', address: AT.link }]);
  });

  it('is no matter beside such zones of other networks, and of our own that go', () => {
    const elsewhere = `${OTHERS}/virtualNetworks/other`;
    check(
      { prior, live: { ...zones(same, shadow), ...links(same, elsewhere), ...links(shadow, elsewhere) } },
      {},
    );
    const ours: PriorEntry = {
      address: 'privateDnsZones.old',
      type: ARM_TYPE.zone,
      id: same,
      dependsOn: [],
      protect: false,
    };
    const live = liveOf({ ...zones(same), ...links(same, ID.network) });
    expect(features.compile(configOf({}), [...priorOf({}, prior), ours], live).diagnostics).toEqual([]);
  });

  it('makes the plan ask for the links of such zones, and of no others', () => {
    const other = `${OTHERS}/privateDnsZones/contoso.com`;
    const input: ReviewInput<Config> = {
      config: configOf({}),
      changes: [],
      prior: priorOf({}, prior),
      live: liveOf(zones(ID.zone, other, same, shadow)),
    };
    expect(features.closer(input).map(({ id }) => id)).toEqual([
      `${same}/virtualNetworkLinks`,
      `${shadow}/virtualNetworkLinks`,
    ]);
    expect(features.closer({ ...input, live: liveOf(zones(ID.zone, other)) })).toEqual([]);
  });

  it('comes after one of ours to the same network, which goes', () => {
    const old: PriorEntry = {
      address: `${AT.zone}.links.old`,
      type: ARM_TYPE.link,
      id: `${ID.zone}/virtualNetworkLinks/old`,
      dependsOn: [],
      protect: false,
    };
    const live = liveOf({ [old.id]: { properties: { virtualNetwork: { id: ID.network } } } });
    const { order } = features.compile(configOf({}), [...priorOf({}, prior), old], live);
    expect(order).toContainEqual({ before: `${old.address}/delete`, after: `${AT.link}/write` });
  });
});

describe('an existing zone', () => {
  const edits = { [AT.zone]: { existing: true } };
  const zone = { [ID.zone]: { location: 'global' } };
  const links = (...networks: readonly string[]) => ({
    [`${ID.zone}/virtualNetworkLinks`]: {
      value: networks.map((id) => ({ properties: { virtualNetwork: { id } } })),
    },
  });

  it('is warned about where it is not linked to the network of a new endpoint (1.24)', () => {
    const found = reported({ edits, live: { ...zone, ...links(`${GROUP}/other`) } });
    expect(found).toMatchObject([{ code: 'ACR1322', severity: 'warning', address: AT.endpoint }]);
  });

  it('is no matter where it is, where Azure does not say, and once the endpoint is made', () => {
    check({ edits, live: { ...zone, ...links(ID.network) } }, {});
    const refused = { [`${ID.zone}/virtualNetworkLinks`]: { refused: 'AuthorizationFailed' } };
    check({ edits, live: { ...zone, ...refused } }, {});
    check({ edits, prior: EVERYTHING, live: { ...zone, ...links() } }, {});
  });
});
