import type { Resource } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { Output } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import type { Placed, PlacedIdentity } from '../placed.ts';

export function compileIdentities(placed: Placed): readonly Resource[] {
  return placed.identities
    .filter(({ isExisting }) => !isExisting)
    .map((identity) =>
      entryResource(identity, {
        type: ARM_TYPE.identity,
        managed: { location: identity.location, tags: identity.tags },
        dependsOn: groupAddress(placed, identity),
      }),
    );
}

/** The ids that vault policies, role assignments and clients want, each another one (msi.md). */
export function identityOutputs(
  placed: Placed,
  live: LiveObjects,
): Readonly<Record<string, Readonly<Record<string, Output>>>> {
  return Object.fromEntries(
    placed.identities.map((identity) => [
      identity.address,
      { clientId: told(identity, 'clientId', live), principalId: told(identity, 'principalId', live) },
    ]),
  );
}

function told({ id, address }: PlacedIdentity, member: string, live: LiveObjects): Output {
  const path = `properties.${member}`;
  const value = textAt(live.get(foldId(id))?.body, path);
  return value === undefined ? { knownAfter: `${address}#${path}` } : { value };
}
