import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, enumerate, quote } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedDiagnostic } from '../placed.ts';
import { faultAt, inFileOrder, isWritten, type RuleInput, type Spot } from '../rule.ts';
import { isGroup, LOGS } from './categories.ts';
import { diagnosticsIn } from './compile.ts';

/** What is sent where: each setting by itself, and what settings of one object send twice. */
export function diagnosticsRules(input: RuleInput): readonly Diagnostic[] {
  const written = new Map(diagnosticsIn(input.placed).map((each) => [JSON.stringify(each.path), each]));
  // Each gateway of a front has what the front says once.
  const settings = [...written.values()];
  return [
    ...settings.flatMap((setting) => [
      ...nameFaults(input, setting, SETTING_NAME),
      ...workspaceFaults(input, setting),
      ...placeFaults(input, setting),
      ...contentFaults(input, setting),
      ...categoryFaults(input, setting),
    ]),
    ...numberFaults(input, settings),
    ...repeatFaults(input, settings),
  ];
}

// monitor.md; a slash would end the id.
const SETTING_NAME: NameRule = {
  what: 'a diagnostic setting',
  pattern: /^[^<>*%&:\\?+/]{1,260}$/,
  words: '1 to 260 characters, and none of < > * % & : \\ ? + /',
};

function workspaceFaults(
  input: RuleInput,
  { path, address, entry, workspace }: PlacedDiagnostic,
): Diagnostic[] {
  const reference = entry.workspace;
  if (reference === undefined || workspace !== undefined) return [];
  // A workspace that is written but faulty has its own diagnostic.
  const missing = ['workspaces', reference];
  if (isWritten(input, missing)) return [];
  const known = [...input.placed.workspaceByKey.keys()];
  const detail = `The file lists no workspace ${quote(reference)}. Add it to workspaces: with existing: true if others made it.`;
  const spot: Spot = { path: [...path, 'workspace'], address, missing };
  return [
    faultAt(input, 'ACR1128', spot, { detail, hint: didYouMean(reference, known), requirements: ['2.5'] }),
  ];
}

function placeFaults(input: RuleInput, { path, address }: PlacedDiagnostic): Diagnostic[] {
  const places = ['workspace', 'eventHub', 'storageAccount'].map((key) => [...path, key]);
  if (places.some((place) => isWritten(input, place))) return [];
  const removed = places.find((place) => input.locate(place, 'removal') !== undefined);
  const detail =
    'Nothing says where the logs go. Give workspace, the key of an entry of workspaces; eventHub, for another system; or storageAccount, to keep them.';
  const spot: Spot = { path, part: 'key', address, ...(removed !== undefined && { missing: removed }) };
  return [
    faultAt(input, 'ACR1129', spot, {
      detail,
      hint: 'add workspace, eventHub or storageAccount',
      requirements: ['2.5', '2.7'],
    }),
  ];
}

function contentFaults(input: RuleInput, { path, address, entry, source }: PlacedDiagnostic): Diagnostic[] {
  const [categories, metrics] = [
    [...path, 'categories'],
    [...path, 'metrics'],
  ] as const;
  const hasLogs = (entry.categories?.length ?? 0) > 0;
  const isUnread = entry.categories === undefined && isWritten(input, categories);
  if (hasLogs || isUnread || entry.metrics === true) return [];
  const detail = `Nothing is sent: Azure refuses a setting without a log or a metric. Give categories, of which ${LOGS[source].what} has ${enumerate(LOGS[source].categories)}; or metrics: true.`;
  const spot: Spot = isWritten(input, categories)
    ? { path: categories, address }
    : isWritten(input, metrics)
      ? { path: metrics, address }
      : { path, part: 'key', address };
  return [faultAt(input, 'ACR1130', spot, { detail, hint: 'add categories: [allLogs]' })];
}

function categoryFaults(input: RuleInput, { path, address, entry, source }: PlacedDiagnostic): Diagnostic[] {
  const { what, categories, groups } = LOGS[source];
  const names = entry.categories ?? [];
  const alone = names.find((name) => groups.includes(name));
  return names.flatMap((name, index) => {
    const spot: Spot = { path: [...path, 'categories', index], address };
    const requirements = source === 'vault' ? ['3.3'] : ['2.5'];
    if (![...categories, ...groups].includes(name)) {
      const detail = `${quote(name)} is no log of ${what}, which has ${enumerate(categories)}; ${enumerate(groups, 'or')} ${groups.length === 1 ? 'stands' : 'stand'} for several, also for those that Azure adds later.`;
      return [
        faultAt(input, 'ACR1278', spot, {
          detail,
          hint: didYouMean(name, [...categories, ...groups]),
          requirements,
        }),
      ];
    }
    if (alone === undefined || name === alone) return [];
    const detail = `${alone} stands for several categories, ${quote(name)} may be among them, and Azure sends no log twice to one place. Keep ${alone} alone, or write the categories out.`;
    return [faultAt(input, 'ACR1279', spot, { detail })];
  });
}

/** Five of an object, those of others among them (monitor.md). */
function numberFaults(input: RuleInput, settings: readonly PlacedDiagnostic[]): Diagnostic[] {
  const byTarget = Map.groupBy(inFileOrder(input, settings), ({ target }) => foldId(target.id));
  return [...byTarget.values()].flatMap((each) => {
    const sixth = each[MOST_SETTINGS];
    if (sixth === undefined) return [];
    const detail = `${sixth.target.address} would have ${each.length} diagnostic settings, and Azure takes ${MOST_SETTINGS}. One setting can send several categories to a workspace, an Event Hub and a storage account at once: put some together.`;
    return [faultAt(input, 'ACR1131', { path: sixth.path, part: 'key', address: sixth.address }, { detail })];
  });
}

export const MOST_SETTINGS = 5;

/** Azure refuses a category that another setting of the object sends to the same place already (monitor.md). */
function repeatFaults(input: RuleInput, settings: readonly PlacedDiagnostic[]): Diagnostic[] {
  const sent = new Map<string, { readonly setting: PlacedDiagnostic; readonly names: Set<string> }[]>();
  return inFileOrder(input, settings).flatMap((setting) =>
    placesOf(setting).flatMap(({ key, id }) => {
      const place = `${foldId(setting.target.id)} ${foldId(id)}`;
      const earlier = sent.get(place) ?? [];
      const names = new Set([
        ...(setting.entry.categories ?? []),
        ...(setting.entry.metrics ? ['AllMetrics'] : []),
      ]);
      sent.set(place, [...earlier, { setting, names }]);
      return earlier.flatMap((other) => {
        const both = [...names].find((name) => overlaps(name, other.names));
        if (both === undefined) return [];
        const detail = `${other.setting.address} sends ${both === 'AllMetrics' ? 'metrics' : quote(both)}, or what it stands for, to the same place already, and Azure refuses to send a log twice. Take it out of one of the two.`;
        const spot: Spot = { path: [...setting.path, key], address: setting.address };
        return [faultAt(input, 'ACR1279', spot, { detail })];
      });
    }),
  );
}

function overlaps(name: string, others: ReadonlySet<string>): boolean {
  if (others.has(name)) return true;
  if (name === 'AllMetrics') return false;
  const logs = [...others].filter((each) => each !== 'AllMetrics');
  return isGroup(name) ? logs.length > 0 : logs.some(isGroup);
}

function placesOf({ entry, workspace }: PlacedDiagnostic): { readonly key: string; readonly id: string }[] {
  const { eventHub, storageAccount } = entry;
  return [
    ...(workspace === undefined ? [] : [{ key: 'workspace', id: workspace.id }]),
    ...(eventHub === undefined
      ? []
      : [{ key: 'eventHub', id: `${eventHub.authorizationRule}#${eventHub.name ?? ''}` }]),
    ...(storageAccount === undefined ? [] : [{ key: 'storageAccount', id: storageAccount }]),
  ];
}
