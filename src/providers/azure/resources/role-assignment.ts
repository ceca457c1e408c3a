import type { Json, JsonObject } from '../../../core/json.ts';
import { isJsonObject, listAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, nameOf } from '../arm-id.ts';
import { ARM_TYPE, QUESTION } from '../arm-types.ts';
import { asIs, body, lowerCase, members } from './canonical.ts';
import { objectAt, overlaid, without } from './overlay.ts';

const normalise = body({
  properties: members({
    condition: asIs,
    conditionVersion: asIs,
    description: asIs,
    principalId: lowerCase,
    roleDefinitionId: roleName,
  }),
});

/**
 * A grant at any scope. Role, principal and scope cannot change; a principal that differs is another grant. The kind of
 * principal is only a hint to the directory and not compared. Read by the list of its scope, which also shows the same
 * grant under another name (authorization.md).
 */
export const roleAssignment: ResourceType = {
  type: ARM_TYPE.roleAssignment,
  apiVersion: '2022-04-01',
  label: 'role assignment',
  readIn: { type: QUESTION.roleAssignments, holder: collectionOf, pick: assignmentIn },
  normalise,
  settled: () => 'done',
  immutable: ['properties.principalId', 'properties.roleDefinitionId'],
  ownedByEntry: [],
  mark: 'description',
  putOnlyCreates: false,
  update: (change) => {
    const properties = without(isNotSentBack, objectAt(change.live, 'properties'));
    return { method: 'PUT', body: overlaid({ properties }, change, normalise) };
  },
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 5, update: 5, delete: 5 },
  deadlineMs: 15 * 60_000,
};

function assignmentIn(list: JsonObject, id: string): JsonObject | undefined {
  return listAt(list, 'value')
    .filter(isJsonObject)
    .find((each) => typeof each['id'] === 'string' && foldId(each['id']) === foldId(id));
}

/** Read back with the subscription in front, whatever was sent: the guid at the end says which role it is. */
function roleName(value: Json): Json | undefined {
  return typeof value === 'string' ? nameOf(value).toLowerCase() : undefined;
}

/** What was never set is answered as null, which no schema of the type takes. */
function isNotSentBack(member: string, holder: JsonObject): boolean {
  return SERVER_OWNED.has(member) || holder[member] === null;
}

const SERVER_OWNED: ReadonlySet<string> = new Set([
  'createdBy',
  'createdOn',
  'scope',
  'updatedBy',
  'updatedOn',
]);
