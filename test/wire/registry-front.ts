import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type Listening, listening, type ServedChain } from './tls-servers.ts';

/** A registry as clients meet it, answering as registry-wire.md and the records there say. */
export interface FrontOptions {
  readonly tls: ServedChain;
  readonly login: string;
  /** The host of the data endpoint that layers are led to. */
  readonly data: string;
  /** Answers instead of the registry where it gives one. */
  instead?(request: Asked): Answer | undefined;
}

export interface Asked {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  /** Pairs, since some names come twice. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string;
}

export interface RegistryFront extends Listening {
  readonly asked: Asked[];
}

export const REPOSITORY = 'team/app';
export const TAG = 'v1';
const CONFIG = JSON.stringify({
  architecture: 'amd64',
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: [] },
});
export const CONFIG_DIGEST = digestOf(CONFIG);
const MANIFEST = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: {
    mediaType: 'application/vnd.oci.image.config.v1+json',
    size: CONFIG.length,
    digest: CONFIG_DIGEST,
  },
  layers: [],
});
const INDEX = JSON.stringify({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: [{ mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: digestOf(MANIFEST) }],
});

/** One server for the login server and its data endpoint, told apart by the host that is asked for. */
export async function startRegistryFront(options: FrontOptions): Promise<RegistryFront> {
  const asked: Asked[] = [];
  const server = createServer({ ...options.tls }, (request, response) => {
    read(request)
      .then((each) => {
        asked.push(each);
        send(response, options.instead?.(each) ?? answer(each, options));
      })
      .catch(() => response.destroy());
  });
  server.on('tlsClientError', () => undefined);
  return { ...(await listening(server)), asked };
}

function answer(asked: Asked, options: FrontOptions): Answer {
  if (asked.host === options.data) return dataAnswer(asked);
  // The service knows no registry of that name.
  if (asked.host !== options.login) return { status: 404 };
  if (asked.path === '/oauth2/exchange') return exchange(asked, options);
  if (asked.path === '/oauth2/token') return token(asked, options);
  if (asked.path === '/v2/') return unauthorized(options, undefined);
  const [, repository = '', kind, reference = ''] =
    /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(asked.path) ?? [];
  if (asked.headers.authorization !== `Bearer access-${repository}`)
    return unauthorized(options, `repository:${repository}:pull`);
  if (repository !== REPOSITORY) return error(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  return kind === 'manifests' ? manifest(reference) : blob(reference, options);
}

/** One header with comma and no space; `GET /v2/` has no scope. HSTS comes twice (registry-wire.md, 1). */
export function unauthorized(
  { login, realm = login }: { readonly login: string; readonly realm?: string },
  scope: string | undefined,
): Answer {
  const scoped = scope === undefined ? '' : `,scope="${scope}"`;
  const { headers = [], ...rest } = error(
    401,
    'UNAUTHORIZED',
    'authentication required, visit https://aka.ms/acr/authorization for more information.',
  );
  return {
    ...rest,
    headers: [
      ...headers,
      ['WWW-Authenticate', `Bearer realm="https://${realm}/oauth2/token",service="${login}"${scoped}`],
      ['Docker-Distribution-Api-Version', 'registry/2.0'],
      ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
      ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
    ],
  };
}

/** As the firewall of a registry refuses (registry-wire.md, 4). */
export function denied(client: string): Answer {
  return error(
    403,
    'DENIED',
    `client with IP '${client}' is not allowed access. Refer https://aka.ms/acr/firewall to grant access.`,
  );
}

export function error(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: [
      ['Content-Type', 'application/json; charset=utf-8'],
      ['Server', 'openresty'],
    ],
    body: JSON.stringify({ errors: [{ code, message }] }),
  };
}

function exchange({ method, body }: Asked, { login }: FrontOptions): Answer {
  const form = new URLSearchParams(body);
  if (method !== 'POST' || form.get('grant_type') !== 'access_token' || form.get('service') !== login)
    return error(400, 'BAD_REQUEST', 'unknown grant');
  if (form.get('access_token') === 'of-another-tenant')
    return error(401, 'UNAUTHORIZED', 'invalid token tenant');
  return json({ refresh_token: 'refresh' });
}

function token({ method, body }: Asked, { login }: FrontOptions): Answer {
  const form = new URLSearchParams(body);
  const [, repository] = /^repository:(.+):pull$/.exec(form.get('scope') ?? '') ?? [];
  if (method !== 'POST' || form.get('refresh_token') !== 'refresh' || form.get('service') !== login)
    return error(401, 'UNAUTHORIZED', 'authentication required');
  return json({ access_token: `access-${repository}` });
}

function manifest(reference: string): Answer {
  const bodies: Readonly<Record<string, string>> = { [TAG]: INDEX, [digestOf(MANIFEST)]: MANIFEST };
  const body = bodies[reference];
  if (body === undefined) return error(404, 'MANIFEST_UNKNOWN', 'manifest tagged by that is not found');
  return { status: 200, headers: [['Docker-Content-Digest', digestOf(body)]], body };
}

/** A small HTML body repeats the address; the path of the data endpoint is just a slash (registry-wire.md, 3). */
function blob(digest: string, { login, data }: FrontOptions): Answer {
  if (digest !== CONFIG_DIGEST) return error(404, 'BLOB_UNKNOWN', 'blob unknown to registry');
  const location = `https://${data}/?t=${'0'.repeat(40)}&h=${login}&r=${REPOSITORY}&d=${digest}&s=${signature(digest)}&v=1`;
  return {
    status: 307,
    headers: [
      ['Content-Type', 'text/html; charset=utf-8'],
      ['Location', location],
      ['Docker-Content-Digest', digest],
    ],
    body: `<a href="${location.replaceAll('&', '&amp;')}">Temporary Redirect</a>.`,
  };
}

function dataAnswer({ query, headers }: Asked): Answer {
  if (headers.authorization !== undefined)
    return { status: 400, body: 'Authentication information is not given in the correct format.' };
  const asked = new URLSearchParams(query);
  if (asked.get('s') !== signature(asked.get('d') ?? '')) return { status: 403 };
  return { status: 200, headers: [['Content-Type', 'application/octet-stream']], body: CONFIG };
}

function signature(digest: string): string {
  return createHmac('sha256', 'of the test').update(digest).digest('hex');
}

function json(value: unknown): Answer {
  return {
    status: 200,
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    body: JSON.stringify(value),
  };
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function read(request: IncomingMessage): Promise<Asked> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { pathname, search } = new URL(request.url ?? '/', 'https://host');
  const { method = '', headers } = request;
  return { method, host: headers.host ?? '', path: pathname, query: search.slice(1), headers, body };
}

function send(response: ServerResponse, { status, headers = [], body = '' }: Answer): void {
  response.writeHead(status, headers.flat());
  response.end(body);
}
