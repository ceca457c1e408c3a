import { NetworkManagementClient } from '@azure/arm-network';
import { beforeEach, describe, expect, it } from 'vitest';
import { network, networkBody, subnet, subscription } from '../../emulator/arm.ts';
import { credential, judged, namesOf, refusalOf } from './client.ts';

const sdk = judged();
const clientOf = () => new NetworkManagementClient(credential, subscription, sdk.options);

const GROUP = 'rg-images';
const NIC = { location: 'westeurope', ipConfigurations: [{ name: 'ipconfig1', subnet: { id: subnet } }] };

beforeEach(() => sdk.arm.make(network, networkBody));

describe('NetworkManagementClient, interfaces', () => {
  it('creates, reads, lists, tags, changes and deletes one', async () => {
    const { networkInterfaces } = clientOf();
    const created = await networkInterfaces.beginCreateOrUpdateAndWait(GROUP, 'web', NIC);
    const [address] = created.ipConfigurations ?? [];
    expect(created).toMatchObject({ provisioningState: 'Succeeded', nicType: 'Standard' });
    expect(address).toMatchObject({ privateIPAddress: '10.20.1.4', primary: true, subnet: { id: subnet } });
    expect(await networkInterfaces.get(GROUP, 'WEB')).toEqual(created);
    expect(await namesOf(networkInterfaces.list(GROUP))).toEqual(['web']);
    expect(await namesOf(networkInterfaces.listAll())).toEqual(['web']);
    const tagged = await networkInterfaces.updateTags(GROUP, 'web', { tags: { owner: 'platform' } });
    expect(tagged.tags).toEqual({ owner: 'platform' });
    const labelled = { ...NIC, dnsSettings: { internalDnsNameLabel: 'web' }, enableIPForwarding: true };
    const changed = await networkInterfaces.beginCreateOrUpdateAndWait(GROUP, 'web', labelled);
    expect(changed).toMatchObject({ enableIPForwarding: true, resourceGuid: created.resourceGuid });
    expect(changed.dnsSettings?.internalFqdn).toBe(`web.${created.dnsSettings?.internalDomainNameSuffix}`);
    await networkInterfaces.beginDeleteAndWait(GROUP, 'web');
    expect(await namesOf(networkInterfaces.listAll())).toEqual([]);
  });

  it('waits for one behind a load balancer', async () => {
    const { networkInterfaces } = clientOf();
    const pool = { id: `${network.split('/virtualNetworks')[0]}/loadBalancers/lb/backendAddressPools/pool` };
    const created = await networkInterfaces.beginCreateOrUpdateAndWait(GROUP, 'web', {
      ...NIC,
      ipConfigurations: [
        { name: 'ipconfig1', subnet: { id: subnet }, loadBalancerBackendAddressPools: [pool] },
      ],
    });
    expect(created.provisioningState).toBe('Succeeded');
    expect(created.ipConfigurations?.[0]?.loadBalancerBackendAddressPools).toEqual([pool]);
  });

  it('is told that a subnet is in use, and by what', async () => {
    const { networkInterfaces, subnets, virtualNetworks } = clientOf();
    await networkInterfaces.beginCreateOrUpdateAndWait(GROUP, 'web', NIC);
    const { ipConfigurations = [] } = await subnets.get(GROUP, 'hub', 'endpoints');
    expect(ipConfigurations.map(({ id }) => id?.split('/').at(-3))).toEqual(['WEB']);
    const inUse = '400 InUseSubnetCannotBeDeleted';
    expect(await refusalOf(subnets.beginDeleteAndWait(GROUP, 'hub', 'endpoints'))).toBe(inUse);
    expect(await refusalOf(virtualNetworks.beginDeleteAndWait(GROUP, 'hub'))).toBe(inUse);
  });
});
