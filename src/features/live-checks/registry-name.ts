import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { quote } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';

/** Whether the names of registries that are to be made are free: they are unique in all of Azure (1.15, faults G06). */
export function registryNameReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const made = newRegistries(placed, prior);
  return made.length > MOST_ASKED ? [] : made.map(availabilityOf);
}

/**
 * Each name is a POST. Counted as writes, which is assumed, a subscription takes 200 at once and 10 a second
 * (arm-protocol.md, "Throttling"): a plan of a thousand registries would take a minute and a half, and leave nothing
 * for the apply.
 */
const MOST_ASKED = 50;

export function registryNameFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const made = newRegistries(placed, prior);
  if (made.length > MOST_ASKED) return [notAsked(made.length)];
  return made.flatMap((registry) => {
    const answer = live.get(foldId(availabilityOf(registry).id))?.body;
    if (live.has(foldId(registry.id)) || getPath(answer ?? {}, 'nameAvailable') !== false) return [];
    const isTaken = textAt(answer, 'reason') !== 'Invalid';
    const why = isTaken
      ? `is in use: by somebody else, or by a registry of yours in another group or subscription than ${registry.resourceGroup}`
      : `is none that Azure takes: ${textAt(answer, 'message') ?? 'it gives no reason'}`;
    return [
      diagnose('ACR1309', {
        address: registry.address,
        detail: `The name ${quote(registry.name)} ${why}. Names of registries are unique in all of Azure.`,
        hint: isTaken
          ? 'Choose another name, or correct the group and subscription of the entry.'
          : 'Choose another name.',
        requirements: ['1.15'],
      }),
    ];
  });
}

function notAsked(count: number): Diagnostic {
  return diagnose('ACR1325', {
    severity: 'warning',
    detail: `The plan makes ${count} registries. Of up to ${MOST_ASKED} it asks whether their names are free, which Azure answers slowly; here a name that somebody has shows only when apply comes to it, and holds up nothing else.`,
    hint: 'To know before, apply in parts with --target.',
    requirements: ['1.15'],
  });
}

/** A name that one of ours gives up in the same plan is free by the time it is needed. */
function newRegistries({ registries }: Placed, prior: readonly PriorEntry[]): readonly PlacedRegistry[] {
  const names = prior.flatMap(({ type, id }) => (type === ARM_TYPE.registry ? [foldId(nameOf(id))] : []));
  const known = new Set(names);
  return registries.filter(({ isExisting, name }) => !isExisting && !known.has(foldId(name)));
}

function availabilityOf({ subscription, name }: PlacedRegistry): ReadTarget {
  const namespace = `/subscriptions/${subscription}/providers/Microsoft.ContainerRegistry`;
  return { type: QUESTION.registryName, id: `${namespace}/checkNameAvailability/${name}` };
}
