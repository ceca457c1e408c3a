// @ts-check
import { posix } from 'node:path';
import { annotation } from './workflow-commands.mjs';

/** @typedef {import('./outcome.mjs').Outcome} Outcome */
/** @typedef {import('./outcome.mjs').Diagnostic} Diagnostic */

/** GitHub shows ten of a kind for a step, the first ones, and says nothing of the rest. */
const SHOWN = 10;

/**
 * Lines for the log: an annotation for each fault where it stands in its file, and for each change that a guard refuses.
 *
 * @param {Outcome} outcome
 * @param {string} workingDirectory that acrctl ran in, from the root of the repository
 * @returns {readonly string[]}
 */
export function annotationsOf({ command, exitCode, diagnostics, plan, applied }, workingDirectory) {
  const faults = diagnostics.map((diagnostic) => ({
    level: diagnostic.severity,
    line: annotation(
      diagnostic.severity,
      `${diagnostic.code}: ${diagnostic.summary}`,
      messageOf(diagnostic),
      placeOf(diagnostic, workingDirectory),
    ),
  }));
  const refused = (command === 'show' ? [] : (plan?.changes ?? [])).flatMap(({ address, blocked }) =>
    blocked === undefined
      ? []
      : [
          {
            level: 'error',
            line: annotation(
              'error',
              `${blocked.code}: ${address} is refused by a guard`,
              blockedText(blocked),
            ),
          },
        ],
  );
  const failed = applied !== undefined && 'outcome' in applied ? applied.outcome.failed : [];
  const steps = failed.map(({ step, failure }) => ({
    level: 'error',
    line: annotation(
      'error',
      `${failure.code}: ${step}`,
      [failure.message, failure.hint ?? ''].join('\n').trim(),
    ),
  }));
  const all = [...faults, ...refused, ...steps];
  const cutOff =
    exitCode === 130
      ? [
          {
            level: 'warning',
            line: annotation(
              'warning',
              'acrctl was interrupted',
              'Running again is safe: it goes on from there.',
            ),
          },
        ]
      : [];
  return [...kept(all, 'error'), ...kept(all, 'warning'), ...cutOff.map(({ line }) => line)];
}

/**
 * @param {readonly { readonly level: string, readonly line: string }[]} all
 * @param {'error' | 'warning'} level
 */
function kept(all, level) {
  const lines = all.filter((each) => each.level === level).map(({ line }) => line);
  if (lines.length <= SHOWN) return lines;
  const rest = lines.length - SHOWN + 1;
  return [...lines.slice(0, SHOWN - 1), annotation(level, 'acrctl', `${rest} more: see the log.`)];
}

/** @param {Diagnostic} diagnostic */
function messageOf({ address, detail, hint }) {
  return [address ?? '', detail, hint ?? ''].filter((part) => part !== '').join('\n');
}

/** @param {{ readonly detail: string, readonly allow: string | null }} blocked */
function blockedText({ detail, allow }) {
  return allow === null ? detail : `${detail}\nIf that is meant: ${allow}`;
}

/**
 * @param {Diagnostic} diagnostic
 * @param {string} workingDirectory
 */
function placeOf({ source }, workingDirectory) {
  if (source === undefined) return undefined;
  const file = source.file.replaceAll('\\', '/');
  return { ...source, file: posix.isAbsolute(file) ? file : posix.join(workingDirectory, file) };
}
