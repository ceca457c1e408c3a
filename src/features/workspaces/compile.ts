import type { Workspace } from '../../core/config.generated.ts';
import type { Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import type { Placed } from '../placed.ts';
import { WORKSPACE_DEFAULTS } from './defaults.ts';

export function compileWorkspaces(placed: Placed): readonly Resource[] {
  return placed.workspaces
    .filter(({ isExisting }) => !isExisting)
    .map((workspace) =>
      entryResource(workspace, {
        type: ARM_TYPE.workspace,
        managed: {
          location: workspace.location,
          tags: workspace.tags,
          ...inProperties(askedFor(workspace.entry)),
        },
        initial: {
          properties: {
            sku: { name: WORKSPACE_DEFAULTS.sku },
            retentionInDays: WORKSPACE_DEFAULTS.retentionDays,
          },
        },
        dependsOn: groupAddress(placed, workspace),
      }),
    );
}

function askedFor({ sku, capacityReservationLevel, retentionDays, dailyQuotaGb }: Workspace): JsonObject {
  return {
    ...(sku !== undefined && {
      sku: { name: sku, ...(capacityReservationLevel !== undefined && { capacityReservationLevel }) },
    }),
    ...(retentionDays !== undefined && { retentionInDays: retentionDays }),
    ...(dailyQuotaGb !== undefined && {
      // No cap is -1 (monitor.md).
      workspaceCapping: { dailyQuotaGb: dailyQuotaGb === 'unlimited' ? -1 : dailyQuotaGb },
    }),
  };
}

function inProperties(properties: JsonObject): JsonObject {
  return Object.keys(properties).length === 0 ? {} : { properties };
}
