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
  readonly shown: JsonObject;
}

/** Without any given, everything is allowed everywhere. */
export function createPermissions(given: readonly Permission[] | undefined): Permissions {
  let sets = (given ?? [{ scope: '/', actions: ['*'] }]).map(setOf);
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
    const { scope, actions, notActions = [] } = record(entry, where, ['scope', 'actions', 'notActions']);
    return {
      scope: text(scope, `${where}.scope`),
      actions: texts(actions, `${where}.actions`),
      notActions: texts(notActions, `${where}.notActions`),
    };
  });
}

/** What any set allows is allowed: notActions take away from their own set and deny nothing. */
export function isAllowed(cloud: Cloud, action: string, scope: string): boolean {
  return cloud.permissions.at(scope).some(({ allows }) => allows(action));
}

/** Whether an endpoint of the caller's is approved without being asked for (faults.md, N02). */
export function approvesOwnEndpoints(cloud: Cloud, registryId: string): boolean {
  const action = 'Microsoft.ContainerRegistry/registries/privateEndpointConnectionsApproval/action';
  return isAllowed(cloud, action, registryId);
}

function setOf({ scope, actions, notActions = [] }: Permission): PermissionSet {
  const own = keyOf(scope).replace(/\/?$/, '/');
  const allowed = actions.map(patternOf);
  const excluded = notActions.map(patternOf);
  return {
    covers: (sought) => `${keyOf(sought)}/`.startsWith(own),
    allows: (action) =>
      allowed.some((pattern) => pattern.test(action)) && !excluded.some((pattern) => pattern.test(action)),
    shown: { actions, notActions, dataActions: [], notDataActions: [] },
  };
}

// A `*` spans segments as well, as in `Microsoft.Network/*/read`, and case does not matter ("Understand Azure role
// definitions", MicrosoftDocs/azure-docs, which also tells what notActions do).
function patternOf(action: string): RegExp {
  const parts = action.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i');
}
