import type { Cloud } from '../cloud.ts';
import type { JsonObject } from '../json.ts';
import { members, since, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject } from '../world.ts';
import { gatewayPart, gatewaysUsing } from './gateway-body.ts';
import type { LivingData } from './network-life.ts';

/** What is in `properties`, normalised, under the names that it has there. */
export interface WafPolicyData extends LivingData {
  readonly customRules: readonly JsonObject[];
  readonly policySettings: JsonObject;
  readonly managedRules: JsonObject;
}

/** With a capital A, unlike the type beside it (test_network_app_gateway_waf_custom_rule #1). */
export const wafPolicyType = 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies';

/** In 2024-01-01 and newer (Network_v1api20220701 #17); since when: assumption. */
export const wafPolicyMembers: readonly VersionedMember[] = members(
  since('2024-01-01'),
  'properties.customRules[].skippedManagedRuleSets',
);

/** What a policy protects: gateways, and of gateways single listeners and path rules; ids. */
export interface Protected {
  readonly applicationGateways: readonly string[];
  readonly httpListeners: readonly string[];
  readonly pathBasedRules: readonly string[];
}

export function protectedBy(cloud: Cloud, policyId: string): Protected {
  const gateways = gatewaysUsing(cloud.world, policyId);
  const parts = (collection: 'httpListeners' | 'pathRules') =>
    gateways.flatMap((gateway) => gatewayPart(gateway, collection, 'firewallPolicy', policyId));
  return {
    applicationGateways: gateways.flatMap(({ id, data }) =>
      data.firewallPolicyId?.toLowerCase() === policyId.toLowerCase() ? [id] : [],
    ),
    httpListeners: parts('httpListeners'),
    pathBasedRules: parts('pathRules'),
  };
}

// Members and their order as in test_network_app_gateway_waf_custom_rule #4. That the lists of what it protects are
// left out when empty is recorded (#2); how they look else is the specification's.
export function wafPolicyView(cloud: Cloud, policy: StoredObject<WafPolicyData>): JsonObject {
  const { data } = policy;
  const users = Object.entries(protectedBy(cloud, policy.id)).flatMap(([name, ids]) =>
    ids.length === 0 ? [] : [[name, ids.map((id: string) => ({ id }))] as const],
  );
  return {
    name: policy.name,
    id: policy.id,
    etag: data.etag,
    type: wafPolicyType,
    location: data.location,
    tags: data.tags,
    properties: {
      provisioningState: data.state,
      customRules: data.customRules,
      policySettings: data.policySettings,
      managedRules: data.managedRules,
      ...Object.fromEntries(users),
    },
  };
}
