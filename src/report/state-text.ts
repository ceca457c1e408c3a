import { type Address, byAddress } from '../core/address.ts';
import type { IntentRecord, StateEntry } from '../core/state.ts';
import { escapeUnprintable } from '../core/wording.ts';
import { nameColumn, wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';
import { showerOf, shownLeaves, valueLine } from './values.ts';

/** A step that was begun, and of which nobody has read back what became. */
type BegunStep = Pick<IntentRecord, 'address' | 'type' | 'action'>;

export interface StateList {
  readonly resources: readonly Pick<StateEntry, 'address' | 'type' | 'settled'>[];
  /** Those of addresses that the state does not hold yet are listed too: the object may be there. */
  readonly open: readonly BegunStep[];
  /** What people call a type. */
  labelOf(type: string): string;
  /** Each stays on one line, however wide, for `grep` and the like. */
  readonly keepsLines?: boolean;
}

/**
 * One address a line, then what it is and what is not over. No address is cut, since they go into commands: where one
 * is long, what it is stands below it.
 */
export function stateListText(
  { resources, open, labelOf, keepsLines = false }: StateList,
  { width }: TextOptions,
): string {
  const known = new Set(resources.map(({ address }) => address));
  const coming = open.filter(({ address }) => !known.has(address));
  const rows = [...resources, ...coming].toSorted(byAddress).map((row) => {
    const notes = [
      'settled' in row && !row.settled ? 'unfinished' : '',
      ...open.filter(({ address }) => address === row.address).map(({ action }) => `${action} begun`),
    ].filter((note) => note !== '');
    const label = escapeUnprintable(labelOf(row.type));
    return { name: escapeUnprintable(row.address), word: [label, ...notes].join(', ') };
  });
  return nameColumn(rows, width, keepsLines)
    .map((line) => `${line}\n`)
    .join('');
}

export interface ShownEntry {
  readonly resource: StateEntry;
  /** All of the state: an id among the values is shown as the address that it belongs to. */
  readonly resources: readonly StateEntry[];
  readonly open: readonly BegunStep[];
  labelOf(type: string): string;
}

/** One entry, its applied body value by value. */
export function stateEntryText(
  { resource, resources, open, labelOf }: ShownEntry,
  { width, style }: TextOptions,
): string {
  const { address, type, id, incarnation, settled, protect, dependsOn, applied } = resource;
  const show = showerOf(resources);
  const facts: readonly (readonly [string, string])[] = [
    ['type', `${labelOf(type)} (${type})`],
    ['settled', settled ? 'yes' : 'no: Azure has not said yet that it is finished'],
    ...(incarnation === undefined ? [] : [['incarnation', incarnation] as const]),
    ...(protect === true ? [['protect', 'yes: deleting it needs an allowance'] as const] : []),
    ...open.map(({ action }) => ['begun', `${action}; what became of it was not read back yet`] as const),
  ];
  return [
    ...copied(address, '').map(style.bold),
    ...copied(id, '  '),
    ...facts.flatMap(([name, fact]) => wrap(escapeUnprintable(fact), width, `  ${name.padEnd(13)}`)),
    ...dependencyLines(dependsOn),
    '  applied',
    ...shownLeaves(applied).flatMap(({ path, value }) =>
      valueLine(show.path(path), show.value(value, path), width, '    '),
    ),
    '',
  ].join('\n');
}

function dependencyLines(dependsOn: readonly Address[]): readonly string[] {
  return dependsOn.flatMap((each, index) =>
    copied(each, `  ${(index === 0 ? 'depends on' : '').padEnd(13)}`),
  );
}

/** Ids and addresses are there to be copied: they stay on one line. */
function copied(text: string, first: string): readonly string[] {
  return wrap(escapeUnprintable(text), Number.POSITIVE_INFINITY, first);
}
