import type { Address } from '../../core/address.ts';
import type { CompiledOutputs, PriorEntry, Resource } from '../../core/desired.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { cnameName, cnameRecord, type WantedCname } from '../dns/cname-record.ts';
import { takenNameReads, type WantedName } from '../dns/taken-names.ts';
import { SYSTEM } from '../encryption/schema.ts';
import {
  madeHere,
  type Placed,
  type PlacedDomain,
  type PlacedDomains,
  type PlacedRegistry,
} from '../placed.ts';
import { type Around, dataMember, membersOf } from '../private-link/members.ts';
import {
  ACCESS_SEGMENTS,
  accessReads,
  accessResource,
  toBeGiven,
  type VaultAccess,
  type VaultUse,
  vaultAccess,
} from '../vault-access.ts';
import { DOMAIN_DEFAULTS } from './schema.ts';

/** Key Vault Secrets User (keyvault.md, "Roles"): reads the values of secrets, and changes nothing. */
export const SECRETS_ROLE = '4633458b-17de-408a-b874-0445c86b69e6';

/** A registry with names of its owner. */
export interface DomainOwner {
  readonly registry: PlacedRegistry;
  readonly domains: PlacedDomains;
}

export function domainOwners({ registries }: Pick<Placed, 'registries'>): readonly DomainOwner[] {
  return registries.flatMap(domainsOf);
}

/** The registry with its domains, where it has any. */
export function domainsOf(registry: PlacedRegistry): readonly DomainOwner[] {
  const { domains, isExisting } = registry;
  return isExisting || domains === undefined ? [] : [{ registry, domains }];
}

/** From the ticket on, what the domains use is not taken away (0.33). */
export function isOnboarded({ entry }: PlacedDomains): boolean {
  return (entry.onboarding ?? DOMAIN_DEFAULTS.onboarding) !== 'notRequested';
}

/** Whether acrctl gives the access to the certificates. */
export function givesAccess({ entry }: PlacedDomains): boolean {
  return (entry.grant ?? DOMAIN_DEFAULTS.grant) === 'manage';
}

/** What the name is a CNAME for: Azure's own name of the same endpoint (0.41 to 0.43). */
export function targetOf(
  { registry }: DomainOwner,
  { region }: PlacedDomain,
  around: Around,
): string | undefined {
  const member = region === undefined ? 'registry' : dataMember(region);
  return membersOf(registry, around).find(({ name }) => name === member)?.host;
}

export function domainReads(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly ReadTarget[] {
  return [
    ...domainOwners(placed).flatMap((owner) => usesOf(owner, placed).flatMap(({ use }) => accessReads(use))),
    ...takenNameReads(domainNames(placed, around), prior),
  ];
}

/** The names that acrctl writes. */
export function domainNames(placed: Placed, around: Around): readonly WantedName[] {
  return domainOwners(placed).flatMap((owner) => cnamesOf(owner, around).map(cnameName));
}

function cnamesOf(owner: DomainOwner, around: Around): readonly WantedCname[] {
  const { zone, names } = owner.domains;
  if (zone === undefined) return [];
  return names.flatMap((name) => {
    const target = targetOf(owner, name, around);
    return target === undefined
      ? []
      : [
          {
            ...{ zone, host: name.entry.host, target, address: recordAddress(name) },
            adopt: name.entry.adopt === true,
          },
        ];
  });
}

function recordAddress({ address }: PlacedDomain): Address {
  return `${address}.cname`;
}

export function compileDomains(
  placed: Placed,
  prior: readonly PriorEntry[],
  around: Around,
): readonly Resource[] {
  const owners = domainOwners(placed).map((owner) => ({
    ...owner,
    needed: accessesOf(owner, placed, around.live),
  }));
  const given = new Set(givenAccess(placed, prior, around.live).map(({ address }) => address));
  // What registries share is the first one's, and each of them may be served by it.
  const inUse = new Set(
    owners
      .filter(({ domains }) => isOnboarded(domains))
      .flatMap(({ needed }) => needed.map(({ access }) => foldId(access.id))),
  );
  return owners.flatMap(({ needed, ...owner }) => {
    const { registry, domains } = owner;
    const grants = needed
      .filter(({ access }) => givesAccess(domains) && given.has(access.address))
      .map(({ access, certificates }) =>
        accessResource(access, {
          dependsOn: madeHere(...certificates),
          protect: inUse.has(foldId(access.id)),
        }),
      );
    const records = cnamesOf(owner, around).map((wanted) => ({
      ...cnameRecord({ ...wanted, dependsOn: madeHere(registry) }),
      protect: isOnboarded(domains),
    }));
    return [...grants, ...records];
  });
}

/** The access that acrctl gives: not what somebody else gave already. */
export function givenAccess(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly VaultAccess[] {
  const needed = domainOwners(placed)
    .filter(({ domains }) => givesAccess(domains))
    .flatMap((owner) => accessesOf(owner, placed, live).map(({ access }) => access));
  return toBeGiven(needed, prior, live);
}

/** The access that the domains of a registry need, whoever gives it, with the certificates that each is for. */
export interface NeededAccess {
  readonly access: VaultAccess;
  readonly certificates: readonly Certificate[];
}

type Certificate = NonNullable<PlacedDomain['certificate']>;

export function accessesOf(owner: DomainOwner, placed: Placed, live: LiveObjects): readonly NeededAccess[] {
  const { domains } = owner;
  const byAddress = new Map<string, { access: VaultAccess; certificates: Certificate[] }>();
  for (const { use, certificate } of usesOf(owner, placed)) {
    const who = domains.identity?.key ?? SYSTEM;
    const names = {
      role: `${certificate.vaultKey}/${certificate.key}/${who}`,
      // A policy is for all secrets of the vault.
      policy: `${certificate.vaultKey}/${who}`,
    };
    const access = vaultAccess(use, domains.path, names, live);
    const known = byAddress.get(access.address);
    if (known === undefined) byAddress.set(access.address, { access, certificates: [certificate] });
    else known.certificates.push(certificate);
  }
  return [...byAddress.values()];
}

/** One certificate may serve several names. */
export function usesOf(
  { registry, domains }: DomainOwner,
  { vaultByKey }: Pick<Placed, 'vaultByKey'>,
): readonly { readonly use: VaultUse; readonly certificate: Certificate }[] {
  const { identity, entry, names } = domains;
  if (identity === undefined && entry.identity !== SYSTEM) return [];
  const certificates = new Set(names.flatMap(({ certificate }) => certificate ?? []));
  return [...certificates].flatMap((certificate) => {
    const vault = vaultByKey.get(certificate.vaultKey);
    if (vault === undefined) return [];
    const role = { id: SECRETS_ROLE, scope: certificate.id };
    return [{ use: { vault, registry, identity, role, policy: 'secrets' as const }, certificate }];
  });
}

/**
 * The access of an identity that a registry has of its own comes after the step that gives it the identity, and goes
 * before the one that takes it: without it nothing tells whose access it was.
 */
export function domainOrder(
  prior: readonly PriorEntry[],
  given: readonly VaultAccess[],
): readonly { readonly before: StepRef; readonly after: StepRef }[] {
  const wanted = new Set(given.map(({ id }) => foldId(id)));
  const added = given
    .filter(({ identity }) => identity === undefined)
    .map(({ registry, address }) => order(`${registry.address}/identity-add`, `${address}/write`));
  const going = prior
    .filter(({ address, id }) => address.endsWith(`/${SYSTEM}"]`) && !wanted.has(foldId(id)))
    .flatMap(({ address }) => {
      const [, registry] = ACCESS_ADDRESS.exec(address) ?? [];
      if (registry === undefined) return [];
      return (['write', 'identity-remove'] as const).map((step) =>
        order(`${address}/delete`, `${registry}/${step}`),
      );
    });
  return [...added, ...going];
}

/** The address of the registry comes first. */
const ACCESS_ADDRESS = new RegExp(
  `^(.*)\\.customDomains\\.(?:${Object.values(ACCESS_SEGMENTS).join('|')})\\[`,
);

function order(before: StepRef, after: StepRef) {
  return { before, after };
}

/** What the ticket and whoever keeps the zone need to know of each name. */
export function domainOutputs(placed: Placed, around: Around): CompiledOutputs {
  const outputs: Record<string, CompiledOutputs[string]> = {};
  for (const owner of domainOwners(placed))
    for (const name of owner.domains.names) {
      const target = targetOf(owner, name, around);
      const { certificate, entry, address } = name;
      outputs[address] = {
        host: { value: entry.host },
        ...(target !== undefined && { cname: { value: target } }),
        ...(certificate !== undefined && { secretId: { value: certificate.secretUri } }),
      };
      // Shown where the record is made, whose own name says only a part of it.
      if (owner.domains.zone !== undefined) outputs[recordAddress(name)] = { host: { value: entry.host } };
    }
  return outputs;
}
