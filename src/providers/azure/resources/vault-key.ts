import { BugError } from '../../../core/errors.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, members, setOf } from './canonical.ts';

/**
 * A key as Azure Resource Manager knows it: made where there is none, then neither changed nor deleted (keyvault.md,
 * "createIfNotExist"). Its other versions are made at the vault itself, so that no plan needs to reach that.
 */
export const vaultKey: ResourceType = {
  type: ARM_TYPE.vaultKey,
  apiVersion: '2026-02-01',
  label: 'key',
  normalise: body({ properties: members({ kty: asIs, keySize: asIs, keyOps: setOf(asIs) }) }),
  settled: () => 'done',
  immutable: [],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: true,
  update: ({ id }) => {
    throw new BugError(`No plan changes a key; ${id} was to be.`);
  },
  stays: true,
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 10 * 60_000,
};
