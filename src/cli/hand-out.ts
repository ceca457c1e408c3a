import { type Address, formatAddress, parseAddress } from '../core/address.ts';
import { diagnose } from '../core/codes.ts';
import type { PriorEntry } from '../core/desired.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { isAtOrBelow } from '../core/path.ts';
import { NO_OPTIONS } from '../core/plan.ts';
import { nearest, quote } from '../core/wording.ts';
import { look } from '../engine/look.ts';
import { handOutFaults, handOutReads, withoutParts } from '../features/hand-out/looked-at.ts';
import type { Placed, PlacedRegistry } from '../features/placed.ts';
import { placeEntries } from '../features/placement.ts';
import { aroundOf } from '../features/private-link/around.ts';
import type { Around } from '../features/private-link/members.ts';
import { diagnosticsText } from '../report/diagnostics-text.ts';
import { shellWord } from './command-line.ts';
import type { CloudOptions } from './options.ts';
import { logLine } from './print.ts';
import { openSession } from './session.ts';
import { terminal } from './terminal.ts';
import { unfoldedNote } from './unfolded-note.ts';

/** What a list is made from. */
export interface Surroundings<Entry> {
  readonly stack: string;
  readonly placed: Placed;
  /** What the addresses on the command line name, or all there is of the kind. */
  readonly chosen: readonly Entry[];
  readonly around: Around;
  /** What the state knows. */
  readonly prior: readonly PriorEntry[];
}

export interface ListOf<Entry> {
  readonly operation: 'records' | 'allow-list' | 'connections';
  /** What is listed, for people. */
  readonly noun: string;
  readonly addresses: readonly Address[];
  readonly options: CloudOptions;
  entries(registry: PlacedRegistry, placed: Placed): readonly Entry[];
  /** True where a registry itself tells all that is listed, so that nothing else is read. */
  readonly registriesAlone?: boolean;
}

/**
 * Reads what lists are made from, and nothing more: registries, and their endpoints with the interfaces unless a list
 * leaves them out. What is said beside the list goes to stderr, since the list goes into files.
 */
export async function surroundings<Entry extends { readonly address: Address }>(
  list: ListOf<Entry>,
): Promise<Surroundings<Entry>> {
  const { operation, options, registriesAlone = false } = list;
  const { session, warnings, runningNow } = await openSession(options, {
    operation,
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { config, stack } = session;
  const placed = placeEntries(config);
  const chosen = choose(
    placed.registries.flatMap((registry) => list.entries(registry, placed)),
    list,
  );
  const registries = placed.registries
    .filter((registry) => list.entries(registry, placed).some((entry) => chosen.includes(entry)))
    .map((registry) => (registriesAlone ? withoutParts(registry) : registry));
  const { prior, live, unfolded } = await look(session, handOutReads(placed, registries));
  const faults = handOutFaults(placed, registries, live);
  if (faults.length > 0) throw new AcrctlError(EXIT.error, faults);
  const view = terminal(process.stderr, options.color);
  if (unfolded) process.stderr.write(unfoldedNote(await runningNow(), 'list', view));
  process.stderr.write(diagnosticsText(warnings, view));
  return { stack, placed, chosen, around: aroundOf(config, prior, live), prior };
}

/** Those at and below the addresses; all where none is given. */
function choose<Entry extends { readonly address: Address }>(
  entries: readonly Entry[],
  { addresses, noun }: Pick<ListOf<Entry>, 'addresses' | 'noun'>,
): readonly Entry[] {
  const isAt = (prefix: Address) => entries.some(({ address }) => isAtOrBelow(address, prefix));
  const known = entries.flatMap(({ address }) => [address, ...above(address)]);
  const faults = addresses.filter((each) => !isAt(each)).map((each) => nothingAt(each, noun, known));
  if (faults.length > 0) throw new AcrctlError(EXIT.error, faults);
  if (addresses.length === 0) return entries;
  return entries.filter(({ address }) => addresses.some((prefix) => isAtOrBelow(address, prefix)));
}

function nothingAt(address: Address, noun: string, known: readonly Address[]): Diagnostic {
  const near = nearest(address, known);
  return diagnose('ACR2071', {
    detail: `The configuration has no ${noun} at ${quote(address)}, nor below it.`,
    hint:
      near === undefined ? `Without an address every ${noun} is listed.` : `Did you mean ${shellWord(near)}?`,
  });
}

/** `registries.images` of `registries.images.network.privateEndpoints.hub`. */
function above(address: Address): readonly Address[] {
  const segments = parseAddress(address) ?? [];
  return segments.length > 2 ? [formatAddress(segments.slice(0, 2))] : [];
}
