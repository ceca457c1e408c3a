/** What a workspace gets where the file is silent: what the Azure CLI sends, too (recorded: test_acr_create_with_audits #1). */
export const WORKSPACE_DEFAULTS = { sku: 'PerGB2018', retentionDays: 30 } as const;
