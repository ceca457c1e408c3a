import type { LogFile } from '../../core/world.ts';

/** What a log needs of an open file. A write may take less than it was given. */
interface AppendableFile {
  write(bytes: Buffer, from: number, length: number): Promise<{ readonly bytesWritten: number }>;
  datasync(): Promise<void>;
  close(): Promise<void>;
}

/** Group commit: whatever arrives while one write is on its way to the disk goes into the next one, together. */
export function openLocalLog(file: AppendableFile): LogFile {
  let waiting: { readonly text: string[]; readonly done: Promise<void> } | undefined;
  let running: Promise<void> = Promise.resolve();
  return {
    append: (text) => {
      if (waiting === undefined) {
        const batch: string[] = [];
        // After a failure `running` stays rejected, and so does all that follows: the file may end in half a line.
        running = running.then(() => {
          waiting = undefined;
          return writeDurably(file, batch.join(''));
        });
        waiting = { text: batch, done: running };
      }
      waiting.text.push(text);
      return waiting.done;
    },
    close: async () => {
      await running.catch(() => undefined);
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
