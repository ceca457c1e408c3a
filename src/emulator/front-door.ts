import type { Fault, ListOrder } from './api.ts';
import {
  type ArmPath,
  extensionTarget,
  parentTarget,
  parseArmPath,
  type Target,
  targetOf,
} from './arm-path.ts';
import { authorize } from './authorization.ts';
import type { Answer, Call, Cloud, Handler, ResourceType } from './cloud.ts';
import { EmulatorBug, groupNotFound, notImplemented, resourceNotFound } from './errors.ts';
import { checkScope, scopeId } from './extension-scope.ts';
import { checkLinkedAccess } from './linked-access.ts';
import { allIn, type ListRequest, listObjects, lookAt, standing } from './lists.ts';
import { refuseLocked } from './locked-scopes.ts';
import { isPollPath, operationIdOf, poll } from './operations.ts';
import { isAllowed } from './permissions.ts';
import { verifySignature } from './poll-url.ts';
import { checkVersion, missingApiVersion, operationNotFound, refuseType } from './refusals.ts';
import { locationList } from './regions.ts';
import { resourceFilter } from './resource-filter.ts';
import { expandedResource, tracked } from './resource-list.ts';
import {
  answerProviders,
  checkRegistered,
  permissionApiVersions,
  subscriptionApiVersions,
  subscriptionBody,
  subscriptionList,
  tenantList,
} from './subscription-level.ts';
import { groupBeingDeleted, groupOf, groupTarget } from './types/resource-groups.ts';
import { shapeIn } from './version-shapes.ts';
import type { StoredObject } from './world.ts';

/** A request whose caller is known; what is left is to find out what it wants. */
export interface Incoming {
  readonly method: string;
  readonly path: string;
  /** Names lower-case. */
  readonly query: Readonly<Record<string, string>>;
  readonly rawQuery: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly operationFault: Fault['operation'];
  readonly listOrder: ListOrder;
  readonly pageSize: number;
}

/** Answers, or throws ArmError. */
export function answerAt(cloud: Cloud, incoming: Incoming): Answer {
  // What other services have, such as Graph, is said to be lacking before anybody asks for versions of ARM.
  if (!ofArm.test(incoming.path)) throw notImplemented(`${incoming.method} ${incoming.path}`);
  const apiVersion = incoming.query['api-version'];
  if (apiVersion === undefined || apiVersion === '') throw missingApiVersion();
  refuseStrayOptions(incoming);
  const list = listOfCaller(incoming);
  if (list) {
    checkVersion(apiVersion, subscriptionApiVersions, list);
    return { status: 200, body: list === 'tenants' ? tenantList(cloud) : subscriptionList(cloud) };
  }
  const path = parseArmPath(incoming.path);
  if (!path) throw notImplemented(`${incoming.method} ${incoming.path}`);
  authorize(cloud, incoming.method, path, incoming.path);
  refuseLocked(cloud, incoming.method, path, incoming.path);
  const polled = answerPoll(cloud, incoming);
  if (polled) return polled;
  return answerOther(cloud, incoming, path, apiVersion) ?? answerResource(cloud, incoming, path, apiVersion);
}

const ofArm = /^\/+(subscriptions|tenants|providers)(\/|$)/i;

/** What is listed for a caller without naming a subscription. */
function listOfCaller({ method, path }: Incoming): 'tenants' | 'subscriptions' | undefined {
  const [, word] = /^\/+(tenants|subscriptions)\/?$/i.exec(path) ?? [];
  if (method !== 'GET' || word === undefined) return undefined;
  return word.toLowerCase() === 'tenants' ? 'tenants' : 'subscriptions';
}

// One that were passed over would answer something else than was asked for.
function refuseStrayOptions({ path, query }: Incoming): void {
  const known = /\/resources\/?$/i.test(path) ? [...listOptions, '$expand'] : listOptions;
  const stray = Object.keys(query).find((name) => name.startsWith('$') && !known.includes(name));
  if (stray) throw notImplemented(`the query option ${stray}`);
}

const listOptions: readonly string[] = ['$top', '$skiptoken', '$filter'];

function answerPoll(cloud: Cloud, incoming: Incoming): Answer | undefined {
  const operation = cloud.world.operation(decodeURIComponent(operationIdOf(incoming.path)));
  if (!operation && incoming.method === 'GET' && pollPath.test(incoming.path))
    throw operationNotFound(incoming.path);
  if (!operation || incoming.method !== 'GET' || !isPollPath(operation, decodeURIComponent(incoming.path)))
    return undefined;
  verifySignature(operation, incoming.rawQuery);
  return poll(cloud, incoming.origin, operation, decodeURIComponent(incoming.path).toLowerCase());
}

const pollPath =
  /\/(operations|operation(Statuses|Results)|(privateD|d)nsOperation(Statuses|Results))\/[^/]+$/i;

/** What is neither a resource nor a list of one type. */
function answerOther(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  apiVersion: string,
): Answer | undefined {
  const { method } = incoming;
  const isRead = method === 'GET';
  if (
    path.namespace?.toLowerCase() === 'microsoft.authorization' &&
    path.kinds[0]?.toLowerCase() === 'permissions'
  ) {
    if (!isRead || path.names.length > 0) return undefined;
    checkVersion(apiVersion, permissionApiVersions, 'permissions');
    return { status: 200, body: { value: cloud.permissions.at(path.scope).map(({ shown }) => shown) } };
  }
  const rest = path.rest.map((segment) => segment.toLowerCase());
  if (path.namespace === undefined && path.group === undefined) {
    if (isRead && rest.length === 0) {
      checkVersion(apiVersion, subscriptionApiVersions, 'subscriptions');
      return { status: 200, body: subscriptionBody(cloud, path.subscription) };
    }
    if (isRead && rest[0] === 'resourcegroups' && rest.length === 1)
      return listGroups(cloud, incoming, path, apiVersion);
    if (isRead && rest[0] === 'resources' && rest.length === 1)
      return listResources(cloud, incoming, `/subscriptions/${path.subscription}`, apiVersion);
    if (isRead && rest[0] === 'locations' && rest.length === 1) {
      checkVersion(apiVersion, subscriptionApiVersions, 'locations');
      return { status: 200, body: locationList(cloud, path.subscription) };
    }
  }
  if (path.namespace === undefined && path.group !== undefined)
    return answerGroup(cloud, incoming, path, apiVersion);
  const providers = answerProviders(cloud, method, path);
  if (providers) checkVersion(apiVersion, subscriptionApiVersions, 'providers');
  return providers;
}

function listGroups(cloud: Cloud, incoming: Incoming, path: ArmPath, apiVersion: string): Answer {
  const type = typeNamed(cloud, 'Microsoft.Resources', ['resourceGroups']);
  checkVersion(apiVersion, type.apiVersions, 'resourceGroups');
  const prefix = `/subscriptions/${path.subscription}/`.toLowerCase();
  const groups = cloud.world.ofType(type.type).filter(({ id }) => id.toLowerCase().startsWith(prefix));
  const readable = readableOf(cloud, 'Microsoft.Resources/subscriptions/resourceGroups', groups);
  const wanted = resourceFilter(incoming.query['$filter']);
  const asked = readable.filter((group) =>
    wanted({ ...type.view(cloud, group), id: group.id, type: type.type }),
  );
  return listObjects(cloud, { ...listRequest(incoming), filtered: true }, asked);
}

function answerGroup(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  apiVersion: string,
): Answer | undefined {
  const type = typeNamed(cloud, 'Microsoft.Resources', ['resourceGroups']);
  const [word, ...more] = path.rest;
  const target = groupTarget(path.subscription, path.group ?? '');
  if (word === undefined) {
    checkVersion(apiVersion, type.apiVersions, 'resourceGroups');
    return answerObject(callOf(cloud, incoming, target, apiVersion), type);
  }
  if (word.toLowerCase() !== 'resources' || more.length > 0 || incoming.method !== 'GET') return undefined;
  if (!groupOf(cloud, target)) throw groupNotFound(target.name);
  return listResources(cloud, incoming, target.id, apiVersion);
}

function listResources(cloud: Cloud, incoming: Incoming, scope: string, apiVersion: string): Answer {
  const { apiVersions } = typeNamed(cloud, 'Microsoft.Resources', ['resourceGroups']);
  checkVersion(apiVersion, apiVersions, 'resources');
  const { $filter: filter, $expand: expand } = incoming.query;
  const show = expandedResource(cloud, expand, filter);
  return listObjects(
    cloud,
    { ...listRequest(incoming), filtered: true },
    tracked(cloud, scope, filter),
    show,
  );
}

function answerResource(cloud: Cloud, incoming: Incoming, path: ArmPath, apiVersion: string): Answer {
  if (path.namespace === undefined) throw notImplemented(`${incoming.method} ${incoming.path}`);
  const isObject = path.kinds.length === path.names.length;
  const type = findType(cloud, path.namespace, path.kinds);
  if (type) {
    checkVersion(apiVersion, type.apiVersions, type.type.split('/').slice(1).join('/'));
    if (incoming.method !== 'GET') checkRegistered(cloud, path.subscription, path.namespace);
    if (type.listAtScope) return answerExtension(cloud, incoming, path, type, apiVersion);
    if (isObject && (path.group !== undefined) !== (type.atSubscription === true)) {
      return answerObject(callOf(cloud, incoming, targetOf(path, type.type), apiVersion), type);
    }
    if (!isObject && incoming.method === 'GET') return answerList(cloud, incoming, path, type, apiVersion);
  }
  return (
    answerAction(cloud, incoming, path, apiVersion) ?? refuseType(cloud, incoming.method, path, apiVersion)
  );
}

function answerExtension(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  type: ResourceType,
  apiVersion: string,
): Answer {
  const target = extensionTarget(path, type.type, scopeId(cloud, path.scope));
  const call = callOf(cloud, incoming, target, apiVersion);
  if (path.kinds.length === path.names.length) return answerObject(call, type);
  if (incoming.method !== 'GET' || !type.listAtScope)
    throw notImplemented(`${incoming.method} ${incoming.path}`);
  checkScope(call);
  const counted = type.listAtScope(call);
  // Who may read the list at its scope also sees what is inherited from above it.
  const mayRead = isAllowed(cloud, `${type.type}/read`, call.target.scope ?? '');
  const shown = mayRead ? counted : readableOf(cloud, type.type, counted);
  return listObjects(cloud, { ...listRequest(incoming), filtered: true }, shown);
}

function answerObject(call: Call, type: ResourceType): Answer {
  const answer = answerWhole(call, type);
  return answer.body ? { ...answer, body: shapeIn(type, call.apiVersion, answer.body) } : answer;
}

/** As no version shows it: with all that any of them does. */
function answerWhole(call: Call, type: ResourceType): Answer {
  const { cloud, target } = call;
  checkLinkedAccess(call);
  refuseConditions(call, type);
  const refused = checkAncestors(call, type);
  if (refused) return refused;
  const found = standing(cloud, type, target.key);
  switch (call.method) {
    case 'GET':
    case 'HEAD': {
      const object = found && lookAt(cloud, found);
      if (!object) return (type.absent ?? absent)(call);
      const body = type.view(cloud, object);
      type.looked?.(cloud, object);
      const headers = type.etag ? { etag: type.etag(cloud, object) } : {};
      return call.method === 'HEAD' ? { status: 204 } : { status: 200, headers, body };
    }
    case 'PUT':
      return run(type.put, call);
    case 'PATCH':
      return found ? run(type.patch, call) : (type.absent ?? absent)(call);
    case 'DELETE':
      return found ? run(type.remove, call) : (type.absent ?? absent)(call);
    default:
      throw notImplemented(`${call.method} of ${target.type}`);
  }
}

// Nobody has recorded what the other providers do with a condition; one that were passed over would overwrite.
function refuseConditions({ method, headers, target }: Call, type: ResourceType): void {
  if (type.judgesConditions === true || method === 'GET' || method === 'HEAD') return;
  const condition = ['if-match', 'if-none-match'].find((name) => headers[name] !== undefined);
  if (condition) throw notImplemented(`the condition ${condition} on ${method} of ${target.type}`);
}

/** The group must be there and may not be going away; so must every parent. */
function checkAncestors(call: Call, type: ResourceType): Answer | undefined {
  if (type.type === 'Microsoft.Resources/resourceGroups' || type.atSubscription) return undefined;
  if (type.listAtScope) {
    checkScope(call);
    return undefined;
  }
  const refused = type.parentFirst ? checkParent(call, type) : undefined;
  if (refused) return refused;
  const group = groupOf(call.cloud, call.target);
  if (!group) throw groupNotFound(call.target.group);
  const isWrite = call.method === 'PUT' || call.method === 'PATCH';
  if (isWrite && group.data.state === 'Deleting') throw groupBeingDeleted(group.name);
  return checkParent(call, type);
}

// PrivateEndpoint_20240301 #50, Network_v1api20220701 #363: the parent is what is said to be missing.
function checkParent(call: Call, type: ResourceType): Answer | undefined {
  if (call.target.names.length < 2) return undefined;
  const parent = parentTarget(call.target);
  if (call.cloud.world.get(parent.key)) return undefined;
  if (type.parentAbsent) return type.parentAbsent(call);
  throw resourceNotFound(parent.type, parent.names, parent.group);
}

function absent(call: Call): Answer {
  if (call.method === 'DELETE') return { status: 204 };
  throw resourceNotFound(call.target.type, call.target.names, call.target.group);
}

function run(handler: Handler | undefined, call: Call): Answer {
  if (!handler) throw notImplemented(`${call.method} of ${call.target.type}`);
  return handler(call);
}

function answerList(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  type: ResourceType,
  apiVersion: string,
): Answer {
  if (type.listed === false) throw notImplemented(`GET ${incoming.path}`);
  if (path.group === undefined) {
    if (path.names.length > 0 || type.listedBySubscription === false)
      throw notImplemented(`GET ${incoming.path}`);
    const prefix = `/subscriptions/${path.subscription}/`.toLowerCase();
    const all = type.atSubscription
      ? allIn(cloud, type, targetOf(path, type.type, ['']).key.slice(0, -1))
      : cloud.world.ofType(type.type).filter(({ id }) => id.toLowerCase().startsWith(prefix));
    return listObjects(cloud, typedRequest(incoming, type), readableOf(cloud, type.type, all));
  }
  const probe = callOf(cloud, incoming, targetOf(path, type.type, [...path.names, '']), apiVersion);
  const refused = checkAncestors(probe, type);
  if (refused) return refused;
  const collection = probe.target.key.slice(0, -1);
  const answer = listObjects(cloud, typedRequest(incoming, type), allIn(cloud, type, collection));
  for (const object of cloud.world.inCollection(collection)) type.looked?.(cloud, object);
  return answer;
}

/** `…/registries/name/listUsages`, `…/providers/Microsoft.ContainerRegistry/checkNameAvailability`, and `ALL` records. */
function answerAction(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  apiVersion: string,
): Answer | undefined {
  const action = path.kinds.at(-1)?.toLowerCase();
  if (path.namespace === undefined || action === undefined || path.kinds.length !== path.names.length + 1)
    return undefined;
  const owner = findOwner(cloud, path, isRegional(path) ? `locations/${action}` : action, incoming.method);
  if (!owner) return answerAllRecords(cloud, incoming, path, apiVersion);
  checkVersion(apiVersion, owner.type.apiVersions, owner.type.type.split('/').slice(1).join('/'));
  const target = targetOf(path, owner.type.type);
  const call = callOf(cloud, incoming, target, apiVersion);
  if (path.names.length === 0 || isRegional(path)) return owner.handler(call);
  const refused = checkAncestors(call, owner.type);
  if (refused) return refused;
  return cloud.world.get(target.key) ? owner.handler(call) : (owner.type.absent ?? absent)(call);
}

/** `…/providers/Microsoft.Network/locations/westeurope/CheckDnsNameAvailability`: asked of a region, and of no object. */
function isRegional({ group, kinds, names }: ArmPath): boolean {
  return group === undefined && names.length === 1 && kinds[0]?.toLowerCase() === 'locations';
}

function findOwner(
  cloud: Cloud,
  path: ArmPath,
  action: string,
  method: string,
): { readonly type: ResourceType; readonly handler: Handler } | undefined {
  const namespace = `${path.namespace}/`.toLowerCase();
  const direct = findType(cloud, path.namespace ?? '', path.kinds.slice(0, -1));
  const isOfNone = path.names.length === 0 || isRegional(path);
  const candidates = isOfNone ? [...cloud.types.values()] : direct ? [direct] : [];
  for (const type of candidates) {
    const handler = type.actions?.[`${method} ${action}`];
    if (handler && type.type.toLowerCase().startsWith(namespace)) return { type, handler };
  }
  return undefined;
}

// `ALL` of a private zone (privatedns.md; the SDK spells it `aLL`), `recordsets` and `all` of a public one (dns.md).
const RECORD_LISTS: Readonly<Record<string, RegExp>> = {
  'privatednszones/all': /^Microsoft\.Network\/privateDnsZones\/[A-Z]+$/,
  'dnszones/recordsets': /^Microsoft\.Network\/dnsZones\/[A-Z]+$/,
  'dnszones/all': /^Microsoft\.Network\/dnsZones\/[A-Z]+$/,
};

function answerAllRecords(
  cloud: Cloud,
  incoming: Incoming,
  path: ArmPath,
  apiVersion: string,
): Answer | undefined {
  const types = RECORD_LISTS[path.kinds.join('/').toLowerCase()];
  if (incoming.method !== 'GET' || types === undefined) return undefined;
  const all = [...cloud.types.values()].filter(({ type }) => types.test(type));
  const [first] = all;
  if (!first || path.group === undefined) return undefined;
  checkVersion(apiVersion, first.apiVersions, path.kinds.join('/'));
  const records = all.filter(({ apiVersions }) => apiVersions.includes(apiVersion.toLowerCase()));
  const probe = callOf(cloud, incoming, targetOf(path, first.type, [...path.names, '']), apiVersion);
  const refused = checkAncestors(probe, first);
  if (refused) return refused;
  const zone = parentTarget(probe.target);
  const found = records.flatMap(({ type }) => {
    return cloud.world.inCollection(`${zone.key}/${type.split('/').at(-1)?.toLowerCase()}`);
  });
  return listObjects(cloud, { ...listRequest(incoming), byName: zone.type.endsWith('/dnsZones') }, found);
}

// A list of a whole subscription is shortened to what the caller may read (authorization.ts).
function readableOf(cloud: Cloud, type: string, objects: readonly StoredObject[]): readonly StoredObject[] {
  return objects.filter(({ id }) => isAllowed(cloud, `${type}/read`, id));
}

function callOf(cloud: Cloud, incoming: Incoming, target: Target, apiVersion: string): Call {
  const { method, body, headers, query, origin, operationFault } = incoming;
  return { cloud, method, target, apiVersion, body, headers, query, origin, operationFault };
}

function listRequest(incoming: Incoming): ListRequest {
  const { origin, path, query, listOrder, pageSize } = incoming;
  return { origin, path, query, order: listOrder, pageSize };
}

function typedRequest(incoming: Incoming, { listsEndEmpty }: ResourceType): ListRequest {
  return { ...listRequest(incoming), endsEmpty: listsEndEmpty };
}

function findType(cloud: Cloud, namespace: string, kinds: readonly string[]): ResourceType | undefined {
  return kinds.length === 0 ? undefined : cloud.types.get([namespace, ...kinds].join('/').toLowerCase());
}

function typeNamed(cloud: Cloud, namespace: string, kinds: readonly string[]): ResourceType {
  const type = findType(cloud, namespace, kinds);
  if (!type) throw new EmulatorBug(`Type ${namespace}/${kinds.join('/')} is missing.`);
  return type;
}
