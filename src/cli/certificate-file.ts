import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { FileReader, FileReading } from '../features/key-vaults/certificate-files.ts';
import { fileErrorReason } from './file-error.ts';

/** Many times what a vault takes: text around the blocks costs nothing. */
const LARGEST_BYTES = 256 * 1024;

/**
 * The files that a configuration names, each at or below the directory of the file that names it: links are followed, and
 * may not lead out.
 */
export function certificateFiles(nowMs: number, readPfx: FileReader['readPfx']): FileReader {
  return { nowMs, read: readBeside, readPfx };
}

function readBeside(file: string, beside: string): FileReading {
  try {
    const directory = realpathSync(dirname(beside));
    const place = realpathSync(join(directory, file));
    if (!isWithin(directory, place))
      return {
        code: 'ACR1031',
        why: 'A symbolic link leads it out of the directory of the configuration, and what goes to a vault is taken from nowhere else. Put the file itself there.',
      };
    const found = statSync(place);
    if (!found.isFile())
      return unusable(
        `It is ${found.isDirectory() ? 'a directory' : 'no regular file'}. Name the file with the private key and the certificates.`,
      );
    if (found.size > LARGEST_BYTES)
      return unusable(
        `It has ${found.size} bytes, more than any certificate with its chain; ${LARGEST_BYTES} are read at most. Name the file with one private key and its certificates, and nothing else.`,
      );
    return { bytes: readFileSync(place) };
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && ABSENT.has(String(error.code));
    return isAbsent
      ? {
          code: 'ACR1030',
          why: `There is no such file at or below the directory of ${beside}, from which the path counts. Put it there before the run, on a runner from a secret, or correct the path.`,
        }
      : unusable(fileErrorReason(error));
  }
}

const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

function isWithin(directory: string, place: string): boolean {
  const way = relative(directory, place);
  return way !== '..' && !way.startsWith(`..${sep}`) && !/^(?:[A-Za-z]:|[/\\])/.test(way);
}

function unusable(why: string): FileReading {
  return { code: 'ACR1032', why };
}
