import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import type { Json, JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { Lock } from '../../core/state.ts';
import type { PasswordName, TokenRotation } from '../../core/token-rotation.ts';
import { underLock } from '../../core/under-lock.ts';
import { nearest, quote } from '../../core/wording.ts';
import { look } from '../../engine/look.ts';
import type { Session } from '../../engine/run.ts';
import type { Placed, PlacedToken } from '../../features/placed.ts';
import { placeEntries } from '../../features/placement.ts';
import { passwordStep, passwordsOf, type ShownPassword, tagsFor } from '../../features/tokens/password.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { SecretFile } from './secret-file.ts';

export interface TokenRequest {
  /** Of the token, as it was typed: `REGISTRY/TOKEN`, or its address. */
  readonly name: string;
  readonly destination: Destination;
  readonly password: PasswordName | undefined;
  /** Undefined: it never ends. */
  readonly days: number | undefined;
  acquireLock(): Promise<Lock>;
  /** Told what there is and what comes next, before anything is drawn. */
  announce(prospect: TokenProspect): void;
  /** Throws unless a password may be drawn. */
  approve(): Promise<void>;
}

export type Destination =
  /** `VAULT/NAME`, the vault by its key in the file. */
  | { readonly kind: 'secret'; readonly reference: string }
  | { readonly kind: 'file'; readonly path: string; open(): Promise<SecretFile> };

export interface TokenProspect {
  readonly token: PlacedToken;
  readonly passwords: readonly ShownPassword[];
  readonly password: PasswordName;
  readonly place: string;
}

/**
 * Draws a password of a token and puts it where it was asked for. The value is in the answer of Azure and in the one
 * request or file that keeps it, and nowhere else. Nothing is journalled: a run that dies in between has drawn a password
 * that nobody has, and the other one still works (`passwordStep`).
 */
export async function rotateToken(session: Session<Config>, request: TokenRequest): Promise<TokenRotation> {
  const placed = placeEntries(session.config);
  const token = tokenNamed(request.name, placed);
  const secret =
    request.destination.kind === 'secret' ? secretNamed(placed, request.destination.reference) : undefined;
  return underLock(await request.acquireLock(), async (lock) => {
    const { live } = await look(session, [
      { type: ARM_TYPE.token, id: token.id },
      ...(secret === undefined ? [] : [{ type: ARM_TYPE.vaultSecret, id: secret.id }]),
    ]);
    const body = live.get(foldId(token.id))?.body;
    if (body === undefined) throw refused(notThere(token));
    const before = secret && live.get(foldId(secret.id))?.body;
    const step = passwordStep({ token, live: body, secret: before, asked: request.password });
    if (step.kind === 'refused') throw refused(step.why);
    const { password } = step;
    const place = secret?.uri ?? (request.destination.kind === 'file' ? request.destination.path : '');
    const file = request.destination.kind === 'file' ? await request.destination.open() : undefined;
    try {
      request.announce({ token, passwords: passwordsOf(body), password, place });
      await request.approve();
      await lock.assertHeld();
      const drawn = await draw(session, token, password, request.days);
      try {
        if (secret !== undefined)
          await store(session, secret.id, drawn.value, tagsFor(token, password, before));
        await file?.keep(drawn.value);
      } catch (error) {
        throw lost(token, password, error);
      }
      return {
        address: token.address,
        username: token.name,
        password,
        expires: drawn.expires ?? null,
        storedIn: request.destination.kind,
        place,
      };
    } finally {
      await file?.drop();
    }
  });
}

interface Drawn {
  readonly value: string;
  readonly expires: string | undefined;
}

/** `generateCredentials` (test_repository_token_create #11, #33); with a name it draws that one alone (the specification). */
async function draw(
  { cloud, clock }: Session<Config>,
  token: PlacedToken,
  name: PasswordName,
  days: number | undefined,
): Promise<Drawn> {
  const expiry = days === undefined ? undefined : new Date(clock.wallMs() + days * DAY_MS).toISOString();
  const asked = {
    method: 'POST',
    type: ARM_TYPE.registry,
    id: token.registryId,
    action: 'generateCredentials',
  } as const;
  try {
    const { body, operation } = await cloud.write({
      ...asked,
      body: { tokenId: token.id, name, ...(expiry !== undefined && { expiry }) },
    });
    const answer =
      operation === undefined
        ? body
        : await cloud.result({ type: asked.type, id: asked.id, action: 'update', operation });
    const drawn = passwordIn(answer, name);
    if (drawn !== undefined) return drawn;
  } catch (error) {
    if (error instanceof CloudError)
      throw refused(notDrawn(token, `${error.armCode}: ${error.message}`), error);
    throw error;
  }
  throw refused(notDrawn(token, 'Azure answered, and told no password.'));
}

const DAY_MS = 24 * 60 * 60_000;

function passwordIn(answer: Json | undefined, name: PasswordName): Drawn | undefined {
  const found = listAt(answer, 'passwords').find((each) => textAt(each, 'name') === name);
  const value = textAt(found, 'value');
  return value === undefined || value === '' ? undefined : { value, expires: textAt(found, 'expiry') };
}

async function store({ cloud }: Session<Config>, id: string, value: string, tags: JsonObject): Promise<void> {
  await cloud.write({
    method: 'PUT',
    type: ARM_TYPE.vaultSecret,
    id,
    body: { tags, properties: { contentType: 'text/plain' } },
    secrets: [{ path: 'properties.value', value }],
  });
}

function tokenNamed(name: string, { registries }: Placed): PlacedToken {
  const all = new Map(
    registries.flatMap(({ key, tokens }) =>
      tokens.map((token): [string, PlacedToken] => [`${key}/${token.key}`, token]),
    ),
  );
  const found = all.get(name) ?? [...all.values()].find(({ address }) => address === name);
  if (found !== undefined) return found;
  const near = nearest(name, [...all.keys()]);
  throw refused(
    diagnose('ACR2414', {
      detail: `The configuration has no token ${quote(name)}: it is named REGISTRY/TOKEN, by its keys under registries and tokens.`,
      hint: near === undefined ? 'Name one of the file.' : `Did you mean ${near}?`,
      requirements: REQUIREMENTS,
    }),
  );
}

const REQUIREMENTS = ['2.28'];

interface NamedSecret {
  readonly id: string;
  readonly uri: string;
}

/** keyvault.md, "Names": 1 to 127 letters, digits and hyphens. */
const SECRET = /^([^/]+)\/([0-9A-Za-z-]{1,127})$/;

function secretNamed({ vaultByKey }: Placed, reference: string): NamedSecret {
  const [, vaultKey = '', name = ''] = SECRET.exec(reference) ?? [];
  const vault = vaultByKey.get(vaultKey);
  if (vault === undefined) {
    const near = nearest(vaultKey, [...vaultByKey.keys()]);
    throw refused(
      diagnose('ACR2415', {
        detail: `${quote(reference)} is no secret of a vault of the file: it is named VAULT/NAME, the vault by its key under keyVaults, the name with letters, digits and hyphens.`,
        hint: near === undefined ? 'Name a vault of the file.' : `Did you mean ${near}/${name}?`,
        requirements: REQUIREMENTS,
      }),
    );
  }
  const id = `${vault.id}/secrets/${name}`;
  const taken = vault.certificates.find((each) => foldId(each.id) === foldId(id));
  if (taken !== undefined) {
    throw refused(
      diagnose('ACR2416', {
        address: taken.address,
        detail: 'The secret is that of a certificate of the file, and is not written over.',
        hint: 'Name another secret.',
        requirements: REQUIREMENTS,
      }),
    );
  }
  return { id, uri: `${vault.origin}/secrets/${name}` };
}

function notThere({ address, id }: PlacedToken): Diagnostic {
  return diagnose('ACR2417', {
    address,
    detail: `There is no such token yet:\n${id}`,
    hint: 'Apply first: "acrctl apply" makes it.',
    requirements: REQUIREMENTS,
  });
}

function notDrawn({ address }: PlacedToken, why: string): Diagnostic {
  return diagnose('ACR2419', {
    address,
    detail: `No password was put anywhere. ${why} If Azure drew one all the same, nobody has it, and the other one stays valid.`,
    hint: 'Run again once the cause is gone: that draws the same password anew. It takes Microsoft.ContainerRegistry/registries/generateCredentials/action on the registry.',
    requirements: REQUIREMENTS,
  });
}

/** It was drawn, and is kept by nobody. */
function lost({ address }: PlacedToken, password: PasswordName, cause: unknown): AcrctlError {
  const own = cause instanceof AcrctlError ? cause.diagnostics : [];
  const why = cause instanceof CloudError ? ` ${cause.armCode}: ${cause.message}` : '';
  return new AcrctlError(
    EXIT.error,
    [
      ...own,
      diagnose('ACR2419', {
        address,
        detail: `${password} was drawn and is not known to be stored.${why} Its earlier value is no longer valid; the other password stays valid.`,
        hint: 'Run again once the cause is gone: that draws the same password anew.',
        requirements: REQUIREMENTS,
      }),
    ],
    { cause },
  );
}

function refused(why: Diagnostic, cause?: unknown): AcrctlError {
  return new AcrctlError(EXIT.error, [why], { cause });
}
