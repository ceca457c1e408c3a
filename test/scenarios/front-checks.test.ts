import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/core/diagnostic.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { listAt, setPath, textAt } from '../../src/core/path.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { AT, ID, withFront, withRegions } from './fronts.ts';
import { blockedIn, changeAt, type Edits, objectAt, planOf, VERSION } from './stacks.ts';

async function applied(text = withFront()): Promise<Lab> {
  const lab = openLab();
  await lab.converge(text);
  return lab;
}

/** What a plan says; with an error among it nothing is sent. */
async function findings(lab: Lab, text: string): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await planOf(lab, text);
  if (diagnostics.some(({ severity }) => severity === 'error')) {
    lab.emulator.clearRequests();
    expect([(await lab.apply(text)).kind, lab.writes()]).toEqual(['invalid', []]);
  }
  return diagnostics;
}

async function codes(lab: Lab, text: string): Promise<readonly string[]> {
  return (await findings(lab, text)).map(({ severity, code }) => `${severity} ${code}`);
}

async function put(lab: Lab, id: string, version: string, body: JsonObject): Promise<void> {
  await lab.request('PUT', id, version, body);
  lab.emulator.advance(900_000);
  await lab.request('GET', id, version);
}

describe('rules of others in the policy of a front (I-19)', () => {
  const office = (priority: number, more: JsonObject = {}): JsonObject => ({
    ...{ name: 'Office', priority, ruleType: 'MatchRule', action: 'Allow', state: 'Enabled' },
    matchConditions: [
      {
        matchVariables: [{ variableName: 'RemoteAddr' }],
        operator: 'IPMatch',
        matchValues: ['198.51.100.0/24'],
      },
    ],
    ...more,
  });

  async function withRule(rule: JsonObject): Promise<Lab> {
    const lab = await applied();
    const { etag: _, id: _id, name: _name, type: _type, ...body } = objectAt(lab, ID.policy) as JsonObject;
    const rules: readonly Json[] = [...listAt(body, 'properties.customRules'), rule];
    await put(lab, ID.policy, VERSION.network, setPath(body, 'properties.customRules', [...rules]));
    return lab;
  }

  it('that let requests past those of the file are told, with what they let past, and stay (2.26, 2.27)', async () => {
    const lab = await withRule(office(35));
    const text = withFront();
    const plan = await planOf(lab, text);
    expect({ changes: plan.changes, drift: plan.drift }).toEqual({ changes: [], drift: [] });
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'ACR1361',
        address: AT.policy,
        detail: expect.stringContaining(
          '1. Office: Allow IPMatch 198.51.100.0/24; at priority 35, it lets past PullOnly',
        ),
      },
    ]);
    await lab.converge(withFront({ [`${AT.waf}.geo.countries`]: ['KP', 'SY'] }));
    expect(listAt(objectAt(lab, ID.policy), 'properties.customRules')).toHaveLength(3);
  });

  it('after all of the file still let past those of Microsoft', async () => {
    const [finding] = await findings(await withRule(office(90)), withFront());
    expect(finding?.detail).toContain("lets past no rule of acrctl, but Microsoft's");
  });

  it.each<[string, JsonObject, string]>([
    ['that block', office(5, { action: 'Block' }), 'Office: Block IPMatch 198.51.100.0/24'],
    [
      'that are turned off',
      office(5, { state: 'Disabled' }),
      'Office: Allow IPMatch 198.51.100.0/24 (turned off)',
    ],
  ])('%s are nobody else’s business, and are listed', async (_, rule, line) => {
    const lab = await withRule(rule);
    expect(await codes(lab, withFront())).toEqual([]);
    expect((await planOf(lab, withFront())).outputs[AT.policy]).toEqual({ rulesOfOthers: { value: [line] } });
  });

  it('with the priority of one of the file keep it out of the policy, so that a plan is refused before', async () => {
    const lab = await withRule(office(10, { action: 'Block' }));
    const text = withFront({ [`${AT.waf}.blockedIpRanges`]: ['203.0.113.0/24'] });
    expect(await codes(lab, text)).toEqual(['error ACR1362']);
    expect(await codes(lab, withFront())).toEqual([]);
  });

  it('that acrctl wrote once and that go are not taken for those of others', async () => {
    const lab = await applied(withFront({ [`${AT.waf}.blockedIpRanges`]: ['203.0.113.0/24'] }));
    expect(await codes(lab, withFront())).toEqual([]);
  });
});

describe('a name of a front at which others have a record (2.1)', () => {
  const ZONE = ID.zone.replace('rg-images', 'rg-dns');
  const AT_ZONE = { 'dnsZones["contoso.com"]': { existing: true, resourceGroup: 'rg-dns' } };

  async function withTheirZone(records: Readonly<Record<string, JsonObject>>): Promise<Lab> {
    const lab = openLab();
    await lab.request('PUT', ZONE.replace(/\/providers.*/, ''), VERSION.resources, {
      location: 'westeurope',
    });
    await lab.request('PUT', ZONE, VERSION.publicDns, { location: 'global' });
    for (const [record, properties] of Object.entries(records))
      await lab.request('PUT', `${ZONE}/${record}`, VERSION.publicDns, {
        properties: { TTL: 60, ...properties },
      });
    return lab;
  }
  const groups = { 'rg-images': {}, 'rg-dns': { existing: true } };
  const text = (edits: Edits = {}) =>
    withFront({ dnsZones: null, resourceGroups: groups, ...AT_ZONE, ...edits });
  const regions = () =>
    withRegions({ dnsZones: null, resourceGroups: { ...groups, 'rg-dns-neu': {} }, ...AT_ZONE });
  const CNAME = { CNAMERecord: { cname: 'old-registry.example.com' } };

  it('is refused beside a CNAME, which Azure lets stand alone, and says where that leads', async () => {
    const lab = await withTheirZone({ 'CNAME/registry-data': CNAME });
    expect(await findings(lab, text())).toMatchObject([
      {
        severity: 'error',
        code: 'ACR1341',
        address: `${AT.region}.record`,
        detail: expect.stringMatching(
          /type CNAME named registry-data, .* leads to old-registry\.example\.com\. .* refuses the A record for registry-data\.contoso\.com/,
        ),
      },
    ]);
    // Taking over what stands there does not help: it is a record set of another kind.
    expect(await codes(lab, text({ [`${AT.front}.adopt`]: true }))).toEqual(['error ACR1341']);
    await lab.request('DELETE', `${ZONE}/CNAME/registry-data`, VERSION.publicDns);
    expect(await codes(lab, text())).toEqual([]);
    await lab.converge(text());
  });

  it('is an object of others where they have an A record, which "adopt: true" takes over', async () => {
    const lab = await withTheirZone({ 'A/registry': { ARecords: [{ ipv4Address: '203.0.113.7' }] } });
    const plan = await planOf(lab, text());
    expect(blockedIn(plan)).toEqual({ [`${AT.front}.record`]: 'ACR1301' });
    expect(plan.diagnostics).toMatchObject([
      {
        severity: 'warning',
        code: 'ACR1341',
        address: `${AT.front}.record`,
        detail: expect.stringContaining(
          'an A record set for registry.contoso.com, which acrctl did not make, and which leads to 203.0.113.7.',
        ),
        hint: expect.stringContaining('adopt: true at publicFronts.images'),
      },
    ]);
    expect(await codes(lab, text({ [`${AT.front}.adopt`]: true }))).toEqual([]);
    await lab.converge(text({ [`${AT.front}.adopt`]: true }));
    expect(objectAt(lab, `${ZONE}/A/registry`)).toMatchObject({
      properties: { targetResource: { id: expect.stringMatching(/images-westeurope-pip$/) } },
    });
  });

  it('is warned about where clients with IPv6 are led elsewhere, and left alone beside what leads nobody', async () => {
    const six = { AAAARecords: [{ ipv6Address: '2001:db8::7' }] };
    const lab = await withTheirZone({
      'AAAA/registry': six,
      'TXT/registry': { TXTRecords: [{ value: ['a'] }] },
    });
    expect(await findings(lab, text())).toMatchObject([
      {
        severity: 'warning',
        code: 'ACR1341',
        detail: expect.stringContaining('leads to 2001:db8::7: clients'),
      },
    ]);
  });

  it('led to by Traffic Manager, is refused beside any record', async () => {
    const lab = await withTheirZone({ 'TXT/registry': { TXTRecords: [{ value: ['a'] }] } });
    expect(await codes(lab, regions())).toEqual(['error ACR1341']);
  });

  it('below a delegation is warned about, since nobody asks there', async () => {
    const lab = await withTheirZone({ 'NS/eu': { NSRecords: [{ nsdname: 'ns1.example.com' }] } });
    const hosts = {
      [`${AT.region}.dataHost`]: 'data.eu.contoso.com',
      [`${AT.vault}.certificates.registry.hosts`]: ['registry.contoso.com', 'data.eu.contoso.com'],
    };
    expect(await codes(lab, text(hosts))).toEqual(['warning ACR1342']);
  });

  it('is asked for only while it is new in a zone that was there', async () => {
    const lab = await withTheirZone({});
    const lists = () => lab.emulator.requests().filter(({ path }) => /recordsets$/i.test(path)).length;
    await planOf(lab, text());
    expect(lists()).toBe(1);
    await lab.converge(text());
    lab.emulator.clearRequests();
    await planOf(lab, text());
    expect(lists()).toBe(0);
  });
});

describe('a name of a front in the DNS of Azure (2.30)', () => {
  const SUBSCRIPTION = GROUP.slice(0, GROUP.indexOf('/resourceGroups'));
  const THEIRS = `${SUBSCRIPTION}/resourceGroups/rg-theirs`;
  const NAMED = { [`${AT.front}.trafficManager.name`]: 'contoso-images' };
  const PROFILE = `${GROUP}/providers/Microsoft.Network/trafficManagerProfiles/images-tm`;

  async function withTheirs(): Promise<Lab> {
    const lab = openLab();
    await lab.request('PUT', THEIRS, VERSION.resources, { location: 'westeurope' });
    return lab;
  }

  async function putProfile(lab: Lab, id: string, relativeName: string): Promise<void> {
    await lab.request('PUT', id, VERSION.traffic, {
      location: 'global',
      properties: {
        trafficRoutingMethod: 'Performance',
        dnsConfig: { relativeName, ttl: 60 },
        monitorConfig: { protocol: 'TCP', port: 443 },
      },
    });
  }

  function asked(lab: Lab): readonly string[] {
    const paths = lab.emulator.requests().map(({ path }) => path.split('/').slice(-3).join('/'));
    return paths.filter((path) => /Availability(V2)?$/.test(path) && !path.includes('Registry')).sort();
  }

  it('that somebody has in Traffic Manager is found at the plan', async () => {
    const lab = await withTheirs();
    const profile = `${THEIRS}/providers/Microsoft.Network/trafficManagerProfiles/theirs`;
    await putProfile(lab, profile, 'contoso-images');
    expect(await findings(lab, withRegions(NAMED))).toMatchObject([
      {
        severity: 'error',
        code: 'ACR2019',
        address: `${AT.front}.trafficManager`,
        detail: expect.stringContaining('contoso-images.trafficmanager.net is in use'),
        hint: 'Choose another trafficManager.name.',
      },
    ]);
    expect(await codes(lab, withRegions())).toEqual([]);
    await lab.request('DELETE', profile, VERSION.traffic);
    await lab.converge(withRegions(NAMED));
  });

  it('that somebody has as the label of an address is found, too', async () => {
    const lab = await withTheirs();
    const after = changeAt(await planOf(lab, withRegions()), AT.address)?.after;
    const domainNameLabel = textAt(after, 'properties.dnsSettings.domainNameLabel') ?? '';
    await put(lab, `${THEIRS}/providers/Microsoft.Network/publicIPAddresses/theirs`, VERSION.network, {
      location: 'westeurope',
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel } },
    });
    expect(await findings(lab, withRegions())).toMatchObject([
      {
        code: 'ACR2019',
        address: AT.address,
        detail: expect.stringContaining(`${domainNameLabel} for public addresses in westeurope is in use`),
        hint: expect.stringContaining('another key'),
      },
    ]);
  });

  it('is asked for once for the profile and once for each address, and no more once they have it', async () => {
    const lab = openLab();
    await planOf(lab, withRegions());
    expect(asked(lab)).toEqual([
      'locations/northeurope/CheckDnsNameAvailability',
      'locations/westeurope/CheckDnsNameAvailability',
      'providers/Microsoft.Network/checkTrafficManagerNameAvailabilityV2',
    ]);
    await lab.converge(withRegions());
    lab.emulator.clearRequests();
    await planOf(lab, withRegions());
    await planOf(openLab(), withFront());
    expect(asked(lab)).toEqual([]);
  });

  it('that stands at the very id is no matter: it is there, and taken over', async () => {
    const lab = openLab();
    await lab.request('PUT', GROUP, VERSION.resources, { location: 'westeurope' });
    await putProfile(lab, PROFILE, 'contoso-images');
    const GROUPS = { 'rg-images': { adopt: true }, 'rg-dns-neu': {} };
    const edits = { ...NAMED, [`${AT.front}.adopt`]: true, resourceGroups: GROUPS };
    expect(await codes(lab, withRegions(edits))).toEqual([]);
  });

  it('is not judged where nobody may ask', async () => {
    const lab = await withTheirs();
    await putProfile(
      lab,
      `${THEIRS}/providers/Microsoft.Network/trafficManagerProfiles/theirs`,
      'contoso-images',
    );
    lab.emulator.setPermissions([
      {
        scope: '/',
        actions: ['*'],
        notActions: [
          'Microsoft.Network/checkTrafficManagerNameAvailabilityV2/action',
          'Microsoft.Network/locations/checkDnsNameAvailability/read',
        ],
      },
    ]);
    expect(await codes(lab, withRegions(NAMED))).toEqual([]);
    expect(asked(lab)).toHaveLength(3);
  });
});
