import type { Check } from '../core/desired.ts';
import { BugError } from '../core/errors.ts';
import type { RunEvent, StepFailure } from '../core/event.ts';
import type { JsonObject } from '../core/json.ts';
import { getPath } from '../core/path.ts';
import { type Cloud, CloudError, type LiveObject, type ResourceType } from '../core/resource-type.ts';
import type { Journal, StateEntry } from '../core/state.ts';
import type { Clock, Random } from '../core/world.ts';
import { differences, sameJson } from './diff.ts';
import { ownershipOf } from './ownership.ts';
import { awaitRequirements } from './requirements.ts';
import type { PlannedStep } from './steps.ts';

export interface StepContext {
  readonly stack: string;
  readonly cloud: Cloud;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly checks: Readonly<Record<string, Check>>;
  /** Aborted when the run is to end: by a signal, or because the lock is lost. */
  readonly signal: AbortSignal;
  /** Folded ids of what this run has deleted, companions included. */
  readonly deleted: Set<string>;
  emit(event: RunEvent): void;
}

export type StepResult =
  | { readonly kind: 'done'; readonly sent: boolean }
  | { readonly kind: 'failed'; readonly failure: StepFailure };

/**
 * Performs one step: asks its requirements, reads the object, journals what it is about to send, sends it, waits,
 * reads the effect back and settles. The body is built on the read just before. Throws the signal's reason when
 * the run ends meanwhile, and what the journal throws; every other failure is a result.
 */
export async function executeStep(step: PlannedStep, context: StepContext): Promise<StepResult> {
  try {
    const outcome = await awaitRequirements(step.requires, {
      ...context,
      waiting: (missing) => context.emit({ kind: 'step-waiting', step: step.ref, missing }),
    });
    if (!outcome.met) return refused('ACR2011', `Not safe yet: ${outcome.missing.join('; ')}.`);
    return await new Attempts(step, context).run();
  } catch (error) {
    if (context.signal.aborted || !(error instanceof CloudError)) throw error;
    return { kind: 'failed', failure: failureOf(error, false) };
  }
}

type Decision =
  | { readonly kind: 'already'; readonly live: LiveObject | undefined }
  /** Azure is still at work on it. */
  | { readonly kind: 'running' }
  | { readonly kind: 'refused'; readonly result: StepResult }
  | {
      readonly kind: 'send';
      readonly method: 'PUT' | 'PATCH' | 'DELETE';
      readonly body: JsonObject | undefined;
      readonly live: LiveObject | undefined;
    };

/** The life of one step: read, decide, send, and again where what happened is unknown or somebody is busy. */
class Attempts {
  readonly #step: PlannedStep;
  readonly #context: StepContext;
  readonly #type: ResourceType;
  readonly #deadline: number;
  /** True once a request of this step may have reached Azure. */
  #sent = false;

  constructor(step: PlannedStep, context: StepContext) {
    this.#step = step;
    this.#context = context;
    this.#type = context.cloud.type(step.type);
    this.#deadline = context.clock.monotonicMs() + this.#type.deadlineMs;
  }

  async run(): Promise<StepResult> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const result = await this.#attempt();
        if (result !== undefined) return result;
      } catch (error) {
        if (this.#context.signal.aborted || !(error instanceof CloudError)) throw error;
        const pauseMs = this.#pauseAfter(error, attempt);
        if (pauseMs === undefined) return this.#fail(error);
        this.#context.emit({ kind: 'step-retrying', step: this.#step.ref, why: error.armCode, afterMs: pauseMs });
        await this.#context.clock.sleep(pauseMs, this.#context.signal);
      }
    }
  }

  async #attempt(): Promise<StepResult | undefined> {
    const { cloud, signal } = this.#context;
    const { type, id, action } = this.#step;
    // One answer of 404 proves nothing of an object that is known to exist (I-17).
    const live = await cloud.read({ type, id }, { signal, certain: action !== 'create' });
    const decision = await this.#decide(live);
    switch (decision.kind) {
      case 'refused':
        return decision.result;
      case 'already':
        if (action === 'delete') this.#rememberDeleted(decision.live);
        await this.#settle(decision.live);
        return { kind: 'done', sent: this.#sent };
      case 'running':
        await cloud.wait({ action, type, id, signal });
        return undefined;
      case 'send':
        await this.#send(decision);
        return { kind: 'done', sent: true };
    }
  }

  #decide(live: LiveObject | undefined): Promise<Decision> | Decision {
    switch (this.#step.action) {
      case 'create':
        return this.#decideCreate(live);
      case 'update':
        return this.#decideUpdate(live);
      case 'delete':
        return this.#decideDelete(live);
    }
  }

  /** Only an object that is not there is created; one that appeared is taken for ours only if we sent it. */
  #decideCreate(live: LiveObject | undefined): Decision {
    const { creation, after } = this.#step;
    if (live === undefined) return { kind: 'send', method: 'PUT', body: creation, live };
    if (!this.#sent || !isOwnCreation(live, after, this.#type, this.#context.stack)) {
      return moved('there is an object of that id now; the plan was to create it');
    }
    const settlement = this.#type.settled(live.body);
    if (settlement === 'running') return { kind: 'running' };
    if (settlement === 'failed') return { kind: 'send', method: 'PUT', body: creation, live };
    return { kind: 'already', live };
  }

  #decideUpdate(live: LiveObject | undefined): Decision {
    const { priorEntry, repair, before, after, wire, id } = this.#step;
    if (live === undefined) return moved('the object is gone');
    if (priorEntry !== undefined && this.#isAnother(live, priorEntry)) {
      return moved('the object was deleted and made again outside acrctl');
    }
    const settlement = this.#type.settled(live.body);
    if (settlement === 'running') return { kind: 'running' };
    const form = this.#type.normalise(live.body);
    const isBroken = repair && settlement === 'failed';
    if (isBroken && this.#type.putOnlyCreates && priorEntry?.settled === false) {
      return { kind: 'send', method: 'PUT', body: this.#step.creation, live };
    }
    const paths = this.#step.paths.filter((path) => isBroken || !sameJson(getPath(form, path), getPath(after, path)));
    const removed = this.#step.removed.filter((path) => getPath(form, path) !== undefined);
    if (paths.length + removed.length === 0 && !isBroken) return { kind: 'already', live };
    const strange = isBroken ? undefined : paths.find((path) => !sameJson(getPath(form, path), getPath(before, path)));
    if (strange !== undefined) {
      return moved(`${strange} is ${JSON.stringify(getPath(form, strange) ?? null)}, neither what the plan saw nor what it writes`);
    }
    const request = this.#type.update({ id, live: live.body, desired: wire, paths, removed });
    return { kind: 'send', method: request.method, body: request.body, live };
  }

  async #decideDelete(live: LiveObject | undefined): Promise<Decision> {
    const { priorEntry, id } = this.#step;
    if (live === undefined) return { kind: 'already', live };
    if (priorEntry !== undefined && this.#isAnother(live, priorEntry)) {
      return moved('the object was deleted and made again outside acrctl');
    }
    if (this.#sent && this.#type.settled(live.body) === 'running') return { kind: 'running' };
    const left = await this.#foreignContents(id);
    if (left.length > 0) {
      return {
        kind: 'refused',
        result: refused('ACR2012', `It is not empty; ARM would delete everything in it. Left: ${left.join(', ')}.`),
      };
    }
    return { kind: 'send', method: 'DELETE', body: undefined, live };
  }

  #isAnother(live: LiveObject, entry: StateEntry): boolean {
    return ownershipOf(live, entry, this.#type, this.#context.stack) !== 'ours';
  }

  async #foreignContents(id: string): Promise<readonly string[]> {
    const contents = this.#type.contents;
    if (contents === undefined) return [];
    const { cloud, deleted, signal } = this.#context;
    const listed = await cloud.list(contents.list(id), contents.apiVersion, signal);
    const foreign = listed.flatMap((entry) => contents.foreign(entry) ?? []);
    return foreign.filter((name) => !deleted.has(cloud.fold(name)));
  }

  async #send(decision: Decision & { kind: 'send' }): Promise<void> {
    const { cloud, journal, signal } = this.#context;
    const { ref, address, type, id, action, entry } = this.#step;
    const { method, body, live } = decision;
    signal.throwIfAborted();
    await journal.append({
      kind: 'intent',
      step: ref,
      address,
      type,
      id,
      action,
      method,
      absentBefore: live === undefined,
      sent: body ?? {},
      ...(entry && { entry }),
    });
    this.#sent = true;
    const answer = await cloud.write({
      method,
      type,
      id,
      ...(body !== undefined && { body }),
      ...(live?.etag !== undefined && { etag: live.etag }),
      ...(live === undefined && { createOnly: true }),
    });
    const operation = answer.operation && { kind: answer.operation.kind, url: answer.operation.url };
    await journal.append({ kind: 'answered', step: ref, status: answer.status, ...(operation && { operation }) });
    const final = await cloud.wait({ action, type, id, signal, ...(answer.operation && { operation: answer.operation }) });
    if (action === 'delete') this.#rememberDeleted(live);
    await this.#settle(await this.#seenEffect(final));
  }

  #rememberDeleted(live: LiveObject | undefined): void {
    const { cloud, deleted } = this.#context;
    deleted.add(cloud.fold(this.#step.id));
    if (live === undefined) return;
    for (const id of this.#type.companions?.(live.body) ?? []) deleted.add(cloud.fold(id));
  }

  /** A read right after the write may still show the old values; asked again until it shows ours, in bounds. */
  async #seenEffect(final: LiveObject | undefined): Promise<LiveObject | undefined> {
    const { type, id, after, ref, action } = this.#step;
    if (action === 'delete') return undefined;
    let live = final;
    for (let look = 0; ; look += 1) {
      const missing = live === undefined ? ['the object'] : differences(after, this.#type.normalise(live.body));
      if (missing.length === 0) return live;
      if (look === READ_BACK_LOOKS) {
        throw new CloudError({
          failure: 'permanent',
          armCode: 'NotTaken',
          message: `Azure reported success, but ${missing.join(', ')} of ${ref} is not as written.`,
        });
      }
      await this.#context.clock.sleep(READ_BACK_PAUSE_MS, this.#context.signal);
      live = await this.#context.cloud.read({ type, id }, { signal: this.#context.signal });
    }
  }

  async #settle(live: LiveObject | undefined): Promise<void> {
    const { ref: step, address } = this.#step;
    const entry = live && this.#entryFor(live, true);
    await this.#context.journal.append({ kind: 'settled', step, address, ...(entry && { entry }) });
  }

  #entryFor(live: LiveObject, settled: boolean): StateEntry {
    const entry = this.#step.entry;
    if (entry === undefined) throw new BugError(`The step ${this.#step.ref} leaves an object without a state entry.`);
    const { incarnation: _, ...rest } = entry;
    const incarnation = this.#type.incarnationOf?.(live.body);
    return { ...rest, settled, ...(incarnation !== undefined && { incarnation }) };
  }

  /** How long to wait before the next attempt; undefined when another attempt would not help or time is up. */
  #pauseAfter(error: CloudError, attempt: number): number | undefined {
    if (!RETRIED.has(error.failure) || attempt >= MOST_ATTEMPTS) return undefined;
    const { clock, random } = this.#context;
    const backoffMs = Math.min(1_000 * 2 ** (attempt - 1), 60_000) * (0.75 + random.fraction() / 2);
    const pauseMs = Math.round(error.retryAfterMs ?? backoffMs);
    return clock.monotonicMs() + pauseMs > this.#deadline ? undefined : pauseMs;
  }

  /**
   * The step is over. What is known to have ended is written down, an object left behind as unsettled; where the
   * effect is unknown the intent stays open, and the next run reads it back.
   */
  async #fail(error: CloudError): Promise<StepResult> {
    const stillOpen = this.#sent && error.failure === 'unknown';
    if (!stillOpen && this.#sent) {
      const { ref: step, address, type, id, action, after } = this.#step;
      const live = action === 'create' ? await this.#context.cloud.read({ type, id }) : undefined;
      const isOurs = live !== undefined && isOwnCreation(live, after, this.#type, this.#context.stack);
      const entry = isOurs ? this.#entryFor(live, false) : undefined;
      await this.#context.journal.append({ kind: 'failed', step, address, reason: error.armCode, ...(entry && { entry }) });
    }
    return { kind: 'failed', failure: failureOf(error, stillOpen) };
  }
}

const RETRIED: ReadonlySet<string> = new Set(['unknown', 'busy', 'not-visible']);
const MOST_ATTEMPTS = 40;
const READ_BACK_LOOKS = 10;
const READ_BACK_PAUSE_MS = 3_000;

/** True where a live object can only be what this run (or an interrupted one) created. */
export function isOwnCreation(live: LiveObject, after: JsonObject, type: ResourceType, stack: string): boolean {
  if (type.mark === 'tags') return ownershipOf(live, undefined, type, stack) === 'marked';
  return differences(after, type.normalise(live.body)).length === 0;
}

export function failureOf(error: CloudError, stillRunning: boolean): StepFailure {
  return {
    code: error.armCode,
    message: error.message,
    ...(error.requestId !== undefined && { requestId: error.requestId }),
    ...(error.correlationId !== undefined && { correlationId: error.correlationId }),
    stillRunning,
  };
}

function refused(code: string, message: string): StepResult {
  return { kind: 'failed', failure: { code, message, stillRunning: false } };
}

function moved(what: string): Decision {
  return {
    kind: 'refused',
    result: refused('ACR2013', `Somebody changed the object after the plan was made: ${what}. Plan again.`),
  };
}
