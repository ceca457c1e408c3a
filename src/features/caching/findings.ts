import { type Code, diagnose, type Finding } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { principalOf } from '../../providers/azure/resources/vault-access-policy.ts';
import type { Placed } from '../placed.ts';
import { holderOf, isGiven, type VaultAccess } from '../vault-access.ts';
import { accessesOf, givesAccess, type OwnedSet, ownedSets } from './access.ts';

/** What keeps credential sets from their secrets, as Azure shows it. Warnings: a plan that mends something else must not wait. */
export function cachingFindings(placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  return ownedSets(placed).flatMap((owned) => {
    const missing = missingAccess(owned, live);
    return missing.length > 0 ? missing : unhealthy(owned, live);
  });
}

/** What somebody else is to give, and has not. */
function missingAccess(owned: OwnedSet, live: LiveObjects): readonly Diagnostic[] {
  const { set } = owned;
  if (givesAccess(set)) return [];
  return accessesOf(owned, live)
    .filter((access) => isSeen(access, live) && !isGiven(access, live))
    .map(({ kind, vault, role }) =>
      finding('ACR1375', {
        address: set.address,
        detail: `grant: external leaves the access to others, and the identity of the credential set cannot read its secrets in the vault ${vault.name}.`,
        hint: `Have ${principalIn(set.id, live)} given ${kind === 'role' ? `the role Key Vault Secrets User on ${role.scope}` : 'an access policy with Get on secrets'}, or write grant: manage.`,
      }),
    );
}

/** What the registry itself says of the credentials, where nothing of this plan is to mend it. */
function unhealthy(owned: OwnedSet, live: LiveObjects): readonly Diagnostic[] {
  const { set } = owned;
  const isToBeGiven = givesAccess(set) && accessesOf(owned, live).some((access) => !isGiven(access, live));
  if (isToBeGiven) return [];
  return listAt(live.get(foldId(set.id))?.body, 'properties.authCredentials')
    .filter((each) => textAt(each, 'credentialHealth.status') === 'Unhealthy')
    .map((each) => {
      const [code = 'no code', message = ''] = ['errorCode', 'errorMessage'].map((member) =>
        textAt(each, `credentialHealth.${member}`),
      );
      return finding('ACR1375', {
        address: set.address,
        detail:
          `Azure calls the credentials unhealthy (${code}): nothing is fetched with them. ${message}`.trimEnd(),
        hint: `The identity ${principalIn(set.id, live)} needs Get on both secrets, and the secrets have to be there and enabled. Azure may take some minutes to look again.`,
      });
    });
}

/** Before vault and set are there, nothing can be missing. */
function isSeen(access: VaultAccess, live: LiveObjects): boolean {
  return (
    live.has(foldId(access.vault.id)) &&
    principalOf(live.get(foldId(holderOf(access).id))?.body) !== undefined
  );
}

function principalIn(id: string, live: LiveObjects): string {
  return principalOf(live.get(foldId(id))?.body) ?? 'of the set';
}

function finding(code: Code, rest: Finding & { readonly address: string }): Diagnostic {
  return diagnose(code, { ...rest, severity: 'warning' });
}
