import type { Call, Cloud } from '../cloud.ts';
import { notImplemented } from '../errors.ts';
import { arrayAt, at, type Json, type JsonObject, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type RegistryData, registryType } from './registry-body.ts';
import { type Child, childrenOf, childType } from './registry-children.ts';
import { registryRefusal } from './registry-errors.ts';
import { checkRoom, limitsOf } from './registry-limits.ts';
import { stamp } from './registry-stamps.ts';
import { hasScopeMap } from './scope-maps.ts';

export interface TokenData {
  /** As the caller spelt it. */
  readonly scopeMapId: string;
  readonly status: string;
  readonly passwords: readonly TokenPassword[];
  /** How often each password was drawn, also of one that is gone: none ever comes back. */
  readonly drawn: Readonly<Record<string, number>>;
  /** Those that the last drawing drew. */
  readonly drawnLast?: readonly PasswordName[];
}

/** The value of a password is kept nowhere: whoever drew it was told once. */
export interface TokenPassword {
  readonly name: PasswordName;
  readonly createdAt: number;
  /** As it is shown; undefined for ever. */
  readonly expiry?: string | undefined;
}

export const passwordNames = ['password1', 'password2'] as const;
export type PasswordName = (typeof passwordNames)[number];

/** All asynchronous (test_repository_token_create #7 to #9; states.md). */
export const registryTokens = childType<TokenData>({
  type: `${registryType}/tokens`,
  operations: 'token',
  effect: 'token',
  names: /^[a-zA-Z0-9-]*$/,
  wanted,
  properties: (_cloud, { data }) => ({
    creationDate: stamp(data.createdAt, '+00:00'),
    scopeMapId: data.scopeMapId,
    credentials: { passwords: data.passwords.map(passwordView) },
    status: data.status,
  }),
});

export function tokenCount(cloud: Cloud, registryId: string): number {
  return childrenOf(cloud, registryId, 'tokens').length;
}

// test_repository_token_create #11, #33: with the times, and in the answer that draws them with the value too.
export function passwordView({ name, createdAt, expiry }: TokenPassword): JsonObject {
  return {
    creationTime: stamp(createdAt, '+00:00'),
    ...(expiry === undefined ? {} : { expiry }),
    name,
  };
}

/**
 * When a body says that a password ends, with the decimals that were sent (test_repository_token_create #33); undefined where it
 * says nothing of that. Code and text of the refusal are assumed.
 */
export function expiryAt(body: unknown): string | undefined {
  const sent = stringAt(body, 'expiry');
  if (sent === undefined) return undefined;
  const ms = Date.parse(sent);
  if (Number.isNaN(ms)) throw registryRefusal(`The expiry '${sent}' is not a point of time.`);
  const [, inZulu] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?)(?:Z|\+00:00)$/i.exec(sent) ?? [];
  return inZulu === undefined ? stamp(ms, '+00:00') : `${inZulu}+00:00`;
}

// That the scope map has to be there is assumed, with code and text.
function wanted(
  call: Call,
  registry: StoredObject<RegistryData>,
  before: Child<TokenData> | undefined,
): TokenData {
  const { body, cloud, method, target } = call;
  const kept = method === 'PATCH' ? before?.data : undefined;
  const scopeMapId = stringAt(body, 'properties', 'scopeMapId') ?? kept?.scopeMapId;
  if (scopeMapId === undefined) throw registryRefusal(`The token ${target.name} needs a scope map.`);
  if (!hasScopeMap(cloud, registry.id, scopeMapId))
    throw registryRefusal(`The scope map ${scopeMapId} of token ${target.name} could not be found.`);
  const status = stringAt(body, 'properties', 'status') ?? kept?.status ?? 'enabled';
  if (status !== 'enabled' && status !== 'disabled')
    throw registryRefusal(`The status '${status}' of token ${target.name} is neither enabled nor disabled.`);
  if (!before) {
    const { tokens } = limitsOf(registry.data.sku);
    checkRoom(registry.data.sku, 'tokens', tokenCount(cloud, registry.id), tokens);
  }
  const { drawn = {}, drawnLast = [] } = before?.data ?? {};
  return { scopeMapId, status, passwords: passwordsAfter(call, before), drawn, drawnLast };
}

/**
 * A list of passwords keeps those that it names, and takes the others away: so azure-cli deletes one (acr/token.py).
 * Assumption: a PUT without a list keeps them as a PATCH does, and one that is named without ever having been drawn is passed over.
 */
function passwordsAfter({ body }: Call, before: Child<TokenData> | undefined): readonly TokenPassword[] {
  if (at(body, 'properties', 'credentials', 'certificates') !== undefined)
    throw notImplemented('certificates of tokens');
  const passwords = before?.data.passwords ?? [];
  const sent = arrayAt(body, 'properties', 'credentials', 'passwords');
  if (!sent) return passwords;
  return passwords.flatMap((password) => {
    const named = sent.find((entry: Json) => stringAt(entry, 'name') === password.name);
    if (named === undefined) return [];
    return [{ ...password, expiry: expiryAt(named) ?? password.expiry }];
  });
}
