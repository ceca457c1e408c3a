import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { createMask } from '../../scripts/live/transcript.ts';
import { emptyFolder, type Run, type ServedEmulator, startEmulator } from '../cli/acrctl.ts';

const SCRIPT = fileURLToPath(new URL('../../scripts/live.ts', import.meta.url));
const SUBSCRIPTION = '00000000-0000-0000-0000-0000000000aa';
const GROUP = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-live`;
const PLACE = ['--subscription', SUBSCRIPTION, '--resource-group', 'rg-live'];
const SECRETS = {
  AZURE_CLIENT_SECRET: 'a~very+secret/text',
  HTTPS_PROXY: 'http://anna:hush%2Fhush@proxy.example:1',
};

interface Asked {
  readonly method: string;
  readonly path: string;
}

interface Result {
  readonly passed: boolean;
  readonly failure?: string;
  readonly steps: readonly { readonly command: string; readonly result: number; readonly expected: number }[];
}

function live(folder: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const child = spawn(process.execPath, [SCRIPT, ...args], {
    cwd: folder,
    env: { ...process.env, ...SECRETS, NODE_EXTRA_CA_CERTS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => void child.once('close', (exit) => resolve({ exit, stdout, stderr })));
}

async function cloudOf({ onTestFinished }: TestContext): Promise<ServedEmulator> {
  const emulator = await startEmulator(emptyFolder());
  onTestFinished(() => emulator.stop());
  return emulator;
}

async function objectsOf(emulator: ServedEmulator): Promise<Readonly<Record<string, unknown>>> {
  return ((await emulator.ask('GET', '/_emulator/objects')) as { objects: Record<string, unknown> }).objects;
}

async function writesTo(emulator: ServedEmulator): Promise<readonly Asked[]> {
  const { requests } = (await emulator.ask('GET', '/_emulator/requests')) as { requests: Asked[] };
  return requests.filter(
    ({ method, path }) => method !== 'GET' && !/check(TrafficManager)?NameAvailability(V2)?$/i.test(path),
  );
}

function resultIn(folder: string): Result {
  return JSON.parse(readFileSync(join(folder, 'kept/result.json'), 'utf8'));
}

describe.concurrent('npm run live, on a served emulator', () => {
  it('does the main job, keeps what was done without a secret, and leaves nothing', async (context) => {
    const [folder, emulator] = [emptyFolder(), await cloudOf(context)];
    const run = await live(folder, [...PLACE, '--yes', '--folder', 'kept'], emulator.env);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(await objectsOf(emulator)).toEqual({});
    const { passed, steps } = resultIn(folder);
    expect(passed).toBe(true);
    expect(steps.map(({ command, result }) => [command.replace(/(acrctllive|live-).*/, ''), result])).toEqual(
      [
        ['acrctl doctor', 0],
        ['acrctl validate', 0],
        ['acrctl plan -v --out live.plan', 0],
        ['acrctl apply -v live.plan', 0],
        ['acrctl plan -v --detailed-exitcode', 0],
        [`PATCH ${GROUP}/providers/Microsoft.ContainerRegistry/registries/`, 200],
        ['acrctl drift -v', 2],
        ['acrctl apply -v --auto-approve', 0],
        ['acrctl drift -v', 0],
        ['acrctl plan -v --detailed-exitcode', 0],
        ['acrctl destroy -v --auto-approve --allow-destroy registries.', 0],
        [`GET ${GROUP}/providers/Microsoft.ContainerRegistry/registries/`, 404],
        [`GET ${GROUP}`, 404],
      ],
    );
    const transcript = readFileSync(join(folder, 'kept/transcript.md'), 'utf8');
    for (const { command } of steps) expect(transcript).toContain(`$ ${command}\n`);
    expect(transcript).toContain('Done: 8 created.');
    expect(transcript).toMatch(/PUT {4}201 +\d+ ms {2}\S+registries\/acrctllive\w+ .*request [0-9a-f-]{36}/);
    expect(transcript).toMatch(/correlation id of every request of this run: [0-9a-f-]{36}/);
    expect(transcript).toMatch(/\n\d{4}-\d\d-\d\dT[\d:.]+Z, \d+\.\d s, 2 \(as expected\)\n/);
    const hidden = [SECRETS.AZURE_CLIENT_SECRET, 'hush', 'anna', 'acrctl-emulator-token', 'Bearer ', 'eyJ'];
    const kept = [transcript, readFileSync(join(folder, 'kept/result.json'), 'utf8'), run.stdout].join('\n');
    expect(hidden.filter((text) => kept.includes(text))).toEqual([]);
  });

  it('touches nothing outside of a group that was there before, nor what is in it', async (context) => {
    const [folder, emulator] = [emptyFolder(), await cloudOf(context)];
    await emulator.ask('PUT', `${GROUP}?api-version=2025-04-01`, { location: 'northeurope' });
    const theirs = {
      location: 'northeurope',
      properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } },
    };
    const network = `${GROUP}/providers/Microsoft.Network/virtualNetworks/theirs`;
    await emulator.ask('PUT', `${network}?api-version=2025-05-01`, theirs);
    // Azure is through with it.
    await emulator.ask('POST', '/_emulator/clock', { advanceMs: 60_000 });
    await emulator.ask('GET', `${network}?api-version=2025-05-01`);
    const before = await objectsOf(emulator);
    await emulator.ask('DELETE', '/_emulator/requests');
    const run = await live(folder, [...PLACE, '--yes', '--folder', 'kept'], emulator.env);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(await objectsOf(emulator)).toEqual(before);
    const writes = await writesTo(emulator);
    expect(writes.length).toBeGreaterThan(10);
    const inside = new RegExp(
      `^${GROUP}/providers/.*/[^/]*(acrctllive|vnet-[0-9a-f]{8}|privatelink\\.azurecr\\.io)`,
      'i',
    );
    expect(writes.filter(({ path }) => !inside.test(path))).toEqual([]);
    // The region is that of the group.
    expect(readFileSync(join(folder, 'kept/acrctl.yaml'), 'utf8')).toContain('location: "northeurope"');
    expect(resultIn(folder).steps.at(-1)).toMatchObject({ command: `GET ${GROUP}`, result: 200 });
  });

  it('removes what it made when it fails half way, and says so', async (context) => {
    const [folder, emulator] = [emptyFolder(), await cloudOf(context)];
    const answer = { status: 403, code: 'RequestDisallowedByPolicy', message: 'No endpoints here.' };
    const match = { method: 'PUT', path: '/privateEndpoints/', nth: 'every' };
    await emulator.ask('POST', '/_emulator/faults', { faults: [{ match, answer }] });
    const run = await live(folder, [...PLACE, '--yes', '--folder', 'kept'], emulator.env);
    expect([run.exit, run.stderr]).toEqual([1, '']);
    expect((await writesTo(emulator)).some(({ method }) => method === 'DELETE')).toBe(true);
    expect(await objectsOf(emulator)).toEqual({});
    expect(resultIn(folder)).toMatchObject({ passed: false, failure: expect.stringContaining('ended with') });
    expect(run.stdout).toContain('Should this run be cut off');
    expect(readFileSync(join(folder, 'kept/transcript.md'), 'utf8')).toContain('**expected 0**');
  });

  it('makes nothing where the subscription itself would have to be changed', async (context) => {
    const [folder, emulator] = [emptyFolder(), await cloudOf(context)];
    const provider = `/subscriptions/${SUBSCRIPTION}/providers/Microsoft.Network`;
    await emulator.ask('POST', `${provider}/unregister?api-version=2025-04-01`);
    await emulator.ask('DELETE', '/_emulator/requests');
    const run = await live(folder, [...PLACE, '--yes', '--folder', 'kept'], emulator.env);
    expect([run.exit, await writesTo(emulator)]).toEqual([1, []]);
    expect(run.stdout).toContain(`update ${provider}`);
    expect(run.stdout).toContain('az provider register');
  });

  it('asks nobody and makes nothing without --yes where there is no terminal', async (context) => {
    const [folder, emulator] = [emptyFolder(), await cloudOf(context)];
    const run = await live(folder, [...PLACE, '--folder', 'kept'], emulator.env);
    expect([run.exit, run.stdout]).toEqual([1, expect.stringContaining('There is no terminal to ask at.')]);
    expect([await writesTo(emulator), existsSync(join(folder, 'kept'))]).toEqual([[], false]);
  });

  it.each([
    [[]],
    [['--subscription', 'mine', '--resource-group', 'rg']],
    [['--subscription', SUBSCRIPTION, '--resource-group', 'a/../b']],
    [['--subscription', SUBSCRIPTION, '--resource-group', 'rg.']],
    [[...PLACE, '--cloud', 'AzureGermanCloud']],
    [[...PLACE, '--bogus']],
  ])('explains itself where it is not understood: %j', async (args) => {
    const run = await live(emptyFolder(), args, { ACRCTL_ARM_ENDPOINT: 'http://127.0.0.1:9' });
    expect([run.exit, run.stdout, run.stderr]).toEqual([3, '', expect.stringMatching(/^npm run live -- /)]);
  });
});

it('a transcript is masked for what the environment holds, and for anything like a token (I-15)', () => {
  const mask = createMask({ ...SECRETS, SHORT_TOKEN: 'ab', HOME: '/home/anna', SOME_SAS: 'sv=1&sig=x%2Fy' });
  expect(
    mask(`secret ${SECRETS.AZURE_CLIENT_SECRET}, ${SECRETS.HTTPS_PROXY}, hush/hush, sv=1&sig=x%2Fy`),
  ).toBe('secret (secret), (secret), (secret), (secret)');
  expect(mask('ab /home/anna Bearer eyJhbGciOiJub25l.eyJ0aWQiOiIx.c2ln')).toBe(
    'ab /home/anna Bearer (token)',
  );
});
