import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byAddress } from '../../src/core/address.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { Transport } from '../../src/core/world.ts';
import { placeEntries } from '../../src/features/placement.ts';
import { cloudOf } from '../../src/features/scope.ts';
import { configurations, textOf } from '../arbitraries/configurations.ts';
import { APPLICABLE } from '../arbitraries/reach.ts';
import { configurationOf, EXAMPLES, labFor, settle } from '../examples.ts';
import { type Configuration, EXAMPLE, GROUP, type Lab, openLab, REGISTRY } from '../lab.ts';
import { loseState } from './importing.ts';
import { importedRegistry } from './importing-registry.ts';
import { meddle, unmark, versionOf } from './meddling.ts';
import { AT, example, ID, planOf, VERSION } from './stacks.ts';

/** In the others the registry is another stack's. */
const WITH_REGISTRY = EXAMPLES.filter((example) => {
  const configuration = configurationOf(example);
  return registriesOf(labFor(configuration), configuration).length > 0;
});

describe.each(WITH_REGISTRY)('the example $name, applied and its state lost', (example) => {
  const configuration = configurationOf(example);
  const others = example.others.map((files) => configurationOf({ files }));

  it('is imported registry by registry: Azure is only read, and the next plan is empty', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    for (const registry of registriesOf(lab, configuration)) {
      loseState(lab);
      lab.emulator.clearRequests();
      const { text } = await importedRegistry(lab, registry.id, registry);
      expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
      expect(lab.writes()).toEqual([]);
    }
  });

  it('says again what the example says', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    const wanted = await desiredOf(lab, configuration);
    const again = new Map<string, Desired>();
    for (const registry of registriesOf(lab, configuration)) {
      loseState(lab);
      const { text } = await importedRegistry(lab, registry.id, registry);
      for (const each of await desiredOf(lab, text)) again.set(each.address, each);
    }
    // What the example leaves to its defaults the file says, where Azure shows it.
    expect([...again.values()].toSorted(byAddress)).toMatchObject(wanted.filter(leadsToRegistry));
  });

  it('is imported as people have changed it by hand since, and nothing of theirs is touched', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    for (const registry of registriesOf(lab, configuration)) {
      await meddle(lab, registry.id);
      loseState(lab);
      lab.emulator.clearRequests();
      const { text } = await importedRegistry(lab, registry.id, registry);
      expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
      expect(lab.writes()).toEqual([]);
    }
  });
  it('is imported as though nothing of it had been made by acrctl', async () => {
    const lab = labFor(configuration);
    await settle(lab, [...others, configuration]);
    await unmark(lab);
    for (const registry of registriesOf(lab, configuration)) {
      loseState(lab);
      lab.emulator.clearRequests();
      const { text } = await importedRegistry(lab, registry.id, { ...registry, stack: 'taken-over' });
      expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
      expect(lab.writes()).toEqual([]);
    }
  });
});

/** What its names need shows nowhere at a registry; the example with them is imported above. */
const SHOWN = { ...APPLICABLE, domains: false };

it('of any configuration that was applied leaves nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(configurations(SHOWN), fc.boolean(), async (configuration, isMarked) => {
      const lab = openLab();
      const text = textOf(configuration);
      await lab.converge(text);
      if (!isMarked) await unmark(lab);
      for (const registry of registriesOf(lab, text)) {
        loseState(lab);
        const stack = isMarked ? registry.stack : 'taken-over';
        const { text } = await importedRegistry(lab, registry.id, { ...registry, stack });
        expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
      }
    }),
    { numRuns: 10 },
  );
});

describe('what the language cannot say', () => {
  const rules = (...values: string[]) => ({
    publicNetworkAccess: 'Enabled',
    networkRuleSet: { defaultAction: 'Deny', ipRules: values.map((value) => ({ action: 'Allow', value })) },
  });

  it.each<{ what: string; of: string; method?: string; body: object; file: string[]; said: string[] }>([
    {
      what: 'public access for nobody',
      of: REGISTRY,
      body: { properties: rules() },
      file: ['publicAccess: disabled', 'ignore: [', 'properties.publicNetworkAccess'],
      said: ['has public access for no address at all'],
    },
    {
      what: 'ranges that overlap',
      of: REGISTRY,
      body: { properties: rules('203.0.113.0/24', '203.0.113.7') },
      file: [
        'publicAccess: selected',
        'allowedIpRanges: [203.0.113.0/24]',
        'ignore: [properties.networkRuleSet.ipRules]',
      ],
      said: ['has IP rules that overlap each other'],
    },
    {
      what: 'ranges without effect',
      of: REGISTRY,
      body: {
        properties: {
          networkRuleSet: { defaultAction: 'Deny', ipRules: [{ action: 'Allow', value: '203.0.113.0/24' }] },
        },
      },
      file: ['publicAccess: disabled', 'ignore: [properties.networkRuleSet.ipRules]'],
      said: ['has IP rules without effect, since nobody gets in'],
    },
    {
      what: 'a tag that no file can hold',
      of: REGISTRY,
      body: { tags: { owner: 'platform', 'two\u200blines': 'x', 'with a dot.': 'y' } },
      file: ['{ with a dot.: "y" }'],
      said: ['has the tag "two\\u{200b}lines"'],
    },
    {
      what: 'registration of machines',
      of: ID.link,
      body: { properties: { registrationEnabled: true } },
      file: ['ignore: [properties.registrationEnabled]'],
      said: ['has registration of machine names'],
    },
    {
      what: 'a zone group of another name',
      of: `${ID.endpoint}/privateDnsZoneGroups/theirs`,
      method: 'PUT',
      body: {
        properties: { privateDnsZoneConfigs: [{ name: 'acr', properties: { privateDnsZoneId: ID.zone } }] },
      },
      file: ['dns: { manage: policy } # others made its zone group theirs'],
      said: [],
    },
    {
      what: 'an endpoint that was turned away',
      of: `${REGISTRY}/privateEndpointConnections/contosoimages-hub`,
      method: 'PUT',
      body: { properties: { privateLinkServiceConnectionState: { status: 'Rejected' } } },
      file: [],
      said: ['its connection is Rejected, which only a new endpoint mends'],
    },
  ])('$what: it is left as it is, and said', async ({ of, method = 'PATCH', body, file, said }) => {
    const lab = openLab();
    await lab.converge(example({ [AT.export]: true }));
    if (of.endsWith('/theirs')) await lab.request('DELETE', ID.zoneGroup, VERSION.network);
    lab.emulator.advance(300_000);
    await lab.request(method, pathIn(lab, of), versionOf(of), body);
    lab.emulator.advance(300_000);
    lab.emulator.clearRequests();
    loseState(lab);
    const { text, composition } = await importedRegistry(lab, REGISTRY, { stack: 'images-prod' });
    for (const part of file) expect(text).toContain(part);
    for (const part of said) expect(text.replace(/\s+#?\s*/g, ' ')).toContain(part);
    expect(composition.remarks).toHaveLength(said.length);
    expect(await lab.apply(text)).toMatchObject({ kind: 'nothing-to-do', planned: { plan: { drift: [] } } });
    expect(lab.writes()).toEqual([]);
  });
});

/** The connection of an endpoint has a name that Azure drew. */
function pathIn(lab: Lab, id: string): string {
  if (!id.includes('/privateEndpointConnections/')) return id;
  const [found] = Object.keys(lab.emulator.objects()).filter((each) =>
    each.includes('/privateendpointconnections/'),
  );
  return found ?? id;
}

describe('an import by somebody who may not read everything', () => {
  it.each<[string, number, string, object]>([
    ['may not be read', 403, 'AuthorizationFailed', { failure: 'denied' }],
    ['goes in the middle of it', 404, 'ResourceNotFound', { exitCode: 1 }],
  ])('leaves out what %s, unless no plan could do without it', async (_, status, code, failure) => {
    const lab = openLab();
    await settle(lab, [EXAMPLE]);
    await meddle(lab, REGISTRY);
    loseState(lab);
    lab.emulator.clearRequests();
    await importedRegistry(lab, REGISTRY, { stack: 'images-prod' });
    const asked = new Set(lab.emulator.requests().map(({ path }) => path.toLowerCase()));
    asked.delete(REGISTRY.toLowerCase());
    expect(asked.size).toBeGreaterThan(25);
    const failed: string[] = [];
    for (const path of asked) {
      loseState(lab);
      const error = { code, message: 'It is not for you.' };
      const transport = answering(({ pathname }) => pathname.toLowerCase() === path, status, error);
      const run = { stack: 'images-prod', transport };
      await importedRegistry(lab, REGISTRY, run).catch((error: unknown) => {
        failed.push(path);
        expect(error).toMatchObject(failure);
        expect(lab.kept()).toEqual({});
      });
    }
    expect(failed).toEqual([GROUP.toLowerCase()]);
  });
});

function answering(
  matches: (url: URL) => boolean,
  status: number,
  error: JsonObject,
): (inner: Transport) => Transport {
  return (inner) => ({
    send: async (request) =>
      matches(new URL(request.url))
        ? { status, headers: {}, body: JSON.stringify({ error }) }
        : inner.send(request),
  });
}

/** Those that the configuration looks after, with what an import of them takes. */
function registriesOf(lab: Lab, configuration: Configuration) {
  const config = lab.session(configuration, 'look').session.config as Config;
  return placeEntries(config)
    .registries.filter(({ entry }) => entry.existing !== true)
    .map(({ id }) => ({ id, stack: config.stack, cloud: cloudOf(config) }));
}

type Desired = Awaited<ReturnType<typeof desiredOf>>[number];

/** Nothing in Azure says of a registry that it has custom domains, and so what they use is not found. */
/** Names of its owner and what stands before it: no registry knows of them. */
const NOT_SHOWN = [
  /^dnsZones|\.customDomains\.|^publicFronts/,
  /^keyVaults.*\.certificates\.|^keyVaults\.kv-contosoimages-(?:tls|front)/,
  /^identities\.images-front|\.subnets\.gateway$/,
  // docs/import.md says that these are not written.
  /^azure\.|^workspaces\.|\.(?:diagnostics|locks|scopeMaps|tokens|credentialSets|cacheRules|webhooks)\./,
];

function leadsToRegistry({ address }: Desired): boolean {
  return !NOT_SHOWN.some((each) => each.test(address));
}

/** All that a configuration wants, by address. */
async function desiredOf(lab: Lab, configuration: Configuration) {
  const { features, config, cloud } = lab.session(configuration, 'look').session;
  const live = await cloud.refresh(features.reads(config, []), new Set());
  const { resources } = features.compile(config, [], live);
  return resources
    .map(({ address, id, managed, ignore }) => ({ address, id, managed, ignore }))
    .toSorted(byAddress);
}
