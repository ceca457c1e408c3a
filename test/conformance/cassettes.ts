import type { Cassette } from '../../scripts/conformance/cassette.ts';
import { readCassette } from '../../scripts/conformance/cassette.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';

/** Cassettes of our own, in the words of the fact sheets: they show the judge, and prove nothing about Azure. */

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-tape`;
const ZONE = `${GROUP}/providers/Microsoft.Network/privateDnsZones/tape.example`;
const RECORD = `${ZONE}/A/www`;
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader`;
const IDENTITY_ID = IDENTITY.replace('resourceGroups', 'resourcegroups');
export const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/tape`;
export const LOAD_BALANCER = `${GROUP}/providers/Microsoft.Network/loadBalancers/tape`;

/** One interaction; what is left out is that of a GET that was answered with 200. */
export interface Taped {
  readonly method?: string;
  readonly path: string;
  readonly version?: string;
  readonly requestBody?: Json;
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: Json;
  readonly repeats?: number;
  readonly source?: string;
}

/** A cassette as a file holds it. */
export function textOf(taped: readonly Taped[]): string {
  return taped
    .map(({ version = '2024-11-30', source = 'tape:tape.yaml', ...rest }, index) =>
      JSON.stringify({
        source,
        index,
        method: 'GET',
        url: `https://management.azure.com${rest.path}?api-version=${version}`,
        query: { 'api-version': version },
        requestBody: null,
        status: 200,
        responseHeaders: {},
        responseBody: null,
        ...rest,
      }),
    )
    .join('\n');
}

export function cassetteOf(taped: readonly Taped[], name = 'tape'): Cassette {
  return readCassette(name, textOf(taped));
}

const ids = {
  tenantId: '99999999-1111-2222-3333-000000000009',
  principalId: '11111111-1111-2222-3333-000000000001',
  clientId: '22222222-1111-2222-3333-000000000002',
};

export function identityBody(properties: JsonObject = {}, tags: JsonObject = {}): JsonObject {
  return {
    location: 'westeurope',
    tags,
    id: IDENTITY_ID,
    name: 'reader',
    type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
    properties: { ...ids, ...properties },
  };
}

/** A group and an identity in it, made and read. */
export const IDENTITY_TAPE: readonly Taped[] = [
  {
    method: 'PUT',
    path: GROUP,
    version: '2022-09-01',
    requestBody: { location: 'westeurope' },
    status: 201,
    responseBody: groupBody(),
  },
  {
    method: 'PUT',
    path: IDENTITY,
    requestBody: { location: 'westeurope', tags: {} },
    status: 201,
    responseHeaders: { location: IDENTITY_ID },
    responseBody: identityBody(),
  },
  { path: IDENTITY, responseBody: identityBody(), repeats: 2 },
  {
    path: `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`,
    responseBody: { value: [identityBody()] },
  },
];

export function groupBody(): JsonObject {
  return {
    id: GROUP,
    name: 'rg-tape',
    type: 'Microsoft.Resources/resourceGroups',
    location: 'westeurope',
    properties: { provisioningState: 'Succeeded' },
  };
}

const poll = `${GROUP}/providers/Microsoft.Network/privateDnsOperationStatuses/abc`;
const begun = {
  'azure-asyncoperation': `https://management.azure.com${poll}?api-version=2018-09-01&t=SCRUBBED`,
  location: `https://management.azure.com${poll.replace('Statuses', 'Results')}?api-version=2018-09-01`,
  'retry-after': '30',
};

/** A zone whose operation is seen at work and ended, in a group that the cassette presumes. */
export const ZONE_TAPE: readonly Taped[] = [
  {
    method: 'PUT',
    path: ZONE,
    version: '2018-09-01',
    requestBody: { location: 'global' },
    status: 202,
    responseHeaders: begun,
    responseBody: {},
  },
  {
    path: poll,
    version: '2018-09-01',
    status: 202,
    responseHeaders: begun,
    responseBody: { status: 'InProgress' },
  },
  { path: poll, version: '2018-09-01', responseBody: { status: 'Succeeded' } },
  {
    method: 'PUT',
    path: RECORD,
    version: '2018-09-01',
    requestBody: { properties: { ttl: 60, aRecords: [{ ipv4Address: '10.0.0.4' }] } },
    status: 201,
    responseHeaders: { etag: '33333333-1111-2222-3333-000000000003' },
    responseBody: recordBody('33333333-1111-2222-3333-000000000003'),
  },
  {
    path: RECORD,
    version: '2018-09-01',
    responseHeaders: { etag: '33333333-1111-2222-3333-000000000003' },
    responseBody: recordBody('33333333-1111-2222-3333-000000000003'),
  },
];

export function recordBody(etag: string): JsonObject {
  return {
    id: RECORD,
    name: 'www',
    type: 'Microsoft.Network/privateDnsZones/A',
    etag,
    properties: {
      fqdn: 'www.tape.example.',
      ttl: 60,
      aRecords: [{ ipv4Address: '10.0.0.4' }],
      isAutoRegistered: false,
    },
  };
}
