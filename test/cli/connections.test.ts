import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionsDocument } from '../../src/cli/documents.ts';
import { askedByOthers, shownConnection, theirEndpoint } from '../scenarios/listed-connections.ts';
import { AT, example, ID } from '../scenarios/stacks.ts';
import { acrctl, checkReadable, newFolder, type Run, type ServedEmulator, startEmulator } from './acrctl.ts';
import { filesIn, look } from './look.ts';

const APPROVALS = `${AT.registry}.network.approvals`;
const RULES = {
  build: { endpoints: [theirEndpoint('pe-blue')], decision: 'approve' },
  closed: { endpoints: [theirEndpoint('pe-red')], decision: 'reject' },
};

describe('acrctl connections', () => {
  const folder = newFolder();
  let emulator: ServedEmulator;
  beforeAll(async () => {
    emulator = await startEmulator(folder);
    const { ask, env } = emulator;
    const others = {
      request: (method: string, id: string, version: string, body: unknown) =>
        ask(method, `${id}?api-version=${version}`, body),
      pass: () => ask('POST', '/_emulator/clock', { advanceMs: 60_000 }),
    };
    writeFileSync(join(folder, 'acrctl.yaml'), example({ [APPROVALS]: RULES }));
    acrctl(folder, ['apply', '--auto-approve'], env);
    await askedByOthers(others, ['pe-blue', 'pe-red']);
    acrctl(folder, ['apply', '--auto-approve'], env);
    await askedByOthers(others, ['pe-green']);
  });
  afterAll(() => emulator.stop());

  /** Nothing is written on disk, and nothing but the registry is asked for. */
  async function list(...args: string[]): Promise<Run> {
    const { ask, env } = emulator;
    const before = filesIn(folder);
    await ask('DELETE', '/_emulator/requests');
    const run = acrctl(folder, ['connections', ...args], env);
    if (!args.includes('--json')) checkReadable(run);
    expect(filesIn(folder)).toEqual(before);
    const { requests } = (await ask('GET', '/_emulator/requests')) as {
      requests: { method: string; path: string }[];
    };
    const asked = requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`);
    expect(asked.filter((each) => each !== `GET ${ID.registry}`)).toEqual([]);
    return run;
  }

  it('prints what docs/connections.md shows, and ends with 0 (1.53, 1.54)', async () => {
    const run = await list();
    expect([run.exit, run.stderr]).toEqual([0, '']);
    const page = readFileSync(new URL('../../docs/connections.md', import.meta.url), 'utf8');
    const [, shown] = /^```\n\$ acrctl connections\n([\s\S]*?)^```$/m.exec(page) ?? [];
    expect(shown).toBe(run.stdout);
  });

  it('prints one JSON document, for one registry or all (1.54)', async () => {
    const run = await list('--json');
    expect([run.exit, run.stderr]).toEqual([0, '']);
    const { stack, registries } = JSON.parse(run.stdout) as ConnectionsDocument;
    expect(stack).toBe('images-prod');
    expect(registries.map(({ connections }) => connections.map(shownConnection))).toEqual([
      [
        'contosoimages-hub Approved ours',
        'pe-blue Approved by build',
        'pe-green Pending',
        'pe-red Rejected by closed',
      ],
    ]);
    for (const address of [AT.registry, 'registries'])
      expect((await list('--json', address)).stdout).toBe(run.stdout);
  });

  it('asks back for what is no registry', async () => {
    const run = await list('registries.contosoimage');
    expect([run.exit, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain('ACR2071');
    expect(run.stderr).toContain('Did you mean registries.contosoimages?');
  });

  it('ends with 4 where the registry may not be read', async () => {
    const { ask } = emulator;
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    const fault = { match: { method: 'GET', path: '/registries/contosoimages?', nth: 'every' }, answer };
    await ask('POST', '/_emulator/faults', { faults: [fault] });
    const run = await list();
    await ask('POST', '/_emulator/faults', { faults: [] });
    expect([run.exit, run.stdout, run.stderr]).toEqual([
      4,
      '',
      expect.stringContaining('403 AuthorizationFailed'),
    ]);
  });
});

describe('before anything is made', () => {
  const folder = newFolder();
  acrctl(folder, ['plan', '--emulator']);

  it('a registry to be made has no connections, which is no error (1.54)', () => {
    const run = look(folder, 'connections', '--emulator');
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toBe(`\
registries.contosoimages
  not made yet, so that nobody is connected

0 connections.
`);
  });

  it('one of others that is not there is an error', () => {
    const existing = { existing: true, network: {} };
    writeFileSync(join(folder, 'acrctl.yaml'), example({ [AT.registry]: existing }));
    const run = look(folder, 'connections', '--emulator');
    expect([run.exit, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining('ACR1307')]);
  });

  it('a file without registries has none', () => {
    writeFileSync(join(folder, 'acrctl.yaml'), example({ [AT.registry]: null }));
    const run = look(folder, 'connections', '--emulator');
    expect([run.exit, run.stdout]).toEqual([
      0,
      'The configuration has no registry, so that there are no connections.\n',
    ]);
  });
});
