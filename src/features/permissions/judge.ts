import type { ReviewInput } from '../../core/desired.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, parentId, parseArmId, resourceGroupId } from '../../providers/azure/arm-id.ts';
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
  const asked = new Map<string, Permissions>();
  const permissionsOn = (scope: string) => {
    const found = asked.get(scope) ?? permissionsIn(scope, live);
    asked.set(scope, found);
    return found;
  };
  // Thousands of objects of a group need the same few actions there.
  const decided = new Map<string, boolean>();
  const isAllowedIn = (place: string, action: string) => {
    const key = `${action} ${place}`;
    const known = decided.get(key) ?? allows(permissionsOn(place), action);
    decided.set(key, known);
    return known;
  };
  return ({ action, on }) => {
    const places = placesOf(on, made);
    if (places.some((place) => isAllowedIn(place, action))) return { scope: on, verdict: 'allowed' };
    const scopes = [...objectsFrom(on, live), ...places];
    const [scope = on] = scopes;
    const answers = scopes.map(permissionsOn);
    if (answers.some((answer) => allows(answer, action))) return { scope, verdict: 'allowed' };
    if (typeof answers[0] === 'object') return { scope, verdict: 'missing' };
    return { scope, verdict: answers.includes('refused') ? 'untold' : 'unsure' };
  };
}

function allows(permissions: Permissions, action: string): boolean {
  return typeof permissions === 'object' && permissions.allow(action);
}

/** The group of an object, unless the plan makes it, and the subscription; of anything else itself. */
function placesOf(id: string, made: ReadonlySet<string>): readonly string[] {
  const parts = parseArmId(id);
  if (parts === undefined) return [id];
  const group = resourceGroupId(parts.subscription, parts.resourceGroup);
  const subscription = `/subscriptions/${parts.subscription}`;
  return made.has(foldId(group)) ? [subscription] : [group, subscription];
}

/** The object and those that hold it, as far as they are there: the nearest first. */
function objectsFrom(id: string, live: LiveObjects): readonly string[] {
  const found: string[] = [];
  for (let each = id; /\/providers\//i.test(each); each = parentId(each)) {
    if (live.has(foldId(each))) found.push(each);
  }
  return found;
}
