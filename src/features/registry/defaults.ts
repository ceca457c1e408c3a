/**
 * What a registry has where the file says nothing at its creation: the defaults of ARM itself (containerregistry.md,
 * "Registry"). All but the policies are sent by the creating PUT; those are left to Azure, which sets the same.
 * Afterwards an absent property is not managed.
 */
export const REGISTRY_DEFAULTS = {
  zoneRedundancy: false,
  adminUser: false,
  anonymousPull: false,
  roleAssignmentMode: 'legacyRegistryPermissions',
  policies: {
    quarantine: false,
    trust: false,
    retentionDays: 'disabled',
    export: true,
    azureADAuthenticationAsArm: true,
  },
  network: {
    trustedServices: true,
    networkRuleBypassAllowedForTasks: false,
    dataEndpoints: false,
  },
} as const;
