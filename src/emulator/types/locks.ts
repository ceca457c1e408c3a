import { keyOf, parseArmPath } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, notImplemented } from '../errors.ts';
import { arrayAt, type Json, type JsonObject, stringAt } from '../json.ts';
import { lockVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';

interface LockData {
  readonly level: LockLevel;
  readonly notes: string | undefined;
  readonly owners: readonly Json[] | undefined;
}

type LockLevel = 'CanNotDelete' | 'ReadOnly';
export type Lock = StoredObject<LockData> & { readonly scope: string };

const lockType = 'Microsoft.Authorization/locks';

/** Synchronous (azure-cli test_resource_lock_commands #4 to #12). What they forbid: locked-scopes.ts. */
export const locks: ResourceType = {
  type: lockType,
  apiVersions: lockVersions,
  tracked: false,
  view: (_cloud, object) => view(object as Lock),
  listAtScope,
  put,
  remove: (call) => {
    call.cloud.world.remove(call.target.key);
    return { status: 200 };
  },
  // Recalled: code and text.
  absent: (call) => {
    if (call.method === 'DELETE') return { status: 204 };
    throw new ArmError(404, 'LockNotFound', `The lock '${call.target.name}' could not be found.`);
  },
};

export function locksIn(cloud: Cloud): readonly Lock[] {
  return cloud.world.ofType(lockType) as readonly Lock[];
}

/** The scope of a lock as it is told: that of a resource with `resourcegroups` (test_resource_lock_commands #4, #5). */
export function lockedScope({ scope }: Lock): string {
  const isResource = parseArmPath(scope)?.namespace !== undefined;
  return isResource ? scope.replace(/\/resourceGroups\//i, '/resourcegroups/') : scope;
}

function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const before = cloud.world.get<LockData>(target.key);
  const { scope } = target;
  if (scope === undefined) throw new EmulatorBug('A lock has no scope.');
  if (!before) checkName(target.name);
  const lock: Lock = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: lockType,
    data: {
      level: levelIn(body),
      notes: notesIn(body),
      owners: arrayAt(body, 'properties', 'owners'),
    },
    scope,
  };
  cloud.world.put(lock);
  return { status: before ? 200 : 201, body: view(lock) };
}

// The values: resources.md. Codes and texts of what is refused here are assumed.
function levelIn(body: unknown): LockLevel {
  const level = stringAt(body, 'properties', 'level');
  if (level === 'CanNotDelete' || level === 'ReadOnly') return level;
  throw badRequest('The level of a lock has to be CanNotDelete or ReadOnly.');
}

function notesIn(body: unknown): string | undefined {
  const notes = stringAt(body, 'properties', 'notes');
  if (notes !== undefined && notes.length > 512)
    throw badRequest('The notes of a lock have at most 512 characters.');
  return notes;
}

// The words of the client (npm arm-locks).
function checkName(name: string): void {
  if (name.length <= 260 && !/[<>%&:\\?/]/.test(name)) return;
  throw badRequest(
    `The lock name '${name}' is invalid: it has at most 260 characters, and none of < > % & : \\ ? /.`,
  );
}

/**
 * A list shows the locks at the scope, above it and below it, with `atScope()` none below (test_resource_lock_commands #5, of a
 * subscription; `Get-AzResourceLock`, Azure/azure-powershell).
 */
function listAtScope(call: Call): readonly StoredObject[] {
  const filter = call.query['$filter'];
  const atScope = /^atScope\(\)$/i.test(filter ?? '');
  if (filter !== undefined && !atScope) throw notImplemented(`the filter ${filter}`);
  const scope = `${keyOf(call.target.scope ?? '')}/`;
  return locksIn(call.cloud).filter((lock) => {
    const own = `${keyOf(lock.scope)}/`;
    return scope.startsWith(own) || (!atScope && own.startsWith(scope));
  });
}

function view(lock: Lock): JsonObject {
  const { level, notes, owners } = lock.data;
  return {
    properties: { level, notes, owners },
    id: `${lockedScope(lock)}/providers/${lockType}/${lock.name}`,
    type: lockType,
    name: lock.name,
  };
}
