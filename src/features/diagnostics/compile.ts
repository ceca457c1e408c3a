import type { Compiled, PriorEntry, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import type { StepRef } from '../../core/plan.ts';
import { foldId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type Placed, type PlacedDiagnostic } from '../placed.ts';
import { isGroup } from './categories.ts';
import { gains, sendingOf } from './sending.ts';

export function compileDiagnostics(placed: Placed): readonly Resource[] {
  return diagnosticsIn(placed).map((setting) => ({
    address: setting.address,
    id: setting.id,
    type: ARM_TYPE.diagnosticSetting,
    managed: settingBody(setting),
    initial: {},
    dependsOn: [
      ...(setting.target.isExisting ? [] : [setting.target.address]),
      ...(setting.workspace === undefined ? [] : madeHere(setting.workspace)),
    ],
    protect: false,
    adopt: setting.entry.adopt === true,
    ignore: [],
  }));
}

/** Of vaults, registries and the gateways of fronts. */
export function diagnosticsIn({ vaults, registries, fronts }: Placed): readonly PlacedDiagnostic[] {
  const regions = fronts.flatMap((front) => front.regions);
  return [...vaults, ...registries, ...regions].flatMap(({ diagnostics }) => diagnostics);
}

/**
 * What goes or sends less makes room for what sends more: Azure refuses a log that another setting of the object still sends to the same
 * place, and a sixth setting (monitor.md). One that does both waits for none, so that nobody waits in a ring.
 */
export function diagnosticsOrder(placed: Placed, prior: readonly PriorEntry[]): Compiled['order'] {
  const wanted = new Map(diagnosticsIn(placed).map((setting) => [foldId(setting.id), setting]));
  const before = settingsIn(prior);
  const isGaining = gainsOver(prior);
  const gaining = [...wanted.values()].filter(isGaining);
  const making = before.flatMap(({ id, address }): { scope: string; step: StepRef }[] => {
    const setting = wanted.get(foldId(id));
    if (setting !== undefined && isGaining(setting)) return [];
    const scope = foldId(scopeOf(id));
    return [{ scope, step: setting === undefined ? `${address}/delete` : `${setting.address}/write` }];
  });
  return gaining.flatMap(({ address, target }) =>
    making
      .filter(({ scope }) => scope === foldId(target.id))
      .map(({ step }) => ({ before: step, after: `${address}/write` as const })),
  );
}

/** Whether a setting of the file sends something somewhere that it did not by the state. */
export function gainsOver(prior: readonly PriorEntry[]): (setting: PlacedDiagnostic) => boolean {
  const applied = new Map(settingsIn(prior).map((entry) => [foldId(entry.id), entry.applied]));
  return (setting) => gains(sendingOf(settingBody(setting)), sendingOf(applied.get(foldId(setting.id))));
}

function settingsIn(prior: readonly PriorEntry[]): readonly PriorEntry[] {
  return prior.filter(({ type }) => type === ARM_TYPE.diagnosticSetting);
}

/** A place that is not used is null, as it is answered: so one that somebody adds is seen, and one that goes is taken out. */
export function settingBody({ entry, workspace }: PlacedDiagnostic): JsonObject {
  const { eventHub, storageAccount, categories = [], metrics } = entry;
  return {
    properties: {
      workspaceId: workspace?.id ?? null,
      eventHubAuthorizationRuleId: eventHub?.authorizationRule ?? null,
      eventHubName: eventHub?.name ?? null,
      storageAccountId: storageAccount ?? null,
      logs: categories.map((name) => ({
        ...(isGroup(name) ? { categoryGroup: name } : { category: name }),
        enabled: true,
      })),
      metrics: metrics === true ? [{ category: 'AllMetrics', enabled: true }] : [],
    },
  };
}
