import type { Json, JsonObject } from '../../src/core/json.ts';
import { getPath, isAtOrBelow } from '../../src/core/path.ts';
import { differences, sameJson } from '../../src/engine/diff.ts';
import type { Cassette, Interaction } from '../conformance/cassette.ts';
import { exceptionFor } from './exceptions.ts';
import { type History, historiesOf } from './histories.ts';

/** A path at which what came back is not what was asked. */
export interface Unlike {
  readonly path: string;
  readonly asked: Json | undefined;
  readonly cameBack: Json | undefined;
  /** Why that is no noise. */
  readonly reason: string | undefined;
}

/** A recorded write and the look at the same object behind it. */
export interface Pair {
  readonly type: string;
  readonly write: Interaction;
  readonly look: Interaction;
  readonly unlike: readonly Unlike[];
}

/** A write between two looks, which for whoever manages the object is drift. */
export interface Drift {
  readonly type: string;
  readonly write: Interaction;
  /** Paths with a value before the write, whose value it changed. */
  readonly changed: readonly string[];
  /** Those of them that a plan would not show. */
  readonly unseen: readonly string[];
}

export interface Findings {
  readonly pairs: readonly Pair[];
  readonly drifts: readonly Drift[];
  readonly others: ReadonlyMap<string, number>;
}

/** Asks the provider's `normalise` and the engine's comparison, as a plan does. */
export function findingsOf(cassette: Cassette): Findings {
  const { histories, others } = historiesOf(cassette);
  return { pairs: histories.flatMap(pairsOf), drifts: histories.flatMap(driftsOf), others };
}

function pairsOf({ type, events }: History): readonly Pair[] {
  return events.flatMap((write, at) => {
    const look = events[at + 1];
    if (write.kind !== 'write' || look?.kind !== 'look') return [];
    const [asked, cameBack] = [type.normalise(write.body), type.normalise(look.body)];
    const unlike = differences(asked, cameBack).map((path) => ({
      path,
      asked: getPath(asked, path),
      cameBack: getPath(cameBack, path),
      reason: exceptionFor(type.type, path)?.reason,
    }));
    return [{ type: type.type, write: write.at, look: look.at, unlike }];
  });
}

function driftsOf({ type, events }: History): readonly Drift[] {
  return events.flatMap((write, at) => {
    const [before, after] = [events[at - 1], events[at + 1]];
    if (write.kind !== 'write' || before?.kind !== 'look' || after?.kind !== 'look') return [];
    const applied = type.normalise(before.body);
    const asked = type.normalise(write.body);
    const live = type.normalise(after.body);
    const changed = differences(asked, applied).filter((path) => isChange(applied, asked, path));
    if (changed.length === 0) return [];
    const seen = differences(applied, live);
    return [
      { type: type.type, write: write.at, changed, unseen: changed.filter((path) => !isSeen(seen, path)) },
    ];
  });
}

/** A value that was not there before is nobody's drift: acrctl never wrote it. */
function isChange(applied: JsonObject, asked: JsonObject, path: string): boolean {
  const before = getPath(applied, path);
  return before !== undefined && !sameJson(before, getPath(asked, path));
}

function isSeen(seen: readonly string[], path: string): boolean {
  return seen.some((each) => isAtOrBelow(each, path));
}
