import type { ReadableType } from '../../../core/resource-type.ts';
import { collectionOf } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { armId, asIs, body, location, members, reference, setOf } from './canonical.ts';
import { networkIncarnation } from './network-body.ts';
import { settlementOf } from './settlement.ts';

/** The interface that Azure makes for a private endpoint: read for its addresses, never written. */
export const networkInterface: ReadableType = {
  type: ARM_TYPE.interface,
  apiVersion: '2025-05-01',
  label: 'network interface',
  collection: collectionOf,
  normalise: body({
    location,
    managedBy: armId,
    properties: members({
      ipConfigurations: setOf(
        members({
          properties: members({
            privateIPAddress: asIs,
            privateLinkConnectionProperties: members({
              fqdns: setOf(asIs),
              groupId: asIs,
              requiredMemberName: asIs,
            }),
            subnet: reference,
          }),
        }),
      ),
      privateEndpoint: reference,
    }),
  }),
  settled: settlementOf,
  incarnationOf: networkIncarnation,
};
