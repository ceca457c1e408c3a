import type { Address } from '../core/address.ts';
import type { Code } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { parsePath } from '../core/path.ts';
import { enumerate, quote } from '../core/wording.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { CLOUDS, cloudOfRegion } from '../providers/azure/clouds.ts';
import type { PlacedEntry, PlacedRegistry } from './placed.ts';
import { allEntries } from './placement.ts';
import { hasRegion, regionSpot } from './replications/rules.ts';
import { faultAt, inFileOrder, isWritten, type RuleInput, type Spot } from './rule.ts';
import { cloudOf } from './scope.ts';
import { tagRules } from './tag-rules.ts';

/** What holds for entries of every kind: where they go, what they are, what they ignore, their tags. */
export function entryRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...homelessFaults(input),
    ...regionFaults(input),
    ...subscriptionFaults(input),
    ...sameObjectFaults(input),
    ...ignoreFaults(input),
    ...tagRules(input),
  ];
}

/** Reported once, at `azure`: every entry that lacks it would be mended there. */
function homelessFaults(input: RuleInput): Diagnostic[] {
  const entries = allEntries(input.placed);
  const { groups, identities, vaults, networks, workspaces, registries } = input.placed;
  // The region of an existing network is that of the endpoints in it, and that of an existing registry names the
  // members that get static addresses; of the others it does not matter.
  const made = [...groups, ...identities, ...vaults, ...workspaces, ...registries].filter(
    ({ isExisting }) => !isExisting,
  );
  const regional = [...made, ...networks, ...registries.filter(namesMembers)];
  return [
    ...missing(input, 'ACR1108', 'subscription', entries, (entry) => entry.subscription),
    ...missing(input, 'ACR1109', 'resourceGroup', entries, (entry) => entry.resourceGroup),
    ...missing(input, 'ACR1110', 'location', regional, (entry) => entry.location),
  ];
}

function namesMembers({ isExisting, network }: PlacedRegistry): boolean {
  const endpoints = Object.values(network.privateEndpoints ?? {});
  return isExisting && endpoints.some(({ staticIps }) => staticIps !== undefined);
}

function missing<Entry extends { readonly address: Address }>(
  input: RuleInput,
  code: Code,
  key: string,
  entries: readonly Entry[],
  read: (entry: Entry) => string,
): Diagnostic[] {
  const lacking = entries.filter((entry) => read(entry) === '').map(({ address }) => address);
  if (lacking.length === 0 || isWritten(input, ['azure', key])) return [];
  const some = lacking.length > 3 ? [...lacking.slice(0, 3), `${lacking.length - 3} more`] : lacking;
  const detail = `No ${key} is given for ${enumerate(some)}. Give azure.${key}, or one for the entry or its resource group.`;
  const spot: Spot = { path: ['azure'], part: 'key', missing: ['azure', key] };
  return [faultAt(input, code, spot, { detail, hint: `add ${key}` })];
}

/**
 * Regions of the sovereign clouds have names of their own, so that a file of one cloud with a region of another is
 * seen here, and not at the first write. A name without such a prefix is a warning only: nothing but custom says
 * that Azure will never give one to a new region there.
 */
function regionFaults(input: RuleInput): Diagnostic[] {
  const cloud = cloudOf(input.config);
  const { placed, config } = input;
  const regional = [
    ...placed.groups,
    ...placed.identities,
    ...placed.vaults,
    ...placed.networks,
    ...placed.workspaces,
    ...placed.registries,
  ];
  const replicas = placed.registries.flatMap(({ replications }) => replications);
  const written: readonly { readonly spot: Spot; readonly region: string | undefined }[] = [
    { spot: { path: ['azure', 'location'] }, region: config.azure.location },
    ...regional.map(({ path, address, entry }) => ({
      spot: { path: [...path, 'location'], address },
      region: entry.location,
    })),
    ...replicas.filter(hasRegion).map((replica) => ({ spot: regionSpot(replica), region: replica.location })),
    ...placed.fronts
      .filter(({ registry }) => registry?.isExisting === true)
      .flatMap(({ regions }) => regions)
      .map(({ path, address, key }) => ({ spot: { path, part: 'key' as const, address }, region: key })),
  ];
  return written.flatMap(({ spot, region }) => {
    if (region === undefined) return [];
    const home = cloudOfRegion(region) ?? 'AzureCloud';
    if (home === cloud) return [];
    const severity = home === 'AzureCloud' ? 'warning' : 'error';
    const { regionPrefixes } = CLOUDS[cloud];
    const names =
      regionPrefixes.length > 0
        ? ` The names of its regions begin with ${enumerate(regionPrefixes, 'or')}.`
        : '';
    const detail = `${quote(region)} is a region of ${home}, and azure.cloud is ${cloud}.${names} Azure refuses what is to be made there: change the region, or the cloud.`;
    return [faultAt(input, 'ACR1250', spot, { detail, severity })];
  });
}

function subscriptionFaults(input: RuleInput): Diagnostic[] {
  const { placed, config } = input;
  const groups = new Map(placed.groups.map((group) => [group.key, group]));
  const endpoints = placed.registries.flatMap((registry) => registry.endpoints);
  // The regions of a front are all where the front is.
  const fronts = placed.fronts.flatMap(({ path, address, entry, regions }) =>
    regions.slice(0, 1).map(({ subscription }) => ({ path, address, entry, subscription })),
  );
  return [
    ...placed.identities,
    ...placed.vaults,
    ...placed.networks,
    ...placed.zones,
    ...placed.dnsZones,
    ...placed.workspaces,
    ...placed.registries,
    ...endpoints,
    ...fronts,
  ].flatMap((entry) => {
    const key = entry.entry.resourceGroup ?? config.azure.resourceGroup ?? '';
    const group = groups.get(key);
    if (group === undefined || entry.subscription === '') return [];
    if (foldId(group.subscription) === foldId(entry.subscription)) return [];
    const own = 'network' in entry ? `the network of ${entry.address}` : entry.address;
    const detail = `Resource group ${quote(key)} is in subscription ${group.subscription}, and ${own} is in ${entry.subscription}. An object lives in the subscription of its group: name a group of the same subscription.`;
    const spot: Spot = { path: [...entry.path, 'resourceGroup'], address: entry.address };
    return [faultAt(input, 'ACR1111', spot, { detail, requirements: ['1.21'] })];
  });
}

/** The ARM id says which object an entry is, without case (design 5). */
function sameObjectFaults(input: RuleInput): Diagnostic[] {
  const first = new Map<string, PlacedEntry<object>>();
  const entries = allEntries(input.placed);
  const holders = new Map(entries.map((entry) => [JSON.stringify(entry.path), entry]));
  const holderOf = ({ path }: PlacedEntry<object>) => holders.get(JSON.stringify(path.slice(0, 2)));
  return inFileOrder(input, entries).flatMap((entry) => {
    const id = foldId(entry.id);
    const earlier = first.get(id);
    if (earlier === undefined) {
      first.set(id, entry);
      return [];
    }
    // What hangs below one object under two keys follows from that.
    const [holder, other] = [holderOf(entry), holderOf(earlier)];
    const isBelow = holder !== undefined && holder !== entry && other !== undefined;
    if (isBelow && holder !== other && foldId(holder.id) === foldId(other.id)) return [];
    const detail = `${entry.address} and ${earlier.address} are ${sameness(entry)}`;
    return [faultAt(input, 'ACR1106', { path: entry.path, part: 'key', address: entry.address }, { detail })];
  });
}

function sameness({ id, entry }: PlacedEntry<object>): string {
  if ('role' in entry)
    return 'one grant in Azure: the same role, on the same registry, for the same principal. Keep one.';
  return `the same object in Azure:\n${id}\nNames are compared without case. Keep one, or change a name.`;
}

/** Of what is only read, nothing is ignored: that the key does nothing there is reported as such. */
function ignoreFaults(input: RuleInput): Diagnostic[] {
  return allEntries(input.placed).flatMap(({ path, address, entry, isExisting }) => {
    if (isExisting) return [];
    const ignored = 'ignore' in entry && Array.isArray(entry.ignore) ? (entry.ignore as string[]) : [];
    return ignored.flatMap((text, index) => {
      if (parsePath(text) !== undefined) return [];
      const detail = `${quote(text)} is no path in an ARM body. Write names with dots, such as properties.policies.retentionPolicy or tags["cost centre"].`;
      return [faultAt(input, 'ACR1113', { path: [...path, 'ignore', index], address }, { detail })];
    });
  });
}
