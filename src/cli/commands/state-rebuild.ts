import { EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import type { StateEntry } from '../../core/state.ts';
import { type Left, rebuild } from '../../engine/rebuild.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { rebuildText } from '../../report/rebuild-text.ts';
import { editState } from '../../state/edit.ts';
import type { StateRebuildOptions } from '../options.ts';
import { logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { foundObject, labelOf } from '../stack-state.ts';
import { terminal } from '../terminal.ts';

/** Takes into the state what the file has, Azure has, and acrctl made: for a state that was lost. Azure is only read. */
export async function stateRebuild(options: StateRebuildOptions): Promise<ExitCode> {
  const { session, warnings, acquireLock } = await openSession(options, {
    operation: 'state rebuild',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  if (!options.json) process.stderr.write(diagnosticsText(warnings, terminal(process.stderr, options.color)));
  let taken: readonly StateEntry[] = [];
  let left: readonly Left[] = [];
  const snapshot = await editState({
    ...session,
    acquireLock: () => acquireLock(options.lockTimeout),
    recordsFor: async (reading) => {
      const found = await rebuild(session, reading);
      taken = found.records.map(({ entry }) => entry);
      left = found.left;
      return found.records;
    },
  });
  const { stack } = session;
  if (options.json) {
    const told = taken.map(foundObject);
    printJson({ stack, serial: snapshot?.serial ?? null, taken: told, left });
    return EXIT.done;
  }
  const view = terminal(process.stdout, options.color);
  process.stdout.write(rebuildText({ taken, left, serial: snapshot?.serial, labelOf }, view));
  return EXIT.done;
}
