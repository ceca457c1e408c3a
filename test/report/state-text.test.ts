import { describe, expect, it } from 'vitest';
import type { StateEntry } from '../../src/core/state.ts';
import { stateEntryText, stateListText } from '../../src/report/state-text.ts';
import { PLAIN } from '../../src/report/style.ts';

const VIEW = { width: 80, style: PLAIN };
const LABELS: Readonly<Record<string, string>> = {
  'A.B/groups': 'resource group',
  'A.B/registries': 'registry',
};
const labelOf = (type: string) => LABELS[type] ?? type;

const GROUP: StateEntry = {
  address: 'resourceGroups.rg',
  type: 'A.B/groups',
  id: '/subscriptions/s/resourceGroups/rg',
  dependsOn: [],
  settled: true,
  applied: { location: 'westeurope' },
};

const REGISTRY: StateEntry = {
  address: 'registries.images',
  type: 'A.B/registries',
  id: '/subscriptions/s/resourceGroups/rg/providers/A.B/registries/images',
  dependsOn: ['networks.hub', 'resourceGroups.rg'],
  incarnation: '2026-01-01T00:00:00Z',
  settled: false,
  protect: true,
  applied: {
    properties: { zone: { id: '/SUBSCRIPTIONS/s/resourceGroups/rg' }, ranges: ['10.0.0.0/24'] },
    tags: {},
    location: 'westeurope',
  },
};

describe('a list of the state', () => {
  it('says of each what it is, what is unfinished, and what is begun, also of what is not there yet', () => {
    const open = [
      { address: 'registries.images', type: 'A.B/registries', action: 'delete' },
      { address: 'networks.hub', type: 'A.B/networks', action: 'create' },
    ] as const;
    expect(stateListText({ resources: [REGISTRY, GROUP], open, labelOf }, VIEW)).toBe(`\
networks.hub       A.B/networks, create begun
registries.images  registry, unfinished, delete begun
resourceGroups.rg  resource group
`);
  });

  it('cuts no address: what a long one is stands below it, and no other line suffers for it', () => {
    const long = { ...GROUP, address: `resourceGroups.${'x'.repeat(60)}` };
    const list = { resources: [GROUP, long], open: [], labelOf };
    expect(stateListText(list, VIEW)).toBe(
      `resourceGroups.rg  resource group\n${long.address}\n    resource group\n`,
    );
    expect(stateListText({ ...list, keepsLines: true }, VIEW)).toBe(
      `resourceGroups.rg  resource group\n${long.address}  resource group\n`,
    );
  });

  it('is no text at all where there is nothing', () => {
    expect(stateListText({ resources: [], open: [], labelOf }, VIEW)).toBe('');
  });
});

describe('an entry of the state', () => {
  it('is shown with all that is remembered, ids as the addresses they belong to', () => {
    const open = [{ address: REGISTRY.address, type: REGISTRY.type, action: 'update' }] as const;
    expect(stateEntryText({ resource: REGISTRY, resources: [GROUP, REGISTRY], open, labelOf }, VIEW)).toBe(`\
registries.images
  /subscriptions/s/resourceGroups/rg/providers/A.B/registries/images
  type         registry (A.B/registries)
  settled      no: Azure has not said yet that it is finished
  incarnation  2026-01-01T00:00:00Z
  protect      yes: deleting it needs an allowance
  begun        update; what became of it was not read back yet
  depends on   networks.hub
               resourceGroups.rg
  applied
    location                           westeurope
    tags                               {}
    ranges                             [10.0.0.0/24]
    zone.id                            resourceGroups.rg
`);
  });
});
