import { expect, it } from 'vitest';
import type { StepRef } from '../../src/core/plan.ts';
import { shortStepNames } from '../../src/report/step-names.ts';

/** The names of all steps of a plan, in the order given. */
const check = (refs: readonly StepRef[], expected: readonly string[]) => {
  const names = refs.map(shortStepNames(refs));
  expect(names).toEqual(expected);
  expect(new Set(names).size).toBe(refs.length);
};

it('a step is named by kind and key, by what it lies in where that is not enough, and else by its address', () => {
  check(
    [
      'registries.images.network.privateEndpoints.hub/write',
      'registries.images.network.privateEndpoints.hub.dnsZoneGroup/write',
      'registries.images.roleAssignments.push/write',
      'registries.images/open',
      'registries.images/close',
      'resourceGroups.rg/write',
      'identities.builder/delete',
    ],
    [
      'endpoint hub',
      'zone group of hub',
      'role assignment push',
      'registry images (open)',
      'registry images (close)',
      'group rg',
      'identity builder (delete)',
    ],
  );
  check(
    [
      'networks.v/write',
      'networks.v.subnets.endpoints/delete',
      'networks.w.subnets.endpoints/delete',
      'privateDnsZones["privatelink.azurecr.io"]/write',
      'privateDnsZones["privatelink.azurecr.io"].links.v/delete',
    ],
    [
      'network v',
      'subnet endpoints of v (delete)',
      'subnet endpoints of w (delete)',
      'zone privatelink.azurecr.io',
      'link v (delete)',
    ],
  );
  check(
    [
      'registries.reviewsa.network.privateEndpoints.a/write',
      'registries.reviewsw.network.privateEndpoints.a/write',
      'registries.reviewsw.network.privateEndpoints.a/delete',
      'registries.reviewsa.network.privateEndpoints.a.dnsZoneGroup/write',
      'registries.reviewsw.network.privateEndpoints.a.dnsZoneGroup/write',
      'registries.reviewsw.network.privateEndpoints.a.records.registry/write',
      'resourceGroups["a of reviewsw"]/write',
      'resourceGroups.a/write',
    ],
    [
      'endpoint a of reviewsa',
      'endpoint a of reviewsw',
      'endpoint a of reviewsw (delete)',
      'zone group of a of reviewsa',
      'zone group of a of reviewsw',
      'record registry',
      'group a of reviewsw',
      'group a',
    ],
  );
  check(
    [
      'registries.a.network.privateEndpoints.hub.records.registry/write',
      'registries.b.network.privateEndpoints.hub.records.registry/write',
      'registries.b.network.privateEndpoints.spoke.records.registry/write',
      'registries.b.network.privateEndpoints.hub.records.registry_data_eastus/write',
    ],
    [
      'record registry of a',
      'record registry of hub of b',
      'record registry of spoke',
      'record registry_data_eastus',
    ],
  );
  check(
    [
      'azure.providers["00-aa/Microsoft.Network"]/write',
      'azure.providers["00-bb/Microsoft.Network"]/write',
      'azure.providers["00-bb/Microsoft.ManagedIdentity"]/write',
      'registries.images.network.approvals.build["images.1f2e"]/write',
      'registries.images.network.somethingNew.build/write',
    ],
    [
      'provider Microsoft.Network of 00-aa',
      'provider Microsoft.Network of 00-bb',
      'provider Microsoft.ManagedIdentity',
      'connection images.1f2e',
      'registries.images.network.somethingNew.build',
    ],
  );
});

it('a step whose names others could have as well is named by its address', () => {
  check(
    [
      'networks["a of b"].subnets.s/write',
      'networks.b.subnets["s of a"]/write',
      'networks.c.subnets.s/write',
    ],
    ['networks["a of b"].subnets.s', 'subnet s of a', 'subnet s of c'],
  );
});

it('a step that is no part of the plan is never named like one that is', () => {
  const short = shortStepNames(['networks.vnet/write']);
  expect(short('registries.vnet/write')).toBe('registry vnet');
  expect(short('networks["vnet"]/write')).toBe('networks["vnet"]');
});

it('a key that a terminal would act on is escaped (H08)', () => {
  const ref = `registries.images.network.approvals.build[${JSON.stringify('\u001b[31m')}]/write` as const;
  expect(shortStepNames([ref])(ref)).toBe('connection \\u{1b}[31m');
});
