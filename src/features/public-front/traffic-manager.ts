import { createHash } from 'node:crypto';
import type { Address } from '../../core/address.ts';
import type { Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { CLOUDS, type CloudName } from '../../providers/azure/clouds.ts';
import { armValue } from '../entry-resource.ts';
import type { FrontPart, PlacedFront, PlacedFrontRegion } from '../placed.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/** A front whose host leads to one of its regions. */
export type ChosenFront = PlacedFront & { readonly trafficManager: FrontPart };

export function isChosen(front: PlacedFront): front is ChosenFront {
  return front.trafficManager !== undefined;
}

/** What the host is a CNAME for. */
export function profileHost(front: ChosenFront, cloud: CloudName): string {
  return `${profileName(front)}.${CLOUDS[cloud].trafficManagerSuffix}`;
}

export function profileName({ key, entry, trafficManager }: ChosenFront): string {
  return entry.trafficManager?.name ?? label(key, trafficManager.id);
}

/** The DNS label of the address of a gateway, without which Azure takes it for no endpoint (trafficmanager.md). */
export function addressLabel({ key }: PlacedFront, region: PlacedFrontRegion): string {
  return label(`${key}-${region.key}`, region.publicAddress.id);
}

/** Unique in all of Azure, and the same for the same place: a readable beginning, and a few letters of a hash of the id. */
function label(readable: string, id: string): string {
  const plain = readable.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const hash = createHash('sha256').update(foldId(id)).digest('hex').slice(0, 8);
  return `${/^[a-z]/.test(plain) ? '' : 'f'}${plain}`.slice(0, 50).replace(/-+$/, '') + `-${hash}`;
}

/** Of the endpoint that stands for a gateway. */
export function endpointAddress({ address }: Pick<PlacedFrontRegion, 'address'>): Address {
  return `${address}.endpoint`;
}

/** The profile, and an endpoint for each gateway, which comes once that runs and goes before it. */
export function profileResources(
  front: ChosenFront,
  common: Pick<Resource, 'protect' | 'adopt'>,
): readonly Resource[] {
  const { trafficManager, regions } = front;
  const base = { ...common, initial: {}, ignore: [] };
  const [first] = regions;
  return [
    {
      ...base,
      address: trafficManager.address,
      id: trafficManager.id,
      type: ARM_TYPE.trafficManager,
      managed: {
        location: 'global',
        tags: first?.tags ?? {},
        properties: profileProperties(front),
      },
      dependsOn: [],
    },
    ...regions.map((region) => ({
      ...base,
      address: endpointAddress(region),
      id: `${trafficManager.id}/azureEndpoints/${region.key}`,
      type: ARM_TYPE.trafficManagerEndpoint,
      managed: { properties: endpointProperties(front, region) },
      dependsOn: [trafficManager.address, region.publicAddress.address, region.address],
    })),
  ];
}

export function profileProperties(front: ChosenFront): JsonObject {
  const { ttl = FRONT_DEFAULTS.ttl } = front.entry.trafficManager ?? {};
  return {
    profileStatus: 'Enabled',
    trafficRoutingMethod: armValue(routingOf(front)),
    dnsConfig: { relativeName: profileName(front), ttl },
    monitorConfig: monitor(front),
  };
}

export function endpointProperties(front: ChosenFront, region: PlacedFrontRegion): JsonObject {
  const { entry, publicAddress } = region;
  const routing = routingOf(front);
  return {
    targetResourceId: publicAddress.id,
    endpointStatus: 'Enabled',
    ...(routing === 'priority' && entry.priority !== undefined && { priority: entry.priority }),
    ...(routing === 'weighted' && { weight: entry.weight ?? 1 }),
  };
}

function routingOf({ entry }: ChosenFront) {
  return entry.trafficManager?.routing ?? 'performance';
}

/** As application-gateway.md 7: without the host a gateway answers 404. */
export function monitor({ entry }: PlacedFront): JsonObject {
  const { geo, allowedIpRanges, blockedIpRanges } = entry.waf ?? {};
  // Azure asks from addresses all over the world.
  const mayBeKeptOut = [geo, allowedIpRanges, blockedIpRanges].some((each) => each !== undefined);
  return {
    protocol: 'HTTPS',
    port: 443,
    path: '/v2/',
    intervalInSeconds: 30,
    timeoutInSeconds: 10,
    toleratedNumberOfFailures: 3,
    customHeaders: [{ name: 'host', value: entry.host }],
    expectedStatusCodeRanges: [{ min: 401, max: 401 }, ...(mayBeKeptOut ? [{ min: 403, max: 403 }] : [])],
  };
}
