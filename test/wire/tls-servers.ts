import { createServer as createTcpServer, type Server } from 'node:net';
import { createServer } from 'node:tls';
import { ecKey, type Issued, issue } from '../authorities.ts';

/** What a TLS server shows: its own certificate first. */
export interface ServedChain {
  readonly key: string;
  /** PEM, one behind the other. */
  readonly cert: string;
}

export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

const DAY_MS = 86_400_000;

/** An authority of a test, and certificates of any kind under it. Times count from the clock of this machine: TLS does. */
export function testAuthority(name = 'Test Authority') {
  const days = (count: number) => new Date(Date.now() + count * DAY_MS);
  const root = issue({ name, isAuthority: true, key: ecKey(), from: days(-10), until: days(3650) });
  const serve = (leaf: Issued, ...others: readonly Issued[]): ServedChain => ({
    key: leaf.keyPem,
    cert: [leaf, ...others].map(({ certificate }) => certificate).join(''),
  });
  const leafOf = (hosts: readonly string[], issuer: Issued | undefined, from: number, until: number) =>
    issue({
      ...{ name: hosts[0] ?? 'nobody', hosts, key: ecKey(), from: days(from), until: days(until) },
      ...(issuer && { issuer }),
    });
  return {
    /** What a client has to trust. */
    ca: root.certificate,
    /** Right in every way. */
    right: (hosts: readonly string[], daysLeft = 200) => serve(leafOf(hosts, root, -5, daysLeft + 0.5)),
    expired: (hosts: readonly string[]) => serve(leafOf(hosts, root, -9, -1)),
    selfSigned: (hosts: readonly string[]) => serve(leafOf(hosts, undefined, -5, 200)),
    /** Under an intermediate authority, whose certificate is sent or left out. */
    intermediate(hosts: readonly string[], isSent: boolean) {
      const middle = issue({
        ...{ name: 'Intermediate', isAuthority: true, key: ecKey(), issuer: root },
        ...{ from: days(-9), until: days(900) },
      });
      const leaf = leafOf(hosts, middle, -5, 200);
      return isSent ? serve(leaf, middle) : serve(leaf);
    },
  };
}

/** Shakes hands with the chain, and with each connection the next one of the chains, from the first again. */
export function startTlsServer(...chains: readonly [ServedChain, ...ServedChain[]]): Promise<Listening> {
  let turn = 0;
  const server = createServer({ ...chains[0] }, (socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  server.on('tlsClientError', () => undefined);
  server.on('connection', () => {
    // The context is taken as the handshake begins, which is later.
    server.setSecureContext({ ...(chains[turn % chains.length] as ServedChain) });
    turn += 1;
  });
  return listening(server);
}

/** Takes connections, and cuts them or says nothing. */
export function startBadServer(kind: 'cuts' | 'silent'): Promise<Listening> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined);
    if (kind === 'cuts') socket.destroy();
  });
  return listening(server);
}

/** A port at which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await listening(createTcpServer());
  await server.close();
  return server.port;
}

export async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as { readonly port: number };
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
