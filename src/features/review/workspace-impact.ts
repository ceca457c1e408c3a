import { getPath } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';

/** What a change of a workspace means for the logs in it. */
export function workspaceImpact({ actions, before, after }: Change): readonly string[] {
  if (actions[0] === 'delete')
    return [
      'its logs can be read by nobody from then on; undo, for some 14 days: put the entry back, with its name, group and region',
    ];
  if (actions[0] !== 'update') return [];
  const [had, has] = [before, after].map((body) => getPath(body ?? {}, 'properties.retentionInDays'));
  if (typeof had !== 'number' || typeof has !== 'number' || has >= had) return [];
  return [`what is older than ${has} days is dropped: it was kept for ${had}`];
}
