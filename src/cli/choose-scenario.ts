import { createInterface } from 'node:readline/promises';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { SCENARIOS, type Scenario, scenarioLines } from './scenarios.ts';

/**
 * Asks a person for a number, again and again until it is one of the list; a name will do as well. Throws with exit 130
 * where the input ends or the signal comes first.
 */
export async function chooseScenario(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  signal: AbortSignal,
): Promise<Scenario> {
  output.write(`What is the file to describe?\n${scenarioLines(SCENARIOS, true).join('\n')}\n`);
  const question = createInterface({ input, output, signal, prompt: `Number, 1 to ${SCENARIOS.length}: ` });
  try {
    question.prompt();
    for await (const line of question) {
      const answer = line.trim();
      const chosen = SCENARIOS.find(({ name }, index) => answer === String(index + 1) || answer === name);
      if (chosen !== undefined) return chosen;
      question.prompt();
    }
  } finally {
    question.close();
  }
  output.write('\n');
  const detail = 'No scenario was chosen, and nothing was written.';
  throw new AcrctlError(EXIT.interrupted, [diagnose('ACR2031', { detail })]);
}
