import { createInterface } from 'node:readline/promises';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { interruption } from './interruption.ts';

/** Asks a person; only `yes` is a yes. Without a terminal nobody can be asked, and that is an error. */
export async function approve(question: string): Promise<boolean> {
  if (process.stdin.isTTY !== true) {
    throw new AcrctlError(EXIT.error, [
      diagnose('ACR2027', {
        detail: 'There is no terminal to ask at, and nothing was written.',
        hint: 'Add --auto-approve, or save a plan with "acrctl plan --out FILE" and apply that.',
      }),
    ]);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} Only "yes" is accepted: `, { signal: interruption() });
    return answer.trim() === 'yes';
  } finally {
    prompt.close();
  }
}
