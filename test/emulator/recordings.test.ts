import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cassettes, haveRecordings, replay } from './cassette.ts';

// What the emulator answers unlike the recording, and why. Anything else that differs is a fault of ours.
const otherTypes = 'an object of a type that is not emulated takes part';
const otherTenants = 'the recorded list holds objects of other tests';
const directoryLag = 'the directory, which learnt of the identity after one refusal here, did so after five';
const known: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  'azure-cli--acr--test_acr_create_webhook': { 25: otherTypes },
  'azure-cli--acr--test_acr_import_no_wait': { 0: 'the group was there before the recording began' },
  'azure-cli--network--test_network_private_endpoints': { 32: otherTypes, 33: otherTypes },
  'azure-cli--containerapp--test_containerapp_registry_identity_system': { 7: otherTenants },
  'azure-cli--containerapp--test_containerapp_registry_identity_user': { 8: otherTenants, 42: otherTenants },
  'azure-cli--network--test_network_vnet': { 7: otherTenants, 9: otherTenants },
  'azure-cli--privatedns--test_ListLinks_MultipleLinksPresent_ExpectMultipleLinksRetrieved': {
    25: 'order of a list',
  },
  'azure-cli--privatedns--test_ListRecordSetsAcrossType_MultipleRecordSetsPresent_ExpectMultipleRecordSetsRetrieved':
    {
      34: 'order of a list',
    },
  'azure-cli--privatedns--test_ListZonesInSubscription_MultipleZonesPresent_ExpectMultipleZonesRetrieved': {
    10: otherTenants,
  },
  'azure-service-operator--Test_Authorization_RoleAssignment_OnResourceGroup_CRUD': {
    6: directoryLag,
    7: directoryLag,
    8: directoryLag,
    9: directoryLag,
    10: directoryLag,
  },
  'azure-service-operator--Test_ManagedIdentity_UserAssignedIdentity_20230131_ExportSecret': {
    0: 'a policy of that subscription added a tag',
    1: 'a policy of that subscription added a tag',
  },
  'azure-service-operator--Test_Networking_PrivateEndpoint_20240301_CRUD': {
    20: otherTypes,
    23: otherTypes,
    50: 'the group was gone for one part of ARM and not yet for another',
  },
  'azure-service-operator--Test_Networking_PrivateEndpoint_Alias_20250301_CRUD': {
    5: 'the one recording of a network without ETag header',
    11: otherTypes,
    13: otherTypes,
  },
  'azure-service-operator--Test_Networking_VirtualNetworkAndSubnetAdopted_20240301_SubnetsStillExist': {
    11: otherTypes,
    18: otherTypes,
    19: otherTypes,
    20: otherTypes,
    21: otherTypes,
    22: otherTypes,
    23: otherTypes,
    24: otherTypes,
  },
  'azure-service-operator--Test_Networking_VirtualNetworkAndSubnetAdopted_20250301_SubnetsStillExist': {
    21: otherTypes,
    22: otherTypes,
    24: otherTypes,
    25: otherTypes,
    26: otherTypes,
    27: otherTypes,
  },
};

const replayed = cassettes(
  /acr--test|privatedns|resource--|network_private_endpoint|Networking_(PrivateEndpoint|PrivateDns|VirtualNetwork)|network_vnet\.|vnet_(ids|list|subnet)|private_link_resource_acr|ContainerRegistry|_Containerregistry|Network_v1api20200601/,
);

const identities = cassettes(
  /identity--|registry_identity|ManagedIdentity_|Managedidentity_|Authorization_RoleAssignment/,
);

describe.skipIf(!haveRecordings)('the emulator answers as recorded', () => {
  it.each([...replayed, ...identities])('%s', async (name) => {
    const compared = await replay(name);
    const expected = known[name.replace('.jsonl', '')] ?? {};
    // A difference that is listed and no longer there is as wrong as one that is not listed.
    const wrong = compared.filter(
      ({ index, recorded, answered }) => (recorded !== answered) !== index in expected,
    );
    expect(wrong).toEqual([]);
  });

  it('as often as the README says', async () => {
    const all = (await Promise.all(replayed.map(replay))).flat();
    const alike = all.filter(({ recorded, answered }) => recorded === answered).length;
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8').replaceAll('\n', ' ');
    const [, said, saidAlike] = /Of (\d+) recorded interactions.*?it answers (\d+) alike/.exec(readme) ?? [];
    expect([Number(said), Number(saidAlike)]).toEqual([all.length, alike]);
  });
});
