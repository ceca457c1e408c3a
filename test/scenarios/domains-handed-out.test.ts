import { describe, expect, it } from 'vitest';
import { dnsForwarding } from '../../src/features/hand-out/forwarding.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { allowListAks } from '../../src/report/allow-list-aks.ts';
import { forwardersText } from '../../src/report/forwarders-text.ts';
import { recordsText } from '../../src/report/records-text.ts';
import { recordsZoneFile } from '../../src/report/records-zone-file.ts';
import { PLAIN } from '../../src/report/style.ts';
import { openLab } from '../lab.ts';
import { readZoneFile } from '../report/list-readers.ts';
import { AT, REQUESTED, withDomains } from './domains.ts';
import { handedOut, shownHosts } from './handed-out.ts';

const CNAMES = [
  ['images.contoso.com', 'contosoimages.azurecr.io'],
  ['images-northeurope.contoso.com', 'contosoimages.northeurope.data.azurecr.io'],
  ['images-westeurope.contoso.com', 'contosoimages.westeurope.data.azurecr.io'],
];

/** The same behind a private endpoint. */
const PRIVATE = {
  networks: {
    'vnet-hub': { addressSpace: ['10.20.0.0/16'], subnets: { endpoints: { prefix: '10.20.1.0/24' } } },
  },
  [`${AT.registry}.network`]: {
    publicAccess: 'disabled',
    dataEndpoints: true,
    privateEndpoints: { hub: { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } } },
  },
};

describe('custom domains, for whoever keeps DNS', () => {
  it('are CNAMEs, before and after apply, whoever writes them (0.41, 0.42, 0.43)', async () => {
    const lab = openLab();
    const external = withDomains({ [`${AT.domains}.dns`]: 'external', dnsZones: null });
    for (const [text, zone] of [
      [external, null],
      [withDomains(), 'dnsZones["contoso.com"]'],
    ] as const) {
      const before = await handedOut(lab, text);
      expect(before.domains).toMatchObject([{ address: AT.domains, zone, onboarding: 'notRequested' }]);
      expect(
        before.domains.flatMap(({ records }) => records.map(({ host, target }) => [host, target])),
      ).toEqual(CNAMES);
      await lab.converge(text);
      expect((await handedOut(lab, text)).domains).toEqual(before.domains);
    }
  });

  it('say who has to write them, and that nothing answers yet, in 80 columns', async () => {
    const { endpoints, domains } = await handedOut(
      openLab(),
      withDomains({ ...REQUESTED, [`${AT.domains}.dns`]: 'external', dnsZones: null }),
    );
    expect(recordsText({ endpoints, domains, fronts: [] }, { width: 80, style: PLAIN })).toBe(`\
registries.contosoimages.customDomains
  kept by     you: nobody else adds them (dns: external)
  onboarding  requested: nothing answers until it is active

  images.contoso.com
    CNAME for contosoimages.azurecr.io, TTL 3600
  images-northeurope.contoso.com
    CNAME for contosoimages.northeurope.data.azurecr.io, TTL 3600
  images-westeurope.contoso.com
    CNAME for contosoimages.westeurope.data.azurecr.io, TTL 3600

3 records.
`);
  });

  it('are lines for a zone file with names in full', async () => {
    const list = await handedOut(openLab(), withDomains());
    expect(readZoneFile(recordsZoneFile(list))).toEqual(
      CNAMES.map(([name, target]) => ({ name, ttl: 3600, target })),
    );
  });

  it('need no forwarding of their own (1.57)', async () => {
    const lab = openLab();
    const { domains } = await handedOut(lab, withDomains());
    const { config } = await lab.look(withDomains(), () => []);
    const forwarding = dnsForwarding(placeEntries(config), domains, 'AzureCloud');
    expect(forwardersText(forwarding, { width: 80, style: PLAIN }).replace(/\s+/g, ' ')).toContain(
      'images.contoso.com, images-northeurope.contoso.com and images-westeurope.contoso.com are CNAMEs for names below azurecr.io',
    );
  });
});

describe('custom domains, for whoever keeps firewalls and proxies', () => {
  it('are allowed beside the names that they stand for (1.65)', async () => {
    const { list } = await handedOut(openLab(), withDomains());
    expect(list.registries.flatMap(({ hosts }) => shownHosts(hosts))).toEqual([
      'registry contosoimages.azurecr.io',
      'data contosoimages.westeurope.data.azurecr.io',
      'data contosoimages.northeurope.data.azurecr.io',
      'domain images.contoso.com',
      'dataDomain images-northeurope.contoso.com',
      'dataDomain images-westeurope.contoso.com',
    ]);
  });

  it('are reached past the proxy where the registry is, at the same addresses (1.68)', async () => {
    const lab = openLab();
    const text = withDomains(PRIVATE);
    await lab.converge(text);
    const { list } = await handedOut(lab, text);
    const { noProxy } = JSON.parse(allowListAks(list));
    expect(noProxy.slice(3)).toEqual(CNAMES.map(([host]) => host));
    expect(noProxy.slice(0, 3).sort()).toEqual(CNAMES.map(([, target]) => target).sort());
    const addresses = list.registries.flatMap(({ endpoints }) => endpoints.flatMap((each) => each.addresses));
    const byHost = new Map(addresses.map(({ host, address }) => [host, address]));
    for (const [host = '', target = ''] of CNAMES) {
      expect(byHost.get(host)).toMatch(/^10\.20\.1\.\d+$/);
      expect(byHost.get(host)).toBe(byHost.get(target));
    }
  });
});
