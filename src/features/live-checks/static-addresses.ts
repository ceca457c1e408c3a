import { diagnose } from '../../core/codes.ts';
import type { Compiled, PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects, ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedEndpoint } from '../placed.ts';
import { isNew, type Known, knownIds, mayBeThere } from './known.ts';

/** Whether the static addresses of endpoints that are to be made are free (1.27). */
export function addressReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  return newStaticEndpoints(placed, knownIds(prior)).flatMap((endpoint) =>
    mayBeThere(endpoint.network, knownIds(prior))
      ? addressesOf(endpoint).map(([, address]) => availabilityOf(endpoint, address))
      : [],
  );
}

/** An address that an endpoint of ours gives up in the same plan is taken when the plan is made, and free then. */
export function addressFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const leaving = new Set(leavingEndpoints(placed, prior).flatMap(({ id }) => addressesAt(id, live)));
  return newStaticEndpoints(placed, knownIds(prior))
    .filter(({ id }) => !live.has(foldId(id)))
    .flatMap((endpoint) =>
      addressesOf(endpoint).flatMap(([member, address]) => {
        const answer = live.get(foldId(availabilityOf(endpoint, address).id))?.body;
        return answer === undefined || leaving.has(address) ? [] : faultOf(endpoint, member, address, answer);
      }),
    );
}

/** What takes over an address comes after what gives it up. */
export function addressTurns(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): Compiled['order'] {
  const leaving = leavingEndpoints(placed, prior);
  if (leaving.length === 0) return [];
  return newStaticEndpoints(placed, knownIds(prior)).flatMap((endpoint) => {
    const wanted = new Set(addressesOf(endpoint).map(([, address]) => address));
    return leaving
      .filter(({ id }) => addressesAt(id, live).some((address) => wanted.has(address)))
      .map(({ address }) => ({
        before: `${address}/delete` as const,
        after: `${endpoint.address}/write` as const,
      }));
  });
}

function newStaticEndpoints({ registries }: Placed, known: Known): readonly PlacedEndpoint[] {
  return registries
    .flatMap(({ endpoints }) => endpoints)
    .filter((endpoint) => endpoint.entry.staticIps !== undefined && isNew(endpoint, known));
}

function addressesOf({ entry }: PlacedEndpoint): readonly (readonly [string, string])[] {
  return Object.entries(entry.staticIps ?? {});
}

function faultOf(
  endpoint: PlacedEndpoint,
  member: string,
  address: string,
  answer: JsonObject,
): readonly Diagnostic[] {
  const why = whyNot(endpoint, answer);
  if (why === undefined) return [];
  return [
    diagnose('ACR1313', {
      address: endpoint.address,
      detail: `The address ${address} of ${member} ${why}`,
      hint: `Give ${member} another address in staticIps.`,
      requirements: ['1.27'],
    }),
  ];
}

function whyNot({ network: { name } }: PlacedEndpoint, answer: JsonObject): string | undefined {
  if (textAt(answer, 'refused') === OUTSIDE) return `lies in no subnet of ${name}.`;
  if (getPath(answer, 'isPlatformReserved') === true) return `is one that Azure keeps for itself in ${name}.`;
  if (getPath(answer, 'available') !== false) return undefined;
  const free = listAt(answer, 'availableIPAddresses').filter((each) => typeof each === 'string');
  return `is in use in ${name}.${free.length === 0 ? '' : ` Free ones of that subnet are ${enumerate(free)}.`}`;
}

/** The code that Azure refuses the question with where no subnet has the address. */
const OUTSIDE = 'PrivateIPAddressNotInAnySubnet';

function availabilityOf({ network }: PlacedEndpoint, address: string): ReadTarget {
  return { type: QUESTION.address, id: `${network.id}/CheckIPAddressAvailability/${address}` };
}

function leavingEndpoints({ registries }: Placed, prior: readonly PriorEntry[]): readonly PriorEntry[] {
  const kept = new Set(registries.flatMap(({ endpoints }) => endpoints).map(({ id }) => foldId(id)));
  return prior.filter(({ type, id }) => type === ARM_TYPE.endpoint && !kept.has(foldId(id)));
}

/** Static ones, and those that an endpoint tells of while no zone group writes its records. */
function addressesAt(endpointId: string, live: LiveObjects): readonly string[] {
  const body = live.get(foldId(endpointId))?.body;
  return [
    ...listAt(body, 'properties.ipConfigurations').flatMap(
      (each) => textAt(each, 'properties.privateIPAddress') ?? [],
    ),
    ...listAt(body, 'properties.customDnsConfigs')
      .flatMap((each) => listAt(each, 'ipAddresses'))
      .filter((each) => typeof each === 'string'),
  ];
}
