import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { formatSnapshot } from '../../src/state/snapshot.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { EXAMPLE } from '../lab.ts';
import { edited } from '../scenarios/stacks.ts';
import { masked } from '../simulation/masked.ts';
import { snapshot } from '../state/samples.ts';
import {
  acrctl,
  askedOf,
  checkReadable,
  emptyFolder,
  type Run,
  startAcrctl,
  startEmulator,
  untilAsked,
} from './acrctl.ts';
import { lockOf } from './locks.ts';

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

/** A cloud and a container, both served; each job has a folder of its own that holds nothing but the file. */
async function stage(latency: readonly string[] = []) {
  const emulator = await startEmulator(emptyFolder(), latency);
  onTestFinished(() => emulator.stop());
  const name = `c${Math.random().toString(36).slice(2)}`;
  const container = await azurite.container(name);
  const state = {
    ...{ backend: 'azureBlob', account: 'devstoreaccount1', container: name, prefix: 'platform' },
    endpoint: azurite.endpoint,
  };
  const job = (edits: JsonObject = {}) => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'acrctl.yaml'), edited(EXAMPLE, { state, ...edits }));
    return folder;
  };
  const run = (folder: string, ...args: string[]) => acrctl(folder, args, emulator.env);
  return { emulator, container, state, job, run };
}

/** Long enough to be killed in, or to be waited for. */
const SLOWLY = ['--latency', 'typical', '--speed', '60'];

const APPLY = ['apply', '--auto-approve'];

const blobNames = async (container: ContainerClient): Promise<readonly string[]> => {
  const names: string[] = [];
  for await (const { name } of container.listBlobsFlat()) names.push(name);
  return names;
};

async function written(container: ContainerClient, name: string, text: string): Promise<void> {
  const blob = container.getBlockBlobClient(`platform/images-prod/${name}`);
  await blob.deleteIfExists({ deleteSnapshots: 'include' });
  await blob.upload(text, Buffer.byteLength(text));
}

function resourcesIn({ stdout }: Run): unknown {
  return masked((JSON.parse(stdout) as JsonObject)['resources']);
}

const codesIn = ({ stderr }: Run): readonly string[] => stderr.match(/ACR\d{4}/g) ?? [];

describe('jobs that share nothing but a container', () => {
  it('plan in one, apply the plan in another that is killed half way, and finish in a third (I-01, I-04)', async () => {
    const undisturbed = await stage();
    const alone = undisturbed.job();
    expect(undisturbed.run(alone, ...APPLY)).toMatchObject({ exit: 0 });
    const wanted = resourcesIn(undisturbed.run(alone, 'state', 'pull'));

    const { emulator, container, job, run } = await stage(SLOWLY);
    const [first, second, third] = [job(), job(), job()];
    const planned = run(first, 'plan', '--out', 'images.plan');
    checkReadable(planned);
    expect(planned.exit).toBe(0);
    expect(await blobNames(container)).toEqual([]);
    writeFileSync(join(second, 'images.plan'), readFileSync(join(first, 'images.plan')));

    const applying = startAcrctl(second, ['apply', 'images.plan'], emulator.env);
    await untilAsked(emulator, 'PUT', '/privateEndpoints/');
    applying.child.kill('SIGKILL');
    await applying.ended;
    const between = run(third, 'state', 'list');
    expect([between.exit, between.stdout]).toEqual([0, expect.stringContaining('create begun')]);
    expect(run(third, 'plan', '--out', 'late.plan').exit).toBe(1);

    const last = run(third, ...APPLY);
    expect([last.exit, last.exit === 0 ? '' : last.stderr]).toEqual([0, '']);
    const puts = (await askedOf(emulator)).filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(puts.toSorted()).toEqual([...new Set(puts)].toSorted());
    expect(resourcesIn(run(first, 'state', 'pull'))).toEqual(wanted);
    expect(run(second, 'plan', '--detailed-exitcode').exit).toBe(0);
    // The plan of the first job was of another state.
    expect(run(second, 'apply', 'images.plan')).toMatchObject({ exit: 6 });
    expect(await blobNames(container)).toEqual([
      'platform/images-prod/journal.jsonl',
      'platform/images-prod/state.json',
    ]);
  });

  it('that apply at once do so one after the other, or not at all (I-06)', async () => {
    const { emulator, job, run } = await stage(SLOWLY);
    const owners = ['first', 'second'];
    const jobs = owners.map((owner) => job({ 'azure.tags.owner': owner }));
    const waiting = jobs.map((folder) =>
      startAcrctl(folder, [...APPLY, '--lock-timeout', '5m'], emulator.env),
    );
    await untilAsked(emulator, 'PUT', '/resourceGroups/');
    const third = run(job(), ...APPLY);
    expect([third.exit, codesIn(third)]).toEqual([5, ['ACR2110']]);
    checkReadable(third);
    const ended = await Promise.all(waiting.map((each) => each.ended));
    expect(ended.map(({ exit, stderr }) => (exit === 0 ? '' : stderr))).toEqual(['', '']);
    const bodies = (await askedOf(emulator)).flatMap(({ body }) => (body === undefined ? [] : [body]));
    const writers = bodies.flatMap((body) => owners.filter((owner) => body.includes(`"owner":"${owner}"`)));
    const changes = writers.filter((writer, index) => index > 0 && writer !== writers[index - 1]);
    expect([new Set(writers).size, changes.length]).toEqual([2, 1]);
  });

  it('are told by name who holds the lock, and take it away from a job that is gone', async () => {
    const { container, job, run } = await stage();
    const folder = job();
    await written(container, 'lock.json', lockOf('elsewhere'));
    const refused = run(folder, ...APPLY);
    checkReadable(refused);
    expect([refused.exit, refused.stderr]).toEqual([5, expect.stringContaining('on build-7')]);
    const shown = run(folder, 'state', 'unlock', '11111111-1111-4111-8111-111111111111');
    expect([shown.exit, shown.stdout]).toEqual([
      0,
      expect.stringContaining('platform/images-prod/lock.json'),
    ]);
    await written(container, 'lock.json', lockOf('gone'));
    expect(run(folder, ...APPLY).exit).toBe(0);
  });
});

describe('a state in a container that cannot be used', () => {
  it.each<[string, JsonObject, number, string]>([
    ['there is no such container', { 'state.container': 'nowhere' }, 1, 'ACR2122'],
    ['the container has no name', { 'state.container': 'No' }, 3, 'ACR1012'],
    ['the prefix leads out of it', { 'state.prefix': 'a/../b' }, 3, 'ACR1022'],
    ['nobody answers', { 'state.endpoint': 'http://127.0.0.1:9/devstoreaccount1' }, 1, 'ACR2120'],
    ['the host is not one of Azure', { 'state.endpoint': 'https://evil.example' }, 3, 'ACR1121'],
    [
      'the host is that of another account',
      { 'state.endpoint': 'https://b.blob.core.windows.net' },
      3,
      'ACR1121',
    ],
  ])('%s: said, with what to do, and nothing is made', async (_, edits, exit, code) => {
    const { emulator, job, run } = await stage();
    const refused = run(job(edits), ...APPLY);
    expect([refused.exit, codesIn(refused)]).toEqual([exit, [code]]);
    checkReadable(refused);
    expect((await askedOf(emulator)).filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it.each<[string, string, string, string]>([
    ['of a newer version', 'state.json', '{"version":2}\n', 'ACR2102'],
    ['of another stack', 'state.json', formatSnapshot(snapshot([])).text, 'ACR2103'],
    ['cut off', 'state.json', formatSnapshot(snapshot([])).text.slice(0, 100), 'ACR2101'],
    ['with a journal that is none', 'journal.jsonl', 'by hand\n', 'ACR2105'],
  ])('one %s: said, and left as it is', async (_, name, text, code) => {
    const { emulator, container, job, run } = await stage();
    await written(container, name, text);
    const refused = run(job(), ...APPLY);
    expect([refused.exit, codesIn(refused)]).toEqual([1, [code]]);
    expect(
      (await container.getBlobClient(`platform/images-prod/${name}`).downloadToBuffer()).toString(),
    ).toBe(text);
    expect((await askedOf(emulator)).filter(({ method }) => method === 'PUT')).toEqual([]);
    expect(await blobNames(container)).not.toContain('platform/images-prod/lock.json');
  });

  it('one of another history than its journal: said, and left as it is (H11)', async () => {
    const { container, job, run } = await stage();
    const folder = job();
    run(folder, ...APPLY);
    const other = formatSnapshot({ ...snapshot([]), stack: 'images-prod' }).text;
    await written(container, 'state.json', other);
    const refused = run(folder, ...APPLY);
    expect([refused.exit, codesIn(refused)]).toEqual([1, ['ACR2106']]);
    checkReadable(refused);
  });

  it('is not asked for where an emulated cloud has its state in a directory, and never holds that of Azure', async () => {
    const { job, run } = await stage();
    const real = job({ 'state.account': 'stcontoso', 'state.endpoint': null });
    expect(run(real, 'plan')).toMatchObject({ exit: 0 });
    const azure = acrctl(job(), ['state', 'list']);
    expect([azure.exit, codesIn(azure)]).toEqual([3, ['ACR2125']]);
    const twice = run(job(), 'plan', '--state-dir', 'here');
    expect([twice.exit, codesIn(twice)]).toEqual([1, ['ACR2041']]);
  });
});

describe('a state on its way', () => {
  it('moves from a directory into a container and back, is pulled, and pushed again', async () => {
    const { job, run, state } = await stage();
    const folder = job({ state: null });
    const file = join(folder, 'acrctl.yaml');
    expect(run(folder, ...APPLY).exit).toBe(0);
    const before = run(folder, 'state', 'pull').stdout;
    writeFileSync(file, edited(EXAMPLE, { state }));
    const moved = run(folder, 'state', 'migrate', '--from', 'local');
    expect([moved.exit, moved.stdout]).toEqual([0, expect.stringMatching(/^Moved, serial 1:\n/)]);
    expect(run(folder, 'state', 'pull').stdout).toBe(before);
    expect(run(folder, 'plan', '--detailed-exitcode').exit).toBe(0);

    const old = job({ state: null });
    writeFileSync(join(old, 'pulled.json'), before);
    writeFileSync(file, edited(EXAMPLE, { state: null }));
    const elsewhere = run(folder, 'plan');
    checkReadable({ ...elsewhere, stderr: elsewhere.stderr.replaceAll(/\S*\/\S+/g, 'PLACE') });
    expect([elsewhere.exit, codesIn(elsewhere)]).toEqual([1, ['ACR2128']]);
    const url = `${azurite.endpoint}/${state.container}/platform`;
    expect(run(folder, 'state', 'migrate', '--from', url).exit).toBe(0);
    expect(run(folder, 'plan', '--detailed-exitcode').exit).toBe(0);

    expect(run(old, 'state', 'push', 'pulled.json').exit).toBe(0);
    const older = run(folder, 'state', 'push', '../nowhere.json');
    expect([older.exit, codesIn(older)]).toEqual([1, ['ACR2028']]);
    expect(run(folder, 'state', 'migrate', '--from', 'https://evil.example/c')).toMatchObject({ exit: 1 });
  });
});
