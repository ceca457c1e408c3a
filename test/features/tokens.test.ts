import { expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { offlineRules } from '../../src/features/rules.ts';

/** The codes of what is said of a registry of this tier with so many scope maps, and as many tokens. */
function check(sku: string, count: number, expected: readonly string[]): void {
  const names = Array.from({ length: count }, (_, index) => `name-${index}`);
  const scopeMaps = Object.fromEntries(
    names.map((name) => [name, { actions: ['gateway/edge/config/read'] }]),
  );
  const tokens = Object.fromEntries(names.map((name) => [name, { scopeMap: '_repositories_pull' }]));
  const text = `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope }
registries:
  contosoimages: ${JSON.stringify({ sku, network: { publicAccess: 'enabled' }, scopeMaps, tokens })}
`;
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  const said = loaded.ok ? loaded.warnings : loaded.diagnostics;
  expect(said.map(({ code, detail }) => `${code} ${detail}`)).toEqual(expected);
}

it('a registry takes as many scope maps and tokens as its tier (2.28)', () => {
  const more = (what: string, tier: string, most: number) =>
    `ACR1373 A registry of the tier ${tier} takes ${most} ${what}, and ${most + 1} are listed. Take some out, or write a higher sku.`;
  check('Basic', 100, []);
  check('Basic', 101, [more('scope maps', 'Basic', 100), more('tokens', 'Basic', 100)]);
  check('Standard', 500, []);
  check('Standard', 501, [more('scope maps', 'Standard', 500), more('tokens', 'Standard', 500)]);
  check('Premium', 501, []);
});
