import type { Address } from './address.ts';
import type { Diagnostic, SourceRange } from './diagnostic.ts';
import type { BoundEvidence } from './evidence.ts';
import type { Json, JsonObject } from './json.ts';
import type { Change, Output, StepName, StepRef, Waiting } from './plan.ts';
import type { LiveObjects, ReadTarget } from './resource-type.ts';
import type { SecretValue } from './secret.ts';

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
  /** Paths that the file decides though nobody writes them, since the rest of it leaves one value: not told as let go. */
  readonly implied?: readonly string[];
  /** What must hold before the object is made, or changed by the step `write`; stages have requirements of their own. */
  readonly requires?: readonly Requirement[];
  /** Values of the managed body that another object tells, and that stand nowhere in `managed`. */
  readonly late?: readonly LateValue[];
  /** Values of a PUT that stand in neither body: see `SecretValue`. */
  readonly secrets?: readonly SecretValue[];
  /** True where what stands at the id now goes with something that the plan takes away before it makes this object. */
  readonly supersedes?: boolean;
  /**
   * True for an object of others that is only brought to what the file asks: it is there without us, is never made,
   * deleted or taken over, and the state does not know it.
   */
  readonly theirs?: boolean;
}

/** A value that is known once another object is as the plan wants it: an address, the principal of an identity. */
export interface LateValue {
  /** Where it belongs in the managed body. */
  readonly path: string;
  /** The object that tells it, and how it does; undefined while it does not yet. Pure. */
  readonly source: ReadTarget;
  read(source: JsonObject): Json | undefined;
  /** What makes the source say something else: where one of these is made (again), the value is known after apply. */
  readonly madeBy: readonly Address[];
  /** For people and scripts: `ADDRESS#arm.path`. */
  readonly shown: string;
}

/** A step of a staged update. Stages run in the order given; one that has nothing to change is left out. */
export interface Stage {
  readonly name: StepName;
  /** The paths that this stage brings to their value; without it, all that no other stage names. */
  readonly paths?: readonly string[];
  /** Entries of maps at or below these paths that were ours and go, go in this stage; else in the one without paths. */
  readonly removes?: readonly string[];
  /** Values of this stage where they are not the final ones, such as a union of ranges while opening. */
  readonly interim?: JsonObject;
  /** Steps of other addresses that come first. Those that are not in the plan are passed over. */
  readonly after?: readonly StepRef[];
  /** True where none of its values refers to another object: it waits for nothing that the resource depends on. */
  readonly refersToNothing?: true;
  readonly requires?: readonly Requirement[];
}

/** Asked just before a step: the engine reads `targets` afresh and puts them to `decide`. */
export interface Requirement {
  /** Its name in the plan. */
  readonly check: string;
  readonly targets: readonly ReadTarget[];
  /** What the step waits for, in the plan: `hub is approved on both sides, its records equal its addresses`. */
  readonly text: string;
  /** After this long of `not-yet` the step fails. */
  readonly boundMs: number;
  /** Pure; `live` holds what the targets came to. */
  decide(live: LiveObjects): Verdict;
}

export type Verdict =
  | { readonly answer: 'met' }
  /** Worth asking again: Azure has not finished. */
  | { readonly answer: 'not-yet'; readonly missing: readonly string[] }
  /** Somebody has to act first: waiting is of no use, and nothing is wrong. */
  | { readonly answer: 'person'; readonly missing: readonly string[] }
  | { readonly answer: 'never'; readonly missing: readonly string[] };

/** An entry of the state: all that `reads` and `compile` may know of the past. */
export interface PriorEntry {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  readonly dependsOn: readonly Address[];
  readonly protect: boolean;
  /** What acrctl last wrote, adopted or found equal. */
  readonly applied?: JsonObject;
}

export interface Compiled {
  readonly resources: readonly Resource[];
  /** Objects that the file reads and does not own: what the state still holds of them is forgotten. */
  readonly existing: readonly (ReadTarget & { readonly address: Address })[];
  /** Order between steps that no dependency of the resources implies: `before` runs before `after`. */
  readonly order: readonly { readonly before: StepRef; readonly after: StepRef }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outputs: CompiledOutputs;
  /** What the compilation looked at beside managed values, by address: hashed into the bindings of the plan. */
  readonly observed: Readonly<Record<Address, JsonObject>>;
}

export type CompiledOutputs = Readonly<Record<Address, Readonly<Record<string, CompiledOutput>>>>;

/** A value that a live object tells is known after apply all the same where one of `madeBy` is made (again). */
export type CompiledOutput = Output | (Pick<LateValue, 'madeBy' | 'shown'> & { readonly told: Json });

export interface ReviewInput<Config = unknown> {
  readonly config: Config;
  readonly changes: readonly Change[];
  readonly prior: readonly PriorEntry[];
  readonly live: LiveObjects;
  /** From inside the network, as the plan is bound to it. */
  readonly evidence?: BoundEvidence | undefined;
}

/** What the features say about the finished changes. */
export interface Review {
  readonly blocked: Readonly<Record<Address, Block>>;
  readonly impact: Readonly<Record<Address, readonly string[]>>;
  /** What only the changes show: an action that the caller may not do. */
  readonly diagnostics: readonly Diagnostic[];
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
 * look at, from file and state alone, so that one round of reads is enough; `closer` asks for more where the answers
 * of that round give reason to.
 */
export interface Features<Config> {
  reads(config: Config | undefined, prior: readonly PriorEntry[]): readonly ReadTarget[];
  compile(config: Config, prior: readonly PriorEntry[], live: LiveObjects): Compiled;
  review(input: ReviewInput<Config>): Review;
  /**
   * What the finished changes make worth a second look, usually nothing: it is read once, and the plan made again
   * with the answers.
   */
  closer(input: ReviewInput<Config>): readonly ReadTarget[];
  /** Who has to act, for the plan and once more when a run is over; and what has to be read for that. */
  waiting: {
    targets(config: Config): readonly ReadTarget[];
    judge(config: Config, live: LiveObjects): readonly Waiting[];
  };
}
