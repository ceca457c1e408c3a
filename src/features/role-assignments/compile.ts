import type { LateValue, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import type { Output } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { armValue } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedIdentity, type PlacedRoleAssignment } from '../placed.ts';
import { isGranted, roleDefinitionId } from './grants.ts';

/** The assignments at the scope of each registry that the file grants something on. */
export function assignmentReads(placed: Placed): readonly ReadTarget[] {
  return placed.registries
    .filter(({ roleAssignments }) => roleAssignments.length > 0)
    .map(({ id }) => ({ type: QUESTION.roleAssignments, id: `${id}/providers/${ARM_TYPE.roleAssignment}` }));
}

/** Who gets which role, by the names that the file gives them. */
export function assignmentOutputs(
  placed: Placed,
): Readonly<Record<string, Readonly<Record<string, Output>>>> {
  const assignments = placed.registries.flatMap((registry) => registry.roleAssignments);
  return Object.fromEntries(
    assignments.map(({ address, entry, identity }) => [
      address,
      { role: { value: entry.role }, for: { value: identity?.address ?? entry.principalId ?? '' } },
    ]),
  );
}

/** A grant that is there under another name is as good as ours, and stays whose it is (design 5). */
export function compileRoleAssignments(placed: Placed, live: LiveObjects): readonly Resource[] {
  return placed.registries.flatMap((registry) =>
    registry.roleAssignments
      .filter((assignment) => !isGrantedByOthers(assignment, live))
      .map((assignment) => assignmentResource(placed, assignment)),
  );
}

function assignmentResource(placed: Placed, assignment: PlacedRoleAssignment): Resource {
  const { address, id, entry, identity, roleId, subscription } = assignment;
  const registry = placed.registries.find((each) => each.address === assignment.registryAddress);
  const properties: JsonObject = {
    roleDefinitionId: roleDefinitionId(subscription, roleId),
    // Without it Azure asks the directory, which does not know a new principal yet (faults G11).
    principalType: armValue(
      identity === undefined ? (entry.principalType ?? 'servicePrincipal') : 'servicePrincipal',
    ),
  };
  return {
    address,
    id,
    type: ARM_TYPE.roleAssignment,
    managed: {
      properties:
        entry.principalId === undefined ? properties : { ...properties, principalId: entry.principalId },
    },
    initial: {},
    dependsOn: [
      ...(registry === undefined ? [] : madeHere(registry)),
      ...(identity === undefined ? [] : madeHere(identity)),
    ],
    protect: entry.protect === true,
    adopt: entry.adopt === true,
    ignore: [],
    ...(identity !== undefined && { late: [principalOf(identity)] }),
  };
}

function principalOf(identity: PlacedIdentity): LateValue {
  const path = 'properties.principalId';
  return {
    path,
    source: { type: ARM_TYPE.identity, id: identity.id },
    read: (body) => textAt(body, path),
    madeBy: madeHere(identity),
    shown: `${identity.address}#${path}`,
  };
}

/** True where the scope already has the same grant under a name that is not ours. */
function isGrantedByOthers(assignment: PlacedRoleAssignment, live: LiveObjects): boolean {
  const { id, identity, entry, roleId } = assignment;
  const principal =
    identity === undefined
      ? entry.principalId
      : textAt(live.get(foldId(identity.id))?.body, 'properties.principalId');
  return isGranted({ scope: scopeOf(id), principal, roleId }, live, id);
}
