// @ts-check
import { spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { acrctlArguments, RUN_FILES } from './arguments.mjs';
import { requiredVariable, StepError } from './environment.mjs';
import { keepFederatedToken } from './federated-token.mjs';
import { readInputs } from './inputs.mjs';
import { step } from './step.mjs';
import { giveOutputs, withoutCommands } from './workflow-commands.mjs';

/**
 * Second step: runs acrctl, and passes on what the runner sends to this process. When a run is cancelled that is SIGINT,
 * SIGTERM 7.5 s later, and the end 2.5 s after that (actions/runner, src/Runner.Sdk/ProcessInvoker.cs); a child of the
 * process gets nothing. acrctl ends within 5 s of the first, so this step waits for it and does nothing else.
 *
 * Gives the outputs `exit-code` and `folder`, and succeeds whatever acrctl said: the steps after it tell, and the last one
 * fails.
 */
await step(async () => {
  const inputs = readInputs();
  requireDigest(inputs);
  const folder = mkdtempSync(join(requiredVariable('RUNNER_TEMP'), 'acrctl-run-'));
  const login = inputs.azure && (await keepFederatedToken(inputs.azure, folder));
  try {
    const args = [requiredVariable('ACRCTL_PROGRAM'), ...acrctlArguments(inputs, folder)];
    const exitCode = await withoutCommands(() =>
      run(args, inputs.directory, folder, { ...process.env, ...login?.env }),
    );
    giveOutputs({ 'exit-code': exitCode, folder });
  } finally {
    login?.stop();
  }
});

/**
 * The plan that was reviewed, and no other. That the digest in a plan file is that of its content is for acrctl to verify.
 *
 * @param {import('./inputs.mjs').Inputs} inputs
 */
function requireDigest({ planPath, planDigest }) {
  if (planDigest === '') return;
  const had = digestIn(planPath);
  if (had !== planDigest) {
    throw new StepError(
      `The plan ${planPath} has the digest ${had}, and the one that was reviewed has ${planDigest}. Nothing was written.`,
    );
  }
}

/** @param {string} planPath */
function digestIn(planPath) {
  try {
    return String(JSON.parse(readFileSync(planPath, 'utf8')).digest);
  } catch {
    throw new StepError(`The plan file ${planPath} cannot be read.`);
  }
}

/**
 * @param {readonly string[]} args
 * @param {string} cwd
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
function run(args, cwd, folder, env) {
  // The token of GitHub among the inputs is nothing to acrctl.
  const { ACRCTL_INPUTS: _, ...passed } = env;
  const child = spawn(process.execPath, args, { cwd, env: passed, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM']))
    process.on(signal, () => child.kill(signal));
  const said = createWriteStream(join(folder, RUN_FILES.said));
  for (const [from, to] of /** @type {const} */ ([
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])) {
    from.pipe(to, { end: false });
    from.pipe(said, { end: false });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => said.end(() => resolve(code ?? (signal === 'SIGINT' ? 130 : 1))));
  });
}
