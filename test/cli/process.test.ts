import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  acrctl,
  askedOf,
  newFolder,
  type ServedEmulator,
  startAcrctl,
  startEmulator,
  untilAsked,
} from './acrctl.ts';

const REGISTRY =
  '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/registries/contosoimages';

describe('real processes on one served emulator', () => {
  let emulator: ServedEmulator;
  beforeAll(async () => {
    emulator = await startEmulator(newFolder(), ['--latency', 'typical', '--speed', '10']);
  });
  afterAll(() => emulator.stop());

  const apply = ['apply', '--auto-approve'];

  it('lets one apply at a time work, survives SIGINT and SIGKILL, and makes nothing twice', async () => {
    const folder = newFolder();
    const first = startAcrctl(folder, apply, emulator.env);
    await untilAsked(emulator, 'PUT', '/registries/contosoimages');
    const second = acrctl(folder, apply, emulator.env);
    expect([second.exit, second.stderr]).toEqual([5, expect.stringContaining(`process ${first.child.pid}`)]);

    const interrupted = performance.now();
    first.child.kill('SIGINT');
    const ended = await first.ended;
    expect(performance.now() - interrupted).toBeLessThan(5_000);
    expect([ended.exit, ended.stdout]).toEqual([130, expect.stringContaining('acrctl apply --auto-approve')]);

    const third = startAcrctl(folder, apply, emulator.env);
    await untilAsked(emulator, 'PUT', '/privateEndpoints/');
    third.child.kill('SIGKILL');
    await third.ended;

    const last = acrctl(folder, apply, emulator.env);
    expect([last.exit, last.exit === 0 ? '' : last.stderr]).toEqual([0, '']);
    const puts = (await askedOf(emulator)).filter(({ method }) => method === 'PUT').map(({ path }) => path);
    expect(puts.toSorted()).toEqual([...new Set(puts)].toSorted());
    expect(acrctl(folder, ['plan', '--detailed-exitcode'], emulator.env).exit).toBe(0);
  });

  it('shows what Azure says without what a terminal would act on (H08)', async () => {
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'no \u001b[2J\r right' };
    await emulator.ask('POST', '/_emulator/faults', {
      faults: [{ match: { method: 'GET', nth: 'every' }, answer }],
    });
    const run = acrctl(newFolder(), ['plan'], emulator.env);
    await emulator.ask('POST', '/_emulator/faults', { faults: [] });
    expect(run.exit).toBe(4);
    expect(run.stderr).toContain('AuthorizationFailed');
    expect(run.stderr).not.toMatch(/[\u001b\r]/);
  });

  it('goes on when nobody reads its output any more (L08)', async () => {
    const folder = newFolder();
    await emulator.ask('PATCH', `${REGISTRY}?api-version=2025-11-01`, { tags: { owner: 'somebody' } });
    const run = startAcrctl(folder, ['plan'], emulator.env);
    run.child.stdout?.destroy();
    expect((await run.ended).stderr).toBe('');
  });
});

it('goes on with what a saved plan began, a removal with the removal, and says so once', async () => {
  const folder = newFolder();
  const emulator = await startEmulator(newFolder());
  onTestFinished(() => emulator.stop());
  const allowed = ['--allow-destroy', 'registries.contosoimages'];
  acrctl(folder, ['apply', '--auto-approve'], emulator.env);
  acrctl(folder, ['plan', '--destroy', ...allowed, '--out', 'gone.plan'], emulator.env);
  await emulator.ask('POST', '/_emulator/faults', {
    faults: [{ match: { method: 'DELETE', path: '/virtualNetworkLinks/' }, delayMs: 600_000 }],
  });
  const removal = startAcrctl(folder, ['apply', 'gone.plan'], emulator.env);
  await untilAsked(emulator, 'DELETE', '/virtualNetworkLinks/');
  removal.child.kill('SIGINT');
  const ended = await removal.ended;
  expect([ended.exit, ended.stdout.trimEnd().split('\n').at(-1)]).toEqual([
    130,
    '  acrctl destroy --allow-destroy registries.contosoimages',
  ]);
  expect((ended.stdout + ended.stderr).match(/running again is/gi)).toHaveLength(1);
  const looked = acrctl(folder, ['drift'], emulator.env);
  expect([looked.exit, looked.stdout]).toEqual([
    0,
    expect.stringMatching(/^An earlier run was interrupted[^.]+no\s+drift\.\n\nNo drift/),
  ]);
  const reported = acrctl(folder, ['plan', '--destroy', ...allowed, '--markdown', '-'], emulator.env);
  expect(reported.stdout).toContain('\n> An earlier run was interrupted; this plan takes what it did');
  expect(reported.stderr).toMatch(/^An earlier run was interrupted/);
  const last = acrctl(folder, ['destroy', ...allowed, '--auto-approve'], emulator.env);
  expect([last.exit, last.exit === 0 ? '' : last.stderr]).toEqual([0, '']);
});
