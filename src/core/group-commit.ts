interface GroupCommit {
  /**
   * Resolves when the text is written. After a failure part of a text may stand there: every later call fails with the
   * same error.
   */
  append(text: string): Promise<void>;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** Whatever arrives while one write is on its way goes into the next one, together. */
export function groupCommit(write: (texts: readonly string[]) => Promise<void>): GroupCommit {
  let waiting: { readonly texts: string[]; readonly done: Promise<void> } | undefined;
  let running: Promise<void> = Promise.resolve();
  return {
    append: (text) => {
      if (waiting === undefined) {
        const texts: string[] = [];
        // After a failure `running` stays rejected, and so does all that follows.
        running = running.then(() => {
          waiting = undefined;
          return write(texts);
        });
        waiting = { texts, done: running };
      }
      waiting.texts.push(text);
      return waiting.done;
    },
    idle: () => running.catch(() => undefined),
  };
}
