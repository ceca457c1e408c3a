/**
 * A folder of blobs in one container of Azure Blob Storage: one request a call, none repeated. The names are those of
 * blobs in the folder. Every call rejects with a `BlobRefusal` where the service says no, and with a `NoAnswerError`
 * (`world.ts`) where no complete answer came: the effect of a write is then unknown (faults S08, S10).
 */
export interface Blobs {
  /** Where people find a blob: its URL, without a query. */
  url(name: string): string;
  /** The whole blob; undefined where there is none. */
  read(name: string): Promise<FoundBlob | undefined>;
  /** What `read` tells, without the text. */
  look(name: string): Promise<BlobFacts | undefined>;
  /** Writes a block blob whole: a reader sees the old text or the new one. Gives its entity tag. */
  put(name: string, text: string, on: WriteCondition): Promise<string>;
  /** Makes an empty append blob, in place of the one that the condition allows for. Gives its entity tag. */
  startLog(name: string, on: WriteCondition): Promise<string>;
  /** Puts the text behind byte `at` of an append blob, all of it or none, if that is its end. Gives its entity tag. */
  append(name: string, text: string, on: HeldCondition & { readonly at: number }): Promise<string>;
  /** Keeps what the blob holds now as a snapshot of it, if it is the one with this entity tag. */
  keep(name: string, on: HeldCondition): Promise<void>;
  remove(name: string, on: HeldCondition): Promise<void>;
  /** Leases the blob for a minute by an id of the caller's choice; one that it holds by this id is renewed. */
  acquireLease(name: string, lease: string): Promise<void>;
  /** Another minute, also where the last one is over and nobody wrote or leased since. */
  renewLease(name: string, lease: string): Promise<void>;
  releaseLease(name: string, lease: string): Promise<void>;
  /** Ends whatever lease there is, at once. */
  breakLease(name: string): Promise<void>;
}

export interface BlobFacts {
  readonly etag: string;
  /** True while somebody's lease runs. */
  readonly isLeased: boolean;
  /** In bytes. */
  readonly length: number;
  /**
   * How long ago it was written, by the clock of the service alone, in milliseconds: `Date` less `Last-Modified` of one
   * answer. That both are told by one clock, as far as a minute goes, is an assumption.
   */
  readonly ageMs: number;
}

export interface FoundBlob extends BlobFacts {
  readonly text: string;
}

/** What must hold for a write to be taken: the entity tag that the caller saw last, or that nothing is there. */
export type WriteCondition = 'absent' | HeldCondition;

export interface HeldCondition {
  readonly etag: string;
  /** The lease of the blob; needed while one runs, refused where it is not the one that does. */
  readonly lease?: string;
}

/** The service said no. */
export class BlobRefusal extends Error {
  override readonly name = 'BlobRefusal';
  readonly status: number;
  /** That of the service, such as `LeaseAlreadyPresent`; the bare status where it gave none. */
  readonly code: string;

  constructor(status: number, code: string, options?: ErrorOptions) {
    super(`${status} ${code}`, options);
    this.status = status;
    this.code = code;
  }
}
