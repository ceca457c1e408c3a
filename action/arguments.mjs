// @ts-check
import { join } from 'node:path';

/** @typedef {import('./inputs.mjs').Inputs} Inputs */

/** The files that a run leaves in its folder. */
export const RUN_FILES = /** @type {const} */ ({
  document: 'run.json',
  said: 'said.txt',
  markdown: 'plan.md',
  html: 'plan.html',
  sarif: 'acrctl.sarif',
  junit: 'acrctl-junit.xml',
});

/**
 * The arguments of acrctl, each its own word: no shell ever sees them.
 *
 * @param {Inputs} inputs
 * @param {string} folder of the run
 * @returns {readonly string[]}
 */
export function acrctlArguments(inputs, folder) {
  /** @param {keyof typeof RUN_FILES} name */
  const file = (name) => join(folder, RUN_FILES[name]);
  const { command, planFile } = inputs;
  const document = ['--json-into', file('document')];
  // What the Markdown may have at most, acrctl knows: it fits a comment with what the action adds.
  const reports = ['--markdown', file('markdown'), '--html', file('html')];
  const found = ['--sarif', file('sarif'), '--junit', file('junit')];
  const files = inputs.files.flatMap((path) => ['-f', path]);
  const places = [...files, ...option('--state-dir', inputs.stateDir)];
  const rest = inputs.arguments;
  switch (command) {
    case 'validate':
      return ['validate', ...files, ...document, ...found, ...rest];
    case 'plan':
      return ['plan', ...places, ...planning(inputs), '--out', planFile, ...document, ...reports, ...rest];
    case 'show':
      return ['show', planFile, ...document, ...reports, ...rest];
    case 'apply':
      return [
        'apply',
        ...(planFile === '' ? [...planning(inputs), '--auto-approve'] : [planFile]),
        ...places,
        ...document,
        ...option('--lock-timeout', inputs.lockTimeout),
        ...rest,
      ];
    case 'drift':
      return ['drift', ...places, ...document, ...rest];
  }
}

/** @param {Inputs} inputs */
function planning({ target, exclude, replace, allowDestroy, allowMassDestroy }) {
  return [
    ...target.flatMap((address) => ['--target', address]),
    ...exclude.flatMap((address) => ['--exclude', address]),
    ...replace.flatMap((address) => ['--replace', address]),
    ...allowDestroy.flatMap((address) => ['--allow-destroy', address]),
    ...option('--allow-mass-destroy', allowMassDestroy),
  ];
}

/**
 * @param {string} name
 * @param {string} value
 */
function option(name, value) {
  return value === '' ? [] : [name, value];
}
