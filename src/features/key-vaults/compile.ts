import type { KeyRotationPolicy, KeyVaultKey, KeyVaultNetwork } from '../../core/config.generated.ts';
import type { CompiledOutputs, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedVault, type PlacedVaultKey } from '../placed.ts';
import { VAULT_DEFAULTS } from './defaults.ts';
import { isRecovered } from './deleted.ts';

export function compileVaults(placed: Placed, live: LiveObjects): readonly Resource[] {
  return placed.vaults.flatMap((vault) => [
    ...(vault.isExisting ? [] : [vaultResource(placed, vault, live)]),
    ...vault.keys.filter(({ isExisting }) => !isExisting).map((key) => keyResource(vault, key)),
  ]);
}

/** The identifier of each key without a version, which others name it by (3.26). */
export function keyOutputs({ vaults }: Placed): CompiledOutputs {
  const keys = vaults.flatMap((vault) => vault.keys);
  return Object.fromEntries(keys.map(({ address, uri }) => [address, { uri: { value: uri } }]));
}

/** Who decides what may be done with what is in the vault. Where the file is silent, what the vault says counts. */
export function authorizationOf(
  { id, entry, isExisting }: PlacedVault,
  live: LiveObjects,
): 'rbac' | 'accessPolicies' {
  const body = live.get(foldId(id))?.body;
  if (body === undefined || (!isExisting && entry.authorization !== undefined))
    return entry.authorization ?? VAULT_DEFAULTS.authorization;
  return isByRoles(body) ? 'rbac' : 'accessPolicies';
}

/** Absent on old vaults, which go by access policies (keyvault.md). */
export function isByRoles(vault: JsonObject): boolean {
  return getPath(vault, 'properties.enableRbacAuthorization') === true;
}

function vaultResource(placed: Placed, vault: PlacedVault, live: LiveObjects): Resource {
  const { sku, authorization, network } = vault.entry;
  return entryResource(vault, {
    type: ARM_TYPE.vault,
    managed: {
      location: vault.location,
      tags: vault.tags,
      properties: {
        ...(sku !== undefined && { sku: { family: 'A', name: sku } }),
        ...(authorization !== undefined && { enableRbacAuthorization: authorization === 'rbac' }),
        ...forGood(vault, live.get(foldId(vault.id))?.body),
        ...(network !== undefined && networkBody(network)),
      },
    },
    initial: isRecovered(vault, live) ? RECOVERED : initialBody(vault),
    dependsOn: groupAddress(placed, vault),
  });
}

/**
 * What can be set once. Of a vault that has another value it is left out: no write brings it there, and `vaultFaults`
 * refuses the file.
 */
function forGood({ entry }: PlacedVault, live: JsonObject | undefined): JsonObject {
  const { purgeProtection, retentionDays } = entry;
  const has = live && getPath(live, 'properties.softDeleteRetentionInDays');
  const isRetention = retentionDays !== undefined && (has === undefined || has === retentionDays);
  return {
    // Azure takes true or nothing (keyvault.md).
    ...(purgeProtection === true && { enablePurgeProtection: true }),
    ...(isRetention && { softDeleteRetentionInDays: retentionDays }),
  };
}

/** What the creating PUT says where the file is silent; Azure's value stays afterwards (design 4, "Absence"). */
function initialBody({ entry }: PlacedVault): JsonObject {
  const { sku, authorization, purgeProtection, retentionDays, network } = VAULT_DEFAULTS;
  const isProtected = entry.purgeProtection ?? purgeProtection;
  return {
    properties: {
      sku: { family: 'A', name: sku },
      enableRbacAuthorization: authorization === 'rbac',
      ...(isProtected && { enablePurgeProtection: true }),
      softDeleteRetentionInDays: retentionDays,
      // Required of a vault that goes by them, and what is granted comes afterwards.
      accessPolicies: [],
      ...networkBody(network),
    },
  };
}

/** All else is as it was; azure-cli sends just this (recorded: test_keyvault_softdelete #27). */
const RECOVERED: JsonObject = {
  properties: { sku: { family: 'A', name: VAULT_DEFAULTS.sku }, createMode: 'recover' },
};

/** `publicNetworkAccess` and `defaultAction` are two gates (faults K03, K04). */
function networkBody({ publicAccess, trustedServices, allowedIpRanges }: KeyVaultNetwork): JsonObject {
  const isOpen = publicAccess === 'enabled';
  return {
    ...(publicAccess !== undefined && {
      publicNetworkAccess: publicAccess === 'disabled' ? 'Disabled' : 'Enabled',
    }),
    networkAcls: {
      ...(trustedServices !== undefined && { bypass: trustedServices ? 'AzureServices' : 'None' }),
      ...(publicAccess !== undefined && { defaultAction: isOpen ? 'Allow' : 'Deny' }),
      ...(publicAccess !== undefined && { ipRules: (allowedIpRanges ?? []).map((value) => ({ value })) }),
    },
  };
}

function keyResource(vault: PlacedVault, key: PlacedVaultKey): Resource {
  const { type, size, operations, expires, rotationPolicy, adopt } = key.entry;
  return {
    address: key.address,
    id: key.id,
    type: ARM_TYPE.vaultKey,
    managed: {
      properties: {
        ...(type !== undefined && { kty: type }),
        ...(size !== undefined && { keySize: size }),
        ...(operations !== undefined && { keyOps: operations }),
      },
    },
    initial: {
      properties: {
        kty: VAULT_DEFAULTS.key.type,
        keySize: VAULT_DEFAULTS.key.size,
        // Of the first version: what the newest one says is not its time.
        ...(expires !== undefined && { attributes: { exp: secondsOf(expires) } }),
        ...(rotationPolicy !== undefined && { rotationPolicy: policyBody(rotationPolicy) }),
      },
    },
    dependsOn: madeHere(vault),
    protect: false,
    adopt: adopt === true,
    ignore: [],
  };
}

/** The beginning of a day in UTC, in seconds since 1970, as ARM has times of keys. */
function secondsOf(day: NonNullable<KeyVaultKey['expires']>): number {
  return Date.parse(`${day}T00:00:00Z`) / 1000;
}

/** As ARM has the policy of a key; `rotationPolicyFaults` compares it, since nothing but the vault itself can change it. */
export function policyBody({ rotateAfter, rotateBeforeExpiry, expiresAfter }: KeyRotationPolicy): JsonObject {
  const triggers: JsonObject[] = [
    ...(rotateAfter === undefined ? [] : [{ timeAfterCreate: rotateAfter }]),
    ...(rotateBeforeExpiry === undefined ? [] : [{ timeBeforeExpiry: rotateBeforeExpiry }]),
  ];
  return {
    lifetimeActions: triggers.map((trigger) => ({ action: { type: 'rotate' }, trigger })),
    ...(expiresAfter !== undefined && { attributes: { expiryTime: expiresAfter } }),
  };
}
