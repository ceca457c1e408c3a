import type { Move } from '../core/plan.ts';
import type { StateEntry } from '../core/state.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { stateListText } from './state-text.ts';

/** What was given another address; addresses are there to be copied, and stay on one line. */
export function movedText(moves: readonly Move[], { width }: TextOptions): string {
  const lines = moves.flatMap(({ from, to }) => [...whole(from, ''), ...whole(to, '  -> ')]);
  const count = counted(moves.length, 'entry has another address', 'entries have other addresses');
  const told =
    moves.length === 0
      ? 'The entries stand there already; what an earlier run had left to do is done.'
      : `${count} now. Azure was not asked.`;
  const next =
    'The file has to have them at these addresses too: an object that it has elsewhere is moved there by the next apply.';
  return `${[...lines, ...wrap(`${told} ${next}`, width)].join('\n')}\n`;
}

function whole(address: string, first: string): readonly string[] {
  return wrap(escapeUnprintable(address), Number.POSITIVE_INFINITY, first);
}

export interface Forgotten {
  readonly resources: readonly StateEntry[];
  /** What people call a type. */
  labelOf(type: string): string;
}

/** What the state is to forget, what that means, and how it is undone. */
export function forgottenText({ resources, labelOf }: Forgotten, options: TextOptions): string {
  const { width } = options;
  const meaning =
    'acrctl then neither changes nor guards nor deletes them. Take their entries out of the file. To have acrctl look after them again, run "acrctl import ADDRESS ID" for each, or write "adopt: true" there and apply; until then a plan refuses what exists already.';
  return [
    ...wrap('To be forgotten; the objects stay in Azure:', width),
    '',
    stateListText({ resources, open: [], labelOf }, options),
    ...wrap(meaning, width),
    '',
  ].join('\n');
}
