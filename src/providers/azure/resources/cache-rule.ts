import { isJsonObject, removePath, setPath, textAt } from '../../../core/path.ts';
import type { ResourceType, WriteRequest } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { armId, asIs, body, type Canonical, members } from './canonical.ts';
import { desiredAt } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const CREDENTIALS = 'properties.credentialSetResourceId';

/** What stands in a comparable body for a rule without credentials, of which Azure shows nothing. */
export const NO_CREDENTIALS = '';

/**
 * What a registry fetches from elsewhere. A PATCH takes the credentials alone (the specification). A set of credentials that
 * rules use is not deleted.
 */
export const cacheRule: ResourceType = {
  type: ARM_TYPE.cacheRule,
  apiVersion: '2025-11-01',
  label: 'cache rule',
  normalise: body({ properties }),
  settled: settlementOf,
  immutable: ['properties.sourceRepository', 'properties.targetRepository'],
  fills: [CREDENTIALS],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: ({ desired }) => ({
    method: 'PATCH',
    body: setPath({}, CREDENTIALS, desiredAt(desired, CREDENTIALS)),
  }),
  sentAs,
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 10, update: 10, delete: 10 },
  deadlineMs: 30 * 60_000,
};

const PROPERTIES = members({
  credentialSetResourceId: armId,
  sourceRepository: asIs,
  targetRepository: asIs,
});

/** Of a rule as Azure shows it, which has a state, it shows whether there are credentials. */
function properties(value: Parameters<Canonical>[0]): ReturnType<Canonical> {
  if (!isJsonObject(value) || value.provisioningState === undefined) return PROPERTIES(value);
  return PROPERTIES({ ...value, credentialSetResourceId: value.credentialSetResourceId ?? NO_CREDENTIALS });
}

/** A new rule goes without; one that is there loses them by null (`acr/cache.py` of Azure/azure-cli). */
function sentAs({ method, id, body: wanted }: WriteRequest): ReturnType<NonNullable<ResourceType['sentAs']>> {
  if (wanted === undefined || textAt(wanted, CREDENTIALS) !== NO_CREDENTIALS)
    return { method, path: id, body: wanted };
  if (method !== 'PUT') return { method, path: id, body: setPath(wanted, CREDENTIALS, null) };
  return { method, path: id, body: removePath(wanted, CREDENTIALS) };
}
