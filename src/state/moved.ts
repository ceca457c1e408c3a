import { canonicalJson } from '../core/canonical.ts';
import type { AcrctlError } from '../core/errors.ts';
import type { StateSnapshot } from '../core/state.ts';
import type { StatePlaces } from './places.ts';
import { isCount, isName, type Shape, shapeFault } from './shape.ts';
import { stateError } from './state-error.ts';

/** What stands where a state was, so that nobody who looks there believes that there is none. */
export interface Moved {
  readonly stack: string;
  readonly lineage: string;
  /** That of the state when it went. */
  readonly serial: number;
  /** Where it went: a path, or a URL. */
  readonly movedTo: string;
}

export function formatMoved({ stack, lineage, serial }: StateSnapshot, movedTo: string): string {
  const moved: Moved = { stack, lineage, serial, movedTo };
  return `${canonicalJson(moved, 2)}\n`;
}

/** The error of whoever looks for the state where it was. */
export function movedAway(text: string, places: StatePlaces): AcrctlError {
  const moved = parseMoved(text);
  const where = moved === undefined ? `another place (${places.moved} is not readable)` : moved.movedTo;
  const serial = moved === undefined ? '' : `, at serial ${moved.serial}`;
  return stateError(
    MOVED_AWAY,
    `The state that stood in ${places.directory} was moved to ${where}${serial}.`,
    'Have state in the file say the new place, as the file that the move was made with does. To bring the state back, run "acrctl state migrate --from" with the new place.',
  );
}

export const MOVED_AWAY = 'ACR2128';

function parseMoved(text: string): Moved | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return shapeFault(value, SHAPE) === undefined ? (value as Moved) : undefined;
  } catch {
    return undefined;
  }
}

const SHAPE: Shape = { stack: isName, lineage: isName, serial: isCount, movedTo: isName };
