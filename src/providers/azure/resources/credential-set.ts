import type { Json, JsonObject } from '../../../core/json.ts';
import { isAtOrBelow, isJsonObject, listAt, textAt } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, type Canonical, hostName, lowerCase, members, setOf } from './canonical.ts';
import { desiredAt, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/** Names of vaults and secrets have no case, and a slash at the end means nothing (keyvault.md, "Wire"). */
const secretIdentifier: Canonical = (value) =>
  typeof value === 'string' ? value.toLowerCase().replace(/\/$/, '') : undefined;

/**
 * Who a registry is at a registry elsewhere. Azure makes it an identity, which reads both secrets, and tells beside how that
 * went (`credentialHealth`): none of the comparison. A PATCH takes the credentials and the identity; the login server is set
 * once (the specification; `container_registry_credential_set_resource.go` of hashicorp/terraform-provider-azurerm).
 */
export const credentialSet: ResourceType = {
  type: ARM_TYPE.credentialSet,
  apiVersion: '2025-11-01',
  label: 'credential set',
  normalise: body({
    // Answered as `systemAssigned` (observed-behaviour.md, "Cache rule and credential set").
    identity: members({ type: lowerCase }),
    properties: members({
      loginServer: hostName,
      authCredentials: setOf(
        members({
          name: asIs,
          usernameSecretIdentifier: secretIdentifier,
          passwordSecretIdentifier: secretIdentifier,
        }),
      ),
    }),
  }),
  settled: settlementOf,
  immutable: ['properties.loginServer'],
  ownedByEntry: [],
  mark: 'none',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PATCH', body: patchOfSet(change) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 10, update: 10, delete: 10 },
  deadlineMs: 30 * 60_000,
};

const CREDENTIALS = 'properties.authCredentials';

/** A list is replaced whole, so that one credential is never sent in part. */
function patchOfSet(change: UpdateInput): JsonObject {
  const touches = (path: string) => change.paths.some((each) => isAtOrBelow(each, path));
  return {
    ...(touches('identity') && { identity: desiredAt(change.desired, 'identity') }),
    ...(touches(CREDENTIALS) && { properties: { authCredentials: credentials(change) } }),
  };
}

/** Those that are wanted, each with what others set in it. */
function credentials({ live, desired }: UpdateInput): readonly Json[] {
  return listAt(desired, CREDENTIALS).map((wanted) => {
    const there = listAt(live, CREDENTIALS).find((each) => textAt(each, 'name') === textAt(wanted, 'name'));
    const kept = isJsonObject(there) ? without((name) => name === 'credentialHealth', there) : {};
    return { ...kept, ...(isJsonObject(wanted) && wanted) };
  });
}
