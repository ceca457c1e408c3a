import type { Resource } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LiveObject } from '../../src/core/resource-type.ts';
import type { StateEntry } from '../../src/core/state.ts';
import { classify } from '../../src/engine/classify.ts';
import type { Draft } from '../../src/engine/draft.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { MANAGED_TYPES } from '../../src/providers/azure/index.ts';

const GROUP = '/subscriptions/s/resourceGroups/rg';

const REGISTRY = 'Microsoft.ContainerRegistry/registries';

export const NETWORK = 'Microsoft.Network/virtualNetworks';

const cloud = {
  fold: foldId,
  type: (name: string) => {
    const found = MANAGED_TYPES.find(({ type }) => type === name);
    if (found === undefined) throw new Error(`There is no type ${name}.`);
    return found;
  },
};

export interface World {
  readonly resources?: readonly Resource[];
  readonly entries?: readonly StateEntry[];
  readonly live?: readonly LiveObject[];
  readonly destroy?: boolean;
  readonly replace?: readonly string[];
}

export function drafts({
  resources = [],
  entries = [],
  live = [],
  destroy = false,
  replace = [],
}: World): readonly Draft[] {
  const objects = new Map(live.map((object) => [foldId(object.id), object]));
  return classify(resources, {
    stack: 'test',
    cloud,
    live: objects,
    entries,
    existing: [],
    destroy,
    replace,
  });
}

export function registry(name: string, managed: JsonObject = {}, key = name): Resource {
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

export function entry(name: string, applied: JsonObject = {}): StateEntry {
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

export function object(name: string, body: JsonObject = {}): LiveObject {
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

export function unmarked(name: string): LiveObject {
  const { body, ...rest } = object(name);
  return { ...rest, body: { ...body, tags: {} } };
}

export function objectOf(name: string, kind: string): LiveObject {
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

export function network(location: string): Resource {
  return {
    ...registry('n'),
    type: NETWORK,
    address: 'networks.n',
    id: `${GROUP}/providers/${NETWORK}/n`,
    managed: { location },
  };
}

export function networkEntry(location: string): StateEntry {
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

export function networkObject(location: string): LiveObject {
  const tags = { 'acrctl-address': 'networks.n', 'acrctl-stack': 'test' };
  return {
    type: NETWORK,
    id: network(location).id,
    body: { location, tags, properties: { provisioningState: 'Succeeded' } },
  };
}

export function inner(): Resource {
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

export function innerEntry(): StateEntry {
  const { incarnation: _, ...rest } = entry('s');
  const applied = { properties: { addressPrefixes: ['10.0.0.0/24'] } };
  return { ...rest, type: `${NETWORK}/subnets`, address: 'networks.n.subnets.s', id: inner().id, applied };
}
