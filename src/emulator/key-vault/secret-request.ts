import { booleanAt, numberAt, stringAt, stringMapAt } from '../json.ts';
import { badParameter } from './key-request.ts';
import type { SecretVersionData } from './secret-body.ts';

/** A secret as it can be made. */
export type SecretRequest = Omit<SecretVersionData, 'created' | 'updated'>;

/** What a request for a change says; what it does not stays. */
export type SecretChange = Partial<Omit<SecretVersionData, 'created' | 'updated'>>;

// Bytes: "About secrets", MicrosoftDocs/azure-security-docs; tags: recalled of "About keys, secrets and certificates".
const largestValue = 25 * 1024;
const mostTags = 15;

/** Reads what is asked for; `path` is where the plane has all but the tags. Texts of refusals: assumption. */
export function secretRequest(
  name: string,
  body: unknown,
  path: readonly string[],
): Omit<SecretRequest, 'value'> & { readonly value: string | undefined } {
  requireName(name);
  const { value, contentType, enabled = true, notBefore, expires, tags } = secretChange(body, path);
  return { value, contentType, enabled, notBefore, expires, tags };
}

export function secretChange(body: unknown, path: readonly string[]): SecretChange {
  const value = stringAt(body, ...path, 'value');
  const contentType = stringAt(body, ...path, 'contentType');
  const enabled = booleanAt(body, ...path, 'attributes', 'enabled');
  const notBefore = numberAt(body, ...path, 'attributes', 'nbf');
  const expires = numberAt(body, ...path, 'attributes', 'exp');
  const tags = stringMapAt(body, 'tags');
  if (value !== undefined && Buffer.byteLength(value) > largestValue)
    throw badParameter(`The value of a secret has at most ${largestValue} bytes.`);
  if (tags && Object.keys(tags).length > mostTags)
    throw badParameter(`A secret has at most ${mostTags} tags.`);
  return {
    ...(value === undefined ? {} : { value }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(enabled === undefined ? {} : { enabled }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expires === undefined ? {} : { expires }),
    ...(tags ? { tags } : {}),
  };
}

function requireName(name: string): void {
  if (!/^[0-9a-z-]{1,127}$/i.test(name)) throw badParameter(`The secret name ${name} is not valid.`);
}
