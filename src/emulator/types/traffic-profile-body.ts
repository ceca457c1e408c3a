import type { CloudName } from '../api.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import {
  arrayAt,
  at,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringMapAt,
} from '../json.ts';
import type { StoredObject } from '../world.ts';

export const profileType = 'Microsoft.Network/trafficManagerProfiles';

export interface ProfileData {
  readonly tags: Readonly<Record<string, string>>;
  readonly status: Status;
  readonly method: RoutingMethod;
  readonly relativeName: string;
  readonly ttl: number;
  readonly monitor: Monitor;
  readonly maxReturn: number | undefined;
  readonly view: Status;
  readonly recordTypes: readonly Json[] | undefined;
}

export type Profile = StoredObject<ProfileData>;
export type Status = 'Enabled' | 'Disabled';

const routingMethods = ['Performance', 'Weighted', 'Priority', 'Geographic', 'MultiValue', 'Subnet'] as const;
export type RoutingMethod = (typeof routingMethods)[number];
const protocols = ['HTTP', 'HTTPS', 'TCP'] as const;

interface Monitor {
  readonly protocol: (typeof protocols)[number];
  readonly port: number;
  readonly path: string | undefined;
  readonly intervalInSeconds: number;
  readonly timeoutInSeconds: number;
  readonly toleratedNumberOfFailures: number;
  readonly customHeaders: readonly Json[] | undefined;
  readonly expectedStatusCodeRanges: readonly Json[] | undefined;
}

/** What a profile says after the write: a PUT as if there was none before, a PATCH what it names. */
export function profileIn(call: Call, before: ProfileData | undefined): ProfileData {
  const { body, method: verb } = call;
  const kept = verb === 'PATCH' ? before : undefined;
  const relativeName = stringAt(body, 'properties', 'dnsConfig', 'relativeName') ?? kept?.relativeName;
  const method =
    oneOf(routingMethods, 'trafficRoutingMethod', property(body, 'trafficRoutingMethod')) ?? kept?.method;
  if (relativeName === undefined || !/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/i.test(relativeName))
    throw badRequest(`The relative DNS name '${relativeName ?? ''}' of a profile is invalid.`);
  if (before && before.relativeName.toLowerCase() !== relativeName.toLowerCase())
    throw badRequest(`The relative DNS name of the profile ${call.target.name} cannot be changed.`);
  if (method === undefined) throw badRequest('The traffic routing method of a profile is required.');
  const maxReturn = numberAt(body, 'properties', 'maxReturn') ?? kept?.maxReturn;
  if ((method === 'MultiValue') !== (maxReturn !== undefined))
    throw badRequest(
      'The property maxReturn belongs to profiles with the method MultiValue, and to no others.',
    );
  return {
    tags: stringMapAt(body, 'tags') ?? kept?.tags ?? {},
    status: statusIn(body, 'profileStatus') ?? kept?.status ?? 'Enabled',
    method,
    relativeName: before?.relativeName ?? relativeName,
    ttl: within('ttl', numberAt(body, 'properties', 'dnsConfig', 'ttl') ?? kept?.ttl ?? 60, 0, 2_147_483_647),
    monitor: monitorIn(objectAt(body, 'properties', 'monitorConfig'), kept?.monitor),
    maxReturn: maxReturn === undefined ? undefined : within('maxReturn', maxReturn, 1, 8),
    view: statusIn(body, 'trafficViewEnrollmentStatus') ?? kept?.view ?? 'Disabled',
    recordTypes: arrayAt(body, 'properties', 'allowedEndpointRecordTypes') ?? kept?.recordTypes,
  };
}

// Defaults: recorded (azure-cli test_network_traffic_manager #1). Ranges: trafficmanager.md. Refusals: assumption.
function monitorIn(sent: JsonObject | undefined, kept: Monitor | undefined): Monitor {
  const number = (name: keyof Monitor & string, fallback: number, from: number, to: number) =>
    within(name, numberAt(sent, name) ?? (kept?.[name] as number | undefined) ?? fallback, from, to);
  const protocol =
    oneOf(protocols, 'protocol', stringAt(sent, 'protocol')?.toUpperCase()) ?? kept?.protocol ?? 'HTTP';
  const path = stringAt(sent, 'path') ?? (protocol === 'TCP' ? undefined : kept?.path);
  if ((protocol === 'TCP') !== (path === undefined))
    throw badRequest('The path of a monitor is required for HTTP and HTTPS, and not allowed for TCP.');
  const intervalInSeconds = number('intervalInSeconds', 30, 10, 30);
  if (intervalInSeconds !== 10 && intervalInSeconds !== 30)
    throw badRequest('The interval of a monitor has to be 10 or 30 seconds.');
  const longest = intervalInSeconds === 10 ? 9 : 10;
  return {
    protocol,
    port: number('port', protocol === 'HTTPS' ? 443 : 80, 1, 65_535),
    path,
    intervalInSeconds,
    timeoutInSeconds: number('timeoutInSeconds', longest, 5, longest),
    toleratedNumberOfFailures: number('toleratedNumberOfFailures', 3, 0, 9),
    customHeaders: arrayAt(sent, 'customHeaders') ?? kept?.customHeaders,
    expectedStatusCodeRanges: arrayAt(sent, 'expectedStatusCodeRanges') ?? kept?.expectedStatusCodeRanges,
  };
}

// Members and values as in azure-cli test_network_traffic_manager #1; maxReturn: trafficmanager.md.
export function profileView(cloud: Cloud, profile: Profile, endpoints: readonly JsonObject[]): JsonObject {
  const { id, name, type, data } = profile;
  const { monitor } = data;
  return {
    id,
    name,
    type,
    location: 'global',
    tags: data.tags,
    properties: {
      profileStatus: data.status,
      trafficRoutingMethod: data.method,
      dnsConfig: {
        relativeName: data.relativeName,
        fqdn: fqdnOf(cloud, data.relativeName),
        ttl: data.ttl,
      },
      monitorConfig: {
        profileMonitorStatus: monitorStatus(data, endpoints),
        ...monitor,
      },
      endpoints,
      trafficViewEnrollmentStatus: data.view,
      maxReturn: data.maxReturn ?? null,
      allowedEndpointRecordTypes: data.recordTypes,
    },
  };
}

// Inactive without endpoints, CheckingEndpoints with one (#1, #10). Nothing is ever probed, so it stays at that.
function monitorStatus({ status }: ProfileData, endpoints: readonly JsonObject[]): string {
  if (status === 'Disabled') return 'Disabled';
  const isAny = endpoints.some(
    (endpoint) => stringAt(endpoint, 'properties', 'endpointStatus') === 'Enabled',
  );
  return isAny ? 'CheckingEndpoints' : 'Inactive';
}

export function fqdnOf(cloud: Cloud, relativeName: string): string {
  return `${relativeName}.${suffixes[cloud.name]}`;
}

// arm-protocol.md, clouds.
const suffixes: Readonly<Record<CloudName, string>> = {
  AzureCloud: 'trafficmanager.net',
  AzureUSGovernment: 'usgovtrafficmanager.net',
  AzureChinaCloud: 'trafficmanager.cn',
};

/** The profile that has the name, which is one of all Azure. */
export function profileNamed(cloud: Cloud, relativeName: string): Profile | undefined {
  const profiles = cloud.world.ofType(profileType) as readonly Profile[];
  return profiles.find(({ data }) => data.relativeName.toLowerCase() === relativeName.toLowerCase());
}

/** Text: microsoft/unreal-cloud-ddc-on-azure issue 42. */
export function nameTaken(cloud: Cloud, relativeName: string): string {
  return `Domain name ${fqdnOf(cloud, relativeName)} is not available. Please choose a different DNS prefix.`;
}

// Recalled: status and code (trafficmanager.md).
export function refuseTakenName(cloud: Cloud, relativeName: string): void {
  if (profileNamed(cloud, relativeName)) throw new ArmError(409, 'Conflict', nameTaken(cloud, relativeName));
}

export function statusIn(body: unknown, name: string): Status | undefined {
  return oneOf(['Enabled', 'Disabled'] as const, name, property(body, name));
}

/** Refuses a number beyond its range; code and text are assumed. */
export function within(name: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw badRequest(`The property ${name} has to be a whole number from ${from} to ${to}.`);
}

function oneOf<Value extends string>(
  known: readonly Value[],
  name: string,
  sent: string | undefined,
): Value | undefined {
  if (sent === undefined) return undefined;
  const found = known.find((value) => value.toLowerCase() === sent.toLowerCase());
  if (!found) throw badRequest(`The property ${name} has to be one of ${known.join(', ')}.`);
  return found;
}

function property(body: unknown, name: string): string | undefined {
  const found = at(body, 'properties', name);
  return found === undefined ? undefined : stringAt(body, 'properties', name);
}
