import type { WireAnswer } from '../../core/wire.ts';

export type Answered = Extract<WireAnswer, { readonly outcome: 'answered' }>;

/** What a registry says to whoever comes without a token (registry-wire.md, 1). */
export interface Challenge {
  readonly realm: string;
  readonly service: string;
}

/** The Bearer challenge of a 401; undefined where there is none that clients could follow. */
export function challengeOf({ headers }: Pick<Answered, 'headers'>): Challenge | undefined {
  const told = headers.filter(([name]) => name === 'www-authenticate').map(([, value]) => value);
  const bearer = told.find((value) => /^bearer\s/i.test(value));
  if (bearer === undefined) return undefined;
  const parts = new Map(
    [...bearer.matchAll(/([a-z_]+)="([^"]*)"/gi)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      value,
    ]),
  );
  const [realm, service] = [parts.get('realm'), parts.get('service')];
  return realm === undefined || service === undefined ? undefined : { realm, service };
}

/**
 * The one place where tokens of a registry come from: a credential goes nowhere else. `service` is for whom they are, the
 * login server also where a front stands before it.
 */
export function isOwnChallenge(told: Challenge, login: string, service = login): boolean {
  return (
    told.realm.toLowerCase() === `https://${login}/oauth2/token` && told.service.toLowerCase() === service
  );
}

/** Hosts in the headers that are none of those given: whoever follows them leaves the registry. */
export function foreignHosts(
  { headers }: Pick<Answered, 'headers'>,
  own: readonly string[],
): readonly string[] {
  const hosts = headers
    .filter(([name]) => LEADING.has(name))
    .flatMap(([, value]) =>
      [...value.matchAll(/https?:\/\/([^/\s"?;,]+)/gi)].map(([, host = '']) => host.toLowerCase()),
    );
  return [...new Set(hosts.filter((host) => !own.includes(host)))].sort();
}

/** Those that clients follow. */
const LEADING: ReadonlySet<string> = new Set([
  'location',
  'www-authenticate',
  'link',
  'content-location',
  'refresh',
]);

/** `{"errors":[{"code":"DENIED","message":…}]}`; undefined for any other body. */
export function firstError({
  body,
}: Pick<Answered, 'body'>): { readonly code: string; readonly message: string } | undefined {
  try {
    const [error] =
      (JSON.parse(body) as { errors?: readonly { code?: unknown; message?: unknown }[] }).errors ?? [];
    return error === undefined ? undefined : { code: String(error.code), message: String(error.message) };
  } catch {
    return undefined;
  }
}
