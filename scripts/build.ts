import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

/** Bundles the command line into dist/. What a command does not need stays in chunks that it does not load. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const schema = spawnSync(process.execPath, ['scripts/schema.ts'], { stdio: 'inherit' });
if (schema.status !== 0) process.exit(schema.status ?? 1);

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  define: { ACRCTL_VERSION: JSON.stringify(version) },
  // Reads files beside itself and loads native helpers: it stays a package, loaded only to sign in.
  external: ['@azure/identity'],
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
