import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ManagementLockClient } from '@azure/arm-locks';
import { MonitorClient } from '@azure/arm-monitor';
import { OperationalInsightsManagementClient } from '@azure/arm-operationalinsights';
import { TrafficManagerManagementClient } from '@azure/arm-trafficmanager';
import type { TokenCredential } from '@azure/identity';
import { expect } from 'vitest';
import { group, registry, registryBody } from '../../emulator/arm.ts';
import { namesOf, refusalOf } from './client.ts';

// The lives of what stands around a registry that the public reaches: tokens, caches, logs, locks and Traffic Manager.

const RG = 'rg-images';
const REGISTRY = 'contosoimages';
/** The clients wait two seconds where no header says how long. */
const AT_ONCE = { updateIntervalInMs: 0 };

const GROUP = [group, { location: 'westeurope' }] as const;
const REGISTRY_THERE = [registry, registryBody] as const;
const workspace = `${group}/providers/Microsoft.OperationalInsights/workspaces/logs-images`;
const profile = `${group}/providers/Microsoft.Network/trafficManagerProfiles/images`;
const address = `${group}/providers/Microsoft.Network/publicIPAddresses/front`;
const scopeMapId = `${registry}/scopeMaps/_repositories_pull`;

type Options = { readonly endpoint: string };
type Clients = ReturnType<typeof frontClients>;

/** The version that acrctl writes, where the client's own is another. */
export function frontClients(credential: TokenCredential, subscription: string, options: Options) {
  const at = [credential, subscription, options] as const;
  return {
    registries: new ContainerRegistryManagementClient(...at),
    locks: new ManagementLockClient(...at),
    monitor: new MonitorClient(...at),
    insights: new OperationalInsightsManagementClient(credential, subscription, {
      ...options,
      apiVersion: '2025-02-01',
    }),
    traffic: new TrafficManagerManagementClient(...at),
  };
}

interface Life {
  readonly id: string;
  readonly needs: readonly (readonly [id: string, body: unknown])[];
  live(clients: Clients): Promise<void>;
}

const PROFILE_BODY = {
  location: 'global',
  trafficRoutingMethod: 'Priority',
  dnsConfig: { relativeName: 'contoso-images', ttl: 30 },
  monitorConfig: { protocol: 'HTTPS', port: 443, path: '/v2/' },
} as const;
const { location, ...properties } = PROFILE_BODY;
const PROFILE_THERE = [profile, { location, properties }] as const;

/** By type, as the emulator names it. */
export const FRONT_LIVES: Readonly<Record<string, Life>> = {
  'Microsoft.ContainerRegistry/registries/scopeMaps': {
    id: `${registry}/scopeMaps/pull-images`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { scopeMaps } }) => {
      const at = [RG, REGISTRY, 'pull-images'] as const;
      const actions = ['repositories/images/content/read'];
      const made = await scopeMaps.create(...at, { actions }, AT_ONCE);
      expect(made).toMatchObject({
        actions,
        typePropertiesType: 'UserDefined',
        provisioningState: 'Succeeded',
      });
      expect(await scopeMaps.get(...at)).toEqual(made);
      const described = await scopeMaps.update(...at, { description: 'for agents' }, AT_ONCE);
      expect(described).toMatchObject({ description: 'for agents', actions });
      expect(await namesOf(scopeMaps.list(RG, REGISTRY))).toContain('pull-images');
      await scopeMaps.delete(...at, AT_ONCE);
      expect(await refusalOf(scopeMaps.get(...at))).toBe('404 ResourceNotFound');
    },
  },
  'Microsoft.ContainerRegistry/registries/tokens': {
    id: `${registry}/tokens/build-agent`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { registries, tokens } }) => {
      const at = [RG, REGISTRY, 'build-agent'] as const;
      const made = await tokens.create(...at, { scopeMapId }, AT_ONCE);
      expect(made).toMatchObject({ scopeMapId, status: 'enabled', provisioningState: 'Succeeded' });
      const tokenId = made.id ?? '';
      const drawn = await registries.generateCredentials(RG, REGISTRY, { tokenId }, AT_ONCE);
      expect(drawn.username).toBe('build-agent');
      expect(drawn.passwords?.map(({ name, value }) => [name, value?.length])).toEqual([
        ['password1', 64],
        ['password2', 64],
      ]);
      const { credentials } = await tokens.get(...at);
      expect(credentials?.passwords?.map(({ name, value }) => [name, value])).toEqual([
        ['password1', undefined],
        ['password2', undefined],
      ]);
      expect((await tokens.update(...at, { status: 'disabled' }, AT_ONCE)).status).toBe('disabled');
      expect(await namesOf(tokens.list(RG, REGISTRY))).toEqual(['build-agent']);
      await tokens.delete(...at, AT_ONCE);
      expect(await namesOf(tokens.list(RG, REGISTRY))).toEqual([]);
    },
  },
  'Microsoft.ContainerRegistry/registries/credentialSets': {
    id: `${registry}/credentialSets/docker-hub`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { credentialSets } }) => {
      const at = [RG, REGISTRY, 'docker-hub'] as const;
      const secret = (name: string) => `https://kv-images.vault.azure.net/secrets/${name}`;
      const credential = (username: string) => ({
        name: 'Credential1',
        usernameSecretIdentifier: secret(username),
        passwordSecretIdentifier: secret('password'),
      });
      const made = await credentialSets.create(
        ...at,
        {
          identity: { type: 'SystemAssigned' },
          loginServer: 'docker.io',
          authCredentials: [credential('username')],
        },
        AT_ONCE,
      );
      expect(made.identity?.principalId).toMatch(/^[0-9a-f-]{36}$/);
      expect(made.authCredentials?.[0]?.credentialHealth?.status).toBe('Unhealthy');
      expect(await credentialSets.get(...at)).toEqual(made);
      const changed = await credentialSets.update(...at, { authCredentials: [credential('robot')] }, AT_ONCE);
      expect(changed.authCredentials?.[0]?.usernameSecretIdentifier).toMatch(/\/secrets\/robot$/);
      expect(await namesOf(credentialSets.list(RG, REGISTRY))).toEqual(['docker-hub']);
      await credentialSets.delete(...at, AT_ONCE);
      expect(await namesOf(credentialSets.list(RG, REGISTRY))).toEqual([]);
    },
  },
  'Microsoft.ContainerRegistry/registries/cacheRules': {
    id: `${registry}/cacheRules/hello-world`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { cacheRules } }) => {
      const at = [RG, REGISTRY, 'hello-world'] as const;
      const body = { sourceRepository: 'mcr.microsoft.com/hello-world', targetRepository: 'hello-world' };
      const made = await cacheRules.create(...at, body, AT_ONCE);
      expect(made).toMatchObject({ ...body, provisioningState: 'Succeeded' });
      expect(await cacheRules.get(...at)).toEqual(made);
      const credentialSetResourceId = `${registry}/credentialSets/none`;
      expect(
        await refusalOf(Promise.resolve(cacheRules.update(...at, { credentialSetResourceId }, AT_ONCE))),
      ).toBe('400 BadRequest');
      expect(await namesOf(cacheRules.list(RG, REGISTRY))).toEqual(['hello-world']);
      await cacheRules.delete(...at, AT_ONCE);
      expect(await namesOf(cacheRules.list(RG, REGISTRY))).toEqual([]);
    },
  },
  'Microsoft.ContainerRegistry/registries/webhooks': {
    id: `${registry}/webhooks/onpush`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { webhooks } }) => {
      const at = [RG, REGISTRY, 'onpush'] as const;
      const serviceUri = 'https://hooks.example.com/';
      const body = { location: 'westeurope', serviceUri, actions: ['push'] };
      const made = await webhooks.create(...at, body, AT_ONCE);
      expect(made).toMatchObject({ actions: ['push'], status: 'enabled' });
      expect(await webhooks.get(...at)).toEqual(made);
      expect((await webhooks.update(...at, { status: 'disabled' }, AT_ONCE)).status).toBe('disabled');
      expect((await webhooks.getCallbackConfig(...at)).serviceUri).toBe(serviceUri);
      expect((await webhooks.ping(...at)).id).toMatch(/^[0-9a-f-]{36}$/);
      expect(await namesOf(webhooks.list(RG, REGISTRY))).toEqual(['onpush']);
      await webhooks.delete(...at, AT_ONCE);
      expect(await namesOf(webhooks.list(RG, REGISTRY))).toEqual([]);
    },
  },
  'Microsoft.OperationalInsights/workspaces': {
    id: workspace,
    needs: [GROUP],
    live: async ({ insights: { workspaces, sharedKeys } }) => {
      const at = [RG, 'logs-images'] as const;
      const body = { location: 'westeurope', sku: { name: 'PerGB2018' }, retentionInDays: 60 };
      const made = await workspaces.createOrUpdate(...at, body);
      expect(made).toMatchObject({ ...body, provisioningState: 'Succeeded' });
      expect(await workspaces.get(...at)).toEqual(made);
      const again = await workspaces.createOrUpdate(...at, { ...body, retentionInDays: 90 });
      expect(again).toMatchObject({ customerId: made.customerId, retentionInDays: 90 });
      expect((await workspaces.update(...at, { tags: { team: 'images' } })).tags).toEqual({ team: 'images' });
      expect((await sharedKeys.getSharedKeys(...at)).primarySharedKey).toBeTruthy();
      expect(await namesOf(workspaces.listByResourceGroup(RG))).toEqual(['logs-images']);
      expect(await namesOf(workspaces.list())).toEqual(['logs-images']);
      await workspaces.delete(...at, { force: true });
      expect(await refusalOf(workspaces.get(...at))).toBe('404 ResourceNotFound');
    },
  },
  'Microsoft.Insights/diagnosticSettings': {
    id: `${registry}/providers/Microsoft.Insights/diagnosticSettings/audit`,
    needs: [GROUP, REGISTRY_THERE, [workspace, { location: 'westeurope' }]],
    live: async ({ monitor: { diagnosticSettings, diagnosticSettingsCategory } }) => {
      const logs = [{ category: 'ContainerRegistryLoginEvents', enabled: true }];
      const made = await diagnosticSettings.createOrUpdate(registry, 'audit', {
        workspaceId: workspace,
        logs,
      });
      expect(made).toMatchObject({ name: 'audit', workspaceId: workspace, logs });
      expect((await diagnosticSettings.get(registry, 'audit')).logs).toEqual(made.logs);
      expect(await namesOf(diagnosticSettings.list(registry))).toEqual(['audit']);
      expect(await namesOf(diagnosticSettingsCategory.list(registry))).toContain(
        'ContainerRegistryLoginEvents',
      );
      await diagnosticSettings.delete(registry, 'audit');
      expect(await refusalOf(diagnosticSettings.get(registry, 'audit'))).toMatch(/^404 /);
    },
  },
  'Microsoft.Authorization/locks': {
    id: `${registry}/providers/Microsoft.Authorization/locks/keep`,
    needs: [GROUP, REGISTRY_THERE],
    live: async ({ registries: { registries }, locks: { managementLocks } }) => {
      // By scope this client encodes the slashes of the id.
      const on = [RG, 'Microsoft.ContainerRegistry', '', 'registries', REGISTRY] as const;
      const made = await managementLocks.createOrUpdateAtResourceLevel(...on, 'keep', {
        level: 'CanNotDelete',
      });
      expect(made).toMatchObject({ name: 'keep', level: 'CanNotDelete' });
      expect(await managementLocks.getAtResourceLevel(...on, 'keep')).toEqual(made);
      expect(await namesOf(managementLocks.listAtResourceLevel(...on))).toEqual(['keep']);
      expect(await namesOf(managementLocks.listAtSubscriptionLevel())).toEqual(['keep']);
      expect(await refusalOf(Promise.resolve(registries.delete(RG, REGISTRY)))).toBe('409 ScopeLocked');
      await managementLocks.deleteAtResourceLevel(...on, 'keep');
      expect(await namesOf(managementLocks.listAtResourceLevel(...on))).toEqual([]);
    },
  },
  'Microsoft.Network/trafficManagerProfiles': {
    id: profile,
    needs: [GROUP],
    live: async ({ traffic: { profiles } }) => {
      const at = [RG, 'images'] as const;
      const made = await profiles.createOrUpdate(...at, { ...PROFILE_BODY });
      expect(made.dnsConfig?.fqdn).toBe('contoso-images.trafficmanager.net');
      expect(await profiles.get(...at)).toEqual(made);
      const name = { name: 'contoso-images', type: 'Microsoft.Network/trafficManagerProfiles' };
      expect((await profiles.checkTrafficManagerNameAvailabilityV2(name)).nameAvailable).toBe(false);
      expect((await profiles.update(...at, { tags: { team: 'images' } })).tags).toEqual({ team: 'images' });
      expect(await namesOf(profiles.listByResourceGroup(RG))).toEqual(['images']);
      await profiles.delete(...at);
      expect(await namesOf(profiles.listBySubscription())).toEqual([]);
    },
  },
  'Microsoft.Network/trafficManagerProfiles/externalEndpoints': {
    id: `${profile}/externalEndpoints/west`,
    needs: [GROUP, PROFILE_THERE],
    live: async ({ traffic: { endpoints, profiles } }) => {
      const at = [RG, 'images', 'ExternalEndpoints', 'west'] as const;
      const made = await endpoints.createOrUpdate(...at, { target: 'west.contoso.com' });
      expect(made).toMatchObject({ target: 'west.contoso.com', priority: 1, endpointStatus: 'Enabled' });
      expect(await endpoints.get(...at)).toEqual(made);
      expect((await endpoints.update(...at, { weight: 25 })).weight).toBe(25);
      expect((await profiles.get(RG, 'images')).endpoints?.map(({ name }) => name)).toEqual(['west']);
      await endpoints.delete(...at);
      expect((await profiles.get(RG, 'images')).endpoints).toEqual([]);
    },
  },
  'Microsoft.Network/trafficManagerProfiles/azureEndpoints': {
    id: `${profile}/azureEndpoints/west`,
    needs: [
      GROUP,
      PROFILE_THERE,
      [
        address,
        {
          location: 'westeurope',
          sku: { name: 'Standard' },
          properties: {
            publicIPAllocationMethod: 'Static',
            dnsSettings: { domainNameLabel: 'contoso-front' },
          },
        },
      ],
    ],
    live: async ({ traffic: { endpoints } }) => {
      const at = [RG, 'images', 'AzureEndpoints', 'west'] as const;
      const made = await endpoints.createOrUpdate(...at, { targetResourceId: address });
      expect(made).toMatchObject({ target: 'contoso-front.westeurope.cloudapp.azure.com' });
      expect(await endpoints.get(...at)).toEqual(made);
      expect((await endpoints.update(...at, { endpointStatus: 'Disabled' })).endpointStatus).toBe('Disabled');
      await endpoints.delete(...at);
      expect(await refusalOf(endpoints.get(...at))).toBe('404 ResourceNotFound');
    },
  },
};
