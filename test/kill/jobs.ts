import { FRONT_HISTORIES } from '../simulation/front-histories.ts';
import { HISTORIES, type History } from '../simulation/histories.ts';

/** The histories that the simulation disturbs, under the short names of the report. */
export interface Job extends History {
  readonly label: string;
}

const LABELS: Readonly<Record<string, string>> = {
  create: 'apply from nothing',
  close: 'an endpoint comes, access is closed',
  open: 'access is opened, the endpoint goes',
  destroy: 'destroy',
  front: 'a front comes before a registry',
  region: 'a front gives up a region, and its profile',
  logins: 'logins and logs become others, and a lock another one',
};

export const JOBS: readonly Job[] = Object.entries(LABELS).map(([label, wanted]) => {
  const history = [...HISTORIES, ...FRONT_HISTORIES].find(({ name }) => name === wanted);
  if (history === undefined) throw new Error(`There is no history "${wanted}".`);
  return { ...history, label };
});
