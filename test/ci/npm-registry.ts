import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import packageJson from '../../package.json' with { type: 'json' };
import { newFolder, ROOT } from './github-runner.ts';

export interface Registry {
  readonly url: string;
  stop(): void;
}

/** A registry of npm on a loopback port that has acrctl, of the version of this checkout, and nothing else. */
export async function startRegistry(): Promise<Registry> {
  const bytes = readFileSync(packed());
  const { name, version, bin } = packageJson;
  const server = createServer((request, response) => {
    if (request.url?.endsWith('.tgz')) return response.end(bytes);
    const dist = {
      tarball: `${url()}/acrctl.tgz`,
      integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    };
    return response.end(
      JSON.stringify({
        name,
        'dist-tags': { latest: version },
        versions: { [version]: { name, version, bin, dist } },
      }),
    );
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: url(), stop: () => server.close() };
}

/** The package as npm packs it, without what it depends on (all that is bundled), and with a script that must not run. */
function packed(): string {
  const folder = newFolder();
  for (const part of ['bin', 'dist', 'schemas'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  const { name, version, type, bin, files, engines } = packageJson;
  const scripts = { postinstall: 'touch "$HOME/script-ran"' };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, version, type, bin, files, engines, scripts }),
  );
  const { stdout, stderr } = spawnSync('npm', ['pack', '--ignore-scripts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const file = stdout.trim().split('\n').at(-1) ?? '';
  if (!file.endsWith('.tgz')) throw new Error(stderr);
  return join(folder, file);
}
