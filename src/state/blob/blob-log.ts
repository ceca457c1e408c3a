import type { Blobs, HeldCondition } from '../../core/blobs.ts';
import type { Clock, LogFile } from '../../core/world.ts';
import { insist } from './insist.ts';

interface BlobLogOptions {
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly name: string;
  readonly lease: string;
  /** Where the blob ends, and its entity tag, as read under the lock. */
  readonly end: { readonly etag: string; readonly at: number };
}

/** The service takes so much in one append, from the api-version 2022-11-02 on far more (Append Block). */
const MOST_BYTES = 4 * 1024 * 1024;

/** An append blob that this run alone writes: every append names the end that it goes behind, and the lease. */
export interface BlobLog extends LogFile {
  /** Empties the blob. What stood in it must stand elsewhere. */
  clear(): Promise<void>;
}

export function openBlobLog({ blobs, clock, name, lease, end }: BlobLogOptions): BlobLog {
  let { etag, at } = end;
  let failure: { readonly error: unknown } | undefined;
  const waiting: { readonly text: string; readonly written: PromiseWithResolvers<void> }[] = [];
  let working: Promise<void> | undefined;

  const put = async (text: string): Promise<void> => {
    const on: HeldCondition & { readonly at: number } = { etag, lease, at };
    const wanted = at + Buffer.byteLength(text);
    etag = await insist(
      clock,
      () => blobs.append(name, text, on),
      // Nobody else can have written as many bytes behind that end: it takes the lease.
      async () => {
        const now = await blobs.look(name);
        return now?.length === wanted ? now.etag : undefined;
      },
    );
    at = wanted;
  };
  const work = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchSize(waiting.map(({ text }) => text)));
      try {
        if (failure !== undefined) throw failure.error;
        await put(batch.map(({ text }) => text).join(''));
        for (const { written } of batch) written.resolve();
      } catch (error) {
        failure = { error };
        for (const { written } of batch) written.reject(error);
      }
    }
    working = undefined;
  };
  return {
    append: (text) => {
      const written = Promise.withResolvers<void>();
      waiting.push({ text, written });
      working ??= work();
      return written.promise;
    },
    close: async () => {
      await working;
    },
    clear: async () => {
      const on = { etag, lease };
      etag = await insist(
        clock,
        () => blobs.startLog(name, on),
        async () => {
          const now = await blobs.look(name);
          return now?.length === 0 ? now.etag : undefined;
        },
      );
      at = 0;
    },
  };
}

/** How many texts go into one append: all that are waiting, as far as the service takes them; at least one. */
function batchSize(texts: readonly string[]): number {
  let bytes = 0;
  const fitting = texts.findIndex((text, index) => {
    bytes += Buffer.byteLength(text);
    return index > 0 && bytes > MOST_BYTES;
  });
  return fitting === -1 ? texts.length : fitting;
}
