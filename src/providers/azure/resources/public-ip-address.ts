import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, lowerCase, members, setOf, tags } from './canonical.ts';
import { networkIncarnation, writableNetworkBody } from './network-body.ts';
import { overlaid } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const normalise = body({
  location,
  tags,
  sku: members({ name: asIs, tier: asIs }),
  zones: setOf(asIs),
  properties: members({
    dnsSettings: members({ domainNameLabel: lowerCase }),
    idleTimeoutInMinutes: asIs,
    publicIPAddressVersion: asIs,
    publicIPAllocationMethod: asIs,
  }),
});

/** An address of the Internet. What it is for shows in it (`ipConfiguration`), and is set where it is used (network.md). */
export const publicIpAddress: ResourceType = {
  type: ARM_TYPE.publicIp,
  apiVersion: '2025-05-01',
  label: 'public address',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  incarnationOf: networkIncarnation,
  immutable: [
    'location',
    'sku',
    'zones',
    'properties.publicIPAddressVersion',
    'properties.publicIPAllocationMethod',
  ],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({
    method: 'PUT',
    body: overlaid(writableNetworkBody(change.live), change, normalise),
  }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 12 },
  deadlineMs: 30 * 60_000,
};
