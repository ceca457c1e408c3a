import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LiveObject, LiveObjects } from '../../src/core/resource-type.ts';
import { features } from '../../src/features/index.ts';
import type { PlacedRegistry } from '../../src/features/placed.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { rulesWithFiles } from '../../src/features/rules.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../src/providers/azure/arm-types.ts';
import { FOREIGN_TYPES, MANAGED_TYPES } from '../../src/providers/azure/index.ts';
import { FILES } from '../arbitraries/certificates.ts';
import { configurations, textOf } from '../arbitraries/configurations.ts';
import { WHOLE_LANGUAGE } from '../arbitraries/reach.ts';
import { filesAmong } from '../lab.ts';

const RULES = rulesWithFiles(filesAmong(FILES));

/** What Azure says of a registry beside what the file says: regions of replicas, and who asked to be let in. */
const shown = fc.record({
  hasHash: fc.boolean(),
  regions: fc.subarray(['westeurope', 'northeurope', 'uksouth', 'eastus']),
  connections: fc.array(
    fc.record({
      group: fc.constantFrom('rg-build', 'rg-test', 'rg-x', 'rg-images'),
      name: fc.constantFrom('one', 'two', 'contosoimages-vnet-hub'),
      status: fc.constantFrom('Pending', 'Approved', 'Rejected', 'Disconnected'),
    }),
    { maxLength: 3 },
  ),
});
type Shown = typeof shown extends fc.Arbitrary<infer Value> ? Value : never;

const scenes = fc.record({
  configuration: configurations(WHOLE_LANGUAGE),
  registries: fc.record({ first: fc.option(shown), second: fc.option(shown) }),
  /** Whether each vault that is there goes by roles. */
  vaults: fc.record({ first: fc.option(fc.boolean()), second: fc.option(fc.boolean()) }),
});

function configOf(configuration: JsonObject): Config {
  const file = { path: 'acrctl.yaml', text: textOf(configuration) };
  const loaded = loadConfig({ files: [file], env: {}, rules: RULES });
  if (!loaded.ok)
    throw new Error(loaded.diagnostics.map(({ code, detail }) => `${code} ${detail}`).join('\n'));
  return loaded.config;
}

function liveOf(
  config: Config,
  seen: readonly (Shown | null)[],
  byRoles: readonly (boolean | null)[],
): LiveObjects {
  const placed = placeEntries(config);
  const registries = placed.registries.flatMap((registry, index) => {
    const each = seen[index] ?? null;
    return each === null ? [] : [registryObject(registry, each)];
  });
  const vaults = placed.vaults.flatMap(({ id, location }, index): LiveObject[] => {
    const enableRbacAuthorization = byRoles[index] ?? null;
    if (enableRbacAuthorization === null) return [];
    const properties = { enableRbacAuthorization, accessPolicies: [] };
    return [{ id, type: ARM_TYPE.vault, body: { id, location, properties } }];
  });
  return new Map([...registries, ...vaults].map((object) => [foldId(object.id), object]));
}

function registryObject(
  { id, name, location }: PlacedRegistry,
  { hasHash, regions, connections }: Shown,
): LiveObject {
  const label = `${name.toLowerCase()}${hasHash ? '-f9k2' : ''}`;
  const properties = {
    loginServer: `${label}.azurecr.io`,
    dataEndpointHostNames: regions.map((region) => `${label}.${region}.data.azurecr.io`),
    privateEndpointConnections: connections.map(({ group, name, status }, index) => ({
      id: `${id}/privateEndpointConnections/${label}.${index}`,
      properties: {
        privateEndpoint: {
          id: `/subscriptions/00000000-0000-0000-0000-0000000000bb/resourceGroups/${group}/providers/Microsoft.Network/privateEndpoints/${name}`,
        },
        privateLinkServiceConnectionState: { status },
      },
    })),
  };
  return { id, type: ARM_TYPE.registry, body: { location, sku: { name: 'Premium' }, properties } };
}

/** The ids that a read has to name for an object to be read: its own, or that of what shows it. */
function readBy(type: string, id: string): readonly string[] {
  const { readIn } = [...MANAGED_TYPES, ...FOREIGN_TYPES].find((each) => each.type === type) ?? {};
  return readIn === undefined ? [foldId(id)] : [foldId(id), foldId(readIn.holder(id))];
}

/** A map that says what was looked for in it. */
function watched(live: LiveObjects) {
  const asked = new Set<string>();
  const map = new Map(live);
  const watching: LiveObjects = Object.assign(Object.create(map), {
    get: (id: string) => {
      asked.add(id);
      return map.get(id);
    },
    has: (id: string) => {
      asked.add(id);
      return map.has(id);
    },
  });
  return { asked, live: watching };
}

/** Compiles what is left of a scene when it is told what was read. */
function check(about: (config: Config, live: LiveObjects, read: ReadonlySet<string>) => void): void {
  fc.assert(
    fc.property(scenes, ({ configuration, registries, vaults }) => {
      const config = configOf(configuration);
      const read = new Set(features.reads(config, []).map(({ id }) => foldId(id)));
      const live = liveOf(config, [registries.first, registries.second], [vaults.first, vaults.second]);
      about(config, live, read);
    }),
    { numRuns: 150 },
  );
}

describe('any valid configuration, whatever Azure says of its registries', () => {
  it('compiles to objects with an address and an id each, of types that acrctl writes', () =>
    check((config, live) => {
      const { resources } = features.compile(config, [], live);
      const own = resources.filter(({ theirs }) => theirs !== true);
      expect(new Set(own.map(({ address }) => address)).size).toBe(own.length);
      expect(new Set(resources.map(({ id }) => foldId(id))).size).toBe(resources.length);
      const types = new Set([...MANAGED_TYPES, ...FOREIGN_TYPES].map(({ type }) => type));
      expect(resources.filter(({ type }) => !types.has(type))).toEqual([]);
    }));

  it('yields no id that reads did not name, or that stands in nothing that reads named', () =>
    check((config, live, read) => {
      const { resources, existing } = features.compile(config, [], live);
      const unread = [...resources, ...existing].filter(
        ({ type, id }) => !readBy(type, id).some((each) => read.has(each)),
      );
      expect(unread.map(({ id }) => id)).toEqual([]);
    }));

  it('looks at no object that reads did not name; a question that nobody asked has no answer', () =>
    check((config, live, read) => {
      const { asked, live: watching } = watched(live);
      features.compile(config, [], watching);
      expect([...asked].filter((id) => isObjectId(id) && !read.has(id))).toEqual([]);
    }));

  it('writes nothing to what is existing', () =>
    check((config, live) => {
      const { resources, existing } = features.compile(config, [], live);
      const others = new Set(existing.map(({ id }) => foldId(id)));
      expect(resources.filter(({ id }) => others.has(foldId(id)))).toEqual([]);
    }));
});

/**
 * Names and values in pairs; a list, or what is asked of an object, ends behind a name, or behind what it is about. A deleted
 * vault is asked for only where there is none of its name.
 */
function isObjectId(id: string): boolean {
  return id.split('/').length % 2 === 1 && !/\/(?:check[a-z]*availability|deletedvaults)\//.test(id);
}
