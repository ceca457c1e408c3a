import type { ReviewInput } from '../../core/desired.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, parseArmId, resourceGroupId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { type Need, needsOf } from './needs.ts';
import { type Permissions, permissionsIn } from './permission-sets.ts';

/** What is known of an action that a change takes. */
export interface Judged {
  readonly need: Need;
  /** The nearest thing there that the action is taken on or in. */
  readonly scope: string;
  /** `unsure`: the answer there is missing, and worth asking for. `untold`: Azure does not tell. */
  readonly verdict: 'allowed' | 'missing' | 'unsure' | 'untold';
}

/**
 * Roles are inherited downwards: what is allowed above is allowed. Only an answer at the very object proves that
 * something is not; of what is not there yet, one at whatever will hold it.
 */
export function judgedNeeds({ changes, prior, live }: ReviewInput): readonly Judged[] {
  const made = new Set(
    changes.flatMap(({ type, actions, id }) =>
      type === ARM_TYPE.group && actions.at(-1) === 'create' ? [foldId(id)] : [],
    ),
  );
  const own = new Set(prior.flatMap(({ type, id }) => (type === ARM_TYPE.endpoint ? [foldId(id)] : [])));
  const judge = judgeOf(live, made);
  return changes.flatMap((change) => needsOf(change, own, live)).map((need) => ({ need, ...judge(need) }));
}

function judgeOf(live: LiveObjects, made: ReadonlySet<string>): (need: Need) => Omit<Judged, 'need'> {
  const known = new Map<string, Permissions>();
  const permissions = (scope: string) => {
    const found = known.get(scope) ?? permissionsIn(scope, live);
    known.set(scope, found);
    return found;
  };
  return ({ action, on }) => {
    const scopes = scopesFrom(on, live, made);
    const [scope = on] = scopes;
    const answers = scopes.map(permissions);
    if (answers.some((each) => typeof each === 'object' && each.allow(action)))
      return { scope, verdict: 'allowed' };
    if (typeof answers[0] === 'object') return { scope, verdict: 'missing' };
    return { scope, verdict: answers.includes('refused') ? 'untold' : 'unsure' };
  };
}

/** The nearest that is there, and all above it: the object or what holds it, its group, the subscription. */
function scopesFrom(id: string, live: LiveObjects, made: ReadonlySet<string>): readonly string[] {
  const parts = parseArmId(id);
  if (parts === undefined) return [id];
  const group = resourceGroupId(parts.subscription, parts.resourceGroup);
  const above = [`/subscriptions/${parts.subscription}`];
  if (!made.has(foldId(group))) above.unshift(group);
  const objects: string[] = [];
  for (let each = id; each.length > group.length; each = each.split('/').slice(0, -2).join('/')) {
    if (live.has(foldId(each))) objects.push(each);
  }
  return [...objects, ...above];
}
