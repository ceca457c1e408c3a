import type { Block, LateValue, Resource } from '../core/desired.ts';
import type { JsonObject } from '../core/json.ts';
import type { Actions, Reason } from '../core/plan.ts';
import type { LiveObject, ResourceType } from '../core/resource-type.ts';
import type { StateEntry } from '../core/state.ts';

/** What is to become of one address, before steps and guards. */
export interface Draft {
  readonly address: string;
  readonly id: string;
  readonly type: ResourceType;
  readonly resource?: Resource;
  /** The entry the state holds for this object, or (where the id changed) for the address. */
  readonly entry?: StateEntry;
  readonly live?: LiveObject;
  readonly liveForm?: JsonObject;
  /**
   * The managed body, in wire form and normalised, without what `ignore` names. The owner mark is in it where the object
   * has it, had it from acrctl, or gets it with this change.
   */
  readonly managed: JsonObject;
  readonly wanted: JsonObject;
  /** The same of an object that acrctl makes: always with the mark. */
  readonly made: { readonly managed: JsonObject; readonly wanted: JsonObject };
  readonly actions: Actions;
  readonly reason: Reason;
  readonly paths: readonly string[];
  readonly removed: readonly string[];
  readonly replacePaths: readonly string[];
  readonly importing: boolean;
  /** Values of the managed body that are known after apply only; their paths count as differences. */
  readonly unknown: readonly LateValue[];
  readonly movedFrom?: string;
  /** What is there under the id that the state has, where the file means another one and leaves this alone. */
  readonly leftAlone?: LiveObject;
  /** Addresses of what is made again and takes this one along: none of them is made again without the others. */
  readonly madeAgainWith?: readonly string[];
  readonly blocked?: Block;
  /** What the state holds when everything is done; absent where the entry goes, or there is nothing to write. */
  readonly nextEntry?: StateEntry;
}

/** What the state will hold of an object that is there and stays; `incarnation` where it has one. */
export function entryFor(draft: Draft, incarnation?: string): StateEntry {
  const { resource } = draft;
  return {
    address: draft.address,
    type: draft.type.type,
    id: draft.id,
    dependsOn: [...(resource?.dependsOn ?? [])].sort(),
    settled: true,
    applied: draft.wanted,
    ...(incarnation !== undefined && { incarnation }),
    ...(resource?.protect === true && { protect: true }),
  };
}

/** What the state will hold of an object that the plan makes, or makes again. */
export function entryForMade(draft: Draft): StateEntry {
  return entryFor({ ...draft, wanted: draft.made.wanted });
}

/** Only what is ours, wanted and there can be made again; what a guard refuses stays as the guard found it. */
export function isReplaceable(draft: Draft): boolean {
  const isKept = draft.actions[0] === 'no-op' || draft.actions[0] === 'update';
  const isOurs = draft.resource !== undefined && draft.resource.theirs !== true;
  return isKept && draft.blocked === undefined && isOurs && draft.live !== undefined;
}

/** Made by this plan, or made again: what it tells is not known before. */
export function isMade({ actions }: Draft): boolean {
  return actions[0] === 'create' || actions.length === 2;
}

/** Replaced by this plan, or gone outside acrctl: what stands under the id afterwards is another object. */
export function isMadeAgain(draft: Draft): boolean {
  return draft.reason === 'gone' || (draft.actions.length === 2 && draft.live !== undefined);
}

/** An entry that stands for the object just read, and not for an earlier one of the same id. */
export function entryOf(live: LiveObject, entry: StateEntry, type: ResourceType): StateEntry {
  const { incarnation: _, ...rest } = entry;
  const incarnation = type.incarnationOf?.(live.body);
  return { ...rest, ...(incarnation !== undefined && { incarnation }) };
}
