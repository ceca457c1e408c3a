import { expect } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { nameOf } from '../../src/providers/azure/arm-id.ts';
import { FOREIGN_TYPES, READ_ONLY_TYPES, RESOURCE_TYPES } from '../../src/providers/azure/index.ts';
import { readOnlyIn, schemaErrors } from '../providers/shared.ts';
import { typeOfId } from './type-of-id.ts';

/** A request of acrctl that has a body. */
export interface SentBody {
  readonly method: string;
  readonly id: string;
  readonly version: string;
  readonly body: JsonObject;
}

const VERSIONS = new Map(
  [...RESOURCE_TYPES, ...FOREIGN_TYPES, ...READ_ONLY_TYPES].map(({ type, apiVersion }) => [type, apiVersion]),
);

/** Microsoft's schema of the type, in the version that its module names, allows the body, and nothing in it is read-only. */
export function expectAllowed({ method, id, version, body }: SentBody): void {
  const type = typeOfId(id);
  expect([id, version]).toEqual([id, VERSIONS.get(type)]);
  // A PATCH may leave out what a PUT requires.
  const errors = schemaErrors(type, version, nameOf(id), body).filter(
    (error) => method !== 'PATCH' || !/ must have required property '(sku|location)'$/.test(error),
  );
  expect([method, id, errors]).toEqual([method, id, []]);
  expect([method, id, readOnlyIn(type, version, body)]).toEqual([method, id, []]);
}
