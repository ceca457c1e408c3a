import type { Transport } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import type { Sender } from './sender.ts';

/**
 * The network, on Microsoft's pipeline for what it does well: connections, TLS, proxies from the environment,
 * decompression. Its retries and redirects are left out, since a request is repeated only by those who know what it
 * was for, and a token is never carried elsewhere. Loaded with the first request.
 */
export function createTransport(): Transport {
  let loading: Promise<Sender> | undefined;
  return {
    async send(request) {
      loading ??= import('./sender.ts').then(({ createSender }) => createSender());
      const sender = await loading;
      const response = await sender(request).catch((error: unknown) => {
        throw new NoAnswerError('No complete answer arrived.', { cause: error });
      });
      return {
        status: response.status,
        headers: response.headers.toJSON(),
        body: response.bodyAsText ?? '',
      };
    },
  };
}
