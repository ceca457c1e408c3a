import type { OperationError } from '../api.ts';
import { keyOf } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, badRequest, resourceNotFound } from '../errors.ts';
import { canonical, stringMapAt } from '../json.ts';
import { begin, isSent, operationHeaders, refuseFor } from '../operations.ts';
import { until } from '../version-shapes.ts';
import { networkVersions } from '../versions.ts';
import type { Operation } from '../world.ts';
import { backendHealth } from './backend-health.ts';
import { type Gateway, type GatewayData, gatewayMembers, gatewayType, gatewayView } from './gateway-body.ts';
import { servedAfterWrite } from './gateway-certificate-checks.ts';
import { vaultRefusal } from './gateway-certificates.ts';
import { placeGateway } from './gateway-placement.ts';
import { wantedGateway } from './gateway-request.ts';
import { checkGateway } from './gateway-rules.ts';
import { anotherOperation, networkOperation, weakEtag } from './network-common.ts';
import { changed, joined, locationOf, patchTags, startRemoval, written } from './network-life.ts';
import { identityOf } from './registry-identity.ts';

export const applicationGateways: ResourceType = {
  type: gatewayType,
  apiVersions: networkVersions,
  versioned: gatewayMembers,
  judgesConditions: true,
  tracked: true,
  view: (cloud, object) => gatewayView(cloud, object as Gateway),
  etag: (_cloud, object) => (object as Gateway).data.etag,
  put,
  patch: (call) => {
    checkConditions(call, gatewayOf(call));
    return written(call, 200, gatewayView(call.cloud, patchTags<GatewayData>(call)));
  },
  remove: (call) => {
    checkConditions(call, gatewayOf(call));
    return startRemoval(call, 'gateway.delete');
  },
  absent,
  actions: {
    'POST backendhealth': askHealth,
    'POST start': (call) => turn(call, 'gateway.start'),
    'POST stop': (call) => turn(call, 'gateway.stop'),
  },
  effects: {
    'gateway.create': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'gateway.update': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'gateway.delete': { succeed: finishDelete, fail: failWrite } satisfies Effect,
    'gateway.start': { succeed: turned(true), fail: failWrite } satisfies Effect,
    'gateway.stop': { succeed: turned(false), fail: failWrite } satisfies Effect,
    'gateway.health': { succeed: () => undefined, fail: () => undefined, result: healthOf } satisfies Effect,
  },
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = gatewayOf(call);
  checkConditions(call, before);
  const running = runningOn(cloud, target.key);
  const newest = running.toSorted((left, right) => left.sequence - right.sequence).at(-1);
  if (newest && before && isSent(call, newest))
    return written(call, newest.answerStatus, gatewayView(cloud, before), newest);
  // Other writes are let in while one is at work (test_network_ag_address_pool #8, #11, #15); while it is deleted: assumption.
  const removal = running.find(({ verb }) => verb === 'DELETE');
  if (removal) refuseFor(cloud, removal, (operation) => anotherOperation(call, operation));
  const location = locationOf(call, before);
  const wanted = wantedGateway(call, before?.data);
  const identity = ownIdentity(call, before);
  checkGateway(call, wanted, before?.data, identity !== undefined);
  checkZones(call, wanted.zones, before);
  const { subnet, parts, claims, uses } = placeGateway(call, location, wanted, before?.data);
  const tags = stringMapAt(call.body, 'tags');
  const data = { ...wanted, parts, identity, tags, location };
  const isDone =
    before?.data.state === 'Succeeded' && canonical({ ...before.data, ...data }) === canonical(before.data);
  const gateway: Gateway = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: gatewayType,
    data: {
      ...data,
      etag: weakEtag(cloud),
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      state: isDone ? 'Succeeded' : 'Updating',
      isMade: before?.data.isMade ?? false,
      isRunning: before?.data.isRunning ?? false,
      served: before?.data.served ?? {},
      defaultSslPolicy: before?.data.defaultSslPolicy ?? defaultSslPolicyIn(call.apiVersion),
    },
    uses,
    claims: { within: subnet.id, numbers: claims },
  };
  // While it is at work it has another etag than its answer (test_network_ag_address_pool #8, #9); one that stays as it is has
  // not (test_network_ag_url_path_map #70, #72).
  cloud.world.put(isDone ? gateway : { ...gateway, data: { ...gateway.data, etag: weakEtag(cloud) } });
  const plan = {
    verb: 'PUT',
    effect: before ? 'gateway.update' : 'gateway.create',
    answerStatus: before ? 200 : 201,
    // Network_v1api20220701 #114. That the subnet is held meanwhile: assumption, as with endpoints.
    ...(before ? {} : { retryAfter: 5, locks: [keyOf(subnet.id)] }),
    done: isDone,
  } as const;
  const operation = begin(call, networkOperation(call, location, plan));
  return written(call, plan.answerStatus, gatewayView(cloud, gateway), operation);
}

// application-gateway.md 4 and keyvault.md: user-assigned alone. Code and text are assumed.
function ownIdentity(call: Call, before: Gateway | undefined): GatewayData['identity'] {
  const identity = identityOf(call, before?.data.identity);
  if (identity?.systemPrincipalId !== undefined)
    throw badRequest(`Application gateway ${call.target.name} can only have user-assigned identities.`);
  return identity;
}

// network.md: zones do not change. Code and text are assumed.
function checkZones(call: Call, zones: readonly string[] | undefined, before: Gateway | undefined): void {
  if (!before || canonical([...(zones ?? [])].sort()) === canonical([...(before.data.zones ?? [])].sort()))
    return;
  throw badRequest(`The zones of application gateway ${call.target.name} cannot be changed.`);
}

// "Application Gateway TLS policy overview" (MicrosoftDocs): by the version that it is made with. Recorded are gateways that
// deployments made with older ones (test_network_app_gateway_with_waf_v2_sku #23).
function defaultSslPolicyIn(apiVersion: string): string {
  return until('2023-01-31')(apiVersion) ? 'AppGwSslPolicy20150501' : 'AppGwSslPolicy20220101';
}

/**
 * Network objects have an etag, and their clients offer no condition (arm-protocol.md); whoever sends one means it. Judged as public
 * zones do (test_dns_zone_update_if_match #4), in the shape of this service: assumption.
 */
function checkConditions(call: Call, gateway: Gateway | undefined): void {
  const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = call.headers;
  const isMet =
    ifMatch === undefined || (gateway !== undefined && (ifMatch === '*' || ifMatch === gateway.data.etag));
  if (isMet && !(ifNoneMatch === '*' && gateway)) return;
  throw new ArmError(
    412,
    'PreconditionFailed',
    `The condition of the request on ${call.target.id} is not met: its etag is ${gateway?.data.etag ?? 'none'}.`,
    { details: [] },
  );
}

/** A poll URL that answers with the health itself; the gateway goes on as it was. */
function askHealth(call: Call): Answer {
  const { cloud, target } = call;
  const gateway = gatewayOf(call);
  if (!gateway) throw resourceNotFound(target.type, target.names, target.group);
  const id = cloud.chance.guid();
  const operation = begin(
    { ...call, target: { ...target, key: healthKey(gateway) } },
    {
      protocol: 'network',
      verb: 'POST',
      id,
      resultPath: `/subscriptions/${target.subscription}/providers/Microsoft.Network/locations/${gateway.data.location}/operationResults/${id}`,
      effect: 'gateway.health',
      answerStatus: 202,
    },
  );
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

/**
 * The polls are recorded (test_network_app_gateway_with_defaults #58 to #66), the request itself is not. Assumption: that it says
 * Updating meanwhile, and that nothing else may be at work.
 */
function turn(call: Call, effect: 'gateway.start' | 'gateway.stop'): Answer {
  const { cloud, target } = call;
  const gateway = gatewayOf(call);
  if (!gateway) throw resourceNotFound(target.type, target.names, target.group);
  const running = joined(call);
  if (running) return { status: 202, headers: operationHeaders(cloud, call.origin, running) };
  cloud.world.put({ ...gateway, data: { ...gateway.data, state: 'Updating' } });
  const plan = networkOperation(call, gateway.data.location, { verb: 'POST', effect, answerStatus: 202 });
  return { status: 202, headers: operationHeaders(cloud, call.origin, begin(call, plan)) };
}

function turned(isRunning: boolean): Effect['succeed'] {
  return (cloud, { target }) => {
    const gateway = cloud.world.get<GatewayData>(target);
    if (gateway) changed(cloud, gateway, { state: 'Succeeded', isRunning });
    return undefined;
  };
}

function healthKey({ id }: Pick<Gateway, 'id'>): string {
  return `${keyOf(id)}/backendhealth`;
}

function healthOf(cloud: Cloud, { target }: Operation) {
  const gateway = cloud.world.get<GatewayData>(target.slice(0, target.lastIndexOf('/')));
  return gateway && backendHealth(cloud, gateway);
}

// Until the end of the last one that is at work the gateway says Updating (test_network_ag_root_cert #46 to #55).
function finishWrite(cloud: Cloud, operation: Operation): OperationError | undefined {
  const gateway = cloud.world.get<GatewayData>(operation.target);
  if (!gateway) return undefined;
  const refusal = vaultRefusal(cloud, gateway);
  if (refusal) return refusal;
  if (hasOthers(cloud, operation)) return undefined;
  const { isMade, isRunning } = gateway.data;
  const served = servedAfterWrite(cloud, gateway);
  changed(cloud, gateway, { state: 'Succeeded', isMade: true, isRunning: isRunning || !isMade, served });
  return undefined;
}

/** What was asked for stays; faults.md, K13: it is Failed until a write succeeds. */
function failWrite(cloud: Cloud, operation: Operation): void {
  const gateway = cloud.world.get<GatewayData>(operation.target);
  if (gateway && !hasOthers(cloud, operation)) changed(cloud, gateway, { state: 'Failed' });
}

function finishDelete(cloud: Cloud, { target }: Operation): undefined {
  cloud.world.remove(target);
  cloud.world.putNote(goneNote(target), cloud.now());
  return undefined;
}

function hasOthers(cloud: Cloud, { id, target }: Operation): boolean {
  return runningOn(cloud, target).some((other) => other.id !== id);
}

function runningOn(cloud: Cloud, key: string): readonly Operation[] {
  return cloud.world.holding(key).filter(({ target }) => target === key);
}

const goneMs = 60_000;

// Just after its deletion the service itself says that it is not there (test_network_app_gateway_no_wait #37), later the front
// door does. Assumption: how long.
function absent(call: Call): Answer {
  const { cloud, method, target } = call;
  if (method === 'DELETE') return { status: 204 };
  const goneAt = cloud.world.note<number>(goneNote(target.key));
  if (goneAt === undefined || cloud.now() > goneAt + goneMs)
    throw resourceNotFound(target.type, target.names, target.group);
  throw new ArmError(404, 'NotFound', `Resource ${target.id} not found.`, { details: [] });
}

function goneNote(key: string): string {
  return `gone gateway ${key}`;
}

function gatewayOf({ cloud, target }: Call): Gateway | undefined {
  return cloud.world.get<GatewayData>(target.key);
}
