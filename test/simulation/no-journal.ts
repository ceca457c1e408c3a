import { openJournal as openRealJournal } from '../../src/state/journal.ts';

export { KEPT } from '../../src/state/journal.ts';

/**
 * Stands in for `src/state/journal.ts` in a build of its own: records are folded in memory, as ever, and none is
 * written. What the crash suite finds in that build shows what the journal is for, and that the suite would notice.
 */
export const openJournal: typeof openRealJournal = (options) => {
  const close = () => options.log.close();
  return openRealJournal({ ...options, log: { append: async () => undefined, close } });
};
