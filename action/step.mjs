// @ts-check
import { StepError } from './environment.mjs';
import { annotation, say } from './workflow-commands.mjs';

/**
 * Runs a step of the action. What a workflow got wrong is told in a sentence; anything else with its stack, as a fault of
 * the action.
 *
 * @param {() => Promise<void>} work
 */
export async function step(work) {
  try {
    await work();
  } catch (error) {
    const isTheirs = error instanceof StepError;
    const text =
      error instanceof Error ? (isTheirs ? error.message : (error.stack ?? error.message)) : String(error);
    say(
      annotation(
        'error',
        'acrctl action',
        isTheirs ? text : `${text}\nThis is a bug in the action of acrctl.`,
      ),
    );
    process.exitCode = 1;
  }
}
