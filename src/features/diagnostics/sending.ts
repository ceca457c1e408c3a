import type { Json } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';

/** What a diagnostic setting sends, and where to: read off its body, wanted or as Azure has it. */
export interface Sending {
  /** By the folded id of a place: the place as it was written. */
  readonly places: ReadonlyMap<string, string>;
  /** Logs and groups of logs that are on, and `AllMetrics`. */
  readonly names: ReadonlySet<string>;
}

export function sendingOf(body: Json | undefined): Sending {
  const rule = textAt(body, 'properties.eventHubAuthorizationRuleId');
  const hub = textAt(body, 'properties.eventHubName') ?? '';
  const ids = ['workspaceId', 'storageAccountId'].flatMap(
    (place) => textAt(body, `properties.${place}`) ?? [],
  );
  const places = [...ids, ...(rule === undefined ? [] : [`${rule}#${hub}`])];
  const on = ['logs', 'metrics']
    .flatMap((list) => listAt(body, `properties.${list}`))
    .filter((each) => getPath(each, 'enabled') === true);
  return {
    places: new Map(places.map((place) => [foldId(place), place])),
    names: new Set(on.flatMap((each) => textAt(each, 'category') ?? textAt(each, 'categoryGroup') ?? [])),
  };
}

/** True where something goes somewhere that did not go there before. */
export function gains(wanted: Sending, before: Sending): boolean {
  return (
    [...wanted.places.keys()].some((place) => !before.places.has(place)) ||
    [...wanted.names].some((name) => !before.names.has(name))
  );
}

/**
 * What both send to one place, which Azure refuses (monitor.md). A group is known to hold a log only where it is that of all: which ones
 * `audit` has, Azure decides.
 */
export function sentByBoth(
  one: Sending,
  other: Sending,
): { readonly place: string; readonly name: string } | undefined {
  const place = [...one.places.keys()].find((each) => other.places.has(each));
  const name = [...one.names].find((each) => isAmong(each, other.names));
  return place === undefined || name === undefined
    ? undefined
    : { place: one.places.get(place) ?? place, name };
}

function isAmong(name: string, others: ReadonlySet<string>): boolean {
  if (others.has(name)) return true;
  if (name === METRICS) return false;
  return others.has(ALL_LOGS) || (name === ALL_LOGS && [...others].some((each) => each !== METRICS));
}

const ALL_LOGS = 'allLogs';
const METRICS = 'AllMetrics';
