import { formatAddress } from '../../core/address.ts';
import type { Connection, ProposedRule, RegistryConnections } from '../../core/connections.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import {
  decidedStatus,
  decidingRule,
  type JudgedConnection,
  judgedConnections,
  ownEndpoints,
} from './judged.ts';
import { isOfEndpoint } from './rules.ts';

/** Whose each connection of the registries is, and what the rules make of it (1.53, 1.54). */
export function registryConnections(
  registries: readonly PlacedRegistry[],
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly RegistryConnections[] {
  const own = ownEndpoints(placed, prior);
  return registries.map((registry) => {
    const { address, id } = registry;
    const connections = judgedConnections(registry, own, live).map(connectionOf).toSorted(byEndpoint);
    const exists = live.get(foldId(id)) !== undefined;
    return { address, id, exists, connections, proposal: proposalFor(registry, connections) };
  });
}

function connectionOf(judged: JudgedConnection): Connection {
  const { id, endpointId, status, description, own, rules } = judged;
  const rule = decidingRule(judged);
  const decided = rule === undefined ? status : decidedStatus(rule);
  return {
    id,
    name: nameOf(id),
    status: status ?? 'Unknown',
    endpoint: endpointId ?? null,
    description: description ?? null,
    own: own ?? null,
    rules: rules.map(({ address, entry }) => ({ address, decision: entry.decision })),
    next: rule === undefined || decided === status ? null : decidedStatus(rule),
  };
}

/** Azure promises no order. */
function byEndpoint(a: Connection, b: Connection): number {
  const [one, other] = [a, b].map(({ endpoint, id }) => foldId(`${endpoint ?? ''} ${id}`));
  return (one ?? '') < (other ?? '') ? -1 : 1;
}

function proposalFor(
  { path, rules }: PlacedRegistry,
  connections: readonly Connection[],
): ProposedRule | null {
  const endpoints = connections.flatMap(({ own, rules: about, status, endpoint }) => {
    const isOpen = own === null && about.length === 0 && (status === 'Pending' || status === 'Approved');
    return isOpen && endpoint !== null && canBeWritten(endpoint) ? [endpoint] : [];
  });
  if (endpoints.length === 0) return null;
  const keys = new Set(rules.map(({ key }) => key));
  let key = 'others';
  for (let number = 2; keys.has(key); number += 1) key = `others-${number}`;
  return { address: formatAddress([...path, 'network', 'approvals', key]), endpoints };
}

/** As a pattern that is about this endpoint alone, and as YAML without quotes: whoever asks chooses the text. */
function canBeWritten(endpoint: string): boolean {
  return isOfEndpoint(endpoint) && /^[\p{L}\p{N}/_.()-]+$/u.test(endpoint);
}
