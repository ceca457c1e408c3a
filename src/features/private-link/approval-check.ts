import type { Requirement, Verdict } from '../../core/desired.ts';
import type { Waiting } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedEndpoint } from '../placed.ts';
import { endpointStatus } from './host-names.ts';

/** That the owner of the registry let the endpoint in: before that its names have no addresses. */
export function approvalRequirement(endpoint: PlacedEndpoint): Requirement {
  return {
    check: 'approved',
    targets: [{ type: ARM_TYPE.endpoint, id: endpoint.id }],
    text: `the connection of ${endpoint.name} is approved`,
    boundMs: 5 * 60_000,
    decide: (live) => decide(endpoint, live),
  };
}

function decide(endpoint: PlacedEndpoint, live: LiveObjects): Verdict {
  const body = live.get(foldId(endpoint.id))?.body;
  const status = body && endpointStatus(body);
  const missing = [`the connection of ${endpoint.name} is ${status ?? 'unknown'}, not Approved`];
  if (status === 'Approved') return { answer: 'met' };
  if (status === 'Pending') return { answer: 'person', missing };
  return { answer: status === undefined ? 'not-yet' : 'never', missing };
}

/**
 * The connections that somebody else has to decide about, by the endpoint's side, which its owner can always read (1.33,
 * 1.55). An automatic one waits too where whoever made it may not approve (faults N02).
 */
export function waitingEndpoints(placed: Placed, live: LiveObjects): readonly Waiting[] {
  return placed.registries.flatMap((registry) =>
    registry.endpoints.flatMap((endpoint) => {
      const body = live.get(foldId(endpoint.id))?.body;
      const status = body && endpointStatus(body);
      const owner = `the owner of registry ${nameOf(endpoint.registryId)} (${endpoint.registryId})`;
      if (status === 'Pending')
        return [{ address: endpoint.address, waitsFor: `approval of its connection by ${owner}` }];
      if (status !== 'Rejected' || endpoint.entry.approval !== 'manual') return [];
      const waitsFor = `a word with ${owner}, who rejected its connection; to ask again, run apply with --replace '${endpoint.address}'`;
      return [{ address: endpoint.address, waitsFor }];
    }),
  );
}
