import { describe, expect, it } from 'vitest';
import { features } from '../../src/features/index.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';
import { AT, ID } from '../scenarios/stacks.ts';
import { check, configOf, liveOf, reported } from './live-cases.ts';

const STATIC = { registry: '10.20.1.10', registry_data_westeurope: '10.20.1.11' };

describe('the static addresses of an endpoint to be made (1.27)', () => {
  const edits = { [`${AT.endpoint}.staticIps`]: STATIC };
  const question = `${ID.network}/CheckIPAddressAvailability/10.20.1.10`;
  const subnet = { [ID.subnet]: { properties: {} } };

  it('are refused when they are in use, and free ones named', () => {
    const answer = { available: false, availableIPAddresses: ['10.20.1.4', '10.20.1.5'] };
    check(
      { edits, live: { ...subnet, [question]: answer } },
      { ACR1313: /10\.20\.1\.10 of registry is in use.*10\.20\.1\.4/ },
    );
  });

  it('are refused when Azure keeps them, and when no subnet has them', () => {
    const kept = { available: false, isPlatformReserved: true };
    check({ edits, live: { ...subnet, [question]: kept } }, { ACR1313: /Azure keeps for itself/ });
    const outside = { refused: 'PrivateIPAddressNotInAnySubnet' };
    check({ edits, live: { ...subnet, [question]: outside } }, { ACR1313: /lies in no subnet/ });
  });

  it('are not looked for before their subnet is there: an apply may have come as far as the network', () => {
    check({ edits, live: { [question]: { refused: 'PrivateIPAddressNotInAnySubnet' } } }, {});
  });

  it('are no matter when they are free, and when Azure does not say', () => {
    check({ edits, live: { ...subnet, [question]: { available: true } } }, {});
    check({ edits, live: { ...subnet, [question]: { refused: 'AuthorizationFailed' } } }, {});
  });

  it('are refused outside the range that the subnet has in Azure', () => {
    const live = { [ID.subnet]: { properties: { addressPrefixes: ['10.20.1.0/29'] } } };
    const found = reported({ edits, live });
    expect(found.map(({ code }) => code)).toEqual(['ACR1314', 'ACR1314']);
    expect(found[0]?.detail).toContain('10.20.1.10 of registry is not in 10.20.1.0/29');
  });

  it('may be those of an endpoint that goes, which then goes first', () => {
    const old = {
      ...edits,
      [AT.endpoints]: { spoke: { subnet: 'vnet-hub/endpoints', dns: { manage: 'external' } } },
    };
    const [gone] = features
      .compile(configOf({ [AT.endpoints]: old[AT.endpoints] }), [], new Map())
      .resources.filter(({ type }) => type === ARM_TYPE.endpoint);
    const ipConfigurations = [{ properties: { privateIPAddress: '10.20.1.10' } }];
    const live = liveOf({
      [gone?.id ?? '']: { properties: { ipConfigurations } },
      [question]: { available: false },
    });
    const { diagnostics, order } = features.compile(configOf(edits), gone === undefined ? [] : [gone], live);
    expect(diagnostics).toEqual([]);
    expect(order).toContainEqual({ before: `${gone?.address}/delete`, after: `${AT.endpoint}/write` });
  });
});

describe('a subnet that is there', () => {
  it('takes no endpoint when it is delegated, and keeps one that it has (1.9)', () => {
    const properties = { delegations: [{ properties: { serviceName: 'Microsoft.Web/serverFarms' } }] };
    check({ live: { [ID.subnet]: { properties } } }, { ACR1315: /delegated to Microsoft\.Web\/serverFarms/ });
    check({ live: { [ID.subnet]: { properties }, [ID.endpoint]: { properties: {} } } }, {});
  });

  it('is warned about when its security groups apply to a new endpoint, if it is not ours to change (1.22)', () => {
    const existing = { [AT.network]: { existing: true, subnets: { endpoints: { existing: true } } } };
    const policies = (value: string) => ({
      [ID.network]: { location: 'westeurope' },
      [ID.subnet]: { properties: { addressPrefix: '10.20.1.0/24', privateEndpointNetworkPolicies: value } },
    });
    const warned = reported({ edits: existing, live: policies('NetworkSecurityGroupEnabled') });
    expect(warned).toMatchObject([{ code: 'ACR1316', severity: 'warning', address: AT.subnet }]);
    check({ edits: existing, live: policies('Disabled') }, {});
    check({ edits: existing, live: { ...policies('Enabled'), [ID.endpoint]: { properties: {} } } }, {});
    check({ live: policies('Enabled') }, {});
  });
});
