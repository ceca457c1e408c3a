import type { Permission } from './api.ts';
import { keyOf } from './arm-path.ts';
import type { Cloud } from './cloud.ts';
import { entriesOf, record, text, texts } from './control-document.ts';
import type { JsonObject } from './json.ts';

/** What the caller may do, in memory only. There is one caller. */
export interface Permissions {
  /** The sets that count at the scope: its own and those above it. */
  at(scope: string): readonly PermissionSet[];
  /** Replaces all sets; throws InvalidControl. */
  set(permissions: readonly Permission[]): void;
}

interface PermissionSet {
  readonly covers: (scope: string) => boolean;
  readonly allows: (action: string) => boolean;
  readonly allowsData: (action: string) => boolean;
  readonly shown: JsonObject;
}

/** Without any given, everything is allowed everywhere. */
export function createPermissions(given: readonly Permission[] | undefined): Permissions {
  let sets = (given ?? [{ scope: '/', actions: ['*'], dataActions: ['*'] }]).map(setOf);
  return {
    at: (scope) => sets.filter(({ covers }) => covers(scope)),
    set: (permissions) => {
      sets = parsePermissions({ permissions }).map(setOf);
    },
  };
}

/** Reads `{ "permissions": [ … ] }`; throws InvalidControl. */
export function parsePermissions(document: unknown): readonly Permission[] {
  return entriesOf(document, 'permissions', 'A permission document', (entry, where) => {
    const names = ['scope', 'actions', 'notActions', 'dataActions', 'notDataActions'];
    const {
      scope,
      actions,
      notActions = [],
      dataActions = [],
      notDataActions = [],
    } = record(entry, where, names);
    return {
      scope: text(scope, `${where}.scope`),
      actions: texts(actions, `${where}.actions`),
      notActions: texts(notActions, `${where}.notActions`),
      dataActions: texts(dataActions, `${where}.dataActions`),
      notDataActions: texts(notDataActions, `${where}.notDataActions`),
    };
  });
}

/** What any set allows is allowed: notActions take away from their own set and deny nothing. */
export function isAllowed(cloud: Cloud, action: string, scope: string): boolean {
  return cloud.permissions.at(scope).some(({ allows }) => allows(action));
}

/** The same of what is in a resource, such as the keys of a vault. */
export function isDataAllowed(cloud: Cloud, action: string, scope: string): boolean {
  return cloud.permissions.at(scope).some(({ allowsData }) => allowsData(action));
}

/** Whether a pattern of a role definition, such as `keys/*`, is about the action. */
export function matches(pattern: string, action: string): boolean {
  return patternOf(pattern).test(action);
}

/** Whether an endpoint of the caller's is approved without being asked for (faults.md, N02). */
export function approvesOwnEndpoints(cloud: Cloud, registryId: string): boolean {
  const action = 'Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action';
  return isAllowed(cloud, action, registryId);
}

function setOf(permission: Permission): PermissionSet {
  const { scope, actions, notActions = [], dataActions = [], notDataActions = [] } = permission;
  const own = keyOf(scope).replace(/\/?$/, '/');
  return {
    covers: (sought) => `${keyOf(sought)}/`.startsWith(own),
    allows: less(actions, notActions),
    allowsData: less(dataActions, notDataActions),
    shown: { actions, notActions, dataActions, notDataActions },
  };
}

function less(given: readonly string[], taken: readonly string[]): (action: string) => boolean {
  const allowed = given.map(patternOf);
  const excluded = taken.map(patternOf);
  return (action) =>
    allowed.some((pattern) => pattern.test(action)) && !excluded.some((pattern) => pattern.test(action));
}

// A `*` spans segments as well, as in `Microsoft.Network/*/read`, and case does not matter ("Understand Azure role
// definitions", MicrosoftDocs/azure-docs, which also tells what notActions do).
function patternOf(action: string): RegExp {
  const parts = action.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
