import { foldId, groupIdOf, subscriptionOf } from '../../providers/azure/arm-id.ts';
import type { Demotion } from './composition.ts';
import { canStand, dnsOf, type FoundDns } from './dns.ts';
import { endpointsOf, type FoundEndpoint } from './endpoints.ts';
import { bodyOf, type Found, whyMissing } from './found.ts';

/** An endpoint that stands in the file. */
export interface ChosenEndpoint extends FoundEndpoint {
  readonly dns: FoundDns;
}

export interface LeftOut {
  readonly id: string;
  readonly why: string;
}

/** Which endpoints can stand in a file, by what earlier attempts have shown. */
export function chooseEndpoints(
  found: Found,
  demotion: (id: string) => Demotion,
): { readonly endpoints: readonly ChosenEndpoint[]; readonly left: readonly LeftOut[] } {
  const { own, left } = endpointsOf(found);
  const taken = new Set<string>();
  const endpoints: ChosenEndpoint[] = [];
  const out: LeftOut[] = [...left];
  for (const endpoint of own) {
    const why = demotion(endpoint.id).why ?? whyHomeless(found, endpoint);
    if (why !== undefined) {
      out.push({ id: endpoint.id, why });
      continue;
    }
    const dns = dnsOf(found, endpoint, taken, demotion);
    if ('zoneId' in dns) taken.add(foldId(dns.zoneId));
    endpoints.push({ ...endpoint, dns });
  }
  return { endpoints, left: out };
}

/** A plan reads the network and the groups of an endpoint. */
function whyHomeless(found: Found, { id, networkId }: FoundEndpoint): string | undefined {
  const group = groupIdOf(id) ?? '';
  if (bodyOf(found, group) === undefined) return `of its resource group: ${whyMissing(found, group)}`;
  if (bodyOf(found, networkId) === undefined) return `of its network: ${whyMissing(found, networkId)}`;
  if (!canStand(found, networkId))
    return `of the resource group of its network: ${whyMissing(found, groupIdOf(networkId) ?? '')}`;
  return subscriptionOf(id) === subscriptionOf(networkId)
    ? undefined
    : 'its network is in another subscription';
}
