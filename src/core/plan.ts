import type { Address } from './address.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { BoundEvidence } from './evidence.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * A plan as `plan --json` prints it and `plan --out` saves it (design 6): keys sorted, no clock, no random, so
 * that the same inputs give the same bytes. Renderers show this document and add nothing.
 */
export interface Plan {
  readonly formatVersion: '1.0';
  readonly tool: { readonly name: 'acrctl'; readonly version: string };
  readonly stack: string;
  readonly bindings: Bindings;
  /** What apply will do, and what it will only write down (`no-op`); objects without either are not listed. */
  readonly changes: readonly Change[];
  readonly drift: readonly Drift[];
  readonly moves: readonly Move[];
  readonly diagnostics: readonly Diagnostic[];
  readonly outputs: Readonly<Record<Address, Readonly<Record<string, Output>>>>;
  /**
   * Who has to act before all of the file holds, now and whatever of this is applied. Alone not bound into a saved
   * plan: that the wait has ended makes no other plan.
   */
  readonly waiting: readonly Waiting[];
  readonly summary: Summary;
  readonly estimate: { readonly seconds: number; readonly longestPath: readonly StepRef[] };
  /** SHA-256 over the canonical text of everything else. */
  readonly digest: string;
}

/** What the plan was made of. Apply makes the plan again and requires the same bytes but for `waiting` (I-04, I-05). */
export interface Bindings {
  readonly config: string;
  readonly options: PlanOptions;
  /** Null where there is no state yet. */
  readonly state: { readonly lineage: string; readonly serial: number; readonly hash: string } | null;
  readonly tenant: string;
  readonly subscriptions: readonly string[];
  /** By address: hash of existence, incarnation and the values that this plan looked at. */
  readonly live: Readonly<Record<Address, string>>;
}

/** The options that shape a plan; bound into a saved one, and refused on the command line of `apply PLANFILE`. */
export interface PlanOptions {
  readonly destroy: boolean;
  /** What alone is changed, with all it depends on; empty: everything. */
  readonly target: readonly Address[];
  /** What is left aside, with all that depends on it. */
  readonly exclude: readonly Address[];
  /** What is made again although nothing asks for it. */
  readonly replace: readonly Address[];
  readonly allowDestroy: readonly Address[];
  readonly allowMassDestroy: number | null;
  /** What was seen inside the network, from the file of `--evidence`; absent without it. */
  readonly evidence?: BoundEvidence;
}

/** Those of a plan that nothing was asked of. */
export const NO_OPTIONS: PlanOptions = {
  destroy: false,
  target: [],
  exclude: [],
  replace: [],
  allowDestroy: [],
  allowMassDestroy: null,
};

/** As in Terraform's JSON plan. */
export type Actions =
  | readonly ['no-op']
  | readonly ['create']
  | readonly ['update']
  | readonly ['delete']
  | readonly ['delete', 'create'];

export interface Change {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  readonly actions: Actions;
  /** Comparable ARM JSON, secrets never in it; null where there is no object before or after. */
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
  /** Values of `after` known only once another step has run: path to `ADDRESS#arm.path`. */
  readonly afterUnknown: Readonly<Record<string, string>>;
  /** Paths that differ; for a create or delete empty. */
  readonly paths: readonly string[];
  readonly sensitive: readonly string[];
  readonly replacePaths: readonly string[];
  readonly steps: readonly Step[];
  /** Set where a guard refuses the change; `allow` is the flag that lifts it, null where none does. */
  readonly blocked?: { readonly code: string; readonly detail: string; readonly allow: string | null };
  /** True where an object that acrctl did not make is taken over. */
  readonly importing: boolean;
  /** Why, in fixed words. */
  readonly reason: Reason;
  /** What breaks for whom, how long, how to undo; plain sentences. */
  readonly impact: readonly string[];
}

export type Reason =
  | 'new'
  | 'gone'
  | 'changed'
  | 'immutable'
  | 'parent-replaced'
  | 'broken'
  | 'asked'
  | 'id-changed'
  | 'unfinished'
  | 'failed'
  | 'removed'
  | 'destroy'
  | 'adopt'
  | 'moved'
  | 'caught-up'
  | 'let-go'
  | 'existing'
  | 'already-gone'
  | 'stays'
  | 'not-ours'
  | 'bookkeeping';

export type StepName = 'open' | 'identity-add' | 'write' | 'rotate' | 'close' | 'identity-remove' | 'delete';

/** `ADDRESS/step`: the node of the graph. */
export type StepRef = `${Address}/${StepName}`;

/** Something that a person has to do before all of the file holds. */
export interface Waiting {
  readonly address: Address;
  /** Ends the sentence "ADDRESS waits for …". */
  readonly waitsFor: string;
}

export interface Step {
  readonly name: StepName;
  readonly action: 'create' | 'update' | 'delete';
  readonly paths: readonly string[];
  /** Values at `paths` just before and just after this step; only where those of the change do not say it. */
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly dependsOn: readonly StepRef[];
  readonly requires: readonly {
    readonly check: string;
    readonly ids: readonly string[];
    readonly text: string;
  }[];
  /** What it usually takes in Azure: a guess, never a limit. */
  readonly seconds: number;
}

/** Live against what acrctl last applied. */
export interface Drift {
  readonly address: Address;
  readonly type: string;
  readonly id: string;
  readonly kind: 'gone' | 'changed' | 'recreated';
  readonly paths: readonly { readonly path: string; readonly applied: Json; readonly live: Json }[];
}

export interface Move {
  readonly from: Address;
  readonly to: Address;
  readonly id: string;
}

/** A value for people and scripts: known, or known after the object named by `ADDRESS#arm.path` is there. */
export type Output = { readonly value: Json } | { readonly knownAfter: string };

export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  /** Changes of the state alone. */
  readonly noop: number;
  readonly import: number;
}
