import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { withoutJournal } from '../simulation/without-journal.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The command line with the journal patched out, in a folder of its own that the caller removes. Gives the folder;
 * the program is its `bin/acrctl.js`.
 */
export async function buildWithoutJournal(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-no-journal-'));
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { metafile } = await build({
    ...{ entryPoints: { main: join(ROOT, 'src/cli/main.ts') }, outdir: join(folder, 'dist') },
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node22' },
    ...{
      define: { ACRCTL_VERSION: '"0.0.0"' },
      plugins: [withoutJournal],
      metafile: true,
      logLevel: 'error',
    },
  });
  if (!Object.keys(metafile.inputs).some((path) => path.endsWith('simulation/no-journal.ts')))
    throw new Error('The journal is still in the bundle: nothing imports it under its name any more.');
  return folder;
}
