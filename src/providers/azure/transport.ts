import type { HttpClient, Pipeline, PipelineResponse } from '@azure/core-rest-pipeline';
import type { HttpRequest, Transport } from '../../core/world.ts';
import { NoAnswerError } from '../../core/world.ts';
import { isLoopback } from './origin.ts';

/**
 * The network, on Microsoft's pipeline for what it does well: connections, TLS, proxies from the environment,
 * decompression. Its retries and redirects are left out, since a request is repeated only by those who know what it
 * was for, and a token is never carried elsewhere. Loaded with the first request.
 */
export function createTransport(): Transport {
  let loading: Promise<Sender> | undefined;
  return {
    async send(request) {
      loading ??= loadSender();
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

type Sender = (request: HttpRequest) => Promise<PipelineResponse>;

async function loadSender(): Promise<Sender> {
  const library = await import('@azure/core-rest-pipeline');
  const client: HttpClient = library.createDefaultHttpClient();
  const direct: Pipeline = library.createEmptyPipeline();
  direct.addPolicy(library.decompressResponsePolicy());
  const proxied = direct.clone();
  proxied.addPolicy(library.proxyPolicy());
  return (request) => {
    const isLocal = isLoopback(new URL(request.url).origin);
    const outgoing = library.createPipelineRequest({
      url: request.url,
      method: request.method,
      headers: library.createHttpHeaders({ 'user-agent': 'acrctl', ...request.headers }),
      timeout: request.timeoutMs,
      // Only an emulator on this machine is spoken to in clear text.
      allowInsecureConnection: isLocal,
      ...(request.body !== undefined && { body: request.body }),
      ...(request.signal && { abortSignal: request.signal }),
    });
    return (isLocal ? direct : proxied).sendRequest(client, outgoing);
  };
}
