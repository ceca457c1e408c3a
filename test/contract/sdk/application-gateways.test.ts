import { type ApplicationGateway, NetworkManagementClient } from '@azure/arm-network';
import { expect, it } from 'vitest';
import { network, subscription } from '../../emulator/arm.ts';
import { gateway, gatewaySubnet, own, publicIp, wafPolicy } from '../../emulator/gateway.ts';
import { credential, judged, namesOf, refusalOf } from './client.ts';

const sdk = judged();
const clientOf = () => new NetworkManagementClient(credential, subscription, sdk.options);

const GROUP = 'rg-images';
const POLICY = {
  location: 'westeurope',
  policySettings: { state: 'Enabled', mode: 'Prevention' },
  managedRules: {
    managedRuleSets: [{ ruleSetType: 'Microsoft_DefaultRuleSet', ruleSetVersion: '2.1' }],
  },
};
const GATEWAY: ApplicationGateway = {
  location: 'westeurope',
  sku: { name: 'WAF_v2', tier: 'WAF_v2' },
  autoscaleConfiguration: { minCapacity: 0, maxCapacity: 3 },
  firewallPolicy: { id: wafPolicy },
  gatewayIPConfigurations: [{ name: 'place', subnet: { id: gatewaySubnet } }],
  frontendIPConfigurations: [{ name: 'public', publicIPAddress: { id: publicIp } }],
  frontendPorts: [{ name: 'http', port: 80 }],
  backendAddressPools: [{ name: 'registry', backendAddresses: [{ fqdn: 'contosoimages.azurecr.io' }] }],
  probes: [
    {
      name: 'registry',
      protocol: 'Https',
      host: 'contosoimages.azurecr.io',
      path: '/v2/',
      match: { statusCodes: ['401'] },
    },
  ],
  backendHttpSettingsCollection: [
    {
      name: 'registry',
      port: 443,
      protocol: 'Https',
      hostName: 'contosoimages.azurecr.io',
      probe: own('probes/registry'),
    },
  ],
  httpListeners: [
    {
      name: 'site',
      frontendIPConfiguration: own('frontendIPConfigurations/public'),
      frontendPort: own('frontendPorts/http'),
      protocol: 'Http',
      hostName: 'images.contoso.com',
    },
  ],
  rewriteRuleSets: [
    {
      name: 'names',
      rewriteRules: [
        {
          name: 'login',
          ruleSequence: 100,
          conditions: [{ variable: 'http_resp_Location', pattern: '^(.*)$', ignoreCase: true }],
          actionSet: {
            responseHeaderConfigurations: [{ headerName: 'Location', headerValue: '{http_resp_Location_1}' }],
          },
        },
      ],
    },
  ],
  requestRoutingRules: [
    {
      name: 'site',
      ruleType: 'Basic',
      priority: 10,
      httpListener: own('httpListeners/site'),
      backendAddressPool: own('backendAddressPools/registry'),
      backendHttpSettings: own('backendHttpSettingsCollection/registry'),
      rewriteRuleSet: own('rewriteRuleSets/names'),
    },
  ],
};

async function makePlace(): Promise<void> {
  await sdk.arm.make(network, {
    location: 'westeurope',
    properties: {
      addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
      subnets: [{ name: 'gateways', properties: { addressPrefix: '10.20.2.0/24' } }],
    },
  });
  const { publicIPAddresses } = clientOf();
  await publicIPAddresses.beginCreateOrUpdateAndWait(GROUP, 'front', {
    location: 'westeurope',
    sku: { name: 'Standard' },
    publicIPAllocationMethod: 'Static',
  });
}

/** The client does not wait for a policy: it knows of no operation there (the specification has none). */
async function madePolicy(body: Parameters<Policies['createOrUpdate']>[2]) {
  const { webApplicationFirewallPolicies } = clientOf();
  await webApplicationFirewallPolicies.createOrUpdate(GROUP, 'front', body);
  const looks = 5;
  for (let look = 0; look < looks; look += 1) {
    const policy = await webApplicationFirewallPolicies.get(GROUP, 'front');
    if (policy.provisioningState === 'Succeeded') return policy;
  }
  throw new Error(`The policy is not made after ${looks} looks.`);
}

type Policies = NetworkManagementClient['webApplicationFirewallPolicies'];

it('NetworkManagementClient creates, reads, lists, changes and deletes a WAF policy', async () => {
  const { webApplicationFirewallPolicies } = clientOf();
  const made = await madePolicy(POLICY);
  expect(made).toMatchObject({ ...POLICY, id: wafPolicy });
  expect(await namesOf(webApplicationFirewallPolicies.list(GROUP))).toEqual(['front']);
  expect(await namesOf(webApplicationFirewallPolicies.listAll())).toEqual(['front']);
  const rule = {
    name: 'countries',
    priority: 10,
    ruleType: 'MatchRule',
    action: 'Block',
    matchConditions: [
      {
        matchVariables: [{ variableName: 'RemoteAddr' }],
        operator: 'GeoMatch',
        negationConditon: true,
        matchValues: ['DE', 'ZZ'],
      },
    ],
  };
  expect(await madePolicy({ ...made, customRules: [rule] })).toMatchObject({ customRules: [rule] });
  await webApplicationFirewallPolicies.beginDeleteAndWait(GROUP, 'front');
  expect(await namesOf(webApplicationFirewallPolicies.listAll())).toEqual([]);
});

it('NetworkManagementClient leads a gateway through its life', async () => {
  await makePlace();
  const { applicationGateways, webApplicationFirewallPolicies, publicIPAddresses, subnets } = clientOf();
  await madePolicy(POLICY);
  const made = await applicationGateways.beginCreateOrUpdateAndWait(GROUP, 'front', GATEWAY);
  expect(made).toMatchObject({ ...GATEWAY, id: gateway, operationalState: 'Running' });
  expect(made.rewriteRuleSets?.[0]?.rewriteRules).toEqual(GATEWAY.rewriteRuleSets?.[0]?.rewriteRules);
  expect(await applicationGateways.get(GROUP, 'FRONT')).toEqual(made);
  expect(await namesOf(applicationGateways.list(GROUP))).toEqual(['front']);
  expect(await namesOf(applicationGateways.listAll())).toEqual(['front']);
  const tagged = await applicationGateways.updateTags(GROUP, 'front', { tags: { owner: 'platform' } });
  expect(tagged.tags).toEqual({ owner: 'platform' });
  const changed = await applicationGateways.beginCreateOrUpdateAndWait(GROUP, 'front', {
    ...tagged,
    enableHttp2: true,
  });
  expect(changed).toMatchObject({ enableHttp2: true, tags: { owner: 'platform' } });
  const front = { id: `${gateway}/frontendIPConfigurations/public` };
  expect((await publicIPAddresses.get(GROUP, 'front')).ipConfiguration).toMatchObject(front);
  const place = [{ id: `${gateway}/gatewayIPConfigurations/place` }];
  const subnet = await subnets.get(GROUP, 'hub', 'gateways');
  expect(subnet.applicationGatewayIPConfigurations).toMatchObject(place);
  const policy = await webApplicationFirewallPolicies.get(GROUP, 'front');
  expect(policy.applicationGateways?.map(({ id }) => id)).toEqual([gateway]);
  await applicationGateways.beginStopAndWait(GROUP, 'front');
  expect((await applicationGateways.get(GROUP, 'front')).operationalState).toBe('Stopped');
  await applicationGateways.beginStartAndWait(GROUP, 'front');
  expect((await applicationGateways.get(GROUP, 'front')).operationalState).toBe('Running');
  await applicationGateways.beginDeleteAndWait(GROUP, 'front');
  expect(await refusalOf(applicationGateways.get(GROUP, 'front'))).toBe('404 NotFound');
});

it('NetworkManagementClient asks for the health of what is behind a gateway', async () => {
  await makePlace();
  const { applicationGateways } = clientOf();
  await madePolicy(POLICY);
  await applicationGateways.beginCreateOrUpdateAndWait(GROUP, 'front', GATEWAY);
  const { backendAddressPools } = await applicationGateways.beginBackendHealthAndWait(GROUP, 'front');
  expect(backendAddressPools).toMatchObject([
    {
      backendAddressPool: own('backendAddressPools/registry'),
      backendHttpSettingsCollection: [
        {
          backendHttpSettings: own('backendHttpSettingsCollection/registry'),
          servers: [{ address: 'contosoimages.azurecr.io', health: 'Unknown' }],
        },
      ],
    },
  ]);
});

it('NetworkManagementClient tells what a gateway lacks to read its certificate', async () => {
  await makePlace();
  const { applicationGateways } = clientOf();
  await madePolicy(POLICY);
  const identity = `/subscriptions/${subscription}/resourceGroups/${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/front`;
  await sdk.arm.put(identity, { location: 'westeurope' });
  const body: ApplicationGateway = {
    ...GATEWAY,
    identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
    sslCertificates: [{ name: 'images', keyVaultSecretId: 'https://kv-none.vault.azure.net/secrets/images' }],
  };
  await expect(applicationGateways.beginCreateOrUpdateAndWait(GROUP, 'front', body)).rejects.toThrow(
    /Problem occured while accessing and validating KeyVault Secrets/,
  );
  expect(await applicationGateways.get(GROUP, 'front')).toMatchObject({ provisioningState: 'Failed' });
});
