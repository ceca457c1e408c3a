// @ts-check
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

/**
 * What npm runs after `npm ci` in a checkout, and before it packs one: builds dist/.
 *
 * Where npm installs acrctl from Git for everybody (`npm install --global git+…`, and so pre-commit), what the build needs is
 * not there (npm/cli#8440). Then it is fetched here, and no script of any package runs. Plain JavaScript, since this runs on
 * whatever Node there is. For the same reason package.json has no `dependencies`: all of them are in the bundle, and npm
 * would put them in place while the inner npm still works there.
 */
if (!isInstalled('esbuild')) {
  const { npm_config_global: _, npm_config_prefix: __, ...env } = process.env;
  run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], env);
}
// Node strips types by itself since 22.18.
run(process.execPath, ['--experimental-strip-types', '--no-warnings', 'scripts/build.ts'], process.env);

/** @param {string} name */
function isInstalled(name) {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
function run(program, args, env) {
  const { status } = spawnSync(program, args, {
    stdio: ['ignore', 2, 2],
    env,
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
