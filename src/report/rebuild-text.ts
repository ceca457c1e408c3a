import type { StateEntry } from '../core/state.ts';
import { counted } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { stateListText } from './state-text.ts';

export interface RebuildResult {
  readonly taken: readonly StateEntry[];
  readonly left: readonly (Pick<StateEntry, 'address' | 'type'> & {
    readonly reason: 'other-stack' | 'unmarked';
  })[];
  readonly serial: number | undefined;
  /** What people call a type. */
  labelOf(type: string): string;
}

/** What the state holds again, and what it does not, with what to do about it. */
export function rebuildText({ taken, left, serial, labelOf }: RebuildResult, options: TextOptions): string {
  const { width } = options;
  const list = (entries: readonly Pick<StateEntry, 'address' | 'type'>[]) =>
    stateListText(
      { resources: entries.map((each) => ({ ...each, settled: true })), open: [], labelOf },
      options,
    );
  const found =
    taken.length === 0
      ? wrap('Nothing was found that the state does not hold and acrctl made.', width)
      : [
          ...wrap('Found by the mark of this stack, or below what has it:', width),
          '',
          list(taken),
          ...wrap(`Taken into the state: ${counted(taken.length, 'object')}. State serial ${serial}.`, width),
        ];
  return `${[...found, ...leftLines(left, list, width)].join('\n')}\n`;
}

function leftLines(
  left: RebuildResult['left'],
  list: (entries: readonly Pick<StateEntry, 'address' | 'type'>[]) => string,
  width: number,
): readonly string[] {
  const others = left.filter(({ reason }) => reason === 'other-stack');
  const unmarked = left.filter(({ reason }) => reason === 'unmarked');
  return [
    ...(unmarked.length === 0
      ? []
      : [
          '',
          ...wrap('There, without the mark of acrctl:', width),
          '',
          list(unmarked),
          ...wrap(
            'To have acrctl look after one, run "acrctl import ADDRESS ID", or write "adopt: true" on its entry and apply.',
            width,
          ),
        ]),
    ...(others.length === 0
      ? []
      : [
          '',
          ...wrap('There, and marked as of another stack:', width),
          '',
          list(others),
          ...wrap(
            'They stay whose they are. Take their entries out of this file, or out of the other.',
            width,
          ),
        ]),
  ];
}
