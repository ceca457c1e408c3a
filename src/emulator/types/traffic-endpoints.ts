import { keyOf, parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { badRequest, EmulatorBug } from '../errors.ts';
import { arrayAt, at, type Json, type JsonObject, numberAt, stringAt } from '../json.ts';
import { members, since, until } from '../version-shapes.ts';
import { trafficVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import {
  fqdnOf,
  type Profile,
  type ProfileData,
  profileType,
  type RoutingMethod,
  type Status,
  statusIn,
  within,
} from './traffic-profile-body.ts';

interface EndpointData {
  readonly status: Status;
  readonly target: string;
  readonly targetResourceId: string | undefined;
  readonly weight: number;
  readonly priority: number;
  readonly location: string | undefined;
  readonly alwaysServe: Status;
  readonly minChildEndpoints: number | undefined;
  /** geoMapping, subnets and customHeaders as they were sent. */
  readonly others: JsonObject;
}

type TrafficEndpoint = StoredObject<EndpointData>;

const kinds = ['azureEndpoints', 'externalEndpoints', 'nestedEndpoints'] as const;
type Kind = (typeof kinds)[number];

/** Synchronous: PUT is 201 also for what is there (azure-cli test_network_traffic_manager #6, #8). */
export const trafficEndpoints: readonly ResourceType[] = kinds.map((kind) => ({
  type: `${profileType}/${kind}`,
  apiVersions: trafficVersions,
  versioned: endpointMembers(),
  tracked: false,
  listed: false,
  view: (_cloud, object) => endpointView(object as TrafficEndpoint),
  put: (call) => write(call, kind, 201),
  patch: (call) => write(call, kind, 200),
  remove: (call) => {
    call.cloud.world.remove(call.target.key);
    return { status: 200 };
  },
}));

/** `NestedProfile` was recorded in 2018-04-01; that it is not in 2022-04-01 is assumed, as that `alwaysServe` begins there. */
export function endpointMembers(prefix = ''): ReturnType<typeof members> {
  return [
    ...members(until('2018-08-01'), `${prefix}properties.NestedProfile`),
    ...members(since('2022-04-01'), `${prefix}properties.alwaysServe`),
  ];
}

/** Those of a profile, by kind, and in each kind as they were made. */
export function endpointsOf(cloud: Cloud, profileId: string): readonly TrafficEndpoint[] {
  return kinds.flatMap((kind) => {
    const found = cloud.world.inCollection(`${keyOf(profileId)}/${keyOf(kind)}`);
    return found as readonly TrafficEndpoint[];
  });
}

/** The endpoints that a profile's body lists; throws where one of them is refused, and has changed nothing. */
export function listedEndpoints(
  cloud: Cloud,
  profile: Profile,
  sent: readonly Json[],
): readonly TrafficEndpoint[] {
  const endpoints: TrafficEndpoint[] = [];
  for (const entry of sent) {
    const kind = kinds.find((each) => keyOf(stringAt(entry, 'type') ?? '').endsWith(`/${keyOf(each)}`));
    const name = stringAt(entry, 'name');
    if (kind === undefined || name === undefined)
      throw badRequest('Each endpoint of a profile needs a name, and a type of endpoints.');
    const data = endpointIn(cloud, profile, { kind, body: entry, kept: undefined, others: endpoints });
    endpoints.push({ id: `${profile.id}/${kind}/${name}`, name, type: `${profileType}/${kind}`, data });
  }
  return endpoints;
}

/** Puts them in the place of all that the profile has. */
export function replaceEndpoints(
  cloud: Cloud,
  profile: Profile,
  endpoints: readonly TrafficEndpoint[],
): void {
  for (const { id } of endpointsOf(cloud, profile.id)) cloud.world.remove(id);
  for (const endpoint of endpoints) cloud.world.put(endpoint);
}

function write(call: Call, kind: Kind, status: number): Answer {
  const { cloud, target, body, method } = call;
  const profile = cloud.world.get<ProfileData>(parentKey(target.key));
  if (!profile) throw new EmulatorBug('The front door answers for absent profiles.');
  const before = cloud.world.get<EndpointData>(target.key);
  const id = before?.id ?? target.id;
  const kept = method === 'PATCH' ? before?.data : undefined;
  const others = endpointsOf(cloud, profile.id).filter((other) => keyOf(other.id) !== target.key);
  const endpoint: TrafficEndpoint = {
    id,
    name: before?.name ?? target.name,
    type: `${profileType}/${kind}`,
    data: endpointIn(cloud, profile, { kind, body, kept, others }),
  };
  cloud.world.put(endpoint);
  return { status, body: endpointView(endpoint) };
}

interface Sent {
  readonly kind: Kind;
  readonly body: unknown;
  /** What counts where the body says nothing. */
  readonly kept: EndpointData | undefined;
  /** The other endpoints of the profile. */
  readonly others: readonly TrafficEndpoint[];
}

// Rules and defaults: trafficmanager.md; how they are refused is assumed.
function endpointIn(cloud: Cloud, profile: Profile, { kind, body, kept, others }: Sent): EndpointData {
  const property = (name: string) => stringAt(body, 'properties', name);
  const number = (name: string) => numberAt(body, 'properties', name);
  const resourceId = property('targetResourceId') ?? kept?.targetResourceId;
  const led: Led =
    kind === 'externalEndpoints'
      ? { target: property('target') ?? kept?.target }
      : resourceTarget(cloud, kind, resourceId);
  const location = property('endpointLocation') ?? kept?.location ?? led.location;
  if (led.target === undefined) throw badRequest('An external endpoint needs a target.');
  refuseSecondTarget(others, led.target);
  const lists = ['geoMapping', 'subnets', 'customHeaders'].flatMap((name): [string, readonly Json[]][] => {
    const list = arrayAt(body, 'properties', name) ?? (kept?.others[name] as readonly Json[] | undefined);
    return list === undefined ? [] : [[name, list]];
  });
  const data: EndpointData = {
    status: statusIn(body, 'endpointStatus') ?? kept?.status ?? 'Enabled',
    target: led.target,
    targetResourceId: kind === 'externalEndpoints' ? undefined : resourceId,
    weight: within('weight', number('weight') ?? kept?.weight ?? 1, 1, 1000),
    priority: within('priority', number('priority') ?? kept?.priority ?? nextPriority(others), 1, 1000),
    location,
    alwaysServe: statusIn(body, 'alwaysServe') ?? kept?.alwaysServe ?? 'Disabled',
    minChildEndpoints:
      kind === 'nestedEndpoints' ? (number('minChildEndpoints') ?? kept?.minChildEndpoints ?? 1) : undefined,
    others: Object.fromEntries(lists),
  };
  checkRouting(profile.data.method, data, others);
  return data;
}

/** Where an endpoint leads, and in which region that is. */
interface Led {
  readonly target: string | undefined;
  readonly location?: string | undefined;
}

function checkRouting(method: RoutingMethod, data: EndpointData, others: readonly TrafficEndpoint[]): void {
  if (others.some((other) => other.data.priority === data.priority))
    throw badRequest(`The priority ${data.priority} is used by another endpoint of the profile.`);
  if (method === 'Performance' && data.location === undefined)
    throw badRequest('An endpoint of a profile with the method Performance needs an endpointLocation.');
  if (method === 'Geographic' && at(data.others, 'geoMapping') === undefined)
    throw badRequest('An endpoint of a profile with the method Geographic needs a geoMapping.');
}

function nextPriority(others: readonly TrafficEndpoint[]): number {
  const taken = new Set(others.map(({ data }) => data.priority));
  let priority = 1;
  while (taken.has(priority)) priority += 1;
  return priority;
}

function refuseSecondTarget(others: readonly TrafficEndpoint[], target: string): void {
  const twin = others.find(({ data }) => data.target.toLowerCase() === target.toLowerCase());
  if (twin) throw badRequest(`The endpoint ${twin.name} of the profile has the target ${target} already.`);
}

/**
 * Where an endpoint of Azure leads: a public address with a DNS label, or another profile. Of types that are not built it is
 * believed that they are there, and what their names are is not known (assumption: the last part of the id).
 */
function resourceTarget(cloud: Cloud, kind: Kind, id: string | undefined): Led {
  if (id === undefined)
    throw badRequest('The endpoint needs the id of what it leads to, as targetResourceId.');
  const found = cloud.world.get(id);
  if (kind === 'nestedEndpoints') {
    if (found?.type !== profileType)
      throw badRequest(`The profile ${id} of a nested endpoint could not be found.`);
    return { target: fqdnOf(cloud, (found as Profile).data.relativeName) };
  }
  if (!/\/publicIPAddresses\/[^/]+$/i.test(id)) {
    if (found) throw badRequest(`The resource ${id} cannot be an endpoint.`);
    return { target: id.slice(id.lastIndexOf('/') + 1) };
  }
  const shown = found && cloud.types.get(found.type.toLowerCase())?.view(cloud, found);
  if (!shown) throw badRequest(`The public address ${id} of an endpoint could not be found.`);
  const target = stringAt(shown, 'properties', 'dnsSettings', 'fqdn');
  if (target === undefined) throw badRequest(`The public address ${id} of an endpoint has no DNS name.`);
  return { target, location: stringAt(shown, 'location') };
}

// Members and nulls as in azure-cli test_network_traffic_manager #6. Nothing is ever probed, so it is always being checked.
export function endpointView({ id, name, type, data }: TrafficEndpoint): JsonObject {
  return {
    id,
    name,
    type,
    properties: {
      endpointStatus: data.status,
      endpointMonitorStatus: data.status === 'Enabled' ? 'CheckingEndpoint' : 'Disabled',
      targetResourceId: data.targetResourceId,
      target: data.target,
      weight: data.weight,
      priority: data.priority,
      endpointLocation: data.location ?? null,
      minChildEndpoints: data.minChildEndpoints,
      ...data.others,
      alwaysServe: data.alwaysServe,
      NestedProfile: null,
    },
  };
}
