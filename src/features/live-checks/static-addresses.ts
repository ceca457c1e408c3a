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
import { isNew, knownIds, mayBeThere } from './known.ts';

/** Whether the static addresses of endpoints that are to be made, or made again, are free (1.27). */
export function addressReads(placed: Placed, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  const known = knownIds(prior);
  return newAddresses(placed, prior).flatMap(({ endpoint, address }) =>
    mayBeThere(endpoint.network, known) ? [availabilityOf(endpoint, address)] : [],
  );
}

/** An address that an endpoint of ours gives up in the same plan is taken when the plan is made, and free then. */
export function addressFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  const leaving = new Set(leavingEndpoints(placed, prior).flatMap(({ id }) => addressesAt(id, live)));
  const known = knownIds(prior);
  return newAddresses(placed, prior).flatMap(({ endpoint, member, address }) => {
    const answer = live.get(foldId(availabilityOf(endpoint, address).id))?.body;
    const isAdopted = isNew(endpoint, known) && live.has(foldId(endpoint.id));
    // A network without the subnet, of which an apply came no further, has every address in none.
    const isToCome = !live.has(foldId(endpoint.subnet.id));
    return answer === undefined ||
      isToCome ||
      isAdopted ||
      leaving.has(address) ||
      holds(endpoint, address, live)
      ? []
      : faultOf(endpoint, member, address, answer);
  });
}

/** What takes over an address comes after what gives it up. */
export function addressTurns(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): Compiled['order'] {
  const leaving = leavingEndpoints(placed, prior);
  if (leaving.length === 0) return [];
  return newAddresses(placed, prior).flatMap(({ endpoint, address: wanted }) =>
    leaving
      .filter(({ id }) => addressesAt(id, live).includes(wanted))
      .map(({ address }) => ({
        before: `${address}/delete` as const,
        after: `${endpoint.address}/write` as const,
      })),
  );
}

/** The static addresses that acrctl has not given to the endpoint yet. */
function newAddresses({ registries }: Placed, prior: readonly PriorEntry[]) {
  const fixed = registries
    .flatMap(({ endpoints }) => endpoints)
    .filter(({ entry }) => entry.staticIps !== undefined);
  if (fixed.length === 0) return [];
  const applied = new Map(prior.map((entry) => [foldId(entry.id), entry.applied]));
  return fixed.flatMap((endpoint) => {
    const given = addressesIn(applied.get(foldId(endpoint.id)));
    return Object.entries(endpoint.entry.staticIps ?? {})
      .filter(([, address]) => !given.includes(address))
      .map(([member, address]) => ({ endpoint, member, address }));
  });
}

/** What an endpoint that is made again has already, it gives up before. */
function holds(endpoint: PlacedEndpoint, address: string, live: LiveObjects): boolean {
  const held = [endpoint.id, endpoint.interface.id].flatMap((id) => addressesAt(id, live));
  return held.includes(address);
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
    ...addressesIn(body),
    ...listAt(body, 'properties.customDnsConfigs')
      .flatMap((each) => listAt(each, 'ipAddresses'))
      .filter((each) => typeof each === 'string'),
  ];
}

/** Of an endpoint the static ones, of an interface all. */
function addressesIn(body: JsonObject | undefined): readonly string[] {
  return listAt(body, 'properties.ipConfigurations').flatMap(
    (each) => textAt(each, 'properties.privateIPAddress') ?? [],
  );
}
