import { type Address, byAddress } from '../core/address.ts';
import type { JournalRecord, OpenIntent, StateEntry, StateSnapshot } from '../core/state.ts';

interface Replayed {
  /** The snapshot with the records folded over it; serial unchanged. */
  readonly snapshot: StateSnapshot;
  readonly open: readonly OpenIntent[];
}

/** What the state would hold if the records were folded now. Pure; replaying a second time changes nothing. */
export function replay(snapshot: StateSnapshot, records: readonly JournalRecord[]): Replayed {
  const folding = startFolding(snapshot);
  for (const record of records) folding.take(record);
  return folding.result();
}

interface Folding {
  take(record: JournalRecord): void;
  result(): Replayed;
}

export function startFolding(snapshot: StateSnapshot): Folding {
  const entries = new Map(snapshot.resources.map((entry) => [entry.address, entry]));
  const open = new Map<string, OpenIntent>();
  return {
    take: (record) => fold(record, entries, open),
    result: () => ({
      snapshot: { ...snapshot, resources: [...entries.values()].sort(byAddress) },
      open: [...open.values()],
    }),
  };
}

function fold(record: JournalRecord, entries: Map<Address, StateEntry>, open: Map<string, OpenIntent>): void {
  switch (record.kind) {
    case 'run':
      return;
    case 'intent':
      open.set(record.step, { intent: record });
      return;
    case 'answered': {
      const known = open.get(record.step);
      if (known !== undefined) open.set(record.step, { intent: known.intent, answered: record });
      return;
    }
    case 'settled':
      open.delete(record.step);
      if (record.entry === undefined) entries.delete(record.address);
      else entries.set(record.address, record.entry);
      return;
    case 'failed':
      open.delete(record.step);
      if (record.entry !== undefined) entries.set(record.address, record.entry);
      return;
    case 'forget':
      entries.delete(record.address);
      return;
    case 'adopt':
      entries.set(record.entry.address, record.entry);
      return;
    case 'move':
      entries.delete(record.from);
      entries.set(record.entry.address, record.entry);
      return;
  }
}
