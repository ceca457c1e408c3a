import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { distinctIds, foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { isNew, type Known, knownIds, mayBeThere } from '../live-checks/known.ts';
import type { Placed, PlacedDiagnostic } from '../placed.ts';
import { gainsOver, settingBody } from './compile.ts';
import { MOST_SETTINGS } from './rules.ts';
import { sendingOf, sentByBoth } from './sending.ts';

/** The settings of what may be there, where one of the file sends something that it did not send: one list each. */
export function otherSettingReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const gaining = settingsThere(placed, knownIds(prior)).filter(gainsOver(prior));
  return distinctIds(gaining.map(({ target }) => target.id)).map(settingsAt);
}

/** What others send where the file sends it, and what of the file finds no place beside theirs: Azure refuses both (monitor.md). */
export function otherSettingFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const known = knownIds(prior);
  const byTarget = Map.groupBy(settingsThere(placed, known), ({ target }) => foldId(target.id));
  return [...byTarget.values()].flatMap((settings) => {
    const [{ target }] = settings as [PlacedDiagnostic];
    const own = new Set(settings.map(({ id }) => foldId(id)));
    const others = listAt(live.get(foldId(settingsAt(target.id).id))?.body, 'value').filter((each) => {
      const id = foldId(textAt(each, 'id') ?? '');
      return !own.has(id) && !known.has(id);
    });
    return [...settings.flatMap((setting) => repeated(setting, others)), ...tooMany(settings, others)];
  });
}

function repeated(setting: PlacedDiagnostic, others: readonly Json[]): readonly Diagnostic[] {
  const own = sendingOf(settingBody(setting));
  return others.flatMap((other) => {
    const both = sentByBoth(own, sendingOf(other));
    if (both === undefined) return [];
    const [name, scope] = [nameFrom(other), setting.target.id];
    return [
      diagnose('ACR1364', {
        address: setting.address,
        detail: `${nameOf(scope)} has the diagnostic setting ${name}, which acrctl did not make and which sends ${both.name}, or what holds it, to ${both.place}. Azure sends no log twice to one place, and refuses this setting.`,
        hint: `Send it to another place, or leave it to theirs; or take that one over, with name: ${name} and adopt: true; or have it removed by whoever made it:\naz monitor diagnostic-settings delete --name ${name} --resource ${scope}`,
        requirements: ['2.5'],
      }),
    ];
  });
}

function tooMany(settings: readonly PlacedDiagnostic[], others: readonly Json[]): readonly Diagnostic[] {
  const room = MOST_SETTINGS - others.length;
  const [over] = settings.slice(Math.max(room, 0));
  if (over === undefined || others.length === 0) return [];
  return [
    diagnose('ACR1131', {
      address: over.address,
      detail: `${nameOf(over.target.id)} has ${enumerate(others.map(nameFrom).toSorted())} of others, with the file it would have ${settings.length + others.length} diagnostic settings, and Azure takes ${MOST_SETTINGS}.`,
      hint: 'One setting can send several categories to a workspace, an Event Hub and a storage account at once: put some together, or have one of others removed.',
      requirements: ['2.5'],
    }),
  ];
}

/** Of what the file is not the first to make. */
function settingsThere({ vaults, registries, fronts }: Placed, known: Known): readonly PlacedDiagnostic[] {
  return [
    ...[...vaults, ...registries].filter((each) => mayBeThere(each, known)),
    ...fronts.flatMap(({ entry, regions }) =>
      regions.filter((region) => entry.adopt === true || !isNew(region, known)),
    ),
  ].flatMap(({ diagnostics }) => diagnostics);
}

function nameFrom(setting: Json): string {
  return textAt(setting, 'name') ?? nameOf(textAt(setting, 'id') ?? '');
}

function settingsAt(scope: string): ReadTarget {
  return { type: QUESTION.diagnosticSettings, id: `${scope}/providers/${ARM_TYPE.diagnosticSetting}` };
}
