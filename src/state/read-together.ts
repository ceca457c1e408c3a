import type { StateReading } from '../core/state.ts';
import type { StatePlaces } from './places.ts';
import { interpret } from './reading.ts';

/** A fold of another process may fall between reading the one and the other; that is over in a moment. */
const ATTEMPTS = 5;

interface Texts {
  readonly journal: string | undefined;
  readonly state: string | undefined;
  /** Where both are absent: what says where they went. */
  readonly moved?: string | undefined;
}

/**
 * Journal and state as they stand together. `read` reads the journal first: a fold in between then shows as a journal
 * that is already in the state, which is no fault.
 */
export async function readTogether<Found extends Texts>(
  read: () => Promise<Found>,
  places: StatePlaces,
  stack: string,
): Promise<{ readonly reading: StateReading; readonly found: Found }> {
  let before: Texts | undefined;
  for (let attempt = 1; ; attempt += 1) {
    const found = await read();
    try {
      return { reading: interpret(found, places, stack), found };
    } catch (error) {
      const stands = before?.journal === found.journal && before?.state === found.state;
      if (stands || attempt === ATTEMPTS) throw error;
      before = found;
    }
  }
}
