import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Run, runOf } from '../cli/acrctl.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'acrctl-packed-'));

export interface Packed {
  readonly tarball: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** The tarball as `npm pack` makes it of what is built; without building, since other tests run what is built. */
export function pack(): Packed {
  const stage = join(folder, 'stage');
  const { files } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    files: readonly string[];
  };
  const named = files.filter((path) => !path.startsWith('!')).map((path) => path.replace('/*.md', ''));
  for (const path of [...named, 'package.json', 'README.md', 'LICENSE', 'scripts/packed-manifest.mjs'])
    cpSync(join(ROOT, path), join(stage, path), { recursive: true });
  run('node', ['scripts/packed-manifest.mjs'], stage);
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const { exit, stdout, stderr } = run('npm', args, stage);
  if (exit !== 0) throw new Error(stderr);
  const answer = JSON.parse(stdout);
  const [packed] = Array.isArray(answer) ? answer : Object.values(answer);
  return { ...packed, tarball: join(folder, packed.filename) };
}

/** A command with this Node first on the path, nothing of npm's own variables, and no way to a registry. */
export function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Run {
  const ambient = Object.entries(process.env).filter(([name]) => !/^(npm_|ACRCTL_|AZURE_)/i.test(name));
  const PATH = [dirname(process.execPath), process.env['PATH']].join(delimiter);
  const own = {
    PATH,
    npm_config_offline: 'true',
    npm_config_cache: join(folder, 'cache'),
    npm_config_update_notifier: 'false',
  };
  return runOf(
    spawnSync(command, args, {
      cwd,
      env: { ...Object.fromEntries(ambient), ...own, ...env },
      encoding: 'utf8',
    }),
  );
}
