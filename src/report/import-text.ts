import { isError } from '../core/diagnostic.ts';
import type { Plan } from '../core/plan.ts';
import type { StateEntry } from '../core/state.ts';
import { counted, escapeUnprintable } from '../core/wording.ts';
import { nameAndWord, wrap } from './layout.ts';
import { changeLines, type TextOptions } from './plan-text.ts';
import { shownPlan } from './shown-plan.ts';

export interface ImportedObject {
  readonly entry: StateEntry;
  /** False where the state held it already. */
  readonly isNew: boolean;
  readonly serial: number;
  /** As it is with the object in the state. */
  readonly plan: Plan;
  /** What people call a type. */
  labelOf(type: string): string;
}

/** What stands in the state now, and what the next plan makes of it. */
export function importText(imported: ImportedObject, options: TextOptions): string {
  const { entry, isNew, serial, labelOf } = imported;
  const { width, style } = options;
  const told = isNew
    ? `Imported. State serial ${serial}; Azure was only read.`
    : `The state holds it already, serial ${serial}: nothing was written.`;
  const label = escapeUnprintable(labelOf(entry.type));
  const lines = [
    ...nameAndWord('', escapeUnprintable(entry.address), label, width).map(style.bold),
    `  ${escapeUnprintable(entry.id)}`,
    ...wrap(told, width),
    '',
    ...nextLines(imported, options),
  ];
  return `${lines.join('\n')}\n`;
}

/** Its own change in full, of the others how many there are. */
function nextLines({ entry, plan }: ImportedObject, options: TextOptions): readonly string[] {
  const { width, style } = options;
  const { changes, verdict } = shownPlan(plan);
  const faults = plan.diagnostics.filter(isError).length;
  const faulty =
    faults === 0
      ? []
      : wrap(`The next plan has ${counted(faults, 'fault')}: see "acrctl plan".`, width).map(style.bad);
  if (changes.length === 0) {
    return faults === 0 ? wrap('The next plan is empty.', width).map(style.good) : faulty;
  }
  const own = changes.filter(({ address }) => address === escapeUnprintable(entry.address));
  const said = own.length === 0 ? 'The next plan leaves it as it is.' : 'The next plan changes it:';
  const shown = own.flatMap((change) => ['', ...changeLines(change, options), '']);
  return [...wrap(said, width), ...shown, ...wrap(`${verdict} See "acrctl plan".`, width), ...faulty];
}
