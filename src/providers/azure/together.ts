import { CloudError } from '../../core/resource-type.ts';
import type { Clock } from '../../core/world.ts';

/**
 * Reads all at once. After a first failure the others are given a moment and then stopped, and everything that failed
 * is thrown as one error: a person who lacks one permission mostly lacks several.
 */
export async function allTogether<Each>(
  all: readonly Each[],
  clock: Clock,
  signal: AbortSignal | undefined,
  act: (each: Each, stop: AbortSignal) => Promise<void>,
): Promise<void> {
  const stop = new AbortController();
  const stopSignal = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  const onFailure = Promise.withResolvers<void>();
  const ended = Promise.all(
    all.map((each) =>
      act(each, stopSignal).catch((error: unknown) => {
        if (!stopSignal.aborted) failures.push(error);
        onFailure.resolve();
      }),
    ),
  );
  await Promise.race([ended, onFailure.promise]);
  signal?.throwIfAborted();
  if (failures.length === 0) return void (await ended);
  const patience = new AbortController();
  await Promise.race([ended, clock.sleep(TOGETHER_MS, patience.signal).catch(() => undefined)]);
  patience.abort();
  stop.abort();
  signal?.throwIfAborted();
  throw merged(failures);
}

const TOGETHER_MS = 2_000;

/** What is no answer of Azure's (not signed in) counts alone; then what was denied, which has an exit code of its own. */
function merged(failures: readonly unknown[]): unknown {
  const strange = failures.find((failure) => !(failure instanceof CloudError));
  if (strange !== undefined) return strange;
  const [first, ...others] = (failures as readonly CloudError[]).toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
  return first === undefined || others.length === 0 ? first : first.withOthers(others);
}

function rank({ failure, asked }: CloudError): string {
  return `${failure === 'denied' ? 0 : 1} ${asked?.path ?? ''}`;
}
