import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls';
import { type Listening, listening } from '../wire/tls-servers.ts';
import { answerTo, askedBy, type Client, failed, type Working } from './gateway/answer.ts';
import { NotUnderstood } from './gateway/arm-shape.ts';
import { type BackendNetwork, createBackends, type Health } from './gateway/backends.ts';
import { gatewayModelOf, type RoutingRule, type Sent } from './gateway/body.ts';
import type { Headers } from './gateway/headers.ts';
import { ruleForName } from './gateway/listeners.ts';
import type { Chaining } from './gateway/rewrite.ts';

export interface GatewayOptions extends BackendNetwork {
  readonly gateway: Sent;
  readonly policies: readonly Sent[];
  /** What the vault holds under a versionless secret id. */
  certificate(secretId: string): Pick<SecureContextOptions, 'key' | 'cert' | 'pfx' | 'passphrase'>;
  /** Who a client is that comes from an address of this machine. */
  client(loopback: string): Client;
  readonly chaining?: Chaining;
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

/**
 * Does what the body of an Application Gateway says, on loopback, and refuses a body that says more than it does. The
 * members of its pools were asked once when it is there.
 */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const { name, rules } = gatewayModelOf(options.gateway, options.policies);
  const seen: SeenExchange[] = [];
  const backends = createBackends(rules, options);
  const working: Working = { rules, backends, network: options, chaining: options.chaining, faults: [] };
  const serve = async (port: number, request: IncomingMessage, response: ServerResponse) => {
    const asked = askedBy(request, options.client(request.socket.remoteAddress ?? ''));
    const { body, status, headers, answeredBy, log } = await answerTo(working, asked, request, port).catch(
      (failure) => ({ ...failed(working, failure), log: [] }),
    );
    const { method, host, uri, requestHeaders } = asked;
    seen.push({
      ...{ gateway: name, method, host, uri, requestHeaders, status, responseHeaders: headers },
      ...{ answeredBy, log },
    });
    response.writeHead(status, headers.flat());
    if (typeof body === 'string') response.end(body);
    else body.on('error', () => response.destroy()).pipe(response);
  };

  const servers = new Map<number, Listening>();
  for (const port of new Set(rules.map(({ listener }) => listener.port))) {
    const contexts = contextsOf(
      rules.filter(({ listener }) => listener.port === port),
      options,
    );
    const server = createServer(
      {
        ...contexts.otherwise,
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
    faults: working.faults,
    probe: () => backends.probe(),
    health: () => backends.health(),
    close: async () => {
      await Promise.all([...servers.values()].map((server) => server.close()));
    },
  };
}

/**
 * To no name, and to one that no listener has, the certificate of a basic listener is shown, or else that of the first
 * rule (application-gateway.md, 4; ssl-overview).
 */
function contextsOf(rules: readonly RoutingRule[], { certificate }: GatewayOptions) {
  const contexts = new Map<string, SecureContext>();
  const contextOf = ({ listener: { secretId } }: RoutingRule) => {
    const context = contexts.get(secretId) ?? createSecureContext(certificate(secretId));
    contexts.set(secretId, context);
    return context;
  };
  const otherwise = rules.find(({ listener }) => listener.hosts.length === 0) ?? rules[0];
  if (otherwise === undefined) throw new NotUnderstood('There is a port without a rule.');
  return {
    otherwise: certificate(otherwise.listener.secretId),
    byName: (host: string) => contextOf(ruleForName(rules, host) ?? otherwise),
  };
}
