import type { Config } from '../../core/config.generated.ts';
import type { Block, Review, ReviewInput } from '../../core/desired.ts';
import { getPath } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { cacheRuleImpact, credentialSetImpact } from './caching-impact.ts';
import { connectionImpact } from './connection-impact.ts';
import { domainImpact } from './domain-impact.ts';
import { endpointImpact } from './endpoint-impact.ts';
import { frontImpact } from './front-impact.ts';
import { guardOf } from './guards.ts';
import { keeperImpact, linkImpact } from './name-impact.ts';
import { publicNameImpact } from './public-name-impact.ts';
import { registryImpact } from './registry-impact.ts';
import { replicaImpact } from './replica-impact.ts';
import { type Scene, sceneOf } from './scene.ts';
import { scopeMapImpact, tokenImpact } from './token-impact.ts';
import { keyImpact, secretImpact, vaultImpact } from './vault-impact.ts';
import { webhookImpact } from './webhook-impact.ts';
import { workspaceImpact } from './workspace-impact.ts';

/** Guards and impact lines of all features. They hold for entries that only the state has, too (I-03). */
export function review(input: ReviewInput<Config>): Review {
  const scene = sceneOf(input);
  const blocked: Record<string, Block> = {};
  const impact: Record<string, readonly string[]> = {};
  for (const change of input.changes) {
    const block = guardOf(change, scene);
    if (block !== undefined) blocked[change.address] = block;
    const lines = [...impactOf(change, scene), ...domainImpact(change, scene)];
    if (lines.length > 0) impact[change.address] = lines;
  }
  return { blocked, impact, diagnostics: [] };
}

function impactOf(change: Change, scene: Scene): readonly string[] {
  const isDelete = change.actions[0] === 'delete';
  switch (change.type) {
    case ARM_TYPE.registry:
      return registryImpact(change, scene);
    case ARM_TYPE.endpoint:
      return endpointImpact(change, scene);
    case ARM_TYPE.zoneGroup:
    case ARM_TYPE.record:
      return keeperImpact(change, scene);
    case ARM_TYPE.replication:
      return replicaImpact(change, scene);
    case ARM_TYPE.token:
      return tokenImpact(change);
    case ARM_TYPE.scopeMap:
      return scopeMapImpact(change, scene);
    case ARM_TYPE.cacheRule:
      return cacheRuleImpact(change);
    case ARM_TYPE.credentialSet:
      return credentialSetImpact(change);
    case ARM_TYPE.webhook:
      return webhookImpact(change);
    case ARM_TYPE.connection:
      return connectionImpact(change, scene);
    case ARM_TYPE.link:
      return linkImpact(change, scene);
    case ARM_TYPE.dnsZone:
    case ARM_TYPE.cname:
    case ARM_TYPE.dnsAlias:
      return publicNameImpact(change, scene);
    case ARM_TYPE.gateway:
    case ARM_TYPE.publicIp:
    case ARM_TYPE.firewallPolicy:
      return frontImpact(change, scene);
    case ARM_TYPE.identity:
      return isDelete
        ? ['whatever acts as this identity can no longer, and made again it is another one']
        : [];
    case ARM_TYPE.vault:
      return vaultImpact(change, scene);
    case ARM_TYPE.diagnosticSetting:
      return isDelete ? ['nothing is logged there of it from then on; what was logged stays'] : [];
    case ARM_TYPE.lock:
      return isDelete ? ['what it covered can be deleted again by whoever has a role for that'] : [];
    case ARM_TYPE.workspace:
      return workspaceImpact(change);
    case ARM_TYPE.vaultKey:
      return keyImpact(change, scene);
    case ARM_TYPE.vaultSecret:
      return secretImpact(change);
    case ARM_TYPE.accessPolicy:
      return isDelete ? [policyGoes(change)] : [];
    case ARM_TYPE.roleAssignment:
      return isDelete ? ['whoever has the role loses it within minutes'] : [];
    default:
      return [];
  }
}

function policyGoes({ before }: Change): string {
  const isOfSecrets = getPath(before ?? {}, 'properties.permissions.secrets') !== undefined;
  return `whoever acts as the identity can no longer ${isOfSecrets ? 'read the secrets' : 'use the keys'} of the vault`;
}
