import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug } from '../errors.ts';
import {
  arrayAt,
  canonical,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringMapAt,
  stringsAt,
} from '../json.ts';
import { begin } from '../operations.ts';
import { beyond } from '../version-shapes.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { lowestFree } from './addresses.ts';
import { gatewayType } from './gateway-body.ts';
import { interfaceType } from './interface-body.ts';
import { addressOf, type IpRange, rangeOf } from './ip-ranges.ts';
import { networkOperation, weakEtag } from './network-common.ts';
import {
  heldFromOutside,
  joined,
  type LivingData,
  livingEffects,
  locationOf,
  patchTags,
  referenceAt,
  startRemoval,
  written,
} from './network-life.ts';
import {
  configurationOf,
  type PublicIpData,
  type PublicIpDns,
  publicIpMembers,
  publicIpType,
  publicIpView,
} from './public-ip-body.ts';

export const publicIpAddresses: ResourceType = {
  type: publicIpType,
  apiVersions: networkVersions,
  versioned: publicIpMembers,
  tracked: true,
  view: (cloud, object) => publicIpView(cloud, object as StoredObject<PublicIpData>),
  etag: (_cloud, object) => (object as StoredObject<PublicIpData>).data.etag,
  put,
  patch: (call) => written(call, 200, publicIpView(call.cloud, patchTags<PublicIpData>(call))),
  remove: (call) => {
    refuseInUse(call);
    return startRemoval(call, 'public-ip.delete');
  },
  actions: { 'GET locations/checkdnsnameavailability': checkName },
  blockedBy: (cloud, object) => {
    const user = configurationOf(cloud, object.id);
    return heldFromOutside(object, user === undefined ? [] : [user]);
  },
  effects: livingEffects('public-ip', {
    settle: (cloud, object) => withAddress(cloud, object as StoredObject<PublicIpData>),
  }),
};

// Every recorded PUT says Updating, with Retry-After 1 (PublicIP_20240301_CRUD #2, #6).
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<PublicIpData>(target.key);
  const running = joined(call);
  if (running && before) return written(call, running.answerStatus, publicIpView(cloud, before), running);
  const location = locationOf(call, before);
  const object: StoredObject<PublicIpData> = {
    ...before,
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: publicIpType,
    data: {
      ...wantedOf(call, location, before),
      tags: stringMapAt(call.body, 'tags'),
      location,
      etag: weakEtag(cloud),
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      state: 'Updating',
      address: before?.data.address,
    },
  };
  cloud.world.put(object);
  const plan = {
    verb: 'PUT',
    effect: 'public-ip.write',
    answerStatus: before ? 200 : 201,
    retryAfter: 1,
  } as const;
  const operation = begin(call, networkOperation(call, location, plan));
  return written(call, plan.answerStatus, publicIpView(cloud, object), operation);
}

function wantedOf(
  call: Call,
  location: string,
  before: StoredObject<PublicIpData> | undefined,
): Omit<PublicIpData, keyof LivingData | 'address'> {
  const given = objectAt(call.body, 'properties') ?? {};
  const sku = stringAt(call.body, 'sku', 'name') ?? 'Basic';
  const method = stringAt(given, 'publicIPAllocationMethod') ?? 'Dynamic';
  const version = stringAt(given, 'publicIPAddressVersion') ?? 'IPv4';
  const wanted = {
    sku: oneOf(call, 'sku.name', sku, ['Basic', 'Standard']),
    tier: stringAt(call.body, 'sku', 'tier') ?? 'Regional',
    zones: stringsAt(call.body, 'zones'),
    method: oneOf(call, 'publicIPAllocationMethod', method, ['Dynamic', 'Static']),
    version: oneOf(call, 'publicIPAddressVersion', version, ['IPv4', 'IPv6']),
    dns: dnsOf(call, location, before),
    settings: settingsOf(call, before),
    foreignUsers: foreignUsersOf(given),
  } as const;
  checkKind(call, wanted, before?.data);
  if (
    before &&
    canonical([...(wanted.zones ?? [])].sort()) !== canonical([...(before.data.zones ?? [])].sort())
  )
    throw badRequest(`The zones of public IP address ${call.target.name} cannot be changed.`);
  return wanted;
}

type Kind = Pick<PublicIpData, 'sku' | 'method' | 'version'>;

// That these are refused is documented ("Public IP addresses", MicrosoftDocs); codes and texts are assumed.
function checkKind(call: Call, wanted: Kind, before: Kind | undefined): void {
  const { name } = call.target;
  if (wanted.sku === 'Standard' && wanted.method === 'Dynamic')
    throw badRequest(`Public IP address ${name} of the SKU Standard must be static.`);
  const fixed = before && (['sku', 'version'] as const).find((member) => wanted[member] !== before[member]);
  if (fixed) throw badRequest(`The ${fixed} of public IP address ${name} cannot be changed.`);
}

function oneOf<Value extends string>(
  call: Call,
  path: string,
  sent: string,
  values: readonly Value[],
): Value {
  const found = values.find((value) => value.toLowerCase() === sent.toLowerCase());
  if (found !== undefined) return found;
  throw badRequest(`Invalid value '${sent}' for ${path} of public IP address ${call.target.name}.`);
}

function settingsOf(call: Call, before: StoredObject<PublicIpData> | undefined): JsonObject {
  const given = objectAt(call.body, 'properties') ?? {};
  const ddos = objectAt(given, 'ddosSettings');
  const plan = referenceAt(ddos, 'ddosProtectionPlan');
  const settings = {
    idleTimeoutInMinutes: numberAt(given, 'idleTimeoutInMinutes'),
    ipTags: arrayAt(given, 'ipTags')?.map((tag) => ({
      ipTagType: stringAt(tag, 'ipTagType'),
      tag: stringAt(tag, 'tag'),
    })),
    ddosSettings: ddos && {
      protectionMode: stringAt(ddos, 'protectionMode') ?? 'VirtualNetworkInherited',
      ddosProtectionPlan: plan,
    },
    publicIPPrefix: referenceAt(given, 'publicIPPrefix'),
    deleteOption: stringAt(given, 'deleteOption'),
  };
  const said = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const unsaid = beyond(publicIpMembers, call.apiVersion, { properties: before?.data.settings ?? {} });
  return { ...said, ...objectAt(unsaid, 'properties') };
}

/** Clients write back what they read (test_network_public_ip_ddos_settings #27). What is built says for itself what it uses. */
function foreignUsersOf(given: JsonObject): JsonObject {
  const configuration = referenceAt(given, 'ipConfiguration');
  const isBuilt = [interfaceType, gatewayType].some((type) =>
    configuration?.id.toLowerCase().includes(`/providers/${type.toLowerCase()}/`),
  );
  return {
    ...(configuration && !isBuilt ? { ipConfiguration: configuration } : {}),
    ...(referenceAt(given, 'natGateway') ? { natGateway: referenceAt(given, 'natGateway') } : {}),
  };
}

/**
 * `label.region.cloudapp.azure.com`; with a scope a hash stands between, which keeps others from taking the name
 * (test_network_public_ip #1, #13).
 */
function dnsOf(
  call: Call,
  location: string,
  before: StoredObject<PublicIpData> | undefined,
): PublicIpDns | undefined {
  const sent = objectAt(call.body, 'properties', 'dnsSettings');
  if (!sent) return undefined;
  const label = stringAt(sent, 'domainNameLabel')?.toLowerCase();
  const scope = stringAt(sent, 'domainNameLabelScope');
  const reverseFqdn = stringAt(sent, 'reverseFqdn');
  if (label === undefined) return { label, scope, fqdn: undefined, reverseFqdn };
  const known = before?.data.dns;
  if (known?.label === label && known.scope === scope) return { ...known, reverseFqdn };
  const fqdn =
    scope === undefined
      ? `${label}.${location}.cloudapp.azure.com`
      : `${label}.${call.cloud.chance.hex(16)}.${location}.sysgen.cloudapp.azure.com`;
  refuseTakenName(call, fqdn);
  return { label, scope, fqdn, reverseFqdn };
}

// Recalled, not recorded.
function refuseTakenName({ cloud, target }: Call, fqdn: string): void {
  if (!addressesNamed(cloud, fqdn).some(({ id }) => id.toLowerCase() !== target.key)) return;
  const message = `DNS record ${fqdn} is already used by another public IP.`;
  throw new ArmError(400, 'DnsRecordInUse', message, { details: [] });
}

function addressesNamed(cloud: Cloud, fqdn: string): readonly StoredObject<PublicIpData>[] {
  const all = cloud.world.ofType(publicIpType) as readonly StoredObject<PublicIpData>[];
  return all.filter(({ data }) => data.dns?.fqdn === fqdn);
}

// `CheckDnsNameAvailability.json` of the specification has the form, and the pattern of a label; how another is refused is assumed.
function checkName({ cloud, target, query }: Call): Answer {
  const label = (query['domainnamelabel'] ?? '').toLowerCase();
  if (!/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label))
    throw badRequest(`The domain name label ${label} is invalid.`);
  const fqdn = `${label}.${target.name.toLowerCase()}.cloudapp.azure.com`;
  return { status: 200, body: { available: addressesNamed(cloud, fqdn).length === 0 } };
}

/** Of no network (RFC 2544), so that nobody is reached who should not be. */
const addresses = rangeOf('198.18.0.0/15') as IpRange;

/** A static address is drawn when its object is ready (test_network_public_ip #1, #3), and no other one has it. */
function withAddress(cloud: Cloud, object: StoredObject<PublicIpData>): StoredObject<PublicIpData> {
  if (object.data.address !== undefined || object.data.method === 'Dynamic') return object;
  if (object.data.version === 'IPv6') {
    const address = `2001:db8::${cloud.chance.hex(4)}:${cloud.chance.hex(4)}`;
    return { ...object, data: { ...object.data, address } };
  }
  const taken = cloud.world.claimedWithin(pool);
  const from =
    addresses.first + (Number.parseInt(cloud.chance.hex(8), 16) % (addresses.last - addresses.first));
  const [number] = [
    ...lowestFree({ first: from, last: addresses.last }, taken, 1),
    ...lowestFree(addresses, taken, 1),
  ];
  if (number === undefined) throw new EmulatorBug('All public addresses are taken.');
  const claims = { within: pool, numbers: [number] };
  return { ...object, claims, data: { ...object.data, address: addressOf(number) } };
}

/** What all public addresses are claimed within. */
const pool = '/public-addresses';

// Recalled, not recorded. A user of a type that is not built may be gone, so it holds nothing.
function refuseInUse({ cloud, target }: Call): void {
  const object = cloud.world.get<PublicIpData>(target.key);
  const owner = object && configurationOf(cloud, object.id);
  if (owner === undefined) return;
  throw new ArmError(
    400,
    'PublicIPAddressCannotBeDeleted',
    `Public IP address ${target.id} can not be deleted since it is still allocated to resource ${owner}. In order to delete the public IP, disassociate/detach the Public IP address from the resource.  To learn how to do this, see aka.ms/deletepublicip.`,
    { details: [] },
  );
}
