/** Ids of built-in roles, the same in every subscription (authorization.md, "roleDefinitions"). */
const ROLES = {
  AcrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  AcrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  AcrDelete: 'c2f4ef07-c644-48eb-af81-4b1b4947fb11',
  Reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  Contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  Owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635',
} as const;

export const ROLE_NAMES = Object.keys(ROLES);

/** The GUID of a role that is given by its name or by its GUID. */
export function roleIdOf(role: string): string {
  return Object.hasOwn(ROLES, role) ? ROLES[role as keyof typeof ROLES] : role.toLowerCase();
}

/** The name by which the language knows a role, else its GUID: the inverse of `roleIdOf`. */
export function roleNameOf(id: string): string {
  const folded = id.toLowerCase();
  return ROLE_NAMES.find((name) => roleIdOf(name) === folded) ?? folded;
}

export interface BuiltInRole {
  readonly name: string;
  readonly id: string;
}

/**
 * By the id of a role that a registry with permissions by repository ignores, the role that takes its place there
 * (MicrosoftDocs/azure-management-docs, container-registry-rbac-abac-repository-permissions.md; the ids are those of
 * Microsoft's list of built-in roles).
 */
export const ABAC_SUCCESSORS: ReadonlyMap<string, BuiltInRole> = new Map([
  [
    ROLES.AcrPull,
    { name: 'Container Registry Repository Reader', id: 'b93aa761-3e63-49ed-ac28-beffa264f7ac' },
  ],
  [
    ROLES.AcrPush,
    { name: 'Container Registry Repository Writer', id: '2a1e307c-b015-4ebd-883e-5b7698a07328' },
  ],
  [
    ROLES.AcrDelete,
    { name: 'Container Registry Repository Contributor', id: '2efddaa5-3f1f-4df3-97df-af3f13818f4c' },
  ],
]);
