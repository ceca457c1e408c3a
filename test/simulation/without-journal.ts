import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const STAND_IN = fileURLToPath(new URL('./no-journal.ts', import.meta.url));

/** Puts `no-journal.ts` in the place of the journal; the stand-in itself builds on the real one. */
export const withoutJournal: Plugin = {
  name: 'without journal',
  setup({ onResolve }) {
    onResolve({ filter: /\/journal\.ts$/ }, ({ importer }) =>
      importer === STAND_IN ? undefined : { path: STAND_IN },
    );
  },
};
