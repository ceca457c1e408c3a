import { expect, test } from 'vitest';
import { acrctl, newFolder } from './acrctl.ts';

test('a plan is the same bytes in any locale and time zone (I-10)', () => {
  const folder = newFolder();
  const plan = (env: NodeJS.ProcessEnv) => acrctl(folder, ['plan', '--emulator', '--json'], env);
  const expected = plan({ LC_ALL: 'C', TZ: 'UTC' });
  expect(expected).toMatchObject({ exit: 0, stderr: '' });
  const turkish = { LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', LANGUAGE: 'tr', TZ: 'Asia/Kathmandu' };
  expect(plan(turkish)).toEqual(expected);
});
