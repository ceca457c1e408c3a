import type { Cloud } from './cloud.ts';

/** From and to, in milliseconds; a value between them is picked by seed. */
type Span = readonly [number, number];

// How long an answer takes under `typical`. Registry writes: the difference between creationDate and
// retentionPolicy.lastUpdatedTime in the first answer is 6 to 12 s (test_acr_with_public_network_access #1,
// test_acr_create_with_managed_registry #0, Registry_20210901_CRUD #2); four PATCHes in a row came 1.2 to
// 1.8 s apart (managed_registry #10 to #23). The rest is assumed.
const answers: Readonly<Record<string, Span>> = {
  GET: [40, 120],
  HEAD: [40, 120],
  POST: [100, 300],
  PUT: [300, 900],
  PATCH: [300, 900],
  DELETE: [200, 600],
  'registry.create': [6_000, 12_000],
  'registry.update': [1_000, 2_000],
};

// How long an operation runs under `typical`. Private DNS: one poll 30 s after the start finds it done
// (Test_Networking_PrivateDnsZone_20200601_CRUD #2 to #4). Endpoints: InProgress at the first poll, done at
// the one 20 s later (PrivateEndpoint_20240301 #16, #17). Networks: done at the first poll after 3 s
// (VirtualNetwork_20240301 #3, #4). Replicas: one to seven polls 10 s apart see it running, a creation lasts 8 s
// (dedicated_data_endpoints #12, #15). Tokens: none or one poll sees it running (test_repository_token_create #8, #29).
// Workspaces: two or more polls 20 s apart (Workspace_v1api20210601_CRUD #3), or read `Succeeded` after 2 s
// (test_monitor_log_analytics_workspace_default #2).
// Purging a vault: 4 to 7 s (test_keyvault_softdelete #34, #42, test_keyvault_mgmt #25).
// Gateways: the polls of a creation wait for 281 s in all (Network_v1api20220701 #118 to #274), those of an update for 10 to 70 s
// (test_ag_rule_default_exists). The rest is assumed.
const operations: Readonly<Record<string, Span>> = {
  'registry.write': [4_000, 12_000],
  'registry.delete': [5_000, 20_000],
  'replication.create': [8_000, 60_000],
  'replication.update': [3_000, 12_000],
  'replication.delete': [5_000, 60_000],
  'token.write': [1_000, 8_000],
  'token.delete': [2_000, 8_000],
  'token.credentials': [1_000, 4_000],
  'scope-map.write': [1_000, 4_000],
  'scope-map.delete': [2_000, 8_000],
  'credential-set.write': [1_000, 4_000],
  'credential-set.delete': [2_000, 8_000],
  'cache-rule.write': [1_000, 4_000],
  'cache-rule.delete': [2_000, 8_000],
  'connection.write': [8_000, 15_000],
  'connection.delete': [8_000, 15_000],
  'network.write': [2_000, 4_000],
  'network.delete': [5_000, 10_000],
  'subnet.write': [2_000, 3_000],
  'subnet.delete': [5_000, 10_000],
  'endpoint.write': [12_000, 28_000],
  'endpoint.delete': [8_000, 15_000],
  'interface.write': [2_000, 10_000],
  'interface.delete': [2_000, 10_000],
  'public-ip.write': [1_000, 3_000],
  'public-ip.delete': [5_000, 10_000],
  'gateway.create': [270_000, 420_000],
  'gateway.update': [15_000, 60_000],
  'gateway.delete': [120_000, 300_000],
  'gateway.start': [60_000, 240_000],
  'gateway.stop': [60_000, 240_000],
  'gateway.health': [5_000, 20_000],
  'waf-policy.write': [1_000, 5_000],
  'waf-policy.delete': [2_000, 10_000],
  'security-group.write': [1_000, 3_000],
  'security-group.delete': [2_000, 5_000],
  'security-rule.write': [1_000, 3_000],
  'security-rule.delete': [1_000, 3_000],
  'zone-group.write': [6_000, 10_000],
  'zone-group.delete': [6_000, 10_000],
  'zone.write': [25_000, 30_000],
  'zone.delete': [25_000, 30_000],
  'public-zone.delete': [5_000, 10_000],
  'link.write': [25_000, 50_000],
  'link.delete': [25_000, 50_000],
  'vault.register': [5_000, 40_000],
  'vault.purge': [4_000, 10_000],
  'vault-connection.write': [8_000, 15_000],
  'vault-connection.delete': [8_000, 15_000],
  'workspace.write': [3_000, 40_000],
  'group.delete': [30_000, 90_000],
  'provider.register': [20_000, 60_000],
};

const unknownOperation: Span = [5_000, 10_000];

export function answerMs(cloud: Cloud, pace: string, sequence: number): number {
  if (cloud.latency === 'none') return 0;
  return pick(cloud, answers[pace] ?? [0, 0], `answer ${pace} ${sequence}`);
}

/**
 * From the arrival of the request, so that it outlasts the answer. Also under `none`, where it bounds how
 * long an operation that nobody polls keeps running.
 */
export function operationMs(cloud: Cloud, effect: string, target: string, pace: string): number {
  const [, longestAnswer] = answers[pace] ?? [0, 0];
  return longestAnswer + pick(cloud, operations[effect] ?? unknownOperation, `operation ${effect} ${target}`);
}

/** The Retry-After value to send for a recorded one: 0 under `none`, else divided by the speed. */
export function retryAfterHeader(
  cloud: Cloud,
  seconds: number | undefined,
): Readonly<Record<string, string>> {
  if (seconds === undefined) return {};
  const sent = cloud.latency === 'none' ? 0 : Math.floor(seconds / cloud.speed);
  return { 'retry-after': String(sent) };
}

function pick(cloud: Cloud, [from, to]: Span, text: string): number {
  return Math.round(from + (to - from) * cloud.chance.fractionOf(text));
}
