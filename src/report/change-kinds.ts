import type { Actions, Change } from '../core/plan.ts';

/** What becomes of an object, in one word. */
export type ChangeKind = 'create' | 'update' | 'delete' | 'replace' | 'no-op';

export function kindOf(actions: Actions): ChangeKind {
  return actions.length === 2 ? 'replace' : actions[0];
}

/** The mark in front of a change, wherever plans are shown. */
export function symbolOf({ actions, blocked }: Pick<Change, 'actions' | 'blocked'>): string {
  return blocked === undefined ? SYMBOLS[kindOf(actions)] : 'x';
}

const SYMBOLS: Readonly<Record<ChangeKind, string>> = {
  create: '+',
  update: '~',
  delete: '-',
  replace: '-/+',
  'no-op': '=',
};
