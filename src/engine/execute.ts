import { BugError } from '../core/errors.ts';
import type { RunEvent } from '../core/event.ts';
import type { JsonObject } from '../core/json.ts';
import { setPath } from '../core/path.ts';
import {
  type Asked,
  type Cloud,
  CloudError,
  type LiveObject,
  type ResourceType,
  type WriteAnswer,
  type WriteRequest,
} from '../core/resource-type.ts';
import type { MadeSecret, SentSecret } from '../core/secret.ts';
import type { Journal, StateEntry } from '../core/state.ts';
import type { Clock, Random } from '../core/world.ts';
import { type Decision, decide, isOwnCreation } from './decide.ts';
import { differences } from './diff.ts';
import { entryOf } from './draft.ts';
import { lateValues, withValues } from './late.ts';
import { Patience } from './patience.ts';
import { awaitRequirements } from './requirements.ts';
import { failed, type History, refused, type StepResult } from './step-result.ts';
import type { PlannedStep } from './steps.ts';
import { readRemade, readUnseen } from './unseen.ts';

export interface StepContext {
  readonly stack: string;
  readonly cloud: Cloud;
  readonly journal: Pick<Journal, 'append'>;
  readonly clock: Clock;
  readonly random: Random;
  /** Aborted when the run is to end: by a signal, or because the lock is lost. */
  readonly signal: AbortSignal;
  /** Folded ids of what this run has deleted, companions included. */
  readonly deleted: Set<string>;
  emit(event: RunEvent): void;
}

/**
 * Performs one step: asks its requirements, reads the object, journals what it is about to send, sends it, waits,
 * reads the effect back and settles. The body is built on the read just before. Throws the signal's reason when
 * the run ends meanwhile, and what the journal throws; every other failure is a result.
 */
export async function executeStep(step: PlannedStep, context: StepContext): Promise<StepResult> {
  const sinceMs = context.clock.monotonicMs();
  const history = () => ({ attempts: 1, elapsedMs: Math.round(context.clock.monotonicMs() - sinceMs) });
  try {
    const outcome = await awaitRequirements(step.requires, {
      ...context,
      waiting: (missing) => context.emit({ kind: 'step-waiting', step: step.ref, missing }),
    });
    if (!outcome.met) {
      if (outcome.person) return { kind: 'held', missing: outcome.missing };
      return refused(step, context.cloud, notSafe(outcome.missing), history());
    }
    if (step.late.length === 0) return await new Attempts(step, context).run();
    const late = await lateValues(step, context);
    if (!late.known) return refused(step, context.cloud, notTold(late.missing), history());
    return await new Attempts(withValues(step, late.values, context.cloud.type(step.type)), context).run();
  } catch (error) {
    if (context.signal.aborted || !(error instanceof CloudError)) throw error;
    return failed(step, context.cloud, error, history());
  }
}

/** The life of one step: read, decide, send, and again where what happened is unknown or somebody is busy. */
class Attempts {
  readonly #step: PlannedStep;
  readonly #context: StepContext;
  readonly #type: ResourceType;
  /** True once a request of this step may have reached Azure. */
  #sent = false;
  /** A read before one of its requests said that there was no object: what stands there since is of this step. */
  #wasAbsent = false;
  /** True while nobody knows whether Azure took the last request. */
  #unanswered = false;
  /**
   * The precondition failed. That may have been an earlier request of this step, or of a run that died: one more look
   * tells whether the object is as wanted. Nothing is sent any more (faults.md G07).
   */
  #moved: CloudError | undefined;
  /** The last request that was sent: what an operation was begun by. */
  #asked: Asked | undefined;
  #attempts = 0;
  readonly #sinceMs: number;
  readonly #patience: Patience;
  /** How often what was left of a creation that failed was deleted, to make the object once more. */
  #remade = 0;

  constructor(step: PlannedStep, context: StepContext) {
    this.#step = step;
    this.#context = context;
    this.#type = context.cloud.type(step.type);
    this.#sinceMs = context.clock.monotonicMs();
    this.#patience = new Patience(this.#type.deadlineMs, context);
  }

  async run(): Promise<StepResult> {
    for (let attempt = 1; ; attempt += 1) {
      this.#attempts = attempt;
      try {
        const result = await this.#attempt();
        if (result !== undefined) return result;
      } catch (error) {
        if (this.#context.signal.aborted || !(error instanceof CloudError)) throw error;
        if (await this.#isMadeAgainInVain(error)) {
          const ended = await this.#clear(error);
          if (ended !== undefined) return ended;
          await this.#pause(error, REMAKE_PAUSE_MS * this.#remade);
          continue;
        }
        const isFirstMove = error.failure === 'moved' && this.#moved === undefined;
        if (error.failure === 'moved') this.#moved = error;
        const pauseMs = this.#patience.pauseAfter(error, attempt, isFirstMove);
        if (pauseMs === undefined) return this.#fail(error);
        await this.#pause(error, pauseMs);
      }
    }
  }

  async #pause({ armCode }: CloudError, ms: number): Promise<void> {
    const { clock, signal } = this.#context;
    this.#context.emit({ kind: 'step-retrying', step: this.#step.ref, why: armCode, afterMs: ms });
    await clock.sleep(ms, signal);
  }

  async #attempt(): Promise<StepResult | undefined> {
    const { cloud, signal } = this.#context;
    const { type, id, action } = this.#step;
    const live = await this.#read();
    const decision = await this.#decide(live);
    switch (decision.kind) {
      case 'refused':
        return refused(this.#step, cloud, decision, this.#history());
      case 'already':
        if (action === 'delete') this.#rememberDeleted(decision.live);
        await this.#settle(this.#sent ? await this.#seenEffect(decision.live) : decision.live);
        return { kind: 'done', sent: this.#sent };
      case 'running':
        await cloud.wait({ action, type, id, signal });
        return undefined;
      case 'send':
        if (this.#moved !== undefined) return this.#fail(this.#moved);
        return await this.#send(decision);
    }
  }

  /** One answer of 404 proves nothing of an object that is known to exist, or that may be under way (I-17). */
  #read(): Promise<LiveObject | undefined> {
    const { cloud, signal } = this.#context;
    const { type, id, action, ref } = this.#step;
    if (action !== 'create') return cloud.read({ type, id }, { signal, certain: true });
    const { remake } = this.#type;
    if (remake !== undefined && this.#isMadeAgain && !this.#sent) {
      this.#context.emit({
        kind: 'step-waiting',
        step: ref,
        missing: ['its deletion is not over everywhere'],
      });
      return readRemade({ type, id }, remake, this.#context);
    }
    return this.#unanswered ? readUnseen({ type, id }, this.#context) : cloud.read({ type, id }, { signal });
  }

  /** What deleting it takes along is looked at just before. */
  async #decide(live: LiveObject | undefined): Promise<Decision> {
    const { stack } = this.#context;
    const decision = decide(this.#step, live, { type: this.#type, stack, sent: this.#sent });
    if (decision.kind !== 'send' || decision.method !== 'DELETE') return decision;
    const left = await this.#foreignContents(this.#step.id);
    if (left.length === 0) return decision;
    const message = `It is not empty, and everything in it would be deleted with it. Left: ${left.join(', ')}.`;
    return { kind: 'refused', code: 'ACR2012', message, hint: EMPTY_FIRST };
  }

  async #foreignContents(id: string): Promise<readonly string[]> {
    const contents = this.#type.contents;
    if (contents === undefined || this.#step.takesContents === true) return [];
    const { cloud, deleted, signal } = this.#context;
    const listed = await cloud.list(contents.list(id), contents.apiVersion, signal);
    const foreign = listed.flatMap((entry) => contents.foreign(entry) ?? []);
    return foreign.filter((name) => !deleted.has(cloud.fold(name)));
  }

  async #send(decision: Decision & { kind: 'send' }): Promise<StepResult> {
    const { cloud, journal, signal } = this.#context;
    const { ref, address, type, id, action, entry } = this.#step;
    const { method, action: asked, live } = decision;
    const secrets = method === 'PUT' ? await this.#secrets() : [];
    signal.throwIfAborted();
    this.#wasAbsent ||= live === undefined;
    await journal.append({
      kind: 'intent',
      step: ref,
      address,
      type,
      id,
      action,
      method,
      absentBefore: this.#wasAbsent,
      sent: decision.body ?? {},
      ...(entry && { entry }),
    });
    const body = decision.body && withTold(decision.body, secrets);
    const answer = await this.#write({
      method,
      type,
      id,
      signal,
      ...(asked !== undefined && { action: asked }),
      ...(body !== undefined && { body }),
      ...(secrets.length > 0 && { secrets }),
      ...(live?.etag !== undefined && { etag: live.etag }),
      ...(live === undefined ? { createOnly: true } : { live: live.body }),
    });
    if (answer === 'not-sent') return { kind: 'not-sent' };
    const operation = answer.operation && { kind: answer.operation.kind, url: answer.operation.url };
    await journal.append({
      kind: 'answered',
      step: ref,
      status: answer.status,
      ...(operation && { operation }),
    });
    const final = await cloud.wait({
      action,
      type,
      id,
      signal,
      ...(answer.operation && { operation: answer.operation }),
    });
    if (action === 'delete') this.#rememberDeleted(live);
    await this.#settle(await this.#seenEffect(final));
    return { kind: 'done', sent: true };
  }

  /** What goes over the wire and is written down nowhere; one that is drawn is drawn for this request. */
  async #secrets(): Promise<readonly (SentSecret & MadeSecret)[]> {
    const made = this.#step.secrets.map(async ({ path, make }) => ({ path, ...(await make(this.#context)) }));
    return Promise.all(made);
  }

  async #write(request: WriteRequest): Promise<WriteAnswer | 'not-sent'> {
    const wasSent = this.#sent;
    this.#sent = true;
    this.#unanswered = true;
    const { method, id, action } = request;
    this.#asked = { method, path: action === undefined ? id : `${id}/${action}` };
    try {
      const answer = await this.#context.cloud.write(request);
      this.#unanswered = false;
      return answer;
    } catch (error) {
      if (!(error instanceof CloudError)) throw error;
      this.#unanswered = error.failure === 'unknown';
      // What an earlier request of this step left behind has to be read back: then the intent stays open.
      const isNotSent = this.#context.signal.aborted && error.failure === 'throttled' && !wasSent;
      if (!isNotSent) throw error;
      await this.#closeNotSent(error.armCode);
      return 'not-sent';
    }
  }

  /** Only refusals to look at the request came before the run ended: nothing is left open for the next one. */
  async #closeNotSent(reason: string): Promise<void> {
    const { ref: step, address } = this.#step;
    await this.#context.journal.append({ kind: 'failed', step, address, reason });
  }

  #history(): History {
    const elapsedMs = Math.round(this.#context.clock.monotonicMs() - this.#sinceMs);
    return { attempts: this.#attempts, elapsedMs };
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
      const missing =
        live === undefined
          ? ['the object']
          : differences(after, this.#type.normalise(live.body), this.#type.ownedByEntry);
      if (missing.length === 0) return live;
      if (look === READ_BACK_LOOKS) {
        throw new CloudError({
          failure: 'permanent',
          armCode: 'NotTaken',
          message: `Azure reported success, but ${missing.join(', ')} of ${ref} is not as written.`,
          hint: 'A policy that changes what is written, or somebody else at work, can do that. Run again; if it stays, the activity log of the resource group shows who writes.',
        });
      }
      await this.#context.clock.sleep(READ_BACK_PAUSE_MS, this.#context.signal);
      live = await this.#context.cloud.read({ type, id }, { signal: this.#context.signal });
    }
  }

  async #settle(live: LiveObject | undefined): Promise<void> {
    const { ref: step, address } = this.#step;
    const entry = live && this.#step.entry && this.#entryFor(live, true);
    await this.#context.journal.append({ kind: 'settled', step, address, ...(entry && { entry }) });
  }

  #entryFor(live: LiveObject, settled: boolean): StateEntry {
    const entry = this.#step.entry;
    if (entry === undefined)
      throw new BugError(`The step ${this.#step.ref} leaves an object without a state entry.`);
    return entryOf(live, { ...entry, settled }, this.#type);
  }

  /** True where this run has deleted what this step makes: the plan makes it again. */
  get #isMadeAgain(): boolean {
    const { cloud, deleted } = this.#context;
    return this.#step.action === 'create' && deleted.has(cloud.fold(this.#step.id));
  }

  /**
   * What is made again may fail for that alone, and Azure does not tell this cause from others (`ResourceType.remake`):
   * true where another attempt is worth it, since the creation left nothing, or only what deleting it mends.
   */
  async #isMadeAgainInVain({ failure }: CloudError): Promise<boolean> {
    const { remake, neverMade } = this.#type;
    if (failure !== 'failed' || remake === undefined || !this.#isMadeAgain) return false;
    if (this.#remade === MOST_REMADE) return false;
    const live = await this.#leftBehind();
    if (live === 'unread') return false;
    const { after } = this.#step;
    return (
      live === undefined ||
      (neverMade?.(live.body) === true && isOwnCreation(live, after, this.#type, this.#context.stack))
    );
  }

  /** Deletes what the creation left, as a step of its own would, so that another attempt starts from nothing. */
  async #clear(error: CloudError): Promise<StepResult | undefined> {
    const { entry: _entry, priorEntry: _priorEntry, ...step } = this.#step;
    if (!(await this.#closeFailed(error.armCode))) return this.#fail(error);
    const cleared = await new Attempts({ ...step, action: 'delete', leftover: true }, this.#context).run();
    if (cleared.kind !== 'done') return cleared;
    this.#remade += 1;
    this.#sent = false;
    return undefined;
  }

  /**
   * The step is over. What is known to have ended is written down; where the effect is unknown the intent stays open,
   * and the next run reads it back.
   */
  async #fail(error: CloudError): Promise<StepResult> {
    const isOpen = this.#sent && (error.failure === 'unknown' || !(await this.#closeFailed(error.armCode)));
    const about = { ...this.#history(), stillRunning: isOpen };
    return failed(this.#step, this.#context.cloud, error, about, this.#asked);
  }

  /** Closes the intent, with what was left behind as unsettled. False where that cannot be read: it stays open. */
  async #closeFailed(reason: string): Promise<boolean> {
    const { journal, stack } = this.#context;
    const { ref: step, address, action, after } = this.#step;
    const live = action === 'create' ? await this.#leftBehind() : undefined;
    if (live === 'unread') return false;
    const entry =
      live !== undefined && isOwnCreation(live, after, this.#type, stack)
        ? this.#entryFor(live, false)
        : undefined;
    await journal.append({ kind: 'failed', step, address, reason, ...(entry && { entry }) });
    return true;
  }

  /** What stands there after a failure. */
  async #leftBehind(): Promise<LiveObject | 'unread' | undefined> {
    const { cloud, signal } = this.#context;
    const { type, id } = this.#step;
    try {
      return await cloud.read({ type, id }, { signal });
    } catch (error) {
      if (signal.aborted || !(error instanceof CloudError)) throw error;
      return 'unread';
    }
  }
}

function withTold(body: JsonObject, secrets: readonly MadeSecret[]): JsonObject {
  const told = secrets.flatMap((secret) => secret.told ?? []);
  return told.reduce((all, { path, text }) => setPath(all, path, text), body);
}

const MOST_REMADE = 2;
const REMAKE_PAUSE_MS = 30_000;
const READ_BACK_LOOKS = 10;
const READ_BACK_PAUSE_MS = 3_000;

const EMPTY_FIRST =
  'Remove what is left if it may go, then run again; acrctl deletes only what it made. What is to stay keeps the object.';

function notTold(missing: readonly string[]) {
  return {
    code: 'ACR2014',
    message: `A value that this step writes is not known yet: ${missing.join('; ')}.`,
    hint: 'Nothing was sent. Look at the object named first; once it shows the value, run again.',
  };
}

function notSafe(missing: readonly string[]) {
  return {
    code: 'ACR2011',
    message: `Not safe yet: ${missing.join('; ')}.`,
    hint: 'Mend what is named, then run again: the step is taken once all of it holds. Until then everything stays as it is.',
  };
}
