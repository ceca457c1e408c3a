import type { Diagnostic } from '../../core/diagnostic.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { nameFaults, zoneName } from '../names.ts';
import type { PlacedDnsZone } from '../placed.ts';
import { faultAt, inFileOrder, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';
import { APEX, relativeName } from './relative-name.ts';

/** Names of public zones, and what zones of the file do to each other. */
export function dnsRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.dnsZones.flatMap((zone) => nameFaults(input, zone, zoneName('a public DNS zone'))),
    ...privateNameFaults(input),
    ...sameNameWarnings(input),
    ...nestedWarnings(input),
  ];
}

/** A zone of Azure's own names never gets to answer: nobody delegates it. */
function privateNameFaults(input: RuleInput): Diagnostic[] {
  const { registrySuffix } = CLOUDS[cloudOf(input.config)];
  return input.placed.dnsZones.flatMap((zone) => {
    const lies = [registrySuffix, `privatelink.${registrySuffix}`].some(
      (suffix) => relativeName(zone.name, suffix) !== undefined,
    );
    if (!lies) return [];
    const detail = `${registrySuffix} and all names below it are Azure's, and a public zone of that name answers nobody. The zone for the private endpoints of registries belongs under privateDnsZones; a public zone has a name of your own, such as contoso.com.`;
    return [faultAt(input, 'ACR1280', spotOf(zone), { detail, requirements: ['1.23'] })];
  });
}

/** Azure takes the second, with other name servers, and one of the two is asked (dns.md). */
function sameNameWarnings(input: RuleInput): Diagnostic[] {
  const first = new Map<string, PlacedDnsZone>();
  return inFileOrder(input, input.placed.dnsZones).flatMap((zone) => {
    const name = zone.name.toLowerCase();
    const earlier = first.get(name);
    if (earlier === undefined) first.set(name, zone);
    // One zone under two keys is reported as such.
    if (earlier === undefined || foldId(earlier.id) === foldId(zone.id)) return [];
    const detail = `${earlier.address} is named ${zone.name} too. Azure makes both, each with name servers of its own, and the parent zone names those of one: what is written into the other is never seen.`;
    return [warningAt(input, 'ACR1281', spotOf(zone), { detail })];
  });
}

/** What acrctl writes are CNAMEs: the delegation from one zone of the file to another is nobody's. */
function nestedWarnings(input: RuleInput): Diagnostic[] {
  const { dnsZones } = input.placed;
  return dnsZones
    .filter(({ isExisting }) => !isExisting)
    .flatMap((zone) => {
      const around = dnsZones
        .filter((other) => ![undefined, APEX].includes(relativeName(zone.name, other.name)))
        .toSorted((a, b) => b.name.length - a.name.length)[0];
      if (around === undefined) return [];
      const detail = `${zone.name} lies inside ${around.address}, whose name servers answer for it until they are told of this zone. Make a record set of the type NS named ${relativeName(zone.name, around.name)} there, with the name servers of this zone (outputs); acrctl makes none.`;
      return [warningAt(input, 'ACR1282', spotOf(zone), { detail })];
    });
}

function spotOf({ path, address }: PlacedDnsZone): Spot {
  return { path, part: 'key', address };
}
