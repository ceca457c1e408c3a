import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { ReviewInput } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { foldId, parseArmId, resourceGroupId } from '../../providers/azure/arm-id.ts';
import { allEntries, placeEntries } from '../placement.ts';
import { LINKED } from './actions.ts';
import { judgedNeeds } from './judge.ts';
import type { Need } from './needs.ts';
import { permissionsAt } from './permission-sets.ts';

/** Every action that the changes take and the caller may not, so far as Azure tells: one error for each group. */
export function missingPermissions(input: ReviewInput<Config>): readonly Diagnostic[] {
  const missing = judgedNeeds(input).filter(({ verdict }) => verdict === 'missing');
  if (missing.length === 0) return [];
  const nameOf = namesFor(input);
  return [...Map.groupBy(missing, ({ scope }) => placeOf(scope))].toSorted(byText).map(([place, judged]) =>
    faultOf(
      place,
      judged.map(({ need }) => ({ ...need, where: need.isLinked ? nameOf(need.on) : undefined })),
    ),
  );
}

/** Where a role on a group does not allow something, a role on the object may: usually nobody needs to ask. */
export function permissionCloser(input: ReviewInput<Config>): readonly ReadTarget[] {
  const scopes = judgedNeeds(input).flatMap(({ scope, verdict }) => (verdict === 'unsure' ? [scope] : []));
  return [...new Map(scopes.map((scope) => [foldId(scope), permissionsAt(scope)])).values()];
}

/** The group that a role would most likely be given on, or the subscription. */
function placeOf(id: string): string {
  const parts = parseArmId(id);
  return parts === undefined ? id : resourceGroupId(parts.subscription, parts.resourceGroup);
}

/** The address of an object that the file or the state knows, and the id of any other. */
function namesFor({ config, prior }: ReviewInput<Config>): (id: string) => string {
  const named = [...prior, ...allEntries(placeEntries(config))].map(
    ({ id, address }) => [foldId(id), address] as const,
  );
  const addresses = new Map(named);
  return (id) => addresses.get(foldId(id)) ?? id;
}

type Shown = Need & { readonly where: string | undefined };

function faultOf(place: string, needs: readonly Shown[]): Diagnostic {
  const byAction = Map.groupBy(needs, ({ action, where }) =>
    where === undefined || where === place ? action : `${action} on ${where}`,
  );
  const lines = [...byAction]
    .toSorted(byText)
    .map(([what, each], index) => `${index + 1}. ${what}, for ${someOf(each)}`);
  const manual = needs.some(({ action }) => action === LINKED.approve)
    ? ' With approval: manual on the endpoint its connection waits for the owner of the registry instead.'
    : '';
  return diagnose('ACR1340', {
    detail: `Nothing is written before whoever runs this has all permissions it takes. These are lacking in\n${place}\n${lines.join('\n')}`,
    hint: `Have a role with these actions assigned there, wait until it takes effect (up to 10 min), and plan again; docs/permissions.md has one with just what acrctl needs.${manual}`,
  });
}

function byText([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const MOST_NAMED = 5;

function someOf(needs: readonly Need[]): string {
  const addresses = [...new Set(needs.map(({ address }) => address))];
  const more = addresses.length - MOST_NAMED;
  return [...addresses.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}
