import { describe, expect, it } from 'vitest';
import type { FrontBodies, FrontWish } from './bodies.ts';
import { gatewayModelOf, type RoutingRule } from './gateway/body.ts';
import { rewrittenResponse } from './gateway/rewrite.ts';
import { generatedFront } from './generated-front.ts';
import { handwrittenFront } from './handwritten-front.ts';
import { WISH } from './stage.ts';

const TWO_REGIONS: FrontWish = {
  ...WISH,
  regions: [
    { region: 'westeurope', dataHost: 'registry-west.contoso.test' },
    { region: 'northeurope', dataHost: 'registry-north.contoso.test' },
  ],
};

const WISHES: readonly (readonly [string, FrontWish])[] = [
  ['that only pulls', WISH],
  ['that lets push', { ...WISH, allowPush: true }],
  ['that blocks countries', { ...WISH, blockedCountries: ['KP', 'SY'] }],
  ['that blocks countries and who is in none', { ...WISH, blockedCountries: ['KP', 'ZZ'] }],
  ['that lets one country in', { ...WISH, allowedCountries: ['DE'] }],
  ['that blocks addresses', { ...WISH, blockedRanges: ['198.51.100.0/24'] }],
  ['of two regions', TWO_REGIONS],
];

/** What a gateway does to whoever asks, by the model. */
function behaviour({ gateway, policies }: FrontBodies) {
  const { rules } = gatewayModelOf(gateway, policies);
  return rules.map(({ listener, pool, settings, rewrites }) => ({
    listens: { hosts: listener.hosts, port: listener.port },
    pool: pool.fqdns,
    settings: { host: settings.host, port: settings.port },
    // As far as it is how a backend is asked: how often and how long is another matter.
    probe: {
      host: settings.probe.host,
      path: settings.probe.path,
      statuses: settings.probe.statuses,
      body: settings.probe.body,
    },
    waitsFourMinutes: settings.requestTimeoutMs >= 240_000,
    headers: HEADERS.map((header) => rewrittenTo(rewrites, header)),
    verdicts: REQUESTS.flatMap(([method, uri]) =>
      CLIENTS.map((client) => [
        method,
        uri,
        client.country,
        listener.policy?.screen({ method, uri, headers: [], ...client }).answer,
      ]),
    ),
    limits: TYPES.map((type) => listener.policy?.bodyLimit(type)),
  }));
}

const AZURE = 'contoso.azurecr.io';
const HEADERS: readonly (readonly [string, string])[] = [
  ['WWW-Authenticate', `Bearer realm="https://${AZURE}/oauth2/token",service="${AZURE}"`],
  ['www-authenticate', `Bearer realm="https://${AZURE.toUpperCase()}/oauth2/token",service="${AZURE}"`],
  ['Location', `https://contoso.westeurope.data.azurecr.io/?h=${AZURE}&s=1`],
  ['Location', `https://contoso.northeurope.data.azurecr.io?h=${AZURE}&s=1`],
  ['Location', `https://${AZURE}/v2/team/app/blobs/uploads/1`],
  ['Location', '/v2/team/app/blobs/uploads/1'],
  ['Location', 'https://contosoXazurecr.io/v2/'],
  ['Link', `<https://${AZURE}/v2/_catalog?last=a>; rel="next"`],
];

function rewrittenTo(rules: RoutingRule['rewrites'], header: readonly [string, string]) {
  return rewrittenResponse(rules, {
    ...{ method: 'GET', host: WISH.host, uri: '/v2/', clientAddress: '198.51.100.7', requestHeaders: [] },
    ...{ status: 307, responseHeaders: [header] },
  });
}

/** All that clients of a registry ask. */
const REQUESTS: readonly (readonly [string, string])[] = [
  ['GET', '/v2/'],
  ['GET', '/v2/team/app/manifests/v1'],
  ['HEAD', '/v2/team/app/manifests/v1'],
  ['GET', '/v2/team/app/blobs/sha256:0'],
  ['GET', '/oauth2/token?scope=repository%3Ateam%2Fapp%3Apull&service=contoso.azurecr.io'],
  ['POST', '/oauth2/token'],
  ['POST', '/oauth2/exchange'],
  ['POST', '/v2/team/app/blobs/uploads/'],
  ['PATCH', '/v2/team/app/blobs/uploads/1?_state=a'],
  ['PUT', '/v2/team/app/blobs/uploads/1?digest=sha256%3A0'],
  ['PUT', '/v2/team/app/manifests/v1'],
  ['DELETE', '/v2/team/app/manifests/sha256:0'],
];

const CLIENTS = [
  { clientAddress: '198.51.100.7', country: 'DE' },
  { clientAddress: '203.0.113.66', country: 'KP' },
  { clientAddress: '192.0.2.67', country: 'ZZ' },
];

const TYPES = ['application/octet-stream', 'application/x-www-form-urlencoded', 'application/json'];

describe('a gateway that acrctl makes (2.11b to 2.11g, 2.13 to 2.24, 2.26, 2.27, 2.29)', () => {
  it.each(WISHES)('does what one does that somebody else wrote by the documents: one %s', async (_, wish) => {
    const made = await generatedFront(wish);
    const written = handwrittenFront(wish);
    expect(made.map(({ region }) => region)).toEqual(written.map(({ region }) => region));
    expect(made.map(behaviour)).toEqual(written.map(behaviour));
  });

  it('rewrites for the registry alone, and checks the bodies of both names (2.11f)', async () => {
    const [bodies] = await generatedFront(WISH);
    if (bodies === undefined) throw new Error('There is no gateway.');
    const { rules } = gatewayModelOf(bodies.gateway, bodies.policies);
    expect(rules.map(({ listener, rewrites }) => [listener.hosts, rewrites.length])).toEqual([
      [[WISH.host], 3],
      [['registry-data.contoso.test'], 0],
    ]);
    expect(rules.every(({ listener }) => listener.policy !== undefined)).toBe(true);
  });
});
