import type { Emulator, EmulatorResponse } from './api.ts';
import { InvalidControl, record, text, whole } from './control-document.ts';
import { parseFaults } from './faults.ts';
import { at } from './json.ts';
import { parsePermissions } from './permissions.ts';
import { parsePropagation } from './propagation.ts';
import type { Sent } from './requests.ts';

const prefix = '/_emulator/';

/** The emulator's own paths; undefined for all others. They need no token and are not logged. */
export function answerControl(emulator: Emulator, sent: Sent): EmulatorResponse | undefined {
  if (!sent.path.startsWith(prefix)) return undefined;
  const route = `${sent.method} ${sent.path.slice(prefix.length)}`;
  try {
    return answerRoute(emulator, route, sent);
  } catch (error) {
    return json(400, { error: { code: 'InvalidControlRequest', message: messageOf(error) } });
  }
}

function answerRoute(emulator: Emulator, route: string, sent: Sent): EmulatorResponse {
  switch (route) {
    case 'GET requests':
      return json(200, { requests: emulator.requests() });
    case 'DELETE requests':
      emulator.clearRequests();
      return json(200, {});
    case 'POST faults':
      emulator.setFaults(parseFaults(sent.parsedBody()));
      return json(200, {});
    case 'POST permissions':
      emulator.setPermissions(parsePermissions(sent.parsedBody()));
      return json(200, {});
    case 'POST propagation':
      emulator.setPropagation(parsePropagation(sent.parsedBody()));
      return json(200, {});
    case 'POST virtual-network-rules':
      setRules(emulator, sent.parsedBody());
      return json(200, {});
    case 'POST clock':
      emulator.advance(advanceOf(sent.parsedBody()));
      return json(200, {});
    case 'GET registry-keys':
      return json(200, { registries: emulator.registryKeys() });
    case 'GET gateway-certificates':
      return json(200, { gateways: emulator.gatewayCertificates() });
    case 'GET objects':
      return json(200, { objects: emulator.objects() });
    default:
      return json(501, {
        error: { code: 'EmulatorNotImplemented', message: `The emulator has no control path ${route}.` },
      });
  }
}

function setRules(emulator: Emulator, body: unknown): void {
  const { registry, rules } = record(body, 'The document', ['registry', 'rules']);
  emulator.setVirtualNetworkRules(text(registry, 'registry'), whole(rules, 0, 'rules'));
}

function advanceOf(body: unknown): number {
  const ms = at(body, 'advanceMs');
  if (typeof ms === 'number' && Number.isFinite(ms) && ms >= 0) return ms;
  throw new InvalidControl('advanceMs must be a number of milliseconds, 0 or more.');
}

function json(status: number, body: unknown): EmulatorResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
