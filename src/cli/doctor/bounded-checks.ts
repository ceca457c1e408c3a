import { type Check, type CheckName, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError } from '../../core/errors.ts';
import { CloudError } from '../../core/resource-type.ts';
import { duration } from '../../core/wording.ts';
import type { World } from '../../core/world.ts';
import { within } from '../../providers/azure/bounded.ts';

/** No single check takes longer; those that ask Azure run side by side. */
const LONGEST_MS = 30_000;

/** What a check comes to, or that it took too long. */
export async function timed<T>(
  about: CheckName | Pick<Check, 'name' | 'subscription'>,
  { interrupt }: World,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | Check> {
  let stop: AbortSignal | undefined;
  try {
    return await within(LONGEST_MS, interrupt, (signal) => {
      stop = signal;
      return work(signal);
    });
  } catch (error) {
    interrupt.throwIfAborted();
    if (stop?.aborted !== true) throw error;
    const limit = duration(LONGEST_MS / 1_000);
    const isLogin = about === 'login';
    return troubled(about, `not over after ${limit}`, [
      diagnose('ACR2312', {
        detail: `It was given up after ${limit}; the other checks went on.`,
        hint: isLogin
          ? 'The login itself hangs. By the Azure CLI it can be tried with:\naz account get-access-token --output none'
          : 'Run it again with -v, which tells each request: the network between here and Azure is the likely cause.',
      }),
    ]);
  }
}

/** An error that people are told about is a finding; any other is thrown. */
export function told<T>(work: () => Promise<T> | T): Promise<T | AcrctlError> {
  return orThrown(AcrctlError, work);
}

/** What Azure refused is a finding. */
export function refused<T>(work: () => Promise<T>): Promise<T | CloudError> {
  return orThrown(CloudError, work);
}

async function orThrown<T, Kind extends Error>(
  kind: abstract new (...args: never[]) => Kind,
  work: () => Promise<T> | T,
): Promise<T | Kind> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof kind) return error;
    throw error;
  }
}
