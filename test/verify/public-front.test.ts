import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { listAt, setPath, textAt } from '../../src/core/path.ts';
import type { CheckResult } from '../../src/core/verify.ts';
import { issue } from '../authorities.ts';
import type { FrontBodies, FrontWish } from '../front/bodies.ts';
import { HAS_FRONT_PARTS } from '../front/client.ts';
import {
  editGateway,
  editPolicy,
  editRules,
  withoutRewrites,
  withoutRules,
  withPattern,
} from '../front/edits.ts';
import { applyFront, ROOT } from '../front/generated-front.ts';
import { DATA_HOST, HOST, LOGIN, REPOSITORY, sharedRegistry, WISH } from '../front/stage.ts';
import type { Lab } from '../lab.ts';
import { ID } from '../scenarios/fronts.ts';
import { objectAt, VERSION } from '../scenarios/stacks.ts';
import type { View } from '../wire/dns-server.ts';
import { denied } from '../wire/registry-front.ts';
import { closedPort } from '../wire/tls-servers.ts';
import { at, dnsServer, network } from './network.ts';
import { AZURE_DATA, frontChecks, LATER_MS, type Staging, stageFront } from './staged-front.ts';
import { checkNamed, NOW_MS } from './verified.ts';

const REGISTRY = ID.gateway.replace(/Microsoft\.Network.*/, 'Microsoft.ContainerRegistry/registries/contoso');

/** What is expected of the one check of that name; all others are left aside. */
interface Expected {
  readonly status?: CheckResult['status'];
  readonly code?: string | null;
  readonly found?: string | RegExp;
  readonly advice?: RegExp;
}

function expectFound(
  checks: readonly CheckResult[],
  name: string,
  { found, advice, ...exact }: Expected,
  about?: string,
): void {
  const check = checkNamed(checks, name, about);
  // All of it, so that a failure shows what was found instead.
  expect({ status: check.status, code: check.code, found: check.found, advice: check.advice }).toEqual({
    status: check.status,
    code: check.code,
    ...exact,
    found: found === undefined ? check.found : expect.stringMatching(found),
    advice: advice === undefined ? check.advice : expect.stringMatching(advice),
  });
}

/** What was asked of Azure goes on behind its answer, for less than an hour. */
function untilDone({ timeline }: Lab): Promise<void> {
  return new Promise((resolve) => void timeline.at(timeline.nowMs() + 3_600_000, resolve));
}

/** Names of checks with what they came to, of those that did not pass. */
function troubles(checks: readonly CheckResult[]): readonly string[] {
  return checks
    .filter(({ status }) => status === 'failed' || status === 'warning')
    .map(({ name, status, code }) => `${name} ${status} ${code}`);
}

describe('what Azure Resource Manager shows of a public front (2.32)', () => {
  async function changed(
    change: (lab: Lab) => Promise<unknown>,
    wish = WISH,
  ): Promise<readonly CheckResult[]> {
    const applied = await applyFront(wish);
    await change(applied.lab);
    await untilDone(applied.lab);
    return frontChecks(applied);
  }
  const putBack = async (lab: Lab, id: string, change: (body: JsonObject) => JsonObject) => {
    const { etag: _, id: _id, name: _name, type: _type, ...body } = objectAt(lab, id) as JsonObject;
    await lab.request('PUT', id, VERSION.network, change(body));
  };
  const policy = (change: (body: JsonObject) => JsonObject) => (lab: Lab) => putBack(lab, ID.policy, change);
  const rules = (change: (rules: readonly Json[]) => readonly Json[]) =>
    policy((body) =>
      setPath(body, 'properties.customRules', [...change(listAt(body, 'properties.customRules'))]),
    );

  it('is all right after apply, and says of what it did not look at that nobody did', async () => {
    const checks = await changed(async () => undefined, { ...WISH, blockedCountries: ['KP'] });
    expect(troubles(checks)).toEqual([]);
    expect(checkNamed(checks, 'front.firewall')).toMatchObject({
      status: 'passed',
      how: expect.stringContaining('Whether a blocked country is kept out shows only from there.'),
      evidence: [
        'state Enabled, mode Prevention',
        'Countries: Block GeoMatch KP',
        expect.stringMatching(/^PullOnly/),
      ],
    });
    expect(new Set(checks.filter(({ status }) => status === 'skipped').map(({ found }) => found))).toEqual(
      new Set(['this test has no network']),
    );
  });

  it.each<[string, (lab: Lab) => Promise<unknown>, string, Expected]>([
    [
      'a gateway that was stopped',
      (lab) => lab.request('POST', `${ID.gateway}/stop`, VERSION.network),
      'front.gateway',
      {
        status: 'failed',
        code: 'ACR2524',
        found: /is stopped/,
        advice: /application-gateway start --ids \//,
      },
    ],
    [
      'a policy that only detects (2.3)',
      policy((body) => setPath(body, 'properties.policySettings.mode', 'Detection')),
      'front.firewall',
      { status: 'failed', code: 'ACR2525', found: /only detects: nobody is kept out/ },
    ],
    [
      'a policy that was turned off (2.3)',
      policy((body) => setPath(body, 'properties.policySettings.state', 'Disabled')),
      'front.firewall',
      { status: 'failed', code: 'ACR2525', found: /turned off/ },
    ],
    [
      'a rule that was taken out',
      rules(() => []),
      'front.firewall',
      { status: 'failed', code: 'ACR2525', found: /lacks PullOnly as the file has it/ },
    ],
    [
      'a rule that was turned off',
      rules((all) => all.map((each) => setPath(each as JsonObject, 'state', 'Disabled'))),
      'front.firewall',
      { status: 'failed', code: 'ACR2525', found: /lacks PullOnly/ },
    ],
    [
      'a rule of others that lets past all others',
      rules((all) => [
        ...all,
        {
          ...{ name: 'Office', priority: 5, ruleType: 'MatchRule', action: 'Allow', state: 'Enabled' },
          matchConditions: [
            {
              matchVariables: [{ variableName: 'RemoteAddr' }],
              operator: 'IPMatch',
              matchValues: ['198.51.100.0/24'],
            },
          ],
        },
      ]),
      'front.firewall',
      { status: 'warning', code: 'ACR2525', found: /^Office of somebody else lets requests past/ },
    ],
    [
      'a secret that was disabled (2.11e)',
      (lab) =>
        lab.request('PATCH', `${ID.vault}/secrets/registry`, VERSION.keyVault, {
          properties: { attributes: { enabled: false } },
        }),
      'front.secret',
      { status: 'failed', code: 'ACR2524', advice: /turns a listener off .* --enabled true/s },
    ],
    [
      'a secret in a form that gateways do not read (2.11e)',
      (lab) =>
        lab.request('PATCH', `${ID.vault}/secrets/registry`, VERSION.keyVault, {
          properties: { contentType: 'application/x-pem-file' },
        }),
      'front.secret',
      { status: 'failed', code: 'ACR2524', advice: /format: pfx/ },
    ],
    [
      'access to a certificate that was taken away (2.11e)',
      async (lab) => {
        for (const id of Object.keys(lab.emulator.objects()))
          if (id.includes('/secrets/registry/') && id.includes('/roleassignments/'))
            await lab.request('DELETE', id, VERSION.authorization);
      },
      'front.access',
      { status: 'failed', code: 'ACR2524', found: /^images-front may not read/, advice: /Secrets User/ },
    ],
    [
      'a replica that somebody added in a region without a data host (2.22, 2.29)',
      (lab) =>
        lab.request('PUT', `${REGISTRY}/replications/northeurope`, VERSION.registry, {
          location: 'northeurope',
        }),
      'front.dataEndpoints',
      { status: 'failed', code: 'ACR2532', found: /no data host for contoso\.northeurope\.data/ },
    ],
    [
      'a registry that is open beside its front (2.31)',
      (lab) =>
        lab.request('PATCH', REGISTRY, VERSION.registry, {
          properties: { publicNetworkAccess: 'Enabled', networkRuleSet: { defaultAction: 'Allow' } },
        }),
      'front.onlyWay',
      { status: 'warning', code: 'ACR2531', found: /open to everybody/, advice: /past the firewall/ },
    ],
  ])('finds %s', async (_, change, name, expected) => {
    const all = await changed(change);
    const about = ['front.secret', 'front.access'].includes(name)
      ? 'kv-contosoimages-tls/registry'
      : undefined;
    expectFound(all, name, expected, about);
  });

  it.each<[string, string, (body: JsonObject) => JsonObject, string, Expected]>([
    [
      'a gateway whose last change failed',
      ID.gateway,
      (body) => setPath(body, 'properties.provisioningState', 'Failed'),
      'front.gateway',
      { status: 'failed', code: 'ACR2524', found: /last change .* failed/ },
    ],
    [
      'a gateway that is being changed',
      ID.gateway,
      (body) => setPath(body, 'properties.provisioningState', 'Updating'),
      'front.gateway',
      { status: 'warning', code: 'ACR2524' },
    ],
    [
      'a gateway that goes by another policy',
      ID.gateway,
      (body) => setPath(body, 'properties.firewallPolicy.id', `${ID.policy}2`),
      'front.firewall',
      { status: 'failed', code: 'ACR2525', found: /another policy/ },
    ],
    [
      'data endpoints that are off (2.10)',
      REGISTRY,
      (body) => setPath(body, 'properties.dataEndpointEnabled', false),
      'front.dataEndpoints',
      { status: 'failed', code: 'ACR2532', found: /are off/ },
    ],
  ])('finds %s', async (_, id, shown, name, expected) => {
    const { applied } = await stageFront();
    const checks = await frontChecks(applied, undefined, {}, (each, body) =>
      each.toLowerCase() === id.toLowerCase() ? shown(body) : body,
    );
    expectFound(checks, name, expected);
  });

  it('finds a gateway and a policy that somebody deleted', async () => {
    const checks = await changed(async (lab) => {
      await lab.request('DELETE', ID.gateway, VERSION.network);
      await untilDone(lab);
      await lab.request('DELETE', ID.policy, VERSION.network);
    });
    expectFound(checks, 'front.gateway', {
      status: 'failed',
      code: 'ACR2524',
      advice: /acrctl apply makes it/,
    });
    expectFound(checks, 'front.firewall', { status: 'failed', code: 'ACR2525', found: /no policy/ });
  });
});

describe('what a gateway finds behind it (2.11d, 2.32)', () => {
  const HEALTH = `${ID.gateway}/backendhealth`.toLowerCase();
  const LINK = ID.zone.replace(
    /rg-images.*/,
    'rg-westeurope/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io/virtualNetworkLinks/vnet-westeurope',
  );

  async function seen(change: (lab: Lab) => Promise<unknown>): Promise<readonly CheckResult[]> {
    const applied = await applyFront(WISH);
    await change(applied.lab);
    await untilDone(applied.lab);
    return frontChecks(applied);
  }

  /** The gateway as somebody else writes it. */
  const gateway = (path: string, value: Json) => async (lab: Lab) => {
    const { etag: _, id: _id, name: _name, type: _type, ...body } = objectAt(lab, ID.gateway) as JsonObject;
    await lab.request('PUT', ID.gateway, VERSION.network, setPath(body, path, value));
  };
  const pool = (name: string) => `properties.backendAddressPools[name=${name}].properties.backendAddresses`;

  it('is asked of it, and is all well after an apply', async () => {
    const check = checkNamed(await seen(async () => undefined), 'front.backends');
    expect(check).toMatchObject({ status: 'passed', code: null });
    expect(check.evidence).toEqual([
      'contoso.privatelink.azurecr.io: Healthy: Success. Received 401 status code',
      'contoso.westeurope.data.privatelink.azurecr.io: Healthy: Success. Received 403 status code',
    ]);
  });

  it.each<[string, (lab: Lab) => Promise<unknown>, Expected]>([
    [
      'a registry that it reaches from outside, since its network does not see the zone',
      (lab) => lab.request('DELETE', LINK, VERSION.dns),
      {
        ...{ status: 'failed', code: 'ACR2524', found: /not find contoso\.privatelink\.azurecr\.io well/ },
        advice: /^It answers 502 there\. The registry sees it come from outside: .*privateLink\.link/,
      },
    ],
    [
      'a data endpoint that it asks for another name',
      gateway('properties.probes[name=data].properties.host', 'images.contoso.test'),
      {
        ...{ status: 'failed', code: 'ACR2524', found: /not find contoso\.westeurope\.data/ },
        advice: /knows no registry by the name/,
      },
    ],
    [
      'a probe that takes something else for well',
      gateway('properties.probes[name=registry].properties.match.statusCodes', ['200-399']),
      { status: 'failed', code: 'ACR2524', advice: /got 401: it was changed/ },
    ],
    [
      'a pool that somebody emptied',
      gateway(pool('data'), []),
      { status: 'failed', code: 'ACR2524', found: /has nothing behind the data host/ },
    ],
    [
      'an address that it cannot say anything of',
      gateway(pool('registry'), [{ ipAddress: '203.0.113.7' }]),
      {
        status: 'warning',
        code: 'ACR2524',
        found: /whether it finds 203\.0\.113\.7/,
        advice: /GatewayManager/,
      },
    ],
  ])('shows %s', async (_, change, expected) => {
    expectFound(await seen(change), 'front.backends', expected);
  });

  const server = (health: string, healthProbeLog: string) => (role: string) => ({
    backendAddressPool: { id: `${ID.gateway}/backendAddressPools/${role}` },
    backendHttpSettingsCollection: [
      {
        backendHttpSettings: { id: `${ID.gateway}/backendHttpSettingsCollection/${role}` },
        servers: [{ address: `${role}.contoso.test`, health, healthProbeLog }],
      },
    ],
  });

  it.each<[string, JsonObject, Expected]>([
    [
      'nobody who answers',
      {
        backendAddressPools: ['registry', 'data'].map(server('Unhealthy', 'Time taken exceeds the timeout.')),
      },
      {
        ...{
          status: 'failed',
          code: 'ACR2524',
          found: /registry\.contoso\.test and data\.contoso\.test well/,
        },
        advice: /^It answers 502 there\. Nobody answered it at registry.*Nobody answered it at data/,
      },
    ],
    [
      'well in the words of the clients',
      { backendAddressPools: ['registry', 'data'].map(server('Up', '')) },
      { status: 'passed' },
    ],
    [
      'the pools of others alone',
      {
        backendAddressPools: ['registry', 'data', 'theirs'].map((role) =>
          server(role === 'theirs' ? 'Down' : 'Up', '')(role),
        ),
      },
      { status: 'passed' },
    ],
    [
      'nothing that it tells',
      { refused: 'AnotherOperationInProgress' },
      { status: 'skipped', found: /did not say what it finds \(AnotherOperationInProgress\)/ },
    ],
  ])('is judged as it is told: %s', async (_, health, expected) => {
    const { applied } = await stageFront();
    const checks = await frontChecks(applied, undefined, {}, (id, body) =>
      id.toLowerCase() === HEALTH ? health : body,
    );
    expectFound(checks, 'front.backends', expected);
  });

  it('is not judged where the login may not ask, or nobody runs', async () => {
    const denied = await seen(async (lab) => {
      lab.emulator.setPermissions([
        {
          scope: '/',
          actions: ['*'],
          notActions: ['Microsoft.Network/applicationGateways/backendhealth/action'],
        },
      ]);
    });
    expectFound(denied, 'front.backends', { status: 'skipped', found: /takes .*backendhealth\/action$/ });
    const stopped = await seen((lab) => lab.request('POST', `${ID.gateway}/stop`, VERSION.network));
    expectFound(stopped, 'front.backends', { status: 'skipped', found: /is stopped/ });
    const locked = await seen((lab) =>
      lab.request('PUT', `${ID.gateway}/providers/Microsoft.Authorization/locks/theirs`, VERSION.locks, {
        properties: { level: 'ReadOnly' },
      }),
    );
    expectFound(locked, 'front.backends', { status: 'skipped', found: /\(ScopeLocked\)/ });
  });
});

const TWO_REGIONS: FrontWish = {
  ...WISH,
  regions: [
    { region: 'westeurope', dataHost: DATA_HOST },
    { region: 'northeurope', dataHost: 'registry-north.contoso.test' },
  ],
};

describe('a public front of two regions (2.29, 2.30, 2.32)', () => {
  const PROFILE = ID.gateway.replace(/applicationGateways.*/, 'trafficManagerProfiles/images-tm');
  const VERSION_OF_PROFILES = '2022-04-01';
  const patchProfile = (lab: Lab, properties: JsonObject) =>
    lab.request('PATCH', PROFILE, VERSION_OF_PROFILES, { properties });

  it('has a gateway and a policy in each, and a profile that leads to both', async () => {
    const { lab, stack } = await applyFront(TWO_REGIONS);
    const checks = await frontChecks({ lab, stack });
    expect(troubles(checks)).toEqual([]);
    expect(checks.filter(({ name }) => name === 'front.gateway')).toHaveLength(2);
    expectFound(checks, 'front.trafficManager', { status: 'passed', found: /northeurope and westeurope/ });
    expectFound(checks, 'front.dataEndpoints', { status: 'passed' });
  });

  it('leads its host by the profile to any of its gateways, and a data host to its own alone', async () => {
    const { lab, stack } = await applyFront(TWO_REGIONS);
    const northId = ID.address.replace('westeurope', 'northeurope');
    const north = textAt(objectAt(lab, northId), 'properties.ipAddress') ?? '';
    const fqdn = textAt(objectAt(lab, PROFILE), 'properties.dnsConfig.fqdn') ?? '';
    const view: View = {
      [HOST]: { cname: fqdn },
      [fqdn]: { a: [north] },
      [DATA_HOST]: { a: [north] },
    };
    const lookedUp = async (names: View) => {
      const server = await dnsServer(names);
      return frontChecks({ lab, stack }, network({ resolvers: [at(server.port)] }));
    };
    const checks = await lookedUp(view);
    expectFound(checks, 'front.address', { status: 'passed' }, HOST);
    expectFound(checks, 'front.address', { status: 'failed', code: 'ACR2526' }, DATA_HOST);
    const without = await lookedUp({});
    const advice = new RegExp(`has to be a CNAME of ${fqdn}\\. .*acrctl records`, 's');
    expectFound(without, 'front.address', { status: 'failed', code: 'ACR2526', advice }, HOST);
  });

  it.each<[string, (lab: Lab) => Promise<unknown>, RegExp]>([
    [
      'a profile that was turned off',
      (lab) =>
        lab.request('PATCH', PROFILE, VERSION_OF_PROFILES, { properties: { profileStatus: 'Disabled' } }),
      /turned off: registry\.contoso\.test leads nowhere/,
    ],
    [
      'an endpoint that was taken out',
      (lab) => lab.request('DELETE', `${PROFILE}/azureEndpoints/northeurope`, VERSION_OF_PROFILES),
      /leads nobody to northeurope/,
    ],
    [
      'a monitor that asks for something else',
      (lab) => patchProfile(lab, { monitorConfig: { protocol: 'HTTPS', port: 443, path: '/' } }),
      /asks the gateways by HTTPS at port 443 for \/ with the host registry\.contoso\.test, wanting 401, and not .* for \/v2\/ with/,
    ],
    [
      'a monitor that takes 404 for well, and names no host',
      (lab) =>
        patchProfile(lab, {
          monitorConfig: {
            ...{ protocol: 'HTTPS', port: 443, path: '/v2/', customHeaders: [] },
            expectedStatusCodeRanges: [{ min: 400, max: 404 }],
          },
        }),
      /with no host, wanting 400 to 404, and not/,
    ],
    [
      'an endpoint that leads to another address',
      async (lab) => {
        const other = `${ID.address}-other`;
        await lab.request('PUT', other, VERSION.network, {
          location: 'northeurope',
          sku: { name: 'Standard' },
          properties: { publicIPAllocationMethod: 'Static', dnsSettings: { domainNameLabel: 'other' } },
        });
        await untilDone(lab);
        await lab.request('PUT', `${PROFILE}/azureEndpoints/northeurope`, VERSION_OF_PROFILES, {
          properties: { targetResourceId: other, endpointStatus: 'Enabled' },
        });
      },
      /its endpoint northeurope has the target images-westeurope-pip-other and not images-northeurope-pip/,
    ],
  ])('is not led to by %s', async (_, change, found) => {
    const { lab, stack } = await applyFront(TWO_REGIONS);
    await change(lab);
    expectFound(await frontChecks({ lab, stack }), 'front.trafficManager', {
      ...{ status: 'failed', code: 'ACR2524', found },
    });
  });

  it.each<[string, (lab: Lab) => Promise<unknown>, RegExp]>([
    [
      'chooses otherwise',
      (lab) => patchProfile(lab, { trafficRoutingMethod: 'Weighted' }),
      /has the routing method Weighted and not Performance/,
    ],
    [
      'leads some past the front',
      (lab) =>
        lab.request('PUT', `${PROFILE}/externalEndpoints/theirs`, VERSION_OF_PROFILES, {
          properties: { target: 'old.contoso.test', endpointLocation: 'West Europe' },
        }),
      /leads clients to theirs \(old\.contoso\.test\) as well/,
    ],
  ])('is warned about where its profile %s', async (_, change, found) => {
    const { lab, stack } = await applyFront(TWO_REGIONS);
    await change(lab);
    expectFound(await frontChecks({ lab, stack }), 'front.trafficManager', {
      ...{ status: 'warning', code: 'ACR2524', found },
    });
  });

  it('has a gateway that is not well where the probes do not find it so', async () => {
    const { lab, stack } = await applyFront(TWO_REGIONS);
    const degraded = (each: Json): Json =>
      textAt(each, 'name') === 'northeurope'
        ? setPath(each as JsonObject, 'properties.endpointMonitorStatus', 'Degraded')
        : each;
    const checks = await frontChecks({ lab, stack }, undefined, {}, (id, body) =>
      id.toLowerCase() === PROFILE.toLowerCase()
        ? setPath(body, 'properties.endpoints', listAt(body, 'properties.endpoints').map(degraded))
        : body,
    );
    expectFound(checks, 'front.trafficManager', {
      ...{ status: 'failed', code: 'ACR2524', found: /does not find northeurope well/ },
      advice: /want 401/,
    });
  });
});

describe('the names of a public front, by a real DNS server (2.1, 2.11a, 2.32)', () => {
  async function named(view: (gateway: string) => View, mood?: Parameters<typeof dnsServer>[1]) {
    const { applied } = await stageFront();
    const gateway = textAt(objectAt(applied.lab, ID.address), 'properties.ipAddress') ?? '';
    const server = await dnsServer(view(gateway), mood);
    return frontChecks(applied, network({ resolvers: [at(server.port)], timeoutMs: 400 }));
  }

  it('lead to the address of the gateway', async () => {
    const checks = await named((gateway) => ({
      [HOST]: { a: [gateway] },
      [DATA_HOST]: { cname: 'front.contoso.test' },
      'front.contoso.test': { a: [gateway] },
    }));
    expectFound(checks, 'front.address', { status: 'passed' }, HOST);
    expectFound(checks, 'front.address', { status: 'passed' }, DATA_HOST);
  });

  it.each<[string, View, RegExp, RegExp]>([
    [
      'no record',
      {},
      /does not exist/,
      /has to be an A record of [\d.]+\. Have whoever owns the zone write it/,
    ],
    [
      'another address',
      { [HOST]: { a: ['203.0.113.9'] } },
      /203\.0\.113\.9, which is not the gateway/,
      /A record/,
    ],
    ['a private address', { [HOST]: { a: ['10.20.1.5'] } }, /10\.20\.1\.5/, /a zone inside of this network/],
  ])('lead elsewhere by %s', async (_, view, found, advice) => {
    const checks = await named(() => view);
    expectFound(checks, 'front.address', { status: 'failed', code: 'ACR2526', found, advice }, HOST);
  });

  it('are not known where the server says nothing', async () => {
    const checks = await named(() => ({}), { silentFor: Number.POSITIVE_INFINITY });
    expectFound(checks, 'front.address', { status: 'failed', code: 'ACR2504' }, HOST);
  });
});

describe('what a public front serves and answers, by a gateway that does what acrctl sent (2.32)', () => {
  const looked = async (staging: Staging = {}, options: Parameters<typeof frontChecks>[2] = {}) => {
    const { applied, access } = await stageFront(staging);
    const checks = await frontChecks(applied, access, options);
    // Which addresses its names have is asked of a DNS server elsewhere.
    return checks.filter(({ name }) => name !== 'front.address');
  };
  const edited = (edit: (bodies: FrontBodies) => FrontBodies, more: Staging = {}) =>
    looked({ edit, ...more });

  it('is all that a pull needs: certificates, challenge, token, manifest and layer, without a header that names Azure', async () => {
    const checks = await looked();
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['front.certificate', 'front.challenge', 'front.dataHost', 'front.push'],
        ...['front.login', 'front.manifest', 'front.blob', 'front.headers'],
      ]),
    );
  });

  it('is seen as far as that goes without a login and an image', async () => {
    const checks = await looked(
      {},
      { image: undefined, credential: { token: async () => ({ none: 'nobody' }) } },
    );
    expect(troubles(checks)).toEqual([]);
    expect(checks.filter(({ status }) => status === 'skipped').map(({ name }) => name)).toEqual([
      'front.login',
    ]);
    expect(checks.map(({ name }) => name)).not.toContain('front.blob');
  });

  describe('certificates (2.11e)', () => {
    const another = (hosts: readonly string[], until?: Date, issuer: typeof ROOT | undefined = ROOT) => {
      const made = issue({
        ...{ name: 'another', hosts, key: ROOT.key },
        ...(issuer && { issuer }),
        ...(until && { until }),
      });
      return `${made.keyPem}${made.certificate}`;
    };
    const data = (pem: string) => (secretId: string) => (secretId.includes('data') ? pem : undefined);

    it('of another listener are those of one that is turned off', async () => {
      const checks = await edited((bodies) =>
        editGateway(bodies, ({ properties }) => {
          properties.httpListeners = properties.httpListeners.filter(({ name }) => name !== 'data');
          properties.requestRoutingRules = properties.requestRoutingRules.filter(
            ({ name }) => name !== 'data',
          );
        }),
      );
      expectFound(
        checks,
        'front.certificate',
        {
          status: 'failed',
          code: 'ACR2527',
          found: /for other names/,
          advice: /turned it off .* front\.access/s,
        },
        DATA_HOST,
      );
      expectFound(checks, 'front.dataHost', { status: 'skipped' });
    });

    it('that are not the newest of the vault are waited for, since a gateway looks every four hours', async () => {
      const served = data(another([DATA_HOST]));
      const soon = await looked({ served }, { nowMs: NOW_MS + 3_600_000 });
      const about = DATA_HOST;
      expectFound(
        soon,
        'front.certificate',
        { status: 'warning', code: 'ACR2527', advice: /four hours/ },
        about,
      );
      const late = await looked({ served });
      expectFound(
        late,
        'front.certificate',
        { status: 'failed', code: 'ACR2527', advice: /without a version/ },
        about,
      );
    });

    it('that nobody trusts, and those that end, are told', async () => {
      const { applied, access, port } = await stageFront();
      const untrusting = network({ connect: { [HOST]: at(port) } });
      const checks = await frontChecks(applied, untrusting);
      expectFound(
        checks,
        'front.certificate',
        { status: 'failed', code: 'ACR2506', found: /does not trust/ },
        HOST,
      );
      const late = await frontChecks(applied, access, { nowMs: Date.UTC(2045, 11, 20) });
      expectFound(
        late,
        'front.certificate',
        { status: 'warning', code: 'ACR2506', found: /ends in 12 days/ },
        HOST,
      );
    });

    it('are shown by nobody where the gateway is stopped', async () => {
      const { applied } = await stageFront();
      const port = await closedPort();
      const checks = await frontChecks(
        applied,
        network({ connect: { [HOST]: at(port), [DATA_HOST]: at(port) } }),
      );
      expectFound(
        checks,
        'front.certificate',
        { status: 'failed', code: 'ACR2505', advice: /stopped .* security group/ },
        HOST,
      );
      expectFound(checks, 'front.challenge', { status: 'skipped' });
    });
  });

  describe('rewrites (2.13 to 2.24, T7)', () => {
    it('that are not in use send clients to Azure for their tokens, and no credential goes anywhere', async () => {
      const { applied, access, gateway } = await stageFront({ edit: withoutRewrites });
      const checks = await frontChecks(applied, access);
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2529' },
        found: `${HOST} sends clients to ${LOGIN} for their tokens`,
        advice: /The rule challenge of the rewrite set registry/,
      });
      expectFound(checks, 'front.login', { status: 'skipped' });
      expect(gateway.seen.map(({ method, uri }) => `${method} ${uri}`).sort()).toEqual([
        'GET /',
        'GET /v2/',
        'POST /v2/team/app/blobs/uploads/',
      ]);
    });

    it('without one for the data host lead layers past the front', async () => {
      const checks = await edited((bodies) => withoutRules(bodies, 'data'));
      expectFound(checks, 'front.manifest', { status: 'passed' });
      expectFound(checks, 'front.blob', {
        ...{ status: 'failed', code: 'ACR2529' },
        found: `layers are led to ${AZURE_DATA}, past the front`,
        advice: /A rule data-westeurope of the rewrite set registry/,
      });
    });

    it('that take the service for the realm are told', async () => {
      const checks = await edited((bodies) =>
        editRules(bodies, 'challenge', ({ conditions, actionSet }) => {
          for (const each of conditions) each.pattern = '^(.*)contoso\\.azurecr\\.io(.*)$';
          for (const each of actionSet.responseHeaderConfigurations)
            each.headerValue = `{http_resp_WWW-Authenticate_1}${HOST}{http_resp_WWW-Authenticate_2}`;
        }),
      );
      expectFound(checks, 'front.challenge', { status: 'failed', code: 'ACR2529' });
    });

    it('with a capture in other letters leave no challenge', async () => {
      const checks = await edited((bodies) =>
        editRules(bodies, 'challenge', ({ actionSet }) => {
          for (const each of actionSet.responseHeaderConfigurations)
            each.headerValue = each.headerValue.replaceAll('WWW-Authenticate_', 'www-authenticate_');
        }),
      );
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2528' },
        found: /401 without saying where to get a token/,
        advice: /spelt as the header/,
      });
    });

    it('that replace the service, too, make tokens that the registry does not take', async () => {
      const checks = await edited((bodies) =>
        editRules(bodies, 'challenge', ({ actionSet }) => {
          for (const each of actionSet.responseHeaderConfigurations)
            each.headerValue = `Bearer realm="https://${HOST}/oauth2/token",service="${HOST}"`;
        }),
      );
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2528', advice: /No credential was sent/ },
      });
    });

    it('of a registry without data endpoints cannot be', async () => {
      const checks = await looked({
        instead: ({ path, headers }) =>
          path.includes('/blobs/sha256:') && headers.authorization !== undefined
            ? { status: 307, headers: [['Location', 'https://weumanaged204.blob.core.windows.net/a?sig=b']] }
            : undefined,
      });
      expectFound(checks, 'front.blob', {
        ...{ status: 'failed', code: 'ACR2529', found: /led to weumanaged204\.blob\.core\.windows\.net/ },
        advice: /data endpoints are off/,
      });
    });

    it('do not reach a header that nobody knows of, which is told', async () => {
      const checks = await looked({
        instead: ({ host, query }) =>
          query === '' && host === AZURE_DATA
            ? { status: 403, headers: [['X-Served-By', `node 7 of ${AZURE_DATA}`]] }
            : undefined,
      });
      expect(checkNamed(checks, 'front.headers')).toMatchObject({
        ...{ status: 'failed', code: 'ACR2529' },
        evidence: [`x-served-by in the answer to GET https://${DATA_HOST}/ names ${AZURE_DATA}`],
      });
      expect(troubles(checks)).toEqual(['front.headers failed ACR2529']);
    });
  });

  describe('answers of the gateway itself', () => {
    const noAnswer: Expected = { status: 'failed', code: 'ACR2528' };

    it('502: nobody behind it is well, as where a probe wants 200 (2.11d)', async () => {
      const checks = await edited((bodies) =>
        editGateway(bodies, ({ properties }) => {
          for (const each of properties.probes) delete each.properties.match;
        }),
      );
      const expected = { ...noAnswer, found: /finds nobody behind/, advice: /show-backend-health/ };
      expectFound(checks, 'front.challenge', expected);
      expectFound(checks, 'front.dataHost', expected);
      expectFound(checks, 'front.push', { status: 'passed' });
    });

    it('502: also where the registry keeps out its own gateway', async () => {
      const checks = await looked({ instead: () => denied('10.0.0.4') });
      expectFound(checks, 'front.challenge', { ...noAnswer, found: /finds nobody behind/ });
    });

    it('403: the firewall keeps this machine out, and of pushes nothing is shown (2.26, 2.27)', async () => {
      const wish: FrontWish = { ...WISH, blockedRanges: ['198.51.100.0/24'] };
      const checks = await looked({ wish });
      expectFound(checks, 'front.challenge', {
        ...noAnswer,
        found: /firewall of the gateway refuses requests/,
        advice: /country or the address/,
      });
      expectFound(checks, 'front.push', { status: 'skipped' });
    });

    it('404: it has no listener for the host that it has a certificate for', async () => {
      const both = issue({ name: 'both', hosts: [HOST, DATA_HOST], issuer: ROOT, key: ROOT.key });
      const checks = await edited(
        (bodies) =>
          editGateway(bodies, ({ properties }) => {
            properties.httpListeners = properties.httpListeners.filter(({ name }) => name !== 'data');
            properties.requestRoutingRules = properties.requestRoutingRules.filter(
              ({ name }) => name !== 'data',
            );
          }),
        { served: () => `${both.keyPem}${both.certificate}` },
      );
      expectFound(checks, 'front.dataHost', { ...noAnswer, found: /no listener for registry-data/ });
    });
  });

  describe('answers of what stands behind the gateway', () => {
    it('404: a host that is not replaced is that of no registry (2.11c)', async () => {
      const checks = await edited((bodies) =>
        editGateway(bodies, ({ properties }) => {
          for (const each of properties.backendHttpSettingsCollection) delete each.properties.hostName;
          for (const each of properties.backendAddressPools)
            for (const address of each.properties.backendAddresses)
              address.fqdn = address.fqdn.replace('.privatelink', '');
        }),
      );
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2528', found: /knows no registry of the name/ },
        advice: /hostName/,
      });
    });

    it('403 in JSON: the gateway comes to the public side of the registry', async () => {
      let probed = false;
      const checks = await looked({
        // Its probe was answered while all was well.
        instead: ({ headers, path }) => {
          if (path !== '/v2/') return undefined;
          const isProbe = headers['x-forwarded-for'] === undefined && !probed;
          probed = true;
          return isProbe ? undefined : denied('20.45.122.144');
        },
      });
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2528', found: /keeps its own gateway out/ },
        advice: /privatelink name does not lead/,
      });
    });

    it('200: something else than a registry', async () => {
      let count = 0;
      const checks = await looked({
        instead: ({ path }) => {
          if (path !== '/v2/') return undefined;
          count += 1;
          return count === 1 ? undefined : { status: 200, body: 'It works!' };
        },
      });
      expectFound(checks, 'front.challenge', {
        ...{ status: 'failed', code: 'ACR2528', found: /answers 200, which no registry does/ },
      });
    });
  });

  describe('pushes (2.3, 2.11g)', () => {
    it('pass where the file allows them, as far as the login of the registry', async () => {
      const checks = await looked({ wish: { ...WISH, allowPush: true } });
      expectFound(checks, 'front.push', {
        status: 'passed',
        found: /reach the registry, which asks for a login/,
      });
    });

    it('pass a policy that lost its rule, or only detects', async () => {
      const lost = await edited((bodies) =>
        editPolicy(bodies, ({ properties }) => {
          properties.customRules = [];
        }),
      );
      expectFound(lost, 'front.push', { status: 'failed', code: 'ACR2530', advice: /PullOnly/ });
      const detects = await edited((bodies) =>
        editPolicy(bodies, ({ properties }) => {
          properties.policySettings['mode'] = 'Detection';
        }),
      );
      expectFound(detects, 'front.push', { status: 'failed', code: 'ACR2530' });
    });

    it('are refused by a policy of before, where the file allows them', async () => {
      const { bodies } = await applyFront(WISH);
      const [before] = bodies;
      const checks = await edited((now) => ({ ...now, policies: before?.policies ?? [] }), {
        wish: { ...WISH, allowPush: true },
      });
      expectFound(checks, 'front.push', {
        status: 'failed',
        code: 'ACR2530',
        advice: /still has the rule PullOnly/,
      });
    });
  });

  it('is told from a data host by itself: without a slash, rules that want one lead past the front (2.22)', async () => {
    const checks = await edited(
      (bodies) => withPattern(bodies, 'data', (pattern) => pattern.replace(/\([^()]*\)\$$/, '(\\/.*)$')),
      {
        instead: ({ path, headers }) =>
          path.includes('/blobs/sha256:') && headers.authorization !== undefined
            ? { status: 307, headers: [['Location', `https://${AZURE_DATA}?t=0&s=1`]] }
            : undefined,
      },
    );
    expectFound(checks, 'front.blob', {
      status: 'failed',
      code: 'ACR2529',
      advice: /where no slash follows/,
    });
  });
});

describe.runIf(HAS_FRONT_PARTS)('a public front before a real registry server (2.32)', () => {
  const registry = sharedRegistry();
  const image = { repository: REPOSITORY, reference: 'v1' };
  const looked = async (staging: Staging = {}) => {
    const { applied, access } = await stageFront({ behind: registry().service.port, ...staging });
    const checks = await frontChecks(applied, access, { image, nowMs: LATER_MS });
    return checks.filter(({ name }) => name !== 'front.address');
  };

  it('gives a token, a manifest and a layer to the login of the run, and refuses a push', async () => {
    const checks = await looked();
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
  });

  it('gives no layer where a rule without an anchor changed the signed query (2.15, T7)', async () => {
    const checks = await looked({
      chaining: 'rewritten',
      edit: (bodies) =>
        editRules(bodies, 'login', ({ conditions, actionSet }) => {
          for (const each of conditions) each.pattern = '(.*)contoso.azurecr.io(.*)';
          for (const each of actionSet.responseHeaderConfigurations)
            each.headerValue = `{http_resp_Location_1}${HOST}{http_resp_Location_2}`;
        }),
    });
    expectFound(checks, 'front.blob', {
      ...{ status: 'failed', code: 'ACR2528', found: /data endpoint behind .* answers 403/ },
      advice: /signed query/,
    });
  });
});
