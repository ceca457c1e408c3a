import type { Address } from './address.ts';
import type { Diagnostic, SourceRange } from './diagnostic.ts';
import type { Json, JsonObject } from './json.ts';
import type { Change, Output, StepName, StepRef } from './plan.ts';
import type { LiveObjects, ReadTarget } from './resource-type.ts';

/** One object as the configuration wants it: what a feature compiles an entry to. */
export interface Resource {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  /** What the file, or a feature for it, asks for, as an ARM body in wire form. Compared, written, drifted. */
  readonly managed: JsonObject;
  /** Defaults of the schema: sent by the creating PUT only, never compared afterwards. */
  readonly initial: JsonObject;
  /** Addresses whose `write` must have happened before this one's, and whose delete comes after this one's. */
  readonly dependsOn: readonly Address[];
  /** Set where Azure takes a change in stages; otherwise there is one step, `write`. */
  readonly stages?: readonly Stage[];
  /** Deleting or replacing it needs an allowance because the file says so; kept in the state, so that it holds when the entry is gone. */
  readonly protect: boolean;
  /** The file permits taking over an object that acrctl did not make. */
  readonly adopt: boolean;
  /** ARM paths that are neither compared nor written after creation. */
  readonly ignore: readonly string[];
  readonly source?: SourceRange;
  /**
   * Set where the live object is beyond repair, whatever is written to it: at `path` (of the ARM body, not compared
   * otherwise) it says `live` where `wanted` is needed. It is made again.
   */
  readonly broken?: { readonly path: string; readonly live: Json; readonly wanted: Json };
}

/** A step of a staged update. Stages run in the order given; one that has nothing to change is left out. */
export interface Stage {
  readonly name: StepName;
  /** The paths that this stage brings to their value; without it, all that no other stage names. */
  readonly paths?: readonly string[];
  /** Values of this stage where they are not the final ones, such as a union of ranges while opening. */
  readonly interim?: JsonObject;
  /** Steps of other addresses that come first. Those that are not in the plan are passed over. */
  readonly after?: readonly StepRef[];
  readonly requires?: readonly Requirement[];
}

/** Asked just before a step: the engine reads `targets` afresh and puts them to the named check. */
export interface Requirement {
  readonly check: string;
  readonly targets: readonly ReadTarget[];
}

export type Verdict =
  | { readonly answer: 'met' }
  /** Worth asking again: Azure has not finished. */
  | { readonly answer: 'not-yet'; readonly missing: readonly string[] }
  | { readonly answer: 'never'; readonly missing: readonly string[] };

/** Pure. `lists` holds what the check's `lists` asked for, by path. */
export interface Check {
  /** Collections to read beside the targets. */
  lists(requirement: Requirement): readonly { readonly path: string; readonly apiVersion: string }[];
  decide(
    requirement: Requirement,
    live: LiveObjects,
    lists: ReadonlyMap<string, readonly JsonObject[]>,
  ): Verdict;
  /** After this long of `not-yet` the step fails. */
  readonly boundMs: number;
  /** What the step waits for, in the plan: `hub is approved on both sides, its records equal its addresses`. */
  describe(requirement: Requirement): string;
}

/** An entry of the state without what was applied: all that `reads` and `compile` may know of the past. */
export interface PriorEntry {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  readonly dependsOn: readonly Address[];
  readonly protect: boolean;
}

export interface Compiled {
  readonly resources: readonly Resource[];
  /** Order between steps that no dependency of the resources implies: `before` runs before `after`. */
  readonly order: readonly { readonly before: StepRef; readonly after: StepRef }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outputs: Readonly<Record<Address, Readonly<Record<string, Output>>>>;
  /** What the compilation looked at beside managed values, by address: hashed into the bindings of the plan. */
  readonly observed: Readonly<Record<Address, JsonObject>>;
}

export interface ReviewInput {
  readonly changes: readonly Change[];
  readonly prior: readonly PriorEntry[];
  readonly live: LiveObjects;
}

/** What the features say about the finished changes. */
export interface Review {
  readonly blocked: Readonly<Record<Address, Block>>;
  readonly impact: Readonly<Record<Address, readonly string[]>>;
}

/** A change that a guard refuses. */
export interface Block {
  readonly code: string;
  readonly detail: string;
  /** The address that `--allow-destroy` must name to lift it; null where nothing does. */
  readonly lift: Address | null;
  /** True where lifting it also lets go what others put into the object. */
  readonly contents?: boolean;
}

/**
 * What `features/` offer the engine. All pure: `reads` names everything that `compile`, `review` and the plan may
 * look at, from file and state alone, so that one round of reads is enough.
 */
export interface Features<Config> {
  reads(config: Config | undefined, prior: readonly PriorEntry[]): readonly ReadTarget[];
  compile(config: Config, prior: readonly PriorEntry[], live: LiveObjects): Compiled;
  review(input: ReviewInput): Review;
  readonly checks: Readonly<Record<string, Check>>;
}
