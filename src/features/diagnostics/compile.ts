import type { Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { madeHere, type Placed, type PlacedDiagnostic } from '../placed.ts';
import { isGroup } from './categories.ts';

export function compileDiagnostics(placed: Placed): readonly Resource[] {
  return diagnosticsIn(placed).map((setting) => ({
    address: setting.address,
    id: setting.id,
    type: ARM_TYPE.diagnosticSetting,
    managed: { properties: propertiesOf(setting) },
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

/** A place that is not used is null, as it is answered: so one that somebody adds is seen, and one that goes is taken out. */
function propertiesOf({ entry, workspace }: PlacedDiagnostic): JsonObject {
  const { eventHub, storageAccount, categories = [], metrics } = entry;
  return {
    workspaceId: workspace?.id ?? null,
    eventHubAuthorizationRuleId: eventHub?.authorizationRule ?? null,
    eventHubName: eventHub?.name ?? null,
    storageAccountId: storageAccount ?? null,
    logs: categories.map((name) => ({
      ...(isGroup(name) ? { categoryGroup: name } : { category: name }),
      enabled: true,
    })),
    metrics: metrics === true ? [{ category: 'AllMetrics', enabled: true }] : [],
  };
}
