import {
  ConnectionLost,
  type Emulator,
  type EmulatorOptions,
  type EmulatorResponse,
  type RequestRecord,
} from './api.ts';
import { answerControl } from './control.ts';
import { holdsSecret } from './entra.ts';
import { createFaultSchedule, type MetFault } from './faults.ts';
import { createRequestLog } from './request-log.ts';
import { parseRequest, type Sent } from './requests.ts';
import { type Acted, createService } from './service.ts';

export function createEmulator(options: EmulatorOptions): Emulator {
  const service = createService(options);
  const faults = createFaultSchedule();
  const log = createRequestLog();
  const emulator: Emulator = {
    tenantId: service.tenantId,
    subscriptionId: service.subscriptionId,
    handle: async (request, signal) => {
      const sent = parseRequest(request, options.origin);
      const control = answerControl(emulator, sent);
      if (control) return control;
      const record = log.open(holdsSecret(sent.path) ? { ...sent, body: undefined } : sent, service.now());
      try {
        const response = await answerUnderFaults(sent, record, signal);
        log.close(record, response.status);
        return response;
      } catch (reason) {
        log.close(record, 'lost');
        throw reason;
      }
    },
    requests: () => log.all(),
    clearRequests: () => log.clear(),
    setFaults: (list) => faults.set(list),
    setPermissions: (list) => service.setPermissions(list),
    keyRefusal: (use) => service.keyRefusal(use),
    registryKeys: () => service.registryKeys(),
    gatewayCertificates: () => service.gatewayCertificates(),
    setPropagation: (propagation) => service.setPropagation(propagation),
    setVirtualNetworkRules: (registryId, rules) => service.setVirtualNetworkRules(registryId, rules),
    advance: (ms) => service.advance(ms),
    endOperation: (pollUrl) => service.endOperation(pollUrl),
    objects: () => service.objects(),
  };
  return emulator;

  async function answerUnderFaults(
    sent: Sent,
    record: RequestRecord,
    signal: AbortSignal | undefined,
  ): Promise<EmulatorResponse> {
    const met = faults.meet(sent.method, sent.pathAndQuery);
    const loses = met.find(({ fault }) => fault.lose)?.fault.lose;
    if (loses === 'request') throw new ConnectionLost(false);
    const canned = met.find(({ fault }) => fault.answer)?.fault.answer;
    const operationFault = met.find(({ fault }) => fault.operation)?.fault.operation;
    const acted: Acted = canned
      ? { response: cannedResponse(canned), latencyMs: 0 }
      : service.act(sent, record.sequence, operationFault);
    await holdBack(met, acted.latencyMs, signal);
    if (loses === 'answer') throw new ConnectionLost(true);
    return acted.response;
  }

  async function holdBack(
    met: readonly MetFault[],
    latencyMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (const { released } of met) if (released) await abortable(released, signal);
    const delayMs = met.reduce((sum, { fault }) => sum + (fault.delayMs ?? 0), 0) + latencyMs;
    if (delayMs > 0) await abortable(options.clock.sleep(delayMs / (options.speed ?? 1)), signal);
  }
}

function cannedResponse(canned: NonNullable<MetFault['fault']['answer']>): EmulatorResponse {
  if (canned.body !== undefined)
    return { status: canned.status, headers: canned.headers ?? {}, body: canned.body };
  const error = { code: canned.code ?? String(canned.status), message: canned.message ?? 'A fault was set.' };
  const headers = { 'content-type': 'application/json; charset=utf-8', ...canned.headers };
  return { status: canned.status, headers, body: JSON.stringify({ error }) };
}

function abortable(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  if (signal.aborted) return Promise.reject(signal.reason);
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  return Promise.race([work, promise]).finally(() => signal.removeEventListener('abort', abort));
}
