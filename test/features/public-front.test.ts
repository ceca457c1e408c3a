import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import type { Config, FrontFirewall, PublicFront } from '../../src/core/config.generated.ts';
import { getPath, listAt } from '../../src/core/path.ts';
import { features } from '../../src/features/index.ts';
import { firewallProperties } from '../../src/features/public-front/firewall.ts';
import { type GatewayParts, gatewayProperties } from '../../src/features/public-front/gateway-body.ts';
import { type RewriteRule, rewriteRules } from '../../src/features/public-front/rewrites.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { frontOnPage, gatewayOnPage, policyOnPage } from './public-front-page.ts';

const LOGIN = { from: 'contosoimages.azurecr.io', to: 'registry.contoso.com' };
const DATA = {
  region: 'westeurope',
  from: 'contosoimages.westeurope.data.azurecr.io',
  to: 'registry-data.contoso.com',
};
const ID =
  '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/applicationGateways/images-westeurope-agw';

const PARTS: GatewayParts = {
  id: ID,
  subnetId: '/subnet',
  publicAddressId: '/address',
  policyId: '/policy',
  capacity: { min: 1, max: 10 },
  registry: {
    host: LOGIN.to,
    target: LOGIN.from,
    privateName: 'contosoimages.privatelink.azurecr.io',
    secretId: 'https://kv.vault.azure.net/secrets/registry',
    probe: { path: '/v2/', status: '401' },
  },
  data: {
    host: DATA.to,
    target: DATA.from,
    privateName: 'contosoimages.westeurope.data.privatelink.azurecr.io',
    secretId: 'https://kv.vault.azure.net/secrets/registry',
    probe: { path: '/', status: '403' },
  },
  rules: rewriteRules(LOGIN, [DATA]),
};
const GATEWAY = gatewayProperties(PARTS);

const EXAMPLE = readFileSync(new URL('../../examples/public-front/acrctl.yaml', import.meta.url), 'utf8');
const GROUP = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers';

function fail(): never {
  throw new Error('The example has no such front.');
}

/** What acrctl sends for the example with a front. */
function compiled(front: PublicFront) {
  const text = stringify({ ...(parse(EXAMPLE) as Config), publicFronts: { images: front } });
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  const { resources } = features.compile(loaded.config, [], new Map());
  const propertiesAt = (address: string) =>
    resources.find((each) => each.address === address)?.managed['properties'];
  const region = 'publicFronts.images.regions.westeurope';
  const network = `${GROUP}/Microsoft.Network`;
  return {
    gateway: propertiesAt(region),
    policy: propertiesAt(`${region}.wafPolicy`),
    around: {
      gatewayId: `${network}/applicationGateways/images-westeurope-agw`,
      subnetId: `${network}/virtualNetworks/${front.regions['westeurope']?.subnet.replace('/', '/subnets/')}`,
      publicAddressId: `${network}/publicIPAddresses/images-westeurope-pip`,
      policyId: `${network}/ApplicationGatewayWebApplicationFirewallPolicies/images-westeurope-waf`,
      secretOf: (certificate: string) => `https://${certificate.replace('/', '.vault.azure.net/secrets/')}`,
    },
  };
}

describe('the gateway of a front', () => {
  it('is what the page says, word for word: its tables make the body that is sent (2.3, 2.11, 2.11b, 2.11c, 2.11d, 2.11e, 2.11f, 2.13, 2.14, 2.15, 2.16, 2.17, 2.18, 2.19, 2.20, 2.21, 2.22, 2.23, 2.24, T7, T8)', () => {
    const { gateway, around } = compiled(frontOnPage());
    expect(gateway).toEqual(gatewayOnPage(around));
  });

  it('has the front on the page that the example has', () => {
    const { publicFronts } = parse(EXAMPLE) as Config;
    const { regions, ...front } = publicFronts?.['images'] ?? fail();
    const { capacity: _, ...region } = regions['westeurope'] ?? fail();
    expect({ ...front, regions: { westeurope: region } }).toEqual(frontOnPage());
  });

  it('has one public address, and a certificate once where both names share it (2.11a, 2.11e)', () => {
    expect(listAt(GATEWAY, 'frontendIPConfigurations')).toHaveLength(1);
    expect(listAt(GATEWAY, 'sslCertificates')).toEqual([
      { name: 'registry', properties: { keyVaultSecretId: PARTS.registry.secretId } },
    ]);
    const own = gatewayProperties({ ...PARTS, data: { ...PARTS.data, secretId: 'https://kv/secrets/data' } });
    expect(listAt(own, 'sslCertificates').map((each) => getPath(each, 'name'))).toEqual(['registry', 'data']);
    expect(getPath(own, 'httpListeners[name=data].properties.sslCertificate.id')).toBe(
      `${ID}/sslCertificates/data`,
    );
  });
});

describe('the rewrites of a front', () => {
  const label = fc.stringMatching(/^[a-z0-9]{1,12}$/);
  const regions = fc.uniqueArray(fc.stringMatching(/^[a-z]{4,12}$/), { minLength: 1, maxLength: 4 });
  const rest = fc.oneof(
    fc.constant(''),
    fc.webPath().map((path) => `/${path.replace(/^\//, '')}`),
    fc.stringMatching(/^\?[a-z]=[A-Za-z0-9%.]{0,20}(&h=[a-z0-9.]{1,30})?$/),
    fc.constant(':443/v2/'),
  );

  it('leave no name of Azure in what leads clients on, and all else as it was (2.12, 2.22, 2.24)', () => {
    fc.assert(
      fc.property(label, regions, rest, fc.boolean(), (name, places, tail, upper) => {
        const login = { from: `${name}.azurecr.io`, to: 'front.example.com' };
        const data = places.map((region) => ({
          region,
          from: `${name}.${region}.data.azurecr.io`,
          to: `${region}-data.example.com`,
        }));
        const rules = rewriteRules(login, data);
        const spelt = (host: string) => (upper ? host.toUpperCase() : host);
        for (const { from, to } of [login, ...data])
          expect(rewritten(rules, 'Location', `https://${spelt(from)}${tail}`)).toBe(`https://${to}${tail}`);
        // What only looks like it is another's.
        for (const other of [
          `https://x${login.from}${tail}`,
          `https://${login.from}.example.com${tail}`,
          `http://${login.from}${tail}`,
          `/v2/${name}/blobs/uploads/${tail}`,
          `https://${login.from.replace('.', 'x')}${tail}`,
        ])
          expect(rewritten(rules, 'Location', other)).toBe(other);
      }),
    );
  });

  it('lead to the token endpoint of the front, and leave who tokens are for (2.19, 2.20, 2.21)', () => {
    const challenge = (host: string) =>
      `Bearer realm="https://${host}/oauth2/token",service="contosoimages.azurecr.io",scope="repository:a:pull"`;
    expect(rewritten(PARTS.rules, 'WWW-Authenticate', challenge(LOGIN.from))).toBe(challenge(LOGIN.to));
    expect(rewritten(PARTS.rules, 'WWW-Authenticate', challenge('another.azurecr.io'))).toBe(
      challenge('another.azurecr.io'),
    );
  });

  /** What a gateway makes of a header by rules whose conditions exclude each other (application-gateway.md 2). */
  function rewritten(rules: readonly RewriteRule[], header: string, value: string): string {
    const hits = rules.flatMap(({ conditions: [{ pattern, variable }], actionSet }) => {
      const match = variable === `http_resp_${header}` ? new RegExp(pattern, 'i').exec(value) : null;
      const [{ headerValue }] = actionSet.responseHeaderConfigurations;
      return match === null
        ? []
        : [headerValue.replace(/\{http_resp_[A-Za-z-]+_(\d)\}/g, (_, group) => match[Number(group)] ?? '')];
    });
    expect(hits.length).toBeLessThan(2);
    return hits[0] ?? value;
  }
});

describe('the firewall of a front', () => {
  const rulesOf = (waf: FrontFirewall, allowPush = false) =>
    listAt(firewallProperties(waf, allowPush), 'customRules');
  const ALL: FrontFirewall = {
    geo: { mode: 'block', countries: ['KP'] },
    blockedIpRanges: ['203.0.113.0/24'],
    allowedIpRanges: ['198.51.100.0/24'],
  };

  it('is what the page says: its tables make the policy that is sent (2.3, 2.11g, 2.26, 2.27)', () => {
    const front = { ...frontOnPage(), waf: ALL };
    expect(compiled(front).policy).toEqual(policyOnPage(front));
  });

  it.each<[FrontFirewall['geo'], boolean, string[]]>([
    [{ mode: 'block', countries: ['KP'] }, false, ['KP']],
    [{ mode: 'block', countries: ['KP'], unmapped: 'block' }, false, ['KP', 'ZZ']],
    [{ mode: 'allow', countries: ['DE'] }, true, ['DE', 'ZZ']],
    [{ mode: 'allow', countries: ['DE'], unmapped: 'block' }, true, ['DE']],
  ])('says of %j whom it keeps out (2.26)', (geo, negated, values) => {
    const [rule] = rulesOf(geo === undefined ? {} : { geo });
    expect(getPath(rule ?? {}, 'matchConditions')).toEqual([
      {
        matchVariables: [{ variableName: 'RemoteAddr' }],
        operator: 'GeoMatch',
        negationConditon: negated,
        matchValues: values,
        transforms: [],
      },
    ]);
  });

  it('lets nobody push unless told, and then bounds no body (2.11g)', () => {
    expect(rulesOf({}).map((rule) => getPath(rule, 'name'))).toEqual(['PullOnly']);
    expect(rulesOf({}, true)).toEqual([]);
    expect(firewallProperties({}, false)).toMatchObject({
      policySettings: { state: 'Enabled', mode: 'Prevention', requestBodyCheck: true },
    });
    expect(firewallProperties({}, true)).toMatchObject({
      policySettings: { requestBodyCheck: false, requestBodyEnforcement: false },
    });
  });
});
