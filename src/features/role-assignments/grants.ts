import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';

/** What a role assignment says, whatever its name is. */
export interface GrantFacts {
  readonly scope: string;
  readonly principal: string | undefined;
  /** The GUID of the role definition. */
  readonly roleId: string;
}

/** The full id, as every assignment carries it (authorization.md). */
export function roleDefinitionId(subscription: string, roleId: string): string {
  return `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`;
}

/** True where the assignments at the scope, which were read, have the grant, but for the one with the id `except`. */
export function isGranted(
  { scope, principal, roleId }: GrantFacts,
  live: LiveObjects,
  except?: string,
): boolean {
  const list = live.get(foldId(`${scope}/providers/${ARM_TYPE.roleAssignment}`))?.body;
  return listAt(list, 'value').some((grant) => {
    const at = (member: string) => textAt(grant, `properties.${member}`)?.toLowerCase();
    return (
      (except === undefined || foldId(textAt(grant, 'id') ?? '') !== foldId(except)) &&
      at('scope') === foldId(scope) &&
      at('principalId') === principal?.toLowerCase() &&
      nameOf(at('roleDefinitionId') ?? '') === roleId
    );
  });
}
