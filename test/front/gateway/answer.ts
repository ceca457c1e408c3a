import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  askBackend,
  BackendFailure,
  type BackendNetwork,
  type Backends,
  hostFor,
  PER_CONNECTION,
  servernameFor,
} from './backends.ts';
import type { RoutingRule } from './body.ts';
import { type Headers, headersOf, sameHeader, valuesOf, withHeader } from './headers.ts';
import { ruleFor } from './listeners.ts';
import { type OwnPage, ownPage } from './pages.ts';
import { type Chaining, rewrittenRequest, rewrittenResponse } from './rewrite.ts';

/** Who asks, as a gateway sees it. */
export interface Client {
  readonly address: string;
  /** Two letters, or `ZZ` where nobody knows. */
  readonly country: string;
}

/** A request as it came. */
export interface Asked {
  readonly method: string;
  readonly host: string;
  readonly uri: string;
  readonly requestHeaders: Headers;
  readonly client: Client;
  readonly clientPort: number;
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | IncomingMessage;
  readonly answeredBy: 'gateway' | 'backend';
  readonly log: readonly string[];
}

export function askedBy(request: IncomingMessage, client: Client): Asked {
  const requestHeaders = headersOf(request.rawHeaders);
  const [host = ''] = valuesOf(requestHeaders, 'host');
  return {
    ...{ method: request.method ?? '', uri: request.url ?? '/', requestHeaders, client },
    ...{ host: host.replace(/:\d+$/, ''), clientPort: request.socket.remotePort ?? 0 },
  };
}

/** A gateway at work. */
export interface Working {
  readonly rules: readonly RoutingRule[];
  readonly backends: Backends;
  readonly network: BackendNetwork;
  readonly chaining: Chaining | undefined;
  /** What could not be done for a client, and why. */
  readonly faults: string[];
}

/** Above which no body passes a gateway of v2, with a firewall or without (application-gateway.md, 3). */
const MAX_BODY = 4 * 1024 ** 3;

/** What becomes of a request at a port: listener, firewall, length, then what is behind it. */
export async function answerTo(
  working: Working,
  asked: Asked,
  request: IncomingMessage,
  port: number,
): Promise<Answered> {
  const rule = ruleFor(working.rules, port, asked.host);
  if (rule === undefined) return refused(request, ownPage(404), []);
  const { policy } = rule.listener;
  const verdict = policy?.screen({
    ...{ method: asked.method, uri: asked.uri, headers: asked.requestHeaders },
    ...{ clientAddress: asked.client.address, country: asked.client.country },
  });
  const log = verdict?.log ?? [];
  if (verdict !== undefined && verdict.answer !== 'pass')
    return refused(request, ownPage(verdict.answer.status, verdict.answer.body), log);
  const [contentType = ''] = valuesOf(asked.requestHeaders, 'content-type');
  const limit = verdict?.isAllowed === true ? undefined : policy?.bodyLimit(contentType);
  const body = await bodyOf(request, limit ?? MAX_BODY);
  if (body === undefined) return { ...ownPage(413), log };
  const answer = await forwarded(working, rule, asked, body).catch((failure) => failed(working, failure));
  return { ...answer, log };
}

/** What is left to say where something went wrong: 502 or 504 of what is behind, 500 of the model itself. */
export function failed({ faults }: Working, failure: Error): OwnPage {
  faults.push(`${failure.name}: ${failure.message}`);
  return ownPage(failure instanceof BackendFailure ? failure.status : 500);
}

async function forwarded(
  { backends, network, chaining }: Working,
  rule: RoutingRule,
  asked: Asked,
  body: Buffer,
): Promise<Omit<Answered, 'log'>> {
  const fqdn = backends.pick(rule);
  if (fqdn === undefined) return ownPage(502);
  const exchange = { ...asked, clientAddress: asked.client.address };
  const told = { ...exchange, requestHeaders: withTold(asked, rule) };
  const answer = await askBackend(network, {
    ...{ fqdn, port: rule.settings.port, timeoutMs: rule.settings.requestTimeoutMs },
    ...{ method: asked.method, uri: asked.uri },
    servername: servernameFor(rule.settings, fqdn),
    host: hostFor(rule.settings, fqdn, asked.host),
    headers: rewrittenRequest(rule.rewrites, told, chaining),
    ...(hasBody(asked) && { body }),
  });
  const { statusCode: status = 502 } = answer;
  const responseHeaders = headersOf(answer.rawHeaders).filter(([each]) => !isPerConnection(each));
  const headers = rewrittenResponse(rule.rewrites, { ...exchange, status, responseHeaders }, chaining);
  return { status, headers, body: answer, answeredBy: 'backend' };
}

/** A page of the gateway's own, once all of the request was taken: who still sends would not read it. */
async function refused(request: IncomingMessage, page: OwnPage, log: readonly string[]): Promise<Answered> {
  await bodyOf(request, 0);
  return { ...page, log };
}

/** The whole of it, as it is stored before anything is sent on; undefined where it is too long. */
async function bodyOf(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}

function hasBody({ requestHeaders }: Asked): boolean {
  return requestHeaders.some(
    ([name]) => sameHeader(name, 'content-length') || sameHeader(name, 'transfer-encoding'),
  );
}

function isPerConnection(name: string): boolean {
  return PER_CONNECTION.some((each) => sameHeader(each, name));
}

/** With what a gateway tells its backends: who asked it what, behind those whom the client names (application-gateway.md, 5). */
function withTold(
  { client, clientPort, host, uri, requestHeaders }: Asked,
  { listener }: RoutingRule,
): Headers {
  const told: Headers = [
    [
      'X-Forwarded-For',
      [...valuesOf(requestHeaders, 'x-forwarded-for'), `${client.address}:${clientPort}`].join(', '),
    ],
    ['X-Forwarded-Port', String(listener.port)],
    ['X-Forwarded-Proto', 'https'],
    ['X-Original-Host', host],
    ['X-Original-URL', uri],
    ['X-AppGW-Trace-Id', randomUUID().replaceAll('-', '')],
  ];
  return told.reduce((headers, [name, value]) => withHeader(headers, name, value), requestHeaders);
}
