import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acrctl, emptyFolder, newFolder, serve } from './acrctl.ts';

/** The status of an answer, or the code of the refusal to trust whoever answers. */
function statusOf(url: string, ca: string): Promise<number | string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { ca, agent: false }, (response) => resolve(response.resume().statusCode));
    request.once('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  });
}

const METADATA = '/metadata/endpoints?api-version=2022-09-01';

describe('acrctl emulator --tls', () => {
  it('says in one line where it is and what to trust, and on stderr how; nothing of that outlives it', async () => {
    const { ready, stop } = await serve(emptyFolder(), ['--tls']);
    const ca = ready.ca ?? '';
    const certificate = readFileSync(ca, 'utf8');
    const asked = [
      `${ready.endpoint}${METADATA}`,
      ready.endpoint.replace('127.0.0.1', 'localhost') + METADATA,
    ];
    expect(await Promise.all(asked.map((url) => statusOf(url, certificate)))).toEqual([200, 200]);
    const { stdout, stderr, exit } = await stop();
    expect(exit).toBe(0);
    expect(stdout.trim().split('\n')).toHaveLength(1);
    for (const variable of ['--cacert', 'NODE_EXTRA_CA_CERTS=', 'SSL_CERT_FILE=', 'REQUESTS_CA_BUNDLE='])
      expect(stderr).toContain(variable);
    expect(stderr).toContain(ca);
    expect(existsSync(dirname(ca))).toBe(false);
  });

  it('keeps its authority in the directory, and shows another certificate of it each time', async () => {
    const folder = emptyFolder();
    const first = await serve(folder, ['--tls', '--data', 'data']);
    const ca = join(folder, 'data/tls/ca.pem');
    expect(first.ready.ca).toBe(ca);
    const certificate = readFileSync(ca, 'utf8');
    expect(new X509Certificate(certificate).ca).toBe(true);
    await first.stop();
    const second = await serve(folder, ['--tls', '--data', 'data']);
    expect(second.ready.tenantId).toBe(first.ready.tenantId);
    expect(await statusOf(`${second.ready.endpoint}${METADATA}`, certificate)).toBe(200);
    const other = await serve(emptyFolder(), ['--tls']);
    expect(await statusOf(`${other.ready.endpoint}${METADATA}`, certificate)).toBe(
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    );
    await Promise.all([second.stop(), other.stop()]);
  });

  it('serves acrctl that trusts it, and says to one that does not what to set', async () => {
    const folder = newFolder();
    const { ready, stop } = await serve(folder, ['--tls', '--data', 'data']);
    const env = { ACRCTL_ARM_ENDPOINT: ready.endpoint };
    const trusting = { ...env, NODE_EXTRA_CA_CERTS: ready.ca ?? '' };
    expect(acrctl(folder, ['apply', '--auto-approve'], trusting).exit).toBe(0);
    expect(acrctl(folder, ['plan', '--detailed-exitcode'], trusting).exit).toBe(0);
    const refused = acrctl(folder, ['plan'], env);
    expect(refused.exit).toBe(1);
    const said = refused.stderr.replaceAll(/\s+/g, ' ');
    expect(said).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(said).toContain('Set NODE_EXTRA_CA_CERTS to a PEM file');
    expect(said).not.toContain('tried 6 times');
    await stop();
  });

  it.each<[string, (tls: string) => void, string]>([
    [
      'a certificate of another',
      (tls) => writeFileSync(join(tls, 'ca.pem'), 'hello'),
      'It is not a certificate.',
    ],
    [
      'a key that others can read',
      (tls) => chmodSync(join(tls, 'ca-key.pem'), 0o644),
      'Others than its owner',
    ],
  ])('refuses %s, says what to do, and changes nothing', async (_what, spoil, said) => {
    const folder = emptyFolder();
    await (await serve(folder, ['--tls', '--data', 'data'])).stop();
    const tls = join(folder, 'data/tls');
    spoil(tls);
    const before = readFileSync(join(tls, 'ca.pem'), 'utf8');
    const run = acrctl(folder, ['emulator', '--tls', '--data', 'data']);
    expect([run.exit, run.stdout]).toEqual([1, '']);
    const stderr = run.stderr.replaceAll(/\s+/g, ' ');
    expect(stderr).toContain('ACR2037');
    expect(stderr).toContain(said);
    expect(stderr).toContain(`Move ${tls} away`);
    expect(readFileSync(join(tls, 'ca.pem'), 'utf8')).toBe(before);
  });

  it('refuses what stands where its folder should be', () => {
    const folder = emptyFolder();
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/tls'), 'a file');
    const run = acrctl(folder, ['emulator', '--tls', '--data', 'data']);
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('ACR2037')]);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  it('refuses a place for temporary files where it may not write', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'file'), '');
    const run = acrctl(folder, ['emulator', '--tls'], { TMPDIR: join(folder, 'file') });
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('ACR2037')]);
    expect(run.stderr).toContain('--data');
  });
});

describe('acrctl emulator', () => {
  it.each([[], ['--tls']])('says that its port is taken %j', async (...args) => {
    const first = await serve(emptyFolder(), []);
    const { port } = new URL(first.ready.endpoint);
    const run = acrctl(emptyFolder(), ['emulator', '--port', port, ...args]);
    expect([run.exit, run.stdout]).toEqual([1, '']);
    const stderr = run.stderr.replaceAll(/\s+/g, ' ');
    expect(stderr).toContain(`ACR2036`);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}. Another program listens there.`);
    await first.stop();
  });
});
