import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { Origin } from './firewall.ts';
import { dataActions, type KeyOperation } from './key-operations.ts';
import type { Vault } from './vault-body.ts';

/** Why nobody, or this principal, may use a key; status, code and message are those of the data plane. */
export interface KeyRefusal {
  readonly reason:
    | 'VaultNotFound'
    | 'VaultDeleted'
    | 'ForbiddenByFirewall'
    | 'ForbiddenByConnection'
    | 'ForbiddenByRbac'
    | 'ForbiddenByPolicy'
    | 'KeyNotFound'
    | 'KeyDeleted'
    | 'KeyDisabled'
    | 'KeyExpired'
    | 'KeyNotYetValid'
    | 'OperationNotPermitted';
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The operations that nothing grants; empty for the other reasons. */
  readonly lacking: readonly KeyOperation[];
}

/** The refusal as the data plane answers it. */
export function errorOf({ reason, status, code, message }: KeyRefusal): ArmError {
  return new ArmError(status, code, message, status === 403 ? { inner: reason } : {});
}

// Assumption: in Azure nobody answers, since the name is not in the DNS.
export function noVault(name: string, isDeleted: boolean): KeyRefusal {
  const why = isDeleted ? 'is deleted' : 'does not exist';
  return refusal(
    isDeleted ? 'VaultDeleted' : 'VaultNotFound',
    404,
    'VaultNotFound',
    `The vault ${name} ${why}.`,
  );
}

// faults.md, K03 (Azure-Samples/azuresandbox issue 429) and K04 (microsoft/multimodal-ai issue 171).
export function closed(vault: Vault, gate: 'connection' | 'firewall', from: Origin): KeyRefusal {
  const where = `\r\nVault: ${vault.name};location=${vault.data.location}`;
  if (gate === 'connection')
    return refusal(
      'ForbiddenByConnection',
      403,
      'Forbidden',
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.${where}`,
    );
  const address = from.kind === 'public' ? `\r\nClient address: ${from.address}` : '';
  return refusal(
    'ForbiddenByFirewall',
    403,
    'Forbidden',
    `Client address is not authorized and caller is not a trusted service.${address}${where}`,
  );
}

export function byRole(
  cloud: Cloud,
  vault: Vault,
  principalId: string,
  lacking: readonly KeyOperation[],
  scope: string,
): KeyRefusal {
  const [first = 'get'] = lacking;
  const text = roleText(cloud, vault, principalId, dataActions[first], scope);
  return { ...refusal('ForbiddenByRbac', 403, 'Forbidden', text), lacking };
}

export function byPolicy(
  cloud: Cloud,
  vault: Vault,
  principalId: string,
  lacking: readonly KeyOperation[],
): KeyRefusal {
  const [first = 'get'] = lacking;
  const text = policyText(cloud, vault, principalId, `keys ${first}`);
  return { ...refusal('ForbiddenByPolicy', 403, 'Forbidden', text), lacking };
}

// piyushsachdeva/Terraform_AKS issue 2, hashicorp/terraform-provider-azurerm issue 27817.
export function roleText(
  cloud: Cloud,
  vault: Vault,
  principalId: string,
  action: string,
  scope: string,
): string {
  return [
    'Caller is not authorized to perform action on resource.',
    'If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.',
    `Caller: ${callerText(cloud, principalId)}`,
    `Action: 'Microsoft.KeyVault/vaults/${action}'`,
    `Resource: '${scope.replace('/resourceGroups/', '/resourcegroups/').replace('/Microsoft.KeyVault/', '/microsoft.keyvault/')}'`,
    'Assignment: (not found)',
    'DenyAssignmentId: null',
    'DecisionReason: null ',
    `Vault: ${vault.name};location=${vault.data.location}`,
    '',
  ].join('\r\n');
}

// Recorded of secrets (observed behaviour, credential sets of registries). `what`: `secrets get`.
export function policyText(cloud: Cloud, vault: Vault, principalId: string, what: string): string {
  return `The user, group or application '${callerText(cloud, principalId)}' does not have ${what} permission on key vault '${vault.name};location=${vault.data.location}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`;
}

// Recalled: text.
export function noKey(name: string, isDeleted: boolean): KeyRefusal {
  const message = `A key with (name/id) ${name} was not found in this key vault. If you recently deleted this key you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`;
  return refusal(isDeleted ? 'KeyDeleted' : 'KeyNotFound', 404, 'KeyNotFound', message);
}

// microsoft/AzureTRE issue 1951, Azure/sap-automation pull request 200.
export function purgeProtected(vault: Vault): ArmError {
  return new ArmError(
    403,
    'Forbidden',
    `Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will automatically purge it after the retention period has passed.\r\nVault: ${vault.name};location=${vault.data.location}`,
  );
}

// Recalled: inner code and text of this one and of the two below.
export function disabled(operation: string): KeyRefusal {
  return refusal('KeyDisabled', 403, 'Forbidden', `Operation ${operation} is not allowed on a disabled key.`);
}

export function outOfTime(operation: string, reason: 'KeyExpired' | 'KeyNotYetValid'): KeyRefusal {
  const what = reason === 'KeyExpired' ? 'an expired key' : 'a key that is not yet valid';
  return refusal(reason, 403, 'Forbidden', `Operation ${operation} is not allowed on ${what}.`);
}

export function notMadeFor(operation: string): KeyRefusal {
  return refusal(
    'OperationNotPermitted',
    403,
    'Forbidden',
    `Operation ${operation} is not permitted on this key.`,
  );
}

function refusal(reason: KeyRefusal['reason'], status: number, code: string, message: string): KeyRefusal {
  return { reason, status, code, message, lacking: [] };
}

function callerText(cloud: Cloud, principalId: string): string {
  const application = cloud.chance.guidOf(`application of ${principalId}`);
  return `appid=${application};oid=${principalId};iss=https://sts.windows.net/${cloud.tenantId}/`;
}
