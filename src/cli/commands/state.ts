import { type Address, byAddress, withAncestors } from '../../core/address.ts';
import { EXIT, type ExitCode } from '../../core/errors.ts';
import { isAtOrBelow } from '../../core/path.ts';
import type { OpenIntent, StateSnapshot } from '../../core/state.ts';
import { wrap } from '../../report/layout.ts';
import { stateEntryText, stateListText } from '../../report/state-text.ts';
import type { OpenStep, StateHeading } from '../documents.ts';
import type { StateOptions } from '../options.ts';
import { printJson } from '../print.ts';
import { labelOf, noState, stackState, unknownAddresses } from '../stack-state.ts';
import { runningNow } from '../state-place.ts';
import { terminal } from '../terminal.ts';

/** Prints what the state holds, one address a line; with prefixes, what stands at or below one of them. */
export async function stateList(prefixes: readonly Address[], options: StateOptions): Promise<ExitCode> {
  const state = await readState(options);
  const known = [...state.snapshot.resources, ...state.open].map(({ address }) => address);
  const missing = prefixes.filter((prefix) => !known.some((address) => isAtOrBelow(address, prefix)));
  if (missing.length > 0) throw unknownAddresses(missing, known.flatMap(withAncestors), state);
  const isWanted = ({ address }: { readonly address: Address }) =>
    prefixes.length === 0 || prefixes.some((prefix) => isAtOrBelow(address, prefix));
  const [resources, open] = [state.snapshot.resources.filter(isWanted), state.open.filter(isWanted)];
  if (options.json) {
    printJson({
      stack: state.snapshot.stack,
      state: state.heading,
      resources: resources.map(({ address, type, id, settled }) => ({ address, type, id, settled })),
      open,
    });
  } else {
    const view = terminal(process.stdout, options.color);
    process.stdout.write(
      stateListText({ resources, open, labelOf, keepsLines: !process.stdout.isTTY }, view),
    );
    sayWhere(state, options);
  }
  return EXIT.done;
}

/** Prints one entry of the state, with the body that acrctl last applied. */
export async function stateShow(address: Address, options: StateOptions): Promise<ExitCode> {
  const state = await readState(options);
  const { stack, resources } = state.snapshot;
  const resource = resources.find((entry) => entry.address === address);
  if (resource === undefined) {
    const known = resources.map((entry) => entry.address);
    throw unknownAddresses([address], known, state);
  }
  const open = state.open.filter((step) => step.address === address);
  if (options.json) printJson({ stack, state: state.heading, resource, open });
  else {
    const view = terminal(process.stdout, options.color);
    process.stdout.write(stateEntryText({ resource, resources, open, labelOf }, view));
    sayWhere(state, options);
  }
  return EXIT.done;
}

interface ReadState {
  /** With what the journal holds folded over it. */
  readonly snapshot: StateSnapshot;
  readonly open: readonly OpenStep[];
  readonly heading: StateHeading;
  /** The run that is at work, for people. */
  readonly running: string | undefined;
}

/** Takes no lock, writes nothing, and asks nobody. */
async function readState(options: StateOptions): Promise<ReadState> {
  const place = await stackState(options);
  const { current, open, records } = await place.store.read();
  if (current === undefined) throw noState(place, options);
  const unfinishedRun = records.length > 0;
  return {
    snapshot: current,
    open: open.map(openStep).toSorted(byAddress),
    heading: { path: place.path, lineage: current.lineage, serial: current.serial, unfinishedRun },
    running: unfinishedRun ? await runningNow(place) : undefined,
  };
}

/** Not with the poll URL, which is signed. */
function openStep({ intent: { address, step, type, id, action } }: OpenIntent): OpenStep {
  return { address, step, type, id, action };
}

/** On stderr, so that stdout can go through `grep`. */
function sayWhere({ heading, running }: ReadState, options: StateOptions): void {
  const { width, style } = terminal(process.stderr, options.color);
  const where = `State: ${heading.path}, serial ${heading.serial}.`;
  const unfinished = `${
    running === undefined ? 'A run was interrupted' : `Right now ${running} is at work`
  }; what it did is taken into account. Azure was not asked what became of the steps that are begun: "acrctl plan" does that.`;
  const lines = heading.unfinishedRun
    ? [where, ...wrap(unfinished, width).map(style.caution)]
    : [style.dim(where)];
  process.stderr.write(`${lines.join('\n')}\n`);
}
