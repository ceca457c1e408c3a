import { ContainerRegistryManagementClient } from '@azure/arm-containerregistry';
import { ManagedServiceIdentityClient } from '@azure/arm-msi';
import { NetworkManagementClient } from '@azure/arm-network';
import { PrivateDnsManagementClient } from '@azure/arm-privatedns';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EmulatorServer, serveEmulator } from '../../../src/emulator/server.ts';
import { GROUP, type Lab, openLab } from '../../lab.ts';
import { AT, example, planOf } from '../../scenarios/stacks.ts';
import { clientOptions, credential } from './client.ts';

// Somebody else works on the same objects with Microsoft's own clients.

const SUBSCRIPTION = GROUP.split('/')[2] ?? '';
const RG = 'rg-images';
const ZONE = 'privatelink.azurecr.io';

let lab: Lab;
let server: EmulatorServer;

beforeEach(async () => {
  lab = openLab();
  server = await serveEmulator(lab.emulator, { port: 0 });
});
afterEach(() => server.close());

function clients() {
  const at = [credential, SUBSCRIPTION, clientOptions(server.endpoint)] as const;
  return {
    registries: new ContainerRegistryManagementClient(...at),
    networks: new NetworkManagementClient(...at),
    dns: new PrivateDnsManagementClient(...at),
    identities: new ManagedServiceIdentityClient(...at),
  };
}

const FIRST = {
  'identities.ours': {},
  'registries.contosoimages.identity': { user: ['ours'] },
  [`${AT.endpoint}.dns.manage`]: 'records',
};
/** A change of everything that somebody else put something on or into. */
const SECOND = {
  ...FIRST,
  'identities.more': {},
  'registries.contosoimages.identity': { system: true, user: ['more'] },
  'registries.contosoimages.tags': { tier: 'gold' },
  'registries.contosoimages.replications': { northeurope: {} },
  'networks.vnet-hub.addressSpace': ['10.20.0.0/16', '10.21.0.0/16'],
  'networks.vnet-hub.tags': { tier: 'gold' },
  [`${AT.zone}.tags`]: { tier: 'gold' },
};

describe('what others made with the official clients', () => {
  it('survives every write: tags, records, links, subnets and user identities (I-19)', async () => {
    await lab.converge(example(FIRST));
    const { registries, networks, dns, identities } = clients();
    const theirs = await identities.userAssignedIdentities.createOrUpdate(RG, 'theirs', {
      location: 'westeurope',
    });
    const ours =
      (await registries.registries.get(RG, 'contosoimages')).identity?.userAssignedIdentities ?? {};
    await registries.registries.update(RG, 'contosoimages', {
      identity: {
        type: 'UserAssigned',
        userAssignedIdentities: {
          ...Object.fromEntries(Object.keys(ours).map((id) => [id, {}])),
          [theirs.id ?? '']: {},
        },
      },
      tags: { ...(await registries.registries.get(RG, 'contosoimages')).tags, theirs: 'kept' },
    });
    await networks.subnets.beginCreateOrUpdateAndWait(RG, 'vnet-hub', 'theirs', {
      addressPrefix: '10.20.9.0/24',
    });
    await networks.virtualNetworks.beginCreateOrUpdateAndWait(RG, 'vnet-theirs', {
      location: 'westeurope',
      addressSpace: { addressPrefixes: ['10.99.0.0/16'] },
    });
    await dns.virtualNetworkLinks.createOrUpdate(RG, ZONE, 'theirs', {
      location: 'global',
      virtualNetwork: { id: `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-theirs` },
      registrationEnabled: false,
    });
    await dns.recordSets.createOrUpdate(RG, ZONE, 'A', 'theirs', {
      ttl: 60,
      aRecords: [{ ipv4Address: '10.1.1.1' }],
    });
    const zone = await dns.privateZones.get(RG, ZONE);
    await dns.privateZones.update(RG, ZONE, { tags: { ...zone.tags, theirs: 'kept' } });

    expect(await planOf(lab, example(FIRST))).toMatchObject({ changes: [], drift: [] });
    for (const edits of [SECOND, FIRST]) {
      const options = { allowDestroy: ['registries.contosoimages.replications.northeurope'] };
      await lab.converge(example(edits), { options });
      expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
      await expectKept();
    }
  });
});

async function expectKept(): Promise<void> {
  const { registries, networks, dns } = clients();
  const registry = await registries.registries.get(RG, 'contosoimages');
  expect(registry.tags).toMatchObject({ theirs: 'kept' });
  const names = Object.keys(registry.identity?.userAssignedIdentities ?? {}).map((id) =>
    id.split('/').at(-1),
  );
  expect(names).toContain('theirs');
  expect((await networks.subnets.get(RG, 'vnet-hub', 'theirs')).addressPrefix).toBe('10.20.9.0/24');
  expect((await dns.virtualNetworkLinks.get(RG, ZONE, 'theirs')).virtualNetworkLinkState).toBe('Completed');
  expect((await dns.recordSets.get(RG, ZONE, 'A', 'theirs')).aRecords).toEqual([{ ipv4Address: '10.1.1.1' }]);
  expect((await dns.privateZones.get(RG, ZONE)).tags).toMatchObject({ theirs: 'kept' });
}
