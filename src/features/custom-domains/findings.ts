import { type Code, diagnose, type Finding } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { textAt } from '../../core/path.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { principalOf } from '../../providers/azure/resources/vault-access-policy.ts';
import type { Placed } from '../placed.ts';
import { type Around, membersOf } from '../private-link/members.ts';
import { isGiven, type VaultAccess } from '../vault-access.ts';
import { accessesOf, type DomainOwner, domainOwners, givesAccess } from './compile.ts';

/** What only the live objects show of what custom domains need. Warnings: a plan that mends something else must not wait. */
export function domainFindings(placed: Placed, around: Around): readonly Diagnostic[] {
  return domainOwners(placed).flatMap((owner) => [
    ...unnamedReplicas(owner, around),
    ...closedVaults(owner, placed, around),
    ...missingAccess(owner, placed, around),
  ]);
}

/** Replicas that others made serve layers too (0.7). */
function unnamedReplicas({ registry, domains }: DomainOwner, around: Around): Diagnostic[] {
  const named = new Set(domains.names.map(({ region }) => region));
  const lacking = membersOf(registry, around).flatMap(({ region }) =>
    region === undefined || named.has(region) ? [] : [region],
  );
  if (lacking.length === 0) return [];
  return [
    finding('ACR1346', {
      address: domains.address,
      detail: `${registry.name} has a replica in ${enumerate(lacking)} that the file does not list, and no name for its data endpoint: clients that are sent there are sent to Azure's own name.`,
      hint: 'Add the replica to replications and a name for its region to data; or have it removed.',
      requirements: ['0.7'],
    }),
  ];
}

/** Of vaults that acrctl makes the file decides, and a rule has looked at it (0.40). */
function closedVaults(owner: DomainOwner, placed: Placed, { live }: Around): Diagnostic[] {
  const vaults = new Map(
    accessesOf(owner, placed, live).map(({ access: { vault } }) => [vault.key, vault] as const),
  );
  return [...vaults.values()].flatMap(({ id, address }) => {
    const body = live.get(foldId(id))?.body;
    const gates = ['publicNetworkAccess', 'networkAcls.defaultAction'].map((gate) =>
      textAt(body, `properties.${gate}`)?.toLowerCase(),
    );
    if (!gates.includes('disabled') && !gates.includes('deny')) return [];
    return [
      finding('ACR1347', {
        address,
        detail: `The vault does not let everybody in, and registries read the certificates of their domains from no such vault, trusted services or not: ${owner.domains.address} will not be served.`,
        hint: 'Have its firewall opened, or take the certificates from another vault.',
        requirements: ['0.40'],
      }),
    ];
  });
}

/** What somebody else is to give, and has not. */
function missingAccess(owner: DomainOwner, placed: Placed, { live }: Around): Diagnostic[] {
  if (givesAccess(owner.domains)) return [];
  return accessesOf(owner, placed, live)
    .filter(({ access }) => isSeen(access, live) && !isGiven(access, live))
    .map(({ access, certificates }) =>
      finding('ACR1348', {
        address: owner.domains.address,
        detail: `grant: external leaves the access to the certificates to others, and ${access.identity?.key ?? owner.registry.name} cannot read ${enumerate(certificates.map(({ address }) => address))}.`,
        hint:
          access.kind === 'role'
            ? 'Have it given the role Key Vault Secrets User on the secret, or write grant: manage.'
            : 'Have it given an access policy with Get on secrets, or write grant: manage.',
        requirements: ['0.25', '0.29', '0.33'],
      }),
    );
}

/** Before vault and identity are there, nothing can be missing. */
function isSeen({ vault, registry, identity }: VaultAccess, live: LiveObjects): boolean {
  return (
    live.has(foldId(vault.id)) && principalOf(live.get(foldId((identity ?? registry).id))?.body) !== undefined
  );
}

type LiveObjects = Around['live'];

function finding(code: Code, rest: Finding & { readonly address: string }): Diagnostic {
  return diagnose(code, { ...rest, severity: 'warning' });
}
