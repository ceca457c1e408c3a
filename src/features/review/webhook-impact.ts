import type { Block } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { enumerate } from '../../core/wording.ts';
import { CALLBACK_TAG } from '../../providers/azure/resources/webhook.ts';
import { fromVariables, valueIn } from '../webhooks/variables.ts';
import type { Scene } from './scene.ts';

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

/** A variable is needed by what sends its value, and by nothing else. */
export function webhookGuard({ address, sensitive }: Change, { placed }: Scene): Block | undefined {
  const hook = placed.registries
    .flatMap(({ webhooks }) => webhooks)
    .find((each) => each.address === address && sensitive.length > 0);
  if (hook === undefined) return undefined;
  const names = fromVariables(hook.entry).map(({ name }) => name);
  const unset = [...new Set(names)].filter((name) => valueIn(hook.entry, name) === '');
  if (unset.length === 0) return undefined;
  return {
    code: 'ACR1379',
    detail: `What it sends comes from ${enumerate(unset)}, which ${unset.length === 1 ? 'is' : 'are'} not set. Set it where acrctl runs, in a pipeline from its secrets. Where a plan is only looked at, any right value does, since it is not compared.`,
    lift: null,
  };
}
