import { describe, expect, it } from 'vitest';
import type { EmulatorOptions } from '../../src/emulator/index.ts';
import {
  type Arm,
  type Body,
  createArm,
  endpoint,
  group,
  makePrivatePath,
  registry,
  registryBody,
  subscription,
  zone,
} from './arm.ts';

async function transcript(options: Partial<EmulatorOptions>): Promise<string> {
  const arm = createArm(options);
  await makePrivatePath(arm);
  const answers = [];
  for (const id of [registry, endpoint, `${zone}/ALL`, `${group}/resources`]) answers.push(await arm.get(id));
  return JSON.stringify([answers, arm.emulator.objects()]);
}

async function namesOf(arm: Arm, url: string): Promise<string[]> {
  return (await arm.get(url)).body.value.map(({ name }: Body) => name);
}

const names = ['aaaaa', 'bbbbb', 'ccccc', 'ddddd', 'eeeee'];

async function withRegistries(options: Partial<EmulatorOptions>): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  for (const name of names)
    await arm.make(`${group}/providers/Microsoft.ContainerRegistry/registries/${name}`, registryBody);
  return arm;
}

describe('the same seed', () => {
  it('gives the same answers to the same requests, byte for byte', async () => {
    expect(await transcript({ seed: 7 })).toBe(await transcript({ seed: 7 }));
  });

  it('is what guids come from', async () => {
    expect(await transcript({ seed: 7 })).not.toBe(await transcript({ seed: 8 }));
  });
});

describe('a list', () => {
  const list = `${group}/providers/Microsoft.ContainerRegistry/registries`;

  it('comes sorted, reversed or shuffled', async () => {
    expect(await namesOf(await withRegistries({}), list)).toEqual(names);
    expect(await namesOf(await withRegistries({ listOrder: 'reversed' }), list)).toEqual(names.toReversed());
    const shuffled = await namesOf(await withRegistries({ listOrder: 'shuffled' }), list);
    expect(shuffled).not.toEqual(names);
    expect(shuffled.toSorted()).toEqual(names);
  });

  it.each(['sorted', 'reversed', 'shuffled'] as const)(
    'comes in pages that add up, %s',
    async (listOrder) => {
      const arm = await withRegistries({ pageSize: 2, listOrder });
      const found: string[] = [];
      let { body } = await arm.get(list);
      for (;;) {
        expect(body.value.length).toBeLessThanOrEqual(2);
        found.push(...body.value.map(({ name }: Body) => name));
        if (!body.nextLink) break;
        expect(body.nextLink).toMatch(/^https:\/\/management\.azure\.com\/.*skiptoken/);
        body = (await arm.send('GET', body.nextLink)).body;
      }
      expect(found.toSorted()).toEqual(names);
    },
  );

  it('of a subscription spans its groups and no other subscription', async () => {
    const arm = await withRegistries({});
    const elsewhere = group.replace(subscription, '99999999-2222-3333-4444-555555555555');
    await arm.make(elsewhere, { location: 'westeurope' });
    await arm.make(`${elsewhere}/providers/Microsoft.ContainerRegistry/registries/other`, registryBody);
    const all = `/subscriptions/${subscription}/providers/Microsoft.ContainerRegistry/registries`;
    expect(await namesOf(arm, all)).toEqual(names);
    expect(await namesOf(arm, `/subscriptions/${subscription}/resourcegroups`)).toEqual(['rg-images']);
  });

  it('of a group holds every tracked resource, nested ones with their parent in the name', async () => {
    const arm = createArm();
    await makePrivatePath(arm);
    const types = (await arm.get(`${group}/resources`)).body.value.map(
      ({ type, name }: Body) => `${type} ${name}`,
    );
    expect(types.map((text: string) => text.replace(/nic\..*/, 'nic'))).toEqual([
      'Microsoft.ContainerRegistry/registries contosoimages',
      'Microsoft.Network/networkInterfaces images-hub.nic',
      'Microsoft.Network/privateDnsZones privatelink.azurecr.io',
      'Microsoft.Network/privateDnsZones/virtualNetworkLinks privatelink.azurecr.io/hub',
      'Microsoft.Network/privateEndpoints images-hub',
      'Microsoft.Network/virtualNetworks hub',
    ]);
    const filter = encodeURIComponent("resourceType eq 'Microsoft.Network/virtualNetworks'");
    expect(await namesOf(arm, `${group}/resources?$filter=${filter}`)).toEqual(['hub']);
    expect((await arm.get(`${group}/resources?$filter=x`)).status).toBe(501);
  });
});

describe('ids', () => {
  it.each(['lower', 'upper'] as const)('come in %s case throughout, and are found in any', async (idCase) => {
    const arm = createArm({ idCase });
    await makePrivatePath(arm);
    const { body } = await arm.get(endpoint.toUpperCase().replace('HTTPS', 'https'));
    const cased = (id: string) => (idCase === 'lower' ? id.toLowerCase() : id.toUpperCase());
    expect(body.id).toBe(cased(endpoint));
    expect(body.properties.privateLinkServiceConnections[0].properties.privateLinkServiceId).toBe(
      cased(registry),
    );
    expect(body.name).toBe('images-hub');
  });

  it('keep the spelling of whoever made the object', async () => {
    const arm = createArm();
    await arm.make(group.replace('resourceGroups', 'resourcegroups'), { location: 'West Europe' });
    expect((await arm.get(group.toUpperCase())).body).toMatchObject({ id: group, location: 'westeurope' });
  });
});
