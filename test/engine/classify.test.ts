import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LiveObject } from '../../src/core/resource-type.ts';
import type { StateEntry } from '../../src/core/state.ts';
import { bookkeepingOf } from '../../src/engine/bookkeeping.ts';
import { classify, isUnchanged } from '../../src/engine/classify.ts';
import type { Draft } from '../../src/engine/draft.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { RESOURCE_TYPES } from '../../src/providers/azure/index.ts';

const GROUP = '/subscriptions/s/resourceGroups/rg';
const REGISTRY = 'Microsoft.ContainerRegistry/registries';
const NETWORK = 'Microsoft.Network/virtualNetworks';

const cloud = {
  fold: foldId,
  type: (name: string) => {
    const found = RESOURCE_TYPES.find(({ type }) => type === name);
    if (found === undefined) throw new Error(`There is no type ${name}.`);
    return found;
  },
};

interface World {
  readonly resources?: readonly Resource[];
  readonly entries?: readonly StateEntry[];
  readonly live?: readonly LiveObject[];
  readonly destroy?: boolean;
}

function drafts({ resources = [], entries = [], live = [], destroy = false }: World): readonly Draft[] {
  const objects = new Map(live.map((object) => [foldId(object.id), object]));
  return classify(resources, { stack: 'test', cloud, live: objects, entries, destroy });
}

/** `create registries.a: new`, `update registries.a: changed sku.name`, `x update …` where blocked. */
function told(world: World): readonly string[] {
  return drafts(world).map((draft) => {
    const what = [
      ...draft.replacePaths,
      ...(draft.replacePaths.length > 0 ? [] : draft.paths),
      ...draft.removed.map((path) => `-${path}`),
    ];
    const blocked = draft.blocked === undefined ? '' : `${draft.blocked.code} `;
    const from = draft.movedFrom === undefined ? '' : ` from ${draft.movedFrom}`;
    const words = [draft.reason, ...what].join(' ');
    return isUnchanged(draft)
      ? `= ${draft.address}`
      : `${blocked}${draft.actions.join('+')} ${draft.address}: ${words}${from}`;
  });
}

describe('an entry of the file becomes', () => {
  it.each<[string, World, readonly string[]]>([
    ['new where nothing is', { resources: [registry('a')] }, ['create registries.a: new']],
    [
      'gone where the state has it and Azure has not',
      { resources: [registry('a')], entries: [entry('a')] },
      ['create registries.a: gone'],
    ],
    [
      'nothing where all three agree',
      { resources: [registry('a')], entries: [entry('a')], live: [object('a')] },
      ['= registries.a'],
    ],
    [
      'nothing where ids differ in case alone',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [{ ...object('a'), id: object('a').id.toUpperCase() }],
      },
      ['= registries.a'],
    ],
    [
      'an update of what differs',
      {
        resources: [registry('a', { sku: { name: 'Premium' } })],
        entries: [entry('a')],
        live: [object('a')],
      },
      ['update registries.a: changed sku.name'],
    ],
    [
      'a tag less, where it was ours',
      {
        resources: [registry('a')],
        entries: [entry('a', { tags: { was: 'ours' } })],
        live: [object('a', { tags: { was: 'ours', theirs: 'x' } })],
      },
      ['update registries.a: changed -tags.was'],
    ],
    [
      'a replacement where Azure lets nobody change it',
      { resources: [registry('a', { location: 'northeurope' })], entries: [entry('a')], live: [object('a')] },
      ['delete+create registries.a: immutable location'],
    ],
    [
      'a retry where the object has failed',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { properties: { provisioningState: 'Failed' } })],
      },
      ['update registries.a: failed'],
    ],
    [
      'a retry where it was never finished',
      { resources: [registry('a')], entries: [{ ...entry('a'), settled: false }], live: [object('a')] },
      ['update registries.a: unfinished'],
    ],
    [
      'refused where it is there and not ours',
      { resources: [registry('a')], live: [unmarked('a')] },
      ['ACR1301 update registries.a: not-ours'],
    ],
    [
      'refused where only the mark says it is ours',
      { resources: [registry('a')], live: [object('a')] },
      ['ACR1301 update registries.a: not-ours'],
    ],
    [
      'refused where another stack has it',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { tags: { 'acrctl-stack': 'other' } })],
      },
      ['ACR1302 update registries.a: not-ours'],
    ],
    [
      'refused where it was made again',
      {
        resources: [registry('a')],
        entries: [entry('a')],
        live: [object('a', { properties: { creationDate: 'later' } })],
      },
      ['ACR1303 update registries.a: not-ours'],
    ],
    [
      'taken over where the file permits it',
      { resources: [{ ...registry('a'), adopt: true }], live: [unmarked('a')] },
      ['update registries.a: adopt tags.acrctl-address tags.acrctl-stack'],
    ],
    [
      'refused where taking over would delete it',
      { resources: [{ ...registry('a', { location: 'northeurope' }), adopt: true }], live: [unmarked('a')] },
      ['ACR1301 update registries.a: not-ours location tags.acrctl-address tags.acrctl-stack'],
    ],
    [
      'moved where another entry has its id',
      { resources: [registry('a', {}, 'b')], entries: [entry('a')], live: [object('a')] },
      ['no-op registries.b: moved from registries.a'],
    ],
    [
      'another object where its id changes',
      {
        resources: [{ ...registry('b'), address: 'registries.a' }],
        entries: [entry('a')],
        live: [object('a')],
      },
      ['delete+create registries.a: id-changed id'],
    ],
    [
      'another object, the old one gone already',
      { resources: [{ ...registry('b'), address: 'registries.a' }], entries: [entry('a')] },
      ['create registries.a: id-changed'],
    ],
    [
      'another object that is there and is taken over, the old one going',
      {
        resources: [{ ...registry('b'), address: 'registries.a', adopt: true }],
        entries: [entry('a')],
        live: [object('a'), object('b')],
      },
      ['no-op registries.a: adopt', 'delete registries.a["removed"]: removed from registries.a'],
    ],
    [
      'written down where drift is what the file says now',
      {
        resources: [registry('a', { sku: { name: 'Premium' } })],
        entries: [entry('a')],
        live: [object('a', { sku: { name: 'Premium' } })],
      },
      ['no-op registries.a: caught-up'],
    ],
    [
      'let go where the file says less',
      {
        resources: [registry('a')],
        entries: [entry('a', { properties: { adminUserEnabled: true } })],
        live: [object('a')],
      },
      ['no-op registries.a: let-go'],
    ],
    [
      'written down where it is protected now',
      { resources: [{ ...registry('a'), protect: true }], entries: [entry('a')], live: [object('a')] },
      ['no-op registries.a: bookkeeping'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});

describe('an entry of the state alone becomes', () => {
  it.each<[string, World, readonly string[]]>([
    ['a delete', { entries: [entry('a')], live: [object('a')] }, ['delete registries.a: removed']],
    [
      'a delete, as destroy says',
      { entries: [entry('a')], live: [object('a')], destroy: true },
      ['delete registries.a: destroy'],
    ],
    ['forgotten where it is gone', { entries: [entry('a')] }, ['no-op registries.a: already-gone']],
    [
      'forgotten where it was made again',
      { entries: [entry('a')], live: [object('a', { properties: { creationDate: 'later' } })] },
      ['no-op registries.a: not-ours'],
    ],
    [
      'forgotten where another stack has it',
      { entries: [entry('a')], live: [object('a', { tags: { 'acrctl-stack': 'other' } })] },
      ['no-op registries.a: not-ours'],
    ],
    [
      'a delete though its mark was wiped',
      { entries: [entry('a')], live: [unmarked('a')] },
      ['delete registries.a: removed'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});

describe('what lies in a replaced object', () => {
  const subnet = (adopted: boolean): World => ({
    resources: [network('westeurope'), inner()],
    entries: [networkEntry('northeurope'), ...(adopted ? [innerEntry()] : [])],
    live: [
      networkObject('northeurope'),
      { type: `${NETWORK}/subnets`, id: inner().id, body: { properties: { addressPrefix: '10.0.0.0/24' } } },
    ],
  });

  it.each<[string, World, readonly string[]]>([
    [
      'goes with it',
      subnet(true),
      ['delete+create networks.n: immutable location', 'delete+create networks.n.subnets.s: parent-replaced'],
    ],
    [
      'and is not ours stays refused',
      subnet(false),
      ['delete+create networks.n: immutable location', 'ACR1301 update networks.n.subnets.s: not-ours'],
    ],
  ])('%s', (_, world, expected) => {
    expect(told(world)).toEqual(expected);
  });
});

describe('for any file, state and cloud', () => {
  const letters = ['a', 'b', 'c', 'd'];
  const worlds = fc
    .record({
      file: fc.uniqueArray(fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...letters)), {
        selector: ([id]) => id,
        maxLength: 4,
      }),
      state: fc.shuffledSubarray(letters),
      live: fc.array(
        fc.tuple(
          fc.constantFrom(...letters),
          fc.constantFrom('ours', 'unmarked', 'again', 'other', 'northeurope'),
        ),
      ),
    })
    .map(({ file, state, live }): Required<World> => {
      const addresses = new Set<string>();
      const unique = file.filter(([, key]) => !addresses.has(key) && addresses.add(key) !== undefined);
      return {
        resources: unique.map(([id, key]) => registry(id, {}, key)),
        entries: state.map((id) => entry(id)),
        live: [...new Map(live.map(([id, kind]) => [id, objectOf(id, kind)])).values()],
        destroy: false,
      };
    });

  it('every object has one draft, and every draft an address of its own', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const all = drafts(world);
        const addresses = all.map(({ address }) => address);
        expect(addresses).toEqual([...new Set(addresses)].sort());
        const known = new Set([...world.resources, ...world.entries].map(({ id }) => foldId(id)));
        const covered = new Set(
          all.flatMap(({ id, entry: held }) => [foldId(id), ...(held ? [foldId(held.id)] : [])]),
        );
        expect(covered).toEqual(known);
      }),
    );
  });

  it('nothing is deleted, or replaced, but what the state holds in this very incarnation', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        for (const draft of drafts(world).filter(({ actions }) => actions[0] === 'delete')) {
          const live = world.live.find(({ id }) => foldId(id) === foldId(draft.entry?.id ?? ''));
          expect(live?.body['properties']).toMatchObject({ creationDate: 'then' });
          expect((live?.body['tags'] as JsonObject | undefined)?.['acrctl-stack']).not.toBe('other');
        }
      }),
    );
  });

  it('bookkeeping loses no object, wherever it ends', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const all = drafts(world);
        const gone = new Set(
          all
            .filter(({ nextEntry, actions }) => nextEntry === undefined && actions[0] === 'no-op')
            .map(({ entry: held }) => held?.id),
        );
        const kept = world.entries
          .filter(({ id }) => !gone.has(id))
          .map(({ id }) => id)
          .sort();
        const state = new Map(world.entries.map((held) => [held.address, held]));
        for (const record of bookkeepingOf(all.filter((draft) => !isUnchanged(draft)))) {
          if (record.kind === 'forget') state.delete(record.address);
          if (record.kind === 'move') state.delete(record.from);
          if (record.kind !== 'forget') state.set(record.entry.address, record.entry);
          const ids = [...state.values()].map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(ids).toEqual(expect.arrayContaining(kept));
        }
        for (const { address, entry: held } of all.filter(({ movedFrom }) => movedFrom !== undefined)) {
          expect(state.get(address)?.id).toBe(held?.id);
        }
      }),
    );
  });
});

function registry(name: string, managed: JsonObject = {}, key = name): Resource {
  return {
    address: `registries.${key}`,
    type: REGISTRY,
    id: `${GROUP}/providers/${REGISTRY}/${name}`,
    managed: { location: 'westeurope', sku: { name: 'Basic' }, ...managed },
    initial: {},
    dependsOn: [],
    protect: false,
    adopt: false,
    ignore: [],
  };
}

function entry(name: string, applied: JsonObject = {}): StateEntry {
  const tags = { 'acrctl-address': `registries.${name}`, 'acrctl-stack': 'test' };
  return {
    address: `registries.${name}`,
    type: REGISTRY,
    id: `${GROUP}/providers/${REGISTRY}/${name}`,
    dependsOn: [],
    incarnation: 'then',
    settled: true,
    applied: {
      location: 'westeurope',
      sku: { name: 'Basic' },
      ...applied,
      tags: { ...tags, ...(applied['tags'] as JsonObject) },
    },
  };
}

function object(name: string, body: JsonObject = {}): LiveObject {
  const tags = { 'acrctl-address': `registries.${name}`, 'acrctl-stack': 'test' };
  const properties = { provisioningState: 'Succeeded', creationDate: 'then' };
  return {
    type: REGISTRY,
    id: `${GROUP}/providers/${REGISTRY}/${name}`,
    body: {
      location: 'West Europe',
      sku: { name: 'Basic' },
      ...body,
      tags: { ...tags, ...(body['tags'] as JsonObject) },
      properties: { ...properties, ...(body['properties'] as JsonObject) },
    },
  };
}

function unmarked(name: string): LiveObject {
  const { body, ...rest } = object(name);
  return { ...rest, body: { ...body, tags: {} } };
}

function objectOf(name: string, kind: string): LiveObject {
  switch (kind) {
    case 'unmarked':
      return unmarked(name);
    case 'again':
      return object(name, { properties: { creationDate: 'later' } });
    case 'other':
      return object(name, { tags: { 'acrctl-stack': 'other' } });
    case 'northeurope':
      return object(name, { location: 'northeurope' });
    default:
      return object(name);
  }
}

function network(location: string): Resource {
  return {
    ...registry('n'),
    type: NETWORK,
    address: 'networks.n',
    id: `${GROUP}/providers/${NETWORK}/n`,
    managed: { location },
  };
}

function networkEntry(location: string): StateEntry {
  const { incarnation: _, ...rest } = entry('n');
  const tags = { 'acrctl-address': 'networks.n', 'acrctl-stack': 'test' };
  return {
    ...rest,
    type: NETWORK,
    address: 'networks.n',
    id: network(location).id,
    applied: { location, tags },
  };
}

function networkObject(location: string): LiveObject {
  const tags = { 'acrctl-address': 'networks.n', 'acrctl-stack': 'test' };
  return {
    type: NETWORK,
    id: network(location).id,
    body: { location, tags, properties: { provisioningState: 'Succeeded' } },
  };
}

function inner(): Resource {
  const id = `${GROUP}/providers/${NETWORK}/n/subnets/s`;
  const managed = { properties: { addressPrefix: '10.0.0.0/24' } };
  return {
    ...registry('s'),
    type: `${NETWORK}/subnets`,
    address: 'networks.n.subnets.s',
    id,
    managed,
    dependsOn: ['networks.n'],
  };
}

function innerEntry(): StateEntry {
  const { incarnation: _, ...rest } = entry('s');
  const applied = { properties: { addressPrefixes: ['10.0.0.0/24'] } };
  return { ...rest, type: `${NETWORK}/subnets`, address: 'networks.n.subnets.s', id: inner().id, applied };
}
