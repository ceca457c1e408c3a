import { type Address, formatAddress, parseAddress } from '../../core/address.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { Json } from '../../core/json.ts';
import { getPath } from '../../core/path.ts';
import type { StepRef } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { Placed } from '../placed.ts';
import { frontNames } from './names.ts';

interface Before {
  readonly before: StepRef;
  readonly after: StepRef;
}

/**
 * Where a name leads clients somewhere already, DNS moves last (I-14): its record changes once what it is to lead to
 * runs, and what it led to goes only then. A name that nobody has yet is written at once, so that it resolves when
 * the gateways begin to speak of it.
 */
export function frontOrder(
  { fronts }: Placed,
  resources: readonly Resource[],
  prior: readonly PriorEntry[],
  { live, cloud }: { readonly live: LiveObjects; readonly cloud: CloudName },
): readonly Before[] {
  const wanted = new Map(resources.map((resource) => [resource.address, resource]));
  return fronts
    .flatMap((front) => frontNames(front, cloud))
    .flatMap(({ address, after }) => {
      const record = wanted.get(address);
      if (record === undefined || !leadsElsewhere(record, live)) return [];
      const going = prior
        .filter(isOf(ARM_TYPE.gateway, ARM_TYPE.trafficManagerEndpoint))
        .filter(
          (each) => !wanted.has(each.address) && frontsServing(record, prior).has(frontOf(each.address)),
        );
      return [
        ...after.flatMap((each) =>
          (['write', 'delete'] as const).map((step) => before(`${each}/write`, `${address}/${step}`)),
        ),
        ...going.map((each) => before(`${address}/write`, `${each.address}/delete`)),
      ];
    });
}

function before(first: StepRef, then: StepRef): Before {
  return { before: first, after: then };
}

function isOf(...types: readonly string[]) {
  return ({ type }: PriorEntry) => types.includes(type);
}

/** A name has its record as an alias of an address, or as a CNAME of a profile. */
function idsOfName(recordId: string): readonly string[] {
  return ['A', 'CNAME'].map((type) => foldId(recordId.replace(/\/(?:A|CNAME)\/(?=[^/]+$)/i, `/${type}/`)));
}

function leadsElsewhere({ id, managed }: Resource, live: LiveObjects): boolean {
  const standing = idsOfName(id).flatMap((each) => live.get(each) ?? []);
  return standing.some((each) => foldId(each.id) !== foldId(id) || targetOf(each.body) !== targetOf(managed));
}

function targetOf(body: Json): string | undefined {
  const target = ['properties.targetResource.id', 'properties.CNAMERecord.cname']
    .map((path) => getPath(body, path))
    .find((each) => typeof each === 'string');
  return target === undefined ? undefined : foldId(String(target)).replace(/\.$/, '');
}

/** The fronts, by address, to which the state says that the name belonged. */
function frontsServing({ id }: Resource, prior: readonly PriorEntry[]): ReadonlySet<Address> {
  const ids = idsOfName(id);
  return new Set(
    prior.filter((each) => ids.includes(foldId(each.id))).map(({ address }) => frontOf(address)),
  );
}

/** `publicFronts.images` for whatever is below it. */
function frontOf(address: Address): Address {
  return formatAddress((parseAddress(address) ?? []).slice(0, 2));
}
