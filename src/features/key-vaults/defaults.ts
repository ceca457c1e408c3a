/** What a new vault and a new key get where the file is silent; the schema shows the same values. */
export const VAULT_DEFAULTS = {
  sku: 'standard',
  authorization: 'rbac',
  purgeProtection: true,
  retentionDays: 90,
  network: { publicAccess: 'enabled', trustedServices: true },
  key: { type: 'RSA', size: 2048 },
} as const;

/** What a certificate that acrctl makes gets where the file is silent. */
export const CERTIFICATE_DEFAULTS = { days: 365 } as const;
