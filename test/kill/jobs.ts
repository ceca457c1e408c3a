import { HISTORIES, type History } from '../simulation/histories.ts';

/** The histories that the simulation disturbs, under the short names of the report. */
export interface Job extends History {
  readonly label: string;
}

const LABELS = ['create', 'close', 'open', 'destroy'];

export const JOBS: readonly Job[] = HISTORIES.map((history, index) => ({
  ...history,
  label: LABELS[index] ?? history.name,
}));
