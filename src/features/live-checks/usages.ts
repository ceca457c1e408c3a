import { diagnose } from '../../core/codes.ts';
import type { PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { QUESTION } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry } from '../placed.ts';
import { isNew, type Known, knownIds, mayBeThere } from './known.ts';

/** What registries use of their limits, where the file may ask for more than there is, or for what excludes it. */
export function usageReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return askedAbout(placed, prior).map(usagesOf);
}

export function usageFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return askedAbout(placed, prior).flatMap((registry) => [
    ...endpointFaults(registry, live),
    ...ipRuleFaults(registry, live),
    ...subnetRuleFaults(registry, live),
  ]);
}

function askedAbout({ registries }: Placed, prior: readonly PriorEntry[]): readonly PlacedRegistry[] {
  const known = knownIds(prior);
  return registries.filter(
    (registry) => mayBeThere(registry, known) && (getsEndpoint(registry, known) || hasManyRules(registry)),
  );
}

function getsEndpoint({ endpoints }: PlacedRegistry, known: Known): boolean {
  return endpoints.some((endpoint) => isNew(endpoint, known));
}

/** No registry was ever seen with a lower limit than this (containerregistry.md); the limit that counts is read. */
const LOWEST_LIMIT_SEEN = 100;

function hasManyRules({ network }: PlacedRegistry): boolean {
  return network.publicAccess === 'selected' && (network.allowedIpRanges?.length ?? 0) > LOWEST_LIMIT_SEEN;
}

/** 200 on a registry made since October 2021, 10 on an older one, or what support has raised it to (1.8). */
function endpointFaults(registry: PlacedRegistry, live: LiveObjects): readonly Diagnostic[] {
  const usage = usageOf(registry, 'PrivateEndpointConnections', live);
  const added = registry.endpoints.filter(({ id }) => !live.has(foldId(id)));
  if (usage === undefined || usage.limit < 0 || usage.current + added.length <= usage.limit) return [];
  const names = enumerate(added.map(({ key }) => key));
  return [
    diagnose('ACR1310', {
      address: registry.address,
      detail: `${registry.name} has ${usage.current} of at most ${usage.limit} private endpoint connections, and the file adds ${added.length}: ${names}.`,
      hint: 'Remove endpoints that nobody needs in an apply of its own, or have the limit raised by a support request; registries made before October 2021 begin with 10.',
      requirements: ['1.8'],
    }),
  ];
}

function ipRuleFaults(registry: PlacedRegistry, live: LiveObjects): readonly Diagnostic[] {
  const usage = usageOf(registry, 'IPRules', live);
  const count =
    registry.network.publicAccess === 'selected' ? (registry.network.allowedIpRanges ?? []).length : 0;
  if (usage === undefined || usage.limit < 0 || count <= usage.limit) return [];
  return [
    diagnose('ACR1311', {
      address: registry.address,
      detail: `The file gives ${count} IP ranges; ${registry.name} takes at most ${usage.limit}.`,
      hint: 'Join ranges in allowedIpRanges, or have the limit raised by a support request.',
      requirements: ['1.43'],
    }),
  ];
}

/** Which rules there are shows in preview versions only; that there are some, in the usages (faults N17). */
function subnetRuleFaults(registry: PlacedRegistry, live: LiveObjects): readonly Diagnostic[] {
  const usage = usageOf(registry, 'VNetRules', live);
  if (usage === undefined || usage.current === 0 || registry.endpoints.length === 0) return [];
  const { name } = registry;
  return [
    diagnose('ACR1312', {
      address: registry.address,
      detail: `${name} lets subnets in by service endpoints (its usages count ${usage.current} VNetRules), and Azure does not support private endpoints beside that. For which subnets the rules are cannot be read on the api-version that acrctl uses.`,
      hint: `List them with "az acr network-rule list --name ${name}", remove each with "az acr network-rule remove --name ${name} --subnet SUBNET_ID", and plan again.`,
      requirements: ['1.44', '1.45'],
    }),
  ];
}

interface Usage {
  readonly current: number;
  /** Below zero: there is none. */
  readonly limit: number;
}

/** Undefined where nobody asked, or Azure did not say. */
function usageOf(registry: PlacedRegistry, name: string, live: LiveObjects): Usage | undefined {
  const usages = listAt(live.get(foldId(usagesOf(registry).id))?.body, 'value');
  const usage = usages.find((each) => textAt(each, 'name') === name);
  const [limit, current] = ['limit', 'currentValue'].map((member) => getPath(usage ?? {}, member));
  return typeof limit === 'number' && typeof current === 'number' ? { limit, current } : undefined;
}

function usagesOf({ id }: PlacedRegistry): ReadTarget {
  return { type: QUESTION.usages, id: `${id}/listUsages` };
}
