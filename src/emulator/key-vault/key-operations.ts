/** What can be done with keys, as access policies spell it, lower case, and the data actions of roles that allow it. */
export const dataActions = {
  get: 'keys/read',
  list: 'keys/read',
  create: 'keys/create/action',
  import: 'keys/import/action',
  update: 'keys/update/action',
  delete: 'keys/delete',
  recover: 'keys/recover/action',
  purge: 'keys/purge/action',
  backup: 'keys/backup/action',
  restore: 'keys/restore/action',
  encrypt: 'keys/encrypt/action',
  decrypt: 'keys/decrypt/action',
  sign: 'keys/sign/action',
  verify: 'keys/verify/action',
  wrapkey: 'keys/wrap/action',
  unwrapkey: 'keys/unwrap/action',
  rotate: 'keys/rotate/action',
  release: 'keys/release/action',
  getrotationpolicy: 'keyrotationpolicies/read',
  setrotationpolicy: 'keyrotationpolicies/write',
} as const;

export type KeyOperation = keyof typeof dataActions;

/** What is done with a key itself, and needs it to be enabled; the name is that of its list of operations. */
export const cryptography: Readonly<Partial<Record<KeyOperation, string>>> = {
  encrypt: 'encrypt',
  decrypt: 'decrypt',
  sign: 'sign',
  verify: 'verify',
  wrapkey: 'wrapKey',
  unwrapkey: 'unwrapKey',
};

/** What a key may still do before its time and after it ("About keys", MicrosoftDocs/azure-security-docs). */
export const timeless: readonly KeyOperation[] = ['decrypt', 'verify', 'unwrapkey', 'release'];

/**
 * The data actions of built-in roles, below Microsoft.KeyVault/vaults, by the id of the role; ids: keyvault.md. Actions: "Azure
 * built-in roles for Security", MicrosoftDocs/azure-docs (recalled). A role that is not here allows nothing with keys.
 */
export const keyRoles: Readonly<Record<string, readonly string[]>> = {
  // Key Vault Administrator.
  '00482a5a-887f-4fb3-b363-3b7fe8e74483': ['*'],
  // Key Vault Crypto Officer.
  '14b46e9e-c2b7-41b4-b07b-48a6ebf60603': ['keys/*', 'keyrotationpolicies/*'],
  // Key Vault Crypto Service Encryption User.
  'e147488a-f6f5-4113-8e2d-b22465e65bf6': ['keys/read', 'keys/wrap/action', 'keys/unwrap/action'],
  // Key Vault Crypto User.
  '12338af0-0e69-4776-bea7-57ae8d297424': [
    'keys/read',
    'keys/update/action',
    'keys/backup/action',
    'keys/encrypt/action',
    'keys/decrypt/action',
    'keys/wrap/action',
    'keys/unwrap/action',
    'keys/sign/action',
    'keys/verify/action',
  ],
  // Key Vault Reader.
  '21090545-7ca7-4776-b22c-e363652d74d2': ['*/read'],
};
