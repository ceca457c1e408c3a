import type { Json, JsonObject } from './json.ts';
import type { SentSecret } from './secret.ts';

/**
 * What the engine asks of a type it only reads (a private endpoint's interface) or also writes. Wire facts only:
 * everything that needs more than one object to decide lives in `features/`.
 */
export interface ReadableType {
  /** As Microsoft spells it: `Microsoft.Network/privateEndpoints`. */
  readonly type: string;
  readonly apiVersion: string;
  /** For people: `private endpoint`. */
  readonly label: string;
  /**
   * Set where the object stands in the body of another: a subnet is read in its network, which costs one request
   * for the network and all its subnets.
   */
  readonly readIn?: ReadIn;
  /** Set where the target is no object but something to be asked: see `Question`. */
  readonly question?: Question;
  /** True where a run can do without it: what Azure refuses to show is then an object with the body `{ refused: CODE }`. */
  readonly optional?: boolean;
  /** The collection that lists the object with its siblings, as a path; absent where no list returns whole bodies. */
  collection?(id: string): string;
  /**
   * The comparable form of a body, live or desired: without what Azure owns, in canonical case and order. Paths
   * that the body does not have stay absent. Pure and idempotent.
   */
  normalise(body: JsonObject): JsonObject;
  /** Whether Azure has finished with the object, read off its body. */
  settled(live: JsonObject): Settlement;
  /** Tells an object from a later one of the same id; absent where the type has nothing of the kind. */
  incarnationOf?(live: JsonObject): string | undefined;
}

/** How an object is found in the body of another. */
export interface ReadIn {
  readonly type: string;
  holder(id: string): string;
  /** True where nothing else shows it: a GET of its own there is not. */
  readonly only?: true;
  /** What tells by what the object is found in its holder, where its id does not say so. */
  beside?(id: string): ReadTarget;
  /** `beside` is the body of what stands beside it; without that the object is not found. */
  pick(holder: JsonObject, id: string, beside?: JsonObject): JsonObject | undefined;
}

/**
 * A read that is no GET of an object: a list with all its pages, whose answer is `{ value: [...] }`, or a POST that
 * changes nothing. It has an id like any target, so that it is asked in the same round and found by it.
 */
export interface Question {
  ask(id: string): {
    readonly method: 'GET' | 'POST';
    readonly path: string;
    readonly query?: Readonly<Record<string, string>>;
    readonly body?: JsonObject;
    /** The answer comes in pages, which are put together. */
    readonly pages?: boolean;
  };
  /** Azure takes its time: it says where the answer will be, and that is followed to its end. */
  readonly followed?: boolean;
}

export type Settlement = 'done' | 'running' | 'failed';

export interface ResourceType extends ReadableType {
  /**
   * Paths (of the normalised form, by prefix) that Azure does not let change: a change there is a replace.
   * Everything else is an update.
   */
  readonly immutable: readonly string[];
  /** Paths of references that fill what they name, which cannot be deleted before: made again, it takes this along. */
  readonly fills?: readonly string[];
  /** Paths of maps, and of lists whose entries have a key, that are owned entry by entry, foreign entries staying: `tags`. */
  readonly ownedByEntry: readonly string[];
  /** Where the owner mark goes: tags, the metadata of a record set, or the description of a role assignment. */
  readonly mark: 'tags' | 'metadata' | 'description' | 'none';
  /** True where a second PUT of an existing object must never be sent (registries): see `WriteRequest.createOnly`. */
  readonly putOnlyCreates: boolean;
  /** The request that brings a live object to the desired values at the given paths. */
  update(change: UpdateInput): {
    readonly method: 'PUT' | 'PATCH' | 'POST';
    readonly body: JsonObject;
    /** Of a POST: the last segment of its path, behind the id. */
    readonly action?: string;
  };
  /** Keys of what must not be written at the same time: writes that share a key run one after another. */
  serialise(id: string, body: JsonObject | undefined): readonly string[];
  /** True where writes carry `If-Match` with the ETag of the read just before. */
  readonly conditional: boolean;
  /** Set where a write is sent otherwise than to the id of the object, or says more: who the tenant is. */
  sentAs?(request: WriteRequest, tenant: string): SentRequest;
  /** True where Azure deletes the object only together with what holds it: an entry that goes is forgotten, and the object stays. */
  readonly stays?: true;
  /**
   * Set where deleting takes everything inside along: the list that must show nothing left but what this run
   * deleted. `foreign` names an item that counts, or gives undefined for one that Azure itself put there.
   */
  readonly contents?: {
    list(id: string): string;
    readonly apiVersion: string;
    foreign(entry: JsonObject): string | undefined;
  };
  /**
   * Set where a creation that fails leaves something behind that no write mends: true of such a leftover, which never
   * served anybody. It is deleted and made again.
   */
  neverMade?(live: JsonObject): boolean;
  /**
   * Set where an object that is made again soon after it was deleted fails, though its deletion has ended: it is made
   * only after so many answers of 404 in a row, so far apart.
   */
  readonly remake?: { readonly absences: number; readonly pauseMs: number };
  /** Ids of objects that Azure makes and removes together with this one. */
  companions?(live: JsonObject): readonly string[];
  /** Usual times in Azure, seconds: order and estimate of a plan, never a limit. */
  readonly seconds: { readonly create: number; readonly update: number; readonly delete: number };
  /** After this long an operation is given up as hanging; it stays resumable. */
  readonly deadlineMs: number;
}

export interface UpdateInput {
  readonly id: string;
  /** The body of a read just before; what is in it and not ours must survive the write. */
  readonly live: JsonObject;
  /** The whole managed body of the resource, in wire form. */
  readonly desired: JsonObject;
  /** Paths that differ and belong to this write. */
  readonly paths: readonly string[];
  /** Paths of entries that were ours, are no longer wanted, and go. */
  readonly removed: readonly string[];
}

/** An object as a read showed it. */
export interface LiveObject {
  readonly id: string;
  readonly type: string;
  readonly body: JsonObject;
  readonly etag?: string;
}

/** What one round of refresh asks for. */
export interface ReadTarget {
  readonly type: string;
  readonly id: string;
}

/** Live objects by folded id. An id that was read and is not there is absent from the map. */
export type LiveObjects = ReadonlyMap<string, LiveObject>;

/**
 * The cloud as the engine sees it: reads, single writes, waiting. Implemented by `providers/azure`. All methods
 * throw `CloudError`; none retries a write whose effect is unknown, since only the engine can say what it wanted.
 */
export interface Cloud {
  readonly tenant: string;
  type(name: string): ResourceType;
  readable(name: string): ReadableType;
  /** Folds an id for comparison. */
  fold(id: string): string;
  /**
   * Reads everything at once, lists where several are wanted in one collection. An id in `expected` (it stands in
   * the state) is absent only after repeated answers of 404; for any other one answer decides.
   */
  refresh(
    targets: readonly ReadTarget[],
    expected: ReadonlySet<string>,
    signal?: AbortSignal,
  ): Promise<LiveObjects>;
  /** One object, fresh. With `certain`, absence is believed only after repeated answers. */
  read(
    target: ReadTarget,
    options?: { readonly certain?: boolean; readonly signal?: AbortSignal },
  ): Promise<LiveObject | undefined>;
  /** All entries of a collection path, every page. */
  list(path: string, apiVersion: string, signal?: AbortSignal): Promise<readonly JsonObject[]>;
  /** Sends one mutating request once (throttling aside) and returns the first answer. */
  write(request: WriteRequest): Promise<WriteAnswer>;
  /**
   * Waits until Azure has finished: polls the operation, or the object where no operation is known, and reads the
   * object at the end. Undefined: the object is gone (the outcome of a delete).
   */
  wait(request: WaitRequest): Promise<LiveObject | undefined>;
  /** Waits for an action whose answer is what it came to, and no object; undefined where its address gave none. */
  result(request: ResultRequest): Promise<Json | undefined>;
}

export interface WriteRequest {
  readonly method: 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  readonly type: string;
  readonly id: string;
  /** Of a POST: what is asked of the object, behind its id. */
  readonly action?: string;
  readonly body?: JsonObject;
  /** Put into the body as it goes over the wire, and taken out of whatever is answered. */
  readonly secrets?: readonly SentSecret[];
  /** Sent as `If-Match` where the type is conditional. */
  readonly etag?: string;
  /** Sent as `If-None-Match: *` where the type is conditional: the write must create. */
  readonly createOnly?: boolean;
  /** What a read just before showed, where the object is there. */
  readonly live?: JsonObject;
  /** Ends the wait for the request's turn; a request that is under way is not cut off. */
  readonly signal?: AbortSignal;
}

/** A write as it goes over the wire. */
export interface SentRequest {
  readonly method: WriteRequest['method'];
  readonly path: string;
  readonly body: JsonObject | undefined;
}

export interface WriteAnswer {
  readonly status: number;
  readonly body?: Json;
  /** Where the running operation is followed; signed, never to be shown. */
  readonly operation?: OperationHandle;
}

export interface OperationHandle {
  readonly kind: 'async' | 'location';
  readonly url: string;
  readonly retryAfterMs?: number;
}

export interface WaitRequest {
  readonly action: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly id: string;
  readonly operation?: OperationHandle;
  readonly signal?: AbortSignal;
}

export type ResultRequest = WaitRequest & { readonly operation: OperationHandle };

/**
 * Why a request failed, as far as it decides what to do next:
 * - `throttled`: not acted on, the budget is empty; the client itself waits, so this surfaces only at its limit, or
 *   when the run ends first: then it proves that a write was not done;
 * - `unknown`: no answer, or a server error: the object must be read before anything is sent again;
 * - `busy`: another operation runs on this or a neighbour; read again, then resend;
 * - `not-visible`: something this run made is not seen everywhere yet;
 * - `moved`: a precondition failed, somebody else wrote;
 * - `denied`: not signed in or not allowed;
 * - `failed`: the operation ended Failed or Canceled;
 * - `permanent`: everything else.
 */
export type FailureClass =
  | 'throttled'
  | 'unknown'
  | 'busy'
  | 'not-visible'
  | 'moved'
  | 'denied'
  | 'failed'
  | 'permanent';

/** A request or operation that failed, with all that a person needs to follow it up. */
export class CloudError extends Error {
  override readonly name = 'CloudError';
  readonly failure: FailureClass;
  /** ARM's own code, `RetryableError`; `NoAnswer` where none came. */
  readonly armCode: string;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly correlationId: string | undefined;
  /** The codes inside ARM's answer, outermost first: the cause often stands only there. */
  readonly innerCodes: readonly string[];
  /** The request that failed: its method, and its path without the query. Undefined where none was sent. */
  readonly asked: Asked | undefined;
  /** What a person can do about it, in full sentences; undefined where nothing is known. */
  readonly hint: string | undefined;
  /** How often a read was repeated before it was given up, and for how long. */
  readonly tried: { readonly times: number; readonly forMs: number } | undefined;
  /** Other requests of the same round that failed too. */
  readonly others: readonly CloudError[];
  /** What the answer asked to wait. */
  readonly retryAfterMs: number | undefined;
  /**
   * How long in a row the same refusal is worth another attempt, where it passes soon or never: what hangs below an
   * object is being deleted, or belongs to somebody. Undefined: no other limit than that of the step.
   */
  readonly retryWithinMs: number | undefined;

  constructor(fields: CloudErrorFields, options?: ErrorOptions) {
    super(fields.message, options);
    this.failure = fields.failure;
    this.armCode = fields.armCode;
    this.status = fields.status;
    this.requestId = fields.requestId;
    this.correlationId = fields.correlationId;
    this.innerCodes = fields.innerCodes ?? [];
    this.asked = fields.asked;
    this.hint = fields.hint;
    this.tried = fields.tried;
    this.others = fields.others ?? [];
    this.retryAfterMs = fields.retryAfterMs;
    this.retryWithinMs = fields.retryWithinMs;
  }

  /** The same error, with what failed beside it. */
  withOthers(others: readonly CloudError[]): CloudError {
    return new CloudError({ ...this, message: this.message, others }, { cause: this });
  }
}

export interface CloudErrorFields {
  readonly failure: FailureClass;
  readonly armCode: string;
  readonly message: string;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly innerCodes?: readonly string[];
  readonly asked?: Asked | undefined;
  readonly hint?: string | undefined;
  readonly tried?: { readonly times: number; readonly forMs: number } | undefined;
  readonly others?: readonly CloudError[];
  readonly retryAfterMs?: number | undefined;
  readonly retryWithinMs?: number | undefined;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
}
