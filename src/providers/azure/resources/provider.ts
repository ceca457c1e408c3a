import { textAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body } from './canonical.ts';

/**
 * Whether a subscription may use a namespace. It is there for every subscription, and only ever registered; who may
 * not look (`Microsoft.Resources/subscriptions/providers/read`) is refused at the first write if need be.
 */
export const provider: ResourceType = {
  type: ARM_TYPE.provider,
  apiVersion: '2025-04-01',
  label: 'resource provider',
  optional: true,
  normalise: body({ registrationState: asIs }),
  // Registering and Unregistering pass; the other words stay (arm-protocol.md, "Provider registration").
  settled: (live) => (/ing$/i.test(textAt(live, 'registrationState') ?? '') ? 'running' : 'done'),
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: () => ({ method: 'POST', action: 'register', body: {} }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 60, update: 60, delete: 60 },
  deadlineMs: 30 * 60_000,
};
