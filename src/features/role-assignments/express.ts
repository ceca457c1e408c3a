import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { nameOf } from '../../providers/azure/arm-id.ts';
import { type Expression, languageValue, present, unless } from '../express.ts';
import { roleNameOf } from './roles.ts';

/** `identityKey` is that of the identity of the file whose principal has the grant. */
export function expressRoleAssignment(grant: JsonObject, identityKey: string | undefined): Expression {
  const at = (member: string) => textAt(grant, `properties.${member}`);
  const role = roleNameOf(nameOf(at('roleDefinitionId') ?? ''));
  const kind = languageValue(at('principalType') ?? 'ServicePrincipal');
  const cannot = reasonAgainst(grant, kind);
  return {
    entry:
      identityKey === undefined
        ? present({ role, principalId: at('principalId'), principalType: unless('servicePrincipal', kind) })
        : { role, identity: identityKey },
    unsaid: [],
    ...(cannot !== undefined && { cannot }),
  };
}

function reasonAgainst(grant: JsonObject, kind: string): string | undefined {
  if ((textAt(grant, 'properties.condition') ?? '') !== '') return 'it has a condition';
  if ((textAt(grant, 'properties.delegatedManagedIdentityResourceId') ?? '') !== '')
    return 'it is for an identity of another directory';
  return ['servicePrincipal', 'user', 'group'].includes(kind)
    ? undefined
    : `its principal is of the kind ${kind}`;
}
