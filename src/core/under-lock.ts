import type { Lock } from './state.ts';

/** Does the work and gives the lock up. Of two errors the one of the work counts: what it says must not be lost. */
export async function underLock<T>(lock: Lock, work: (lock: Lock) => Promise<T>): Promise<T> {
  let result: T;
  try {
    result = await work(lock);
  } catch (error) {
    await lock.release().catch(() => undefined);
    throw error;
  }
  await lock.release();
  return result;
}
