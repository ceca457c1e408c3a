import { type Check, passed, type SignedInIdentity, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import type { JsonObject } from '../../core/json.ts';
import { textAt } from '../../core/path.ts';
import { duration } from '../../core/wording.ts';
import { clean } from '../../providers/azure/text.ts';
import { claimsOf } from '../../providers/azure/token-claims.ts';

/** Who a token is made out to. Nothing else of it is kept (I-15). */
export function identityOf(token: string): SignedInIdentity {
  const claims = claimsOf(token);
  const said = (...names: readonly string[]) => {
    const found = names.map((name) => textAt(claims, name)).find((text) => text !== undefined && text !== '');
    return found === undefined ? null : clean(found);
  };
  return {
    tenant: said('tid') ?? '',
    object: said('oid'),
    // Tokens of version 1 have the first, those of version 2 the second ("Access token claims reference").
    application: said('appid', 'azp'),
    user: said('upn', 'unique_name', 'preferred_username'),
    expires: expiryOf(claims),
  };
}

function expiryOf({ exp }: JsonObject): string | null {
  if (typeof exp !== 'number' || !(exp > 0 && exp < LAST_SECOND)) return null;
  return new Date(exp * 1_000).toISOString();
}

/** Of the years that a date can be written in. */
const LAST_SECOND = 253_402_300_800;

/** How long the token is good. Logins give another one as long as they can: that of a job in a pipeline mostly cannot. */
export function tokenCheck({ object, expires }: SignedInIdentity, nowMs: number): Check {
  const who = object === null ? '' : `object id ${object}; `;
  if (expires === null) return passed('token', `${who}its end is not told`);
  const leftMs = Date.parse(expires) - nowMs;
  const at = `${expires.slice(0, 16).replace('T', ' ')} UTC`;
  if (leftMs >= SHORT_MS)
    return passed('token', `${who}good until ${at}, ${duration(Math.floor(leftMs / 60_000) * 60)} from now`);
  return troubled('token', `${who}good until ${at}`, [
    diagnose('ACR2308', {
      severity: 'warning',
      detail:
        leftMs <= 0
          ? 'By the clock of this machine the token is over already, though it was given just now.'
          : `The token is good for ${duration(Math.ceil(leftMs / 1_000))} more. A run asks for another one in time; where the login has none to give, such as that of a job whose own token is over, the run ends there.`,
      hint:
        leftMs <= 0
          ? 'Compare the clock of this machine with another one.'
          : 'Sign in just before the run: in a pipeline, fetch the token of the job in the step before.',
    }),
  ]);
}

/** Tokens last an hour and more; a run asks for a new one five minutes before the end of the old one. */
const SHORT_MS = 5 * 60_000;
