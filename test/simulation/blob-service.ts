import { BlobRefusal, type Blobs, type WriteCondition } from '../../src/core/blobs.ts';
import { NoAnswerError } from '../../src/core/world.ts';
import type { Passage } from './disk.ts';
import type { VirtualClock } from './virtual-clock.ts';

interface StoredBlob {
  text: string;
  etag: string;
  writtenMs: number;
  lease?: { readonly id: string; untilMs: number; isBroken: boolean };
  readonly kept: string[];
}

/** What becomes of a request: `unsent` and `lost` end without an answer, the one before the effect, the other after. */
export type BlobFault = 'unsent' | 'lost' | BlobRefusal | undefined;

const LEASE_MS = 60_000;

/**
 * A container of Azure Blob Storage in memory, on the timeline of a simulation. What it answers is what Azurite answers:
 * `test/contract/blobs.test.ts` asks both the same.
 */
export class BlobService {
  readonly #clock: VirtualClock;
  readonly #blobs = new Map<string, StoredBlob>();
  #writes = 0;
  fault: (operation: keyof Blobs, name: string) => BlobFault = () => undefined;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** As it stands, for another timeline. */
  copy(clock: VirtualClock): BlobService {
    const copy = new BlobService(clock);
    for (const [name, blob] of this.#blobs) copy.#blobs.set(name, structuredClone(blob));
    copy.#writes = this.#writes;
    return copy;
  }

  texts(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.#blobs].map(([name, { text }]) => [name, text]));
  }

  /** Older texts of a blob that were kept, the oldest first. */
  kept(name: string): readonly string[] {
    return this.#blobs.get(name)?.kept ?? [];
  }

  /** Somebody else's hand: no condition, no lease. */
  overwrite(name: string, text: string): void {
    this.#blobs.set(name, { ...this.existing(name), ...this.#stamp(), text });
  }

  find(name: string): StoredBlob | undefined {
    return this.#blobs.get(name);
  }

  existing(name: string): StoredBlob {
    const blob = this.#blobs.get(name);
    if (blob === undefined) throw new BlobRefusal(404, 'BlobNotFound');
    return blob;
  }

  ageMs({ writtenMs }: StoredBlob): number {
    return this.#clock.nowMs() - writtenMs;
  }

  isLeased({ lease }: StoredBlob): boolean {
    return lease !== undefined && !lease.isBroken && this.#clock.nowMs() < lease.untilMs;
  }

  write(name: string, text: string, on: WriteCondition): string {
    const blob = this.#blobs.get(name);
    this.check(blob, on);
    const next: StoredBlob = { text, kept: blob?.kept ?? [], ...this.#stamp() };
    if (blob?.lease !== undefined && this.isLeased(blob)) next.lease = blob.lease;
    this.#blobs.set(name, next);
    return next.etag;
  }

  remove(name: string, on: WriteCondition): void {
    this.check(this.existing(name), on);
    this.#blobs.delete(name);
  }

  acquire(name: string, id: string): void {
    const blob = this.existing(name);
    if (this.isLeased(blob) && blob.lease?.id !== id) throw new BlobRefusal(409, 'LeaseAlreadyPresent');
    blob.lease = { id, untilMs: this.#clock.nowMs() + LEASE_MS, isBroken: false };
  }

  renew(name: string, id: string): void {
    const { lease } = this.existing(name);
    if (lease?.id !== id) throw new BlobRefusal(409, 'LeaseIdMismatchWithLeaseOperation');
    if (lease.isBroken) throw new BlobRefusal(409, 'LeaseIsBrokenAndCannotBeRenewed');
    lease.untilMs = this.#clock.nowMs() + LEASE_MS;
  }

  release(name: string, id: string): void {
    const blob = this.existing(name);
    if (blob.lease?.id !== id) throw new BlobRefusal(409, 'LeaseIdMismatchWithLeaseOperation');
    delete blob.lease;
  }

  breakLease(name: string): void {
    const { lease } = this.existing(name);
    if (lease === undefined) throw new BlobRefusal(409, 'LeaseNotPresentWithLeaseOperation');
    lease.isBroken = true;
  }

  check(blob: StoredBlob | undefined, on: WriteCondition): void {
    if (on === 'absent') {
      if (blob !== undefined) throw new BlobRefusal(409, 'BlobAlreadyExists');
      return;
    }
    if (blob?.etag !== on.etag) throw new BlobRefusal(412, 'ConditionNotMet');
    if (!this.isLeased(blob)) {
      if (on.lease !== undefined) throw new BlobRefusal(412, 'LeaseNotPresentWithBlobOperation');
      return;
    }
    if (on.lease === undefined) throw new BlobRefusal(412, 'LeaseIdMissing');
    if (on.lease !== blob.lease?.id) throw new BlobRefusal(412, 'LeaseIdMismatchWithBlobOperation');
  }

  #stamp() {
    this.#writes += 1;
    return { etag: `"0x${this.#writes.toString(16)}"`, writtenMs: this.#clock.nowMs() };
  }
}

/** The folder of a stack as a process sees it, which can die before and after each request. */
export function blobsOf(service: BlobService, passage: Passage, stack = 'prod'): Blobs {
  const folder = folderOf(service, passage);
  const within = (name: string) => `${stack}/${name}`;
  return {
    url: (name) => folder.url(within(name)),
    read: (name) => folder.read(within(name)),
    look: (name) => folder.look(within(name)),
    put: (name, ...rest) => folder.put(within(name), ...rest),
    startLog: (name, ...rest) => folder.startLog(within(name), ...rest),
    append: (name, ...rest) => folder.append(within(name), ...rest),
    keep: (name, ...rest) => folder.keep(within(name), ...rest),
    remove: (name, ...rest) => folder.remove(within(name), ...rest),
    acquireLease: (name, lease) => folder.acquireLease(within(name), lease),
    renewLease: (name, lease) => folder.renewLease(within(name), lease),
    releaseLease: (name, lease) => folder.releaseLease(within(name), lease),
    breakLease: (name) => folder.breakLease(within(name)),
  };
}

function folderOf(service: BlobService, passage: Passage): Blobs {
  const faulty = async <T>(operation: keyof Blobs, name: string, run: () => Promise<T>): Promise<T> => {
    const fault = service.fault(operation, name);
    if (fault instanceof BlobRefusal) return passage.through(() => raise(fault));
    if (fault === 'unsent') return passage.through(() => raise(new NoAnswerError('ECONNRESET')));
    const result = await run();
    return fault === 'lost' ? raise(new NoAnswerError('ECONNRESET')) : result;
  };
  const reading = <T>(operation: keyof Blobs, name: string, run: () => T) =>
    faulty(operation, name, () => passage.through(run));
  const writing = <T>(operation: keyof Blobs, name: string, run: () => T) =>
    faulty(operation, name, () => passage.write(`${operation} ${name}`, run));
  const facts = (name: string) => {
    const blob = service.find(name);
    if (blob === undefined) return undefined;
    const { text, etag } = blob;
    const length = Buffer.byteLength(text);
    return { text, etag, length, isLeased: service.isLeased(blob), ageMs: service.ageMs(blob) };
  };
  return {
    url: (name) => `https://account.blob.core.windows.net/container/${name}`,
    read: (name) => reading('read', name, () => facts(name)),
    look: (name) =>
      reading('look', name, () => {
        const found = facts(name);
        if (found === undefined) return undefined;
        const { text: _, ...rest } = found;
        return rest;
      }),
    put: (name, text, on) => writing('put', name, () => service.write(name, text, on)),
    startLog: (name, on) => writing('startLog', name, () => service.write(name, '', on)),
    append: (name, text, on) =>
      writing('append', name, () => {
        const blob = service.existing(name);
        service.check(blob, on);
        if (Buffer.byteLength(blob.text) !== on.at)
          throw new BlobRefusal(412, 'AppendPositionConditionNotMet');
        return service.write(name, blob.text + text, on);
      }),
    keep: (name, on) =>
      writing('keep', name, () => {
        const blob = service.existing(name);
        service.check(blob, on);
        blob.kept.push(blob.text);
      }),
    remove: (name, on) => writing('remove', name, () => service.remove(name, on)),
    acquireLease: (name, id) => writing('acquireLease', name, () => service.acquire(name, id)),
    renewLease: (name, id) => writing('renewLease', name, () => service.renew(name, id)),
    releaseLease: (name, id) => writing('releaseLease', name, () => service.release(name, id)),
    breakLease: (name) => writing('breakLease', name, () => service.breakLease(name)),
  };
}

function raise(error: Error): never {
  throw error;
}
