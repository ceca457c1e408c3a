import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Readable } from 'node:stream';
import { rsaKey } from '../authorities.ts';
import { type Answer, error, unauthorized } from '../wire/registry-front.ts';
import { type Listening, listening, type ServedChain } from '../wire/tls-servers.ts';
import { createDataUrls } from './data-url.ts';
import { PER_CONNECTION } from './gateway/backends.ts';
import { type Headers, headersOf, sameHeader, valuesOf } from './gateway/headers.ts';
import { type RegistryServer, startRegistryServer } from './registry-server.ts';
import { type Accounts, BY_TOKEN, createTokens } from './registry-tokens.ts';

export interface RegistryServiceOptions {
  /** `contoso.azurecr.io` */
  readonly login: string;
  /** `contoso.westeurope.data.azurecr.io`, one a region; where layers are, is said with the first. */
  readonly dataHosts: readonly [string, ...string[]];
  /** For all of these names. */
  readonly tls: ServedChain;
  readonly accounts: Accounts;
  /** Says where an upload goes by a whole address, which Azure's records never do. */
  readonly hasAbsoluteUploads?: boolean;
  /** Looked at anew for each request. */
  readonly mood?: RegistryMood;
}

/** How a registry is at times. */
export interface RegistryMood {
  /** How a layer's address looks: with a path, without one, or that of a registry without data endpoints. */
  layersAt?: 'path' | 'bare' | 'storage';
  /** Answers instead of the registry where it gives one. */
  instead?: () => Answer | undefined;
}

export interface RegistryService extends Listening {
  /** Method, host and path of all that came, in order. */
  readonly asked: string[];
}

/** Signs tokens and addresses of layers: one for all registries of a file of tests, since it takes long to draw. */
const KEY = rsaKey();

/** A real registry server, dressed as Azure's registry answers its clients (registry-wire.md). */
export async function startRegistryService(options: RegistryServiceOptions): Promise<RegistryService> {
  const tokens = createTokens(options.login, options.accounts, KEY);
  const dataUrls = createDataUrls(KEY);
  const { login, hasAbsoluteUploads = false } = options;
  const behind = await startRegistryServer({
    ...{ login, issuer: tokens.issuer, certificate: tokens.certificate },
    hasRelativeUrls: !hasAbsoluteUploads,
  });
  const service = { options, tokens, dataUrls, behind };
  const asked: string[] = [];
  const server = createServer({ ...options.tls }, (request, response) => {
    const host = request.headers.host ?? '';
    asked.push(`${request.method} ${host} ${pathOf(request)}`);
    bodyOf(request)
      .then((body) => answer(service, host, request, body))
      .then((told) => send(response, told))
      .catch(() => response.destroy());
  });
  server.on('tlsClientError', () => undefined);
  const front = await listening(server);
  return {
    port: front.port,
    asked,
    close: async () => {
      await front.close();
      await behind.close();
    },
  };
}

interface Service {
  readonly options: RegistryServiceOptions;
  readonly tokens: ReturnType<typeof createTokens>;
  readonly dataUrls: ReturnType<typeof createDataUrls>;
  readonly behind: RegistryServer;
}

/** An answer whose body comes from elsewhere. */
interface Streamed {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readable;
}

async function answer(
  service: Service,
  host: string,
  request: IncomingMessage,
  body: Buffer,
): Promise<Answer | Streamed> {
  const { options } = service;
  if (options.dataHosts.includes(host)) return dataAnswer(service, request);
  // The service knows no registry of that name.
  if (host !== options.login) return { status: 404 };
  const path = pathOf(request);
  const instead = options.mood?.instead?.();
  if (instead !== undefined) return instead;
  if (path === '/oauth2/exchange') return exchange(service, formOf(body));
  if (path === '/oauth2/token') return token(service, request, body);
  const [, repository = '', digest = ''] = /^\/v2\/(.+)\/blobs\/(sha256:[0-9a-f]+)$/.exec(path) ?? [];
  const isBlob = request.method === 'GET' && digest !== '';
  // Whether it is there and may be read is asked without its bytes.
  const upstream = await askServer(service, request, isBlob ? 'HEAD' : (request.method ?? 'GET'), body);
  const { statusCode: status = 502 } = upstream;
  if (status === 401) {
    upstream.resume();
    const [, scope] = /scope="([^"]*)"/.exec(upstream.headers['www-authenticate'] ?? '') ?? [];
    return unauthorized({ login: options.login }, scope);
  }
  if (isBlob && status === 200) {
    upstream.resume();
    return redirect(service, repository, digest);
  }
  const headers = headersOf(upstream.rawHeaders).filter(([name]) => !isOwn(name));
  return { status, headers: [...headers, ...API_HEADERS, ...correlation()], body: upstream };
}

/** What comes with each answer of the API, some of it more than once (registry-wire.md, 1). */
const API_HEADERS: Headers = [
  ['Server', 'openresty'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Access-Control-Expose-Headers', 'Docker-Content-Digest'],
  ['Access-Control-Expose-Headers', 'WWW-Authenticate'],
  ['Access-Control-Expose-Headers', 'Link'],
  ['Access-Control-Expose-Headers', 'X-Ms-Correlation-Request-Id'],
];

function correlation(): Headers {
  return [['X-Ms-Correlation-Request-Id', randomUUID()]];
}

function isOwn(name: string): boolean {
  return [...PER_CONNECTION, 'x-content-type-options'].some((each) => sameHeader(each, name));
}

function askServer(
  { behind, options }: Service,
  request: IncomingMessage,
  method: string,
  body: Buffer,
): Promise<IncomingMessage> {
  const headers = headersOf(request.rawHeaders).filter(
    ([name]) => !isOwn(name) && !sameHeader(name, 'host') && !/^x-/i.test(name),
  );
  return new Promise((resolve, reject) => {
    const sending = ask(
      {
        ...{ socketPath: behind.socketPath, method, path: request.url, agent: false },
        headers: [...headers, ['Host', options.login], ['X-Forwarded-Proto', 'https']].flat(),
      },
      resolve,
    );
    sending.on('error', reject);
    sending.end(body);
  });
}

/** A small page repeats the address (registry-wire.md, 3). */
function redirect({ options, dataUrls }: Service, repository: string, digest: string): Answer {
  const { mood: { layersAt = 'path' } = {}, login } = options;
  const [host] = options.dataHosts;
  const location =
    layersAt === 'storage'
      ? storageUrl(digest)
      : dataUrls.url({ host, login, repository, digest, hasPath: layersAt === 'path' });
  return {
    status: 307,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Docker-Content-Digest', digest],
      ['Docker-Distribution-Api-Version', 'registry/2.0'],
      ['Location', location],
      ...API_HEADERS,
      ...correlation(),
    ],
    body: `<a href="${location.replaceAll('&', '&amp;')}">Temporary Redirect</a>.\n\n`,
  };
}

function storageUrl(digest: string): string {
  const hex = digest.replace('sha256:', '');
  const path = `/3a5f//docker/registry/v2/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`;
  return `https://weumanaged204.blob.core.windows.net${path}?se=2026-01-01T00%3A20%3A00Z&sig=c2ln&sp=r&spr=https&sr=b&sv=2018-03-28`;
}

/** Wants no Authorization, and a query as it was signed; says 403 to whoever only looks whether it is there. */
function dataAnswer({ dataUrls, behind }: Service, request: IncomingMessage): Answer | Streamed {
  if (request.headers.authorization !== undefined)
    return {
      status: 400,
      body: 'Authentication information is not given in the correct format. Check the value of Authorization header.',
    };
  const digest = dataUrls.digestIn(new URL(request.url ?? '/', 'https://host').searchParams);
  if (digest === undefined) return { status: 403 };
  return {
    status: 200,
    headers: [['Content-Type', 'application/octet-stream']],
    body: createReadStream(behind.blobFile(digest)),
  };
}

/** A token of Entra for one of the registry, of 3 hours (registry-wire.md, 2). */
function exchange({ tokens, options }: Service, form: URLSearchParams): Answer {
  if (form.get('grant_type') !== 'access_token' || form.get('service') !== options.login)
    return error(400, 'BAD_REQUEST', 'unknown grant');
  const refreshToken = tokens.exchanged(form.get('access_token') ?? '');
  return refreshToken === undefined ? notKnown() : tokenAnswer({ refresh_token: refreshToken });
}

function token({ tokens, options }: Service, request: IncomingMessage, body: Buffer): Answer {
  const wish = request.method === 'POST' ? byForm(formOf(body)) : byQuery(request);
  if (wish === undefined || wish.service !== options.login)
    return error(400, 'BAD_REQUEST', 'unknown grant or service');
  const accessToken = tokens.access(wish);
  return accessToken === undefined ? notKnown() : tokenAnswer({ access_token: accessToken });
}

function byForm(form: URLSearchParams) {
  const common = { service: form.get('service'), scopes: form.getAll('scope') };
  if (form.get('grant_type') === 'refresh_token')
    return { ...common, user: BY_TOKEN, password: form.get('refresh_token') ?? '' };
  if (form.get('grant_type') !== 'password') return undefined;
  return { ...common, user: form.get('username') ?? '', password: form.get('password') ?? '' };
}

function byQuery(request: IncomingMessage) {
  const query = new URL(request.url ?? '/', 'https://host').searchParams;
  const [authorization = ''] = valuesOf(headersOf(request.rawHeaders), 'authorization');
  const basic = Buffer.from(authorization.replace(/^Basic /i, ''), 'base64').toString();
  const [user = '', ...password] = basic.split(':');
  return {
    ...{ service: query.get('service'), scopes: query.getAll('scope') },
    ...{ user, password: password.join(':') },
  };
}

function notKnown(): Answer {
  return error(401, 'UNAUTHORIZED', 'authentication required, visit https://aka.ms/acr/authorization');
}

function tokenAnswer(value: object): Answer {
  return {
    status: 200,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Server', 'openresty'],
      ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
      ['X-Ms-Ratelimit-Remaining-Calls-Per-Second', '166.65'],
      ...correlation(),
    ],
    body: JSON.stringify(value),
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').replace(/\?.*$/s, '');
}

function formOf(body: Buffer): URLSearchParams {
  return new URLSearchParams(body.toString());
}

/** All of it, before anything is answered: who still sends would take an early answer for a broken connection. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, { status, headers = [], body = '' }: Answer | Streamed): void {
  response.writeHead(status, headers.flat());
  if (typeof body === 'string') response.end(body);
  else body.on('error', () => response.destroy()).pipe(response);
}
