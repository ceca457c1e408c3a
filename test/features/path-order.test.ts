import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { PriorEntry } from '../../src/core/desired.ts';
import { features } from '../../src/features/index.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { type Edits, example } from '../scenarios/stacks.ts';

const FIRST = 'registries.contosoimages';
const SECOND = 'registries.contosobuilds';
const ZONE = 'privateDnsZones["privatelink.azurecr.io"]';
const OWN_ZONE = 'privateDnsZones.builds';

const endpointIn = (zone: string) => ({ hub: { subnet: 'vnet-hub/endpoints', dns: { zone } } });

/** Two closed registries with an endpoint each, in a zone each or in one. */
function two(zone: 'builds' | 'privatelink.azurecr.io'): Edits {
  const network = { publicAccess: 'disabled', privateEndpoints: endpointIn(zone) };
  return {
    'networks.vnet-build': { addressSpace: ['10.30.0.0/16'] },
    [OWN_ZONE]: { name: 'privatelink.azurecr.io', links: { 'vnet-build': {} }, resourceGroup: 'rg-builds' },
    'resourceGroups.rg-images': {},
    'resourceGroups.rg-builds': {},
    [SECOND]: { sku: 'Premium', network },
  };
}

function configOf(edits: Edits): Config {
  const loaded = loadConfig({
    files: [{ path: 'acrctl.yaml', text: example(edits) }],
    env: {},
    rules: () => [],
  });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  return loaded.config;
}

/** What waits until the first registry is open, when its endpoint goes and everything of `before` is in the state. */
function waiting(before: Edits, prior: (entries: readonly PriorEntry[]) => readonly PriorEntry[]) {
  const entries = prior(features.compile(configOf(before), [], new Map()).resources);
  const closed = entries
    .filter(({ type }) => type.endsWith('/registries'))
    .map(({ id, type }) => {
      const body = { sku: { name: 'Premium' }, properties: { publicNetworkAccess: 'Disabled' } };
      return [foldId(id), { id, type, body }] as const;
    });
  const opened = configOf({
    ...before,
    [`${FIRST}.network`]: { publicAccess: 'enabled' },
    [`${FIRST}.policies`]: { export: true },
  });
  return features
    .compile(opened, entries, new Map(closed))
    .order.filter((edge) => edge.before === `${FIRST}/open`)
    .map((edge) => edge.after)
    .sort();
}

const everything = (entries: readonly PriorEntry[]) => entries;
const own = [
  `${ZONE}.links.vnet-hub/delete`,
  `${ZONE}/delete`,
  `${FIRST}.network.privateEndpoints.hub.dnsZoneGroup/delete`,
  `${FIRST}.network.privateEndpoints.hub/delete`,
].sort();

test('what goes of another registry does not wait until this one is open (I-18)', () => {
  expect(waiting(two('builds'), everything)).toEqual(own);
});

test('a zone that two registries share goes after this one is open', () => {
  const unused = [`${OWN_ZONE}.links.vnet-build/delete`, `${OWN_ZONE}/delete`];
  expect(waiting(two('privatelink.azurecr.io'), everything)).toEqual([...own, ...unused].sort());
});

test('what leads to no registry that the state knows may be a piece of any path', () => {
  const ofSecond = (address: string) => address.startsWith(SECOND);
  const found = waiting(two('builds'), (entries) => entries.filter(({ address }) => address !== SECOND));
  expect(found.filter(ofSecond)).toEqual([
    `${SECOND}.network.privateEndpoints.hub.dnsZoneGroup/delete`,
    `${SECOND}.network.privateEndpoints.hub/delete`,
  ]);
});
