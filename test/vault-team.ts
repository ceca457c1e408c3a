import type { Emulator, EmulatorRequest } from '../src/emulator/index.ts';

const ORIGIN = 'https://management.azure.com';
const KEYS_GROUP = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-keys';
const VAULT = `${KEYS_GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
const TEAM = 'vault-team';

/** The key that the files of the tests name. */
export const KEY_URI = 'https://kv-images.vault.azure.net/keys/registry';

/**
 * An emulator beside which others look after the vault `kv-images` with the key `registry`, as docs/encryption.md has it: they make
 * it when it is first named, and let in every identity there is before a registry names the key. Their requests are not shown.
 */
export function withVaultTeam(emulator: Emulator): Emulator {
  return {
    ...emulator,
    handle: async (request, signal) => {
      if (namesKey(request)) await letEverybodyIn(emulator);
      return emulator.handle(request, signal);
    },
    requests: () => emulator.requests().filter(({ caller }) => caller !== TEAM),
  };
}

/** Makes a new version of the key, and answers its identifier. */
export async function rotateKey(emulator: Emulator): Promise<string> {
  const made = await ask(emulator, 'POST', `${KEY_URI}/rotate?api-version=2025-07-01`);
  return made.key.kid;
}

/** The objects that are not theirs. */
export function withoutVault(objects: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const others = Object.entries(objects).filter(([id]) => !id.startsWith(KEYS_GROUP.toLowerCase()));
  return Object.fromEntries(others);
}

function namesKey({ method, url, body }: EmulatorRequest): boolean {
  return (
    method !== 'GET' && /\/registries\/\w+\?/i.test(url) && body?.includes('keyVaultProperties') === true
  );
}

async function letEverybodyIn(emulator: Emulator): Promise<void> {
  if (!(VAULT.toLowerCase() in emulator.objects())) await makeVault(emulator);
  const principals = Object.entries(emulator.objects()).flatMap(([id, object]) => principalsOf(id, object));
  const accessPolicies = principals.sort().map((objectId) => ({
    tenantId: emulator.tenantId,
    objectId,
    permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] },
  }));
  await ask(emulator, 'PATCH', `${ORIGIN}${VAULT}?api-version=2026-02-01`, {
    properties: { accessPolicies },
  });
}

async function makeVault(emulator: Emulator): Promise<void> {
  const location = 'westeurope';
  const properties = {
    tenantId: emulator.tenantId,
    sku: { family: 'A', name: 'standard' },
    accessPolicies: [],
    enableRbacAuthorization: false,
    enablePurgeProtection: true,
  };
  await ask(emulator, 'PUT', `${ORIGIN}${KEYS_GROUP}?api-version=2025-04-01`, { location });
  await ask(emulator, 'PUT', `${ORIGIN}${VAULT}?api-version=2026-02-01`, { location, properties });
  const key = { properties: { kty: 'RSA' } };
  await ask(emulator, 'PUT', `${ORIGIN}${VAULT}/keys/registry?api-version=2026-02-01`, key);
}

/** Of an identity, or of a registry that has one of its own. */
function principalsOf(id: string, object: unknown): readonly string[] {
  const { properties, identity } = object as {
    readonly properties?: { readonly principalId?: string };
    readonly identity?: { readonly principalId?: string };
  };
  const isIdentity = id.includes('/microsoft.managedidentity/');
  const principal = isIdentity ? properties?.principalId : identity?.principalId;
  return principal === undefined ? [] : [principal];
}

// biome-ignore lint/suspicious/noExplicitAny: answers are read as freely as a test likes
async function ask(emulator: Emulator, method: string, url: string, body?: unknown): Promise<any> {
  const headers = { authorization: 'Bearer vault-team', 'user-agent': TEAM };
  const answer = await emulator.handle({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) throw new Error(`${method} ${url}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body);
}
