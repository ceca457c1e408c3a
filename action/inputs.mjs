// @ts-check
import { isAbsolute, join } from 'node:path';
import { requiredVariable, StepError } from './environment.mjs';

/** The inputs of the action, read once and checked, from the one variable that action.yml puts them in. */

const COMMANDS = /** @type {const} */ (['validate', 'plan', 'show', 'apply', 'drift']);

/** @typedef {(typeof COMMANDS)[number]} Command */

/**
 * @typedef {object} Inputs
 * @property {Command} command
 * @property {readonly string[]} files
 * @property {string} workingDirectory as it was given
 * @property {string} directory the same, absolute
 * @property {string} planFile as it was given; empty where `apply` is to plan for itself
 * @property {string} planPath the same, absolute
 * @property {string} planDigest what the plan file must have, or empty
 * @property {readonly string[]} target
 * @property {readonly string[]} exclude
 * @property {readonly string[]} replace
 * @property {readonly string[]} allowDestroy
 * @property {string} allowMassDestroy
 * @property {string} stateDir
 * @property {string} lockTimeout
 * @property {readonly string[]} arguments
 * @property {{ clientId: string, tenantId: string, audience: string } | undefined} azure
 * @property {boolean} comment
 * @property {string} commentHeader
 * @property {number | undefined} pullRequest
 * @property {boolean} issue
 * @property {string} issueLabel
 * @property {boolean} failOnDrift
 * @property {boolean} summary
 * @property {string} githubToken
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Inputs}
 */
export function readInputs(env = process.env) {
  const given = /** @type {Readonly<Record<string, string>>} */ (JSON.parse(env['ACRCTL_INPUTS'] ?? '{}'));
  /** @param {string} name */
  const text = (name) => (given[name] ?? '').trim();
  /** @param {string} name */
  const lines = (name) =>
    (given[name] ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  const command = commandOf(text('command'));
  const workingDirectory = text('working-directory') || '.';
  const directory = join(requiredVariable('GITHUB_WORKSPACE'), workingDirectory);
  const files = lines('files');
  const usualPlan = command === 'apply' ? '' : 'acrctl.plan';
  const planFile = text('plan-file') || usualPlan;
  return {
    command,
    files,
    workingDirectory,
    directory,
    planFile,
    planPath: planFile === '' || isAbsolute(planFile) ? planFile : join(directory, planFile),
    planDigest: text('plan-digest'),
    target: lines('target'),
    exclude: lines('exclude'),
    replace: lines('replace'),
    allowDestroy: lines('allow-destroy'),
    allowMassDestroy: text('allow-mass-destroy'),
    stateDir: text('state-dir'),
    lockTimeout: text('lock-timeout'),
    arguments: lines('arguments'),
    azure: azureOf(text('azure-client-id'), text('azure-tenant-id'), text('azure-audience')),
    comment: flag('comment', text('comment')),
    // Two stacks of one pull request differ in these, also where their files cannot be read.
    commentHeader: text('comment-header') || [workingDirectory, ...files].join(' '),
    pullRequest: numberOf('pull-request', text('pull-request')),
    issue: flag('issue', text('issue')),
    issueLabel: text('issue-label') || 'acrctl-drift',
    failOnDrift: flag('fail-on-drift', text('fail-on-drift')),
    summary: flag('summary', text('summary')),
    githubToken: text('github-token'),
  };
}

/**
 * @param {string} text
 * @returns {Command}
 */
function commandOf(text) {
  const command = COMMANDS.find((name) => name === text);
  if (command === undefined) {
    throw new StepError(`The input command is "${text}"; it takes one of ${COMMANDS.join(', ')}.`);
  }
  return command;
}

/**
 * Both or neither: with one of them acrctl would sign in as somebody else.
 *
 * @param {string} clientId
 * @param {string} tenantId
 * @param {string} audience
 */
function azureOf(clientId, tenantId, audience) {
  if (clientId === '' && tenantId === '') return undefined;
  if (clientId === '' || tenantId === '') {
    throw new StepError('The inputs azure-client-id and azure-tenant-id go together; one of them is empty.');
  }
  return { clientId, tenantId, audience: audience || 'api://AzureADTokenExchange' };
}

/**
 * @param {string} name
 * @param {string} text
 */
function flag(name, text) {
  if (text === 'true') return true;
  if (text === 'false' || text === '') return false;
  throw new StepError(`The input ${name} is "${text}"; it takes true or false.`);
}

/**
 * @param {string} name
 * @param {string} text
 */
function numberOf(name, text) {
  if (text === '') return undefined;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new StepError(`The input ${name} is "${text}"; it takes a number.`);
}
