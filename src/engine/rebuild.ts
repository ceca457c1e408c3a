import { byAddress } from '../core/address.ts';
import type { Resource } from '../core/desired.ts';
import type { Cloud, LiveObject, LiveObjects, ResourceType } from '../core/resource-type.ts';
import type { AdoptRecord, StateEntry, StateReading } from '../core/state.ts';
import { restrict } from './diff.ts';
import { entryOf } from './draft.ts';
import { holderOf } from './ids.ts';
import { fillIn } from './late.ts';
import { ownershipOf, withMark } from './ownership.ts';
import { priorOf } from './plan.ts';
import { type Session, survey } from './run.ts';

/** What a state can be made of again: a file, and what is in Azure. */
export interface Rebuilt {
  readonly records: readonly AdoptRecord[];
  /** Objects that are there and not taken, sorted by address, with the reason. */
  readonly left: readonly Left[];
}

export interface Left {
  readonly address: string;
  readonly type: string;
  readonly id: string;
  /** `other-stack` carries another mark; `unmarked` none, or none can be put on it and its parent is not ours. */
  readonly reason: 'other-stack' | 'unmarked';
}

/**
 * Finds the objects of the file that the state does not hold and that acrctl made: they carry the mark of the stack, or
 * can carry none and hang below an object that is ours (design 7, "Ours"). What is found counts as applied, so that the
 * next plan shows what the file wants otherwise as a plain change. Reads only.
 */
export async function rebuild<Config>(session: Session<Config>, reading: StateReading): Promise<Rebuilt> {
  const { cloud, config, features, stack } = session;
  const live = await survey(session, reading);
  const entries = reading.current?.resources ?? [];
  const { resources } = features.compile(config, entries.map(priorOf), live);
  return rebuiltFrom({ resources, entries, live, stack, cloud });
}

interface Found {
  readonly resources: readonly Resource[];
  readonly entries: readonly StateEntry[];
  readonly live: LiveObjects;
  readonly stack: string;
  readonly cloud: Pick<Cloud, 'type' | 'fold'>;
}

/** Pure. Parents come before what hangs below them, since ids of children are longer. */
function rebuiltFrom({ resources, entries, live, stack, cloud }: Found): Rebuilt {
  const { fold } = cloud;
  const ours = new Set(entries.map(({ id }) => fold(id)));
  const taken: StateEntry[] = [];
  const left: Left[] = [];
  const wanted = resources
    .filter(({ id, theirs }) => theirs !== true && !ours.has(fold(id)))
    .toSorted((a, b) => a.id.length - b.id.length);
  for (const resource of wanted) {
    const type = cloud.type(resource.type);
    const object = live.get(fold(resource.id));
    if (object === undefined) continue;
    const ownership = ownershipOf(object, undefined, type, stack);
    const isBelow = type.mark === 'none' && ours.has(holderOf(fold(resource.id)));
    if (ownership === 'marked' || isBelow) {
      ours.add(fold(resource.id));
      taken.push(entryFound(resource, object, type, { live, stack, fold }));
    } else {
      const { address, id } = resource;
      const reason = ownership === 'other-stack' ? 'other-stack' : 'unmarked';
      left.push({ address, type: type.type, id, reason });
    }
  }
  const records = taken.toSorted(byAddress).map((entry): AdoptRecord => ({ kind: 'adopt', entry }));
  return { records, left: left.toSorted(byAddress) };
}

/** What the file manages of the object, at the values that it has. */
function entryFound(
  resource: Resource,
  object: LiveObject,
  type: ResourceType,
  { live, stack, fold }: Pick<Found, 'live' | 'stack'> & { fold(id: string): string },
): StateEntry {
  const { managed } = fillIn(resource, live, fold, new Set());
  const marked = withMark(managed, type, stack, resource.address, [object.body]);
  const { address, id, dependsOn, protect } = resource;
  return entryOf(
    object,
    {
      address,
      type: type.type,
      id,
      dependsOn: [...dependsOn].sort(),
      settled: type.settled(object.body) === 'done',
      applied: restrict(type.normalise(object.body), [type.normalise(marked)]),
      ...(protect && { protect: true }),
    },
    type,
  );
}
