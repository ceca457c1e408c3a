import { createHash } from 'node:crypto';
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

/** The profile, and an endpoint for each gateway, which comes once that runs and goes before it. */
export function profileResources(
  front: ChosenFront,
  common: Pick<Resource, 'protect' | 'adopt'>,
): readonly Resource[] {
  const { entry, trafficManager, regions } = front;
  const { routing = 'performance', ttl = FRONT_DEFAULTS.ttl } = entry.trafficManager ?? {};
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
        properties: {
          profileStatus: 'Enabled',
          trafficRoutingMethod: armValue(routing),
          dnsConfig: { relativeName: profileName(front), ttl },
          monitorConfig: monitor(front),
        },
      },
      dependsOn: [],
    },
    ...regions.map((region) => ({
      ...base,
      address: `${region.address}.endpoint`,
      id: `${trafficManager.id}/azureEndpoints/${region.key}`,
      type: ARM_TYPE.trafficManagerEndpoint,
      managed: {
        properties: {
          targetResourceId: region.publicAddress.id,
          endpointStatus: 'Enabled',
          ...(routing === 'priority' &&
            region.entry.priority !== undefined && { priority: region.entry.priority }),
          ...(routing === 'weighted' && { weight: region.entry.weight ?? 1 }),
        },
      },
      dependsOn: [trafficManager.address, region.publicAddress.address, region.address],
    })),
  ];
}

/** As application-gateway.md 7: without the host a gateway answers 404. */
function monitor({ entry }: PlacedFront): JsonObject {
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
