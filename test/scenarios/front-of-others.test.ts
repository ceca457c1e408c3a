import { expect, it } from 'vitest';
import { type Lab, openLab, REGISTRY } from '../lab.ts';
import { withRegions } from './fronts.ts';
import { actionsOf, type Edits, planOf, VERSION } from './stacks.ts';

/** The registry is of others: the file names its endpoints, and Azure alone tells where it is. */
const THEIRS = {
  resourceGroups: { 'rg-images': { existing: true }, 'rg-dns-neu': {} },
  'registries.contosoimages': {
    existing: true,
    network: {
      privateEndpoints: {
        weu: { subnet: 'vnet-weu/endpoints', dns: { zone: 'weu' } },
        neu: { subnet: 'vnet-neu/endpoints', dns: { zone: 'neu' } },
      },
    },
  },
} as const;

async function beside(...replicas: readonly string[]): Promise<Lab> {
  const lab = openLab();
  await lab.request('PUT', REGISTRY.replace(/\/providers.*/, ''), VERSION.resources, {
    location: 'westeurope',
  });
  await lab.request('PUT', REGISTRY, VERSION.registry, {
    location: 'westeurope',
    sku: { name: 'Premium' },
  });
  for (const replica of replicas)
    await lab.request('PUT', `${REGISTRY}/replications/${replica}`, VERSION.registry, { location: replica });
  return lab;
}

async function found(lab: Lab, edits: Edits = {}): Promise<readonly string[]> {
  const { diagnostics } = await planOf(lab, withRegions({ ...THEIRS, ...edits }));
  return diagnostics
    .filter(({ code }) => code !== 'ACR1287')
    .map(({ severity, code, address }) => `${severity} ${code} ${address}`);
}

it('makes no gateway where the registry of others is not, and says so at plan (2.29)', async () => {
  const absent = 'error ACR1386 publicFronts.images.regions.northeurope';
  expect(await found(await beside())).toEqual([absent]);
  expect(await found(await beside('northeurope'))).toEqual([]);
});

it('says which replicas of others a front does not know (2.22)', async () => {
  const lab = await beside('northeurope', 'eastus');
  expect(await found(lab)).toEqual(['warning ACR1385 publicFronts.images']);
  const listed = { ...THEIRS['registries.contosoimages'], replications: { eastus: { existing: true } } };
  // That of the file is a matter of its rules.
  expect(await found(lab, { 'registries.contosoimages': listed })).toEqual([]);
});

it('is made, and empty afterwards', async () => {
  const lab = await beside('northeurope');
  const text = withRegions(THEIRS);
  await lab.converge(text);
  expect(actionsOf(await planOf(lab, text))).toEqual([]);
});
