import { SubscriptionClient } from '@azure/arm-resources-subscriptions';
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { ClientAssertionCredential, ClientSecretCredential } from '@azure/identity';
import { describe, expect, it } from 'vitest';
import { group, subscription } from '../../emulator/arm.ts';
import { collect, refusalOf } from './client.ts';
import { credentialFor, overTls } from './over-tls.ts';

// Microsoft's own login, as a program on its own has it, against Entra of the emulator over TLS.

const sdk = overTls();
const ARM = 'https://management.azure.com/.default';
const CLIENT = '99999999-2222-3333-4444-555555555555';

describe('the official credentials', () => {
  it('get a token for a secret, keep it, and open ARM with it', async () => {
    const credential = sdk.credential;
    const { token, expiresOnTimestamp } = (await credential.getToken(ARM)) ?? {};
    expect(expiresOnTimestamp).toBeGreaterThan(Date.now() + 3_000_000);
    sdk.arm.emulator.clearRequests();
    expect((await credential.getToken(ARM)).token).toBe(token);
    expect(sdk.arm.emulator.requests()).toEqual([]);
    const client = new SubscriptionClient(credential, sdk.options);
    const [tenant] = await collect(client.tenants.list());
    expect(tenant?.tenantId).toBe(sdk.arm.emulator.tenantId);
  });

  it('get one for the assertion of a federation, too', async () => {
    const { tenantId } = sdk.arm.emulator;
    const credential = new ClientAssertionCredential(tenantId, CLIENT, async () => 'a.b.c', {
      authorityHost: sdk.endpoint,
      disableInstanceDiscovery: true,
    });
    expect((await credential.getToken(ARM))?.token).toMatch(/^[\w-]+\.[\w-]+\.$/);
  });

  // Who does not switch it off asks login.microsoftonline.com, whatever the authority; that host alone is turned here.
  it('read the answer to their discovery of instances', async () => {
    const { tenantId } = sdk.arm.emulator;
    const asked: string[] = [];
    const direct = createDefaultHttpClient();
    const httpClient: HttpClient = {
      sendRequest: async (request) => {
        const url = new URL(request.url);
        asked.push(url.host);
        if (url.host !== 'login.microsoftonline.com') return direct.sendRequest(request);
        request.url = `${sdk.endpoint}${url.pathname}${url.search}`;
        return direct.sendRequest(request);
      },
    };
    const credential = new ClientSecretCredential(tenantId, CLIENT, 'any', {
      authorityHost: sdk.endpoint,
      disableInstanceDiscovery: false,
      httpClient,
    });
    expect((await credential.getToken(ARM)).token).toMatch(/^[\w-]+\./);
    const { host } = new URL(sdk.endpoint);
    expect(asked).toEqual(['login.microsoftonline.com', host, host]);
  });

  it('tell the number of a refusal', async () => {
    const nobody = '00000000-0000-4000-a000-000000000000';
    await expect(credentialFor(nobody, sdk.endpoint).getToken(ARM)).rejects.toThrow(
      /AADSTS90002|endpoints_resolution_error/,
    );
    const graph = sdk.credential.getToken('https://graph.microsoft.com/User.Read');
    await expect(graph).rejects.toThrow('AADSTS1002012');
  });
});

describe('SubscriptionClient', () => {
  const clientOf = () => new SubscriptionClient(sdk.credential, sdk.options);

  it('lists the subscription of the emulator, and those that something was made in', async () => {
    const { subscriptionId, tenantId } = sdk.arm.emulator;
    const { subscriptions } = clientOf();
    const ids = async () => (await collect(subscriptions.list())).map((each) => each.subscriptionId);
    expect(await ids()).toEqual([subscriptionId]);
    await sdk.arm.make(group, { location: 'westeurope' });
    expect(await ids()).toEqual([subscriptionId, subscription]);
    expect(await subscriptions.get(subscriptionId)).toMatchObject({
      ...{ id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, state: 'Enabled' },
      ...{ displayName: 'Emulated subscription', authorizationSource: 'RoleBased', managedByTenants: [] },
      subscriptionPolicies: { quotaId: 'PayAsYouGo_2014-09-01', spendingLimit: 'Off' },
    });
    expect(await refusalOf(subscriptions.get('no-guid'))).toBe('400 InvalidSubscriptionId');
  });

  it('lists tenants and locations', async () => {
    const { subscriptionId, tenantId } = sdk.arm.emulator;
    const client = clientOf();
    expect(await collect(client.tenants.list())).toMatchObject([{ id: `/tenants/${tenantId}`, tenantId }]);
    const locations = await collect(client.subscriptions.listLocations(subscriptionId));
    expect(locations.find(({ name }) => name === 'westeurope')).toMatchObject({
      ...{ displayName: 'West Europe', regionalDisplayName: '(Europe) West Europe', type: 'Region' },
      id: `/subscriptions/${subscriptionId}/locations/westeurope`,
    });
  });
});
