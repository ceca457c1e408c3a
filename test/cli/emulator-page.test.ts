import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { requireValid } from '../schemas/check.ts';
import { BIN, emptyFolder } from './acrctl.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = readFileSync(join(ROOT, 'docs/emulator.md'), 'utf8');
/** What the page writes where each reader has something else. */
const [PORT, HOME] = ['8443', '/home/me'];

interface Block {
  /** As the fence says: `sh`, or `sh az` for what needs the Azure CLI. */
  readonly kind: string;
  readonly text: string;
  /** What the page says that it prints. */
  readonly prints: string | undefined;
}

const BLOCKS: readonly Block[] = [
  ...PAGE.matchAll(/^```(sh|sh az|js)\n(.*?)^```\n(?:\n```(?:json|text)\n(.*?)^```\n)?/gms),
].map(([, kind = '', text = '', prints]) => ({ kind, text, prints }));

const hasAzureCli = spawnSync('az', ['version']).status === 0;

/** Runs the blocks one after another in one shell, as a reader does; gives what each printed. */
async function printedBy(blocks: readonly Block[]): Promise<readonly string[]> {
  const folder = emptyFolder();
  const port = await freePort();
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${BIN}" "$@"\n`, {
    mode: 0o755,
  });
  const steps = blocks.map(({ kind, text }, index) => {
    const told = text.replaceAll(PORT, String(port));
    if (kind !== 'js') return told;
    writeFileSync(join(folder, `block-${index}.mjs`), told);
    return `NODE_EXTRA_CA_CERTS=$PWD/emulator/tls/ca.pem "${process.execPath}" block-${index}.mjs\n`;
  });
  const script = ['set -euo pipefail', `trap 'kill $(jobs -p)' EXIT`, steps.join(`echo ${BETWEEN}\n`)].join(
    '\n',
  );
  const { PATH = '', HOME: home } = process.env;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder,
    env: { PATH: `${folder}:${PATH}`, HOME: home },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The page ends with ${status}: ${stdout}\n${stderr}`);
  requireValid('emulator', JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8')));
  return stdout.replaceAll(folder, HOME).replaceAll(String(port), PORT).split(`${BETWEEN}\n`);
}

const BETWEEN = 'the-next-block-of-the-page';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('every block for a shell on the page about the emulator works and prints what the page says', async () => {
  const run = BLOCKS.filter(({ kind }) => kind !== 'sh az' || hasAzureCli);
  expect(run.filter(({ kind }) => kind === 'sh').length).toBeGreaterThan(8);
  const printed = await printedBy(run);
  const said = run.map(({ kind, prints }) => prints ?? (kind === 'js' ? 'westeurope\n' : ''));
  expect(printed).toEqual(said);
});

it('no block for a shell or with a request on the page is left out', () => {
  const fences = [...PAGE.matchAll(/^```(\S.*)$/gm)].map(([, kind = '']) => kind);
  expect(new Set(fences)).toEqual(new Set(['sh', 'json', 'text', 'sh az', 'js', 'python', 'go', 'hcl']));
  expect(fences.filter((kind) => /^(sh|sh az|js)$/.test(kind))).toHaveLength(BLOCKS.length);
});
