import { callerId } from '../caller.ts';
import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import type { AccessPolicy } from './access-policies.ts';

export const vaultType = 'Microsoft.KeyVault/vaults';

export interface VaultData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly state: 'RegisteringDns' | 'Succeeded';
  readonly properties: VaultProperties;
  readonly policies: readonly AccessPolicy[];
}

/** What was asked for, and the defaults that stay with the vault from its creation on. */
export interface VaultProperties {
  readonly tenantId: string;
  readonly sku: { readonly family: string; readonly name: 'standard' | 'premium' };
  /** Absent as long as it says no more than the default. */
  readonly networkAcls: NetworkAcls | undefined;
  readonly enabledForDeployment: boolean;
  readonly enabledForDiskEncryption: boolean | undefined;
  readonly enabledForTemplateDeployment: boolean | undefined;
  readonly enableSoftDelete: boolean;
  readonly softDeleteRetentionInDays: number | undefined;
  readonly enableRbacAuthorization: boolean | undefined;
  readonly enablePurgeProtection: true | undefined;
  readonly publicNetworkAccess: 'Enabled' | 'Disabled';
}

export interface NetworkAcls {
  readonly bypass: 'AzureServices' | 'None';
  readonly defaultAction: 'Allow' | 'Deny';
  readonly ipRules: readonly { readonly value: string }[];
  readonly virtualNetworkRules: readonly {
    readonly id: string;
    readonly ignoreMissingVnetServiceEndpoint: boolean;
  }[];
}

export type Vault = StoredObject<VaultData>;

/**
 * 2019-09-01 has neither (hybrid_2020_09_01 test_keyvault_mgmt #2), 2021-04-01-preview the first (ASO Vault_CRUD #5), 2023-02-01
 * both (test_keyvault_softdelete #0). Where between two of them each begins: assumption.
 */
export const vaultMembers = [
  ...members(since('2021-04-01'), 'systemData'),
  ...members(since('2021-06-01'), 'properties.publicNetworkAccess'),
];

/** How long what was deleted can be recovered. */
export function retentionDays({ softDeleteRetentionInDays }: VaultProperties): number {
  return softDeleteRetentionInDays ?? 90;
}

export function vaultNamed(cloud: Cloud, name: string): Vault | undefined {
  return cloud.world.named(vaultType, name)[0] as Vault | undefined;
}

export function vaultUri(cloud: Cloud, name: string): string {
  return `https://${name}.${cloud.suffixes.vault}`;
}

/** The vault as a GET shows it; the answer that makes it has no slash behind the URI (ASO Vault_CRUD #4, #5). */
export function vaultView(
  cloud: Cloud,
  vault: Vault,
  connections: readonly JsonObject[],
  slash = '/',
): JsonObject {
  const { location, tags, state, properties, policies } = vault.data;
  const { sku, tenantId, networkAcls, publicNetworkAccess, ...switches } = properties;
  return {
    id: vault.id,
    name: vault.name,
    type: vaultType,
    location,
    tags,
    systemData: systemData(cloud, vault.data),
    properties: {
      sku,
      tenantId,
      networkAcls: networkAcls && { ...networkAcls },
      ...(connections.length > 0 ? { privateEndpointConnections: connections } : {}),
      accessPolicies: policies.map(policyView),
      ...switches,
      vaultUri: `${vaultUri(cloud, vault.name)}${slash}`,
      provisioningState: state,
      publicNetworkAccess,
    },
  };
}

export function policyView({ tenantId, objectId, applicationId, permissions }: AccessPolicy): JsonObject {
  return { tenantId, objectId, applicationId, permissions: { ...permissions } };
}

function systemData(cloud: Cloud, { createdAt, modifiedAt }: VaultData): JsonObject {
  const by = { By: callerId(cloud), ByType: 'Application' };
  return {
    createdBy: by.By,
    createdByType: by.ByType,
    createdAt: stamp(createdAt),
    lastModifiedBy: by.By,
    lastModifiedByType: by.ByType,
    lastModifiedAt: stamp(modifiedAt),
  };
}

// `2023-11-06T12:43:08.72Z`: no noughts at the end.
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.?0*Z$/, 'Z');
}
