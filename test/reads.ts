/** True for a request that changes nothing: of POSTs those that the emulator's SPEC lists as reads. */
export function isRead({ method, path }: { readonly method: string; readonly path: string }): boolean {
  if (method === 'GET' || method === 'HEAD') return true;
  return method === 'POST' && READS.test(path);
}

const READS =
  /\/providers\/Microsoft\.(ContainerRegistry\/checkNameAvailability|Network\/(checkTrafficManagerNameAvailabilityV2|applicationGateways\/[^/]+\/backendhealth))$/i;
