import {
  createHash,
  createPublicKey,
  type KeyObject,
  randomBytes,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';

/** Where a layer is, as a registry with data endpoints says it. */
export interface DataUrlWish {
  readonly host: string;
  readonly login: string;
  readonly repository: string;
  readonly digest: string;
  /** Both forms were seen: `https://host/?t=` and `https://host?t=`. */
  readonly hasPath: boolean;
}

/**
 * Signed addresses of the form `?t&h&c&r&d&p&s&v`, with lengths as they were seen (registry-wire.md, 3). What Azure signs
 * is not known; here it is the whole query, so that one who changes any of it is refused.
 */
export function createDataUrls(key: KeyObject) {
  const publicKey = createPublicKey(key);
  return {
    url({ host, login, repository, digest, hasPath }: DataUrlWish): string {
      const query = new URLSearchParams({
        t: createHash('sha1').update(randomBytes(20)).digest('hex'),
        ...{ h: login, c: randomUUID(), r: repository, d: digest },
        p: randomBytes(460).toString('base64url'),
      });
      query.set('s', sign('sha256', signedPart(query), key).toString('base64url'));
      query.set('v', '1');
      return `https://${host}${hasPath ? '/' : ''}?${query}`;
    },

    /** The digest that may be read by that query; undefined where it is not as it was signed. */
    digestIn(query: URLSearchParams): string | undefined {
      const signature = Buffer.from(query.get('s') ?? '', 'base64url');
      const isRight = verify('sha256', signedPart(query), publicKey, signature);
      return isRight ? (query.get('d') ?? undefined) : undefined;
    },
  };
}

function signedPart(query: URLSearchParams): Buffer {
  const parts = [...query].filter(([name]) => name !== 's' && name !== 'v');
  return Buffer.from(JSON.stringify(parts));
}
