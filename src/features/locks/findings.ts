import { diagnose } from '../../core/codes.ts';
import type { ReviewInput } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { enumerate, quote } from '../../core/wording.ts';
import { foldId, nameOf, parseArmId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { type Lock, locksOfOthers } from './reads.ts';

/** What locks would stop that stay on: Azure would refuse it in the middle of the run. */
export function lockFindings(input: Pick<ReviewInput<unknown>, 'changes' | 'live'>): readonly Diagnostic[] {
  return [...ownFindings(input), ...foreignFindings(input)];
}

/** Each change that a lock of the stack stops. */
function ownFindings({
  changes,
  live,
}: Pick<ReviewInput<unknown>, 'changes' | 'live'>): readonly Diagnostic[] {
  const off = new Set(changes.filter(goes).map(({ id }) => foldId(id)));
  const locks = [...live.values()].filter(({ type, id }) => type === ARM_TYPE.lock && !off.has(foldId(id)));
  return changes.flatMap((change) => {
    const lock = locks.find((each) => stops(each, change));
    if (lock === undefined) return [];
    return [
      diagnose('ACR1360', {
        address: change.address,
        detail: `The lock ${nameOf(lock.id)} (${levelOf(lock)}) on ${placeOf(lock)} stays on, and Azure refuses to ${goes(change) ? 'delete' : 'change'} what it covers. Nothing was sent.`,
        hint: 'Take the lock out of the file: a deletion of what it covers may stand in the same change. Put it back afterwards.',
      }),
    ];
  });
}

/** Each lock of others with all that it stops: one on a subscription may stop thousands. */
function foreignFindings({
  changes,
  live,
}: Pick<ReviewInput<unknown>, 'changes' | 'live'>): readonly Diagnostic[] {
  return locksOfOthers(live).flatMap((lock) => {
    const stopped = changes.filter((change) => stops(lock, change));
    const [first] = stopped;
    if (first === undefined) return [];
    const notes = textAt(lock.body, 'properties.notes');
    const said = notes === undefined || notes === '' ? '' : ` Its notes say ${quote(notes)}.`;
    return [
      diagnose('ACR1363', {
        ...(stopped.length === 1 && { address: first.address }),
        detail: `${placeOf(lock, true)} has the lock ${nameOf(lock.id)} (${levelOf(lock)}), which acrctl did not put on and does not take off. Azure would refuse to ${whatOf(stopped)}. Nothing was sent.${said}`,
        hint: `Have whoever looks after it take it off for the run:\naz lock delete --ids ${lock.id}\nOr leave that out of the run with --exclude, or of the file.`,
      }),
    ];
  });
}

/** `delete a, and to make or change b and c`. */
function whatOf(changes: readonly Change[]): string {
  const verbs = [
    ['delete', changes.filter(goes)],
    ['make or change', changes.filter((change) => !goes(change))],
  ] as const;
  return verbs
    .flatMap(([verb, each]) =>
      each.length === 0 ? [] : `${verb} ${someOf(each.map(({ address }) => address))}`,
    )
    .join(', and to ');
}

const MOST_NAMED = 5;

function someOf(addresses: readonly string[]): string {
  const more = addresses.length - MOST_NAMED;
  return enumerate([...addresses.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])]);
}

/**
 * At the thing itself or above it, a lock with `ReadOnly` stops whatever is sent, any other a deletion; below it, a deletion that would
 * take along what is locked ("Lock your resources to protect your infrastructure", MicrosoftDocs/azure-docs, of a group). Locks stop
 * no locks, and no registration of a resource provider.
 */
function stops(lock: Lock, change: Change): boolean {
  if (change.steps.length === 0 || UNSTOPPED.has(change.type)) return false;
  const isReadOnly = foldId(levelOf(lock)) === 'readonly';
  if (!isReadOnly && !goes(change)) return false;
  const scope = `${foldId(scopeOf(lock.id))}/`;
  return coveredIds(change).some((id) => {
    const covered = `${foldId(id)}/`;
    return covered.startsWith(scope) || (goes(change) && id === change.id && scope.startsWith(covered));
  });
}

const UNSTOPPED: ReadonlySet<string> = new Set([ARM_TYPE.lock, ARM_TYPE.provider]);

/** The object, and for an endpoint what it leads to: its connection lies there. */
function coveredIds({ id, before, after }: Change): readonly string[] {
  const connections = [before, after].flatMap((body) =>
    ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap((list) =>
      listAt(body ?? {}, `properties.${list}`),
    ),
  );
  return [id, ...connections.flatMap((each) => textAt(each, 'properties.privateLinkServiceId') ?? [])];
}

function goes({ actions }: Change): boolean {
  return actions[0] === 'delete';
}

function levelOf({ body }: Lock): string {
  return textAt(body, 'properties.level') ?? 'of no level that it tells';
}

/** By its name, and where it is a group or a subscription with that word. */
function placeOf(lock: Lock, isFirst = false): string {
  const scope = scopeOf(lock.id);
  const name = nameOf(scope);
  const word = parseArmId(scope) === undefined ? 'subscription' : /\/providers\//i.test(scope) ? '' : 'group';
  if (word === '') return name;
  return `${isFirst ? 'The' : 'the'} ${word} ${name}`;
}
