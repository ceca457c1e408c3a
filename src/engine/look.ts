import type { PriorEntry } from '../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { priorOf } from './plan.ts';
import type { Session } from './run.ts';

/** What there is, for commands that neither plan nor write. */
export interface Look {
  /** What the state knows, with what an unfinished run has done so far. */
  readonly prior: readonly PriorEntry[];
  readonly live: LiveObjects;
  /** An apply was interrupted, or runs right now. */
  readonly unfolded: boolean;
}

/** One round of reads of just these. Takes no lock and writes nothing. */
export async function look<Config>(
  { cloud, store, interrupt, emit }: Session<Config>,
  targets: readonly ReadTarget[],
): Promise<Look> {
  const { current, snapshot, open, records } = await store.read();
  const known = snapshot && { serial: snapshot.serial, lineage: snapshot.lineage };
  emit({ kind: 'state-read', ...known, open: open.length });
  const entries = current?.resources ?? [];
  const expected = new Set(entries.map(({ id }) => cloud.fold(id)));
  const distinct = new Map(targets.map((target) => [cloud.fold(target.id), target]));
  const live = await cloud.refresh([...distinct.values()], expected, interrupt);
  return { prior: entries.map(priorOf), live, unfolded: records.length > 0 };
}
