import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLocalLog } from '../../src/cli/world/local-log.ts';
import { realWorld } from '../../src/cli/world.ts';
import { AcrctlError } from '../../src/core/errors.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import { openStateStore } from '../../src/state/local/store.ts';
import { done, entry, intent } from '../state/samples.ts';

const world = realWorld(new AbortController().signal);
const { files, clock, random, self } = world;

let home = '';
let umask = 0;

beforeEach(() => {
  umask = process.umask();
  home = mkdtempSync(join(tmpdir(), 'acrctl-world-'));
});

afterEach(() => {
  process.umask(umask);
  rmSync(home, { recursive: true, force: true });
});

const at = (...names: string[]): string => join(home, ...names);
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

function lock(dir: string) {
  return acquireLock({
    ...{ world, dir, stack: 'prod', operation: 'apply' },
    ...{ lockTimeoutMs: 0, requestTimeoutMs: 1_000 },
  });
}

test('files are 0600 and directories 0700, whatever the umask (L07)', async () => {
  for (const mask of [0, 0o022, 0o377]) {
    process.umask(mask);
    const dir = at(`umask-${mask}`, 'deeper');
    await files.makeDirectory(dir);
    await files.replace(join(dir, 'replaced'), 'x');
    await (await files.createExclusive(join(dir, 'created'), 'x'))?.close();
    const log = await files.openLog(join(dir, 'log'));
    await log.close();
    expect([dir, join(dir, '..')].map(modeOf)).toEqual(['700', '700']);
    expect(['replaced', 'created', 'log'].map((name) => modeOf(join(dir, name)))).toEqual([
      '600',
      '600',
      '600',
    ]);
  }
});

test('a directory that exists is left as it is; a file in its place is an error', async () => {
  mkdirSync(at('open'));
  chmodSync(at('open'), 0o755);
  await files.makeDirectory(at('open'));
  expect(modeOf(at('open'))).toBe('755');
  writeFileSync(at('file'), '');
  await expect(files.makeDirectory(at('file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(files.makeDirectory(at('file', 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

test('a text is read back as it was written; what is absent is undefined, and removing it succeeds', async () => {
  const text = `zürich 🚀\n${'x'.repeat(300_000)}`;
  await files.replace(at('a'), 'old');
  await files.replace(at('a'), text);
  expect(await files.read(at('a'))).toBe(text);
  await files.remove(at('a'));
  await files.remove(at('a'));
  expect(await files.read(at('a'))).toBeUndefined();
  expect(await files.read(at('no', 'such'))).toBeUndefined();
  expect(readdirSync(home)).toEqual([]);
});

test('a directory is listed by names in order, and one that is absent as empty', async () => {
  await files.makeDirectory(at('dir', 'inner'));
  for (const name of ['b', 'a']) await files.replace(at('dir', name), 'x');
  expect(await files.list(at('dir'))).toEqual(['a', 'b', 'inner']);
  expect(await files.list(at('none'))).toEqual([]);
});

test('a replacement that fails leaves the old text and no rubbish', async () => {
  mkdirSync(at('taken'));
  await expect(files.replace(at('taken'), 'x')).rejects.toMatchObject({ code: expect.stringMatching(/^E/) });
  await expect(files.replace(at('no', 'such'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
  expect(readdirSync(home)).toEqual(['taken']);
});

test('what a process left that was killed while it wrote is swept away, and nothing else', async () => {
  const id = '0f8fad5b-d9cb-469f-a165-70867728950e';
  const others = ['.journal.jsonl.tmp', `.${id}`, `state.json.${id}.tmp`];
  for (const name of [`.state.json.${id}.tmp`, `.lock.json.${id}.tmp`, ...others]) {
    writeFileSync(at(name), 'half');
  }
  await files.sweep(home);
  expect(readdirSync(home).sort()).toEqual(others.toSorted());
  await files.sweep(at('no', 'such'));
});

test('whoever is swept away while it creates a file was beaten, and may try again', async () => {
  for (let round = 0; round < 200; round += 1) {
    const path = at(`file-${round}`);
    const [file] = await Promise.all([
      files.createExclusive(path, 'whole'),
      files.sweep(home),
      files.sweep(home),
    ]);
    expect(await files.read(path)).toBe(file === undefined ? undefined : 'whole');
    expect(readdirSync(home).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    const again = await files.createExclusive(path, 'again');
    expect(again === undefined).toBe(file !== undefined);
    await file?.close();
    await again?.close();
  }
});

test('of many that create one file exactly one does, and its text is whole', async () => {
  const created = await Promise.all(
    Array.from({ length: 20 }, (_, index) => files.createExclusive(at('lock'), `text of ${index}`)),
  );
  const winners = created.flatMap((file, index) => (file === undefined ? [] : [index]));
  expect(winners).toHaveLength(1);
  expect(await files.read(at('lock'))).toBe(`text of ${winners[0]}`);
  expect(readdirSync(home)).toEqual(['lock']);
  for (const file of created) await file?.close();
});

test('an owned file is written in place, even when another file has its name by now', async () => {
  const first = await files.createExclusive(at('lock'), 'one a');
  await first?.rewrite('one b');
  expect(readFileSync(at('lock'), 'utf8')).toBe('one b');
  const second = await files.createExclusive(at('takeover'), 'two a');
  await second?.moveOver(at('lock'));
  await first?.rewrite('one c');
  expect(readFileSync(at('lock'), 'utf8')).toBe('two a');
  await second?.rewrite('two b');
  expect(readFileSync(at('lock'), 'utf8')).toBe('two b');
  expect(readdirSync(home)).toEqual(['lock']);
  await first?.close();
  await second?.close();
});

test('a log keeps what is in it, and the order of appends that wait together', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index} ü\n`);
  for (const half of [lines.slice(0, 250), lines.slice(250)]) {
    const log = await files.openLog(at('log'));
    await Promise.all(half.map((line) => log.append(line)));
    await log.close();
  }
  expect(readFileSync(at('log'), 'utf8')).toBe(lines.join(''));
});

test('appends that wait together share one fsync, and a short write is gone on with (L04)', async () => {
  const file = await open(at('log'), 'a');
  let syncs = 0;
  const slow = {
    write: (bytes: Buffer, from: number, length: number) => file.write(bytes, from, Math.min(length, 7)),
    datasync: () => {
      syncs += 1;
      return file.datasync();
    },
    close: () => file.close(),
  };
  const log = openLocalLog(slow);
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}\n`);
  await Promise.all(lines.map((line) => log.append(line)));
  await log.append('last\n');
  await log.close();
  expect(readFileSync(at('log'), 'utf8')).toBe(`${lines.join('')}last\n`);
  expect(syncs).toBe(2);
});

test('a log that could not be written to goes on failing', async () => {
  // There is no other disk in reach that is always full, and it is always there on Linux alone.
  if (process.platform !== 'linux') return expect.assertions(0);
  const log = openLocalLog(await open('/dev/full', 'a'));
  await expect(log.append('x')).rejects.toMatchObject({ code: 'ENOSPC' });
  await expect(log.append('y')).rejects.toMatchObject({ code: 'ENOSPC' });
  await log.close();
});

test('links are seen as links, and not followed by a log or a new file', async () => {
  writeFileSync(at('target'), 'untouched');
  symlinkSync(at('target'), at('link'));
  symlinkSync(at('nowhere'), at('dangling'));
  expect(
    await Promise.all(['link', 'dangling', 'target', 'no', '.'].map((name) => files.inspect(at(name)))),
  ).toEqual([...['link', 'link', 'file', 'absent', 'directory']]);
  expect(await files.inspect('/dev/null')).toBe('other');
  await expect(files.openLog(at('link'))).rejects.toMatchObject({ code: 'ELOOP' });
  expect(await files.createExclusive(at('dangling'), 'x')).toBeUndefined();
  await files.replace(at('link'), 'mine');
  expect(readFileSync(at('target'), 'utf8')).toBe('untouched');
});

test('a directory that a group or all may write to is shared', async () => {
  for (const [mode, shared] of [
    [0o700, false],
    [0o755, false],
    [0o775, true],
    [0o777, true],
    [0o1777, true],
  ] as const) {
    chmodSync(home, mode);
    expect(await files.isSharedDirectory(home), mode.toString(8)).toBe(shared);
  }
});

test('a sleep ends, and an aborted one rejects with the reason', async () => {
  const before = clock.monotonicMs();
  await clock.sleep(5);
  expect(clock.monotonicMs() - before).toBeGreaterThanOrEqual(5);
  const stop = new AbortController();
  const sleeping = clock.sleep(2 ** 40, stop.signal);
  stop.abort(new Error('stopped'));
  await expect(sleeping).rejects.toThrow('stopped');
  await expect(clock.sleep(1, stop.signal)).rejects.toThrow('stopped');
});

test('ids and fractions are drawn within their bounds', () => {
  expect(random.uuid()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  for (let draw = 0; draw < 100; draw += 1) {
    const fraction = random.fraction();
    expect(fraction >= 0 && fraction < 1).toBe(true);
  }
});

test('this process is alive, and not with another start time', async () => {
  expect(await self.isAlive(self.pid, self.pidStarted)).toBe(true);
  expect(self.who).not.toBe('');
  expect(self.host).not.toBe('');
  if (process.platform !== 'linux') return;
  expect(await self.isAlive(self.pid, '1')).toBe(false);
  expect([self.bootId, self.pidNamespace, self.pidStarted]).not.toContain('');
});

test('a run on real files writes the state, survives being read, and leaves only state and journal', async () => {
  process.umask(0);
  const dir = at('state');
  const held = await lock(dir);
  const store = openStateStore({ files, dir, stack: 'prod' });
  const run = { id: 'r', operation: 'apply', reading: await store.read(), lineage: random.uuid() };
  const journal = await store.startJournal(run, held);
  for (const record of [...done('a'), intent('b')]) await journal.append(record as ReturnType<typeof intent>);
  expect((await store.read()).open).toEqual([{ intent: intent('b') }]);
  await journal.fold();
  await held.release();
  expect(await store.read()).toMatchObject({ snapshot: { serial: 1, resources: [entry('a')] } });
  expect(readdirSync(join(dir, 'prod')).sort()).toEqual(['journal.jsonl', 'state.json']);
  expect(['journal.jsonl', 'state.json'].map((name) => modeOf(join(dir, 'prod', name)))).toEqual([
    '600',
    '600',
  ]);
});

test('a state directory that others can write to, or that is a link, is refused (L07)', async () => {
  const dir = at('state');
  await (await lock(dir)).release();
  const read = () => openStateStore({ files, dir, stack: 'prod' }).read();
  chmodSync(join(dir, 'prod'), 0o777);
  await expect(read()).rejects.toMatchObject({ diagnostics: [{ code: 'ACR2108' }] });
  await expect(lock(dir)).rejects.toMatchObject({ diagnostics: [{ code: 'ACR2108' }] });
  symlinkSync(dir, at('link'));
  await expect(lock(at('link'))).rejects.toMatchObject({ diagnostics: [{ code: 'ACR2107' }] });
});

test('another process that holds the lock is named, and taken over at once when it was killed (I-06)', async () => {
  const dir = at('state');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'hold-lock.ts'), dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await once(child.stdout, 'data');
    const error = await lock(dir).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(AcrctlError);
    expect((error as AcrctlError).exitCode).toBe(5);
    expect((error as AcrctlError).diagnostics[0]?.detail).toContain(`(process ${child.pid})`);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  const taken = await lock(dir);
  await taken.assertHeld();
  await taken.release();
  expect(readdirSync(join(dir, 'prod'))).toEqual([]);
});
