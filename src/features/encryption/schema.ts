import type { SchemaFragment } from '../entry-schema.ts';

/** The reserved word for the identity that the registry has of its own. */
export const SYSTEM = 'system';

export const encryptionSchema: SchemaFragment = {
  sections: {},
  definitions: {
    RegistryEncryption: {
      title: 'Encryption with a key of yours',
      description:
        'A key in a Key Vault that wraps the keys of the registry, beside the encryption that Azure always does. Only a registry that is being made can get it, and it can never be turned off (3.6, 3.8). Premium. The identity needs access to the key before the registry is made: acrctl gives it (grant: manage) and waits up to 15 minutes until it works.',
      type: 'object',
      additionalProperties: false,
      required: ['key', 'identity'],
      properties: {
        key: {
          title: 'Key',
          description:
            'A key of an entry of keyVaults, as VAULT/KEY; or the URI of a key in a vault that this file does not list. Without a version the registry follows a new version within an hour (rotation: auto). With rotation: manual it has a version, VAULT/KEY/VERSION or at the end of the URI: "acrctl rotate encryption" makes a new one and prints the line.',
          type: 'string',
          'x-expected':
            'VAULT/KEY, VAULT/KEY/VERSION, or the URI of a key such as https://kv-images.vault.azure.net/keys/registry',
          examples: [
            'kv-images/registry',
            'kv-images/registry/0123456789abcdef0123456789abcdef',
            'https://kv-images.vault.azure.net/keys/registry',
            'https://kv-images.vault.azure.net/keys/registry/0123456789abcdef0123456789abcdef',
          ],
          'x-requirements': ['3.2', '3.28', '3.29', '3.40'],
        },
        rotation: {
          title: 'Rotation',
          description:
            'auto: the registry follows new versions of the key; key has no version. manual: it stays at the version that key names. It is said so that nobody turns one into the other by a version too many or too few.',
          type: 'string',
          enum: ['auto', 'manual'],
          default: 'auto',
          'x-requirements': ['3.4', '3.13', '3.14', '3.56'],
        },
        identity: {
          title: 'Identity',
          description:
            'Key of an entry of identities that identity.user of the registry lists, or system for the identity that the registry has of its own. A registry that is being made has no identity of its own yet, so it is made with a user-assigned one and changes later.',
          type: 'string',
          'x-expected': 'the key of an identity, or system',
          examples: ['images-cmk', SYSTEM],
          'x-requirements': ['3.7', '3.49', '3.50'],
        },
        grant: {
          title: 'Access to the key',
          description:
            'manage: acrctl gives the identity access to the vault, by the role Key Vault Crypto Service Encryption User or by an access policy with Get, Wrap Key and Unwrap Key, as the vault goes by one or the other. external: somebody else does; the plan looks whether it is there. With a URI always external.',
          type: 'string',
          enum: ['manage', 'external'],
          default: 'manage',
          'x-requirements': ['3.23', '3.24', '3.51'],
        },
      },
      examples: [{ key: 'kv-images/registry', identity: 'images-cmk' }],
    },
  },
};
