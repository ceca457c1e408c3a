import { createInterface } from 'node:readline/promises';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { quote } from '../core/wording.ts';
import { interruption } from './interruption.ts';

/** Asks a person; only `yes` is a yes. Without a terminal nobody can be asked, and that is an error. */
export async function approve(question: string, unattended = planNotApproved): Promise<boolean> {
  if (process.stdin.isTTY !== true) throw unattended();
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await prompt.question(`${question} Only "yes" is accepted: `, { signal: interruption() });
    return answer.trim() === 'yes';
  } finally {
    prompt.close();
  }
}

function planNotApproved(): AcrctlError {
  return new AcrctlError(EXIT.error, [
    diagnose('ACR2027', {
      detail: `${NO_TERMINAL}, and nothing was written.`,
      hint: 'Add --auto-approve, or save a plan with "acrctl plan --out FILE" and apply that.',
    }),
  ]);
}

/** Asks before something is given up that no plan shows. Throws unless a person says yes. */
export async function confirm(
  question: string,
  { kept, otherwise }: { readonly kept: string; readonly otherwise: string },
): Promise<void> {
  const refusal = (why: string) =>
    new AcrctlError(EXIT.error, [diagnose('ACR2115', { detail: `${why}. ${kept}`, hint: otherwise })]);
  if (!(await approve(question, () => refusal(NO_TERMINAL)))) throw refusal('The answer was not "yes"');
}

/**
 * Has a person type a name before something that stops others from working: it stands on the command line, or is asked for.
 * Throws unless it is that name.
 */
export async function typedConsent(
  name: string,
  { given, option }: { readonly given: string | undefined; readonly option: string },
): Promise<void> {
  const typed = given ?? (await typedName(name));
  if (typed === name) return;
  const why =
    typed === undefined
      ? NO_TERMINAL
      : `What was typed, ${quote(typed)}, is not the name of the registry, ${name}`;
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2411', {
      detail: `${why}. Nothing was taken away.`,
      hint: `Read above who is cut off. Then type the name at a terminal, or add ${option} ${name}.`,
    }),
  ]);
}

async function typedName(name: string): Promise<string | undefined> {
  if (process.stdin.isTTY !== true) return undefined;
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const question = `Type the name of the registry, ${name}, to cut it off: `;
    return (await prompt.question(question, { signal: interruption() })).trim();
  } finally {
    prompt.close();
  }
}

const NO_TERMINAL = 'There is no terminal to ask at';
