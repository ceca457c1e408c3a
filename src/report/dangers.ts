import type { ShownChange } from './shown-change.ts';

/** Why somebody should look at a change before the others, the worst first. */
export const DANGERS = ['blocked', 'delete', 'replace', 'impact', 'drift'] as const;

export type Danger = (typeof DANGERS)[number];

/** The worst that is to be said of a change; undefined where nothing is. */
export function dangerOf(change: Pick<ShownChange, 'block' | 'kind' | 'impact' | 'isDrifted'>) {
  return DANGERS.find((danger) => IS[danger](change));
}

const IS: Readonly<Record<Danger, (change: Parameters<typeof dangerOf>[0]) => boolean>> = {
  blocked: ({ block }) => block !== undefined,
  delete: ({ kind }) => kind === 'delete',
  replace: ({ kind }) => kind === 'replace',
  impact: ({ impact }) => impact.length > 0,
  drift: ({ isDrifted }) => isDrifted,
};

/** The changes in the order in which a reviewer should read them: dangers by their kind, each kind as in the plan. */
export function dangersFirst(changes: readonly ShownChange[]): {
  readonly dangers: readonly ShownChange[];
  readonly rest: readonly ShownChange[];
} {
  const byDanger = Map.groupBy(changes, dangerOf);
  return {
    dangers: DANGERS.flatMap((danger) => byDanger.get(danger) ?? []),
    rest: byDanger.get(undefined) ?? [],
  };
}
