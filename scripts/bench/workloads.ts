import { readFileSync } from 'node:fs';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Features, Resource } from '../../src/core/desired.ts';
import { features } from '../../src/features/index.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';

/**
 * What a stack of a given size looks like:
 * - `example`: the one that the README shows; it has one size;
 * - `independent`: networks and registries that know nothing of each other, half and half;
 * - `registries`: registries with all they need for a private path, six objects each, in one private zone;
 * - `zones`: the same, with a resource group and a private zone for every ten registries;
 * - `chain`: networks of which each waits for the one before. No configuration asks for that.
 */
export const SHAPES = ['example', 'independent', 'registries', 'zones', 'chain'] as const;
export type Shape = (typeof SHAPES)[number];

/** A configuration and what compiles it. */
export interface Workload {
  readonly text: string;
  readonly config: Config;
  readonly hash: string;
  readonly features: Features<Config>;
  /** Registries that `destroy` must be allowed to delete. */
  readonly guarded: readonly string[];
}

/** Of about so many resources: what belongs together is not cut apart. `known` is the text as read before. */
export function workloadOf(shape: Shape, resources: number, known?: Loaded | undefined): Workload {
  const text = textOf(shape, resources);
  const { config, hash } = known ?? loaded(text);
  const guarded = Object.keys(config.registries ?? {}).map((name) => `registries.${name}`);
  return {
    text,
    config,
    hash,
    features: shape === 'chain' ? chainFeatures(resources - 1) : features,
    guarded,
  };
}

export interface Loaded {
  readonly config: Config;
  readonly hash: string;
}

export function loaded(text: string): Loaded {
  const result = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  if (!result.ok)
    throw new TypeError(result.diagnostics.find(({ severity }) => severity === 'error')?.detail);
  return result;
}

/** From the root of the repository, where npm scripts run: this module is also run as a bundle that lies elsewhere. */
const EXAMPLE = 'examples/private-link/acrctl.yaml';

function textOf(shape: Shape, resources: number): string {
  switch (shape) {
    case 'example':
      return readFileSync(EXAMPLE, 'utf8');
    case 'independent':
      return yamlOf(independent(Math.max(1, Math.floor((resources - 1) / 2))));
    case 'registries':
      return yamlOf(privateRegistries(unitsIn(resources - 2), Number.POSITIVE_INFINITY));
    case 'zones':
      return yamlOf(privateRegistries(unitsIn(resources - (2 * resources) / 62), 10));
    case 'chain':
      return yamlOf({});
  }
}

/** Network, subnet, link, registry, endpoint, zone group. */
const UNIT = 6;

function unitsIn(resources: number): number {
  return Math.max(1, Math.round(resources / UNIT));
}

type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** JSON is YAML; an entry a line, as people write it. */
function yamlOf(sections: Sections): string {
  const all: Sections = {
    azure: {
      subscription: '00000000-0000-0000-0000-0000000000aa',
      resourceGroup: 'rg0',
      location: 'westeurope',
      tags: { owner: 'platform' },
    },
    resourceGroups: { rg0: {} },
    ...sections,
  };
  const lines = Object.entries(all).flatMap(([section, entries]) => [
    `${section}:`,
    ...Object.entries(entries).map(([key, entry]) => `  ${key}: ${JSON.stringify(entry)}`),
  ]);
  return ['apiVersion: acrctl/v1', 'stack: bench', ...lines, ''].join('\n');
}

function independent(pairs: number): Sections {
  return {
    networks: entries(pairs, (index) => [`network${index}`, { addressSpace: [`${prefix(index)}.0/24`] }]),
    registries: entries(pairs, (index) => [
      `registry${index}`,
      { sku: 'Premium', network: { publicAccess: 'selected', allowedIpRanges: ['203.0.113.0/24'] } },
    ]),
  };
}

function privateRegistries(units: number, perZone: number): Sections {
  const zoneOf = (index: number) => Math.floor(index / perZone);
  const zones = zoneOf(units - 1) + 1;
  const links = Map.groupBy(Array.from({ length: units }).keys(), zoneOf);
  return {
    resourceGroups: entries(zones, (zone) => [`rg${zone}`, {}]),
    networks: entries(units, (index) => [
      `network${index}`,
      {
        resourceGroup: `rg${zoneOf(index)}`,
        addressSpace: [`${prefix(index)}.0/24`],
        subnets: { endpoints: { prefix: `${prefix(index)}.0/26` } },
      },
    ]),
    privateDnsZones: entries(zones, (zone) => [
      `zone${zone}`,
      {
        name: 'privatelink.azurecr.io',
        resourceGroup: `rg${zone}`,
        links: (links.get(zone) ?? []).map((index) => `network${index}`),
      },
    ]),
    registries: entries(units, (index) => [
      `registry${index}`,
      {
        resourceGroup: `rg${zoneOf(index)}`,
        sku: 'Premium',
        network: {
          publicAccess: 'disabled',
          dataEndpoints: true,
          privateEndpoints: {
            hub: {
              resourceGroup: `rg${zoneOf(index)}`,
              subnet: `network${index}/endpoints`,
              dns: { zone: `zone${zoneOf(index)}` },
            },
          },
        },
      },
    ]),
  };
}

function entries(count: number, entry: (index: number) => [string, unknown]): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));
}

function prefix(index: number): string {
  return `10.${index >> 8}.${index & 255}`;
}

/** The group, and behind it `length` networks in a row. */
function chainFeatures(length: number): Features<Config> {
  const resources = [
    ...features.compile(loaded(yamlOf({})).config, [], new Map()).resources,
    ...Array.from({ length }, (_, index) => chainLink(index)),
  ];
  return {
    reads: (config) => (config === undefined ? [] : resources.map(({ type, id }) => ({ type, id }))),
    compile: () => ({ resources, existing: [], order: [], diagnostics: [], outputs: {}, observed: {} }),
    review: () => ({ blocked: {}, impact: {}, diagnostics: [] }),
    closer: () => [],
    waiting: { targets: () => [], judge: () => [] },
  };
}

function chainLink(index: number): Resource {
  const group = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg0';
  return {
    address: `networks.network${index}`,
    type: ARM_TYPE.network,
    id: `${group}/providers/${ARM_TYPE.network}/network${index}`,
    managed: {
      location: 'westeurope',
      tags: { owner: 'platform' },
      properties: { addressSpace: { addressPrefixes: [`${prefix(index)}.0/24`] } },
    },
    initial: {},
    dependsOn: [index === 0 ? 'resourceGroups.rg0' : `networks.network${index - 1}`],
    protect: false,
    adopt: false,
    ignore: [],
  };
}
