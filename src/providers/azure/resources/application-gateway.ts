import type { Json, JsonObject } from '../../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, setPath } from '../../../core/path.ts';
import type { ResourceType, UpdateInput } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import {
  asIs,
  body,
  type Canonical,
  emptyIsAbsent,
  hostName,
  identities,
  location,
  members,
  reference,
  setOf,
  tags,
  unless,
} from './canonical.ts';
import { withParts } from './named-parts.ts';
import { networkIncarnation } from './network-body.ts';
import { objectAt, removedKeys, without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/** A list of parts, each with a name; what a part refers to is another one by id, its own back-references are Azure's. */
const parts = (properties: Readonly<Record<string, Canonical>>): Canonical =>
  emptyIsAbsent(setOf(members({ name: asIs, properties: members(properties) })));

const header = members({ headerName: asIs, headerValue: asIs, headerValueMatcher: asIs });

// Lists are put in the order of their entries as text: what tells those apart comes first.
const rewriteRule = members({
  name: asIs,
  actionSet: members({
    requestHeaderConfigurations: emptyIsAbsent(setOf(header)),
    responseHeaderConfigurations: emptyIsAbsent(setOf(header)),
    urlConfiguration: asIs,
  }),
  conditions: emptyIsAbsent(
    setOf(members({ variable: asIs, ignoreCase: asIs, negate: asIs, pattern: asIs })),
  ),
  ruleSequence: asIs,
});

/**
 * Of a part that is ours all counts that stands here, also what acrctl never writes: a policy at a listener, or a redirect, would
 * take the place of what it does write. Defaults, by Microsoft's schema of 2025-05-01, are as good as nothing.
 */
const COLLECTIONS = {
  backendAddressPools: parts({ backendAddresses: setOf(members({ fqdn: hostName, ipAddress: asIs })) }),
  backendHttpSettingsCollection: parts({
    cookieBasedAffinity: asIs,
    dedicatedBackendConnection: unless(false),
    hostName,
    path: unless(''),
    pickHostNameFromBackendAddress: unless(false),
    port: asIs,
    probe: reference,
    protocol: asIs,
    requestTimeout: asIs,
    sniName: hostName,
    trustedRootCertificates: emptyIsAbsent(setOf(reference)),
    validateCertChainAndExpiry: unless(true),
    validateSNI: unless(true),
  }),
  frontendIPConfigurations: parts({ publicIPAddress: reference }),
  frontendPorts: parts({ port: asIs }),
  gatewayIPConfigurations: parts({ subnet: reference }),
  httpListeners: parts({
    customErrorConfigurations: emptyIsAbsent(setOf(members({ customErrorPageUrl: asIs, statusCode: asIs }))),
    firewallPolicy: reference,
    frontendIPConfiguration: reference,
    frontendPort: reference,
    hostName,
    hostNames: emptyIsAbsent(setOf(hostName)),
    protocol: asIs,
    requireServerNameIndication: asIs,
    sslCertificate: reference,
    sslProfile: reference,
  }),
  probes: parts({
    host: hostName,
    interval: asIs,
    match: members({ body: unless(''), statusCodes: setOf(asIs) }),
    minServers: unless(0),
    path: asIs,
    pickHostNameFromBackendHttpSettings: unless(false),
    port: asIs,
    protocol: asIs,
    timeout: asIs,
    unhealthyThreshold: asIs,
  }),
  requestRoutingRules: parts({
    backendAddressPool: reference,
    backendHttpSettings: reference,
    entraJWTValidationConfig: reference,
    httpListener: reference,
    loadDistributionPolicy: reference,
    priority: asIs,
    redirectConfiguration: reference,
    rewriteRuleSet: reference,
    ruleType: asIs,
    urlPathMap: reference,
  }),
  rewriteRuleSets: parts({ rewriteRules: setOf(rewriteRule) }),
  sslCertificates: parts({ keyVaultSecretId: secretId }),
} satisfies Record<string, Canonical>;

const normalise = body({
  location,
  tags,
  identity: members({ userAssignedIdentities: identities }),
  zones: setOf(asIs),
  properties: members({
    ...COLLECTIONS,
    autoscaleConfiguration: members({ maxCapacity: asIs, minCapacity: asIs }),
    enableHttp2: asIs,
    firewallPolicy: reference,
    sku: members({ name: asIs, tier: asIs }),
    sslPolicy: members({ policyName: asIs, policyType: asIs }),
  }),
});

const IDENTITIES = 'identity.userAssignedIdentities';

/** The lists of named parts in the document, by their names on the wire; each is owned part by part. */
const GATEWAY_PARTS: readonly string[] = Object.keys(COLLECTIONS);

/**
 * An application gateway is one document (network.md): a PUT says all of it, so that it starts from what is live and
 * carries the ETag of that read, and parts of an ingress controller or a person survive (K14, I-19). Every part answers
 * with its id, the ETag of the whole and references back, none of which is compared or sent.
 */
export const applicationGateway: ResourceType = {
  type: ARM_TYPE.gateway,
  apiVersion: '2025-05-01',
  label: 'application gateway',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  incarnationOf: networkIncarnation,
  // Another subnet needs a gateway that is stopped (network.md): it is made again.
  immutable: ['location', 'zones', 'properties.gatewayIPConfigurations'],
  ownedByEntry: ['tags', IDENTITIES, ...GATEWAY_PARTS.map((collection) => `properties.${collection}`)],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: putBody(change) }),
  serialise: (id) => [foldId(id)],
  conditional: true,
  seconds: { create: 360, update: 120, delete: 300 },
  deadlineMs: 60 * 60_000,
};

function putBody(change: UpdateInput): JsonObject {
  const isIdentity = (path: string) => isAtOrBelow(path, 'identity');
  const sent = withParts(
    writable(change.live),
    {
      ...change,
      paths: change.paths.filter((path) => !isIdentity(path)),
      removed: change.removed.filter((path) => !isIdentity(path)),
    },
    normalise,
  );
  const withIdentity = [...change.paths, ...change.removed].some(isIdentity)
    ? setPath(sent, 'identity', mergedIdentity(change))
    : sent;
  // A fixed number of instances and autoscaling exclude each other (network.md).
  return getPath(withIdentity, 'properties.autoscaleConfiguration') === undefined
    ? withIdentity
    : setPath(withIdentity, 'properties.sku', withoutCapacity(objectAt(withIdentity, 'properties.sku')));
}

/** The map is replaced whole; ids compare without case. */
function mergedIdentity(change: UpdateInput): JsonObject {
  const wanted = objectAt(change.desired, IDENTITIES);
  const gone = new Set([...removedKeys(change, IDENTITIES).map(foldId), ...Object.keys(wanted).map(foldId)]);
  const kept = Object.keys(objectAt(change.live, IDENTITIES)).filter((id) => !gone.has(foldId(id)));
  const ids = [...kept, ...Object.keys(wanted)];
  return { type: 'UserAssigned', userAssignedIdentities: Object.fromEntries(ids.map((id) => [id, {}])) };
}

function withoutCapacity({ capacity: _, ...sku }: JsonObject): JsonObject {
  return sku;
}

function writable(live: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, ...rest } = live;
  const sent = without(isServerOwned, rest);
  const ids = Object.keys(objectAt(live, IDENTITIES));
  return ids.length === 0 ? sent : setPath(sent, IDENTITIES, Object.fromEntries(ids.map((id) => [id, {}])));
}

/** A vault may be spelt in any case, the name of a secret is compared as the vault does: without case (keyvault.md). */
function secretId(value: Json): Json | undefined {
  return typeof value === 'string' ? value.toLowerCase().replace(/\/$/, '') : undefined;
}

function isServerOwned(member: string, holder: JsonObject): boolean {
  if (member === 'type') return 'id' in holder;
  return SERVER_OWNED.has(member) || (BACK_REFERENCES.has(member) && isBareReferences(holder[member]));
}

/** A list of ids and nothing else is what refers to a part; a part itself has a name. */
function isBareReferences(list: Json | undefined): boolean {
  return Array.isArray(list) && list.every((entry) => isJsonObject(entry) && entry['name'] === undefined);
}

/**
 * Read-only by Microsoft's schema of 2025-05-01, or, as `enableHttp3`, answered without standing in it
 * (observed-behaviour.md 4.1, 4.2).
 */
const SERVER_OWNED: ReadonlySet<string> = new Set([
  'backendIPConfigurations',
  'defaultPredefinedSslPolicy',
  'enableHttp3',
  'etag',
  'operationalState',
  'privateEndpointConnections',
  'provisioningState',
  'publicCertData',
  'resourceGuid',
]);

/** The lists of parts under whose names a part lists what refers to it (observed-behaviour.md 4.1). */
const BACK_REFERENCES: ReadonlySet<string> = new Set([
  'backendHttpSettings',
  'httpListeners',
  'listeners',
  'pathRules',
  'requestRoutingRules',
  'routingRules',
  'urlPathMaps',
]);

/** What somebody else put into a live gateway, as `httpListeners[NAME]`; `bodies` hold with what acrctl looks after. */
export function foreignParts(live: JsonObject, ...bodies: readonly JsonObject[]): readonly string[] {
  const ours = new Set(bodies.flatMap(partsOf));
  return partsOf(live).filter((part) => !ours.has(part));
}

/** Also in lists of which acrctl makes no part: redirects, path maps, profiles. */
function partsOf(gateway: JsonObject): readonly string[] {
  return Object.entries(objectAt(gateway, 'properties'))
    .filter(([collection]) => !SERVER_OWNED.has(collection))
    .flatMap(([collection, list]) =>
      Array.isArray(list)
        ? list.flatMap((part: Json) =>
            isJsonObject(part) && typeof part['name'] === 'string' ? [`${collection}[${part['name']}]`] : [],
          )
        : [],
    )
    .toSorted();
}
