import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, reference, setOf, tags } from './canonical.ts';
import { networkIncarnation, writableNetworkBody } from './network-body.ts';
import { overlaid } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({
  location,
  tags,
  extendedLocation: members({ name: asIs, type: asIs }),
  properties: members({
    addressSpace: members({ addressPrefixes: setOf(asIs) }),
    bgpCommunities: members({ virtualNetworkCommunity: asIs }),
    ddosProtectionPlan: reference,
    // Servers are asked in this order.
    dhcpOptions: members({ dnsServers: asIs }),
    enableDdosProtection: asIs,
    enableVmProtection: asIs,
    encryption: members({ enabled: asIs, enforcement: asIs }),
    flowTimeoutInMinutes: asIs,
    privateEndpointVNetPolicies: asIs,
  }),
});

/** Subnets are resources of their own: they are no part of the comparison, and every write carries the live ones. */
export const virtualNetwork: ResourceType = {
  type: ARM_TYPE.network,
  apiVersion: '2025-05-01',
  label: 'virtual network',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  incarnationOf: networkIncarnation,
  immutable: ['location', 'extendedLocation'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  // A PUT replaces the network with its subnets and peerings (observed-behaviour.md 3.11).
  update: (change) => ({
    method: 'PUT',
    body: overlaid(writableNetworkBody(change.live), change, normalise),
  }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  contents: {
    list: (id) => `${id}/subnets`,
    apiVersion: '2025-05-01',
    foreign: (entry) => (typeof entry['id'] === 'string' ? entry['id'] : JSON.stringify(entry)),
  },
  seconds: { create: 5, update: 5, delete: 12 },
  deadlineMs: 30 * 60_000,
};
