import { type Answer, type Call, normalLocation, type ResourceType } from '../cloud.ts';
import { badRequest, EmulatorBug, movedLocation } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { identityVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';

export interface IdentityData {
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly isolationScope: string | undefined;
  readonly tenantId: string;
  readonly principalId: string;
  readonly clientId: string;
  readonly createdAt: number;
  /** How often the directory was asked for the principal before it knew it. */
  readonly misses: number;
}

export const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

/** All synchronous. An identity in use can be deleted; what uses it keeps the ids it had (msi.md). */
export const userAssignedIdentities: ResourceType = {
  type: identityType,
  apiVersions: identityVersions,
  tracked: true,
  view: (_cloud, object) => view(object as StoredObject<IdentityData>),
  put,
  patch,
  remove: (call) => {
    call.cloud.world.remove(call.target.key);
    return { status: 200 };
  },
};

// test_identity_management #2: the Location names the identity itself and cannot be polled.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<IdentityData>(target.key);
  if (!before) checkName(target.name);
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw badRequest('The location property is required for this definition.');
  if (before && location !== before.data.location)
    throw movedLocation(before.name, target.group, before.data.location);
  const { chance, tenantId } = cloud;
  const born = before?.data ?? {
    tenantId,
    principalId: chance.guid(),
    clientId: chance.guid(),
    createdAt: cloud.now(),
    misses: 0,
  };
  const identity = save(call, before, {
    ...born,
    location,
    tags: stringMapAt(call.body, 'tags') ?? {},
    isolationScope: stringAt(call.body, 'properties', 'isolationScope'),
  });
  if (before) return { status: 200, body: view(identity) };
  return { status: 201, headers: { location: identity.id }, body: view(identity) };
}

// Assumption: the tags sent replace the tags there were, as those of groups do.
function patch(call: Call): Answer {
  const before = call.cloud.world.get<IdentityData>(call.target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  const { tags, isolationScope } = before.data;
  const identity = save(call, before, {
    ...before.data,
    tags: stringMapAt(call.body, 'tags') ?? tags,
    isolationScope: stringAt(call.body, 'properties', 'isolationScope') ?? isolationScope,
  });
  return { status: 200, body: view(identity) };
}

function save(
  call: Call,
  before: StoredObject<IdentityData> | undefined,
  data: IdentityData,
): StoredObject<IdentityData> {
  const identity: StoredObject<IdentityData> = {
    // All recordings spell that one segment in lower case.
    id: before?.id ?? call.target.id.replace('/resourceGroups/', '/resourcegroups/'),
    name: before?.name ?? call.target.name,
    type: identityType,
    data,
  };
  call.cloud.world.put(identity);
  return identity;
}

// The rule is recalled (msi.md); code and text are assumed.
function checkName(name: string): void {
  if (/^[a-z0-9][a-z0-9_-]{2,127}$/i.test(name)) return;
  throw badRequest(
    `The identity name ${name} is invalid: it must be 3 to 128 letters, digits, '-' or '_' and begin with a letter or digit.`,
  );
}

function view(identity: StoredObject<IdentityData>): JsonObject {
  const { location, tags, isolationScope, tenantId, principalId, clientId } = identity.data;
  return {
    location,
    tags,
    id: identity.id,
    name: identity.name,
    type: identityType,
    properties: { tenantId, principalId, clientId, isolationScope },
  };
}
