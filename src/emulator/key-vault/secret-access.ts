import type { Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { callerAddress, closedGate } from './firewall.ts';
import { closed, errorOf, policyText, roleText } from './key-refusals.ts';
import type { Vault } from './vault-body.ts';
import { lackingAmong } from './vault-grants.ts';

/** What can be done with secrets, as access policies spell it, and the data actions of roles that allow it. */
const secretActions = {
  get: 'secrets/getSecret/action',
  list: 'secrets/readMetadata/action',
  set: 'secrets/setSecret/action',
  update: 'secrets/update/action',
  delete: 'secrets/delete',
  recover: 'secrets/recover/action',
  purge: 'secrets/purge/action',
} as const;

export type SecretOperation = keyof typeof secretActions;

/** As `keyRoles`, of the same sources. A role that is not here allows nothing with secrets. */
const secretRoles: Readonly<Record<string, readonly string[]>> = {
  // Key Vault Administrator.
  '00482a5a-887f-4fb3-b363-3b7fe8e74483': ['*'],
  // Key Vault Secrets Officer.
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': ['secrets/*'],
  // Key Vault Secrets User.
  '4633458b-17de-408a-b874-0445c86b69e6': ['secrets/getSecret/action', 'secrets/readMetadata/action'],
  // Key Vault Certificate User.
  'db79e9a7-68ee-4b58-9aeb-b90e7c24fcba': ['secrets/getSecret/action', 'secrets/readMetadata/action'],
  // Key Vault Reader.
  '21090545-7ca7-4776-b22c-e363652d74d2': ['secrets/readMetadata/action'],
};

/** Throws unless the principal may do that in the vault, or with the secret named; first the network of the vault is asked. */
export function demandSecret(
  cloud: Cloud,
  vault: Vault,
  principalId: string,
  operation: SecretOperation,
  name?: string,
): void {
  const from = { kind: 'public', address: callerAddress } as const;
  const gate = closedGate(vault, from);
  if (gate) throw errorOf(closed(vault, gate, from));
  const refusal = secretRefusal(cloud, vault, principalId, operation, name);
  if (refusal) throw refusal;
}

/** Why nothing grants that to the principal now, whatever the network of the vault lets in; undefined where something does. */
export function secretRefusal(
  cloud: Cloud,
  vault: Vault,
  principalId: string,
  operation: SecretOperation,
  name?: string,
): ArmError | undefined {
  const scope = name === undefined ? vault.id : `${vault.id}/secrets/${name}`;
  const asker = { principalId, kind: 'secrets', scope, actions: secretActions, roles: secretRoles } as const;
  const [lacking] = lackingAmong(cloud, vault, asker, [operation]);
  if (lacking === undefined) return undefined;
  const isRbac = vault.data.properties.enableRbacAuthorization === true;
  const text = isRbac
    ? roleText(cloud, vault, principalId, secretActions[operation], scope)
    : policyText(cloud, vault, principalId, `secrets ${operation}`);
  return new ArmError(403, 'Forbidden', text, { inner: isRbac ? 'ForbiddenByRbac' : 'ForbiddenByPolicy' });
}
