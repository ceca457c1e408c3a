import { parseArmId } from '../../src/providers/azure/arm-id.ts';

/** The type of what an id names; of what hangs on another object, such as a role assignment, its own. */
export function typeOfId(id: string): string {
  const start = id.toLowerCase().lastIndexOf('/providers/');
  return parseArmId(start === -1 ? id : `${ANY_GROUP}${id.slice(start)}`)?.type ?? '';
}

const ANY_GROUP = '/subscriptions/any/resourceGroups/any';
