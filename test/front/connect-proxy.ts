import { createServer } from 'node:http';
import { connect } from 'node:net';
import { type Listening, listening } from '../wire/tls-servers.ts';

/** Where a name leads to, and the address of this machine from which it is gone to. */
export interface Way {
  readonly port: number;
  readonly from?: string;
}

export interface ConnectProxy extends Listening {
  /** Every host that a client asked for, in order. */
  readonly asked: { readonly host: string; readonly isReached: boolean }[];
}

/**
 * All of the network that a client of a test has: a proxy that knows some names at port 443, and forbids all others. So
 * nobody needs that port, or a file of hosts.
 */
export async function startConnectProxy(ways: Readonly<Record<string, Way>>): Promise<ConnectProxy> {
  const asked: ConnectProxy['asked'] = [];
  const server = createServer((_, response) => response.writeHead(405).end());
  server.on('connect', (request, client, head) => {
    const [host = '', port] = (request.url ?? '').split(':');
    const way = port === '443' ? ways[host] : undefined;
    asked.push({ host, isReached: way !== undefined });
    client.on('error', () => undefined);
    if (way === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const target = connect({
      ...{ host: '127.0.0.1', port: way.port },
      ...(way.from !== undefined && { localAddress: way.from }),
    });
    target.on('error', () => client.destroy());
    target.on('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      target.write(head);
      target.pipe(client);
      client.pipe(target);
    });
    client.on('close', () => target.destroy());
  });
  return { ...(await listening(server)), asked };
}
