import { type Arm, type Body, createArm, group, type Seen, subscription } from './arm.ts';

export const vault = `${group}/providers/Microsoft.KeyVault/vaults/kv-images`;
const location = `/subscriptions/${subscription}/providers/Microsoft.KeyVault/locations/westeurope`;
export const deletedVault = `${location}/deletedVaults/kv-images`;
export const tenantId = '99999999-8888-7777-6666-555555555555';
export const someone = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';

type Properties = Readonly<Record<string, unknown>>;
type Options = Parameters<typeof createArm>[0];

export function vaultBody(properties: Properties = {}) {
  const sku = { family: 'A', name: 'standard' };
  return { location: 'westeurope', properties: { tenantId, sku, accessPolicies: [], ...properties } };
}

export function policy(keys: readonly string[], objectId = someone) {
  return { tenantId, objectId, permissions: { keys } };
}

export async function withGroup(options: Options = {}): Promise<Arm> {
  const arm = createArm(options);
  await arm.make(group, { location: 'westeurope' });
  return arm;
}

export async function withVault(properties: Properties = {}, options: Options = {}): Promise<Arm> {
  const arm = await withGroup(options);
  const { status, body } = await arm.put(vault, vaultBody(properties));
  if (status !== 200) throw new Error(`The vault was not made: ${JSON.stringify(body)}`);
  return arm;
}

/** `403 Forbidden ForbiddenByPolicy`. */
export function refusal({ status, body }: Seen): string {
  const { code, innererror } = body?.error ?? {};
  return [status, code, innererror?.code].filter((part) => part !== undefined).join(' ');
}

/** A request to the data plane of the vault. */
export function plane(
  arm: Arm,
  method: string,
  path: string,
  body?: Body,
  version = '2025-07-01',
): Promise<Seen> {
  const separator = path.includes('?') ? '&' : '?';
  return arm.send(method, `https://kv-images.vault.azure.net${path}${separator}api-version=${version}`, body);
}

/** Creates a key in the data plane, and answers its bundle. */
export async function makeKey(arm: Arm, name: string, more: Body = {}): Promise<Body> {
  const { status, body } = await plane(arm, 'POST', `/keys/${name}/create`, { kty: 'RSA', ...more });
  if (status !== 200) throw new Error(`The key was not made: ${JSON.stringify(body)}`);
  return body;
}
