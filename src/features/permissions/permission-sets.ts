import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import { matches } from '../approvals/pattern.ts';

/** What the caller may do at a scope; `refused` where Azure does not tell, `unasked` where there is no answer. */
export type Permissions = { readonly allow: (action: string) => boolean } | 'refused' | 'unasked';

/** What the caller may do at a subscription, a group or an object: by its roles there, and those above. */
export function permissionsAt(scope: string): ReadTarget {
  return { type: QUESTION.permissions, id: `${scope}/providers/Microsoft.Authorization/permissions` };
}

/**
 * An entry of the answer stands for one role assignment. It allows what one of its actions matches and none of its
 * notActions does, and what any entry allows is allowed ("Use Resource Manager authentication API to access
 * subscriptions", MicrosoftDocs/azure-docs). Patterns have no case, and their `*` spans slashes (`canDoAction`,
 * Azure/ARO-RP). Deny assignments, locks, policies and the conditions of an assignment do not show.
 */
export function permissionsIn(scope: string, live: LiveObjects): Permissions {
  const body = live.get(foldId(permissionsAt(scope).id))?.body;
  if (body === undefined) return 'unasked';
  // Whoever may ask has the entry that allows it: an empty list is that of something that is not there.
  if (textAt(body, 'refused') !== undefined || listAt(body, 'value').length === 0) return 'refused';
  const entries = listAt(body, 'value').map((entry) => ({
    actions: textsAt(entry, 'actions'),
    notActions: textsAt(entry, 'notActions'),
  }));
  const isIn = (patterns: readonly string[], action: string) =>
    patterns.some((pattern) => matches(pattern, action));
  return {
    allow: (action) =>
      entries.some(({ actions, notActions }) => isIn(actions, action) && !isIn(notActions, action)),
  };
}

function textsAt(entry: Json, member: string): readonly string[] {
  return listAt(entry, member).filter((each) => typeof each === 'string');
}
