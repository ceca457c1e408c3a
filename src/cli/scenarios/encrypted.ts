import {
  file,
  IN_WESTEUROPE,
  NAMED_REGISTRY,
  OWN_GROUP,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

const VAULT = {
  name: 'VAULT_NAME',
  hint: [
    '3 to 24 letters, digits and hyphens, free in all of the cloud:',
    'az keyvault check-name --name NAME',
  ],
};

export const text = file(
  opening('A registry that is encrypted with a key of yours, in a vault of its own.', [
    SUBSCRIPTION,
    REGISTRY,
    VAULT,
  ]),
  STACK,
  IN_WESTEUROPE,
  OWN_GROUP,
  `\
# The registry reaches the key as this identity: one of its own it has only once it exists.
identities: [images-cmk]
`,
  `\
# Whoever can take away the vault, the key or the identity can close the registry to everybody.
keyVaults:
  keys: # how this file, plans and the state call it; Azure calls it by its name
    name: \${VAULT_NAME:?3 to 24 letters, digits and hyphens, free in all of the cloud}
    purgeProtection: true # never off again; without it a deleted key could be lost for good
    keys:
      registry: { type: RSA, size: 3072 }
`,
  `\
${NAMED_REGISTRY}\
    sku: Premium # keys of yours need it
    identity: { user: [images-cmk] }
    # Only a registry that is being made gets a key, and it can never be turned off again.
    encryption:
      key: keys/registry
      rotation: auto # follows a new version of the key within an hour
      identity: images-cmk # acrctl gives it access to the vault, and waits until that works
    network:
      publicAccess: enabled
`,
);
