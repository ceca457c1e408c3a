import { keyOf, nameOf } from '../arm-path.ts';
import { callerId } from '../caller.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, notImplemented } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { roleDelayMs } from '../propagation.ts';
import { assignmentVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { knowsPrincipal } from './directory.ts';

interface AssignmentData {
  readonly roleDefinitionId: string;
  readonly principalId: string;
  readonly principalType: string;
  readonly description: string | undefined;
  readonly condition: string | undefined;
  readonly conditionVersion: string | undefined;
  readonly delegatedIdentityId: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it begins to count; absent of one that an earlier version stored. */
  readonly effectiveAt?: number;
}

type Assignment = StoredObject<AssignmentData> & { readonly scope: string };

const assignmentType = 'Microsoft.Authorization/roleAssignments';

/** Synchronous. An assignment outlives its principal (msi.md) and goes with its scope. */
export const roleAssignments: ResourceType = {
  type: assignmentType,
  apiVersions: assignmentVersions,
  tracked: false,
  view: (cloud, object) => view(cloud, object as Assignment, callerId(cloud)),
  listAtScope,
  put,
  remove: (call) => {
    const assignment = call.cloud.world.get<AssignmentData>(call.target.key) as Assignment;
    call.cloud.world.remove(assignment.id);
    return { status: 200, body: view(call.cloud, assignment, callerId(call.cloud)) };
  },
  absent: (call) => {
    if (call.method === 'DELETE') return { status: 204 };
    throw assignmentNotFound(call.target.name);
  },
};

// observed behaviour, section 1: 201 also for what is there already.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<AssignmentData>(target.key) as Assignment | undefined;
  const wanted = wantedOf(call, before);
  refuseChange(call, wanted);
  refuseSecond(call, wanted);
  if (stringAt(call.body, 'properties', 'principalType') === undefined && !before)
    refuseUnknownPrincipal(cloud, wanted.principalId);
  const assignment: Assignment = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: assignmentType,
    data: wanted,
    scope: scopeOf(call),
  };
  cloud.world.put(assignment);
  // RoleAssignment_OnResourceGroup #10 against #11: who created it shows only later.
  return { status: 201, body: view(cloud, assignment, before ? callerId(cloud) : null) };
}

function wantedOf(call: Call, before: Assignment | undefined): AssignmentData {
  const property = (name: string) => stringAt(call.body, 'properties', name);
  const principalId = property('principalId')?.toLowerCase();
  if (!guid.test(call.target.name)) throw invalidName(call.target.name);
  if (principalId === undefined || !guid.test(principalId))
    throw badRequest('The role assignment needs the GUID of a principal as its principalId.');
  return {
    roleDefinitionId: roleDefinitionId(call, property('roleDefinitionId') ?? ''),
    principalId,
    principalType: property('principalType') ?? before?.data.principalType ?? 'ServicePrincipal',
    description: property('description'),
    condition: property('condition'),
    conditionVersion: property('conditionVersion'),
    delegatedIdentityId: property('delegatedManagedIdentityResourceId'),
    createdAt: before?.data.createdAt ?? call.cloud.now(),
    updatedAt: call.cloud.now(),
    effectiveAt:
      before?.data.effectiveAt ?? call.cloud.now() + roleDelayMs(call.cloud, `role ${call.target.key}`),
  };
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

// authorization.md: read back with the subscription. Which definitions there are the emulator does not know.
function roleDefinitionId(call: Call, sent: string): string {
  const name = /\/providers\/microsoft\.authorization\/roledefinitions\/([^/]+)$/i.exec(sent)?.[1] ?? '';
  if (!guid.test(name)) throw badRequest(`The role definition ID '${sent}' is not valid.`);
  return `/subscriptions/${call.target.subscription}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
}

// Code and text: OfficeDev/microsoft-teams-apps-company-communicator issue 569. A name is unique (Microsoft's template
// subscription-role-assignment, for one subscription), so at another scope it is taken for an update too.
function refuseChange({ cloud, target }: Call, wanted: AssignmentData): void {
  const other = cloud.world.named(assignmentType, target.name)[0] as Assignment | undefined;
  if (!other || (keyOf(other.id) === target.key && isSameGrant(other.data, wanted))) return;
  throw new ArmError(
    400,
    'RoleAssignmentUpdateNotPermitted',
    'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.',
  );
}

// test_containerapp_registry_identity_user #39.
function refuseSecond(call: Call, wanted: AssignmentData): void {
  const twin = assignmentsOf(call.cloud).find(
    ({ id, scope, data }) =>
      keyOf(scope) === keyOf(scopeOf(call)) && keyOf(id) !== call.target.key && isSameGrant(data, wanted),
  );
  if (twin) throw new ArmError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
}

function isSameGrant(left: AssignmentData, right: AssignmentData): boolean {
  return (
    left.principalId === right.principalId && keyOf(left.roleDefinitionId) === keyOf(right.roleDefinitionId)
  );
}

// RoleAssignment_OnResourceGroup #5.
function refuseUnknownPrincipal(cloud: Cloud, principalId: string): void {
  if (knowsPrincipal(cloud, principalId)) return;
  throw new ArmError(
    400,
    'PrincipalNotFound',
    `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${cloud.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`,
  );
}

/**
 * A list shows what counts at the scope: what hangs on it, on what is above it (test_containerapp_registry_identity_user
 * #42) and, without `atScope()`, on what is below it (MicrosoftDocs/azure-docs, "List Azure role assignments using the REST API").
 */
function listAtScope(call: Call): readonly StoredObject[] {
  const { atScope, principalId } = filterOf(call.query['$filter']);
  const scope = keyOf(scopeOf(call));
  return assignmentsOf(call.cloud).filter((assignment) => {
    const own = keyOf(assignment.scope);
    const counts = isWithin(scope, own) || (!atScope && isWithin(own, scope));
    return counts && (principalId === undefined || assignment.data.principalId === principalId);
  });
}

/** The ids of the roles that count for the principal at the scope now: those given there and above. */
export function roleNamesOf(cloud: Cloud, principalId: string, scope: string): readonly string[] {
  const now = cloud.now();
  return assignmentsOf(cloud)
    .filter(({ data }) => data.principalId === principalId.toLowerCase() && (data.effectiveAt ?? 0) <= now)
    .filter((assignment) => isWithin(keyOf(scope), keyOf(assignment.scope)))
    .map(({ data }) => nameOf(data.roleDefinitionId).toLowerCase());
}

function filterOf(filter: string | undefined): { atScope: boolean; principalId: string | undefined } {
  const principalId = /^principalId eq '([^']+)'$/i.exec(filter ?? '')?.[1]?.toLowerCase();
  const atScope = /^atScope\(\)$/i.test(filter ?? '');
  if (filter !== undefined && !atScope && principalId === undefined)
    throw notImplemented(`the filter ${filter}`);
  return { atScope, principalId };
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

function assignmentsOf(cloud: Cloud): readonly Assignment[] {
  return cloud.world.ofType(assignmentType) as readonly Assignment[];
}

function scopeOf(call: Call): string {
  if (call.target.scope === undefined) throw new EmulatorBug('A role assignment has no scope.');
  return call.target.scope;
}

function assignmentNotFound(name: string): ArmError {
  return new ArmError(404, 'RoleAssignmentNotFound', `The role assignment '${name}' is not found.`);
}

// The code is recalled (authorization.md), the text assumed.
function invalidName(name: string): ArmError {
  return new ArmError(
    400,
    'InvalidRoleAssignmentId',
    `The role assignment ID '${name}' is not valid. The role assignment ID must be a GUID.`,
  );
}

function view(cloud: Cloud, assignment: Assignment, createdBy: string | null): JsonObject {
  const { data } = assignment;
  return {
    properties: {
      roleDefinitionId: data.roleDefinitionId,
      principalId: data.principalId,
      principalType: data.principalType,
      scope: assignment.scope,
      condition: data.condition ?? null,
      conditionVersion: data.conditionVersion ?? null,
      createdOn: stamp(data.createdAt),
      updatedOn: stamp(data.updatedAt),
      createdBy,
      updatedBy: callerId(cloud),
      delegatedManagedIdentityResourceId: data.delegatedIdentityId ?? null,
      description: data.description ?? null,
    },
    id: assignment.id,
    type: assignmentType,
    name: assignment.name,
  };
}

// Seven decimals, as in `2024-04-18T03:58:04.1418944Z`.
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '0000Z');
}
