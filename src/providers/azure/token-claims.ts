import { type JsonObject, parseJson } from '../../core/json.ts';
import { isJsonObject } from '../../core/path.ts';

/** What a token says of itself, unchecked: for people, and for the tenant. Empty where it is no token. */
export function claimsOf(token: string): JsonObject {
  const payload = token.split('.')[1] ?? '';
  const claims = parseJson(Buffer.from(payload, 'base64url').toString('utf8'));
  return claims !== undefined && isJsonObject(claims) ? claims : {};
}
