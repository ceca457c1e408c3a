import { keyOf, nameOf } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import { type JsonObject, stringAt } from '../json.ts';
import { begin, operationHeaders, refuseFor } from '../operations.ts';
import type { Operation } from '../world.ts';
import type { RegistryData } from './registry-body.ts';
import { type Child, childrenOf } from './registry-children.ts';
import { childNotFound, registryBusy, registryRefusal } from './registry-errors.ts';
import { registryAction } from './registry-operations.ts';
import {
  expiryAt,
  type PasswordName,
  passwordNames,
  passwordView,
  type TokenData,
} from './registry-tokens.ts';

/** Which passwords are drawn, and until when they are good. */
interface Drawing {
  readonly names: readonly PasswordName[];
  readonly expiry?: string;
}

/**
 * Draws passwords of a token: both, or the one that the body names, in the place of those there were
 * (test_repository_token_create #11, #24, #33). Recorded is that it is done at once. The specification has 202 and a Location
 * as well, which a fault for the operation brings about.
 */
export function generateCredentials(call: Call): Answer {
  const { cloud, operationFault } = call;
  const token = tokenOf(call);
  const drawing = drawingIn(call);
  if (operationFault === undefined) {
    draw(cloud, token.id, drawing);
    return { status: 200, body: drawnPasswords(cloud, token.id) };
  }
  const registry = cloud.world.get<RegistryData>(call.target.key);
  if (!registry) throw new EmulatorBug('The front door answers for absent objects.');
  const onToken = { ...call, target: { ...call.target, key: keyOf(token.id) } };
  const plan = { effect: 'token.credentials', data: drawing };
  const operation = begin(onToken, registryAction(call, 'token', registry.data.location, plan));
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

/** How such an operation ends; its result shows what it drew. */
export const credentialEffects = {
  'token.credentials': {
    succeed: (cloud, operation) => {
      draw(cloud, operation.target, operation.effect.data as Drawing);
      return undefined;
    },
    fail: () => undefined,
    result: (cloud, operation: Operation) => drawnPasswords(cloud, operation.target),
  },
} satisfies Readonly<Record<string, Effect>>;

function draw(cloud: Cloud, tokenId: string, { names, expiry }: Drawing): void {
  const token = cloud.world.get<TokenData>(tokenId);
  if (!token) return;
  const { passwords, drawn } = token.data;
  const fresh = names.map((name) => ({ name, createdAt: cloud.now(), expiry }));
  const kept = passwords.filter(({ name }) => !names.includes(name));
  const counts = names.map((name): [string, number] => [name, (drawn[name] ?? 0) + 1]);
  cloud.world.put({
    ...token,
    data: {
      ...token.data,
      passwords: [...kept, ...fresh].toSorted((left, right) => (left.name < right.name ? -1 : 1)),
      drawn: { ...drawn, ...Object.fromEntries(counts) },
      drawnLast: names,
    },
  });
}

/** The only place where the value of a password is told: what was drawn last. */
function drawnPasswords(cloud: Cloud, tokenId: string): JsonObject {
  const token = cloud.world.get<TokenData>(tokenId);
  if (!token) return {};
  const { passwords, drawn, drawnLast = [] } = token.data;
  return {
    username: token.name,
    passwords: passwords
      .filter(({ name }) => drawnLast.includes(name))
      .map((password) => {
        const text = `${keyOf(tokenId)} ${password.name} ${drawn[password.name] ?? 0}`;
        const value = [text, `${text} and more`].map((part) => cloud.chance.guidOf(part)).join('');
        return { ...passwordView(password), value: value.replaceAll('-', '') };
      }),
  };
}

// Assumption: codes and texts.
function tokenOf({ cloud, body, target }: Call): Child<TokenData> {
  const tokenId = stringAt(body, 'tokenId');
  if (tokenId === undefined) throw registryRefusal('The id of the token is required.');
  const token = childrenOf<TokenData>(cloud, target.id, 'tokens').find(
    ({ id }) => keyOf(id) === keyOf(tokenId),
  );
  if (!token) throw childNotFound(nameOf(tokenId));
  const running = cloud.world.runningOn(token.id);
  if (running) refuseFor(cloud, running, () => registryBusy(token.id));
  return token;
}

function drawingIn({ cloud, body }: Call): Drawing {
  const sent = stringAt(body, 'name');
  const names = passwordNames.filter((name) => sent === undefined || name === sent);
  if (names.length === 0)
    throw registryRefusal(`The name of the password has to be ${passwordNames.join(' or ')}.`);
  const expiry = expiryAt(body);
  if (expiry !== undefined && Date.parse(expiry) <= cloud.now())
    throw registryRefusal('The expiry of the password has to be in the future.');
  return { names, ...(expiry === undefined ? {} : { expiry }) };
}
