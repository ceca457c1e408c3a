import { describe, expect, it } from 'vitest';
import { isCheck } from '../../scripts/bench/checks.ts';
import type { RequestRecord } from '../../src/emulator/index.ts';
import { type Lab, openLab } from '../lab.ts';

/** So many registries with a replica, an endpoint and a zone group each, in one group with one network and one zone. */
function stackOf(registries: number): string {
  const names = Array.from({ length: registries }, (_, index) => `contoso${String(index).padStart(5, '0')}`);
  const entries = names.map(
    (name) => `  ${name}:
    sku: Premium
    replications: [northeurope]
    network:
      publicAccess: disabled
      privateEndpoints: { hub: { subnet: vnet-hub/endpoints, dns: { zone: privatelink.azurecr.io } } }
`,
  );
  return `apiVersion: acrctl/v1
stack: images-many
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
resourceGroups: [rg-images]
networks: { vnet-hub: { addressSpace: [10.0.0.0/8], subnets: { endpoints: { prefix: 10.1.0.0/16 } } } }
privateDnsZones: { privatelink.azurecr.io: { links: [vnet-hub] } }
registries:
${entries.join('')}`;
}

describe('what a plan asks of Azure (design 11)', () => {
  it.each([1, 25, 1_000])(
    'for %i registries stays within the budget before anything is there',
    async (count) => {
      const lab = openLab({ emulator: { throttle: false } });
      await lab.plan(stackOf(count));
      expectWithin(lab, { zoneGroups: count, replicated: count });
    },
  );

  it.each([1, 25])(
    'for %i registries stays within it when all is there, and asks no more for checks',
    async (count) => {
      const lab = openLab({ emulator: { throttle: false } });
      await lab.converge(stackOf(count));
      lab.emulator.clearRequests();
      const { plan } = (await lab.plan(stackOf(count))).planned;
      expect([plan.changes, plan.drift]).toEqual([[], []]);
      expectWithin(lab, { zoneGroups: count, replicated: count });
      // The records of the zone, what the caller may do, and the providers of the one subscription.
      expect(questionsIn(lab).length).toBeLessThanOrEqual(6);
    },
  );
});

/** A zone group, and a registry with replicas, have no list of their own; eight lists or objects a group besides. */
function expectWithin(
  lab: Lab,
  { zoneGroups, replicated }: { zoneGroups: number; replicated: number },
): void {
  const questions = questionsIn(lab);
  const pages = lab.emulator.requests().filter(({ query }) => Object.hasOwn(query, '$skiptoken'));
  const objects = lab.emulator.requests().length - questions.length - pages.length;
  expect(objects).toBeLessThanOrEqual(zoneGroups + replicated + 8);
}

/** Checks are counted apart. */
function questionsIn(lab: Lab): readonly RequestRecord[] {
  return lab.emulator.requests().filter(isCheck);
}
