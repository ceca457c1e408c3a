import { setTimeout as pause } from 'node:timers/promises';
import { realWorld } from '../../src/cli/world.ts';
import { foldId } from '../../src/providers/azure/arm-id.ts';
import { armOrigin, type CloudName } from '../../src/providers/azure/clouds.ts';
import { signIn } from '../../src/providers/azure/credentials.ts';
import { assertTokenFits, loopbackOrigin } from '../../src/providers/azure/origin.ts';
import { emulatorTokens, type TokenSource } from '../../src/providers/azure/token-source.ts';
import { createTransport } from '../../src/providers/azure/transport.ts';

/** One request to Azure Resource Manager that acrctl has no part in. */
export interface ArmRequest {
  readonly method: 'GET' | 'PATCH';
  /** Below the resource group of the run. */
  readonly id: string;
  readonly apiVersion: string;
  readonly body?: unknown;
}

export interface ArmAnswer {
  readonly status: number;
  readonly body: { readonly [key: string]: unknown };
  readonly requestId: string;
  readonly correlationId: string;
}

export interface Arm {
  readonly endpoint: string;
  /** Throws, and sends nothing, where the request leaves the resource group. */
  send(request: ArmRequest): Promise<ArmAnswer>;
}

/** The same login as that of acrctl; with ACRCTL_ARM_ENDPOINT an emulator, which wants none. */
export async function openArm(cloud: CloudName, groupId: string): Promise<Arm> {
  const given = process.env['ACRCTL_ARM_ENDPOINT'];
  const origin = given === undefined ? armOrigin(cloud) : loopbackOrigin(given);
  const tokens = given === undefined ? await login(cloud) : emulatorTokens();
  assertTokenFits(origin, tokens);
  const transport = createTransport();
  return {
    endpoint: origin,
    async send({ method, id, apiVersion, body }) {
      const folded = foldId(id);
      if (folded !== foldId(groupId) && !folded.startsWith(`${foldId(groupId)}/`))
        throw new Error(`${id} lies outside of ${groupId}, and is none of this run's business.`);
      const response = await transport.send({
        method,
        url: `${origin}${id.split('/').map(encodeURIComponent).join('/')}?api-version=${apiVersion}`,
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          authorization: `Bearer ${await tokens.token()}`,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        timeoutMs: 120_000,
      });
      const header = (name: string) => response.headers[name] ?? '';
      return {
        status: response.status,
        body: response.body === '' ? {} : JSON.parse(response.body),
        requestId: header('x-ms-request-id'),
        correlationId: header('x-ms-correlation-request-id'),
      };
    },
  };
}

async function login(cloud: CloudName): Promise<TokenSource> {
  const { clock, files, interrupt } = realWorld(new AbortController().signal);
  return (await signIn({ cloud, env: process.env, files, clock, signal: interrupt })).tokens;
}

/** Until Azure says that it is through with the object. */
export async function settled(arm: Arm, read: ArmRequest): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const { body } = await arm.send(read);
    const { provisioningState } = (body['properties'] ?? {}) as { provisioningState?: string };
    if (provisioningState === undefined || provisioningState === 'Succeeded') return;
    await pause(PAUSE_MS);
  }
  throw new Error(`${read.id} is not settled after ${(MOST_LOOKS * PAUSE_MS) / 60_000} min.`);
}

const MOST_LOOKS = 60;
const PAUSE_MS = 5_000;
