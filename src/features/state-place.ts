import type { Config, State } from '../core/config.generated.ts';
import { CLOUDS, type CloudName } from '../providers/azure/clouds.ts';
import { cloudOf } from './scope.ts';

/** A container and what the names of its blobs begin with, for one stack. */
export interface StateFolder {
  /** The container's URL, without a slash at its end. */
  readonly container: string;
  /** With a slash at its end. */
  readonly prefix: string;
  /** True for Azurite on this machine. */
  readonly isEmulated: boolean;
}

/** The folder of the stack where its state is kept in a container; undefined where it is kept locally. */
export function stateFolder(config: Config): StateFolder | undefined {
  const { state, stack } = config;
  if (state?.backend !== 'azureBlob') return undefined;
  const { account = '', container = '', prefix } = state;
  const endpoint = state.endpoint ?? defaultEndpoint(account, cloudOf(config));
  return {
    container: `${endpoint.replace(/\/$/, '')}/${container}`,
    prefix: prefix === undefined ? `${stack}/` : `${prefix}/${stack}/`,
    isEmulated: isAzurite(endpoint),
  };
}

/** The folder of a stack in the container, or in the folder of it, that a URL names; undefined where it names none. */
export function stateFolderAt(url: string, stack: string, cloud: CloudName): StateFolder | undefined {
  const [, endpoint = '', container = '', prefix] = CONTAINER_URL.exec(url) ?? [];
  const account = /^https:\/\/([a-z0-9]+)/.exec(endpoint)?.[1] ?? '';
  const isOurs =
    container !== '' &&
    endpointFault({ backend: 'azureBlob', account, endpoint, container }, cloud) === undefined;
  if (!isOurs) return undefined;
  return {
    container: `${endpoint}/${container}`,
    prefix: prefix === undefined ? `${stack}/` : `${prefix}/${stack}/`,
    isEmulated: isAzurite(endpoint),
  };
}

/** A folder in a container, as text of a regular expression. No part begins with a dot, so that none leads out of it. */
export const PREFIX = '[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*';

const CONTAINER_URL = new RegExp(
  `^(https://[a-z0-9.-]+|http://[^/]+/devstoreaccount1)/([a-z0-9-]{3,63})(?:/(${PREFIX}))?/?$`,
);

/** Hosts of Blob Storage: `<account>.blob.<suffix>` (Microsoft, "Storage account overview", endpoints of each cloud). */
function defaultEndpoint(account: string, cloud: CloudName): string {
  return `https://${account}.blob.${CLOUDS[cloud].storageSuffix}`;
}

/**
 * Why the endpoint is not one that a login may be shown to (faults.md H07, I-16); undefined where it is. Accounts with
 * DNS zone endpoints answer at `<account>.z<number>.blob.storage.azure.net`, in the public cloud alone.
 */
export function endpointFault({ account, endpoint }: State, cloud: CloudName): string | undefined {
  if (endpoint === undefined || isAzurite(endpoint)) return undefined;
  const host = /^https:\/\/([a-z0-9.-]+)\/?$/.exec(endpoint)?.[1];
  const own = `${account}.blob.${CLOUDS[cloud].storageSuffix}`;
  const zone = new RegExp(`^${account}\\.z\\d{1,3}\\.blob\\.storage\\.azure\\.net$`);
  if (host === own || (cloud === 'AzureCloud' && host !== undefined && zone.test(host))) return undefined;
  return `An account "${account}" of ${cloud} answers at https://${own}${
    cloud === 'AzureCloud' ? `, or at https://${account}.z<number>.blob.storage.azure.net` : ''
  }; Azurite at http://127.0.0.1:10000/devstoreaccount1. A login is shown to no other host.`;
}

/** Azurite on this machine: its one account that everybody knows. */
function isAzurite(endpoint: string): boolean {
  return /^http:\/\/(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?\/devstoreaccount1\/?$/.test(endpoint);
}
