// @ts-check
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { requiredVariable } from './environment.mjs';

/**
 * What a step says to the runner of GitHub Actions.
 *
 * Escaping as actions/runner undoes it (src/Runner.Common/ActionCommand.cs): in the text `%`, CR and LF, in a property
 * `:` and `,` too. What is escaped so cannot end the command or begin another.
 */

/**
 * @typedef {object} Place where an annotation stands; lines and columns count from 1
 * @property {string} file from the root of the repository
 * @property {number} line
 * @property {number} column
 * @property {number} endLine
 * @property {number} endColumn
 */

/**
 * One annotation, as a line for the log.
 *
 * @param {'error' | 'warning' | 'notice'} level
 * @param {string} title
 * @param {string} message
 * @param {Place} [place]
 * @returns {string}
 */
export function annotation(level, title, message, place) {
  // With an end on another line the runner drops both columns.
  const range = place && { file: place.file, line: place.line, col: place.column, ...endOf(place) };
  const properties = Object.entries({ ...range, title }).map(
    ([key, value]) => `${key}=${escapeProperty(String(value))}`,
  );
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

/** @param {Place} place */
function endOf({ line, endLine, endColumn }) {
  return endLine === line ? { endLine, endColumn } : {};
}

/** @param {string} text */
function escapeData(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** @param {string} text */
function escapeProperty(text) {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * Runs something while the runner takes no line of the log for a command, whatever it prints.
 *
 * @template T
 * @param {() => Promise<T>} print
 * @returns {Promise<T>}
 */
export async function withoutCommands(print) {
  const token = randomUUID();
  say(`::stop-commands::${token}`);
  try {
    return await print();
  } finally {
    say(`::${token}::`);
  }
}

/** From now on the runner shows asterisks for it. @param {string} secret */
export function mask(secret) {
  say(`::add-mask::${escapeData(secret)}`);
}

/**
 * Outputs of the step. Each value stands between lines that nobody can guess, so that none can pose as another.
 *
 * @param {Readonly<Record<string, string | number | boolean>>} outputs
 */
export function giveOutputs(outputs) {
  const lines = Object.entries(outputs).map(([name, value]) => {
    const end = randomUUID();
    return `${name}<<${end}\n${value}\n${end}\n`;
  });
  appendFileSync(requiredVariable('GITHUB_OUTPUT'), lines.join(''));
}

/** Adds Markdown to the summary of the run. @param {string} markdown */
export function addSummary(markdown) {
  appendFileSync(requiredVariable('GITHUB_STEP_SUMMARY'), `${markdown}\n`);
}

/** @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}
