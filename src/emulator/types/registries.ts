import type { OperationError } from '../api.ts';
import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, EmulatorBug, movedLocation } from '../errors.ts';
import { type JsonObject, merge, objectAt, stringAt, stringMapAt } from '../json.ts';
import { begin, joinOrRefuse, operationHeaders, refuseFor } from '../operations.ts';
import { beyond, shapeIn } from '../version-shapes.ts';
import { registryVersions } from '../versions.ts';
import type { Operation, StoredObject } from '../world.ts';
import { connectionsOf, connectionView, tellEndpoint } from './connections.ts';
import { forgetGone } from './gone-replicas.ts';
import { linkMembers, registryGroup } from './members.ts';
import {
  type RegistryData,
  type RegistryState,
  registryDefaults,
  registryMembers,
  registryType,
  registryView,
  sentProperties,
} from './registry-body.ts';
import { destroyChildren } from './registry-children.ts';
import { listCredentials, regenerateCredential } from './registry-credentials.ts';
import { registryBusy, registryRefusal } from './registry-errors.ts';
import { identityOf } from './registry-identity.ts';
import { keyAfterWrite } from './registry-key.ts';
import { registryDeletion, registryWrite } from './registry-operations.ts';
import { checkRegistry, skuOf } from './registry-rules.ts';
import { listUsages } from './registry-usages.ts';
import { replicationsOf } from './replication-body.ts';
import { credentialEffects, generateCredentials } from './token-credentials.ts';

export const registries: ResourceType = {
  type: registryType,
  apiVersions: registryVersions,
  versioned: registryMembers,
  tracked: true,
  view: (cloud, object) => view(cloud, object as StoredObject<RegistryData>),
  put,
  patch,
  remove,
  actions: {
    'POST checknameavailability': checkName,
    'GET listusages': listUsages,
    'GET privatelinkresources': listLinkResources,
    'POST listcredentials': listCredentials,
    'POST regeneratecredential': regenerateCredential,
    'POST generatecredentials': generateCredentials,
  },
  effects: {
    'registry.write': { succeed: finishWrite, fail: failWrite } satisfies Effect,
    'registry.delete': { succeed: finishDelete, fail: failDelete } satisfies Effect,
    ...credentialEffects,
  },
  destroy: (cloud, object) => destroyRegistry(cloud, object),
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<RegistryData>(target.key);
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined && before) return answer(call, joined.answerStatus, before, joined);
  refuseWhileHeld(call);
  if (!before) refuseTakenName(cloud, target.name);
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw registryRefusal('The location property is required for this definition.');
  if (before && location !== before.data.location)
    throw movedLocation(before.name, target.group, before.data.location);
  const now = cloud.now();
  const sent = sentIn(call);
  // Observed behaviour 2.3, of a PATCH: what the api-version does not know survives. Assumed of a PUT.
  const { properties: kept = {} } = before?.data ?? {};
  const unsaid = objectAt(beyond(registryMembers, call.apiVersion, { properties: kept }), 'properties') ?? {};
  const data: RegistryData = {
    location,
    tags: stringMapAt(call.body, 'tags') ?? {},
    sku: skuOf(call.body, undefined),
    identity: identityOf(call, before?.data.identity),
    createdAt: before?.data.createdAt ?? now,
    modifiedAt: now,
    // Registry_20210901 #4: a PUT renews the stamp even when it names no policies.
    policiesAt: now,
    state: 'Succeeded',
    virtualNetworkRules: before?.data.virtualNetworkRules ?? 0,
    properties: keepForced(cloud, before, merge(merge(registryDefaults, unsaid), sent)),
  };
  return write(call, before, data);
}

// PATCH merges property by property (observed behaviour, 2.4); tags are replaced as a whole, as those of
// webhooks and groups are (test_tag_update_by_patch #11, #23).
function patch(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<RegistryData>(target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined) return answer(call, joined.answerStatus, before, joined);
  refuseWhileHeld(call);
  const now = cloud.now();
  const sent = sentIn(call);
  return write(call, before, {
    ...before.data,
    tags: stringMapAt(call.body, 'tags') ?? before.data.tags,
    sku: skuOf(call.body, before.data.sku),
    identity: identityOf(call, before.data.identity),
    modifiedAt: now,
    policiesAt: sent['policies'] === undefined ? before.data.policiesAt : now,
    state: 'Succeeded',
    properties: keepForced(cloud, before, merge(before.data.properties, sent)),
  });
}

/** What the body says of properties that its api-version knows. */
function sentIn({ body, apiVersion }: Call): JsonObject {
  const properties = objectAt(body, 'properties') ?? {};
  return sentProperties(objectAt(shapeIn(registries, apiVersion, { properties }), 'properties') ?? {});
}

function write(call: Call, before: StoredObject<RegistryData> | undefined, data: RegistryData): Answer {
  const { cloud, target } = call;
  const failsWith = checkRegistry(cloud, target, before, data);
  const keyInUse = keyAfterWrite(call, before?.data, data);
  const isOperation =
    failsWith !== undefined || call.operationFault !== undefined || namesSlowProperty(call.body);
  const running: RegistryState = before ? 'Updating' : 'Creating';
  const registry: StoredObject<RegistryData> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: registryType,
    data: { ...data, keyInUse, state: isOperation ? running : 'Succeeded' },
  };
  cloud.world.put(registry);
  const pace = before ? 'registry.update' : 'registry.create';
  if (!isOperation) return { status: 200, body: view(cloud, registry), pace };
  const plan = registryWrite(call, 'registries', registry.id, {
    protocol: 'registry',
    effect: 'registry.write',
    data: { previous: before?.data },
    pace,
    word: running,
    ...(failsWith ? { failsWith } : {}),
  });
  const operation = begin(call, plan);
  return { ...answer(call, 201, registry, operation), pace };
}

// The body decides between 200 and 201, not the verb nor the api-version (observed behaviour, section 1).
function namesSlowProperty(body: unknown): boolean {
  const properties = objectAt(body, 'properties') ?? {};
  return (
    properties['anonymousPullEnabled'] != null ||
    properties['encryption'] != null ||
    properties['zoneRedundancy'] === 'Enabled' ||
    objectAt(body, 'identity') !== undefined
  );
}

// A private endpoint keeps the data endpoints on (containerregistry.md).
function keepForced(
  cloud: Cloud,
  before: StoredObject<RegistryData> | undefined,
  properties: JsonObject,
): JsonObject {
  const forced = before !== undefined && connectionsOf(cloud, before.id).length > 0;
  return forced ? { ...properties, dataEndpointEnabled: true } : properties;
}

// test_acr_create_webhook #29: 200 and gone. With entries for its regions it is an operation, also when none is left
// but the home region's (test_acr_create_replication of 2019, whose replica was gone before).
function remove(call: Call): Answer {
  const { cloud, target } = call;
  const registry = cloud.world.get<RegistryData>(target.key);
  if (!registry) return { status: 204 };
  const joined = joinOrRefuse(call, () => registryBusy(target.id));
  if (joined) return answer(call, 202, registry, joined);
  refuseWhileHeld(call);
  if (replicationsOf(cloud, registry.id).length === 0) {
    destroyRegistry(cloud, registry);
    return { status: 200 };
  }
  const deleting = putState(cloud, registry, 'Deleting');
  const plan = { effect: 'registry.delete', retryAfter: 10 };
  const operation = begin(call, registryDeletion(call, 'registries', registry.data.location, plan));
  return answer(call, 202, deleting, operation);
}

// Assumption: a registry takes no write while one of its replicas is made, changed or deleted.
function refuseWhileHeld(call: Call): void {
  const [holder] = call.cloud.world.holding(call.target.key);
  if (holder) refuseFor(call.cloud, holder, () => registryBusy(call.target.id));
}

// faults.md, N01: the endpoints stay, Disconnected for good.
function destroyRegistry(cloud: Cloud, registry: StoredObject): void {
  for (const { id } of replicationsOf(cloud, registry.id)) cloud.world.remove(id);
  destroyChildren(cloud, registry.id);
  forgetGone(cloud, registry.id);
  for (const connection of connectionsOf(cloud, registry.id)) {
    cloud.world.remove(connection.id);
    tellEndpoint(cloud, connection, { status: 'Disconnected', description: '' });
  }
  cloud.world.remove(registry.id);
}

function finishWrite(cloud: Cloud, operation: Operation): undefined {
  const registry = cloud.world.get<RegistryData>(operation.target);
  if (registry) putState(cloud, registry, 'Succeeded');
  return undefined;
}

// Assumption: what a failed update asked for is not kept; a failed creation leaves the registry Failed (faults.md, G22).
function failWrite(cloud: Cloud, operation: Operation, _error: OperationError): void {
  const { previous } = operation.effect.data as { readonly previous?: RegistryData };
  const registry = cloud.world.get<RegistryData>(operation.target);
  if (!registry) return;
  const data = previous ?? registry.data;
  const properties = keepForced(cloud, registry, data.properties);
  cloud.world.put({ ...registry, data: { ...data, properties, state: 'Failed' } });
}

function finishDelete(cloud: Cloud, operation: Operation): undefined {
  const registry = cloud.world.get(operation.target);
  if (registry) destroyRegistry(cloud, registry);
  return undefined;
}

function failDelete(cloud: Cloud, operation: Operation): void {
  const registry = cloud.world.get<RegistryData>(operation.target);
  if (registry) putState(cloud, registry, 'Failed');
}

function putState(
  cloud: Cloud,
  registry: StoredObject<RegistryData>,
  state: RegistryState,
): StoredObject<RegistryData> {
  const changed = { ...registry, data: { ...registry.data, state } };
  cloud.world.put(changed);
  return changed;
}

// test_check_name_availability #0, managed_registry #4. The answer to a malformed name is the specification's.
function checkName(call: Call): Answer {
  const name = stringAt(call.body, 'name') ?? '';
  if (!validName.test(name)) {
    const message = `The registry name ${name} is invalid: it must be 5 to 50 letters or digits.`;
    return { status: 200, body: { nameAvailable: false, reason: 'Invalid', message } };
  }
  if (!registryNamed(call.cloud, name)) return { status: 200, body: { nameAvailable: true } };
  const message = `The registry ${name} is already in use.`;
  return { status: 200, body: { nameAvailable: false, reason: 'AlreadyExists', message } };
}

const validName = /^[a-zA-Z0-9]{5,50}$/;

function refuseTakenName(cloud: Cloud, name: string): void {
  // Assumption: code and text.
  if (!validName.test(name)) throw registryRefusal(`The registry name ${name} is invalid.`);
  if (!registryNamed(cloud, name)) return;
  throw new ArmError(
    409,
    'RegistryNameAlreadyInUse',
    `The registry DNS name ${name.toLowerCase()}.${cloud.suffixes.registry} is already in use. You can check if the name is already claimed using following API: https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability`,
    { shape: 'registry' },
  );
}

function registryNamed(cloud: Cloud, name: string): StoredObject | undefined {
  return cloud.world.named(registryType, name)[0];
}

// test_private_link_resource_acr #5.
function listLinkResources(call: Call): Answer {
  const { cloud, target } = call;
  const registry = cloud.world.get<RegistryData>(target.key);
  if (!registry) throw new EmulatorBug('The front door answers for absent objects.');
  const resource: JsonObject = {
    type: `${registryType}/privateLinkResources`,
    id: `${registry.id}/privateLinkResources/${registryGroup}`,
    name: registryGroup,
    properties: {
      groupId: registryGroup,
      requiredMembers: linkMembers(cloud, registry).map(({ name }) => name),
      requiredZoneNames: [cloud.suffixes.registryZone],
    },
  };
  return { status: 200, body: { value: [resource] } };
}

function answer(
  call: Call,
  status: number,
  registry: StoredObject<RegistryData>,
  operation: Operation,
): Answer {
  const headers = operationHeaders(call.cloud, call.origin, operation);
  return { status, headers, body: view(call.cloud, registry) };
}

function view(cloud: Cloud, registry: StoredObject<RegistryData>): JsonObject {
  return registryView(cloud, registry, connectionsOf(cloud, registry.id).map(connectionView));
}
