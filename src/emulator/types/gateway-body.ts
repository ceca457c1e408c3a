import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { Json, JsonObject } from '../json.ts';
import { members, since, type VersionedMember } from '../version-shapes.ts';
import type { StoredObject, World } from '../world.ts';
import type { SecretLoss } from './gateway-certificates.ts';
import {
  type Collection,
  collectionsOf,
  type GatewayPart,
  idsIn,
  partKinds,
  partPath,
  partType,
} from './gateway-parts.ts';
import type { LivingData } from './network-life.ts';
import type { RegistryIdentity } from './registry-body.ts';

export interface GatewayData extends LivingData {
  readonly zones: readonly string[] | undefined;
  readonly identity: RegistryIdentity | undefined;
  readonly sku: GatewaySku;
  /** Since the creation succeeded. */
  readonly isMade: boolean;
  /** Since then, unless it is stopped. */
  readonly isRunning: boolean;
  /** Normalised; under the names that they have in `properties`, beside the parts. */
  readonly settings: JsonObject;
  /** What holds where no `sslPolicy` is set; decided when it was made. */
  readonly defaultSslPolicy: string;
  readonly firewallPolicyId: string | undefined;
  readonly parts: readonly GatewayPart[];
  /** By lower-cased name: what it serves for the certificates that it has out of vaults, since a write of it succeeded. */
  readonly served?: Readonly<Record<string, ServedCertificate>>;
}

export interface ServedCertificate {
  /** Name of the version of the secret. */
  readonly version: string;
  /** When a write last looked. */
  readonly setAt: number;
  readonly loss: SecretLoss | undefined;
}

export interface GatewaySku {
  readonly name: string;
  readonly tier: string;
  /** Absent where it scales by itself. */
  readonly capacity: number | undefined;
}

export type Gateway = StoredObject<GatewayData>;

export const gatewayType = 'Microsoft.Network/applicationGateways';

/**
 * Not in 2022-05-01 and 2022-07-01, but in 2023-11-01 (test_network_app_gateway_with_private_ip #53, #44, Network_v1api20220701
 * #114); since when: assumption.
 */
export const gatewayMembers: readonly VersionedMember[] = members(
  since('2023-02-01'),
  'properties.defaultPredefinedSslPolicy',
  'properties.httpListeners[].properties.enableHttp3',
);

export function generationOf({ tier }: GatewaySku): 1 | 2 {
  return /_v2$|^basic$/i.test(tier) ? 2 : 1;
}

export function partId(gateway: Pick<StoredObject, 'id'>, part: GatewayPart): string {
  return `${gateway.id}/${partPath(part)}`;
}

export function partsIn(
  { parts }: Pick<GatewayData, 'parts'>,
  collection: Collection,
): readonly GatewayPart[] {
  return parts.filter((part) => part.collection === collection);
}

/** The gateways that name the object anywhere. */
export function gatewaysUsing(world: World, id: string): readonly Gateway[] {
  return world.usersOf(id).filter(({ type }) => type === gatewayType) as readonly Gateway[];
}

/** Ids of the parts in that collection which point to the object in that member. */
export function gatewayPart(
  gateway: Gateway,
  collection: Collection,
  member: string,
  id: string,
): readonly string[] {
  return partsIn(gateway.data, collection)
    .filter((part) => idsIn(part, member).some((each) => keyOf(each) === keyOf(id)))
    .map((part) => partId(gateway, part));
}

/** What a gateway has in a subnet: what its instances are in, and its private fronts. */
export function gatewayPlacesIn(
  world: World,
  subnetId: string,
): { readonly instances: readonly string[]; readonly fronts: readonly string[] } {
  const gateways = gatewaysUsing(world, subnetId);
  const places = (collection: Collection) =>
    gateways.flatMap((gateway) => gatewayPart(gateway, collection, 'subnet', subnetId));
  return { instances: places('gatewayIPConfigurations'), fronts: places('frontendIPConfigurations') };
}

// Members and their order as in test_network_app_gateway_with_waf_v2_sku #23.
export function gatewayView(_cloud: Cloud, gateway: Gateway): JsonObject {
  const { data } = gateway;
  const generation = generationOf(data.sku);
  const { sslPolicy, ...settings } = data.settings;
  const backs = backReferences(gateway);
  const collections = collectionsOf[generation].map((collection): [string, Json] => [
    collection,
    partsIn(data, collection).map((part) => partView(gateway, part, backs)),
  ]);
  return {
    name: gateway.name,
    id: gateway.id,
    etag: data.etag,
    type: gatewayType,
    location: data.location,
    tags: data.tags,
    zones: data.zones,
    identity: data.identity && {
      type: data.identity.type,
      userAssignedIdentities: data.identity.users,
    },
    properties: {
      provisioningState: data.state,
      resourceGuid: data.resourceGuid,
      sku: {
        name: data.sku.name,
        tier: data.sku.tier,
        // One of version 2 says Generation_1 until it runs (test_network_ag_url_path_map #13, #50).
        family: generation === 2 && data.isMade ? 'Generation_2' : 'Generation_1',
        capacity: data.sku.capacity,
      },
      operationalState: data.isRunning ? 'Running' : 'Stopped',
      ...Object.fromEntries(collections),
      ...(generation === 2 ? { privateEndpointConnections: [] } : {}),
      ...(sslPolicy === undefined ? { defaultPredefinedSslPolicy: data.defaultSslPolicy } : { sslPolicy }),
      ...settings,
      firewallPolicy: data.firewallPolicyId === undefined ? undefined : { id: data.firewallPolicyId },
    },
  };
}

type Backs = ReadonlyMap<string, ReadonlyMap<string, readonly JsonObject[]>>;

/** By the key of a part, under the names that it shows them by: what points to it. */
function backReferences(gateway: Gateway): Backs {
  const backs = new Map<string, Map<string, JsonObject[]>>();
  for (const part of gateway.data.parts) {
    for (const [member, { to, back }] of Object.entries(partKinds[part.collection].references ?? {})) {
      if (to === undefined || back === undefined) continue;
      for (const id of idsIn(part, member)) {
        const shown = backs.get(keyOf(id)) ?? new Map<string, JsonObject[]>();
        const list = shown.get(back) ?? [];
        // A map and its rules may point to one pool more than once.
        if (!list.some((each) => each['id'] === partId(gateway, part)))
          list.push({ id: partId(gateway, part) });
        backs.set(keyOf(id), shown.set(back, list));
      }
    }
  }
  return backs;
}

function partView(gateway: Gateway, part: GatewayPart, backs: Backs): JsonObject {
  const id = partId(gateway, part);
  const rules = partsIn(gateway.data, 'pathRules').filter(
    ({ map }) => part.collection === 'urlPathMaps' && map?.toLowerCase() === part.name.toLowerCase(),
  );
  return {
    name: part.name,
    id,
    etag: gateway.data.etag,
    properties: {
      provisioningState: gateway.data.state,
      ...part.properties,
      ...(hidesAddress(gateway, part) ? { privateIPAddress: undefined } : {}),
      ...(part.collection === 'urlPathMaps'
        ? { pathRules: rules.map((rule) => partView(gateway, rule, backs)) }
        : {}),
      ...Object.fromEntries(backs.get(keyOf(id)) ?? []),
    },
    type: `${gatewayType}/${partType(part)}`,
  };
}

// An address that is drawn is shown when the gateway runs (test_network_app_gateway_with_defaults #11, #51).
function hidesAddress({ data }: Gateway, { properties }: GatewayPart): boolean {
  return !data.isMade && properties['privateIPAllocationMethod'] === 'Dynamic';
}
