import { readFileSync } from 'node:fs';
import { getPath } from '../../src/core/path.ts';
import { GROUP, type Lab } from '../lab.ts';
import { type Edits, edited, objectAt } from './stacks.ts';

/** The example with a key: `examples/customer-managed-key`. */
const EXAMPLE = readFileSync(
  new URL('../../examples/customer-managed-key/acrctl.yaml', import.meta.url),
  'utf8',
);

export const AT = {
  registry: 'registries.contosoimages',
  encryption: 'registries.contosoimages.encryption',
  identities: 'registries.contosoimages.identity',
  vault: 'keyVaults.kv-contosoimages',
  key: 'keyVaults.kv-contosoimages.keys.registry',
  identity: 'identities.images-cmk',
  grant: 'registries.contosoimages.encryption.grant["kv-contosoimages/images-cmk"]',
} as const;

const VAULTS = `${GROUP}/providers/Microsoft.KeyVault/vaults`;
const IDENTITIES = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

export const ID = {
  registry: `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages`,
  vault: `${VAULTS}/kv-contosoimages`,
  key: `${VAULTS}/kv-contosoimages/keys/registry`,
  identity: `${IDENTITIES}/images-cmk`,
} as const;

export const KEY_URI = 'https://kv-contosoimages.vault.azure.net/keys/registry';

/** The example with changes. */
export function withKey(edits: Edits = {}): string {
  return edited(EXAMPLE, edits);
}

/** The example, whose vault goes by access policies. */
export const BY_POLICIES = { [`${AT.vault}.authorization`]: 'accessPolicies' } as const;

export function keyOf(lab: Lab): Record<string, string> {
  return getPath(objectAt(lab, ID.registry), 'properties.encryption.keyVaultProperties') as Record<
    string,
    string
  >;
}

export function clientOf(lab: Lab, name: string): string {
  return String(getPath(objectAt(lab, `${IDENTITIES}/${name}`), 'properties.clientId'));
}

export function principalOf(lab: Lab, name: string): string {
  return String(getPath(objectAt(lab, `${IDENTITIES}/${name}`), 'properties.principalId'));
}

/** What the emulated registry says of its key. */
export function reachOf(lab: Lab, id: string = ID.registry) {
  return lab.emulator.registryKeys()[id.toLowerCase()];
}
