import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { ArmError, EmulatorBug } from '../errors.ts';
import {
  type DeletedVault,
  type DeletedVaultData,
  deletedVaultNotFound,
  deletedVaultType,
  deletedVaultView,
} from '../key-vault/deleted-vaults.ts';
import { begin, operationHeaders } from '../operations.ts';
import { keyVaultVersions } from '../versions.ts';
import type { Operation } from '../world.ts';

/** The list of a whole subscription; the objects themselves are named below their region. */
export const deletedVaultLists: ResourceType = {
  type: deletedVaultType,
  apiVersions: keyVaultVersions,
  tracked: false,
  // hybrid_2020_09_01 test_keyvault_mgmt #5, #6, #31, #32.
  listsEndEmpty: true,
  view: (_cloud, object) => deletedVaultView(object as DeletedVault),
};

export const deletedVaults: ResourceType = {
  type: 'Microsoft.KeyVault/locations/deletedVaults',
  apiVersions: keyVaultVersions,
  tracked: false,
  atSubscription: true,
  listedBySubscription: false,
  view: (_cloud, object) => deletedVaultView(object as DeletedVault),
  absent: (call) => {
    throw deletedVaultNotFound(call.target.name);
  },
  actions: { 'POST purge': purge },
  effects: { 'vault.purge': { succeed: finishPurge, fail: () => undefined } satisfies Effect },
};

// test_keyvault_softdelete #31. Assumption: asked for again, it is the same purge.
function purge(call: Call): Answer {
  const { cloud, target, origin } = call;
  const deleted = cloud.world.get<DeletedVaultData>(target.key);
  if (!deleted) throw new EmulatorBug('The front door answers for absent objects.');
  const { properties, location } = deleted.data.vault.data;
  if (properties.enablePurgeProtection) throw purgeNotAllowed();
  const operation = cloud.world.runningOn(target.key) ?? start(call, location);
  return { status: 202, headers: operationHeaders(cloud, origin, operation) };
}

function start(call: Call, location: string): Operation {
  // `UT|0637365921536837920|959E26810A3A41939A39922E698A1DD2`, in base64.
  const id = Buffer.from(`UT|0${call.cloud.now()}|${call.cloud.chance.hex(32).toUpperCase()}`).toString(
    'base64url',
  );
  return begin(call, {
    protocol: 'vault',
    verb: 'DELETE',
    id,
    resultPath: `/subscriptions/${call.target.subscription}/providers/Microsoft.KeyVault/locations/${location}/operationResults/${id}`,
    effect: 'vault.purge',
    answerStatus: 202,
    word: 'NotStarted',
    retryAfter: 5,
  });
}

function finishPurge(cloud: Cloud, operation: Operation): undefined {
  cloud.world.remove(operation.target);
  return undefined;
}

// microsoft/AzureTRE issue 1446 has code and text; the status: assumption.
function purgeNotAllowed(): ArmError {
  return new ArmError(405, 'MethodNotAllowed', "Operation 'DeletedVaultPurge' is not allowed.");
}
