import { region, tags } from './forms.ts';
import { flag, object, oneOf, whole } from './schema.ts';

/** What acrctl sends of what watches over registries. */

/** A workspace, api-version 2025-02-01. A cap of -1 is none (monitor.md). */
export const workspace = object({
  'location!': region,
  tags,
  'properties!': object({
    'sku!': object({
      'name!': oneOf('PerGB2018', 'CapacityReservation'),
      capacityReservationLevel: whole(100, 50_000),
    }),
    'retentionInDays!': whole(30, 730),
    workspaceCapping: object({ 'dailyQuotaGb!': whole(-1, 1_000_000) }),
    // By others, or Azure's own values sent back.
    publicNetworkAccessForIngestion: oneOf('Enabled', 'Disabled'),
    publicNetworkAccessForQuery: oneOf('Enabled', 'Disabled'),
    features: object({ enableLogAccessUsingOnlyResourcePermissions: flag, disableLocalAuth: flag }),
  }),
});
