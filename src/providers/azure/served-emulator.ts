import { BugError } from '../../core/errors.ts';
import type { HttpRequest, Transport } from '../../core/world.ts';
import { CLOUDS, type CloudName } from './clouds.ts';

/**
 * The way to an emulator on this machine, ARM and vaults. It tells whoever comes over HTTP that vaults are at
 * `http://NAME.vault.localhost:PORT` (the emulator's SPEC.md); here they are where they are in Azure, so that the URI of a
 * key is the same text in the file, in the state and in what was read. Nothing is sent anywhere else.
 */
export function servedEmulator(inner: Transport, endpoint: string, cloud: CloudName): Transport {
  const { keyVaultSuffix } = CLOUDS[cloud];
  const inward = (text: string) =>
    text.replace(LOCAL_VAULT, (_, name: string | undefined) => `https://${name ?? ''}${keyVaultSuffix}`);
  return {
    async send(request) {
      const answer = await inner.send(turned(request, endpoint, keyVaultSuffix));
      const headers = Object.entries(answer.headers).map(([name, value]) => [name, inward(value)]);
      return { ...answer, headers: Object.fromEntries(headers), body: inward(answer.body) };
    },
  };
}

/** With and without the name of a vault: a challenge has it without. */
const LOCAL_VAULT = /https?:\/\/([a-z0-9-]+\.)?vault\.localhost(?::\d+)?/gi;

/** Names below `localhost` need not lead to this machine: the address does, and the host stands in its header. */
function turned(request: HttpRequest, endpoint: string, suffix: string): HttpRequest {
  const { origin, hostname, pathname, search } = new URL(request.url);
  if (origin === endpoint) return request;
  const [vault = '', ...rest] = hostname.split('.');
  if (rest.join('.') !== suffix)
    throw new BugError(`With an emulator nothing is sent elsewhere, and not to ${origin}.`);
  const { port } = new URL(endpoint);
  const host = `${vault}.vault.localhost${port === '' ? '' : `:${port}`}`;
  return { ...request, url: `${endpoint}${pathname}${search}`, headers: { ...request.headers, host } };
}
