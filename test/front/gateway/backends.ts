import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import type { Place } from '../../../src/core/wire.ts';
import type { BackendSettings, RoutingRule } from './body.ts';
import { type Headers, sameHeader } from './headers.ts';

/** The network behind a gateway: where a name leads to on this machine, and whose certificates count. */
export interface BackendNetwork {
  resolve(name: string): Place | undefined;
  /** PEM, in place of the authorities that everybody knows. */
  readonly ca: string;
}

export type Health = 'Healthy' | 'Unhealthy';

/** The members of all pools, and which of them are well. */
export interface Backends {
  /** Asks every member once. */
  probe(): Promise<void>;
  /** The next member that is well. */
  pick(rule: RoutingRule): string | undefined;
  health(): Readonly<Record<string, Health>>;
}

/** What was asked of a backend did not come back. */
export class BackendFailure extends Error {
  override readonly name = 'BackendFailure';
  readonly status: 502 | 504;
  constructor(status: 502 | 504, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

/** A member counts as down until it first answered as its probe wants (application-gateway.md, 5). */
export function createBackends(rules: readonly RoutingRule[], network: BackendNetwork): Backends {
  const failures = new Map<string, number>();
  const turns = new Map<string, number>();
  const members = rules.flatMap((rule) => rule.pool.fqdns.map((fqdn) => ({ rule, fqdn })));
  const isWell = (rule: RoutingRule, fqdn: string) =>
    (failures.get(keyOf(rule, fqdn)) ?? Number.POSITIVE_INFINITY) < rule.settings.probe.unhealthyThreshold;
  return {
    async probe() {
      await Promise.all(
        members.map(async ({ rule, fqdn }) => {
          const key = keyOf(rule, fqdn);
          const before = failures.get(key) ?? Number.POSITIVE_INFINITY;
          failures.set(key, (await isAnsweredWell(rule.settings, fqdn, network)) ? 0 : before + 1);
        }),
      );
    },
    pick(rule) {
      const well = rule.pool.fqdns.filter((fqdn) => isWell(rule, fqdn));
      const turn = turns.get(rule.name) ?? 0;
      turns.set(rule.name, turn + 1);
      return well[turn % well.length];
    },
    health: () =>
      Object.fromEntries(
        members.map(({ rule, fqdn }) => [keyOf(rule, fqdn), isWell(rule, fqdn) ? 'Healthy' : 'Unhealthy']),
      ),
  };
}

function keyOf(rule: RoutingRule, fqdn: string): string {
  return `${rule.name} ${fqdn}`;
}

/** Host and SNI of a probe: its own, else that of the settings, else the member (ssl-overview). */
async function isAnsweredWell(
  settings: BackendSettings,
  fqdn: string,
  network: BackendNetwork,
): Promise<boolean> {
  const { probe } = settings;
  const named = probe.host.of === 'probe' ? probe.host.name : undefined;
  const ofSettings = settings.host.of === 'settings' ? settings.host.name : fqdn;
  try {
    const answer = await askBackend(network, {
      ...{ fqdn, port: settings.port, timeoutMs: probe.timeoutMs, method: 'GET', uri: probe.path },
      servername: named ?? ofSettings,
      host: named ?? (probe.host.of === 'nobody' && settings.host.of === 'client' ? '127.0.0.1' : ofSettings),
      headers: [['User-Agent', 'Microsoft-Azure-Application-Gateway/v2']],
    });
    let body = '';
    for await (const chunk of answer) body += String(chunk);
    const { statusCode = 0 } = answer;
    return (
      probe.statuses.some(([from, to]) => statusCode >= from && statusCode <= to) && body.includes(probe.body)
    );
  } catch (failure) {
    if (failure instanceof BackendFailure) return false;
    throw failure;
  }
}

/**
 * The name by which a member is called in TLS: that of the settings, else its own, also where requests keep the host of
 * the client (ssl-overview, live traffic of v2).
 */
export function servernameFor({ host, sniName }: BackendSettings, fqdn: string): string {
  return sniName ?? (host.of === 'settings' ? host.name : fqdn);
}

export function hostFor({ host }: BackendSettings, fqdn: string, ofClient: string): string {
  if (host.of === 'settings') return host.name;
  return host.of === 'address' ? fqdn : ofClient;
}

export interface BackendRequest {
  readonly fqdn: string;
  readonly port: number;
  readonly servername: string;
  readonly host: string;
  readonly method: string;
  readonly uri: string;
  readonly headers: Headers;
  readonly body?: Buffer;
  readonly timeoutMs: number;
}

/** One request on a connection of its own, to a server whose certificate has to be for `servername`. */
export function askBackend(network: BackendNetwork, asked: BackendRequest): Promise<IncomingMessage> {
  const place = network.resolve(asked.fqdn);
  if (place === undefined) return Promise.reject(new BackendFailure(502, `${asked.fqdn} leads nowhere.`));
  return new Promise((resolve, reject) => {
    const sending = request({
      ...{
        host: place.address,
        port: place.port,
        servername: asked.servername,
        ca: network.ca,
        agent: false,
      },
      ...{ method: asked.method, path: asked.uri, timeout: asked.timeoutMs },
      headers: [
        ['Host', asked.host],
        ...asked.headers.filter(([name]) => !SAID_ANEW.some((each) => sameHeader(each, name))),
        ...(asked.body === undefined ? [] : [['Content-Length', String(asked.body.length)] as const]),
      ].flat(),
    });
    sending.on('timeout', () => {
      sending.destroy(new BackendFailure(504, `${asked.fqdn} does not answer within ${asked.timeoutMs} ms.`));
    });
    sending.on('error', (failure) =>
      reject(
        failure instanceof BackendFailure
          ? failure
          : new BackendFailure(502, `${asked.fqdn} cannot be asked: ${failure.message}`, failure),
      ),
    );
    sending.on('response', resolve);
    sending.end(asked.body);
  });
}

/** What is between two parties and no further. */
export const PER_CONNECTION = [
  ...['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade'],
];

/** What a request says anew. */
const SAID_ANEW = [...PER_CONNECTION, 'host', 'content-length'];
