import { parentTarget } from '../arm-path.ts';
import type { Answer, Call, ResourceType } from '../cloud.ts';
import { badRequest, EmulatorBug } from '../errors.ts';
import { askedPolicies, changedPolicies, grant } from '../key-vault/access-policies.ts';
import { policyView, type VaultData } from '../key-vault/vault-body.ts';
import { keyVaultVersions } from '../versions.ts';

const accessPolicyType = 'Microsoft.KeyVault/vaults/accessPolicies';

/** No objects: three ways to change the policies of a vault. */
export const vaultAccessPolicies: ResourceType = {
  type: accessPolicyType,
  apiVersions: keyVaultVersions,
  tracked: false,
  listedBySubscription: false,
  view: () => {
    throw new EmulatorBug('Access policies are no objects.');
  },
  put,
};

// The specification has 201 as well and the name in the body; that it is 200: assumption.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const vault = cloud.world.get<VaultData>(parentTarget(target).key);
  if (!vault) throw new EmulatorBug('The front door answers for absent parents.');
  const { policies, properties, location } = vault.data;
  const sent = askedPolicies(call.body, properties.tenantId) ?? [];
  const after = grant(cloud, vault.id, policies, changedPolicies(verbOf(target.name), policies, sent));
  cloud.world.put({ ...vault, data: { ...vault.data, policies: after, modifiedAt: cloud.now() } });
  return {
    status: 200,
    body: {
      id: `${vault.id}/accessPolicies/`,
      type: accessPolicyType,
      location,
      properties: { accessPolicies: after.map(policyView) },
    },
  };
}

// Assumption: code and text.
function verbOf(name: string): 'add' | 'replace' | 'remove' {
  const verb = name.toLowerCase();
  if (verb === 'add' || verb === 'replace' || verb === 'remove') return verb;
  throw badRequest(`Access policies are changed by add, replace or remove, not by ${name}.`);
}
