import { AzureCliCredential, type TokenCredential } from '@azure/identity';
import { AZ_TIMEOUT_MS } from './azure-cli-refusal.ts';

/** The person who signed in with `az login`. */
export function azureCli(tenant: string | undefined): TokenCredential {
  return new AzureCliCredential({
    processTimeoutInMs: AZ_TIMEOUT_MS,
    ...(tenant !== undefined && { tenantId: tenant }),
  });
}
