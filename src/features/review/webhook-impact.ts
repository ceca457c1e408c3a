import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { CALLBACK_TAG } from '../../providers/azure/resources/webhook.ts';

/** What a webhook that goes, is silenced or calls something else means for whoever is told by it. */
export function webhookImpact(change: Change): readonly string[] {
  const { actions, paths, before, after } = change;
  if (actions[0] === 'create') return [];
  if (actions.length === 2) return ['what happens until it is there again is told to nobody'];
  if (actions[0] === 'delete') return ['whoever it calls is told of nothing any more'];
  return [
    ...(paths.includes('properties.status')
      ? [
          textAt(after ?? undefined, 'properties.status') === 'disabled'
            ? 'whoever it calls is told of nothing until it is enabled again'
            : 'whoever it calls is told again, but not of what happened meanwhile',
        ]
      : []),
    ...(paths.includes(`tags.${CALLBACK_TAG}`) &&
    textAt(before ?? undefined, `tags.${CALLBACK_TAG}`) !== undefined
      ? ['address and headers are sent again, all of them']
      : []),
  ];
}
