import { foldId } from '../../providers/azure/arm-id.ts';
import { nameBasedUuid } from './name-based-uuid.ts';

/**
 * The name of a grant, a UUID that follows from what is granted to whom where, so that it is known before the
 * principal of a new identity is (design 5). `principal` is the id of an identity of the file, or an object id.
 */
export function assignmentName(scopeId: string, principal: string, roleId: string): string {
  return nameBasedUuid(NAMESPACE, [scopeId, principal, roleId].map(foldId).join('\n'));
}

/** Drawn once for acrctl; another one would give every grant another name. */
const NAMESPACE = '6f1c1f0e-6f0b-4b5e-9d55-2f6a3c1f7a40';
