import { inertJson } from '../core/canonical.ts';
import type { AllowedHost, AllowList } from '../core/hand-out.ts';

/**
 * The body of a rule collection group of a firewall policy (`Microsoft.Network/firewallPolicies/ruleCollectionGroups`
 * 2025-05-01), a rule for each registry. Priorities and sources are for its owner to set.
 */
export function allowListAzureFirewall({ shared, registries }: AllowList): string {
  const rules = [
    ...(shared.length === 0 ? [] : [rule('azure', 'Login, and what any registry needs', shared)]),
    ...registries.map(({ address, hosts }) => rule(ruleName(hosts), address, hosts)),
  ];
  const collection = {
    ruleCollectionType: 'FirewallPolicyFilterRuleCollection',
    name: 'container-registries',
    priority: 200,
    action: { type: 'Allow' },
    rules,
  };
  const group = { properties: { priority: 200, ruleCollections: [collection] } };
  return `${inertJson(JSON.stringify(group, null, 2))}\n`;
}

function rule(name: string, description: string, hosts: readonly AllowedHost[]) {
  return {
    ruleType: 'ApplicationRule',
    name,
    description,
    sourceAddresses: ['*'],
    protocols: [{ protocolType: 'Https', port: 443 }],
    targetFqdns: [...new Set(hosts.map(({ host }) => host))],
  };
}

/** The name of a registry is unique in all of Azure. */
function ruleName([login]: readonly AllowedHost[]): string {
  return `registry-${login?.host.split('.', 1)[0] ?? ''}`;
}
