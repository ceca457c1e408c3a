import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { addressForm } from '../../src/features/address-form.ts';
import { allEntries, placeEntries } from '../../src/features/placement.ts';
import { EXAMPLE } from '../lab.ts';

describe('the form of an address', () => {
  it.each<[string, string | undefined]>([
    ['registries.images', 'registries.*'],
    ['registries["images.eu"]', 'registries.*'],
    ['registries', 'registries'],
    ['registries.images.network.privateEndpoints.hub', 'registries.*.network.privateEndpoints.*'],
    [
      'registries.images.network.privateEndpoints.hub.dnsZoneGroup',
      'registries.*.network.privateEndpoints.*.dnsZoneGroup',
    ],
    ['privateDnsZones["privatelink.azurecr.io"].links.network', 'privateDnsZones.*.links.*'],
    ['networks.registries.subnets.links', 'networks.*.subnets.*'],
    ['registries.images["removed"]', 'registries.*.removed'],
    ['registries["a b"]', undefined],
    ['registries["-"]', undefined],
    ['registry.images', undefined],
    ['registries..images', undefined],
    ['registries[images]', undefined],
    ['', undefined],
  ])('%j is %j', (address, expected) => {
    expect(addressForm(address)).toBe(expected);
  });

  it('is known of every entry of a file', () => {
    const loaded = loadConfig({ files: [{ path: 'a.yaml', text: EXAMPLE }], env: {}, rules: () => [] });
    if (!loaded.ok) throw new Error('The example is valid.');
    const sections = Object.keys(parse(EXAMPLE) as object);
    for (const { address } of allEntries(placeEntries(loaded.config))) {
      const form = addressForm(address) ?? '';
      expect(form.endsWith('.*')).toBe(true);
      expect(sections).toContain(form.split('.')[0]);
    }
  });
});
