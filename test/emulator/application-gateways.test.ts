import { describe, expect, it } from 'vitest';
import { type Body, group, network, pollUrlOf, subnet } from './arm.ts';
import {
  gateway,
  gatewayBody,
  gatewaySubnet,
  listener,
  own,
  part,
  policyBody,
  publicIp,
  refused,
  rule,
  wafPolicy,
  withPlace,
} from './gateway.ts';

const TYPE = 'Microsoft.Network/applicationGateways';
const nic = `${group}/providers/Microsoft.Network/networkInterfaces/web`;

describe('a gateway', () => {
  it('is Stopped while it is made, then Running, under another etag each time', async () => {
    const arm = await withPlace();
    const started = await arm.put(gateway, gatewayBody());
    expect(started.status).toBe(201);
    expect(started.headers).toHaveProperty('retry-after');
    expect(started.body.properties).toMatchObject({
      provisioningState: 'Updating',
      operationalState: 'Stopped',
      sku: { name: 'WAF_v2', tier: 'WAF_v2', family: 'Generation_1', capacity: 2 },
    });
    const meanwhile = await arm.get(gateway);
    expect(meanwhile.body.properties.provisioningState).toBe('Updating');
    await arm.finish(started);
    const { body, headers } = await arm.get(gateway);
    expect(body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      operationalState: 'Running',
      sku: { family: 'Generation_2' },
      resourceGuid: started.body.properties.resourceGuid,
      defaultPredefinedSslPolicy: 'AppGwSslPolicy20220101',
      firewallPolicy: { id: wafPolicy },
    });
    expect(headers['etag']).toBe(body.etag);
    expect(new Set([started.body.etag, meanwhile.body.etag, body.etag]).size).toBe(3);
  });

  it('shows each part with id, type, state and the etag of all, and a list of every kind', async () => {
    const arm = await withPlace();
    const { body } = await arm.make(gateway, gatewayBody());
    const [only] = body.properties.httpListeners;
    expect(only).toEqual({
      name: 'site',
      id: `${gateway}/httpListeners/site`,
      etag: body.etag,
      type: `${TYPE}/httpListeners`,
      properties: {
        provisioningState: 'Succeeded',
        frontendIPConfiguration: own('frontendIPConfigurations/public'),
        frontendPort: own('frontendPorts/http'),
        protocol: 'Http',
        hostNames: ['images.contoso.com'],
        requireServerNameIndication: false,
        enableHttp3: false,
        requestRoutingRules: [own('requestRoutingRules/site')],
      },
    });
    for (const name of ['sslCertificates', 'urlPathMaps', 'probes', 'rewriteRuleSets', 'listeners'])
      expect(body.properties[name]).toEqual([]);
    expect(body.properties.privateEndpointConnections).toEqual([]);
    expect(body.properties).not.toHaveProperty('authenticationCertificates');
  });

  it('fills in what was not sent, and spells words as Azure does', async () => {
    const arm = await withPlace();
    const { body } = await arm.make(gateway, gatewayBody());
    const [settings] = body.properties.backendHttpSettingsCollection;
    expect(settings.properties).toMatchObject({
      protocol: 'Https',
      cookieBasedAffinity: 'Disabled',
      pickHostNameFromBackendAddress: false,
      requestTimeout: 30,
      requestRoutingRules: [own('requestRoutingRules/site')],
    });
    expect(settings.properties).not.toHaveProperty('connectionDraining');
    expect(body.properties.frontendIPConfigurations[0].properties.privateIPAllocationMethod).toBe('Dynamic');
  });

  it('keeps rewrite rules as they were sent, and tells which rules use the set', async () => {
    const arm = await withPlace();
    const rewriteRules = [
      { name: 'b', ruleSequence: 100, conditions: [], actionSet: { requestHeaderConfigurations: [] } },
      {
        name: 'a',
        ruleSequence: 100,
        conditions: [{ variable: 'http_resp_Location', pattern: '^x', ignoreCase: true, negate: false }],
        actionSet: { responseHeaderConfigurations: [{ headerName: 'Location', headerValue: 'y' }] },
      },
    ];
    const { body } = await arm.make(
      gateway,
      gatewayBody({
        rewriteRuleSets: [part('names', { rewriteRules })],
        requestRoutingRules: [rule('site', 'site', 10, { rewriteRuleSet: own('rewriteRuleSets/names') })],
      }),
    );
    expect(body.properties.rewriteRuleSets[0].properties).toEqual({
      provisioningState: 'Succeeded',
      rewriteRules,
      requestRoutingRules: [own('requestRoutingRules/site')],
    });
  });

  it('shows path rules below their map, and what they point to', async () => {
    const arm = await withPlace();
    const to = {
      backendAddressPool: own('backendAddressPools/registry'),
      backendHttpSettings: own('backendHttpSettingsCollection/registry'),
    };
    const { body } = await arm.make(
      gateway,
      gatewayBody({
        urlPathMaps: [
          part('paths', {
            defaultBackendAddressPool: to.backendAddressPool,
            defaultBackendHttpSettings: to.backendHttpSettings,
            pathRules: [part('v2', { paths: ['/v2/*'], ...to, firewallPolicy: { id: wafPolicy } })],
          }),
        ],
        requestRoutingRules: [
          part('site', {
            ruleType: 'PathBasedRouting',
            priority: 1,
            httpListener: own('httpListeners/site'),
            urlPathMap: own('urlPathMaps/paths'),
          }),
        ],
      }),
    );
    const [map] = body.properties.urlPathMaps;
    expect(map.properties.requestRoutingRules).toEqual([own('requestRoutingRules/site')]);
    expect(map.properties.pathRules).toMatchObject([
      { id: `${map.id}/pathRules/v2`, etag: body.etag, type: `${TYPE}/urlPathMaps/pathRules` },
    ]);
    expect(body.properties.backendAddressPools[0].properties).toMatchObject({
      urlPathMaps: [own('urlPathMaps/paths')],
      pathRules: [own('urlPathMaps/paths/pathRules/v2')],
    });
    expect((await arm.get(wafPolicy)).body.properties).toMatchObject({
      applicationGateways: [{ id: gateway }],
      pathBasedRules: [own('urlPathMaps/paths/pathRules/v2')],
    });
  });

  it('is done at once by a PUT of what was read, and by no other', async () => {
    const arm = await withPlace();
    const { body } = await arm.make(gateway, gatewayBody());
    const again = await arm.put(gateway, body);
    expect([again.status, again.body.properties.provisioningState]).toEqual([200, 'Succeeded']);
    expect(again.body.etag).not.toBe(body.etag);
    expect((await arm.get(gateway)).body).toEqual(again.body);
    const other = { ...body, properties: { ...body.properties, enableHttp2: true } };
    const changed = await arm.put(gateway, other);
    expect(changed.body.properties.provisioningState).toBe('Updating');
    await arm.finish(changed);
    expect((await arm.get(gateway)).body.properties.enableHttp2).toBe(true);
  });

  it('takes writes while one is at work, and says Updating until the last has ended', async () => {
    const arm = await withPlace();
    const first = await arm.put(gateway, gatewayBody());
    const second = await arm.put(gateway, gatewayBody({ enableHttp2: true }));
    expect([second.status, second.body.properties.provisioningState]).toEqual([200, 'Updating']);
    const joined = await arm.put(gateway, gatewayBody({ enableHttp2: true }));
    expect(pollUrlOf(joined)).toBe(pollUrlOf(second));
    await arm.finish(first);
    expect((await arm.send('GET', pollUrlOf(first) ?? '')).body.status).toBe('Succeeded');
    await arm.finish(second);
    expect((await arm.get(gateway)).body.properties).toMatchObject({
      provisioningState: 'Succeeded',
      enableHttp2: true,
    });
  });

  it('takes some six minutes to make and minutes to delete under typical latency', async () => {
    const arm = await withPlace({ latency: 'typical' });
    const started = await arm.put(gateway, gatewayBody());
    arm.clock.move(240_000);
    expect((await arm.send('GET', pollUrlOf(started) ?? '')).body.status).toBe('InProgress');
    arm.clock.move(240_000);
    expect((await arm.send('GET', pollUrlOf(started) ?? '')).body.status).toBe('Succeeded');
    const removed = await arm.remove(gateway);
    arm.clock.move(60_000);
    expect((await arm.get(gateway)).body.properties.provisioningState).toBe('Deleting');
    arm.clock.move(300_000);
    expect((await arm.send('GET', removed.headers['location'] ?? '')).status).toBe(204);
  });

  it('shows its parts in any order where that is asked for', async () => {
    const ports = [part('http', { port: 80 }), part('other', { port: 8080 }), part('third', { port: 8081 })];
    const namesWith = async (listOrder: 'sorted' | 'reversed') => {
      const arm = await withPlace({ listOrder });
      const { body } = await arm.make(gateway, gatewayBody({ frontendPorts: ports }));
      return body.properties.frontendPorts.map(({ name }: Body) => name);
    };
    expect(await namesWith('sorted')).toEqual(['http', 'other', 'third']);
    expect(await namesWith('reversed')).toEqual(['third', 'other', 'http']);
  });

  it('changes its tags at once by PATCH', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody());
    const { status, body } = await arm.patch(gateway, { tags: { team: 'images' } });
    expect([status, body.tags, body.properties.provisioningState]).toEqual([
      200,
      { team: 'images' },
      'Succeeded',
    ]);
  });

  it('is written and deleted only where the condition of the request is met', async () => {
    const arm = await withPlace();
    expect(await refused(arm, gateway, gatewayBody(), { 'if-match': '*' })).toBe('412 PreconditionFailed');
    const { body } = await arm.make(gateway, gatewayBody());
    expect(await refused(arm, gateway, gatewayBody(), { 'if-none-match': '*' })).toBe(
      '412 PreconditionFailed',
    );
    const stale = { 'if-match': 'W/"00000000-0000-4000-a000-000000000000"' };
    expect(await refused(arm, gateway, gatewayBody(), stale)).toBe('412 PreconditionFailed');
    expect((await arm.patch(gateway, { tags: {} }, stale)).status).toBe(412);
    expect((await arm.remove(gateway, stale)).status).toBe(412);
    const fresh = { 'if-match': body.etag };
    expect(await refused(arm, gateway, gatewayBody({ enableHttp2: true }), fresh)).toBe('200 Updating');
  });

  it('is stopped and started, and may move to another subnet in between', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody());
    const turn = async (action: string) => {
      const asked = await arm.send('POST', `${gateway}/${action}`);
      expect([asked.status, Object.keys(asked.headers)]).toEqual([
        202,
        expect.arrayContaining(['azure-asyncoperation', 'location']),
      ]);
      expect((await arm.get(gateway)).body.properties.provisioningState).toBe('Updating');
      expect((await arm.remove(gateway)).body.error.code).toBe('AnotherOperationInProgress');
      expect((await arm.finish(asked)).body).toEqual({ status: 'Succeeded', properties: {} });
      expect((await arm.send('GET', asked.headers['location'] ?? '')).status).toBe(200);
      const { provisioningState, operationalState, sku } = (await arm.get(gateway)).body.properties;
      return [provisioningState, operationalState, sku.family];
    };
    expect(await turn('stop')).toEqual(['Succeeded', 'Stopped', 'Generation_2']);
    const moved = gatewayBody({
      gatewayIPConfigurations: [part('place', { subnet: { id: `${network}/subnets/small` } })],
    });
    const { body } = await arm.make(gateway, moved);
    expect(body.properties.operationalState).toBe('Stopped');
    expect(await turn('start')).toEqual(['Succeeded', 'Running', 'Generation_2']);
    expect(await refused(arm, gateway, gatewayBody())).toBe('400 ApplicationGatewaySubnetCannotBeChanged');
    expect((await arm.get(gatewaySubnet)).body.properties).not.toHaveProperty(
      'applicationGatewayIPConfigurations',
    );
  });

  it('is replaced as a whole: what somebody else added goes with a PUT that does not have it', async () => {
    const arm = await withPlace();
    const others = { frontendPorts: [part('http', { port: 80 }), part('theirs', { port: 8080 })] };
    await arm.make(gateway, gatewayBody(others));
    const { body } = await arm.make(gateway, gatewayBody());
    expect(body.properties.frontendPorts.map(({ name }: Body) => name)).toEqual(['http']);
  });

  it('says NotFound just after its deletion and ResourceNotFound before and later', async () => {
    const arm = await withPlace();
    expect((await arm.get(gateway)).body.error.code).toBe('ResourceNotFound');
    await arm.make(gateway, gatewayBody());
    const removed = await arm.remove(gateway);
    expect(removed.status).toBe(202);
    expect(removed.headers).toHaveProperty('location');
    expect(await refused(arm, gateway, gatewayBody())).toBe('409 AnotherOperationInProgress');
    await arm.finish(removed);
    expect((await arm.get(gateway)).body.error).toEqual({
      code: 'NotFound',
      message: `Resource ${gateway} not found.`,
      details: [],
    });
    arm.clock.move(120_000);
    expect((await arm.get(gateway)).body.error.code).toBe('ResourceNotFound');
    expect((await arm.remove(gateway)).status).toBe(204);
  });

  it('has none of the newer members in an old version, and another TLS policy if it was made by one', async () => {
    const arm = await withPlace();
    const url = `https://management.azure.com${gateway}?api-version=2022-07-01`;
    await arm.finish(await arm.send('PUT', url, gatewayBody()));
    const { body } = await arm.send('GET', url);
    expect(body.properties).not.toHaveProperty('defaultPredefinedSslPolicy');
    expect(body.properties.httpListeners[0].properties).not.toHaveProperty('enableHttp3');
    expect((await arm.get(gateway)).body.properties.defaultPredefinedSslPolicy).toBe(
      'AppGwSslPolicy20150501',
    );
  });
});

describe('what a gateway stands on', () => {
  it('shows it and cannot go before it', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody());
    const place = { id: `${gateway}/gatewayIPConfigurations/place` };
    expect((await arm.get(gatewaySubnet)).body.properties.applicationGatewayIPConfigurations).toEqual([
      place,
    ]);
    const front = { id: `${gateway}/frontendIPConfigurations/public` };
    expect((await arm.get(publicIp)).body.properties.ipConfiguration).toEqual(front);
    expect((await arm.get(wafPolicy)).body.properties.applicationGateways).toEqual([{ id: gateway }]);
    const codes: Body = {};
    for (const id of [gatewaySubnet, network, publicIp, wafPolicy])
      codes[id] = (await arm.remove(id)).body.error.code;
    expect(codes).toEqual({
      [gatewaySubnet]: 'InUseSubnetCannotBeDeleted',
      [network]: 'InUseSubnetCannotBeDeleted',
      [publicIp]: 'PublicIPAddressCannotBeDeleted',
      [wafPolicy]: 'InUseWebApplicationFirewallPolicyCannotBeDeleted',
    });
    await arm.finish(await arm.remove(gateway));
    for (const id of [publicIp, wafPolicy, network]) {
      await arm.finish(await arm.remove(id));
      expect((await arm.get(id)).status).toBe(404);
    }
  });

  it('must be there', async () => {
    const arm = await withPlace();
    const missing = `${network}/subnets/none`;
    const { status, body } = await arm.put(
      gateway,
      gatewayBody({ gatewayIPConfigurations: [part('place', { subnet: { id: missing } })] }),
    );
    expect([status, body.error]).toEqual([
      400,
      {
        code: 'InvalidResourceReference',
        message: `Resource ${missing} referenced by resource ${gateway} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
        details: [],
      },
    ]);
    const address = gatewayBody({
      frontendIPConfigurations: [part('public', { publicIPAddress: { id: `${publicIp}-2` } })],
    });
    expect(await refused(arm, gateway, address)).toBe('400 InvalidResourceReference');
    const policy = gatewayBody({ firewallPolicy: { id: `${wafPolicy}-2` } });
    expect(await refused(arm, gateway, policy)).toBe('400 InvalidResourceReference');
    expect((await arm.get(gateway)).status).toBe(404);
  });

  it('is a subnet of gateways alone, large enough', async () => {
    const arm = await withPlace();
    await arm.make(nic, {
      location: 'westeurope',
      properties: { ipConfigurations: [{ name: 'a', properties: { subnet: { id: subnet } } }] },
    });
    const within = (id: string, more: Body = {}) =>
      gatewayBody({ gatewayIPConfigurations: [part('place', { subnet: { id } })], ...more });
    expect(await refused(arm, gateway, within(subnet))).toBe(
      '400 ApplicationGatewaySubnetCannotHaveOtherResources',
    );
    const small = `${network}/subnets/small`;
    const four = { sku: { name: 'WAF_v2', tier: 'WAF_v2', capacity: 4 } };
    expect(await refused(arm, gateway, within(small, four))).toBe(
      '400 ApplicationGatewaySubnetInsufficientSize',
    );
    await arm.make(gateway, within(small));
    const body = {
      location: 'westeurope',
      properties: { ipConfigurations: [{ name: 'a', properties: { subnet: { id: small } } }] },
    };
    expect(await refused(arm, `${nic}-2`, body)).toBe('400 ApplicationGatewaySubnetCannotHaveOtherResources');
  });

  it('is an address of the SKU Standard that nobody else has', async () => {
    const arm = await withPlace();
    await arm.make(`${publicIp}-basic`, { location: 'westeurope' });
    const at = (id: string) =>
      gatewayBody({ frontendIPConfigurations: [part('public', { publicIPAddress: { id } })] });
    expect(await refused(arm, gateway, at(`${publicIp}-basic`))).toBe(
      '400 ApplicationGatewayInvalidPublicIpSku',
    );
    await arm.make(nic, {
      location: 'westeurope',
      properties: {
        ipConfigurations: [
          { name: 'a', properties: { subnet: { id: subnet }, publicIPAddress: { id: publicIp } } },
        ],
      },
    });
    expect(await refused(arm, gateway, gatewayBody())).toBe('400 PublicIPAddressInUse');
  });

  it('holds the address of a private front, which must be static', async () => {
    const arm = await withPlace();
    const front = (properties: Body) =>
      gatewayBody({
        frontendIPConfigurations: [
          part('public', { publicIPAddress: { id: publicIp } }),
          part('private', { subnet: { id: gatewaySubnet }, ...properties }),
        ],
      });
    expect(await refused(arm, gateway, front({}))).toBe(
      '400 ApplicationGatewayFrontendIpPrivateIpAddressInvalidAllocationType',
    );
    const fixed = { privateIPAllocationMethod: 'Static', privateIPAddress: '10.20.2.10' };
    await arm.make(gateway, front(fixed));
    const url = `${network}/CheckIPAddressAvailability?ipAddress=10.20.2.10`;
    expect((await arm.get(url)).body.available).toBe(false);
    const alone = gatewayBody({
      frontendIPConfigurations: [part('public', { subnet: { id: gatewaySubnet }, ...fixed })],
    });
    expect(await refused(arm, gateway, alone)).toBe(
      '400 ApplicationGatewayFeatureCannotBeEnabledForSelectedSku',
    );
  });
});

describe('a gateway that contradicts itself', () => {
  const sites = (...listeners: readonly Body[]): Body => ({
    httpListeners: listeners,
    requestRoutingRules: listeners.map(({ name }, index) => rule(name, name, index + 1)),
  });

  it.each<[string, Body, string]>([
    [
      'a rule of a missing listener',
      { requestRoutingRules: [rule('r', 'none', 1)] },
      'InvalidResourceReference',
    ],
    [
      'a reference to a part of another kind',
      { httpListeners: [listener('site', { frontendPort: own('backendAddressPools/registry') })] },
      'InvalidResourceReference',
    ],
    [
      'a rule without priority',
      { requestRoutingRules: [rule('r', 'site', undefined)] },
      'ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty',
    ],
    [
      'two rules of one priority',
      {
        ...sites(listener('a', { hostName: 'a.contoso.com' }), listener('b', { hostName: 'b.contoso.com' })),
        requestRoutingRules: [rule('a', 'a', 1), rule('b', 'b', 1)],
      },
      'ApplicationGatewayRequestRoutingRulesUsingSamePriority',
    ],
    [
      'two rules of one listener',
      { requestRoutingRules: [rule('a', 'site', 1), rule('b', 'site', 2)] },
      'ApplicationGatewayRequestRoutingRulesUsingSameHttpListener',
    ],
    [
      'two listeners for everything',
      sites(listener('a'), listener('b')),
      'ApplicationGatewayHttpListenersUsingSameFrontendPort',
    ],
    [
      'two listeners of one host',
      sites(listener('a', { hostName: 'A.contoso.com' }), listener('b', { hostNames: ['a.contoso.com'] })),
      'ApplicationGatewayHttpListenersUsingSameFrontendPortHostNameAndFrontendIpConfig',
    ],
    ['two names for one host', sites(listener('a', { hostName: 'a', hostNames: ['b'] })), 'BadRequest'],
    [
      'HTTPS without a certificate',
      sites(listener('a', { protocol: 'Https' })),
      'ApplicationGatewayHttpsListenerMustReferenceSslCert',
    ],
    [
      'two ports of one number',
      { frontendPorts: [part('http', { port: 80 }), part('other', { port: 80 })] },
      'ApplicationGatewayFrontendPortsUsingSamePortNumber',
    ],
    [
      'neither capacity nor scaling',
      { sku: { name: 'WAF_v2', tier: 'WAF_v2' } },
      'ApplicationGatewayV2SkuMustSpecifyEitherCapacityOrAutoscaleConfiguration',
    ],
    [
      'capacity and scaling',
      { autoscaleConfiguration: { minCapacity: 1, maxCapacity: 3 } },
      'ApplicationGatewayV2SkuMustSpecifyEitherCapacityOrAutoscaleConfiguration',
    ],
    ['a name of no SKU', { sku: { name: 'WAF_v2', tier: 'Standard_v2', capacity: 1 } }, 'BadRequest'],
    [
      'a WAF policy without WAF',
      { sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 } },
      'ApplicationGatewayFeatureCannotBeEnabledForSelectedSku',
    ],
    [
      'a WAF policy beside the older settings',
      {
        webApplicationFirewallConfiguration: {
          enabled: true,
          firewallMode: 'Prevention',
          ruleSetType: 'OWASP',
          ruleSetVersion: '3.2',
        },
      },
      'ApplicationGatewayWafConfigurationCannotBeChangedWithWafPolicy',
    ],
    ['nothing to listen with', { httpListeners: [], requestRoutingRules: [] }, 'BadRequest'],
    [
      'a rule to nowhere',
      { requestRoutingRules: [rule('r', 'site', 1, { backendAddressPool: undefined })] },
      'BadRequest',
    ],
    ['a probe without a path', { probes: [part('p', { protocol: 'Https', host: 'a' })] }, 'BadRequest'],
  ])('is refused: %s', async (_, changes, code) => {
    const arm = await withPlace();
    expect(await refused(arm, gateway, gatewayBody(changes))).toBe(`400 ${code}`);
    expect((await arm.get(gateway)).status).toBe(404);
  });

  it.each<[string, Body, string]>([
    [
      'two parts of one name',
      { frontendPorts: [part('http', { port: 80 }), part('HTTP', { port: 81 })] },
      'DuplicateResourceName',
    ],
    ['a member that nobody knows', { frontendPorts: [part('http', { port: 80, prot: 1 })] }, 'InvalidJson'],
    [
      'a reference to nothing',
      { httpListeners: [listener('site', { firewallPolicy: {} })] },
      'MissingJsonReferenceId',
    ],
  ])('cannot be read: %s', async (_, changes, code) => {
    const arm = await withPlace();
    const { status, body } = await arm.put(gateway, gatewayBody(changes));
    expect([status, body.error.code, body.error.details[0].code]).toEqual([
      400,
      'InvalidRequestFormat',
      code,
    ]);
  });

  it('is refused later what it cannot change: subnet, zones, the way back from a WAF policy', async () => {
    const arm = await withPlace();
    await arm.make(gateway, gatewayBody({}, { zones: ['1', '2'] }));
    const zones = (...list: readonly string[]) => gatewayBody({ enableHttp2: true }, { zones: list });
    expect(await refused(arm, gateway, zones('1'))).toBe('400 BadRequest');
    const moved = gatewayBody(
      { gatewayIPConfigurations: [part('place', { subnet: { id: `${network}/subnets/small` } })] },
      { zones: ['1', '2'] },
    );
    expect(await refused(arm, gateway, moved)).toBe('400 ApplicationGatewaySubnetCannotBeChanged');
    const bare = gatewayBody({ firewallPolicy: undefined }, { zones: ['1', '2'] });
    expect(await refused(arm, gateway, bare)).toBe('400 ApplicationGatewayFirewallPolicyCannotBeRemoved');
    await arm.make(`${wafPolicy}-2`, policyBody);
    const other = gatewayBody({ firewallPolicy: { id: `${wafPolicy}-2` } }, { zones: ['2', '1'] });
    expect(await refused(arm, gateway, other)).toBe('200 Updating');
    const standard = {
      sku: { name: 'Standard_v2', tier: 'Standard_v2', capacity: 2 },
      firewallPolicy: undefined,
    };
    expect(await refused(arm, gateway, gatewayBody(standard, { zones: ['1', '2'] }))).toBe('200 Updating');
  });
});

describe('a caller without the right to join', () => {
  const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/front`;

  it.each([
    ['Microsoft.Network/virtualNetworks/subnets/join/action', gatewaySubnet],
    ['Microsoft.Network/publicIPAddresses/join/action', publicIp],
    ['Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/join/action', wafPolicy],
    ['Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', identity],
  ])('is refused for %s', async (action, scope) => {
    const arm = await withPlace();
    await arm.put(identity, { location: 'westeurope' });
    arm.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions: [action] }]);
    const body = gatewayBody(
      {},
      { identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } } },
    );
    const { status, body: answered } = await arm.put(gateway, body);
    expect([status, answered.error.code]).toEqual([403, 'LinkedAuthorizationFailed']);
    expect(answered.error.message).toContain(`'${action}' on the linked scope(s) '${scope}'`);
  });
});
