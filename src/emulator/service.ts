import type { EmulatorOptions, EmulatorResponse, Fault, Permission } from './api.ts';
import { createChance } from './chance.ts';
import {
  type Answer,
  type Cloud,
  type Effect,
  type OpenAnswer,
  type ResourceType,
  suffixesOf,
} from './cloud.ts';
import { answerEntra } from './entra.ts';
import { ArmError, errorBody, errorHeaders } from './errors.ts';
import { answerAt } from './front-door.ts';
import type { JsonObject } from './json.ts';
import { inward, outward, vaultOfHost } from './key-vault/data-plane/address.ts';
import { answerVault } from './key-vault/data-plane/front.ts';
import { type KeyUse, keyRefusal } from './key-vault/key-access.ts';
import type { KeyRefusal } from './key-vault/key-refusals.ts';
import { purgeDue } from './key-vault/retention.ts';
import { rotateDue } from './key-vault/rotation.ts';
import { answerMs } from './latency.ts';
import { answerMetadata } from './metadata.ts';
import { endNow, operationIdOf, settleDue } from './operations.ts';
import { createPermissions } from './permissions.ts';
import { present } from './presentation.ts';
import { type Propagation, propagationOf } from './propagation.ts';
import { isLoopback, type Sent } from './requests.ts';
import { createThrottle } from './throttle.ts';
import {
  certificatesOfGateways,
  checkGatewayCertificates,
  type GatewayCertificates,
} from './types/gateway-certificate-checks.ts';
import { resourceTypes } from './types/index.ts';
import { checkKeys, keysOfRegistries, type RegistryKeyReport } from './types/registry-key-checks.ts';
import { setVirtualNetworkRules } from './types/virtual-network-rules.ts';
import { shapeIn } from './version-shapes.ts';
import { createWorld, type World } from './world.ts';

/** The emulated service without faults, waiting and record keeping: requests act here, one after another. */
export interface Service {
  readonly tenantId: string;
  readonly subscriptionId: string;
  /** `sequence` makes the ids of the answer; equal ones are drawn for equal sequences and times. */
  act(sent: Sent, sequence: number, operationFault: Fault['operation']): Acted;
  objects(): Readonly<Record<string, JsonObject>>;
  setPermissions(permissions: readonly Permission[]): void;
  keyRefusal(use: KeyUse): KeyRefusal | undefined;
  registryKeys(): Readonly<Record<string, RegistryKeyReport>>;
  gatewayCertificates(): GatewayCertificates;
  setPropagation(propagation: Partial<Propagation>): void;
  setVirtualNetworkRules(registryId: string, rules: number): void;
  now(): number;
  advance(ms: number): void;
  endOperation(pollUrl: string): void;
}

export interface Acted {
  readonly response: EmulatorResponse;
  /** How long the service takes to answer, on its own clock. */
  readonly latencyMs: number;
}

export function createService(options: EmulatorOptions): Service {
  const { store } = options;
  const world: World = createWorld(() => clock.now());
  if (store) world.absorb(store.exclusively(store.news));
  const clock = createServiceClock(options, world);
  let propagation = propagationOf(options.latency ?? 'none', options.propagation);
  const cloud: Cloud = { ...createCloud(options, world, clock.now), propagation: () => propagation };
  const answer = createAnswerer(options, cloud);
  const inTurn = createTurns(options, world, clock);
  return {
    tenantId: cloud.tenantId,
    subscriptionId: cloud.subscriptionId,
    now: clock.now,
    advance: clock.advance,
    endOperation: (pollUrl) => inTurn(() => endNow(cloud, operationIdOf(new URL(pollUrl).pathname))),
    setPermissions: cloud.permissions.set,
    keyRefusal: (use) => inTurn(() => keyRefusal(cloud, use)),
    registryKeys: () =>
      inTurn(() => {
        catchUp(cloud);
        return keysOfRegistries(cloud);
      }),
    gatewayCertificates: () =>
      inTurn(() => {
        catchUp(cloud);
        return certificatesOfGateways(cloud);
      }),
    setPropagation: (given) => {
      propagation = propagationOf(cloud.latency, given);
    },
    setVirtualNetworkRules: (registryId, rules) =>
      inTurn(() => setVirtualNetworkRules(cloud, registryId, rules)),
    act: (sent, sequence, operationFault) => inTurn(() => answer(sent, sequence, operationFault)),
    objects: () => {
      if (store) world.absorb(store.exclusively(store.news));
      const shown = world.all().flatMap((object): [string, JsonObject][] => {
        const type = cloud.types.get(object.type.toLowerCase());
        if (!type) return [];
        const body = shapeIn(type, type.apiVersions[0] ?? '', type.view(cloud, object));
        return [[object.id.toLowerCase(), present(body, presentationOf(options), cloud.chance)]];
      });
      return Object.fromEntries(shown.sort(([left], [right]) => (left < right ? -1 : 1)));
    },
  };
}

/** Reads what others wrote, acts, writes what changed: nothing comes between, in this process or another. */
function createTurns(
  { store }: EmulatorOptions,
  world: World,
  clock: RunningClock,
): <Result>(body: () => Result) => Result {
  return (body) => {
    if (!store) {
      const alone = body();
      world.takeChanges();
      return alone;
    }
    return store.exclusively(() => {
      world.absorb(store.news());
      const shared = body();
      clock.note();
      const changes = world.takeChanges();
      if (changes.length > 0) store.append(changes);
      return shared;
    });
  };
}

function createAnswerer(options: EmulatorOptions, cloud: Cloud): Service['act'] {
  const throttle = options.throttle === false ? undefined : createThrottle();
  const presentation = presentationOf(options);
  return (sent, sequence, operationFault) => {
    const ids = idHeaders(cloud, sent, sequence);
    const vaultName = vaultOfHost(cloud, sent.host);
    const body = () => sent.parsedBody((text) => inward(cloud, text));
    const asked = { listOrder: presentation.listOrder, pageSize: options.pageSize ?? 100 };
    let remaining: Readonly<Record<string, string>> = {};
    let answer: Answer;
    try {
      const open = vaultName === undefined ? openAnswer(cloud, sent, sequence) : undefined;
      if (open)
        return { response: respond(open, open.body, ids), latencyMs: answerMs(cloud, sent.method, sequence) };
      catchUp(cloud);
      if (vaultName !== undefined) {
        answer = answerVault(cloud, { sent, vaultName, body, ...asked });
      } else {
        authenticate(cloud, sent);
        remaining = throttle?.admit(cloud, sent.method, sent.subscription, sent.principal) ?? {};
        answer = answerAt(cloud, { ...sent, body: body(), operationFault, ...asked });
      }
    } catch (error) {
      answer = refusal(error);
    }
    const shown = answer.body && present(answer.body, presentation, cloud.chance);
    return {
      response: respond(answer, shown, { ...ids, ...remaining }, (text) => outward(cloud, sent, text)),
      latencyMs: answerMs(cloud, answer.pace ?? sent.method, sequence),
    };
  };
}

/** Does what the services do of their own accord as time passes. */
function catchUp(cloud: Cloud): void {
  settleDue(cloud);
  purgeDue(cloud);
  rotateDue(cloud);
  checkKeys(cloud);
  checkGatewayCertificates(cloud);
}

/** What is answered without a token. */
function openAnswer(cloud: Cloud, sent: Sent, sequence: number): OpenAnswer | undefined {
  return answerMetadata(cloud, sent) ?? answerEntra(cloud, sent, sequence);
}

function presentationOf(options: EmulatorOptions) {
  return { listOrder: options.listOrder ?? 'sorted', idCase: options.idCase ?? 'as-sent' } as const;
}

function createCloud(options: EmulatorOptions, world: World, now: () => number): Omit<Cloud, 'propagation'> {
  const chance = createChance(options.seed ?? 1, () => world.nextNumber());
  const effects = resourceTypes.flatMap((type): [string, Effect][] => Object.entries(type.effects ?? {}));
  return {
    world,
    chance,
    name: options.cloud ?? 'AzureCloud',
    latency: options.latency ?? 'none',
    speed: options.speed ?? 1,
    suffixes: suffixesOf(options.cloud ?? 'AzureCloud'),
    tenantId: chance.guidOf('tenant'),
    subscriptionId: chance.guidOf('subscription'),
    effects: new Map(effects),
    types: new Map(resourceTypes.map((type): [string, ResourceType] => [type.type.toLowerCase(), type])),
    permissions: createPermissions(options.permissions),
    now,
  };
}

interface RunningClock {
  now(): number;
  advance(ms: number): void;
  /** Notes how far it is ahead of the clock below, so that a later process does not fall back behind. */
  note(): void;
}

function createServiceClock(options: EmulatorOptions, world: World): RunningClock {
  const start = options.clock.now();
  const speed = options.speed ?? 1;
  let ahead = Math.max(0, (world.note<number>('clock') ?? 0) - start);
  const now = (): number => Math.round(start + (options.clock.now() - start) * speed + ahead);
  return {
    now,
    advance: (ms) => {
      ahead += ms;
    },
    note: () => {
      if (now() > options.clock.now()) world.putNote('clock', now());
    },
  };
}

// arm-protocol.md names code and header; the text is assumed. Who asked the emulator by its own address signs in here, too.
function authenticate(cloud: Cloud, sent: Sent): void {
  if (/^bearer \S+/i.test(sent.headers['authorization'] ?? '')) return;
  const authority = isLoopback(new URL(sent.origin).host)
    ? sent.origin
    : `https://${cloud.suffixes.authority}`;
  const challenge = `Bearer authorization_uri="${authority}/${cloud.tenantId}", error="invalid_token", error_description="The access token is missing or invalid."`;
  throw new ArmError(401, 'InvalidAuthenticationToken', 'The access token is missing or invalid.', {
    cause: 'gateway',
    headers: { 'www-authenticate': challenge },
  });
}

function refusal(error: unknown): Answer {
  if (error instanceof ArmError)
    return { status: error.status, headers: errorHeaders(error), body: errorBody(error) };
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 500,
    body: { error: { code: 'EmulatorBug', message: `The emulator failed: ${message}` } },
  };
}

// Not drawn from the durable counter: a read must leave no trace.
function idHeaders(cloud: Cloud, sent: Sent, sequence: number): Record<string, string> {
  const id = cloud.chance.guidOf(`request ${cloud.now()} ${sequence}`);
  const correlation = sent.headers['x-ms-correlation-request-id'] ?? id;
  const time = new Date(cloud.now()).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return {
    'x-ms-request-id': id,
    'x-ms-correlation-request-id': correlation,
    'x-ms-routing-request-id': `EMULATOR:${time}:${id}`,
  };
}

function respond(
  answer: Answer | OpenAnswer,
  body: OpenAnswer['body'] | undefined,
  extra: Readonly<Record<string, string>>,
  outward: (text: string) => string = (text) => text,
): EmulatorResponse {
  const content: Record<string, string> = body ? { 'content-type': 'application/json; charset=utf-8' } : {};
  const challenge = answer.headers?.['www-authenticate'];
  return {
    status: answer.status,
    headers: {
      ...content,
      ...extra,
      ...answer.headers,
      ...(challenge === undefined ? {} : { 'www-authenticate': outward(challenge) }),
    },
    body: body ? outward(JSON.stringify(body)) : '',
  };
}
