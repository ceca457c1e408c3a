import type { Blobs } from '../../core/blobs.ts';
import { groupCommit } from '../../core/group-commit.ts';
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

/** The service takes so much in one append; from the api-version 2022-11-02 on far more (Append Block). */
const MOST_BYTES = 4 * 1024 * 1024;

/** An append blob that this run alone writes: every append names the end that it goes behind, and the lease. */
export interface BlobLog extends LogFile {
  /** Empties the blob. What stood in it must stand elsewhere. */
  clear(): Promise<void>;
}

export function openBlobLog({ blobs, clock, name, lease, end }: BlobLogOptions): BlobLog {
  let { etag, at } = end;
  const put = async (text: string): Promise<void> => {
    const wanted = at + Buffer.byteLength(text);
    etag = await insist(
      clock,
      () => blobs.append(name, text, { etag, lease, at }),
      // Nobody else can have written as many bytes behind that end: it takes the lease.
      () => etagAt(wanted),
    );
    at = wanted;
  };
  const etagAt = async (length: number): Promise<string | undefined> => {
    const now = await blobs.look(name);
    return now?.length === length ? now.etag : undefined;
  };
  const { append, idle } = groupCommit(async (texts) => {
    for (const part of parts(texts)) await put(part);
  });
  return {
    append,
    close: idle,
    clear: async () => {
      etag = await insist(
        clock,
        () => blobs.startLog(name, { etag, lease }),
        () => etagAt(0),
      );
      at = 0;
    },
  };
}

/** The texts in as few parts as the service takes. */
function parts(texts: readonly string[]): readonly string[] {
  const found: string[] = [];
  for (const text of texts) {
    const last = found.at(-1);
    if (last !== undefined && Buffer.byteLength(last) + Buffer.byteLength(text) <= MOST_BYTES)
      found[found.length - 1] = last + text;
    else found.push(text);
  }
  return found;
}
