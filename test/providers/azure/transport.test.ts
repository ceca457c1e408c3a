import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createDefaultHttpClient, createPipelineRequest } from '@azure/core-rest-pipeline';
import { describe, expect, test, vi } from 'vitest';
import type { HttpRequest } from '../../../src/core/world.ts';
import { NoAnswerError } from '../../../src/core/world.ts';
import { createWitness } from '../../../src/providers/azure/login/witness.ts';
import { createTransport } from '../../../src/providers/azure/transport.ts';

/** Sends one request to a server of its own on this machine. */
async function exchange(
  serve: (request: IncomingMessage, response: ServerResponse) => void,
  request: Partial<HttpRequest> = {},
) {
  const server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    return await createTransport().send({
      method: 'GET',
      url: `${origin}/a?b=c%2Fd`,
      headers: {},
      timeoutMs: 10_000,
      ...request,
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

describe('the real transport', () => {
  test('sends what it is given and hands back what was answered', async () => {
    let seen = {};
    const response = await exchange(
      (request, answer) => {
        request.setEncoding('utf8').on('data', (body) => {
          seen = { method: request.method, url: request.url, header: request.headers['if-match'], body };
          answer.writeHead(412, { 'X-Ms-Request-Id': 'R', ETag: 'e' }).end('{"code":"PreconditionFailed"}');
        });
      },
      { method: 'PUT', headers: { 'if-match': 'W/"1"' }, body: '{"ä":1}' },
    );
    expect(seen).toEqual({ method: 'PUT', url: '/a?b=c%2Fd', header: 'W/"1"', body: '{"ä":1}' });
    expect(response).toMatchObject({ status: 412, body: '{"code":"PreconditionFailed"}' });
    expect(response.headers).toMatchObject({ 'x-ms-request-id': 'R', etag: 'e' });
  });

  test('unpacks what comes packed', async () => {
    const response = await exchange((_, answer) => {
      answer.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('{"a":1}'));
    });
    expect(response.body).toBe('{"a":1}');
  });

  test('neither follows redirects nor repeats server errors or throttled requests', async () => {
    for (const status of [302, 307, 429, 503]) {
      let count = 0;
      const response = await exchange((_, answer) => {
        count += 1;
        answer.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end();
      });
      expect([response.status, count]).toEqual([status, 1]);
    }
  });

  test('says that no answer came when the connection breaks, before and inside the answer', async () => {
    await expect(exchange((request) => request.socket.destroy())).rejects.toBeInstanceOf(NoAnswerError);
    const broken = exchange((request, answer) => {
      answer.writeHead(200, { 'content-length': '100' }).write('{"a":', () => request.socket.destroy());
    });
    await expect(broken).rejects.toBeInstanceOf(NoAnswerError);
    await expect(exchange(() => {}, { url: 'http://127.0.0.1:1/' })).rejects.toBeInstanceOf(NoAnswerError);
  });

  test('says so too when time is up, and when it is stopped', async () => {
    await expect(exchange(() => {}, { timeoutMs: 20 })).rejects.toBeInstanceOf(NoAnswerError);
    const stop = new AbortController();
    await expect(exchange(() => stop.abort(), { signal: stop.signal })).rejects.toBeInstanceOf(NoAnswerError);
  });

  test('speaks clear text with this machine only', async () => {
    const sending = createTransport().send({
      method: 'GET',
      url: 'http://203.0.113.1/',
      headers: {},
      timeoutMs: 1_000,
    });
    await expect(sending).rejects.toMatchObject({
      cause: { message: expect.stringContaining('allowInsecureConnection') },
    });
  });

  test('asks this machine whatever the variable of the proxy holds', async () => {
    vi.stubEnv('HTTPS_PROXY', '10.0.0.1:8080');
    try {
      await expect(exchange((_, answer) => void answer.end('{}'))).resolves.toMatchObject({ status: 200 });
    } finally {
      vi.unstubAllEnvs();
    }
  });

  test('leaves no timer behind where no answer came, for the process would wait for it', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    await expect(exchange(() => {}, { url: 'http://127.0.0.1:1/' })).rejects.toBeInstanceOf(NoAnswerError);
    const { client } = createWitness({
      client: createDefaultHttpClient(),
      signal: new AbortController().signal,
    });
    const login = createPipelineRequest({ url: 'http://127.0.0.1:1/', allowInsecureConnection: true });
    await expect(client.sendRequest(login)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(timers()).toBeLessThanOrEqual(before);
  });
});
