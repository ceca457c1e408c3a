import { EXIT, type ExitCode } from '../core/errors.ts';
import type { Plan } from '../core/plan.ts';
import { counted } from '../core/wording.ts';

/** What a report for readers elsewhere says beside the plan. */
export interface ReportFacts {
  /** What `acrctl plan --detailed-exitcode` says of the plan. */
  readonly exitCode: ExitCode;
  /** The command line that applies it. */
  readonly apply: string;
  /** The command line that prints all of it. */
  readonly show: string;
  /** True where `apply` does exactly this plan, and not one that is made anew. */
  readonly isSaved: boolean;
  /** The file with the report as a page, where one is written too. */
  readonly page?: string;
  /** What was going on while the plan was made: a run is unfinished. */
  readonly note?: string;
}

/** Why nothing of the plan can be applied, in one sentence; undefined where it can. */
export function refusalOf({ changes }: Plan, exitCode: ExitCode): string | undefined {
  const blocked = changes.filter((change) => change.blocked !== undefined).length;
  const what = blocked === 0 ? 'a guard refuses it' : `a guard refuses ${counted(blocked, 'change')} of it`;
  const why: Partial<Record<ExitCode, string>> = {
    [EXIT.refused]: `Blocked: ${what}`,
    [EXIT.denied]: 'Not allowed: permissions are missing',
    [EXIT.error]: 'Faulty: the plan has errors',
  };
  return why[exitCode] && `${why[exitCode]}, so that nothing of this plan can be applied.`;
}

/** What the exit code of the command that made the plan means. */
export function exitMeaning(exitCode: ExitCode): { readonly command: string; readonly meaning: string } {
  const command = 'acrctl plan --detailed-exitcode';
  switch (exitCode) {
    case EXIT.done:
      return { command, meaning: 'there is nothing to change' };
    case EXIT.changes:
      return { command, meaning: 'there are changes; without that option it is 0' };
    case EXIT.refused:
      return { command: 'acrctl plan', meaning: 'a guard refuses the plan' };
    case EXIT.denied:
      return { command: 'acrctl plan', meaning: 'permissions are missing' };
    default:
      return { command: 'acrctl plan', meaning: 'the plan has errors' };
  }
}

/** What stands before the command that applies the plan; undefined where nothing would be, or could be, applied. */
export function applySentence({ changes }: Plan, { exitCode, isSaved }: ReportFacts): string | undefined {
  const isApplicable = changes.length > 0 && (exitCode === EXIT.done || exitCode === EXIT.changes);
  if (!isApplicable) return undefined;
  return isSaved ? 'Apply exactly this plan with:' : 'Not saved. Make the plan again and apply it with:';
}
