import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { BIN, newFolder } from './acrctl.ts';
import { noteJournal } from './noted-journal.ts';

it('what a process with the emulator in it sends is seen from outside', () => {
  const noted = noteJournal();
  const args = [BIN, 'apply', '--emulator', '--auto-approve'];
  const variables = { ...process.env, AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000aa' };
  const { status } = spawnSync(process.execPath, args, {
    cwd: newFolder(),
    env: { ...variables, ...noted.env },
  });
  expect(status).toBe(0);
  expect(noted.check()).toBe(8);
  expect(noted.check()).toBe(0);
});
