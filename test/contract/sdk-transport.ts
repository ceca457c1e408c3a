import {
  createDefaultHttpClient,
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline';

/**
 * The clients send tokens over https only, so they keep the address of ARM, and every request is turned to
 * the emulator just before it leaves. The Host header keeps the ARM host: poll URLs come back on it.
 */
export function turnedTo(endpoint: string): HttpClient {
  const direct = createDefaultHttpClient();
  return {
    sendRequest: async (request) => {
      const url = new URL(request.url);
      const headers = createHttpHeaders({ ...request.headers.toJSON(), host: url.host });
      const address = `${endpoint}${url.pathname}${url.search}`;
      const turned: PipelineRequest = { ...request, headers, url: address, allowInsecureConnection: true };
      // The clients take the address for their final GET from the request that the answer names.
      return { ...(await direct.sendRequest(turned)), request };
    },
  };
}
