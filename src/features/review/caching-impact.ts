import { textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { nameOf } from '../../providers/azure/arm-id.ts';

/** What a cache rule that goes, or has other credentials, means for those who pull through it. */
export function cacheRuleImpact(change: Change): readonly string[] {
  const [source = '', target = ''] = repositoriesIn(change.before);
  const [nextSource, nextTarget] = repositoriesIn(change.after);
  if (change.actions[0] === 'delete') {
    if (change.actions.length === 1)
      return [`nothing new comes from ${source} to ${target}: a pull of what is not here yet fails`];
    return [
      `until the rule is there again, a pull from ${target} of what is not here yet fails`,
      ...(nextTarget === target
        ? []
        : [`what comes from ${nextSource} is ${nextTarget}, and ${target} gets nothing new`]),
      ...(nextSource === source
        ? []
        : [`${nextTarget} gets what is new from ${nextSource}, no longer from ${source}`]),
    ];
  }
  if (!change.paths.includes(CREDENTIALS)) return [];
  const set = textAt(change.after ?? undefined, CREDENTIALS) ?? '';
  return [
    set === ''
      ? `${source} is asked without credentials: private repositories are refused, and limits are those of strangers`
      : `${source} is asked with the credentials of ${nameOf(set)}`,
  ];
}

const CREDENTIALS = 'properties.credentialSetResourceId';

function repositoriesIn(body: Change['before']): readonly (string | undefined)[] {
  return ['sourceRepository', 'targetRepository'].map((member) =>
    textAt(body ?? undefined, `properties.${member}`),
  );
}

/** What credentials that go, or are others, mean for the rules that use them. */
export function credentialSetImpact(change: Change): readonly string[] {
  const server = textAt(change.before ?? undefined, 'properties.loginServer') ?? '';
  if (change.actions[0] === 'create') return [];
  if (change.actions.length === 2)
    return [
      'it gets another identity: whoever let the old one read its secrets by hand has to let the new one',
    ];
  if (change.actions[0] === 'delete')
    return [
      `nothing is fetched from ${server} with these credentials any more; the secrets stay in their vault`,
    ];
  return change.paths.some((path) => path.startsWith('properties.authCredentials'))
    ? [`${server} is asked as whoever the other secrets name, at the next pull`]
    : [];
}
