import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { VerifyDocument } from '../../src/cli/documents.ts';
import { dnsServer, serving } from '../verify/network.ts';
import { REPOSITORY, startRegistryFront } from '../wire/registry-front.ts';
import { testAuthority } from '../wire/tls-servers.ts';
import { privateView, publicView } from '../wire/views.ts';
import { acrctl, checkReadable, newFolder, startAcrctl } from './acrctl.ts';
import { NO_NETWORK } from './az.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const REGISTRY = { label: 'contosoimages', regions: ['westeurope'] };

describe('acrctl verify', () => {
  let folder: string;
  beforeAll(() => {
    folder = newFolder();
    acrctl(folder, ['apply', '--emulator', '--auto-approve']);
  });

  it('says what it proved and what nobody could look at, and ends with 0 (1.20)', () => {
    const run = acrctl(folder, ['verify', '--emulator']);
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('  ✔ connection of hub approved on both sides\n');
    expect(run.stdout.match(/the emulator has no network/g)).toHaveLength(1);
    expect(run.stdout).toMatch(/stand in for one \(\d+ checks\)\n/);
    expect(run.stdout).toMatch(/Nothing failed: \d+ passed. \d+ checks could not be made.\n$/);
  });

  it('ends with 1 where a check failed, and says what to do', () => {
    const empty = newFolder();
    const run = acrctl(empty, ['verify', '--emulator']);
    checkReadable(run);
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('Make it first: acrctl apply');
  });

  it('prints one document, and writes JUnit beside it', () => {
    const run = acrctl(folder, ['verify', 'contosoimages', '--emulator', '--json', '--junit', 'verify.xml']);
    const { counts, checks } = JSON.parse(run.stdout) as VerifyDocument;
    expect(counts.passed + counts.skipped).toBe(checks.length);
    const xml = readFileSync(join(folder, 'verify.xml'), 'utf8');
    expect(xml).toContain(`tests="${checks.length}" failures="0"`);
    expect(xml.match(/<testcase /g)).toHaveLength(checks.length);
    expect(xml.match(/<skipped /g)).toHaveLength(counts.skipped);
  });

  it('knows its registries, and what options take', () => {
    const unknown = acrctl(folder, ['verify', 'contosoimage', '--emulator']);
    expect([unknown.exit, unknown.stderr]).toEqual([
      1,
      expect.stringContaining('Did you mean contosoimages?'),
    ]);
    const server = acrctl(folder, ['verify', '--emulator', '--resolver', 'dns.example']);
    expect([server.exit, server.stderr]).toEqual([1, expect.stringContaining('It takes an')]);
    const place = acrctl(folder, ['verify', '--emulator', '--connect', 'contosoimages.azurecr.io']);
    expect([place.exit, place.stderr]).toEqual([1, expect.stringContaining('It takes a')]);
  });

  it('looks at a network that servers on this machine stand in for, login and pull included (1.1, 1.47, 1.51, 1.52)', async () => {
    const authority = testAuthority();
    const front = await serving(
      startRegistryFront({ tls: authority.right([HOST, DATA]), login: HOST, data: DATA }),
    );
    const records = { contosoimages: ['10.20.1.5'], 'contosoimages.westeurope.data': ['10.20.1.4'] };
    const dns = await dnsServer(privateView(REGISTRY, records));
    writeFileSync(join(folder, 'ca.pem'), authority.ca);
    const way = [HOST, DATA].flatMap((host) => ['--connect', `${host}=127.0.0.1:${front.port}`]);
    const image = ['--image', `${REPOSITORY}:v1`];
    const args = ['verify', '--emulator', '--resolver', dns.name, ...way, ...image];
    const run = await startAcrctl(folder, args, { NODE_EXTRA_CA_CERTS: join(folder, 'ca.pem') }).ended;
    checkReadable(run);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toMatch(/a layer comes through contosoimages\.westeurope\.data/);
    expect(run.stdout).toMatch(/Nothing failed: \d+ passed\.\n$/);
    const login = front.asked.find(({ path }) => path === '/oauth2/exchange');
    expect(login?.body).toContain('access_token=acrctl-emulator-token');
    const untrusting = await startAcrctl(folder, [...args, '--json'], { NODE_EXTRA_CA_CERTS: '' }).ended;
    const { counts } = JSON.parse(untrusting.stdout) as VerifyDocument;
    expect([untrusting.exit, counts.failed]).toEqual([1, 2]);
  });

  it('explains the public chain on a terminal of 80 columns (1.47, 1.50)', async () => {
    const dns = await dnsServer(publicView(REGISTRY));
    const run = await startAcrctl(folder, ['verify', '--emulator', '--resolver', dns.name, '--timeout', '1s'])
      .ended;
    checkReadable(run);
    expect(run.exit).toBe(1);
    expect(run.stdout).toContain('✘ contosoimages.azurecr.io resolves to 20.45.122.144, a public address');
    // Only what is led to this machine is connected to, whatever the name leads to.
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(
      '--connect contosoimages.azurecr.io=ADDRESS names a server',
    );
    expect(run.stdout.match(/What to do is the same as above\./g)).toHaveLength(1);
    expect(run.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'link it to the network that you ask from, or on a DNS server of your own forward azurecr.io to 168.63.129.16',
    );
  });

  it('ends with 4 where nobody is signed in', () => {
    const run = acrctl(folder, ['verify'], {
      ...NO_NETWORK,
      AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000aa',
    });
    expect(run.exit).toBe(4);
  });

  it('ends at once when it is interrupted', async () => {
    const dns = await dnsServer(publicView(REGISTRY), { silentFor: Number.POSITIVE_INFINITY });
    const args = ['verify', '--emulator', '--resolver', dns.name, '--timeout', '1h'];
    const { child, ended } = startAcrctl(folder, args);
    await vi.waitUntil(() => dns.asked.length > 0, { timeout: 20_000 });
    child.kill('SIGINT');
    const run = await ended;
    expect([run.exit, run.stdout]).toEqual([130, '']);
  });
});
