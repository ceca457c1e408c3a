// @ts-check
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * What npm runs before and, with `--restore`, after it packs acrctl: the packed manifest has no `prepare`. Only Git needs
 * that script (see prepare.mjs), and npm would warn of it whoever installs the packed file.
 */
const [MANIFEST, KEPT] = ['package.json', 'package.json.unpacked'];

if (process.argv.includes('--restore')) {
  if (existsSync(KEPT)) renameSync(KEPT, MANIFEST);
} else {
  rmSync(KEPT, { force: true });
  const text = readFileSync(MANIFEST, 'utf8');
  const manifest = JSON.parse(text);
  delete manifest.scripts.prepare;
  writeFileSync(KEPT, text);
  writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
}
