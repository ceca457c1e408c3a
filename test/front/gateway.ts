import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { type Listening, listening } from '../wire/tls-servers.ts';
import { NotUnderstood } from './gateway/arm-shape.ts';
import {
  askBackend,
  BackendFailure,
  type BackendNetwork,
  createBackends,
  type Health,
  hostFor,
  PER_CONNECTION,
  servernameFor,
} from './gateway/backends.ts';
import { gatewayModelOf, type RoutingRule, type Sent } from './gateway/body.ts';
import { type Headers, headersOf, sameHeader, valuesOf, withHeader } from './gateway/headers.ts';
import { ruleFor, ruleForName } from './gateway/listeners.ts';
import { type OwnPage, ownPage } from './gateway/pages.ts';
import { type Chaining, rewrittenRequest, rewrittenResponse } from './gateway/rewrite.ts';

export interface GatewayOptions extends BackendNetwork {
  readonly gateway: Sent;
  readonly policies: readonly Sent[];
  /** What the vault holds under a versionless secret id. */
  certificate(secretId: string): Pick<SecureContextOptions, 'key' | 'cert' | 'pfx' | 'passphrase'>;
  /** Who a client is that comes from an address of this machine. */
  client(loopback: string): Client;
  readonly chaining?: Chaining;
}

export interface Client {
  readonly address: string;
  readonly country: string;
}

/** What a client asked, and what it was told. */
export interface SeenExchange {
  readonly gateway: string;
  readonly method: string;
  readonly host: string;
  readonly uri: string;
  readonly requestHeaders: Headers;
  readonly status: number;
  readonly responseHeaders: Headers;
  /** Of what is made by the gateway itself nothing is rewritten. */
  readonly answeredBy: 'gateway' | 'backend';
  /** What the firewall wrote about it. */
  readonly log: readonly string[];
}

export interface RunningGateway {
  /** Where the model listens, by the port of the body. */
  readonly ports: ReadonlyMap<number, number>;
  readonly seen: SeenExchange[];
  /** What could not be done for a client, and why. A test that expects none looks. */
  readonly faults: string[];
  probe(): Promise<void>;
  health(): Readonly<Record<string, Health>>;
  close(): Promise<void>;
}

/** Above which no body passes a gateway of v2, with a firewall or without (application-gateway.md, 3). */
const MAX_BODY = 4 * 1024 ** 3;

/**
 * Does what the body of an Application Gateway says, on loopback, and refuses a body that says more than it does. The
 * members of its pools were asked once when it is there.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { name, rules } = gatewayModelOf(options.gateway, options.policies);
  const backends = createBackends(rules, options);
  const seen: SeenExchange[] = [];
  const faults: string[] = [];

  const serve = async (port: number, request: IncomingMessage, response: ServerResponse) => {
    const asked = askedBy(request, options.client(request.socket.remoteAddress ?? ''));
    const { headers, ...answered } = await answerTo(asked, request, port).catch((failure: Error) => {
      faults.push(`${failure.name}: ${failure.message}`);
      return { ...ownPage(failure instanceof BackendFailure ? failure.status : 500), log: [] };
    });
    const { method, host, uri, requestHeaders } = asked;
    const { status, answeredBy, log } = answered;
    seen.push({
      ...{ gateway: name, method, host, uri, requestHeaders, status, responseHeaders: headers },
      ...{ answeredBy, log },
    });
    response.writeHead(status, headers.flat());
    if (typeof answered.body === 'string') response.end(answered.body);
    else answered.body.on('error', () => response.destroy()).pipe(response);
  };

  const answerTo = async (asked: Asked, request: IncomingMessage, port: number): Promise<Answered> => {
    const rule = ruleFor(rules, port, asked.host);
    if (rule === undefined) return refused(request, ownPage(404), []);
    const verdict = rule.listener.policy?.screen({
      ...{ method: asked.method, uri: asked.uri, headers: asked.requestHeaders },
      ...{ clientAddress: asked.client.address, country: asked.client.country },
    });
    const log = verdict?.log ?? [];
    if (verdict !== undefined && verdict.answer !== 'pass')
      return refused(request, ownPage(verdict.answer.status, verdict.answer.body), log);
    const [contentType = ''] = valuesOf(asked.requestHeaders, 'content-type');
    const limit = verdict?.isAllowed === true ? undefined : rule.listener.policy?.bodyLimit(contentType);
    const body = await bodyOf(request, limit ?? MAX_BODY);
    if (body === undefined) return { ...ownPage(413), log };
    return { ...(await forwarded(rule, asked, body)), log };
  };

  const forwarded = async (rule: RoutingRule, asked: Asked, body: Buffer): Promise<Omit<Answered, 'log'>> => {
    const fqdn = backends.pick(rule);
    if (fqdn === undefined) return ownPage(502);
    const exchange = { ...asked, clientAddress: asked.client.address };
    const answer = await askBackend(options, {
      ...{ fqdn, port: rule.settings.port, timeoutMs: rule.settings.requestTimeoutMs },
      ...{ method: asked.method, uri: asked.uri },
      servername: servernameFor(rule.settings, fqdn),
      host: hostFor(rule.settings, fqdn, asked.host),
      headers: rewrittenRequest(
        rule.rewrites,
        { ...exchange, requestHeaders: withTold(asked, rule) },
        options.chaining,
      ),
      ...(hasBody(asked) && { body }),
    });
    const { statusCode: status = 502 } = answer;
    const responseHeaders = headersOf(answer.rawHeaders).filter(([each]) => !isPerConnection(each));
    const headers = rewrittenResponse(
      rule.rewrites,
      { ...exchange, status, responseHeaders },
      options.chaining,
    );
    return { status, headers, body: answer, answeredBy: 'backend' };
  };

  const servers = new Map<number, Listening>();
  for (const port of new Set(rules.map(({ listener }) => listener.port))) {
    const contexts = contextsOf(
      rules.filter(({ listener }) => listener.port === port),
      options,
    );
    const server = createServer(
      {
        ...contexts.first,
        SNICallback: (host, done) => done(null, contexts.byName(host)),
        minVersion: 'TLSv1.2',
      },
      (request, response) => void serve(port, request, response),
    );
    server.on('tlsClientError', () => undefined);
    servers.set(port, await listening(server));
  }
  await backends.probe();
  return {
    ports: new Map([...servers].map(([port, server]) => [port, server.port])),
    seen,
    faults,
    probe: () => backends.probe(),
    health: () => backends.health(),
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

interface Asked {
  readonly method: string;
  readonly host: string;
  readonly uri: string;
  readonly requestHeaders: Headers;
  readonly client: Client;
  readonly clientPort: number;
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | IncomingMessage;
  readonly answeredBy: 'gateway' | 'backend';
  readonly log: readonly string[];
}

function askedBy(request: IncomingMessage, client: Client): Asked {
  const requestHeaders = headersOf(request.rawHeaders);
  const [host = ''] = valuesOf(requestHeaders, 'host');
  return {
    ...{ method: request.method ?? '', uri: request.url ?? '/', requestHeaders, client },
    ...{ host: host.replace(/:\d+$/, ''), clientPort: request.socket.remotePort ?? 0 },
  };
}

/** A page of the gateway's own, once all of the request was taken: who still sends would not read it. */
async function refused(request: IncomingMessage, page: OwnPage, log: readonly string[]): Promise<Answered> {
  await bodyOf(request, 0);
  return { ...page, log };
}

/** The certificate of a name that no listener has is that of the first rule (application-gateway.md, 4). */
function contextsOf(rules: readonly RoutingRule[], { certificate }: GatewayOptions) {
  const contexts = new Map<string, SecureContext>();
  const contextOf = ({ listener: { secretId } }: RoutingRule) => {
    const context = contexts.get(secretId) ?? createSecureContext(certificate(secretId));
    contexts.set(secretId, context);
    return context;
  };
  const [first] = rules;
  if (first === undefined) throw new NotUnderstood('There is a port without a rule.');
  return {
    first: certificate(first.listener.secretId),
    byName: (host: string) => contextOf(ruleForName(rules, host) ?? first),
  };
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
