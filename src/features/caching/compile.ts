import type { Address } from '../../core/address.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { NO_CREDENTIALS } from '../../providers/azure/resources/cache-rule.ts';
import { entryResource } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedCacheRule, type PlacedRegistry } from '../placed.ts';
import { accessResource } from '../vault-access.ts';
import { accessesOf, givenToSets, type OwnedSet, ownedSets, secretIsThere } from './access.ts';

/** Sets, then what lets them read their secrets, then the rules that use them. */
export function compileCaching(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Resource[] {
  const given = givenToSets(placed, prior, live);
  const addresses = new Set(given.map(({ address }) => address));
  const grants = new Map(
    ownedSets(placed).map((owned) => [
      owned.set.address,
      accessesOf(owned, live)
        .map(({ address }) => address)
        .filter((address) => addresses.has(address)),
    ]),
  );
  return [
    ...ownedSets(placed).map(setResource),
    ...given.map((access) => ({ ...accessResource(access, {}), requires: secretIsThere(access) })),
    ...placed.registries.flatMap((registry) =>
      registry.cacheRules
        .filter(({ isExisting }) => !isExisting)
        .map((rule) => ruleResource(registry, rule, grants.get(rule.credentialSet?.address ?? '') ?? [])),
    ),
  ];
}

function setResource({ registry, set }: OwnedSet): Resource {
  const { username, password } = set.secrets;
  return entryResource(set, {
    type: ARM_TYPE.credentialSet,
    managed: {
      identity: { type: 'SystemAssigned' },
      properties: {
        loginServer: set.entry.loginServer ?? '',
        // The only name that the schema gives as an example, and Azure's own tools send.
        authCredentials: [
          {
            name: 'Credential1',
            usernameSecretIdentifier: username?.uri ?? '',
            passwordSecretIdentifier: password?.uri ?? '',
          },
        ],
      },
    },
    dependsOn: madeHere(registry),
  });
}

/** A rule of the file has the credentials that the file says, or none. */
function ruleResource(registry: PlacedRegistry, rule: PlacedCacheRule, grants: readonly Address[]): Resource {
  const { entry, credentialSet } = rule;
  return entryResource(rule, {
    type: ARM_TYPE.cacheRule,
    managed: {
      properties: {
        credentialSetResourceId: credentialSet?.id ?? NO_CREDENTIALS,
        sourceRepository: entry.sourceRepository ?? '',
        targetRepository: entry.targetRepository ?? '',
      },
    },
    dependsOn: [...madeHere(registry, ...(credentialSet === undefined ? [] : [credentialSet])), ...grants],
  });
}
