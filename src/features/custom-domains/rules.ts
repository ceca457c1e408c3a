import type { Code, Finding } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, enumerate, quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { dnsZoneReferenceFaults } from '../dns/reference-faults.ts';
import { APEX, relativeName } from '../dns/relative-name.ts';
import { SYSTEM } from '../encryption/schema.ts';
import { homeRegion } from '../home-region.ts';
import type { PlacedDomain, PlacedDomains, PlacedRegistry } from '../placed.ts';
import { regionOf } from '../private-link/host-names.ts';
import { faultAt, inFileOrder, isFaulty, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { domainCertificateFaults } from './certificate-rules.ts';
import { EXTERNAL } from './schema.ts';

/** A registry whose domains are to be made ready. */
export interface Owner {
  readonly registry: PlacedRegistry;
  readonly domains: PlacedDomains;
}

/** What Azure Support needs before it can turn custom domains on, as far as the file shows it. */
export function customDomainRules(input: RuleInput): readonly Diagnostic[] {
  const owners = input.placed.registries.flatMap((registry) =>
    registry.isExisting || registry.domains === undefined ? [] : [{ registry, domains: registry.domains }],
  );
  return [
    ...owners.flatMap((owner) => [
      ...regionFaults(input, owner),
      ...dataEndpointFaults(input, owner),
      ...identityFaults(input, owner),
      ...zoneFaults(input, owner),
      ...nameFindings(input, owner),
    ]),
    ...sharedHostFaults(input, owners),
  ];
}

/** Of a host that can be none, nothing else is said: another one will be written. */
function nameFindings(input: RuleInput, owner: Owner): Diagnostic[] {
  const judged = owner.domains.names.map((name) => ({ name, faults: hostFaults(input, owner, name) }));
  const possible = new Set(judged.filter(({ faults }) => faults.length === 0).map(({ name }) => name));
  return [
    ...judged.flatMap(({ faults }) => faults),
    ...subdomainWarnings(input, owner, possible),
    ...closerZoneWarnings(input, owner, possible),
    ...domainCertificateFaults(input, owner, possible),
  ];
}

/** One name a region, and each region has one (0.7). */
function regionFaults(input: RuleInput, { registry, domains }: Owner): Diagnostic[] {
  const home = homeRegion(input, registry);
  if (home === undefined || isFaulty(input, [...registry.path, 'replications'])) return [];
  const regions = [home, ...registry.replications.map(({ location }) => regionOf(location)).sort()];
  const named = domains.names.flatMap(({ region }) => region ?? []);
  const requirements = ['0.7', '0.12'];
  const misspelt = new Set(named.filter((region) => !regions.includes(region)).map(regionOf));
  const lacking = regions.filter((region) => !named.includes(region));
  const missing = lacking
    .filter((region) => !misspelt.has(region))
    .filter((region) => !isFaulty(input, [...domains.path, 'data', region]))
    .map((region) =>
      faultAt(
        input,
        'ACR1288',
        { path: [...domains.path, 'data'], part: 'key', address: domains.address },
        {
          detail: `${registry.name} serves layers in ${region}, and data has no name for it: clients that are sent there would be sent to Azure's own. Add ${region} with a host and a certificate.`,
          requirements,
        },
      ),
    );
  const surplus = domains.names
    .filter(({ region }) => region !== undefined && !regions.includes(region))
    .map(({ path, address, region }) =>
      faultAt(
        input,
        'ACR1288',
        { path, part: 'key', address },
        regions.includes(regionOf(region ?? ''))
          ? {
              detail: `A region is written in its short form, in lower case and without spaces, as in location and replications.`,
              hint: `write ${regionOf(region ?? '')}`,
              requirements,
            }
          : {
              detail: `${registry.name} is not in ${region}: it is in ${enumerate(regions)}. Take the name out, or add the region to replications.`,
              hint: didYouMean(region ?? '', lacking),
              requirements,
            },
      ),
    );
  return [...missing, ...surplus];
}

/** Azure turns data endpoints on with the first private endpoint; else the file has to say so (0.15). */
function dataEndpointFaults(input: RuleInput, { registry, domains }: Owner): Diagnostic[] {
  const path = [...registry.path, 'network'];
  const isOn = registry.network.dataEndpoints === true || registry.endpoints.length > 0;
  const isUnknown = ['dataEndpoints', 'privateEndpoints'].some((key) => isFaulty(input, [...path, key]));
  // Below Premium there are neither, which is said of the domains themselves.
  if (isOn || isUnknown || registry.entry.sku !== 'Premium') return [];
  const detail = `Domains for data stand for data endpoints of the registry, and ${registry.name} is to have none. Write network.dataEndpoints: true.`;
  const spot: Spot = { path: [...path, 'dataEndpoints'], address: domains.address };
  return [faultAt(input, 'ACR1292', spot, { detail, requirements: ['0.15', '0.19'] })];
}

/** The registry reads the certificates as an identity that it must have (0.16). */
function identityFaults(input: RuleInput, { registry, domains }: Owner): Diagnostic[] {
  const { identity: key } = domains.entry;
  const own = registry.entry.identity;
  const isSystem = key === SYSTEM;
  const at = [...registry.path, 'identity'];
  if (isFaulty(input, at) || isFaulty(input, [...at, isSystem ? 'system' : 'user'])) return [];
  if (isSystem ? own?.system === true : own?.user?.includes(key) === true) return [];
  const remedy = isSystem
    ? 'as the identity of its own, and does not have one in this file. Write identity.system: true on the registry.'
    : `as ${quote(key)}, and identity.user of the registry does not list that. Write it there: the registry can only act as identities that are assigned to it.`;
  const spot: Spot = { path: [...domains.path, 'identity'], address: domains.address };
  const requirements = ['0.16', '0.21', '0.23', '0.24'];
  return [
    faultAt(input, 'ACR1293', spot, {
      detail: `The registry reads the certificates ${remedy}`,
      requirements,
    }),
  ];
}

function zoneFaults(input: RuleInput, { domains }: Owner): Diagnostic[] {
  const { dns } = domains.entry;
  if (dns === EXTERNAL) return [];
  return dnsZoneReferenceFaults(input, dns, {
    path: [...domains.path, 'dns'],
    address: domains.address,
  });
}

/** Where a CNAME can stand: below a zone, never as the name of one (RFC 1034, 3.6.2: the apex has other records). */
function hostFaults(
  input: RuleInput,
  { domains }: Owner,
  { path, address, entry }: PlacedDomain,
): Diagnostic[] {
  const { host } = entry;
  const report = (code: Code, detail: string, requirements: string[]) => [
    faultAt(input, code, { path: [...path, 'host'], address }, { detail, requirements }),
  ];
  const azures = Object.values(CLOUDS).find(
    ({ registrySuffix }) => relativeName(host, registrySuffix) !== undefined,
  );
  if (azures !== undefined)
    return report(
      'ACR1291',
      `${azures.registrySuffix} and all names below it are Azure's. A custom domain is a name of your own, such as images.contoso.com.`,
      ['0.6'],
    );
  const apex = input.placed.dnsZones.find(({ name }) => relativeName(host, name) === APEX);
  // Nothing but the name of a zone has two labels.
  if (apex !== undefined || host.split('.').length === 2)
    return report(
      'ACR1290',
      `${host} is the name of a zone, which has records of its own beside which no CNAME can stand. Choose a name below it, such as images.${host}.`,
      ['0.6', '0.41'],
    );
  const { zone } = domains;
  if (zone === undefined || relativeName(host, zone.name) !== undefined) return [];
  return report(
    'ACR1291',
    `${host} does not lie in ${zone.name}, where its CNAME is to stand. Write a host that ends with .${zone.name}, another zone for dns, or dns: external.`,
    ['0.41', '0.42'],
  );
}

/** Names are distinct, those of other registries too (0.6). */
function sharedHostFaults(input: RuleInput, owners: readonly Owner[]): Diagnostic[] {
  const first = new Map<string, PlacedDomain>();
  const names = inFileOrder(
    input,
    owners.flatMap(({ domains }) => domains.names),
  );
  return names.flatMap((name) => {
    const earlier = first.get(name.entry.host);
    if (earlier === undefined) {
      first.set(name.entry.host, name);
      return [];
    }
    const detail = `${earlier.address} has the host ${name.entry.host} too. A name leads to one place: give each login server and each data endpoint its own.`;
    const spot: Spot = { path: [...name.path, 'host'], address: name.address };
    return [faultAt(input, 'ACR1289', spot, { detail, requirements: ['0.6', '0.7'] })];
  });
}

/**
 * Clients written in Go, Docker and containerd among them, pass their login on where they are sent to a name below the
 * one that they asked; a data endpoint refuses requests that carry one (registry-wire.md, 3).
 */
function subdomainWarnings(
  input: RuleInput,
  { domains }: Owner,
  possible: ReadonlySet<PlacedDomain>,
): Diagnostic[] {
  const names = domains.names.filter((name) => possible.has(name));
  const registry = names.find(({ region }) => region === undefined)?.entry.host;
  if (registry === undefined) return [];
  return names
    .filter(({ entry }) => entry.host.endsWith(`.${registry}`))
    .map(({ path, address, entry }) => {
      const [first = '', ...rest] = entry.host.split('.');
      const better = `${first}-${rest.join('.')}`;
      const finding: Finding = {
        detail: `${entry.host} lies below ${registry}. Docker, containerd and others pass the login that they have for ${registry} on to names below it, and a data endpoint may refuse a request that carries one: then logins work and pulls fail. Choose a name beside it, such as ${better}.`,
        requirements: ['0.6', '1.69'],
      };
      return warningAt(input, 'ACR1299', { path: [...path, 'host'], address }, finding);
    });
}

/** What lies in a zone within the zone is answered by the inner one, once that is delegated (ACR1282). */
function closerZoneWarnings(
  input: RuleInput,
  { domains }: Owner,
  possible: ReadonlySet<PlacedDomain>,
): Diagnostic[] {
  const { zone, names } = domains;
  if (zone === undefined) return [];
  const inner = input.placed.dnsZones.filter(({ name }) => name.endsWith(`.${zone.name}`));
  return names
    .filter((name) => possible.has(name))
    .flatMap(({ path, address, entry: { host } }) => {
      const closer = inner.find(({ name }) => host.endsWith(`.${name}`));
      if (closer === undefined) return [];
      const finding: Finding = {
        detail: `${host} lies in ${closer.address} too, which answers for it once it is delegated: then a CNAME in ${zone.name} is never seen. Write dns: ${closer.key}, or choose a host outside ${closer.name}.`,
        requirements: ['0.41', '0.42'],
      };
      return [warningAt(input, 'ACR1423', { path: [...path, 'host'], address }, finding)];
    });
}
