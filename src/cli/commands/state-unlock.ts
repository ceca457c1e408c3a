import { EXIT, type ExitCode } from '../../core/errors.ts';
import type { StandingLock } from '../../core/state.ts';
import { holderName } from '../../core/wording.ts';
import { wrap } from '../../report/layout.ts';
import { lockText } from '../../report/lock-text.ts';
import { otherLock } from '../../state/lock-holder.ts';
import { lockError } from '../../state/state-error.ts';
import { confirm } from '../approve.ts';
import { commandLine } from '../command-line.ts';
import type { StateUnlockOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { type StackState, stackState } from '../stack-state.ts';
import { terminal } from '../terminal.ts';

/** Shows who holds the lock of the stack, and removes it: by its id, or when a person at the terminal says so. */
export async function stateUnlock(id: string | undefined, options: StateUnlockOptions): Promise<ExitCode> {
  const place = await stackState(options);
  const lock = await place.standingLock();
  if (lock !== undefined) await remove(lock, id, place, options);
  if (options.json) printJson({ stack: place.stack, removed: lock === undefined ? null : toldOf(lock) });
  else {
    const { width } = terminal(process.stdout, options.color);
    const text = lock === undefined ? `The stack ${place.stack} is not locked.` : REMOVED;
    process.stdout.write(`${wrap(text, width).join('\n')}\n`);
  }
  return EXIT.done;
}

async function remove(
  lock: StandingLock,
  id: string | undefined,
  place: StackState,
  options: StateUnlockOptions,
): Promise<void> {
  if (!options.json) {
    const shown = { ...lock, nowMs: place.world.clock.wallMs() };
    process.stdout.write(lockText(shown, terminal(process.stdout, options.color)));
  }
  if (id !== undefined && id !== lock.id) throw otherLock(lock.path, id);
  if (lock.process === 'alive' && !options.force) throw holderAlive(lock);
  if (id === undefined) {
    const again = commandLine([...process.argv.slice(2), lock.id]);
    const kept = `The lock ${lock.id}${lock.holder === undefined ? '' : ` of ${holderName(lock.holder)}`} stays.`;
    await confirm('Remove this lock?', {
      kept,
      otherwise: `Once you are sure that nobody is at work, name the lock by its id:\n${again}`,
    });
  }
  await place.removeLock({ operation: 'state unlock', id: lock.id });
}

function toldOf({ id, holder, process: known }: StandingLock) {
  return { id, holder: holder ?? null, process: known };
}

function holderAlive({ id, holder }: StandingLock): Error {
  const who = holder === undefined ? 'The holder' : holderName(holder);
  return lockError(
    'ACR2119',
    `${who} holds the lock ${id} and is alive. Without its lock it stops before its next write, in the middle of what it does.`,
    'Wait for it, or end it with SIGINT, so that it gives the lock up by itself. Only where it hangs for good: add --force.',
  );
}

const REMOVED =
  'Removed. What the run had begun stands in the journal: the next apply reads it back and goes on.';
