import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import { type CredentialSetData, credentialSetType } from './credential-sets.ts';
import { type RegistryData, registryType } from './registry-body.ts';
import { type IdentityData, identityType } from './user-assigned-identities.ts';

/**
 * Whether the directory knows the principal: that of an identity, or of the system identity of a registry or a credential set. It
 * learns of a new identity late (five refusals in RoleAssignment_OnResourceGroup #5 to #9). Being asked is a
 * look: under latency `none` the second one finds it; else it takes its time on the clock. Where `propagation` says how long it may
 * take, that counts.
 */
export function knowsPrincipal(cloud: Cloud, principalId: string): boolean {
  const identity = identityWith(cloud, principalId);
  if (!identity) return hasSystemPrincipal(cloud, principalId);
  const { createdAt, misses } = identity.data;
  const { principalsMs } = cloud.propagation();
  if (principalsMs !== undefined)
    return cloud.now() >= createdAt + principalsMs * cloud.chance.fractionOf(`principal ${principalId}`);
  const isDue = cloud.now() >= createdAt + replicationMs;
  if (isDue || (cloud.latency === 'none' && misses >= 1)) return true;
  cloud.world.put({ ...identity, data: { ...identity.data, misses: misses + 1 } });
  return false;
}

// Assumption: how long it takes. faults.md, G11, has seconds to three minutes.
const replicationMs = 30_000;

function identityWith(cloud: Cloud, principalId: string): StoredObject<IdentityData> | undefined {
  const identities = cloud.world.ofType(identityType) as readonly StoredObject<IdentityData>[];
  return identities.find(({ data }) => data.principalId === principalId.toLowerCase());
}

function hasSystemPrincipal(cloud: Cloud, principalId: string): boolean {
  const sought = principalId.toLowerCase();
  const registries = cloud.world.ofType(registryType) as readonly StoredObject<RegistryData>[];
  const sets = cloud.world.ofType(credentialSetType) as readonly StoredObject<CredentialSetData>[];
  return (
    registries.some(({ data }) => data.identity?.systemPrincipalId === sought) ||
    sets.some(({ data }) => data.principalId === sought)
  );
}
