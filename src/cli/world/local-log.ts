import { groupCommit } from '../../core/group-commit.ts';
import type { LogFile } from '../../core/world.ts';

/** What a log needs of an open file. A write may take less than it was given. */
interface AppendableFile {
  write(bytes: Buffer, from: number, length: number): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export function openLocalLog(file: AppendableFile): LogFile {
  const { append, idle } = groupCommit((texts) => writeDurably(file, texts.join('')));
  return {
    append,
    close: async () => {
      await idle();
      await file.close();
    },
  };
}

async function writeDurably(file: AppendableFile, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  for (let done = 0; done < bytes.length; ) {
    done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
  }
  await file.datasync();
}
