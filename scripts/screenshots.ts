import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plan } from '../src/core/plan.ts';
import { launchChromium } from '../test/browser/chromium.ts';

/**
 * Makes the pictures of docs/ci.md again: the page of `plan --html` of the example with the most steps, in both colour
 * schemes, on a wide screen and on a phone. Needs Chromium; Debian has it as a package.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const images = join(root, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'acrctl-screenshots-'));

const LOOKS = [
  { name: 'plan-wide', width: 1_280, height: 1_180, from: undefined },
  { name: 'steps-wide', width: 1_280, height: 900, from: '#steps' },
  { name: 'plan-narrow', width: 390, height: 1_500, from: undefined },
] as const;

const largest = examples().reduce((most, example) => (example.steps > most.steps ? example : most));
mkdirSync(images, { recursive: true });
// Letters without coloured edges: a picture of half the size.
const browser = await launchChromium('--disable-lcd-text');
for (const { name, width, height, from } of LOOKS) {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(pathToFileURL(largest.page).href);
    if (from !== undefined) await page.evaluate(`document.querySelector('${from}').scrollIntoView()`);
    const path = join(images, `${name}-${colorScheme}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path}, ${Math.round(statSync(path).size / 1_000)} kB\n`);
    await page.close();
  }
}
await browser.close();
rmSync(folder, { recursive: true, force: true });

/** Those of one file, each planned against the emulator. */
function examples(): readonly { readonly page: string; readonly steps: number }[] {
  const names = readdirSync(join(root, 'examples'));
  return names.flatMap((name) => {
    const own = join(folder, name);
    cpSync(join(root, 'examples', name), own, { recursive: true });
    if (!readdirSync(own).includes('acrctl.yaml')) return [];
    const args = ['plan', '--emulator', '--json', '--out', 'images.plan', '--html', 'plan.html'];
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'bin/acrctl.js'), ...args], {
      cwd: own,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`The plan of ${name} ended with ${status}: ${stderr}`);
    const { changes } = JSON.parse(stdout) as Plan;
    return [{ page: join(own, 'plan.html'), steps: changes.flatMap(({ steps }) => steps).length }];
  });
}
