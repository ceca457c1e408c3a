import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { hashJson } from '../../src/core/canonical.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, removePath, setPath } from '../../src/core/path.ts';
import type { Change, Plan, StepRef } from '../../src/core/plan.ts';
import type { HttpRequest, Transport } from '../../src/core/world.ts';
import { planText } from '../../src/engine/saved-plan.ts';
import { type Configuration, EXAMPLE, GROUP, type Lab, REGISTRY, type RunOptions } from '../lab.ts';

/** The addresses of the example, which are also the paths of its entries in the file. */
export const AT = {
  group: 'resourceGroups.rg-images',
  network: 'networks.vnet-hub',
  subnet: 'networks.vnet-hub.subnets.endpoints',
  zone: 'privateDnsZones["privatelink.azurecr.io"]',
  link: 'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub',
  registry: 'registries.contosoimages',
  access: 'registries.contosoimages.network.publicAccess',
  export: 'registries.contosoimages.policies.export',
  endpoints: 'registries.contosoimages.network.privateEndpoints',
  endpoint: 'registries.contosoimages.network.privateEndpoints.hub',
  zoneGroup: 'registries.contosoimages.network.privateEndpoints.hub.dnsZoneGroup',
} as const;

const ZONE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints/contosoimages-hub`;
const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet-hub`;

/** The subscription that everything lies in. */
export const SUBSCRIPTION = GROUP.slice(0, GROUP.indexOf('/resourceGroups'));

/** The same objects by their ids in Azure. */
export const ID = {
  group: GROUP,
  registry: REGISTRY,
  network: NETWORK,
  subnet: `${NETWORK}/subnets/endpoints`,
  zone: ZONE,
  record: `${ZONE}/A/contosoimages`,
  link: `${ZONE}/virtualNetworkLinks/vnet-hub`,
  endpoint: ENDPOINT,
  zoneGroup: `${ENDPOINT}/privateDnsZoneGroups/default`,
} as const;

export const VERSION = {
  registry: '2025-11-01',
  network: '2025-05-01',
  dns: '2024-06-01',
  publicDns: '2018-05-01',
  resources: '2025-04-01',
  identity: '2024-11-30',
  authorization: '2022-04-01',
  keyVault: '2026-02-01',
  workspace: '2025-02-01',
  insights: '2021-05-01-preview',
  locks: '2020-05-01',
  traffic: '2022-04-01',
} as const;

/** Changes of a file: a value by the path of its entry; null takes the entry out. */
export type Edits = Readonly<Record<string, Json>>;

/** The example with changes. */
export function example(edits: Edits = {}): string {
  return edited(EXAMPLE, edits);
}

export function edited(text: string, edits: Edits): string {
  let config = parse(text) as JsonObject;
  for (const [path, value] of Object.entries(edits)) {
    config = value === null ? removePath(config, path) : setPath(config, path, value);
  }
  return stringify(config);
}

/** The registry without a private endpoint, open to everybody. */
export const OPEN = { [AT.access]: 'enabled', [AT.export]: true, [AT.endpoints]: null } as const;

export async function planOf(lab: Lab, text: Configuration, run: RunOptions = {}): Promise<Plan> {
  return (await lab.plan(text, run)).planned.plan;
}

/** A plan as it comes back from a file. */
export async function savedPlan(lab: Lab, text: Configuration, run: RunOptions = {}): Promise<Plan> {
  return JSON.parse(planText(await planOf(lab, text, run))) as Plan;
}

/** Applies a saved plan the way the command does: with the options that are in it. */
export function applySaved(lab: Lab, text: Configuration, saved: Plan, run: RunOptions = {}) {
  return lab.apply(text, { ...run, saved, options: saved.bindings.options });
}

export function changeAt(plan: Plan, address: string): Change | undefined {
  return plan.changes.find((change) => change.address === address);
}

/** `update registries.contosoimages`, for every change. */
export function actionsOf(plan: Plan): readonly string[] {
  return plan.changes.map(({ actions, address }) => `${actions.join('+')} ${address}`);
}

export function blockedIn(plan: Plan): Readonly<Record<string, string>> {
  return Object.fromEntries(
    plan.changes.flatMap(({ address, blocked }) => (blocked === undefined ? [] : [[address, blocked.code]])),
  );
}

/** What became of an apply, for tables. */
export async function failures(result: ReturnType<Lab['apply']>): Promise<Readonly<Record<StepRef, string>>> {
  const done = await result;
  if (done.kind !== 'applied') throw new Error(`The apply came to ${done.kind}.`);
  return Object.fromEntries(done.outcome.failed.map(({ step, failure }) => [step, failure.code]));
}

/** Requests that change something, as `PATCH contosoimages`. */
export function sent(lab: Lab): readonly string[] {
  return lab.writes().map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
}

/** A client that does something just before a request is sent, and may look into its body. */
export function justBefore(
  matches: (request: HttpRequest) => boolean,
  act: (request: HttpRequest) => void | Promise<void>,
): (inner: Transport) => Transport {
  return (inner) => ({
    send: async (request) => {
      if (matches(request)) await act(request);
      return inner.send(request);
    },
  });
}

/** A cloud whose answers to some reads are not what the emulator says. */
export function altered(
  matches: (request: HttpRequest) => boolean,
  alter: (body: string) => string,
): (inner: Transport) => Transport {
  return (inner) => ({
    send: async (request) => {
      const response = await inner.send(request);
      return matches(request) ? { ...response, body: alter(response.body) } : response;
    },
  });
}

export function isWriteOf(id: string): (request: HttpRequest) => boolean {
  return ({ method, url }) => method !== 'GET' && pathOf(url) === id.toLowerCase();
}

export function isReadOf(id: string): (request: HttpRequest) => boolean {
  return ({ method, url }) => method === 'GET' && pathOf(url) === id.toLowerCase();
}

function pathOf(url: string): string {
  return new URL(url).pathname.toLowerCase();
}

/** Applies a file that needs just these requests, after which nothing is left to do. */
export async function expectSentAndEmpty(lab: Lab, text: string, sends: readonly string[]): Promise<void> {
  lab.emulator.clearRequests();
  await lab.converge(text);
  expect(sent(lab)).toEqual(sends);
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
}

/** An object as it is in the cloud. */
export function objectAt(lab: Lab, id: string): JsonObject {
  return (lab.emulator.objects()[id.toLowerCase()] ?? {}) as JsonObject;
}

/** The registry open to one range. */
export const SELECTED = {
  [AT.access]: 'selected',
  [AT.export]: true,
  'registries.contosoimages.network.allowedIpRanges': ['203.0.113.0/24'],
} as const;

export interface Cloud {
  readonly connections: readonly Json[];
  readonly records: readonly Json[];
  readonly addresses: readonly Json[];
  readonly links: readonly Json[];
  readonly endpoint: Json;
  readonly zoneGroup: Json;
}

/** What decides whether a private path works, as it is in the cloud at this moment. */
export function cloudIn(lab: Lab): Cloud {
  const objects = Object.entries(lab.emulator.objects()) as [string, JsonObject][];
  const under = (segment: string, path: string) =>
    objects
      .filter(([id]) => id.split('/').at(-2) === segment.toLowerCase())
      .flatMap(([, body]) => getPath(body, path) ?? []);
  const state = 'properties.privateLinkServiceConnectionState.status';
  return {
    connections: [
      ...under('privateEndpointConnections', state),
      ...under('privateEndpoints', 'properties.privateLinkServiceConnections').flatMap(
        (each) => getPath(each, state) ?? [],
      ),
    ],
    records: under('A', 'properties.aRecords')
      .flatMap((each) => getPath(each, 'ipv4Address') ?? [])
      .sort(),
    addresses: under('networkInterfaces', 'properties.ipConfigurations')
      .flatMap((each) => getPath(each, 'properties.privateIPAddress') ?? [])
      .sort(),
    links: under('virtualNetworkLinks', 'properties.virtualNetworkLinkState'),
    endpoint: under('privateEndpoints', 'properties.provisioningState')[0] ?? null,
    zoneGroup: under('privateDnsZoneGroups', 'properties.provisioningState')[0] ?? null,
  };
}

/** `Disabled Deny`, with the ranges behind. */
export function access(lab: Lab): string {
  const body = objectAt(lab, ID.registry);
  const words = ['properties.publicNetworkAccess', 'properties.networkRuleSet.defaultAction'].map((path) =>
    getPath(body, path),
  );
  return [...words, ...rangesIn(body)].join(' ');
}

export function rangesIn(body: JsonObject): readonly string[] {
  const rules = getPath(body, 'properties.networkRuleSet.ipRules');
  return (Array.isArray(rules) ? rules : []).flatMap((rule) => String(getPath(rule, 'value'))).sort();
}

/** A change that one request makes. */
export const CHANGED = { [`${AT.registry}.policies.retentionDays`]: 45 };

/** With a digest that fits. */
export function resigned(plan: Plan): Plan {
  const { digest: _, ...rest } = plan;
  return { ...rest, digest: hashJson(rest) };
}

/** The tags of the owner mark. */
export function markOf(address: string, stack = 'images-prod') {
  return { 'acrctl-stack': stack, 'acrctl-address': address };
}

/** A network of others, linked to our zone. */
export async function putForeignLink(lab: Lab): Promise<void> {
  const other = `${GROUP}/providers/Microsoft.Network/virtualNetworks/theirs`;
  const network = {
    location: 'westeurope',
    properties: { addressSpace: { addressPrefixes: ['10.99.0.0/16'] } },
  };
  await lab.request('PUT', other, VERSION.network, network);
  lab.emulator.advance(60_000);
  const link = {
    location: 'global',
    properties: { virtualNetwork: { id: other }, registrationEnabled: false },
  };
  await lab.request('PUT', `${ID.zone}/virtualNetworkLinks/theirs`, VERSION.dns, link);
  lab.emulator.advance(120_000);
}
