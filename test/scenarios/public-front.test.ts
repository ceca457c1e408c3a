import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, listAt, overlaps, removePath, setPath } from '../../src/core/path.ts';
import { planText } from '../../src/report/plan-text.ts';
import { recordsText } from '../../src/report/records-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, ID, withFront } from './fronts.ts';
import { handedOut, shownHosts } from './handed-out.ts';
import { actionsOf, changeAt, expectSentAndEmpty, objectAt, planOf, VERSION } from './stacks.ts';

async function applied(edits = {}): Promise<Lab> {
  const lab = openLab();
  await lab.converge(withFront(edits));
  return lab;
}

async function expectEmpty(lab: Lab, text: string): Promise<void> {
  const { changes, drift } = await planOf(lab, text);
  expect({ changes, drift }).toEqual({ changes: [], drift: [] });
}

/** As Azure answers it, without what cannot be sent. */
function sendable(lab: Lab): JsonObject {
  const body = objectAt(lab, ID.gateway);
  const { etag: _, id: _id, name: _name, type: _type, ...rest } = body as Record<string, never>;
  return rest;
}

function withoutEtags(body: JsonObject): Json {
  return JSON.parse(JSON.stringify(body, (name, value) => (name === 'etag' ? undefined : value))) as Json;
}

/** Somebody else adds parts to the gateway: a port, and a listener on it. */
async function addTheirs(lab: Lab): Promise<void> {
  const body = sendable(lab);
  const ports = [...listAt(body, 'properties.frontendPorts'), { name: 'theirs', properties: { port: 80 } }];
  const theirs = {
    name: 'grafana',
    properties: {
      frontendIPConfiguration: { id: `${ID.gateway}/frontendIPConfigurations/public` },
      frontendPort: { id: `${ID.gateway}/frontendPorts/theirs` },
      protocol: 'Http',
      hostName: 'grafana.contoso.com',
    },
  };
  const listeners = [...listAt(body, 'properties.httpListeners'), theirs];
  const rules = [
    ...listAt(body, 'properties.requestRoutingRules'),
    {
      name: 'grafana',
      properties: {
        ruleType: 'Basic',
        priority: 500,
        httpListener: { id: `${ID.gateway}/httpListeners/grafana` },
        backendAddressPool: { id: `${ID.gateway}/backendAddressPools/data` },
        backendHttpSettings: { id: `${ID.gateway}/backendHttpSettingsCollection/data` },
      },
    },
  ];
  const changed = [
    ['properties.frontendPorts', ports],
    ['properties.httpListeners', listeners],
    ['properties.requestRoutingRules', rules],
  ].reduce((all, [path, value]) => setPath(all, path as string, value as never), body);
  await lab.request('PUT', ID.gateway, '2025-05-01', changed);
}

const namesIn = (lab: Lab, collection: string) =>
  listAt(objectAt(lab, ID.gateway), `properties.${collection}`).map((each) => getPath(each, 'name'));

describe('a public front', () => {
  it('is there after one apply, with its certificate read as an identity that may read just that (2.3, 2.11 to 2.11f, 2.25, 2.31)', async () => {
    const lab = await applied();
    const gateway = objectAt(lab, ID.gateway);
    expect(getPath(gateway, 'properties.provisioningState')).toBe('Succeeded');
    expect(getPath(gateway, 'properties.sku.tier')).toBe('WAF_v2');
    expect(
      listAt(gateway, 'properties.httpListeners').map((each) => getPath(each, 'properties.hostName')),
    ).toEqual(expect.arrayContaining(['registry.contoso.com', 'registry-data.contoso.com']));
    const grants = Object.keys(lab.emulator.objects()).filter((id) =>
      /secrets\/registry\/.*roleassignments/.test(id),
    );
    expect(grants).toHaveLength(1);
    expect(getPath(objectAt(lab, ID.address), 'properties.ipAddress')).toMatch(/^\d/);
    await expectEmpty(lab, withFront());
  });

  it('has names that follow the address of its gateway (2.1)', async () => {
    const lab = await applied();
    for (const name of ['registry', 'registry-data'])
      expect(getPath(objectAt(lab, `${ID.zone}/A/${name}`), 'properties.targetResource.id')).toBe(ID.address);
  });

  it('takes over a name that leads elsewhere once its gateway runs (I-14)', async () => {
    const lab = openLab();
    await lab.converge(withFront({ publicFronts: null }));
    await lab.request('PUT', `${ID.zone}/A/registry`, VERSION.publicDns, {
      properties: { TTL: 300, ARecords: [{ ipv4Address: '203.0.113.7' }] },
    });
    const text = withFront({ [`${AT.front}.adopt`]: true });
    const { changes } = await planOf(lab, text);
    const waits = changes.filter(({ steps }) =>
      steps.some(({ dependsOn }) => dependsOn.includes(`${AT.region}/write`)),
    );
    expect(waits.map(({ address }) => address)).toEqual([`${AT.front}.record`]);
    await lab.converge(text);
    await expectEmpty(lab, text);
    expect(getPath(objectAt(lab, `${ID.zone}/A/registry`), 'properties.targetResource.id')).toBe(ID.address);
  });

  it('is told of a certificate that somebody disabled (K13)', async () => {
    const lab = await applied();
    const secret = `${ID.vault}/secrets/registry`;
    await lab.request('PATCH', secret, VERSION.keyVault, { properties: { attributes: { enabled: false } } });
    const { diagnostics } = await planOf(lab, withFront());
    expect(diagnostics.map(({ severity, code, address }) => `${severity} ${code} ${address}`)).toContain(
      `warning ACR1344 ${AT.vault}.certificates.registry`,
    );
  });

  it('that failed in Azure is written whole, and the plan does not show each value twice (K13)', async () => {
    const lab = await applied();
    const enable = (enabled: boolean) =>
      lab.request('PATCH', `${ID.vault}/secrets/registry`, VERSION.keyVault, {
        properties: { attributes: { enabled } },
      });
    await enable(false);
    const changed = setPath(sendable(lab), 'properties.autoscaleConfiguration.maxCapacity', 9);
    await lab.request('PUT', ID.gateway, VERSION.network, changed);
    lab.emulator.advance(600_000);
    // What time has brought about is seen by the next request.
    await enable(true);
    expect(getPath(objectAt(lab, ID.gateway), 'properties.provisioningState')).toBe('Failed');
    const text = withFront({ [`${AT.region}.capacity`]: { min: 1, max: 9 } });
    const shown = planText(await planOf(lab, text), { width: 100, style: PLAIN });
    expect(shown).toMatch(
      /update \(it has failed in Azure\)\n +all of it +written again as it is: \d+ values\n/,
    );
    expect(shown).not.toContain('->');
    await lab.converge(text);
    expect(getPath(objectAt(lab, ID.gateway), 'properties.provisioningState')).toBe('Succeeded');
    await expectEmpty(lab, text);
  });

  it('says who has to go on to another name where its host changes (2.1)', async () => {
    const lab = await applied();
    const text = withFront({
      [`${AT.front}.host`]: 'docker.contoso.com',
      [`${AT.vault}.certificates.registry.hosts`]: ['*.contoso.com'],
    });
    expect(changeAt(await planOf(lab, text), `${AT.front}.record`)?.impact).toEqual([
      'registry.contoso.com no longer resolves, for up to 3600 s: whoever uses it has to go on to docker.contoso.com',
    ]);
    await lab.converge(text);
    await expectEmpty(lab, text);
  });

  it('goes as it came, and nothing is left', async () => {
    const lab = await applied();
    await lab.converge(withFront({ publicFronts: null, 'identities.images-front': null }));
    expect(
      Object.keys(lab.emulator.objects()).filter((id) => /gateway|publicip|firewall|\/a\//i.test(id)),
    ).toEqual(expect.not.arrayContaining([expect.stringContaining('images-westeurope')]));
  });
});

describe('a front before an endpoint', () => {
  it('is changed while the names of that go over to records of acrctl, and back', async () => {
    const manage = `${AT.registry}.network.privateEndpoints.hub.dns.manage`;
    const lab = await applied();
    const changed = { [manage]: 'records', [`${AT.region}.capacity`]: { min: 2, max: 5 } };
    for (const text of [withFront(changed), withFront()]) {
      await lab.converge(text);
      await expectEmpty(lab, text);
    }
  });
});

describe('a front whose identity serves the names of the registry, too', () => {
  it('shares the one access policy with them, whichever of the two comes first', async () => {
    const both = {
      [`${AT.vault}.authorization`]: 'accessPolicies',
      [`${AT.vault}.certificates.images`]: { source: 'selfSigned', hosts: ['*.contoso.com'], format: 'pem' },
      [`${AT.registry}.identity`]: { user: ['images-front'] },
      [`${AT.registry}.network.dataEndpoints`]: true,
    };
    const domains = {
      [`${AT.registry}.customDomains`]: {
        identity: 'images-front',
        dns: 'contoso.com',
        registry: { host: 'images.contoso.com', certificate: 'kv-contosoimages-tls/images' },
        data: { westeurope: { host: 'data.contoso.com', certificate: 'kv-contosoimages-tls/images' } },
      },
    };
    const together = withFront({ ...both, ...domains });
    for (const first of [{ ...both, ...domains }, both, { ...both, ...domains, publicFronts: null }]) {
      const lab = await applied(first);
      await lab.converge(together);
      await expectEmpty(lab, together);
      expect(listAt(objectAt(lab, ID.vault), 'properties.accessPolicies')).toHaveLength(1);
    }
  });
});

describe('a change of a front', () => {
  it('is one line where one rule changes (lessons 75)', async () => {
    const lab = await applied();
    const text = withFront({
      [`${AT.region}.dataHost`]: 'layers.contoso.com',
      [`${AT.vault}.certificates.registry.hosts`]: ['*.contoso.com'],
    });
    const plan = await planOf(lab, text);
    const shown = planText(plan, { width: 200, style: PLAIN });
    const lines = shown.split('\n').filter((line) => line.includes('rewriteRuleSets'));
    expect(lines.map((line) => line.trim())).toEqual([
      'rewriteRuleSets[registry].rewriteRules[data-westeurope].actionSet.responseHeaderConfigurations[Location].headerValue',
    ]);
  });

  it('of a country is one line of the policy, and the gateway is left alone (2.26)', async () => {
    const lab = await applied();
    const text = withFront({ [`${AT.waf}.geo.countries`]: ['KP', 'SY'] });
    const plan = await planOf(lab, text);
    expect(actionsOf(plan)).toEqual([`update ${AT.policy}`]);
    expect(changeAt(plan, AT.policy)?.paths).toEqual([
      'properties.customRules[name=Countries].matchConditions',
    ]);
    await lab.converge(text);
    await expectEmpty(lab, text);
  });

  it('takes away whole what the file no longer says (2.27)', async () => {
    const lab = await applied({ [`${AT.waf}.blockedIpRanges`]: ['203.0.113.0/24'] });
    const plan = await planOf(lab, withFront());
    expect(changeAt(plan, AT.policy)?.paths).toEqual(['properties.customRules[name=BlockedRanges]']);
    await expectSentAndEmpty(lab, withFront(), ['PUT images-westeurope-waf']);
  });
});

describe('what others put into a gateway (K14, I-19)', () => {
  it('is no change, stays, and is told', async () => {
    const lab = await applied();
    await addTheirs(lab);
    const plan = await planOf(lab, withFront());
    expect(plan.changes).toEqual([]);
    expect(plan.drift).toEqual([]);
    expect(plan.outputs[AT.region]).toEqual({
      partsOfOthers: {
        value: ['frontendPorts[theirs]', 'httpListeners[grafana]', 'requestRoutingRules[grafana]'],
      },
    });
    const text = withFront({ [`${AT.region}.capacity`]: { min: 2, max: 20 } });
    expect(changeAt(await planOf(lab, text), AT.region)?.impact).toContain(
      'what others put into it stays: frontendPorts[theirs], httpListeners[grafana] and requestRoutingRules[grafana] (I-19)',
    );
    await lab.converge(text);
    expect(namesIn(lab, 'httpListeners')).toContain('grafana');
    expect(namesIn(lab, 'requestRoutingRules')).toContain('grafana');
    await expectEmpty(lab, text);
  });

  it('of ours that they changed is drift, by name, and put back', async () => {
    const lab = await applied();
    const body = sendable(lab);
    const probes = listAt(body, 'properties.probes').map((each) =>
      getPath(each, 'name') === 'registry'
        ? setPath(each as JsonObject, 'properties.match.statusCodes', ['200'])
        : each,
    );
    await lab.request('PUT', ID.gateway, '2025-05-01', setPath(body, 'properties.probes', probes));
    const plan = await planOf(lab, withFront());
    expect(plan.drift.map(({ address, paths }) => [address, paths.map(({ path }) => path)])).toEqual([
      [AT.region, ['properties.probes[name=registry].properties.match.statusCodes']],
    ]);
    await lab.converge(withFront());
    await expectEmpty(lab, withFront());
  });

  it('is told where it takes requests for the front, or the place of a rule (2.11f)', async () => {
    const lab = await applied();
    const route = (priority: number, hosts: readonly string[]) => {
      const body = sendable(lab);
      const { hostName: _, ...listening } = getPath(
        body,
        'properties.httpListeners[name=registry].properties',
      ) as { readonly hostName: Json };
      const listener = { name: 'wild', properties: { ...listening, hostNames: hosts } };
      const rule = {
        name: 'wild',
        properties: {
          ...(getPath(body, 'properties.requestRoutingRules[name=data].properties') as JsonObject),
          priority,
          httpListener: { id: `${ID.gateway}/httpListeners/wild` },
        },
      };
      const withListener = setPath(body, 'properties.httpListeners[name=wild]', listener);
      return setPath(withListener, 'properties.requestRoutingRules[name=wild]', rule);
    };
    const found = async () =>
      (await planOf(lab, withFront())).diagnostics
        .filter(({ code }) => code !== 'ACR1287')
        .map(({ severity, code, detail }) => [severity, code, /there for (.*), too/.exec(detail)?.[1]]);
    await lab.request('PUT', ID.gateway, VERSION.network, route(105, ['*.contoso.com']));
    expect(await found()).toEqual([['warning', 'ACR1389', 'registry-data.contoso.com']]);
    await lab.request('PUT', ID.gateway, VERSION.network, route(90, ['*.contoso.com', 'a.fabrikam.com']));
    expect(await found()).toEqual([
      ['warning', 'ACR1389', 'registry.contoso.com and registry-data.contoso.com'],
    ]);
    await lab.request('PUT', ID.gateway, VERSION.network, route(90, ['*.fabrikam.com']));
    expect(await found()).toEqual([]);
    await lab.request('PUT', ID.gateway, VERSION.network, route(200, ['*.contoso.com']));
    expect(await found()).toEqual([]);
    // Ours was moved, and theirs put in its place.
    const moved = setPath(
      route(100, ['*.fabrikam.com']),
      'properties.requestRoutingRules[name=registry].properties.priority',
      300,
    );
    await lab.request('PUT', ID.gateway, VERSION.network, moved);
    expect(await found()).toEqual([['error', 'ACR1388', undefined]]);
  });

  const theirPolicy = `${ID.policy}-of-others`;
  const inListener = 'httpListeners[name=registry].properties';
  const inSettings = 'backendHttpSettingsCollection[name=registry].properties';
  const inRule = 'requestRoutingRules[name=registry].properties';
  const inProbe = 'probes[name=registry].properties';
  const inRewrites = 'rewriteRuleSets[name=registry].properties.rewriteRules[name=login]';
  it.each<[string, Readonly<Record<string, Json | null>>]>([
    [
      'a policy of its own, which takes the place of that of the gateway',
      { [`${inListener}.firewallPolicy`]: { id: theirPolicy } },
    ],
    [
      'more hosts',
      {
        [`${inListener}.hostName`]: null,
        [`${inListener}.hostNames`]: ['registry.contoso.com', '*.fabrikam.com'],
      },
    ],
    [
      'a page of its own for errors',
      {
        [`${inListener}.customErrorConfigurations`]: [
          { statusCode: 'HttpStatus403', customErrorPageUrl: 'https://x.example.com/403.html' },
        ],
      },
    ],
    [
      'settings that trust any certificate',
      { [`${inSettings}.validateCertChainAndExpiry`]: false, [`${inSettings}.validateSNI`]: false },
    ],
    [
      'settings that take the host from the pool',
      { [`${inSettings}.hostName`]: null, [`${inSettings}.pickHostNameFromBackendAddress`]: true },
    ],
    ['a probe that wants a text', { [`${inProbe}.match.body`]: 'hello', [`${inProbe}.port`]: 8443 }],
    [
      'rewrites for layers',
      {
        'requestRoutingRules[name=data].properties.rewriteRuleSet': {
          id: `${ID.gateway}/rewriteRuleSets/registry`,
        },
      },
    ],
    [
      'a redirect',
      {
        redirectConfigurations: [
          { name: 'away', properties: { redirectType: 'Permanent', targetUrl: 'https://x.example.com/' } },
        ],
        [`${inRule}.backendAddressPool`]: null,
        [`${inRule}.backendHttpSettings`]: null,
        [`${inRule}.redirectConfiguration`]: { id: `${ID.gateway}/redirectConfigurations/away` },
      },
    ],
    [
      'a condition more',
      {
        [`${inRewrites}.conditions[variable=var_http_status]`]: {
          variable: 'var_http_status',
          pattern: '302',
          ignoreCase: true,
          negate: false,
        },
      },
    ],
  ])('of ours that they gave %s is drift, and as it was after an apply', async (_, theirs) => {
    const lab = await applied();
    await lab.request('PUT', theirPolicy, '2025-05-01', {
      location: 'westeurope',
      properties: {
        policySettings: { state: 'Enabled', mode: 'Detection' },
        managedRules: { managedRuleSets: [{ ruleSetType: 'OWASP', ruleSetVersion: '3.2' }] },
      },
    });
    const before = sendable(lab);
    const meddled = Object.entries(theirs).reduce(
      (body, [path, value]) =>
        value === null ? removePath(body, `properties.${path}`) : setPath(body, `properties.${path}`, value),
      before,
    );
    await lab.request('PUT', ID.gateway, '2025-05-01', meddled);
    const { drift, changes } = await planOf(lab, withFront());
    expect(changes.map(({ address }) => address)).toEqual([AT.region]);
    const seen = drift.flatMap(({ paths }) => paths.map(({ path }) => path));
    for (const path of Object.keys(theirs).filter((each) => each.includes('[')))
      expect(seen.some((each) => overlaps(each, `properties.${path}`))).toBe(true);
    await lab.converge(withFront());
    await expectEmpty(lab, withFront());
    // What it led to is a part of their own, and stays.
    const away =
      theirs['redirectConfigurations'] === undefined ? undefined : ['redirectConfigurations[away]'];
    const { outputs } = await planOf(lab, withFront());
    expect(outputs[AT.region]?.['partsOfOthers']).toEqual(away && { value: away });
    const { redirectConfigurations: _away, ...after } = sendable(lab)['properties'] as JsonObject;
    const { redirectConfigurations: _none, ...was } = before['properties'] as JsonObject;
    expect(withoutEtags(after)).toEqual(withoutEtags(was));
  });
});

describe('the names of a front, for others', () => {
  it('are A records, known by name before apply and by address after it, whoever writes them (2.1)', async () => {
    const lab = openLab();
    const external = withFront({ [`${AT.front}.dns`]: 'external', dnsZones: null });
    const named = async () => (await handedOut(lab, external)).fronts;
    expect(await named()).toMatchObject([
      {
        address: AT.front,
        registry: AT.registry,
        zone: null,
        records: [
          { host: 'registry.contoso.com', address: null },
          { host: 'registry-data.contoso.com', address: null },
        ],
      },
    ]);
    await lab.converge(external);
    const ip = getPath(objectAt(lab, ID.address), 'properties.ipAddress');
    expect((await named()).flatMap(({ records }) => records)).toMatchObject([
      { address: ip },
      { address: ip },
    ]);
    expect(
      recordsText({ endpoints: [], domains: [], fronts: await named() }, { width: 80, style: PLAIN }),
    ).toBe(`\
publicFronts.images
  kept by     you: nobody else adds them (dns: external)

  registry.contoso.com
    A ${ip}, TTL 3600
  registry-data.contoso.com
    A ${ip}, TTL 3600

2 records, every address known.
`);
  });

  it('are allowed beside those of the registry (2.31)', async () => {
    const { list } = await handedOut(openLab(), withFront());
    expect(list.registries.flatMap(({ hosts }) => shownHosts(hosts))).toEqual([
      'registry contosoimages.azurecr.io',
      'data contosoimages.westeurope.data.azurecr.io',
      'front registry.contoso.com',
      'dataFront registry-data.contoso.com',
    ]);
  });
});
