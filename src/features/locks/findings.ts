import { diagnose } from '../../core/codes.ts';
import type { ReviewInput } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { LiveObject } from '../../core/resource-type.ts';
import { foldId, nameOf, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';

/** What a lock of the stack would stop that stays on: Azure would refuse it in the middle of the run. */
export function lockFindings({
  changes,
  live,
}: Pick<ReviewInput<unknown>, 'changes' | 'live'>): readonly Diagnostic[] {
  const off = new Set(changes.filter(goes).map(({ id }) => foldId(id)));
  const locks = [...live.values()].filter(({ type, id }) => type === ARM_TYPE.lock && !off.has(foldId(id)));
  return changes.flatMap((change) => {
    const lock = change.type === ARM_TYPE.lock ? undefined : locks.find((each) => stops(each, change));
    if (lock === undefined) return [];
    const level = textAt(lock.body, 'properties.level');
    return [
      diagnose('ACR1360', {
        address: change.address,
        detail: `The lock ${nameOf(lock.id)} (${level}) on ${nameOf(scopeOf(lock))} stays on, and Azure refuses to ${goes(change) ? 'delete' : 'change'} what it covers. Nothing was sent.`,
        hint: 'Take the lock out of the file: a deletion of what it covers may stand in the same change. Put it back afterwards.',
      }),
    ];
  });
}

function stops(lock: LiveObject, change: Change): boolean {
  const isReadOnly = foldId(textAt(lock.body, 'properties.level') ?? '') === 'readonly';
  if (change.steps.length === 0 || !(isReadOnly || goes(change))) return false;
  const scope = foldId(scopeOf(lock));
  return coveredIds(change).some((id) => foldId(id) === scope || foldId(id).startsWith(`${scope}/`));
}

/** The object, and for an endpoint what it leads to: its connection lies there. */
function coveredIds({ id, before, after }: Change): readonly string[] {
  const connections = [before, after].flatMap((body) =>
    ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap((list) =>
      listAt(body ?? {}, `properties.${list}`),
    ),
  );
  return [id, ...connections.flatMap((each) => textAt(each, 'properties.privateLinkServiceId') ?? [])];
}

function goes({ actions }: Change): boolean {
  return actions[0] === 'delete';
}

/** `SCOPE/providers/Microsoft.Authorization/locks/NAME` */
function scopeOf({ id }: LiveObject): string {
  return parentId(parentId(id));
}
