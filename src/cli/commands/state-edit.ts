import { type Address, withAncestors } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import { isAtOrBelow } from '../../core/path.ts';
import type { Move } from '../../core/plan.ts';
import type { MoveRecord, StateEntry, StateReading } from '../../core/state.ts';
import { quote } from '../../core/wording.ts';
import { addressForm } from '../../features/address-form.ts';
import { forgottenText, movedText } from '../../report/state-edit-text.ts';
import { type EditRecord, editState } from '../../state/edit.ts';
import { movedEntries } from '../../state/entry-moves.ts';
import { confirm } from '../approve.ts';
import type { StateHeading } from '../documents.ts';
import type { StateEditOptions, StateForgetOptions } from '../options.ts';
import { printJson } from '../print.ts';
import {
  foundObject,
  headingOf,
  labelOf,
  noState,
  type StackState,
  stackState,
  unknownAddresses,
} from '../stack-state.ts';
import { takeLock } from '../state-place.ts';
import { terminal } from '../terminal.ts';

/** Gives an entry, and all below it, another address in the state. Asks Azure nothing. */
export async function stateMove(from: Address, to: Address, options: StateEditOptions): Promise<ExitCode> {
  const place = await stackState(options);
  let moved: readonly Move[] = [];
  const state = await edited(place, 'state mv', options, async (reading) => {
    if (reading.current?.resources.some(({ address }) => isAtOrBelow(address, from)))
      requireSameForm(from, to);
    const records = movedEntries(reading, from, to);
    if (records === undefined) throw nothingAt([from], reading, place);
    moved = records
      .filter(isMove)
      .map((each) => ({ from: each.from, to: each.entry.address, id: each.entry.id }));
    return records;
  });
  if (options.json) printJson({ stack: place.stack, state, moved });
  else process.stdout.write(movedText(moved, terminal(process.stdout, options.color)));
  return EXIT.done;
}

/** Forgets entries, and all below them. The objects stay. */
export async function stateForget(
  addresses: readonly Address[],
  options: StateForgetOptions,
): Promise<ExitCode> {
  const place = await stackState(options);
  const view = terminal(process.stdout, options.color);
  let forgotten: readonly StateEntry[] = [];
  const state = await edited(place, 'state rm', options, async (reading) => {
    forgotten = entriesAt(addresses, reading, place);
    if (!options.json) process.stdout.write(`${forgottenText({ resources: forgotten, labelOf }, view)}\n`);
    if (!options.autoApprove) await confirm('Forget them?', UNCONFIRMED);
    // Children first: an object is known for as long as one that hangs below it.
    return forgotten.toReversed().map(({ address }) => ({ kind: 'forget', address }));
  });
  if (options.json) {
    const told = forgotten.map(foundObject);
    printJson({ stack: place.stack, state, forgotten: told });
  } else process.stdout.write(`Forgotten: ${forgotten.length}. State serial ${state.serial}.\n`);
  return EXIT.done;
}

const UNCONFIRMED = {
  kept: 'The state is as it was.',
  otherwise: 'Add --auto-approve once you have read what would be forgotten.',
};

/** Runs an edit under the lock, and says which state came of it. */
async function edited(
  place: StackState,
  operation: string,
  options: StateEditOptions,
  recordsFor: (reading: StateReading) => Promise<readonly EditRecord[]>,
): Promise<StateHeading> {
  const { world, store } = place;
  // Without a state there is nothing to lock, and no directory is made for it.
  if ((await store.read()).current === undefined) throw noState(place, options);
  const snapshot = await editState({
    store,
    operation,
    random: world.random,
    acquireLock: () => takeLock(place, operation, options.lockTimeout),
    recordsFor,
  });
  if (snapshot === undefined) throw noState(place, options);
  return headingOf(place, snapshot);
}

function entriesAt(
  addresses: readonly Address[],
  reading: StateReading,
  place: StackState,
): readonly StateEntry[] {
  const resources = reading.current?.resources ?? [];
  const missing = addresses.filter((name) => !resources.some(({ address }) => isAtOrBelow(address, name)));
  if (missing.length > 0) throw nothingAt(missing, reading, place);
  return resources.filter(({ address }) => addresses.some((name) => isAtOrBelow(address, name)));
}

function nothingAt(
  addresses: readonly Address[],
  { current }: StateReading,
  { stack }: StackState,
): AcrctlError {
  const known = (current?.resources ?? []).flatMap(({ address }) => withAncestors(address));
  return unknownAddresses(addresses, known, { snapshot: { stack }, open: [] });
}

/** An entry of the file can have only an address of its kind, so an object at any other would be homeless. */
function requireSameForm(from: Address, to: Address): void {
  const [wanted, found] = [addressForm(from), addressForm(to)];
  if (found !== undefined && found === wanted) return;
  const why =
    found === undefined
      ? `${quote(to)} is not the path of anything that a file can have.`
      : `${quote(to)} is an address of another kind than ${quote(from)}.`;
  const example = wanted === undefined ? '' : `, of the form ${wanted}`;
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2117', {
      detail: `${why} Nothing was changed.`,
      hint: `Write it as the path of the entry in the file${example}; keys that are not plain stand in brackets and quotes.`,
    }),
  ]);
}

function isMove(record: EditRecord): record is MoveRecord {
  return record.kind === 'move';
}
