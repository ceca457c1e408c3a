// @ts-check
/** Markdown of what acrctl writes no Markdown of: a failure, an apply, drift. Its own text, in a block that nothing ends. */

/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/** What fits a comment of GitHub together with the rest of it. */
const LONGEST_TEXT = 50_000;

/**
 * Text as it is, in a block: whatever it holds, it is no Markdown, no HTML, and calls nobody by an @.
 *
 * @param {string} text
 */
export function block(text) {
  const fence = fenceOf(text, 3);
  return `${fence}text\n${end(text)}\n${fence}`;
}

/** A long text without its beginning: what matters most stands last. @param {string} text */
function end(text) {
  const lines = text.trim();
  if (lines.length <= LONGEST_TEXT) return lines;
  const kept = lines.slice(-LONGEST_TEXT);
  return `…\n${kept.slice(kept.indexOf('\n') + 1)}`;
}

/**
 * Words of others inside a sentence, as code.
 *
 * @param {string} text
 */
function code(text) {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  const fence = fenceOf(line, 1);
  // A backtick at an end would join the fence.
  return /^`|`$/.test(line) ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/**
 * @param {string} text
 * @param {number} least
 */
function fenceOf(text, least) {
  const longest = Math.max(least - 1, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
}

/** @type {Readonly<Record<string, string>>} */
const SAID = {
  valid: 'the configuration is valid',
  invalid: 'the configuration is invalid',
  changes: 'changes',
  'no-changes': 'no changes',
  blocked: 'refused by a guard',
  denied: 'not signed in, or not allowed',
  locked: 'another run holds the lock',
  stale: 'the plan is stale',
  interrupted: 'interrupted; running again is safe',
  drift: 'Azure differs from what was applied',
  'no-drift': 'no drift',
  applied: 'applied',
  failed: 'failed',
};

/**
 * @param {Outcome} outcome
 * @param {string} header names the stack where its name is not known
 */
export function headingOf({ command, stack, result }, header) {
  return `## acrctl ${command}: ${code(stack || header)}, ${SAID[result] ?? result}`;
}
