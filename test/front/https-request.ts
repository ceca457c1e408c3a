import { request } from 'node:https';

export interface AskWish {
  readonly port: number;
  /** Of the request, and of TLS where nothing else is said. */
  readonly host: string;
  readonly path: string;
  readonly servername?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The address of this machine from which it is asked. */
  readonly from?: string;
  readonly ca: string;
}

export interface Told {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Each as it came: name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** One request to a server of this machine. */
export function askOver(wish: AskWish): Promise<Told> {
  const { port, host, path, servername = host, method = 'GET', headers = {}, body = '', from, ca } = wish;
  return new Promise((resolve, reject) => {
    const sending = request({
      ...{ host: '127.0.0.1', port, method, path, servername, ca, agent: false },
      ...(from !== undefined && { localAddress: from }),
      headers: { host, ...headers },
    });
    sending.on('error', reject);
    sending.on('response', (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += String(chunk);
      });
      response.on('end', () =>
        resolve({
          ...{ status: response.statusCode ?? 0, headers: response.headers },
          ...{ rawHeaders: response.rawHeaders, body: text },
        }),
      );
    });
    sending.end(body);
  });
}
