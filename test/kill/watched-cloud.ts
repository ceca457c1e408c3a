import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import {
  type Change,
  createEmulator,
  type Emulator,
  type EmulatorRequest,
  type EmulatorResponse,
  type Latency,
} from '../../src/emulator/index.ts';
import { serveEmulator } from '../../src/emulator/server.ts';
import { requireAllowed } from '../contract/sent-bodies.ts';
import { isRead } from '../reads.ts';
import { type CloudMemory, cloudMemory } from '../simulation/cloud-memory.ts';

/** One request as the emulator got it. What it says of the answer is about the process that was alive then. */
export interface WireRequest {
  readonly method: string;
  /** Decoded, lower case. */
  readonly path: string;
  /** Place in the one order of all arrivals and answers. */
  readonly arrived: number;
  /** The answer was handed to the system before the process died, and so lies ready for it; place in that order. */
  readonly answered?: number;
  readonly status?: number;
  /** Where the answer says that the operation is followed: paths like `path`. */
  readonly operation: readonly string[];
}

/** `arrival` and `answer` are those of writes. */
export type WireEvent = 'arrival' | 'answer' | 'read';

export interface WatchedCloud extends Pick<WireLog, 'requests' | 'processStarts' | 'processDied'> {
  readonly endpoint: string;
  readonly emulator: Emulator;
  readonly memory: CloudMemory;
  /** Told of each event while the process is alive. */
  listener: ((event: WireEvent) => void) | undefined;
  /** Resolves when everything that a dead process had handed to the system has arrived. */
  drained(): Promise<void>;
  close(): Promise<void>;
}

export interface CloudSettings {
  readonly latency: Latency;
  readonly speed: number;
}

/** Else how often a gateway is asked for depends on the time at which its identity was let in. */
const GRANTED_AT_ONCE = { policiesMs: 0, rolesMs: 0 };

/**
 * An emulator that goes on from `earlier`, served over HTTP on loopback by the server of the product. It is watched
 * from outside: the emulator sees what arrived, and Node's own diagnostics tell when an answer was sent.
 */
export async function serveWatched(
  earlier: readonly Change[],
  { latency, speed }: CloudSettings,
): Promise<WatchedCloud> {
  const memory = cloudMemory(earlier);
  const clock = { now: () => Date.now(), sleep: async (ms: number) => void (await sleep(ms)) };
  const emulator = createEmulator({
    ...{ origin: 'http://127.0.0.1', clock, latency, speed, store: memory },
    propagation: GRANTED_AT_ONCE,
  });
  const log = openWireLog((event) => cloud.listener?.(event));
  const running = new Set<Promise<unknown>>();
  let fault: unknown;
  const handle: Emulator['handle'] = async (request, signal) => {
    try {
      requireAllowed(request);
    } catch (error) {
      fault ??= error;
    }
    const answering = emulator.handle(request, signal);
    running.add(answering);
    const place = log.arrived(request);
    const response = await answering.finally(() => running.delete(answering));
    log.acted(place, response);
    return response;
  };
  const server = await serveEmulator({ ...emulator, handle }, { port: 0 });
  const line = watchServer(Number(new URL(server.endpoint).port), log.answered);
  const cloud: WatchedCloud = {
    ...log,
    endpoint: server.endpoint,
    emulator,
    memory,
    listener: undefined,
    drained: async () => {
      // Not `once`: a reset is how such a connection ends, and no error.
      for (const socket of line.sockets) await new Promise((resolve) => socket.once('close', resolve));
      // The last request of a closed connection is still on its way to the emulator.
      for (let turn = 0; turn < 5; turn += 1) await nextTurn();
      while (running.size > 0) await Promise.allSettled(running);
    },
    close: async () => {
      line.leave();
      await server.close();
      // The process that sent it would only have read that the emulator failed.
      if (fault !== undefined) throw fault;
    },
  };
  return cloud;
}

interface WireLog {
  readonly requests: readonly WireRequest[];
  processStarts(): void;
  /** To be called with SIGKILL, at once: what is answered from now on nobody reads. */
  processDied(): void;
  /** Gives the place of the request in `requests`. */
  arrived(request: EmulatorRequest): number;
  acted(place: number, response: EmulatorResponse): void;
  /** The answer to the request with that id was handed to the system. */
  answered(requestId: string): void;
}

function openWireLog(tell: (event: WireEvent) => void): WireLog {
  const requests: WireRequest[] = [];
  const places = new Map<string, number>();
  let order = 0;
  let isAlive = true;
  const change = (place: number, news: Partial<WireRequest>): void => {
    const known = requests[place];
    if (known !== undefined) requests[place] = { ...known, ...news };
  };
  return {
    requests,
    processStarts: () => {
      isAlive = true;
    },
    processDied: () => {
      isAlive = false;
    },
    arrived: ({ method, url, headers }) => {
      order += 1;
      const place = requests.push({ method, path: pathOf(url), arrived: order, operation: [] }) - 1;
      places.set(headers[REQUEST_ID] ?? '', place);
      if (isAlive) tell(isRead({ method, path: pathOf(url) }) ? 'read' : 'arrival');
      return place;
    },
    acted: (place, { status, headers }) => {
      const urls = ['azure-asyncoperation', 'location'].flatMap((name) => headers[name] ?? []);
      change(place, { status, operation: urls.map(pathOf) });
    },
    answered: (requestId) => {
      const place = places.get(requestId);
      if (!isAlive || place === undefined) return;
      order += 1;
      change(place, { answered: order });
      const request = requests[place];
      if (request !== undefined && !isRead(request)) tell('answer');
    },
  };
}

/** acrctl gives each request an id of its own. */
const REQUEST_ID = 'x-ms-client-request-id';

function pathOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname).toLowerCase();
}

interface Line {
  /** Those that are open. */
  readonly sockets: ReadonlySet<Socket>;
  leave(): void;
}

/** Follows the connections and answers of the server at a port of this process. */
function watchServer(port: number, answered: (requestId: string) => void): Line {
  const sockets = new Set<Socket>();
  const onSocket = (message: unknown): void => {
    const { socket } = message as { readonly socket: Socket };
    if (socket.localPort !== port) return;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  };
  const onFinish = (message: unknown): void => {
    const { request, socket } = message as { readonly request: IncomingMessage; readonly socket: Socket };
    if (socket.localPort === port) answered(String(request.headers[REQUEST_ID]));
  };
  subscribe(CONNECTED, onSocket);
  subscribe(FINISHED, onFinish);
  return {
    sockets,
    leave: () => {
      unsubscribe(CONNECTED, onSocket);
      unsubscribe(FINISHED, onFinish);
    },
  };
}

const CONNECTED = 'net.server.socket';
const FINISHED = 'http.server.response.finish';
