import type { Answer, Call } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { since } from '../version-shapes.ts';
import { connectionsOf } from './connections.ts';
import { ipRuleCount, type RegistryData } from './registry-body.ts';
import { limitsOf } from './registry-limits.ts';
import { tokenCount } from './registry-tokens.ts';
import { webhookCount } from './registry-webhooks.ts';
import { replicationsOf } from './replication-body.ts';
import { scopeMapCount } from './scope-maps.ts';

export function listUsages(call: Call): Answer {
  const { cloud, target } = call;
  const registry = cloud.world.get<RegistryData>(target.key);
  if (!registry) throw new EmulatorBug('The front door answers for absent objects.');
  const limit = limitsOf(registry.data.sku);
  const premium = [
    // Assumption: the home region's entry counts too.
    count('Geo-replications', -1, replicationsOf(cloud, registry.id).length),
    count('IPRules', 100, ipRuleCount(registry.data)),
    count('VNetRules', 100, registry.data.virtualNetworkRules ?? 0),
    count('PrivateEndpointConnections', 200, connectionsOf(cloud, registry.id).length),
  ];
  const newer = [
    ...(limit.premium ? premium : []),
    count('ScopeMaps', limit.tokens, scopeMapCount(cloud, registry.id)),
    count('Tokens', limit.tokens, tokenCount(cloud, registry.id)),
  ];
  const value: JsonObject[] = [
    { name: 'Size', limit: limit.sizeGiB * 1024 ** 3, currentValue: 0, unit: 'Bytes' },
    count('Webhooks', limit.webhooks, webhookCount(cloud, registry.id)),
    // The oldest version counts no more than these two (hybrid_2020_09_01 test_acr_create_with_managed_registry #5).
    ...(since('2020-11-01-preview')(call.apiVersion) ? newer : []),
  ];
  return { status: 200, body: { value } };
}

function count(name: string, limit: number, currentValue: number): JsonObject {
  return { name, limit, currentValue, unit: 'Count' };
}
