import type { HttpClient } from '@azure/core-rest-pipeline';
import { within } from '../bounded.ts';

/** The metadata service of Azure's virtual machines; never routed, and never behind a proxy. */
export const IMDS_HOST = '169.254.169.254';

/** What ManagedIdentityCredential gives its own look inside DefaultAzureCredential (imdsMsi.js). */
const LOOK_MS = 1_000;

/**
 * Why there is no managed identity to be had here; undefined where there may be one. Asks without the header that
 * Azure demands, so that nothing but a refusal comes back. The runners and machines of other clouds have a service
 * at the same address, which knows no such path: only what Azure itself answers counts.
 */
export async function absenceOfImds(client: HttpClient, signal: AbortSignal): Promise<string | undefined> {
  const { createHttpHeaders, createPipelineRequest } = await import('@azure/core-rest-pipeline');
  const look = (abortSignal: AbortSignal) =>
    client.sendRequest(
      createPipelineRequest({
        url: `http://${IMDS_HOST}/metadata/identity/oauth2/token`,
        headers: createHttpHeaders({ accept: 'application/json' }),
        allowInsecureConnection: true,
        abortSignal,
      }),
    );
  try {
    const { status } = await within(LOOK_MS, signal, look);
    if (status === 400 || status === 410 || status === 429 || status >= 500) return undefined;
    return `${IMDS_HOST} answers ${status}, which is not what Azure's metadata service answers`;
  } catch {
    signal.throwIfAborted();
    return `no metadata service answers at ${IMDS_HOST}, so this is no machine in Azure`;
  }
}
