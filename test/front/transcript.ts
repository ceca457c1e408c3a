import type { SeenExchange } from './gateway.ts';

/** A header, or the address that was asked for, in which a name of Azure stands. */
export interface Leak {
  readonly where: string;
  readonly value: string;
}

const FOREIGN = /azurecr\.(io|us|cn)|blob\.core\.|core\.(windows\.net|usgovcloudapi\.net|chinacloudapi\.cn)/i;

/**
 * Searches all that went between clients and gateways for names of Azure: all headers of both directions, as they stand.
 * What is sealed in a token is not looked at: its `aud` is the registry, for the same reason as `service`.
 */
export function leaksIn(seen: readonly SeenExchange[]): readonly Leak[] {
  return seen.flatMap(({ method, uri, host, status, requestHeaders, responseHeaders }) => {
    const exchange = `${method} ${host}${uri.replace(/\?.*$/s, '')} ${status}`;
    return [
      { where: `address of ${exchange}`, value: withoutSignedQuery(withoutServiceAsked(uri)) },
      ...requestHeaders.map(([name, value]) => ({
        where: `${name} of ${exchange}`,
        value: sameName(name, 'referer') ? withoutSignedQuery(withoutServiceAsked(value)) : value,
      })),
      ...responseHeaders.map(([name, value]) => ({
        where: `${name}: in the answer to ${exchange}`,
        value: withoutExempted(name, value),
      })),
    ].filter(({ value }) => FOREIGN.test(value));
  });
}

function withoutExempted(name: string, value: string): string {
  if (sameName(name, 'location')) return withoutSignedQuery(value);
  return sameName(name, 'www-authenticate') ? withoutServiceTold(value) : value;
}

/**
 * `service` stays the registry's: it names who a token is for (`aud`), and the registry takes no other. Clients repeat it
 * in what they ask of the token endpoint, and connect to none of it (registry-wire.md, 2).
 */
function withoutServiceTold(value: string): string {
  return value.replace(/(,|\s)service="[^"]*"/, '$1');
}

function withoutServiceAsked(uri: string): string {
  if (!/^[^?]*\/oauth2\/token\?/.test(uri)) return uri;
  return uri.replace(/([?&])service=[^&]*/, '$1');
}

/** The query of a layer's address names the registry in `h`, and is signed: changed, it is worth nothing (registry-wire.md, 3). */
function withoutSignedQuery(address: string): string {
  const [place = '', query = ''] = address.split(/\?(.*)/s);
  const names = new URLSearchParams(query);
  return ['t', 'h', 'd', 's', 'v'].every((name) => names.has(name)) ? place : address;
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other;
}

/** Headers by which a client finds its way. */
const TELLING = ['www-authenticate', 'location', 'docker-content-digest'];

/** What went between clients and gateways, for people: signatures left out, and `names` in place of digests. */
export function transcriptOf(seen: readonly SeenExchange[], names: Readonly<Record<string, string>>): string {
  const named = (text: string) =>
    Object.entries(names).reduce((sofar, [digest, name]) => sofar.replaceAll(digest, name), text);
  const lines = seen.flatMap(({ method, host, uri, status, requestHeaders, responseHeaders }) => {
    const [scheme] = requestHeaders
      .filter(([name]) => sameName(name, 'authorization'))
      .map(([, value]) => value.split(' ')[0]);
    const telling = responseHeaders.filter(([name]) => TELLING.includes(name.toLowerCase()));
    return [
      `${method} https://${host}${withSignatureCut(uri)}${scheme === undefined ? '' : ` (${scheme})`}`,
      `  ${status}`,
      ...telling.map(([name, value]) => `  ${name}: ${withSignatureCut(value)}`),
    ].map(named);
  });
  return lines.join('\n');
}

function withSignatureCut(address: string): string {
  const place = withoutSignedQuery(address);
  return place === address ? address : `${place}?…`;
}
