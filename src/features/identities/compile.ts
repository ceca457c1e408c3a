import type { CompiledOutput, CompiledOutputs, Resource } from '../../core/desired.ts';
import { textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource, groupAddress } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedIdentity } from '../placed.ts';

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
export function identityOutputs(placed: Placed, live: LiveObjects): CompiledOutputs {
  return Object.fromEntries(
    placed.identities.map((identity) => [
      identity.address,
      { clientId: output(identity, 'clientId', live), principalId: output(identity, 'principalId', live) },
    ]),
  );
}

function output(identity: PlacedIdentity, member: string, live: LiveObjects): CompiledOutput {
  const path = `properties.${member}`;
  const told = textAt(live.get(foldId(identity.id))?.body, path);
  const shown = `${identity.address}#${path}`;
  return told === undefined ? { knownAfter: shown } : { told, madeBy: madeHere(identity), shown };
}
