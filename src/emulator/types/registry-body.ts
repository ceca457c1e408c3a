import type { Cloud } from '../cloud.ts';
import { booleanAt, type JsonObject, objectAt, stringAt } from '../json.ts';
import type { KeyRefusal } from '../key-vault/key-refusals.ts';
import { members, previewSince, since, until, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import { dataHosts, loginServer } from './members.ts';
import { stamp, systemData } from './registry-stamps.ts';

export type RegistryState = 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed';
export type Sku = 'Basic' | 'Standard' | 'Premium';

export const registryType = 'Microsoft.ContainerRegistry/registries';

export interface RegistryData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly sku: Sku;
  readonly identity: RegistryIdentity | undefined;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** When `policies` were last sent. */
  readonly policiesAt: number;
  readonly state: RegistryState;
  /** Rules for subnets, which our api-version neither shows nor takes: only the usages count them. */
  readonly virtualNetworkRules?: number;
  /** How often each password of the admin user was drawn anew. */
  readonly drawn?: Readonly<Record<string, number>>;
  /** Absent of a registry without a key of its owner, and of one that an earlier version stored: nobody watches that one's. */
  readonly keyInUse?: KeyInUse | undefined;
  /** The writable properties, defaults filled in. */
  readonly properties: JsonObject;
}

/** What a registry knows of the key of its owner besides what it was told. Times are of the emulator's clock. */
export interface KeyInUse {
  /** Of the identity that reaches it, and whether that is the registry's own. */
  readonly principalId: string;
  readonly isSystem: boolean;
  /** The identifier of the version that everything is wrapped with. */
  readonly versioned: string;
  /** When a write last named key or identity, and they were found to fit. */
  readonly setAt: number;
  readonly rotatedAt: number | undefined;
  /** Since when the registry does not have the identity any more. */
  readonly detachedAt: number | undefined;
  /** Why nothing can be read, as the last check found. */
  readonly loss: KeyLoss | undefined;
}

export interface KeyLoss {
  readonly reason: KeyRefusal['reason'] | 'IdentityDeleted' | 'IdentityInactive';
  readonly message: string;
}

export interface RegistryIdentity {
  /** As sent; shown in lower camel case. */
  readonly type: string;
  readonly systemPrincipalId: string | undefined;
  /** By id, in the caller's casing. */
  readonly users: Readonly<Record<string, { readonly principalId: string; readonly clientId: string }>>;
}

// The default values are recorded (test_acr_with_public_network_access #1, test_acr_create_with_dual_stack_endpoints
// for the two newest), for a version that has the same properties and a few preview ones.
export const registryDefaults: JsonObject = {
  adminUserEnabled: false,
  networkRuleSet: { defaultAction: 'Allow', ipRules: [] },
  policies: {
    quarantinePolicy: { status: 'disabled' },
    trustPolicy: { type: 'Notary', status: 'disabled' },
    retentionPolicy: { days: 7, status: 'disabled' },
    exportPolicy: { status: 'enabled' },
    azureADAuthenticationAsArmPolicy: { status: 'enabled' },
    softDeletePolicy: { retentionDays: 7, status: 'disabled' },
  },
  encryption: { status: 'disabled' },
  dataEndpointEnabled: false,
  publicNetworkAccess: 'Enabled',
  networkRuleBypassOptions: 'AzureServices',
  networkRuleBypassAllowedForTasks: false,
  zoneRedundancy: 'Disabled',
  anonymousPullEnabled: false,
  roleAssignmentMode: 'LegacyRegistryPermissions',
  metadataSearch: 'Disabled',
};

/**
 * Recorded are 2019-05-01, 2021-09-01, 2023-07-01 and 2023-11-01-preview, and from documents 2025-11-01
 * (observed-behaviour.md, arm-types). Where between two of these a member begins or ends: assumption.
 */
export const registryMembers: readonly VersionedMember[] = [
  ...members(
    since('2019-12-01-preview'),
    'properties.encryption',
    'properties.dataEndpointEnabled',
    'properties.dataEndpointHostNames',
    'properties.privateEndpointConnections',
  ),
  ...members(
    since('2020-11-01-preview'),
    'systemData',
    'properties.publicNetworkAccess',
    'properties.networkRuleBypassOptions',
    'properties.zoneRedundancy',
  ),
  ...members(since('2021-06-01-preview'), 'properties.policies.exportPolicy'),
  ...members(until('2020-11-01-preview'), 'properties.networkRuleSet.virtualNetworkRules'),
  ...members(
    (version) => since('2023-01-01-preview')(version) || previewSince('2020-11-01-preview')(version),
    'properties.anonymousPullEnabled',
    'properties.policies.azureADAuthenticationAsArmPolicy',
  ),
  ...members(
    (version) => version === '2023-07-01' || previewSince('2022-02-01-preview')(version),
    'properties.policies.softDeletePolicy',
  ),
  ...members(previewSince('2023-11-01-preview'), 'properties.metadataSearch'),
  ...members(since('2024-11-01-preview'), 'properties.roleAssignmentMode'),
  ...members(since('2025-05-01-preview'), 'properties.networkRuleBypassAllowedForTasks'),
];

/** What is writable of the properties sent, spelt as the service spells it; absent stays absent. */
export function sentProperties(sent: JsonObject): JsonObject {
  const known = Object.fromEntries(
    Object.entries(sent).filter(([name, value]) => name in registryDefaults && value != null),
  );
  const rules = objectAt(known, 'networkRuleSet');
  const encryption = objectAt(known, 'encryption');
  return {
    ...known,
    ...(rules ? { networkRuleSet: ruleSet(rules) } : {}),
    ...(encryption ? { encryption: encryptionSent(encryption) } : {}),
  };
}

export function registryView(
  cloud: Cloud,
  registry: StoredObject<RegistryData>,
  connections: readonly JsonObject[],
): JsonObject {
  const { data } = registry;
  const dataEndpoints = booleanAt(data.properties, 'dataEndpointEnabled') === true;
  return {
    sku: { name: data.sku, tier: data.sku },
    type: registry.type,
    identity: data.identity && identityView(cloud, data.identity),
    id: registry.id,
    name: registry.name,
    location: data.location,
    tags: data.tags,
    systemData: systemData(data.createdAt, data.modifiedAt),
    properties: {
      loginServer: loginServer(cloud, registry),
      creationDate: stamp(data.createdAt, 'Z'),
      provisioningState: data.state,
      adminUserEnabled: data.properties['adminUserEnabled'],
      // Below Premium there is no rule set at all (test_acr_create_with_audits #4).
      networkRuleSet: data.sku === 'Premium' ? ruleSetView(data) : undefined,
      policies: policiesView(data),
      encryption: encryptionView(data),
      dataEndpointEnabled: dataEndpoints,
      dataEndpointHostNames: dataEndpoints ? dataHosts(cloud, registry) : [],
      privateEndpointConnections: connections,
      publicNetworkAccess: data.properties['publicNetworkAccess'],
      networkRuleBypassOptions: data.properties['networkRuleBypassOptions'],
      networkRuleBypassAllowedForTasks: data.properties['networkRuleBypassAllowedForTasks'],
      zoneRedundancy: data.properties['zoneRedundancy'],
      anonymousPullEnabled: data.properties['anonymousPullEnabled'],
      roleAssignmentMode: data.properties['roleAssignmentMode'],
      metadataSearch: data.properties['metadataSearch'],
    },
  };
}

function policiesView(data: RegistryData): JsonObject {
  const policies = objectAt(data.properties, 'policies') ?? {};
  const retention = objectAt(policies, 'retentionPolicy') ?? {};
  const soft = objectAt(policies, 'softDeletePolicy') ?? {};
  const lastUpdatedTime = stamp(data.policiesAt, '+00:00');
  return {
    ...policies,
    retentionPolicy: { days: retention['days'], lastUpdatedTime, status: retention['status'] },
    softDeletePolicy: { retentionDays: soft['retentionDays'], lastUpdatedTime, status: soft['status'] },
  };
}

function ruleSetView({ properties }: RegistryData): JsonObject {
  // No version that is written here takes rules for subnets; the old one that shows them shows that there are none.
  return { ...objectAt(properties, 'networkRuleSet'), virtualNetworkRules: [] };
}

function identityView(cloud: Cloud, identity: RegistryIdentity): JsonObject {
  const system = identity.systemPrincipalId;
  return {
    ...(system ? { principalId: system, tenantId: cloud.tenantId } : {}),
    type: identity.type.replaceAll(/[SU](?=(?:ystem|ser)Assigned)/g, (letter) => letter.toLowerCase()),
    ...(Object.keys(identity.users).length > 0 ? { userAssignedIdentities: identity.users } : {}),
  };
}

function ruleSet(rules: JsonObject): JsonObject {
  const { ipRules, defaultAction } = rules;
  const values = Array.isArray(ipRules) ? ipRules.map((rule) => ipRule(rule)) : undefined;
  return {
    ...(defaultAction === undefined ? {} : { defaultAction }),
    ...(values ? { ipRules: values } : {}),
  };
}

// The action is always Allow in the end, and a single address loses its /32 (observed behaviour 2.5; azurerm adds it back).
function ipRule(rule: unknown): JsonObject {
  return { action: 'Allow', value: stringAt(rule, 'value')?.replace(/\/32$/, '') };
}

// The other members are the service's own: see encryptionView.
function encryptionSent(encryption: JsonObject): JsonObject {
  const key = objectAt(encryption, 'keyVaultProperties');
  if (!key) return { status: stringAt(encryption, 'status') ?? 'disabled' };
  const said = ['keyIdentifier', 'identity'].filter((name) => stringAt(key, name) !== undefined);
  return {
    status: stringAt(encryption, 'status') ?? 'enabled',
    keyVaultProperties: Object.fromEntries(said.map((name) => [name, key[name]])),
  };
}

// Three members are the service's own, one of them absent until the first rotation (test_acr_encryption_with_cmk).
function encryptionView({ properties, keyInUse }: RegistryData): JsonObject | undefined {
  const encryption = objectAt(properties, 'encryption');
  const key = objectAt(encryption, 'keyVaultProperties');
  if (!key || !keyInUse) return encryption;
  const { versioned, rotatedAt } = keyInUse;
  return {
    ...encryption,
    keyVaultProperties: {
      keyIdentifier: key['keyIdentifier'],
      versionedKeyIdentifier: versioned,
      identity: key['identity'],
      keyRotationEnabled: versioned !== key['keyIdentifier'],
      lastKeyRotationTimestamp: rotatedAt === undefined ? undefined : stamp(rotatedAt, '+00:00'),
    },
  };
}

export function ipRuleCount(data: RegistryData): number {
  const rules = objectAt(data.properties, 'networkRuleSet')?.['ipRules'];
  return Array.isArray(rules) ? rules.length : 0;
}
