import {
  ManagedIdentityCredential,
  type TokenCredential,
  type TokenCredentialOptions,
} from '@azure/identity';

/** The identity of the machine, or the one of it that `client` names. */
export function managedIdentity(
  client: string | undefined,
  options: TokenCredentialOptions,
): TokenCredential {
  return new ManagedIdentityCredential({ ...options, ...(client !== undefined && { clientId: client }) });
}
