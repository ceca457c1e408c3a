import type { StateEntry } from '../core/state.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { stateListText } from './state-text.ts';

export interface RegistryImport {
  readonly file: string;
  readonly serial: number;
  readonly taken: readonly Pick<StateEntry, 'address' | 'type'>[];
  readonly existing: readonly { readonly address: string }[];
  /** What the file does not say, as sentences about an address or an id. */
  readonly left: readonly { readonly address: string | null; readonly id: string; readonly what: string }[];
  /** What people call a type. */
  labelOf(type: string): string;
  /** The command that shows the next plan. */
  readonly planCommand: string;
}

/** What came into the file and the state, and what did not. */
export function importRegistryText(imported: RegistryImport, options: TextOptions): string {
  const { file, serial, taken, existing, left, labelOf, planCommand } = imported;
  const { width } = options;
  const resources = taken.map((each) => ({ ...each, settled: true }));
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [...wrap(title, width), '', ...lines, ''];
  const lines = [
    ...section(
      'Looked after from now on, as it is:',
      stateListText({ resources, open: [], labelOf }, options).trimEnd().split('\n'),
    ),
    ...section(
      'Only read (existing: true); the file says why:',
      existing.flatMap(({ address }) => wrap(escapeUnprintable(address), width)),
    ),
    ...section(
      'Not in the file, and left as it is:',
      left.flatMap(({ address, id, what }) =>
        wrap(escapeUnprintable(`${address ?? id} ${what}`), width, '- ', '  '),
      ),
    ),
    ...wrap(
      `${escapeUnprintable(file)} is written, and the state holds ${counted(taken.length, 'object')} (serial ${serial}). The next plan is empty:`,
      width,
    ),
    `  ${planCommand}`,
  ];
  return `${lines.join('\n')}\n`;
}
