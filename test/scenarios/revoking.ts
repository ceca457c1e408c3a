import type { RevokeEncryptionDocument } from '../../src/cli/documents.ts';
import {
  type RevocationRequest,
  revokeDocument,
  revokeEncryption,
} from '../../src/cli/encryption/revocation.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Json } from '../../src/core/json.ts';
import { getPath, listAt } from '../../src/core/path.ts';
import type { Session } from '../../src/engine/run.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { GROUP, type Lab, openLab, REGISTRY } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';
import { KEY_URI } from '../vault-team.ts';
import { AT, example, objectAt, SUBSCRIPTION, VERSION } from './stacks.ts';

export const KEYS_GROUP = `${SUBSCRIPTION}/resourceGroups/rg-keys`;
export const VAULT = `${KEYS_GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
export const VAULT_VERSION = '2026-02-01';
export const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/images-cmk`;
export const ROLE = {
  encryption: 'e147488a-f6f5-4113-8e2d-b22465e65bf6',
  officer: '14b46e9e-c2b7-41b4-b07b-48a6ebf60603',
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  custom: '11111111-2222-3333-4444-555555555555',
} as const;

function encrypted(encryption: Json, edits: Readonly<Record<string, Json>> = {}): string {
  return example({
    'identities.images-cmk': {},
    [`${AT.registry}.identity.user`]: ['images-cmk'],
    [`${AT.registry}.encryption`]: encryption,
    ...edits,
  });
}

export const BY_URI = encrypted({ key: KEY_URI, identity: 'images-cmk' });
/** With a vault of the file, in which acrctl gives the access. */
export const MANAGED = encrypted(
  { key: 'kv-images/registry', identity: 'images-cmk' },
  { 'keyVaults.kv-images': { keys: { registry: {} } } },
);
export const principalOf = (lab: Lab) => String(getPath(objectAt(lab, IDENTITY), 'properties.principalId'));

/** A vault of others with the key; the identity is there, and has no access yet. */
export async function withVault(properties: object): Promise<Lab> {
  const lab = openLab();
  await lab.converge(example({ 'identities.images-cmk': {}, [AT.registry]: null }));
  const location = 'westeurope';
  await lab.request('PUT', KEYS_GROUP, VERSION.resources, { location });
  await lab.request('PUT', VAULT, VAULT_VERSION, {
    location,
    properties: {
      tenantId: EMULATOR_TENANT,
      sku: { family: 'A', name: 'standard' },
      enablePurgeProtection: true,
      accessPolicies: [],
      ...properties,
    },
  });
  await lab.request('PUT', `${VAULT}/keys/registry`, VAULT_VERSION, { properties: { kty: 'RSA' } });
  return lab;
}

let names = 0;

export async function give(
  lab: Lab,
  role: string,
  scope: string,
  principalId = principalOf(lab),
  kind = 'ServicePrincipal',
) {
  const name = `00000000-0000-4000-8000-${String(++names).padStart(12, '0')}`;
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;
  const roleDefinitionId = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  await lab.request('PUT', id, VERSION.authorization, {
    properties: { roleDefinitionId, principalId, principalType: kind },
  });
  return id;
}

/** By roles: at the vault. */
export async function byRole(): Promise<{ readonly lab: Lab; readonly grant: string }> {
  const lab = await withVault({ enableRbacAuthorization: true });
  const grant = await give(lab, ROLE.encryption, VAULT);
  await lab.converge(BY_URI);
  return { lab, grant };
}

export const NEEDED = ['get', 'wrapKey', 'unwrapKey'];
export const SOMEBODY = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

/** By policies: one for the identity with more than it needs, one for somebody else. */
export async function byPolicy(keys: readonly string[] = [...NEEDED, 'list']): Promise<Lab> {
  const lab = await withVault({ enableRbacAuthorization: false });
  const policy = (objectId: string, permissions: object) => ({
    tenantId: EMULATOR_TENANT,
    objectId,
    permissions,
  });
  await lab.request('PATCH', VAULT, VAULT_VERSION, {
    properties: {
      accessPolicies: [
        policy(principalOf(lab), { keys, secrets: ['get'] }),
        policy(SOMEBODY, { keys: NEEDED }),
      ],
    },
  });
  await lab.converge(BY_URI);
  return lab;
}

export const policiesOf = (lab: Lab) =>
  Object.fromEntries(
    listAt(objectAt(lab, VAULT), 'properties.accessPolicies').map((each) => [
      getPath(each as never, 'objectId'),
      getPath(each as never, 'permissions'),
    ]),
  );

type Wanted = Partial<Pick<RevocationRequest, 'name' | 'announce' | 'consent'>>;

/** Revokes as the command does, but for what it prints and asks. */
export async function revoked(
  lab: Lab,
  file: string,
  { name = 'contosoimages', announce = () => undefined, consent = async () => undefined }: Wanted = {},
): Promise<RevokeEncryptionDocument> {
  const { session, acquireLock } = lab.session(file, 'revoke encryption');
  const opened = { session: session as Session<Config> };
  const done = await revokeEncryption(opened, { name, acquireLock, announce, consent });
  const document = revokeDocument(session.stack, done);
  requireValid('revokeEncryption', document);
  return document;
}

/** Why the identity of the registry cannot use its key; undefined where it can. */
export const refused = (lab: Lab) =>
  lab.emulator.keyRefusal({
    principalId: principalOf(lab),
    operations: ['get', 'wrapkey', 'unwrapkey'],
    from: { kind: 'trusted-service' },
    vault: 'kv-images',
    key: 'registry',
  })?.reason;

export const OTHER = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoother`;

export async function putOther(lab: Lab, keyIdentifier: string): Promise<void> {
  await lab.request('PUT', OTHER, VERSION.registry, {
    location: 'westeurope',
    sku: { name: 'Premium' },
    identity: { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } },
    properties: {
      encryption: {
        status: 'enabled',
        keyVaultProperties: {
          keyIdentifier,
          identity: getPath(objectAt(lab, IDENTITY), 'properties.clientId'),
        },
      },
    },
  });
  lab.emulator.advance(300_000);
}

/** By a role of the identity that the registry has of its own. */
export async function byOwnIdentity(): Promise<{ readonly lab: Lab; readonly file: string }> {
  const { lab } = await byRole();
  const own = { [`${AT.registry}.identity.system`]: true };
  await lab.converge(encrypted({ key: KEY_URI, identity: 'images-cmk' }, own));
  const principal = getPath(objectAt(lab, REGISTRY), 'identity.principalId');
  await give(lab, ROLE.encryption, VAULT, String(principal));
  const file = encrypted({ key: KEY_URI, identity: 'system' }, own);
  await lab.converge(file);
  return { lab, file };
}
