import { expect, it } from 'vitest';
import type { StepRef } from '../../src/core/plan.ts';
import { shortStepNames } from '../../src/report/step-names.ts';

/** The names of all steps of a plan, in the order given. */
const check = (refs: readonly StepRef[], expected: readonly string[]) => {
  const names = refs.map(shortStepNames(refs));
  expect(names).toEqual(expected);
  expect(new Set(names).size).toBe(refs.length);
};

it('a step is named by its key, by its collection where that is not enough, and else by its whole address', () => {
  check(
    [
      'registries.images.network.privateEndpoints.hub/write',
      'registries.images.network.privateEndpoints.hub.dnsZoneGroup/write',
      'registries.images/open',
      'registries.images/close',
      'resourceGroups.rg/write',
    ],
    ['hub', 'hub.dnsZoneGroup', 'images (open)', 'images (close)', 'rg'],
  );
  check(
    [
      'networks.vnet/write',
      'networks.vnet.subnets.endpoints/delete',
      'privateDnsZones["privatelink.azurecr.io"]/write',
      'privateDnsZones["privatelink.azurecr.io"].links.vnet/write',
    ],
    ['networks.vnet', 'endpoints (delete)', 'privateDnsZones["privatelink.azurecr.io"]', 'links.vnet'],
  );
  check(
    [
      'registries.a.network.privateEndpoints.hub/write',
      'registries.b.network.privateEndpoints.hub/write',
      'registries.b.network.privateEndpoints.hub/delete',
      'resourceGroups.hub/write',
    ],
    [
      'registries.a.network.privateEndpoints.hub',
      'registries.b.network.privateEndpoints.hub',
      'registries.b.network.privateEndpoints.hub (delete)',
      'resourceGroups.hub',
    ],
  );
});

it('a step that is no part of the plan is never named like one that is', () => {
  const short = shortStepNames(['networks.vnet/write']);
  expect(short('registries.vnet/write')).toBe('registries.vnet');
});
