import {
  createDefaultHttpClient,
  createEmptyPipeline,
  createHttpHeaders,
  createPipelineRequest,
  decompressResponsePolicy,
  type Pipeline,
  type PipelineResponse,
  proxyPolicy,
} from '@azure/core-rest-pipeline';
import type { HttpRequest } from '../../core/world.ts';
import { within } from './bounded.ts';
import { isLoopback } from './origin.ts';

/** One request on the wire. */
export type Sender = (request: HttpRequest) => Promise<PipelineResponse>;

/** In a module of its own, imported by name: what is not used of the library is then not in the bundle either. */
export function createSender(): Sender {
  const client = createDefaultHttpClient();
  const direct = createEmptyPipeline();
  direct.addPolicy(decompressResponsePolicy());
  let proxied: Pipeline | undefined;
  const pipelineFor = (isLocal: boolean): Pipeline => {
    if (isLocal) return direct;
    // Reads the variables as it is made: what they hold is of no concern to an emulator on this machine.
    proxied ??= behindProxy(direct);
    return proxied;
  };
  return (request) => {
    const isLocal = isLoopback(new URL(request.url).origin);
    return within(request.timeoutMs, request.signal, (abortSignal) => {
      const outgoing = createPipelineRequest({
        url: request.url,
        method: request.method,
        headers: createHttpHeaders({ 'user-agent': 'acrctl', ...request.headers }),
        // Only an emulator on this machine is spoken to in clear text.
        allowInsecureConnection: isLocal,
        ...(request.body !== undefined && { body: request.body }),
        abortSignal,
      });
      return pipelineFor(isLocal).sendRequest(client, outgoing);
    });
  };
}

function behindProxy(direct: Pipeline): Pipeline {
  const proxied = direct.clone();
  proxied.addPolicy(proxyPolicy());
  return proxied;
}
