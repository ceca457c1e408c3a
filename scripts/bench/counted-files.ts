import { open } from 'node:fs/promises';
import { localFiles } from '../../src/cli/world/local-files.ts';
import { openLocalLog } from '../../src/cli/world/local-log.ts';
import type { Files } from '../../src/core/world.ts';

export interface DiskCounts {
  /** Calls of `append`: records of the journal. */
  records: number;
  /** Bytes of those records. */
  bytes: number;
  /** System calls that make what was appended durable. */
  syncs: number;
}

/** The files of this machine, the log that is appended to counted below the product's own group commit. */
export function countedFiles(): { readonly files: Files; readonly counts: DiskCounts } {
  const counts: DiskCounts = { records: 0, bytes: 0, syncs: 0 };
  const openLog: Files['openLog'] = async (path) => {
    const file = await open(path, 'a');
    const log = openLocalLog({
      write: (bytes, from, length) => file.write(bytes, from, length),
      datasync: () => {
        counts.syncs += 1;
        return file.datasync();
      },
      close: () => file.close(),
    });
    return {
      append: (text) => {
        counts.records += 1;
        counts.bytes += Buffer.byteLength(text);
        return log.append(text);
      },
      close: () => log.close(),
    };
  };
  return { files: { ...localFiles, openLog }, counts };
}
