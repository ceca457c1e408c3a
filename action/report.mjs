// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotationsOf } from './annotations.mjs';
import { RUN_FILES } from './arguments.mjs';
import { writeComment } from './comment.mjs';
import { keepDriftIssue } from './drift-issue.mjs';
import { requiredVariable } from './environment.mjs';
import { readInputs } from './inputs.mjs';
import { block, headingOf } from './markdown.mjs';
import { countsOf, outcomeOf } from './outcome.mjs';
import { openRepository } from './repository.mjs';
import { step } from './step.mjs';
import { addSummary, annotation, giveOutputs, say } from './workflow-commands.mjs';

/**
 * Third step, whatever became of the second: outputs, annotations, the summary of the run, the comment of the pull request
 * and the issue of the drift. Where GitHub does not take one of the last two, that is a warning: the plan stands.
 */
await step(async () => {
  const inputs = readInputs();
  const folder = requiredVariable('ACRCTL_FOLDER');
  const outcome = outcomeOf(
    inputs.command,
    Number(requiredVariable('ACRCTL_EXIT_CODE')),
    textIn(folder, 'document'),
  );
  const markdown = markdownOf(outcome, inputs, folder);
  giveOutputs(outputsOf(outcome, inputs, folder));
  for (const line of annotationsOf(outcome, inputs.workingDirectory)) say(line);
  if (inputs.summary) addSummary(markdown);
  await tell('comment', () => comment(outcome, inputs, markdown));
  await tell('issue', () => issue(outcome, inputs, markdown));
});

/** @typedef {import('./inputs.mjs').Inputs} Inputs */
/** @typedef {import('./outcome.mjs').Outcome} Outcome */

/**
 * @param {string} folder
 * @param {keyof typeof RUN_FILES} name
 */
function textIn(folder, name) {
  const file = join(folder, RUN_FILES[name]);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/**
 * @param {Outcome} outcome
 * @param {Inputs} inputs
 * @param {string} folder
 */
function markdownOf(outcome, { commentHeader, planPath }, folder) {
  const report = textIn(folder, 'markdown');
  const text =
    report !== '' ? [report.trim()] : [headingOf(outcome, commentHeader), block(textIn(folder, 'said'))];
  return [...text, footOf(outcome, planPath)].join('\n\n');
}

/**
 * Of which commit and which plan this is: who approves the run that applies it can compare.
 *
 * @param {Outcome} outcome
 * @param {string} planPath
 */
function footOf({ command, plan }, planPath) {
  const commit = process.env['ACRCTL_COMMIT'] || requiredVariable('GITHUB_SHA');
  const isSaved = command !== 'apply' && existsSync(planPath);
  const digest = isSaved && plan !== undefined ? ` · plan \`${plan.digest}\`` : '';
  return `<sub>commit ${commit.slice(0, 10)} · [run](${runAddress()})${digest}</sub>`;
}

function runAddress() {
  return `${requiredVariable('GITHUB_SERVER_URL')}/${requiredVariable('GITHUB_REPOSITORY')}/actions/runs/${requiredVariable('GITHUB_RUN_ID')}`;
}

/**
 * @param {Outcome} outcome
 * @param {Inputs} inputs
 * @param {string} folder
 */
function outputsOf(outcome, { command, planPath }, folder) {
  /** @param {keyof typeof RUN_FILES} name */
  const made = (name) => (textIn(folder, name) === '' ? '' : join(folder, RUN_FILES[name]));
  const { plan, result, stack } = outcome;
  const isSaved = command === 'plan' && plan !== undefined && existsSync(planPath);
  return {
    result,
    stack,
    'has-changes': (plan?.changes.length ?? 0) > 0,
    ...countsOf(outcome),
    'plan-file': isSaved ? planPath : '',
    'plan-digest': plan?.digest ?? '',
    json: made('document'),
    markdown: made('markdown'),
    html: made('html'),
    sarif: made('sarif'),
    junit: made('junit'),
  };
}

/**
 * @param {string} what
 * @param {() => Promise<void>} work
 */
async function tell(what, work) {
  try {
    await work();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    say(
      annotation(
        'warning',
        `The ${what} was not written`,
        `${why}\nThe result stands in the summary of this run.`,
      ),
    );
  }
}

/**
 * @param {Outcome} outcome
 * @param {Inputs} inputs
 * @param {string} markdown
 */
async function comment(
  { command, result },
  { comment: isWanted, pullRequest, commentHeader, githubToken },
  markdown,
) {
  // A run that was cut off says nothing about the plan, and another one follows.
  if (!isWanted || pullRequest === undefined || command === 'drift' || result === 'interrupted') return;
  const kind = command === 'show' ? 'plan' : command;
  const url = await writeComment(openRepository(githubToken), {
    pullRequest,
    kind,
    header: commentHeader,
    markdown,
  });
  giveOutputs({ 'comment-url': url });
}

/**
 * @param {Outcome} outcome
 * @param {Inputs} inputs
 * @param {string} markdown
 */
async function issue(
  { stack, drift },
  { issue: isWanted, commentHeader, issueLabel, githubToken },
  markdown,
) {
  // Only a look that came to an end knows whether there is drift.
  if (!isWanted || drift === undefined) return;
  const count = drift.drift.length;
  const number = await keepDriftIssue(openRepository(githubToken), {
    header: commentHeader,
    label: issueLabel,
    isDrifting: count > 0,
    title: `Drift in ${stack}: ${count === 1 ? '1 object differs' : `${count} objects differ`} from what was applied`,
    markdown,
    run: runAddress(),
  });
  if (number !== undefined) giveOutputs({ 'issue-number': number });
}
