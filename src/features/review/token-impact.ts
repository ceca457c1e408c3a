import { getPath, listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { goingId, type Scene } from './scene.ts';

/** What a token that comes, goes or changes means for those who log in with it (2.28). */
export function tokenImpact(change: Change): readonly string[] {
  const name = nameOf(change.id);
  switch (change.actions[0]) {
    case 'create':
      return ['it has no password yet: "acrctl rotate token" draws one'];
    case 'delete':
      return [`whoever logs in as ${nameOf(goingId(change))} is locked out: its passwords are gone for good`];
    default:
      return [...statusImpact(change, name), ...otherMapImpact(change, name)];
  }
}

function statusImpact({ paths, after }: Change, name: string): readonly string[] {
  if (!paths.includes('properties.status')) return [];
  return getPath(after ?? {}, 'properties.status') === 'disabled'
    ? [`whoever logs in as ${name} is locked out until it is enabled again; its passwords stay`]
    : [`the passwords of ${name} let their holders in again`];
}

function otherMapImpact({ paths, after }: Change, name: string): readonly string[] {
  const map = textAt(after ?? undefined, 'properties.scopeMapId');
  if (map === undefined || !paths.includes('properties.scopeMapId')) return [];
  return [`whoever logs in as ${name} may do what scope map ${nameOf(map)} allows, and nothing else`];
}

/** What a scope map gives to its tokens and takes from them. */
export function scopeMapImpact(change: Change, { placed }: Scene): readonly string[] {
  if (change.actions[0] !== 'update') return [];
  const [before, after] = [change.before, change.after].map((body) => actionsIn(body));
  if (before === undefined || after === undefined) return [];
  const users = placed.registries
    .flatMap(({ tokens }) => tokens)
    .filter(({ scopeMapId }) => foldId(scopeMapId) === foldId(change.id))
    .map(({ name }) => name);
  const who = users.length === 0 ? 'tokens with this scope map' : enumerate(users);
  const lost = [...before].filter((action) => !after.has(action));
  const gained = [...after].filter((action) => !before.has(action));
  return [
    ...(lost.length > 0 ? [`${who} can no longer ${enumerate(lost)}`] : []),
    ...(gained.length > 0 ? [`${who} can from then on ${enumerate(gained)}`] : []),
  ];
}

function actionsIn(body: Change['before']): ReadonlySet<string> {
  const actions = listAt(body ?? undefined, 'properties.actions');
  return new Set(actions.filter((each) => typeof each === 'string'));
}
