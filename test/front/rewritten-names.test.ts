import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { rewriteRules } from '../../src/features/public-front/rewrites.ts';
import { type FrontWish, frontBodies } from './bodies.ts';
import { gatewayModelOf } from './gateway/body.ts';
import { type RewriteRules, rewriteRulesOf, rewrittenResponse } from './gateway/rewrite.ts';

const WISHES: readonly FrontWish[] = [
  wishOf('contoso', 'registry.contoso.test', 'westeurope'),
  wishOf('contosoimages01', 'images.example.test', 'westeurope', 'northeurope', 'westus2'),
  wishOf('aaaaa', 'a.test', 'uksouth', 'ukwest'),
];

function wishOf(registry: string, host: string, ...names: readonly string[]): FrontWish {
  const [first, ...others] = names.map((region) => ({ region, dataHost: `data-${region}-${host}` }));
  if (first === undefined) throw new Error('A front has a region.');
  return { registry, host, regions: [first, ...others] };
}

/** A front, one of its gateways by the rules for its host, and what that makes of a header. */
interface Rewriting {
  readonly wish: FrontWish;
  readonly rules: RewriteRules;
}

/** Of any front: what acrctl makes of its names, without all that is around it. */
const DRAWN: fc.Arbitrary<Rewriting> = fc
  .record({
    registry: fc.stringMatching(/^[a-z0-9]{5,50}$/),
    host: fc.stringMatching(/^[a-z]([a-z0-9-]{0,20}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,9}[a-z0-9])?){1,3}$/),
    regions: fc.uniqueArray(fc.stringMatching(/^[a-z]{4,16}[0-9]?$/), { minLength: 1, maxLength: 5 }),
  })
  .map(({ registry, host, regions }) => {
    const wish = wishOf(registry, host, ...regions);
    const renamed = wish.regions.map(({ region, dataHost }) => ({
      ...{ region, from: `${registry}.${region}.data.azurecr.io`, to: dataHost },
    }));
    const made = rewriteRules({ from: `${registry}.azurecr.io`, to: host }, renamed);
    return { wish, rules: rewriteRulesOf({ rewriteRules: made }, 'registry') };
  });

describe('the rewrite rules of a front', () => {
  const applied: Rewriting[] = [];
  beforeAll(async () => {
    for (const wish of WISHES)
      for (const { gateway, policies } of await frontBodies(wish)) {
        const { rules } = gatewayModelOf(gateway, policies);
        const ofHost = rules.find(({ listener }) => listener.hosts.includes(wish.host));
        applied.push({ wish, rules: ofHost?.rewrites ?? [] });
      }
  }, APPLIES_MS);

  /** What becomes of a header, beside which everything stays as it is. */
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
  /** Of fronts as they were applied and of any others, with what a service may write: hosts in any letters, headers too. */
  const check = (property: (rewriting: Rewriting, rest: string, spell: (text: string) => string) => void) =>
    fc.assert(
      fc.property(fc.oneof(fc.nat(), DRAWN), REST, fc.boolean(), (of, rest, isLoud) => {
        const rewriting = typeof of === 'number' ? (applied[of % applied.length] as Rewriting) : of;
        property(rewriting, rest, (text) => (isLoud ? text.toUpperCase() : text));
      }),
    );

  it('lead every challenge to the front, and leave for whom the token is (2.19, 2.20, 2.21, T7)', () =>
    check((rewriting, rest, spell) => {
      const { registry, host } = rewriting.wish;
      const challenge = (realm: string) =>
        `Bearer realm="https://${realm}/oauth2/token",service="${registry}.azurecr.io",scope="repository:${rest}:pull"`;
      const value = challenge(spell(`${registry}.azurecr.io`));
      expect(rewritten(rewriting, 401, spell('WWW-Authenticate'), value)).toBe(challenge(host));
    }));

  it('lead a layer of any region to the data host of that region, its query untouched (2.18, 2.22, 2.23, 2.24, T7)', () =>
    check((rewriting, rest, spell) => {
      const { registry, regions } = rewriting.wish;
      for (const { region, dataHost } of regions)
        for (const slash of ['/', '']) {
          const query = `${slash}?t=0&h=${registry}.azurecr.io&r=${rest}&s=0&v=1`;
          const value = `https://${spell(`${registry}.${region}.data.azurecr.io`)}${query}`;
          for (const status of [302, 307])
            expect(rewritten(rewriting, status, spell('Location'), value)).toBe(
              `https://${dataHost}${query}`,
            );
        }
    }));

  it('lead an upload to the front, where the registry names itself (2.14, 2.15, 2.17)', () =>
    check((rewriting, rest, spell) => {
      const { registry, host } = rewriting.wish;
      for (const end of ['', '/', `/v2/${rest}`, `?${rest}`, `:443/${rest}`]) {
        const value = `https://${spell(`${registry}.azurecr.io`)}${end}`;
        expect(rewritten(rewriting, 202, spell('Location'), value)).toBe(`https://${host}${end}`);
      }
    }));

  it('leave alone what names another host, or none (2.15, 2.16, T7)', () =>
    check((rewriting, rest) => {
      const { registry } = rewriting.wish;
      const values = [
        `/v2/${rest}`,
        `https://${registry}0.azurecr.io/v2/${rest}`,
        `https://x${registry}.azurecr.io/v2/${rest}`,
        `https://${registry}xazurecr.io/${rest}`,
        `https://${registry}.azurecr.io.example.test/${rest}`,
        `https://${registry}.azurecr.iox/${rest}`,
        `https://${registry}.elsewhere99.data.azurecr.io/?h=${registry}.azurecr.io&r=${rest}`,
        `https://example.test/?to=https://${registry}.azurecr.io/${rest}`,
      ];
      for (const value of values) expect(rewritten(rewriting, 307, 'Location', value)).toBe(value);
    }));

  it('leave every other header alone, whatever stands in it (2.13)', () =>
    check((rewriting, rest, spell) => {
      const value = `https://${spell(`${rewriting.wish.registry}.azurecr.io`)}/oauth2/token${rest}`;
      for (const name of ['Link', 'Docker-Content-Digest', 'X-Location', 'Content-Location'])
        expect(rewritten(rewriting, 200, name, value)).toBe(value);
    }));
});

/** Ends what hangs. */
const APPLIES_MS = 180_000;

/** What may stand behind a host. */
const REST = fc.stringMatching(/^[a-zA-Z0-9._~%/-]{1,40}$/);
