import { type Check, passed, type SignedInIdentity, skipped, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { textAt } from '../../core/path.ts';
import type { Plan } from '../../core/plan.ts';
import type { CloudError, LiveObject, LiveObjects } from '../../core/resource-type.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { ACTIONS, QUESTION_ACTIONS } from '../../features/permissions/actions.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import { readFailure } from '../read-failure.ts';

/** How far it came to make a plan. */
export type PlanAttempt =
  | { readonly plan: Plan; readonly seen: LiveObjects }
  | { readonly failed: CloudError };

/** What a role would be given to, for commands. */
type Grantee = SignedInIdentity | undefined;

/** Whether all could be read that a plan looks at: what Azure refused is what is lacking. */
export function permissionsForPlan(attempt: PlanAttempt, who: Grantee): Check {
  const name = 'permissionsForPlan';
  if ('failed' in attempt) {
    const denied = [attempt.failed, ...attempt.failed.others].filter(({ failure }) => failure === 'denied');
    if (denied.length === 0) return troubled(name, 'a read failed', readFailure(attempt.failed).diagnostics);
    const lacking = denied.flatMap((error) => deniedRead(error) ?? []);
    // What names neither action nor scope (a policy, a deny assignment, another tenant) is told as it came.
    if (lacking.length === 0)
      return troubled(name, 'a read is refused', readFailure(attempt.failed).diagnostics);
    return troubled(name, `${counted(lacking.length, 'read')} refused`, [
      lackingReads(lacking, 'error', who),
    ]);
  }
  const refused = [...attempt.seen.values()].filter((object) => textAt(object.body, 'refused') !== undefined);
  const checks = refused
    .filter(({ type }) => type !== QUESTION.permissions)
    .flatMap((object) => refusedQuestion(object) ?? []);
  if (checks.length === 0) return passed(name, 'everything that a plan looks at may be read');
  return troubled(name, `plans work, ${counted(checks.length, 'check')} left out`, [
    lackingReads(checks, 'warning', who),
  ]);
}

/** Whether the changes of the plan may be made, as far as Azure tells what its caller may do. */
export function permissionsForApply(attempt: PlanAttempt, who: Grantee): Check {
  const name = 'permissionsForApply';
  if ('failed' in attempt) return skipped(name, 'that takes a plan, and none could be made');
  const missing = attempt.plan.diagnostics.filter(({ code }) => code === MISSING);
  if (missing.length > 0)
    return troubled(
      name,
      `actions are lacking in ${counted(missing.length, 'scope')}`,
      missing.map((each) => withGrant(each, who)),
    );
  const asked = [...attempt.seen.values()].filter(({ type }) => type === QUESTION.permissions);
  const untold = asked.filter(({ body }) => textAt(body, 'refused') !== undefined);
  if (asked.length > 0 && untold.length === asked.length)
    return skipped(name, 'Azure does not tell without Microsoft.Authorization/permissions/read');
  const changes = attempt.plan.changes.filter(({ steps }) => steps.length > 0).length;
  const what = changes === 0 ? 'nothing is to be changed' : `${counted(changes, 'change')} may be made`;
  const left = untold.length === 0 ? '' : `; not told in ${counted(untold.length, 'scope')}`;
  return passed(name, `${what}${left}`);
}

const MISSING = 'ACR1340';

/** Whether the plan is one that apply would take. What is wrong with it is told by `acrctl plan` itself. */
export function planCheck(attempt: PlanAttempt, command: string): Check {
  if ('failed' in attempt) return skipped('plan', 'its reads failed');
  const { plan } = attempt;
  const others = plan.diagnostics.filter(({ severity, code }) => severity === 'error' && code !== MISSING);
  const blocked = plan.changes.filter((change) => change.blocked !== undefined);
  const { create, update, replace, delete: remove } = plan.summary;
  const counts = `${create} to create, ${update} to update, ${replace} to replace, ${remove} to delete`;
  if (others.length + blocked.length === 0) return passed('plan', counts);
  const what = [
    ...(others.length > 0 ? [counted(others.length, 'error')] : []),
    ...(blocked.length > 0 ? [`${counted(blocked.length, 'change')} that a guard refuses`] : []),
  ];
  return troubled('plan', counts, [
    diagnose('ACR2313', {
      severity: 'warning',
      detail: `It can be made, and has ${enumerate(what)}: that is no matter of the set-up.`,
      hint: `The plan itself tells what to do:\n${command}`,
    }),
  ]);
}

interface Lacking {
  readonly action: string;
  readonly scope: string;
}

/** The words of ARM (faults G09): `… to perform action 'A' over scope 'S' …`. */
function deniedRead({ message }: CloudError): Lacking | undefined {
  const [, action] = /perform action '([^']+)'/i.exec(message) ?? [];
  const [, scope] = /over scope '([^']+)'/i.exec(message) ?? [];
  return action === undefined || scope === undefined ? undefined : { action, scope };
}

/** Of what a plan does without. */
function refusedQuestion({ type, id }: LiveObject): Lacking | undefined {
  const action = QUESTION_ACTIONS[type] ?? ACTIONS[type]?.read[0];
  return action === undefined ? undefined : { action, scope: id };
}

function lackingReads(lacking: readonly Lacking[], severity: 'error' | 'warning', who: Grantee): Diagnostic {
  const byPlace = Map.groupBy(lacking, ({ scope }) => placeOf(scope));
  const places = [...byPlace.keys()].toSorted();
  const lines = places.flatMap((place) => {
    const actions = [...new Set((byPlace.get(place) ?? []).map(({ action }) => action))].toSorted();
    return [place, ...actions.map((action, index) => `${index + 1}. ${action}`)];
  });
  const consequence =
    severity === 'error'
      ? 'Without these no plan can be made. They are lacking in'
      : 'Plans can be made; what Azure would refuse later is not found ahead of time for lack of these, in';
  return diagnose('ACR2311', {
    severity,
    detail: [consequence, ...lines].join('\n'),
    hint: `Have a role with these actions assigned there; docs/permissions.md has one for plan, "acrctl plan". It takes effect within 10 min.\n${places.map((place) => grant('acrctl plan', place, who)).join('\n')}`,
  });
}

/** The group that a role would most likely be given on, or the subscription. */
function placeOf(path: string): string {
  return /^\/subscriptions\/[^/]+(?:\/resourceGroups\/[^/]+)?/i.exec(path)?.[0] ?? path;
}

/** With the command that gives a role like that of docs/permissions.md, once there is one. */
function withGrant(diagnostic: Diagnostic, who: Grantee): Diagnostic {
  const place = diagnostic.detail.split('\n').find((line) => line.startsWith('/subscriptions/'));
  if (place === undefined) return diagnostic;
  return { ...diagnostic, hint: `${diagnostic.hint ?? ''}\n${grant('acrctl apply', place, who)}` };
}

/** By object id and kind, so that `az` does not have to look the identity up, for which many may not. */
function grant(role: string, scope: string, who: Grantee): string {
  const object = who?.object ?? 'OBJECT_ID';
  const kind = who === undefined ? 'KIND' : who.user === null ? 'ServicePrincipal' : 'User';
  return [
    `az role assignment create --role "${role}" \\`,
    `  --assignee-object-id ${object} \\`,
    `  --assignee-principal-type ${kind} --scope \\`,
    `  ${scope}`,
  ].join('\n');
}
