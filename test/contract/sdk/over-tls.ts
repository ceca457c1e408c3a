import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { ClientSecretCredential } from '@azure/identity';
import { afterAll, beforeAll } from 'vitest';
import { createAuthority, issueServerIdentity } from '../../../src/emulator/certificates.ts';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { type EmulatorServer, serveEmulator } from '../../../src/emulator/server.ts';
import { type Arm, createArm } from '../../emulator/arm.ts';

/** An emulator that speaks TLS, and how a program that trusts its authority signs in there. */
export interface OverTls {
  readonly arm: Arm;
  readonly endpoint: string;
  /** For the official clients: where they ask, and nothing else. */
  readonly options: { readonly endpoint: string };
  readonly credential: ClientSecretCredential;
}

/** One for the whole file. What `NODE_EXTRA_CA_CERTS` does before a program starts is done to this process here. */
export function overTls(options: Partial<EmulatorOptions> = {}): OverTls {
  const arm = createArm({ throttle: false, ...options });
  const system = getCACertificates('default');
  let server: EmulatorServer;
  beforeAll(async () => {
    const nowMs = Date.now();
    const authority = createAuthority(nowMs);
    setDefaultCACertificates([...system, authority.certificate]);
    const tls = issueServerIdentity(authority, nowMs, Number.POSITIVE_INFINITY);
    server = await serveEmulator(arm.emulator, { port: 0, tls });
  });
  afterAll(async () => {
    setDefaultCACertificates(system);
    await server.close();
  });
  return {
    arm,
    get endpoint() {
      return server.endpoint;
    },
    get options() {
      return { endpoint: server.endpoint };
    },
    get credential() {
      return credentialFor(arm.emulator.tenantId, server.endpoint);
    },
  };
}

/** Microsoft's, as a program on its own has it; the host of the authority is all that is said of the emulator. */
export function credentialFor(tenant: string, authorityHost: string, secret = 'any-secret') {
  const clientId = '99999999-2222-3333-4444-555555555555';
  return new ClientSecretCredential(tenant, clientId, secret, {
    authorityHost,
    // Else it asks login.microsoftonline.com whether there is such an authority.
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
  });
}
