import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

it('has no prepare in what npm packs, so that nobody is warned of it, and afterwards again', () => {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-manifest-'));
  const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const manifest = JSON.parse(text);
  // Without the build, of which other tests run what is there.
  const prepack = manifest.scripts.prepack.replace('node scripts/build.ts && ', '');
  const scripts = { ...manifest.scripts, prepare: 'node -e 0', prepack };
  mkdirSync(join(folder, 'scripts'));
  cpSync(join(ROOT, 'scripts/packed-manifest.mjs'), join(folder, 'scripts/packed-manifest.mjs'));
  const written = `${JSON.stringify({ ...manifest, scripts }, null, 2)}\n`;
  writeFileSync(join(folder, 'package.json'), written);

  const packed = spawnSync('npm', ['pack', '--loglevel', 'error'], { cwd: folder, encoding: 'utf8' });
  expect([packed.status, packed.stderr]).toEqual([0, expect.anything()]);
  expect(readFileSync(join(folder, 'package.json'), 'utf8')).toBe(written);

  const inTarball = spawnSync('tar', ['-xOf', `acrctl-${manifest.version}.tgz`, 'package/package.json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { prepare: _, ...kept } = scripts;
  expect(JSON.parse(inTarball.stdout)).toMatchObject({ name: 'acrctl', scripts: kept });
  expect(JSON.parse(inTarball.stdout).scripts).not.toHaveProperty('prepare');
  rmSync(folder, { recursive: true, force: true });
});

it('asks npm for nothing else: what acrctl needs is in the bundle, and pre-commit could not install it otherwise', () => {
  expect(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies');
});
