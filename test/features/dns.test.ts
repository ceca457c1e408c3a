import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { PriorEntry } from '../../src/core/desired.ts';
import { cnameName, cnameRead, cnameRecord, type WantedCname } from '../../src/features/dns/cname-record.ts';
import { dnsZoneReferenceFaults } from '../../src/features/dns/reference-faults.ts';
import { relativeName } from '../../src/features/dns/relative-name.ts';
import { takenNameFaults, takenNameReads } from '../../src/features/dns/taken-names.ts';
import type { PlacedDnsZone } from '../../src/features/placed.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { liveOf } from './live-cases.ts';

const FILE = `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
resourceGroups: { rg-images: {}, rg-dns: { existing: true } }
dnsZones:
  contoso.com: { existing: true, resourceGroup: rg-dns }
  ours: { name: contoso.net }
`;
const ZONE =
  '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-dns/providers/Microsoft.Network/dnsZones/contoso.com';

function configOf(): Config {
  const loaded = loadConfig({ files: [{ path: 'a.yaml', text: FILE }], env: {}, rules: offlineRules });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.config;
}

function zoneAt(key: string): PlacedDnsZone {
  const zone = placeEntries(configOf()).dnsZoneByKey.get(key);
  if (zone === undefined) throw new Error(`No zone ${key}.`);
  return zone;
}

/** Kinds and names of record sets. */
type Sets = readonly (readonly [string, string])[];

describe('where a host lies', () => {
  it.each([
    ['images.contoso.com', 'contoso.com', 'images'],
    ['eu.images.contoso.com', 'contoso.com', 'eu.images'],
    ['Images.Contoso.COM.', 'contoso.com', 'images'],
    ['contoso.com', 'Contoso.com.', '@'],
    ['mycontoso.com', 'contoso.com', undefined],
    ['com', 'contoso.com', undefined],
    ['images.contoso.org', 'contoso.com', undefined],
    ['*.contoso.com', 'contoso.com', '*'],
  ])('%s in %s is %s (0.41)', (host, zone, expected) => {
    expect(relativeName(host, zone)).toBe(expected);
  });

  it('is what gives the host again, whatever its labels', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
    const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(name, name, (host, zone) => {
        expect(relativeName(`${host}.${zone}`, zone)).toBe(host);
        expect(relativeName(zone, `${host}.${zone}`)).toBeUndefined();
      }),
    );
  });
});

describe('a CNAME of a feature', () => {
  const at = { address: 'registries.images.customDomains.registry.cname', target: 'Images.azurecr.io.' };

  it('waits for its zone where acrctl makes that, and for what else it is told (0.41)', () => {
    const made = cnameRecord({
      ...at,
      zone: zoneAt('ours'),
      host: 'Images.contoso.net',
      dependsOn: ['registries.images'],
    });
    expect(made).toMatchObject({
      address: at.address,
      type: 'Microsoft.Network/dnsZones/CNAME',
      id: `${zoneAt('ours').id}/CNAME/images`,
      managed: { properties: { TTL: 3600, CNAMERecord: { cname: 'images.azurecr.io' } } },
      dependsOn: ['dnsZones.ours', 'registries.images'],
      adopt: false,
    });
    const theirs = cnameRecord({
      ...at,
      zone: zoneAt('contoso.com'),
      host: 'images.contoso.com',
      dependsOn: [],
      ttl: 60,
      adopt: true,
    });
    expect(theirs).toMatchObject({ dependsOn: [], adopt: true, managed: { properties: { TTL: 60 } } });
    expect(cnameRead({ zone: zoneAt('contoso.com'), host: 'images.contoso.com' })).toEqual({
      type: theirs.type,
      id: `${ZONE}/CNAME/images`,
    });
  });

  test.each(['contoso.com', 'images.contoso.org'])('is never one for %s in contoso.com', (host) => {
    expect(() => cnameRead({ zone: zoneAt('contoso.com'), host })).toThrow(/This is a bug in acrctl/);
  });
});

describe('what keeps a CNAME from its name', () => {
  const wanted: WantedCname = {
    zone: zoneAt('contoso.com'),
    host: 'eu.images.contoso.com',
    target: 'images.azurecr.io',
    address: 'registries.images.customDomains.data.westeurope.cname',
  };
  const records = (...sets: Sets) =>
    liveOf({
      [`${ZONE}/recordsets`]: {
        value: sets.map(([kind, name]) => ({
          id: `${ZONE}/${kind}/${name}`,
          name,
          type: `Microsoft.Network/dnszones/${kind}`,
        })),
      },
    });
  const prior = (id: string): readonly PriorEntry[] => [
    { address: wanted.address, type: 'any', id, dependsOn: [], protect: false },
  ];
  const codes = (sets: Sets, before: readonly PriorEntry[] = []) =>
    takenNameFaults([cnameName(wanted)], before, records(...sets)).map(({ code }) => code);

  it('is any other record at its name, and a delegation above it (0.41, 0.42)', () => {
    expect(codes([['TXT', 'EU.images']])).toEqual(['ACR1341']);
    expect(codes([['NS', 'eu.images']])).toEqual(['ACR1341']);
    expect(codes([['NS', 'images']])).toEqual(['ACR1342']);
    const [fault] = takenNameFaults(
      [cnameName(wanted)],
      [],
      records(['A', 'eu.images'], ['MX', 'eu.images']),
    );
    expect(fault?.detail).toMatch(/of the type A, MX named eu\.images, which acrctl did not make/);
  });

  it('is neither the apex nor what stands beside it, nor a CNAME there, which is told of as any object of others', () => {
    expect(
      codes([
        ['NS', '@'],
        ['SOA', '@'],
        ['A', 'images'],
        ['A', 'www'],
        ['CNAME', 'eu.images'],
      ]),
    ).toEqual([]);
    expect(
      codes([
        ['NS', 'ages'],
        ['NS', 'u.images'],
      ]),
    ).toEqual([]);
  });

  it('is asked for once a zone, and not where the state knows the record or the zone is new', () => {
    const more = { ...wanted, host: 'more.contoso.com' };
    expect(takenNameReads([wanted, more].map(cnameName), [])).toEqual([
      { type: 'record sets of a public zone', id: `${ZONE}/recordsets` },
    ]);
    expect(takenNameReads([cnameName(wanted)], prior(`${ZONE.toLowerCase()}/cname/eu.images`))).toEqual([]);
    expect(codes([['A', 'eu.images']], prior(`${ZONE}/CNAME/eu.images`))).toEqual([]);
    expect(
      takenNameReads([cnameName({ ...wanted, zone: zoneAt('ours'), host: 'a.contoso.net' })], []),
    ).toEqual([]);
  });

  it('is no record of ours, and nothing where Azure does not show the records', () => {
    expect(codes([['A', 'eu.images']], prior(`${ZONE}/A/eu.images`))).toEqual([]);
    expect(
      takenNameFaults(
        [cnameName(wanted)],
        [],
        liveOf({ [`${ZONE}/recordsets`]: { refused: 'AuthorizationFailed' } }),
      ),
    ).toEqual([]);
  });
});

it('a reference to a zone that the file does not list is a fault that names the nearest (0.41)', () => {
  const config = configOf();
  const input = { config, placed: placeEntries(config), files: ['a.yaml'], locate: () => undefined };
  const spot = { path: ['registries', 'images', 'customDomains', 'dns'] };
  expect(dnsZoneReferenceFaults(input, 'contoso.com', spot)).toEqual([]);
  expect(dnsZoneReferenceFaults(input, 'contosso.com', spot)).toMatchObject([
    { code: 'ACR1124', hint: expect.stringContaining('contoso.com') },
  ]);
  const faulty = {
    ...input,
    locate: () => ({ file: 'a.yaml', line: 1, column: 1, endLine: 1, endColumn: 1 }),
  };
  expect(dnsZoneReferenceFaults(faulty as never, 'contosso.com', spot)).toEqual([]);
});
