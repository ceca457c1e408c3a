import type { JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import type { LiveObject, ResourceType } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';
import { differences, sameJson } from './diff.ts';
import { ownershipOf } from './ownership.ts';
import type { PlannedStep } from './steps.ts';

/** What a step does next, by what is there. */
export type Decision =
  | { readonly kind: 'already'; readonly live: LiveObject | undefined }
  /** Azure is still at work on it. */
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string; readonly hint: string }
  | {
      readonly kind: 'send';
      readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
      readonly action?: string;
      readonly body: JsonObject | undefined;
      readonly live: LiveObject | undefined;
    };

export interface Situation {
  readonly type: ResourceType;
  readonly stack: string;
  /** A request of this step may have reached Azure before. */
  readonly sent: boolean;
}

/** Pure: the same step, object and situation decide the same. `live` is what a read just showed. */
export function decide(step: PlannedStep, live: LiveObject | undefined, situation: Situation): Decision {
  switch (step.action) {
    case 'create':
      return decideCreate(step, live, situation);
    case 'update':
      return decideUpdate(step, live, situation);
    case 'delete':
      return decideDelete(step, live, situation);
  }
}

/** Only an object that is not there is created; one that appeared is taken for ours only if we sent it. */
function decideCreate(
  { creation, after, priorEntry, adopts = false, id, wire: desired }: PlannedStep,
  live: LiveObject | undefined,
  { type, stack, sent }: Situation,
): Decision {
  if (live === undefined) return { kind: 'send', method: 'PUT', body: creation, live };
  // What comes and goes with its holder alone, or is part of it, came back with that, which an earlier step of this run brought
  // back. Of what the state forgot when the holder was deleted, the file has to say that it may be taken over.
  const isPart = type.stays === true || type.readIn?.only === true;
  const isBack = isPart && (priorEntry !== undefined || adopts);
  if (!(sent || isBack) || !isOwnCreation(live, after, type, stack)) {
    return moved('there is an object of that id now; the plan was to create it');
  }
  const settlement = type.settled(live.body);
  if (settlement === 'running') return { kind: 'running' };
  if (settlement === 'failed') return { kind: 'send', method: 'PUT', body: creation, live };
  // It came back as it was, and the file may have gone on since.
  const paths = isBack && !sent ? differences(after, type.normalise(live.body), type.ownedByEntry) : [];
  if (paths.length === 0) return { kind: 'already', live };
  return { kind: 'send', ...type.update({ id, live: live.body, desired, paths, removed: [] }), live };
}

function decideUpdate(step: PlannedStep, live: LiveObject | undefined, situation: Situation): Decision {
  const { priorEntry, repair, before, after, wire, id } = step;
  const { type, sent } = situation;
  if (live === undefined) return moved('the object is gone');
  if (priorEntry !== undefined && isAnother(live, priorEntry, situation)) {
    return moved('the object was deleted and made again outside acrctl');
  }
  const settlement = type.settled(live.body);
  if (settlement === 'running') return { kind: 'running' };
  const form = type.normalise(live.body);
  // Left behind so by an earlier run, or just now by a request of this step: then equal values prove nothing.
  const isBroken = settlement === 'failed' && (repair || sent);
  if (isBroken && type.putOnlyCreates && priorEntry?.settled === false) {
    return { kind: 'send', method: 'PUT', body: step.creation, live };
  }
  const paths = step.paths.filter((path) => isBroken || !sameJson(getPath(form, path), getPath(after, path)));
  const removed = step.removed.filter((path) => getPath(form, path) !== undefined);
  if (paths.length + removed.length === 0 && !isBroken) return { kind: 'already', live };
  const isFilledIn = (path: string) => step.follows === true && getPath(before, path) === undefined;
  const strange = isBroken
    ? undefined
    : paths.find((path) => !isFilledIn(path) && !sameJson(getPath(form, path), getPath(before, path)));
  if (strange !== undefined) {
    return moved(
      `${strange} is ${JSON.stringify(getPath(form, strange) ?? null)}, neither what the plan saw nor what it writes`,
    );
  }
  const request = type.update({ id, live: live.body, desired: wire, paths, removed });
  return { kind: 'send', ...request, live };
}

function decideDelete(
  { priorEntry, leftover }: PlannedStep,
  live: LiveObject | undefined,
  situation: Situation,
): Decision {
  if (live === undefined) return { kind: 'already', live };
  if (priorEntry !== undefined && isAnother(live, priorEntry, situation)) {
    return moved('the object was deleted and made again outside acrctl');
  }
  if (leftover === true && !situation.sent && situation.type.neverMade?.(live.body) !== true) {
    return moved('its creation had failed, and it is no longer so');
  }
  if (situation.sent && situation.type.settled(live.body) === 'running') return { kind: 'running' };
  return { kind: 'send', method: 'DELETE', body: undefined, live };
}

function isAnother(live: LiveObject, entry: StateEntry, { type, stack }: Situation): boolean {
  return ownershipOf(live, entry, type, stack) !== 'ours';
}

/** True where a live object can only be what this run (or an interrupted one) created. */
export function isOwnCreation(
  live: LiveObject,
  after: JsonObject,
  type: ResourceType,
  stack: string,
): boolean {
  if (type.mark !== 'none') return ownershipOf(live, undefined, type, stack) === 'marked';
  return differences(after, type.normalise(live.body), type.ownedByEntry).length === 0;
}

function moved(what: string): Decision {
  const message = `Somebody changed the object after the plan was made: ${what}.`;
  const hint =
    'Nothing was sent, and their change was kept. Run again: the new plan starts from what is there now.';
  return { kind: 'refused', code: 'ACR2013', message, hint };
}
