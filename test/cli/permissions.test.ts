import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rolesOnThePage } from '../features/permissions-page.ts';
import { acrctl, checkReadable, newFolder, startEmulator } from './acrctl.ts';

it('ends with 4 where only permissions are missing, lists them, and writes neither plan nor cloud', async () => {
  const folder = newFolder();
  const { env, ask, stop } = await startEmulator(folder);
  const run = (...args: string[]) => acrctl(folder, args, env);
  const reader = { permissions: [{ scope: '/', actions: ['*/read'] }] };
  await ask('POST', '/_emulator/permissions', reader);
  const plan = run('plan');
  expect([plan.exit, plan.stderr]).toEqual([4, '']);
  expect(plan.stdout).toContain('Plan: 8 to create');
  expect(plan.stdout).toContain('error ACR1340: The caller may not do all of this');
  checkReadable(plan);
  const saved = run('plan', '--out', 'images.plan');
  expect([saved.exit, existsSync(join(folder, 'images.plan'))]).toEqual([4, false]);
  const apply = run('apply', '--auto-approve');
  expect([apply.exit, apply.stderr]).toEqual([4, expect.stringContaining('ACR1340')]);
  expect(JSON.parse(run('apply', '--auto-approve', '--json').stdout)).toMatchObject({
    result: 'invalid',
    exitCode: 4,
  });
  expect(run('drift').exit).toBe(0);
  expect(await ask('GET', '/_emulator/objects')).toEqual({ objects: {} });

  await ask('POST', '/_emulator/permissions', {
    permissions: [{ scope: '/', actions: rolesOnThePage().plan }],
  });
  expect(run('plan', '--out', 'images.plan').exit).toBe(0);
  await ask('POST', '/_emulator/permissions', {
    permissions: [{ scope: '/', actions: rolesOnThePage().apply }],
  });
  // Made by whoever may only look, applied by whoever may write.
  expect(run('apply', 'images.plan').exit).toBe(0);
  await stop();
});
