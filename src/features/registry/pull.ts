import type { RegistryCredential } from '../../core/verify.ts';
import type { Wire, WireAnswer } from '../../core/wire.ts';
import { type Answered, challengeOf, isOwnChallenge } from './challenge.ts';
import type { ImageReference } from './image-reference.ts';
import type { RegistryNames } from './registry-names.ts';

/** What was seen of a login and a pull, as far as they came: what follows on a failure is undefined. */
export interface PullSeen {
  readonly challenge: WireAnswer;
  /** The exchange of the token of Entra for one of the registry: what `az acr login` does. */
  readonly exchange?: WireAnswer | NoToken;
  readonly token?: WireAnswer;
  readonly manifest?: WireAnswer;
  /** Of the configuration of the image, which is the smallest blob. */
  readonly digest?: string;
  readonly blob?: WireAnswer;
  /** What the data endpoint gave, without any credential. */
  readonly content?: WireAnswer;
}

/** The exchange was not asked for. */
type NoToken =
  | { readonly outcome: 'none'; readonly why: string }
  | { readonly outcome: 'denied'; readonly why: string };

export interface Pulling {
  readonly names: RegistryNames;
  /** The login server of the registry, where a front is asked instead of it. */
  readonly service?: string;
  /** Without one nobody logs in. */
  readonly credential: RegistryCredential | undefined;
  readonly image: ImageReference | undefined;
}

export type SeePull = (wire: Wire) => Promise<PullSeen>;

/** All checks of a pull look at the same one. */
export function pullOnce(pulling: Pulling): SeePull {
  let seen: Promise<PullSeen> | undefined;
  return (wire) => {
    seen ??= seePull(wire, pulling);
    return seen;
  };
}

const NOBODY: RegistryCredential = { token: async () => ({ none: 'nobody is to log in' }) };

/**
 * Logs in and pulls the smallest part of an image, step by step as clients do (registry-wire.md, 2 and 3). The token goes
 * to the login server alone, and only where that says that tokens come from itself; a data endpoint gets none.
 */
async function seePull(wire: Wire, pulling: Pulling): Promise<PullSeen> {
  const { names, credential = NOBODY, image } = pulling;
  const { login } = names;
  const { service = login } = pulling;
  const challenge = await wire.request({ method: 'GET', url: `https://${login}/v2/` });
  const told =
    challenge.outcome === 'answered' && challenge.status === 401 ? challengeOf(challenge) : undefined;
  if (told === undefined || !isOwnChallenge(told, login, service)) return { challenge };
  const own = await credential.token(login);
  if ('none' in own) return { challenge, exchange: { outcome: 'none', why: own.none } };
  if ('refused' in own) return { challenge, exchange: { outcome: 'denied', why: own.refused } };
  const exchange = await wire.request(
    form(`https://${login}/oauth2/exchange`, {
      grant_type: 'access_token',
      service,
      access_token: own.token,
    }),
  );
  const refresh = tokenIn(exchange, 'refresh_token');
  if (refresh === undefined || image === undefined) return { challenge, exchange };
  const token = await wire.request(
    form(`https://${login}/oauth2/token`, {
      grant_type: 'refresh_token',
      service,
      scope: `repository:${image.repository}:pull`,
      refresh_token: refresh,
    }),
  );
  const access = tokenIn(token, 'access_token');
  if (access === undefined) return { challenge, exchange, token };
  return { challenge, exchange, token, ...(await seeContent(wire, names, image, access)) };
}

async function seeContent(
  wire: Wire,
  { login, data }: RegistryNames,
  { repository, reference }: ImageReference,
  access: string,
): Promise<Pick<PullSeen, 'manifest' | 'digest' | 'blob' | 'content'>> {
  const base = `https://${login}/v2/${repository}`;
  const authorization = `Bearer ${access}`;
  const getManifest = (named: string) =>
    wire.request({
      method: 'GET',
      url: `${base}/manifests/${named}`,
      headers: { authorization, accept: MANIFESTS },
    });
  const first = await getManifest(reference);
  const inner = first.outcome === 'answered' && first.status === 200 ? firstOfIndex(first) : undefined;
  const manifest = inner === undefined ? first : await getManifest(inner);
  const digest =
    manifest.outcome === 'answered' && manifest.status === 200 ? configDigest(manifest) : undefined;
  if (digest === undefined) return { manifest };
  const blob = await wire.request({
    method: 'GET',
    url: `${base}/blobs/${digest}`,
    headers: { authorization },
  });
  const target = blob.outcome === 'answered' ? redirectOf(blob) : undefined;
  if (target === undefined || !data.includes(target.hostname.toLowerCase()))
    return { manifest, digest, blob };
  return { manifest, digest, blob, content: await wire.request({ method: 'GET', url: target.href }) };
}

/** Where a blob is to be fetched; undefined where nothing leads on. */
export function redirectOf({ status, headers }: Answered): URL | undefined {
  const location = headers.find(([name]) => name === 'location')?.[1];
  if (status < 300 || status > 399 || location === undefined || !URL.canParse(location)) return undefined;
  const url = new URL(location);
  return url.protocol === 'https:' && url.port === '' ? url : undefined;
}

function form(url: string, fields: Readonly<Record<string, string>>) {
  return {
    method: 'POST' as const,
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

function tokenIn(answer: WireAnswer, member: 'refresh_token' | 'access_token'): string | undefined {
  if (answer.outcome !== 'answered' || answer.status !== 200) return undefined;
  const token = parsed(answer)?.[member];
  return typeof token === 'string' && token !== '' ? token : undefined;
}

function firstOfIndex(answer: Answered): string | undefined {
  const manifests = parsed(answer)?.['manifests'];
  return Array.isArray(manifests) ? digestIn(manifests[0]) : undefined;
}

function configDigest(answer: Answered): string | undefined {
  return digestIn(parsed(answer)?.['config']);
}

function digestIn(descriptor: unknown): string | undefined {
  const digest = (descriptor as { readonly digest?: unknown } | undefined)?.digest;
  return typeof digest === 'string' && /^sha256:[0-9a-f]{64}$/.test(digest) ? digest : undefined;
}

function parsed({ body }: Answered): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');
