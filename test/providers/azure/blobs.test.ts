import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { realWorld } from '../../../src/cli/world.ts';
import { openBlobs } from '../../../src/providers/azure/blobs.ts';
import { startAzurite } from '../../azurite.ts';

const fixture = (name: string) => fileURLToPath(new URL(`../../fixtures/azurite/${name}`, import.meta.url));

/** As Microsoft Entra would give it; Azurite looks at its claims, and at no signature. */
function tokenFor(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [nbf, exp] = [1_700_000_000, 4_000_000_000];
  const iss = 'https://sts.windows.net/00000000-0000-0000-0000-000000000001/';
  const all = { aud: 'https://storage.azure.com', iss, nbf, iat: nbf, exp, ...claims };
  return `${part({ alg: 'none', typ: 'JWT' })}.${part(all)}.`;
}

test('a container is opened by the token of the login alone, made out to storage (I-15)', async () => {
  const tls = { cert: fixture('cert.pem'), key: fixture('key.pem') };
  const azurite = await startAzurite(tls);
  onTestFinished(() => azurite.stop());
  const read = async (token: string) => {
    const child = fileURLToPath(new URL('read-blob.ts', import.meta.url));
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: tls.cert };
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [child, `${azurite.endpoint}/acrctl`, token],
      { env },
    );
    return stdout;
  };
  expect(await read(tokenFor({}))).toBe('BlobRefusal: 404 ContainerNotFound');
  expect(await read(tokenFor({ aud: 'https://management.azure.com' }))).toMatch(/^BlobRefusal: 403 /);
  expect(await read(tokenFor({ exp: 1_700_000_001 }))).toMatch(/^BlobRefusal: 403 /);
  expect(await read('not.a.token')).not.toContain('not.a.token');
});

test('a token is never sent in clear text, and no redirect is followed (I-16)', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.writeHead(307, { location: 'http://127.0.0.1:1/elsewhere' }).end();
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const container = `http://127.0.0.1:${(server.address() as AddressInfo).port}/devstoreaccount1/c`;
  const { clock } = realWorld(new AbortController().signal);
  const tokens = { kind: 'real', token: async () => 'secret' } as const;
  const byToken = openBlobs({ container, prefix: '' }, { kind: 'entra', tokens, clock });
  await expect(byToken.read('a')).rejects.toThrow(/https/);
  expect(asked).toEqual([]);
  const byKey = openBlobs({ container, prefix: '' }, { kind: 'azurite' });
  await expect(byKey.read('a')).rejects.toThrow('307');
  expect(asked).toHaveLength(1);
});
