import { keyOf } from '../arm-path.ts';
import {
  type Answer,
  type Call,
  type Cloud,
  type Effect,
  normalLocation,
  type ResourceType,
} from '../cloud.ts';
import { ArmError, badRequest, EmulatorBug, movedLocation } from '../errors.ts';
import { type JsonObject, stringAt, stringMapAt } from '../json.ts';
import { askedPolicies, grant } from '../key-vault/access-policies.ts';
import {
  type DeletedVault,
  deletedVaultNamed,
  deletedVaultNotFound,
  deleteVault,
  recoverVault,
} from '../key-vault/deleted-vaults.ts';
import {
  type Vault,
  type VaultData,
  type VaultProperties,
  vaultMembers,
  vaultNamed,
  vaultType,
  vaultView,
} from '../key-vault/vault-body.ts';
import { invalidName, isValidName, nameRule, propertiesOf } from '../key-vault/vault-rules.ts';
import { begin } from '../operations.ts';
import { keyVaultVersions } from '../versions.ts';
import type { Operation } from '../world.ts';
import { connectionsOf, tellEndpoint } from './connections.ts';
import { vaultConnectionView } from './vault-connections.ts';

/** All synchronous, but that the name of a new vault takes its time to get into the DNS. */
export const vaults: ResourceType = {
  type: vaultType,
  apiVersions: keyVaultVersions,
  versioned: vaultMembers,
  tracked: true,
  // hybrid_2020_09_01 test_keyvault_mgmt #5, #6, #31, #32.
  listsEndEmpty: true,
  view: (cloud, object) => view(cloud, object as Vault),
  put,
  patch,
  remove: (call) => {
    destroy(call.cloud, existing(call));
    return { status: 200 };
  },
  actions: {
    'POST checknameavailability': checkName,
    'GET privatelinkresources': listLinkResources,
  },
  effects: {
    // It only becomes reachable: what is Failed the service does not say (its states are the two). Assumption: it goes on.
    'vault.register': { succeed: register, fail: () => undefined } satisfies Effect,
  },
  destroy: (cloud, object) => destroy(cloud, object as Vault),
};

// Assumption: its endpoints stay, as those of a registry do, and are not connected again when it comes back.
function destroy(cloud: Cloud, vault: Vault): void {
  const connections = connectionsOf(cloud, vault.id);
  deleteVault(cloud, vault);
  for (const connection of connections)
    tellEndpoint(cloud, connection, { status: 'Disconnected', description: '' });
}

function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<VaultData>(target.key);
  const location = normalLocation(stringAt(call.body, 'location') ?? '');
  if (location === '') throw badRequest('The location property is required for this definition.');
  if (before && location !== before.data.location)
    throw movedLocation(before.name, target.group, before.data.location);
  if (before) return updated(call, before);
  if (stringAt(call.body, 'properties', 'createMode')?.toLowerCase() === 'recover')
    return recovered(call, location);
  refuseName(call);
  return created(call, location);
}

function created(call: Call, location: string): Answer {
  const { cloud, target, body } = call;
  const properties = propertiesOf(call, undefined);
  const asked = askedPolicies(body, properties.tenantId);
  if (!asked && properties.enableRbacAuthorization !== true) throw policiesMissing();
  const now = cloud.now();
  const vault = save(cloud, target, {
    location,
    tags: stringMapAt(body, 'tags') ?? {},
    createdAt: now,
    modifiedAt: now,
    state: 'RegisteringDns',
    properties,
    policies: grant(cloud, target.id, [], asked ?? []),
  });
  begin(call, {
    protocol: 'unpolled',
    verb: 'PUT',
    id: cloud.chance.guid(),
    effect: 'vault.register',
    answerStatus: 200,
  });
  return { status: 200, body: vaultView(cloud, vault, [], '') };
}

function updated(call: Call, before: Vault): Answer {
  const properties = propertiesOf(call, before.data.properties);
  const asked = askedPolicies(call.body, properties.tenantId);
  if (!asked && properties.enableRbacAuthorization !== true) throw policiesMissing();
  return changed(call, before, properties, stringMapAt(call.body, 'tags') ?? {}, asked ?? []);
}

function patch(call: Call): Answer {
  const before = existing(call);
  const properties = propertiesOf(call, before.data.properties);
  const asked = askedPolicies(call.body, properties.tenantId) ?? before.data.policies;
  return changed(call, before, properties, stringMapAt(call.body, 'tags') ?? before.data.tags, asked);
}

function changed(
  { cloud }: Call,
  before: Vault,
  properties: VaultProperties,
  tags: VaultData['tags'],
  asked: Parameters<typeof grant>[3],
): Answer {
  const policies = grant(cloud, before.id, before.data.policies, asked);
  const vault = save(cloud, before, { ...before.data, tags, properties, policies, modifiedAt: cloud.now() });
  return { status: 200, body: view(cloud, vault) };
}

// test_keyvault_softdelete #27: what is not sent stays as it was. Assumption: what is sent counts; a vault comes back to its own
// group and region only, and another is not found there.
function recovered(call: Call, location: string): Answer {
  const { cloud, target, body } = call;
  const deleted = deletedVaultNamed(cloud, target.name);
  if (
    !deleted ||
    keyOf(deleted.data.vault.id) !== target.key ||
    deleted.data.vault.data.location !== location
  )
    throw deletedVaultNotFound(target.name);
  if (cloud.world.runningOn(deleted.id)) throw nameIsDeleted();
  const { vault } = deleted.data;
  const properties = propertiesOf({ ...call, method: 'PATCH' }, vault.data.properties);
  const asked = askedPolicies(body, properties.tenantId) ?? vault.data.policies;
  const data: VaultData = {
    ...vault.data,
    tags: stringMapAt(body, 'tags') ?? vault.data.tags,
    properties,
    policies: grant(cloud, vault.id, vault.data.policies, asked),
    modifiedAt: cloud.now(),
  };
  recoverVault(cloud, deleted, { ...vault, data });
  return { status: 200, body: view(cloud, { ...vault, data }) };
}

function refuseName({ cloud, target }: Call): void {
  if (!isValidName(target.name)) throw invalidName(target.name);
  const deleted = deletedVaultNamed(cloud, target.name);
  if (deleted && isOwn(deleted, target.subscription)) throw nameIsDeleted();
  if (deleted || vaultNamed(cloud, target.name)) throw nameIsTaken(target.name);
}

function isOwn({ id }: DeletedVault, subscription: string): boolean {
  return keyOf(id).startsWith(`/subscriptions/${subscription.toLowerCase()}/`);
}

function save(cloud: Cloud, { id, name }: Pick<Vault, 'id' | 'name'>, data: VaultData): Vault {
  const vault: Vault = { id, name, type: vaultType, data };
  cloud.world.put(vault);
  return vault;
}

function register(cloud: Cloud, operation: Operation): undefined {
  const vault = cloud.world.get<VaultData>(operation.target);
  if (vault) cloud.world.put({ ...vault, data: { ...vault.data, state: 'Succeeded' } });
  return undefined;
}

// The specification: both reasons; the texts: assumption.
function checkName(call: Call): Answer {
  const name = stringAt(call.body, 'name') ?? '';
  const refusal = (reason: string, message: string): Answer => ({
    status: 200,
    body: { nameAvailable: false, reason, message },
  });
  if (!isValidName(name)) return refusal('AccountNameInvalid', nameRule);
  if (vaultNamed(call.cloud, name) || deletedVaultNamed(call.cloud, name))
    return refusal('AlreadyExists', nameIsTaken(name).message);
  return { status: 200, body: { nameAvailable: true } };
}

// test_private_link_resource_keyvault #0, test_keyvault_private_link_resource #1.
function listLinkResources(call: Call): Answer {
  const resource: JsonObject = {
    id: `${existing(call).id}/privateLinkResources/vault`,
    name: 'vault',
    type: `${vaultType}/privateLinkResources`,
    properties: {
      groupId: 'vault',
      requiredMembers: ['default'],
      requiredZoneNames: [call.cloud.suffixes.vaultZone],
    },
  };
  return { status: 200, body: { value: [resource] } };
}

function existing(call: Call): Vault {
  const vault = call.cloud.world.get<VaultData>(call.target.key);
  if (!vault) throw new EmulatorBug('The front door answers for absent objects.');
  return vault;
}

function view(cloud: Cloud, vault: Vault): JsonObject {
  // As items without name and type (the specification).
  const connections = connectionsOf(cloud, vault.id).map(vaultConnectionView);
  return vaultView(
    cloud,
    vault,
    connections.map(({ id, properties }) => ({ id, properties })),
  );
}

// Assumption: text. That they are required is the specification's.
function policiesMissing(): ArmError {
  return badRequest('The parameter accessPolicies is not specified.');
}

// keyvault.md.
function nameIsDeleted(): ArmError {
  return new ArmError(
    409,
    'ConflictError',
    'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.',
  );
}

// keyvault.md has the code; the text is recalled.
function nameIsTaken(name: string): ArmError {
  return new ArmError(
    409,
    'VaultAlreadyExists',
    `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
  );
}
