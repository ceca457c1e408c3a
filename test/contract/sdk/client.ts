import { isRestError, type RestError } from '@azure/core-rest-pipeline';
import type { TokenCredential } from '@azure/identity';
import { afterEach, beforeEach, expect } from 'vitest';
import type { EmulatorOptions } from '../../../src/emulator/index.ts';
import { type EmulatorServer, serveEmulator } from '../../../src/emulator/server.ts';
import { type Arm, createArm, group } from '../../emulator/arm.ts';
import { turnedTo } from '../sdk-transport.ts';

// The official clients judge the emulator: what they cannot read, Azure does not answer.

/** A token that is worth nothing anywhere. */
export const credential: TokenCredential = {
  getToken: async () => ({ token: 'token-of-nobody', expiresOnTimestamp: Number.MAX_SAFE_INTEGER }),
};

/** What makes an official client speak to the emulator at that address, once for each call. */
export function clientOptions(endpoint: string) {
  return { httpClient: turnedTo(endpoint), retryOptions: { maxRetries: 0 } };
}

export interface Judged {
  /** The same emulator without HTTP, to make what a test only needs. */
  readonly arm: Arm;
  readonly options: ReturnType<typeof clientOptions>;
  /** Where it is served, for its own paths. */
  readonly endpoint: string;
}

/** A new emulator over HTTP for each test of the file, with the group `rg-images` in it. */
export function judged(options: Partial<EmulatorOptions> = {}): Judged {
  let arm: Arm;
  let server: EmulatorServer;
  beforeEach(async () => {
    arm = createArm(options);
    await arm.make(group, { location: 'westeurope' });
    server = await serveEmulator(arm.emulator, { port: 0 });
  });
  afterEach(() => server.close());
  return {
    get arm() {
      return arm;
    },
    get options() {
      return clientOptions(server.endpoint);
    },
    get endpoint() {
      return server.endpoint;
    },
  };
}

export async function collect<Item>(pages: AsyncIterable<Item>): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

export async function namesOf(
  pages: AsyncIterable<{ readonly name?: string | undefined }>,
): Promise<(string | undefined)[]> {
  return (await collect(pages)).map(({ name }) => name);
}

/** `404 ResourceNotFound`, as the client tells it. */
export async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  // Not `instanceof`: a client that is loaded as CommonJS throws its own copy of the class.
  if (!isRestError(error)) throw new Error('The call was not refused.', { cause: error });
  return `${error.statusCode} ${error.code}`;
}

/** A call that Azure has and the emulator deliberately has not, and how its refusal names it. */
export type Lacking = readonly [what: string, call: () => Promise<unknown> | AsyncIterable<unknown>];

/** Never a quiet success: 501, and a text that names what was asked, which list pages of one client keep to themselves. */
export async function expectLoud(call: ReturnType<Lacking[1]>, names: string): Promise<void> {
  const thrown: unknown = await (Symbol.asyncIterator in call ? collect(call) : call).catch(
    (e: unknown) => e,
  );
  expect(thrown).toMatchObject({ statusCode: 501, code: 'EmulatorNotImplemented' });
  const { message } = thrown as RestError;
  if (!message.startsWith('Pagination failed')) expect(message).toContain(names);
}
