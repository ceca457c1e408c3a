import {
  createEmulator,
  type Emulator,
  type EmulatorOptions,
  type EmulatorRequest,
  type EmulatorResponse,
} from '../../src/emulator/index.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const subscription = '11111111-2222-3333-4444-555555555555';
export const group = `/subscriptions/${subscription}/resourceGroups/rg-images`;
export const network = `${group}/providers/Microsoft.Network/virtualNetworks/hub`;
export const subnet = `${network}/subnets/endpoints`;
export const registry = `${group}/providers/Microsoft.ContainerRegistry/registries/contosoimages`;
export const replica = `${registry}/replications/northeurope`;
export const homeReplica = `${registry}/replications/westeurope`;
export const zone = `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.azurecr.io`;
export const dnsZone = `${group}/providers/Microsoft.Network/dnsZones/contoso.com`;
export const link = `${zone}/virtualNetworkLinks/hub`;
export const endpoint = `${group}/providers/Microsoft.Network/privateEndpoints/images-hub`;
export const zoneGroup = `${endpoint}/privateDnsZoneGroups/default`;
export const identity = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/puller`;

export const networkBody = {
  location: 'westeurope',
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
    subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.20.1.0/24' } }],
  },
};
export const registryBody = { location: 'westeurope', sku: { name: 'Premium' }, properties: {} };
export const replicaBody = { location: 'northeurope' };
export const zoneBody = { location: 'global' };
export const linkBody = {
  location: 'global',
  properties: { virtualNetwork: { id: network }, registrationEnabled: false },
};
export const zoneGroupBody = {
  properties: { privateDnsZoneConfigs: [{ name: 'registry', properties: { privateDnsZoneId: zone } }] },
};

export function endpointBody(options: { readonly manual?: boolean; readonly registryId?: string } = {}) {
  const connection = {
    name: 'images',
    properties: { privateLinkServiceId: options.registryId ?? registry, groupIds: ['registry'] },
  };
  return {
    location: 'westeurope',
    properties: {
      subnet: { id: subnet },
      [options.manual ? 'manualPrivateLinkServiceConnections' : 'privateLinkServiceConnections']: [
        connection,
      ],
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as freely as a test likes
export type Body = any;

/** What a test sees of an answer. */
export interface Seen {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Body;
}

/** A caller with a token that knows each type's api-version. */
export interface Arm {
  readonly emulator: Emulator;
  readonly clock: VirtualClock;
  send(
    method: string,
    url: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Seen>;
  get(id: string): Promise<Seen>;
  put(id: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  patch(id: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  remove(id: string, headers?: Readonly<Record<string, string>>): Promise<Seen>;
  /** Polls to the end; answers the last poll. */
  finish(started: Seen): Promise<Seen>;
  /** PUT, poll to the end, GET. */
  make(id: string, body: unknown): Promise<Seen>;
}

export function createArm(options: Partial<EmulatorOptions> = {}): Arm {
  const clock = createVirtualClock();
  const emulator = createEmulator({ clock, origin: 'https://management.azure.com', ...options });
  const send: Arm['send'] = async (method, url, body, headers = {}) => {
    const request: EmulatorRequest = {
      method,
      url: url.startsWith('http') ? url : `https://management.azure.com${url}${versionOf(url)}`,
      headers: { authorization: 'Bearer token-of-nobody', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return seen(await emulator.handle(request));
  };
  const arm: Arm = {
    emulator,
    clock,
    send,
    get: (id) => send('GET', id),
    put: (id, body, headers) => send('PUT', id, body, headers),
    patch: (id, body, headers) => send('PATCH', id, body, headers),
    remove: (id, headers) => send('DELETE', id, undefined, headers),
    finish: async (started) => {
      const url = pollUrlOf(started);
      if (url === undefined) return started;
      for (let polls = 0; polls < 100; polls += 1) {
        const polled = await send('GET', url);
        if (isEnd(polled)) return polled;
        clock.move(5_000);
      }
      throw new Error(`No end in sight: ${url}`);
    },
    make: async (id, body) => {
      const started = await arm.put(id, body);
      if (started.status >= 400) throw new Error(`PUT ${id}: ${JSON.stringify(started.body)}`);
      await arm.finish(started);
      return arm.get(id);
    },
  };
  return arm;
}

/** A registry with its endpoint, zone, link and records: the whole private path. */
export async function makePrivatePath(arm: Arm, options: { readonly manual?: boolean } = {}): Promise<void> {
  await arm.make(group, { location: 'westeurope' });
  await arm.make(network, networkBody);
  await arm.make(registry, registryBody);
  await arm.make(zone, zoneBody);
  await arm.make(link, linkBody);
  await arm.make(endpoint, endpointBody(options));
  await arm.make(zoneGroup, zoneGroupBody);
}

export function pollUrlOf(started: Seen): string | undefined {
  return started.headers['azure-asyncoperation'] ?? started.headers['location'];
}

const versions = [
  [/microsoft\.insights/i, '2021-05-01-preview'],
  [/microsoft\.authorization\/locks/i, '2020-05-01'],
  [/microsoft\.authorization/i, '2022-04-01'],
  [/microsoft\.operationalinsights/i, '2025-02-01'],
  [/microsoft\.security/i, '2024-01-01'],
  [/trafficmanager/i, '2022-04-01'],
  [/microsoft\.managedidentity/i, '2024-11-30'],
  [/microsoft\.containerregistry/i, '2025-11-01'],
  [/microsoft\.keyvault/i, '2026-02-01'],
  [/privatednszones/i, '2024-06-01'],
  [/\/dnszones/i, '2018-05-01'],
  [/microsoft\.network/i, '2025-05-01'],
  [/./, '2025-04-01'],
] as const;

function versionOf(url: string): string {
  const path = url.split('?')[0] ?? '';
  const version = versions.find(([pattern]) => pattern.test(path))?.[1];
  return `${url.includes('?') ? '&' : '?'}api-version=${version}`;
}

function isEnd({ status, body }: Seen): boolean {
  if (body === undefined) return status !== 202;
  return ['Succeeded', 'Failed', 'Canceled'].includes(body.status) || status >= 400;
}

function seen(response: EmulatorResponse): Seen {
  const body = response.body === '' ? undefined : JSON.parse(response.body);
  return { status: response.status, headers: response.headers, body };
}
