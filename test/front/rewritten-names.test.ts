import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { type FrontWish, frontBodies } from './bodies.ts';
import { gatewayModelOf } from './gateway/body.ts';
import { type RewriteRules, rewrittenResponse } from './gateway/rewrite.ts';

const WISHES: readonly FrontWish[] = [
  wishOf('contoso', 'registry.contoso.test', 'westeurope'),
  wishOf('contosoimages01', 'images.example.test', 'westeurope', 'northeurope', 'westus2'),
  wishOf('aaaaa', 'a.test', 'uksouth', 'ukwest'),
];

function wishOf(registry: string, host: string, ...names: readonly [string, ...string[]]): FrontWish {
  const [first, ...others] = names.map((region) => ({ region, dataHost: `data-${region}-${host}` }));
  if (first === undefined) throw new Error('A front has a region.');
  return { registry, host, regions: [first, ...others] };
}

/** A front, one of its gateways by the rules for its host, and what that makes of a header. */
interface Rewriting {
  readonly wish: FrontWish;
  readonly rules: RewriteRules;
}

describe('the rewrite rules of a front', () => {
  const rewritings: Rewriting[] = [];
  beforeAll(async () => {
    for (const wish of WISHES)
      for (const { gateway, policies } of await frontBodies(wish)) {
        const { rules } = gatewayModelOf(gateway, policies);
        const ofHost = rules.find(({ listener }) => listener.hosts.includes(wish.host));
        rewritings.push({ wish, rules: ofHost?.rewrites ?? [] });
      }
  });

  const rewritten = ({ rules, wish }: Rewriting, status: number, name: string, value: string) => {
    const others = [
      ['Strict-Transport-Security', 'a'],
      ['Strict-Transport-Security', 'b'],
      ['Server', 'openresty'],
    ] as const;
    const headers = rewrittenResponse(rules, {
      ...{ method: 'GET', host: wish.host, uri: '/v2/', clientAddress: '198.51.100.7', requestHeaders: [] },
      ...{ status, responseHeaders: [[name, value], ...others] },
    });
    expect(headers.slice(1)).toEqual(others);
    expect(headers[0]?.[0].toLowerCase()).toBe(name.toLowerCase());
    return headers[0]?.[1];
  };
  /** Of every front, with what a service may write: hosts in any letters, headers too. */
  const check = (property: (rewriting: Rewriting, rest: string, spell: (text: string) => string) => void) =>
    fc.assert(
      fc.property(fc.nat(), REST, fc.boolean(), (index, rest, isLoud) => {
        const rewriting = rewritings[index % rewritings.length] as Rewriting;
        property(rewriting, rest, (text) => (isLoud ? text.toUpperCase() : text));
      }),
    );

  it('lead every challenge to the front, and leave for whom the token is', () =>
    check((rewriting, rest, spell) => {
      const { registry, host } = rewriting.wish;
      const challenge = (realm: string) =>
        `Bearer realm="https://${realm}/oauth2/token",service="${registry}.azurecr.io",scope="repository:${rest}:pull"`;
      const value = challenge(spell(`${registry}.azurecr.io`));
      expect(rewritten(rewriting, 401, spell('WWW-Authenticate'), value)).toBe(challenge(host));
    }));

  it('lead a layer of any region to the data host of that region, its query untouched', () =>
    check((rewriting, rest, spell) => {
      const { registry, regions } = rewriting.wish;
      for (const { region, dataHost } of regions)
        for (const slash of ['/', '']) {
          const query = `${slash}?t=0&h=${registry}.azurecr.io&r=${rest}&s=0&v=1`;
          const value = `https://${spell(`${registry}.${region}.data.azurecr.io`)}${query}`;
          expect(rewritten(rewriting, 307, spell('Location'), value)).toBe(`https://${dataHost}${query}`);
        }
    }));

  it('lead an upload to the front, where the registry names itself', () =>
    check((rewriting, rest, spell) => {
      const { registry, host } = rewriting.wish;
      const value = `https://${spell(`${registry}.azurecr.io`)}/v2/${rest}`;
      expect(rewritten(rewriting, 202, spell('Location'), value)).toBe(`https://${host}/v2/${rest}`);
    }));

  it('leave alone what names another host, or none', () =>
    check((rewriting, rest) => {
      const { registry } = rewriting.wish;
      const values = [
        `/v2/${rest}`,
        `https://other.azurecr.io/v2/${rest}`,
        `https://x${registry}.azurecr.io/v2/${rest}`,
        `https://${registry}xazurecr.io/${rest}`,
        `https://${registry}.elsewhere.data.azurecr.io/?h=${registry}.azurecr.io&r=${rest}`,
        `https://example.test/?to=https://${registry}.azurecr.io/${rest}`,
      ];
      for (const value of values) expect(rewritten(rewriting, 307, 'Location', value)).toBe(value);
    }));
});

/** What may stand behind a host. */
const REST = fc.stringMatching(/^[a-zA-Z0-9._~%/-]{1,40}$/);
