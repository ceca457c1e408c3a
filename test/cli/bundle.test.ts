import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const CHUNKS = fileURLToPath(new URL('../../dist/chunks/', import.meta.url));

it('the clients of Azure that few commands need stand in chunks that nothing loads beforehand', () => {
  const { outputs } = JSON.parse(
    readFileSync(new URL('../../dist/metafile.json', import.meta.url), 'utf8'),
  ) as {
    outputs: Record<string, { inputs: object; imports: { path: string; kind: string }[] }>;
  };
  for (const [name, library] of [
    ['keys', '@azure/keyvault-keys'],
    ['blobs', '@azure/storage-blob'],
  ] as const) {
    const holding = Object.entries(outputs).filter(([, { inputs }]) =>
      Object.keys(inputs).some((input) => input.startsWith(`node_modules/${library}/`)),
    );
    const chunks = holding.map(([path]) => path);
    expect(chunks).toEqual([expect.stringMatching(new RegExp(`^dist/chunks/${name}-`))]);
    const loading = Object.values(outputs).flatMap(({ imports }) =>
      imports.filter(({ path, kind }) => chunks.includes(path) && kind === 'import-statement'),
    );
    expect(loading).toEqual([]);
  }
});

/** The bundle loads the agents that speak to proxies only when there is one, which no test of the source can see. */
it('the built command line reaches Azure through the proxy of the environment', async () => {
  const chunk = readdirSync(CHUNKS).find((name) => name.startsWith('sender-'));
  const program = `
    const { createSender } = await import(${JSON.stringify(`${CHUNKS}${chunk}`)});
    const request = { method: 'GET', url: 'https://management.azure.com/x', headers: {}, timeoutMs: 10_000 };
    await createSender()(request).catch(() => undefined);`;
  const asked = Promise.withResolvers<string>();
  const proxy = createServer((socket) => {
    socket.once('data', (bytes) => {
      asked.resolve(String(bytes).split('\r\n', 1)[0] ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const env = { ...process.env, HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { env, stdio: 'ignore' });
  child.once('exit', () => asked.resolve('nothing'));
  expect(await asked.promise).toBe('CONNECT management.azure.com:443 HTTP/1.1');
  proxy.close();
});
