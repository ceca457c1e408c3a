import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { isJsonObject, listAt, textAt } from '../../core/path.ts';
import { PASSWORD_NAMES, type PasswordName } from '../../core/token-rotation.ts';
import { quote } from '../../core/wording.ts';
import { nameOf } from '../../providers/azure/arm-id.ts';
import type { PlacedToken } from '../placed.ts';

/** Tags of a secret that say whose password its value is, and which: from them follows which one may be drawn anew. */
const PASSWORD_TAGS = { token: 'acrctl-token', password: 'acrctl-token-password' } as const;

/** A password that Azure shows of a token: never its value. */
export interface ShownPassword {
  readonly name: PasswordName;
  readonly created: string | undefined;
  /** Undefined for one without an end. */
  readonly expires: string | undefined;
}

export type PasswordStep =
  | { readonly kind: 'draw'; readonly password: PasswordName; readonly held: PasswordName | undefined }
  | { readonly kind: 'refused'; readonly why: Diagnostic };

export interface PasswordRequest {
  readonly token: PlacedToken;
  readonly live: JsonObject;
  /** The secret that gets the password, as it is; undefined where there is none, and for a file. */
  readonly secret: JsonObject | undefined;
  /** Undefined where any will do. */
  readonly asked: PasswordName | undefined;
}

/**
 * Which of the two passwords is drawn: never the one that the secret holds, so that a run that dies before it stored the
 * new one leaves a secret that works, and running again draws the same anew. Where nothing says who uses which, only one
 * that is not there is drawn unasked.
 */
export function passwordStep({ token, live, secret, asked }: PasswordRequest): PasswordStep {
  const owner = secret && textAt(secret, ['tags', PASSWORD_TAGS.token]);
  if (secret !== undefined && owner !== ownerOf(token)) return { kind: 'refused', why: othersSecret(token) };
  const tag = secret && textAt(secret, ['tags', PASSWORD_TAGS.password]);
  const held = PASSWORD_NAMES.find((name) => name === tag);
  if (asked !== undefined && asked === held) return { kind: 'refused', why: inUse(token, asked) };
  const there = new Set(passwordsOf(live).map(({ name }) => name));
  const missing = PASSWORD_NAMES.find((name) => !there.has(name));
  const other = held && PASSWORD_NAMES.find((name) => name !== held);
  const password = asked ?? other ?? missing;
  return password === undefined
    ? { kind: 'refused', why: bothThere(token) }
    : { kind: 'draw', password, held };
}

/** Of a token as Azure shows it. */
export function passwordsOf(live: JsonObject): readonly ShownPassword[] {
  return listAt(live, 'properties.credentials.passwords').flatMap((each) => {
    const name = PASSWORD_NAMES.find((known) => known === textAt(each, 'name'));
    if (name === undefined) return [];
    return [{ name, created: textAt(each, 'creationTime'), expires: textAt(each, 'expiry') }];
  });
}

/** The tags of the secret that gets the password; tags of others stay. */
export function tagsFor(
  token: PlacedToken,
  password: PasswordName,
  secret: JsonObject | undefined,
): JsonObject {
  const before = secret?.['tags'];
  return {
    ...(isJsonObject(before) && before),
    [PASSWORD_TAGS.token]: ownerOf(token),
    [PASSWORD_TAGS.password]: password,
  };
}

/** Names are at most 50 characters each, and a tag holds 256. */
function ownerOf({ registryId, name }: PlacedToken): string {
  return `${nameOf(registryId)}/${name}`.toLowerCase();
}

const REQUIREMENTS = ['2.28'];

function othersSecret({ address }: PlacedToken): Diagnostic {
  return diagnose('ACR2416', {
    address,
    detail:
      'The secret is there and its tags do not say that it holds a password of this token. Nothing was drawn, since whoever uses the secret would get something else from it.',
    hint: 'Name another secret; one that is not there yet is made.',
    requirements: REQUIREMENTS,
  });
}

function inUse({ address }: PlacedToken, password: PasswordName): Diagnostic {
  return diagnose('ACR2418', {
    address,
    detail: `The secret holds ${password}: drawn anew it would be invalid before the vault has the next one. Nothing was drawn.`,
    hint: 'Leave --password out to draw the other one into the secret; run once more to replace this one, too.',
    requirements: REQUIREMENTS,
  });
}

function bothThere({ address, name }: PlacedToken): Diagnostic {
  return diagnose('ACR2418', {
    address,
    detail: `${quote(name)} has two passwords, and nothing here says which of them is in use. Whoever uses the one that is drawn anew is locked out at once. Nothing was drawn.`,
    hint: 'Say which one nobody uses: --password 1 or --password 2.',
    requirements: REQUIREMENTS,
  });
}
