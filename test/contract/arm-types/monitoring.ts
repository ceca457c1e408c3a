import { anyText, idOf, region, tags } from './forms.ts';
import { flag, list, mapOf, object, oneOf, whole } from './schema.ts';

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

/** A lock, api-version 2020-05-01. */
export const lock = object({
  'properties!': object({
    'level!': oneOf('CanNotDelete', 'ReadOnly'),
    notes: { type: 'string', maxLength: 512 },
  }),
});

/** A plan of Defender, api-version 2024-01-01; extensions only where it is on. */
export const defenderPlan = object({
  'properties!': object({
    'pricingTier!': oneOf('Free', 'Standard'),
    subPlan: anyText,
    extensions: list(
      object({
        'name!': anyText,
        'isEnabled!': oneOf('True', 'False'),
        // Sent back as Azure answered them, all texts.
        additionalExtensionProperties: mapOf('^[A-Za-z]+$', anyText),
      }),
    ),
  }),
});

// Sent back as Azure answered it; how long is kept is deprecated.
const retentionPolicy = object({ 'enabled!': flag, 'days!': whole(0, 365) });

/** A diagnostic setting, api-version 2021-05-01-preview. */
export const diagnosticSetting = object({
  'properties!': object({
    workspaceId: idOf('Microsoft.OperationalInsights/workspaces'),
    eventHubAuthorizationRuleId: idOf('Microsoft.EventHub/namespaces/authorizationRules'),
    eventHubName: anyText,
    storageAccountId: idOf('Microsoft.Storage/storageAccounts'),
    // By others.
    logAnalyticsDestinationType: oneOf('Dedicated'),
    'logs!': list(
      object({
        category: oneOf(
          'AuditEvent',
          'AzurePolicyEvaluationDetails',
          'ApplicationGatewayAccessLog',
          'ApplicationGatewayFirewallLog',
          'ApplicationGatewayPerformanceLog',
          'ContainerRegistryLoginEvents',
          'ContainerRegistryRepositoryEvents',
        ),
        categoryGroup: oneOf('allLogs', 'audit'),
        'enabled!': flag,
        retentionPolicy,
      }),
    ),
    'metrics!': list(
      object({
        'category!': oneOf('AllMetrics'),
        'enabled!': flag,
        timeGrain: oneOf('PT1M'),
        retentionPolicy,
      }),
    ),
  }),
});
