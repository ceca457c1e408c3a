import type { Call } from '../cloud.ts';
import { ArmError, notImplemented } from '../errors.ts';
import {
  arrayAt,
  booleanAt,
  type Json,
  type JsonObject,
  numberAt,
  objectAt,
  stringAt,
  stringsAt,
} from '../json.ts';
import { type GatewayData, type GatewaySku, generationOf } from './gateway-body.ts';
import { uploadedCertificate } from './gateway-certificates.ts';
import {
  type Collection,
  collectionsOf,
  type GatewayPart,
  partKinds,
  partType,
  unbuilt,
} from './gateway-parts.ts';

/** What the body of a PUT asks for, normalised; what it names is not looked for yet. */
export type WantedGateway = Pick<GatewayData, 'sku' | 'settings' | 'firewallPolicyId' | 'parts' | 'zones'>;

export function wantedGateway(call: Call, before: GatewayData | undefined): WantedGateway {
  const given = objectAt(call.body, 'properties') ?? {};
  const sku = skuOf(given);
  refuseUnknown(
    given,
    ['properties'],
    [...settingNames, ...shownOnly, ...allCollections],
    'ApplicationGatewayPropertiesFormat',
  );
  refuseUnbuilt(given);
  const parts = collectionsOf[generationOf(sku)].flatMap((collection) => {
    const path = ['properties', collection];
    const read = partsAt(call, given, path, collection, before);
    return collection === 'urlPathMaps' ? [...read, ...pathRulesIn(call, given, before)] : read;
  });
  return {
    sku,
    zones: stringsAt(call.body, 'zones'),
    settings: settingsOf(given),
    firewallPolicyId: referenceAt(given['firewallPolicy'], ['properties', 'firewallPolicy']),
    parts,
  };
}

const settingNames = [
  'sku',
  'sslPolicy',
  'enableHttp2',
  'enableFips',
  'autoscaleConfiguration',
  'webApplicationFirewallConfiguration',
  'firewallPolicy',
  'forceFirewallPolicyAssociation',
  'customErrorConfigurations',
  'globalConfiguration',
] as const;

/** Clients send back what they read. */
const shownOnly = [
  'provisioningState',
  'resourceGuid',
  'operationalState',
  'defaultPredefinedSslPolicy',
  'privateEndpointConnections',
  'entraJWTValidationConfigs',
] as const;

const allCollections = [...new Set([...collectionsOf[1], ...collectionsOf[2]])];

function refuseUnbuilt(given: JsonObject): void {
  const found = [...unbuilt, 'entraJWTValidationConfigs'].find(
    (name) => (arrayAt(given, name) ?? []).length > 0,
  );
  if (found !== undefined) throw notImplemented(`${found} of application gateways`);
}

function skuOf(given: JsonObject): GatewaySku {
  const sku = objectAt(given, 'sku');
  return {
    name: stringAt(sku, 'name') ?? '',
    tier: stringAt(sku, 'tier') ?? stringAt(sku, 'name') ?? '',
    capacity: numberAt(sku, 'capacity'),
  };
}

function settingsOf(given: JsonObject): JsonObject {
  const settings = {
    enableHttp2: booleanAt(given, 'enableHttp2'),
    enableFips: booleanAt(given, 'enableFips'),
    autoscaleConfiguration: objectAt(given, 'autoscaleConfiguration'),
    webApplicationFirewallConfiguration: firewallOf(objectAt(given, 'webApplicationFirewallConfiguration')),
    forceFirewallPolicyAssociation: booleanAt(given, 'forceFirewallPolicyAssociation'),
    customErrorConfigurations: arrayAt(given, 'customErrorConfigurations'),
    globalConfiguration: objectAt(given, 'globalConfiguration'),
    sslPolicy: objectAt(given, 'sslPolicy'),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

// test_network_app_gateway_waf_config #13: `prevention` is read back with a capital, and three defaults appear.
function firewallOf(sent: JsonObject | undefined): JsonObject | undefined {
  const defaults = { requestBodyCheck: true, maxRequestBodySizeInKb: 128, fileUploadLimitInMb: 100 };
  const mode = stringAt(sent, 'firewallMode') ?? '';
  const firewallMode = ['Detection', 'Prevention'].find((each) => each.toLowerCase() === mode.toLowerCase());
  return sent && { ...defaults, ...sent, firewallMode };
}

function partsAt(
  call: Call,
  given: JsonObject,
  path: readonly string[],
  collection: Collection,
  before: GatewayData | undefined,
  map?: string,
): readonly GatewayPart[] {
  const sent = arrayAt(given, path.at(-1) ?? '') ?? [];
  const parent = map === undefined ? call.target.id : `${call.target.id}/urlPathMaps/${map}`;
  const names = new Set<string>();
  return sent.map((each, index) => {
    const at = [...path.slice(0, -1), `${path.at(-1)}[${index}]`];
    const name = stringAt(each, 'name') ?? '';
    if (name === '') throw unreadable('MissingResourceName', `A name is missing. Path ${at.join('.')}.`);
    // The code and the text are those of zone groups (zone-groups.ts).
    if (names.has(name.toLowerCase()))
      throw unreadable(
        'DuplicateResourceName',
        `Resource ${parent} has two child resources with the same name (${name}).`,
      );
    names.add(name.toLowerCase());
    const part = { collection, name, ...(map === undefined ? {} : { map }), properties: {} };
    return { ...part, properties: propertiesOf(call, each, at, part, before) };
  });
}

function pathRulesIn(call: Call, given: JsonObject, before: GatewayData | undefined): readonly GatewayPart[] {
  return (arrayAt(given, 'urlPathMaps') ?? []).flatMap((map, index) => {
    const path = [`properties.urlPathMaps[${index}].properties`, 'pathRules'];
    const properties = objectAt(map, 'properties') ?? {};
    return partsAt(call, properties, path, 'pathRules', before, stringAt(map, 'name') ?? '');
  });
}

function propertiesOf(
  call: Call,
  sent: Json,
  at: readonly string[],
  part: GatewayPart,
  before: GatewayData | undefined,
): JsonObject {
  const { members, references = {}, defaults = {}, words = {} } = partKinds[part.collection];
  const given = objectAt(sent, 'properties') ?? {};
  const path = [...at, 'properties'];
  refuseUnknown(given, path, knownMembers(part.collection), partType(part));
  const own: Record<string, Json | undefined> = {};
  for (const member of members) {
    const value = given[member] ?? defaults[member];
    if (value === undefined || value === null) continue;
    const reference = references[member];
    if (reference) own[member] = referencesOf(value, [...path, member], reference.isList === true);
    else own[member] = spelt(value, words[member]);
  }
  if (part.collection === 'httpListeners') Object.assign(own, listenerDefaults(given, own));
  if (part.collection === 'sslCertificates')
    return { ...own, ...uploadedCertificate(call, given, part, before) };
  return own;
}

// network.md: read back true of a listener of HTTPS with a host (recalled). HTTP/3 is off, whatever is sent (assumption).
function listenerDefaults(given: JsonObject, own: JsonObject): JsonObject {
  const hasHost = own['hostName'] !== undefined || (stringsAt(own, 'hostNames') ?? []).length > 0;
  const isAsked = booleanAt(given, 'requireServerNameIndication');
  return {
    requireServerNameIndication: isAsked ?? (own['protocol'] === 'Https' && hasHost),
    enableHttp3: false,
  };
}

function spelt(value: Json, words: readonly string[] | undefined): Json {
  if (typeof value !== 'string' || !words) return value;
  return words.find((word) => word.toLowerCase() === value.toLowerCase()) ?? value;
}

function referencesOf(value: Json, path: readonly string[], isList: boolean): Json {
  if (!isList) return { id: referenceAt(value, path) };
  const list: readonly Json[] = Array.isArray(value) ? value : [];
  return list.map((each, index) => ({
    id: referenceAt(each, [...path.slice(0, -1), `${path.at(-1)}[${index}]`]),
  }));
}

// Azure/azure-sdk-for-net issue 44854.
function referenceAt(value: Json | undefined, path: readonly string[]): string | undefined {
  if (value === undefined || value === null) return undefined;
  const id = stringAt(value, 'id');
  if (id === undefined)
    throw unreadable('MissingJsonReferenceId', `Value for reference id is missing. Path ${path.join('.')}.`);
  return id;
}

/** What is written, what is read back, and what other parts are shown as. */
function knownMembers(collection: Collection): readonly string[] {
  const { members, ignored = [] } = partKinds[collection];
  const backs = Object.values(partKinds).flatMap(({ references = {} }) =>
    Object.values(references).flatMap(({ to, back }) =>
      to === collection && back !== undefined ? [back] : [],
    ),
  );
  return [...members, ...ignored, ...backs, 'provisioningState'];
}

// The network provider reads strictly (recalled, as its words are).
function refuseUnknown(
  given: JsonObject,
  path: readonly string[],
  known: readonly string[],
  what: string,
): void {
  const stray = Object.keys(given).find((name) => !known.includes(name));
  if (stray === undefined) return;
  throw unreadable(
    'InvalidJson',
    `Could not find member '${stray}' on object of type '${what}'. Path '${[...path, stray].join('.')}'.`,
  );
}

function unreadable(code: string, message: string): ArmError {
  return new ArmError(400, 'InvalidRequestFormat', 'Cannot parse the request.', {
    details: [{ code, message }],
  });
}
