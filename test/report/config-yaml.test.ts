import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load.ts';
import { listPaths } from '../../src/config/validate.generated.js';
import { formatAddress } from '../../src/core/address.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { configYaml, type WrittenConfig } from '../../src/report/config-yaml.ts';
import { configurations, textOf } from '../arbitraries/configurations.ts';
import { hostileText } from '../arbitraries/text.ts';

function written(config: JsonObject, rest: Partial<WrittenConfig> = {}): string {
  return configYaml({ config, comments: new Map(), above: [], below: [], listPaths, ...rest });
}

function loaded(text: string) {
  const result = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: { NAME: 'no' }, rules: () => [] });
  return result.ok ? result.config : result.diagnostics.map(({ code, detail }) => `${code} ${detail}`);
}

const BASE = {
  apiVersion: 'acrctl/v1',
  stack: 'images',
  azure: {
    subscription: '00000000-0000-0000-0000-0000000000aa',
    resourceGroup: 'rg',
    location: 'westeurope',
  },
};

describe('a configuration that is written', () => {
  it('is read as what it was, whatever it says', () => {
    fc.assert(
      fc.property(configurations(), (configuration) => {
        const text = textOf(configuration);
        expect(loaded(written(parse(text) as JsonObject))).toEqual(loaded(text));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps texts that YAML or the language would take for something else', () => {
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the language substitutes these, not JavaScript.
    const odd = [
      'no',
      'on',
      '0123',
      '1e3',
      '1_000',
      '~',
      'null',
      '2024-01-01',
      '12:30',
      '*a',
      '&a',
      '- a',
      ': ',
      '# a',
    ];
    const dollars = [
      '${NAME}',
      '$${NAME}',
      '${',
      '$',
      '${NAME:-x}',
      "it's",
      'a: b',
      '{a}',
      '[a]',
      '!tag',
      '%x',
      '@x',
    ];
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above.
    const tags = Object.fromEntries([...odd, ...dollars].map((value, index) => [`tag${index}`, value]));
    const config = { ...BASE, azure: { ...BASE.azure, tags } };
    expect(loaded(written(config))).toEqual(config);
  });

  it('says the same with comments, and shows no character that an editor acts on', () => {
    fc.assert(
      fc.property(hostileText(), hostileText(200), (short, long) => {
        const config = { ...BASE, resourceGroups: { rg: { tags: { a: 'b' } }, other: {} } };
        const comments = new Map([
          ['resourceGroups.rg', short],
          [formatAddress(['resourceGroups', 'rg', 'tags']), long],
          ['azure.location', long],
          ['resourceGroups.other', short],
        ]);
        const text = written(config, { comments, above: [short, long], below: [`- ${short}`, long] });
        expect(loaded(text)).toEqual(config);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it('looks as a person writes it', () => {
    const config = {
      ...BASE,
      resourceGroups: { rg: {}, other: {} },
      identities: { agents: { existing: true } },
      networks: {
        hub: { addressSpace: ['10.0.0.0/16'], subnets: { endpoints: { prefix: '10.0.1.0/24' } } },
        far: {
          existing: true,
          resourceGroup: 'other',
          location: 'northeurope',
          name: 'a-network-with-a-long-name',
        },
      },
    };
    const comments = new Map([
      ['networks.hub', 'where endpoints are'],
      ['networks.hub.addressSpace', 'one range'],
      ['networks.far', 'others use it'],
      ['identities.agents', `it is ${'very '.repeat(20)}long`],
    ]);
    expect(written(config, { comments, above: ['Above'], below: ['Below:', '- one', '- two'] })).toBe(`# Above
apiVersion: acrctl/v1
stack: images

azure:
  subscription: 00000000-0000-0000-0000-0000000000aa
  resourceGroup: rg
  location: westeurope

resourceGroups: [rg, other]

identities:
  # it is very very very very very very very very very very very very very very very very very very
  # very very long
  agents: { existing: true }

networks:
  hub: # where endpoints are
    addressSpace: [10.0.0.0/16] # one range
    subnets:
      endpoints: { prefix: 10.0.1.0/24 }
  far: # others use it
    existing: true
    resourceGroup: other
    location: northeurope
    name: a-network-with-a-long-name

# Below:
# - one
# - two
`);
  });
});
