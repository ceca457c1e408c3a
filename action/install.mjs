// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { requiredVariable, StepError } from './environment.mjs';
import { step } from './step.mjs';
import { giveOutputs, say } from './workflow-commands.mjs';

/**
 * First step: where acrctl is, installed where it must be. Gives the output `program`.
 *
 * The version is that of this action, so that whoever pins the action by its commit pins acrctl with it. No script of any
 * package runs.
 */
await step(async () => {
  const { engines, version: own } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  requireNode(engines.node);
  const path = process.env['ACRCTL_PATH'] ?? '';
  const version = process.env['ACRCTL_VERSION'] || own;
  giveOutputs({ program: path === '' ? installed(version) : present(path) });
});

/** @param {string} range `>=` and a version */
function requireNode(range) {
  const needed = range.replace('>=', '').split('.').map(Number);
  const had = process.versions.node.split('.').map(Number);
  const differs = needed.findIndex((part, at) => part !== had[at]);
  if (differs === -1 || Number(had[differs]) > Number(needed[differs])) return;
  throw new StepError(
    `acrctl needs Node ${range.replace('>=', '')} or newer, and this runner has ${process.versions.node}. Put actions/setup-node before this action.`,
  );
}

/**
 * @param {string} path of the package, or of its `bin/acrctl.js`
 * @returns {string}
 */
function present(path) {
  const given = resolve(requiredVariable('GITHUB_WORKSPACE'), path);
  const program = existsSync(given) && statSync(given).isDirectory() ? join(given, 'bin/acrctl.js') : given;
  if (existsSync(program)) return program;
  throw new StepError(`The input acrctl-path leads to ${program}, and there is no such file.`);
}

/** Once a job, whatever number of steps use it. @param {string} version */
function installed(version) {
  const isFile = version.endsWith('.tgz');
  if (!isFile && !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)) {
    throw new StepError(
      `The input acrctl-version is "${version}"; it takes a version such as 1.2.3, or a packed file (.tgz).`,
    );
  }
  const source = isFile ? resolve(requiredVariable('GITHUB_WORKSPACE'), version) : `acrctl@${version}`;
  const home = join(requiredVariable('RUNNER_TEMP'), `acrctl-${isFile ? 'packed' : version}`);
  const program = join(home, 'node_modules/acrctl/bin/acrctl.js');
  if (existsSync(program)) return program;
  const args = [
    'install',
    '--prefix',
    home,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--no-save',
    source,
  ];
  const { status, error } = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' });
  if (status === 0 && existsSync(program)) {
    say(`acrctl ${version} is installed.`);
    return program;
  }
  throw new StepError(
    `npm could not install ${source}${error === undefined ? '' : `: ${error.message}`}; what it said stands above.`,
  );
}
