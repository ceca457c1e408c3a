import type { JsonObject } from '../../../core/json.ts';
import { isAtOrBelow } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, location, members, setOf, tags } from './canonical.ts';
import { mergedTags, objectAt, without } from './overlay.ts';
import { patchOf } from './registry-child.ts';
import { settlementOf } from './settlement.ts';

/** The tag that says what a webhook calls and with which headers, since no answer shows either. */
export const CALLBACK_TAG = 'acrctl-webhook';

/**
 * Whom a registry tells of pushes and deletions. Service URI and headers are written and never answered (recorded:
 * test_acr_create_webhook #6 to #17), so that the tag stands for both in the comparison. They may be secrets, which only
 * a PUT carries: another callback is a PUT of the whole webhook, anything else a PATCH.
 */
export const webhook: ResourceType = {
  type: ARM_TYPE.webhook,
  apiVersion: '2025-11-01',
  label: 'webhook',
  normalise: body({
    location,
    tags,
    properties: members({ status: asIs, scope: asIs, actions: setOf(asIs) }),
  }),
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) =>
    callsOtherwise(change)
      ? { method: 'PUT', body: whole(change) }
      : { method: 'PATCH', body: patchOf(change) },
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 10 * 60_000,
};

function callsOtherwise({ paths }: UpdateInput): boolean {
  return paths.some((path) => isAtOrBelow(path, `tags.${CALLBACK_TAG}`));
}

/** What the file leaves to others stays as it is; what nothing shows is gone unless it is sent. */
function whole(change: UpdateInput): JsonObject {
  const { live, desired } = change;
  const shown = without((name) => name === 'provisioningState', objectAt(live, 'properties'));
  return {
    ...desired,
    tags: mergedTags(change),
    properties: { ...shown, ...objectAt(desired, 'properties') },
  };
}
