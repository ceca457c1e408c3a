import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { AllowListDocument, RecordsDocument } from '../../src/cli/documents.ts';
import { ALLOW_LIST_FORMATS, RECORD_FORMATS } from '../../src/cli/options.ts';
import { readCsv, readSquid, readZoneFile } from '../report/list-readers.ts';
import { edited } from '../scenarios/stacks.ts';
import { acrctl, checkReadable, emptyFolder, newFolder, type Run, startEmulator } from './acrctl.ts';
import { appliedFolder, filesIn, look } from './look.ts';

const HUB = 'registries.contosoimages.network.privateEndpoints.hub';

/** What is made for programs is wider than a terminal where a value is. */
function list(folder: string, ...args: string[]): Run {
  const before = filesIn(folder);
  const run = acrctl(folder, [...args, '--emulator']);
  expect(filesIn(folder)).toEqual(before);
  return run;
}

describe('acrctl records', () => {
  let folder: string;
  beforeAll(() => {
    folder = appliedFolder();
  });

  it('prints a table in 80 columns, and ends with 0 (1.61)', () => {
    const run = look(folder, 'records', '--emulator');
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toBe(`\
${HUB}
  network     networks.vnet-hub
  zone        privatelink.azurecr.io, for all of them: none for a region
  kept by     Azure, by a zone group (dns.manage: zoneGroup)

  name in the zone               TTL  address
  contosoimages                   10  10.20.1.5
    for contosoimages.azurecr.io
  contosoimages.westeurope.data   10  10.20.1.4
    for contosoimages.westeurope.data.azurecr.io

Clients go on asking for the names behind "for": the certificate does not cover
those in privatelink.azurecr.io.
2 records, every address known.
`);
  });

  it('knows the names before anything is made, and says that the addresses come', () => {
    const run = look(plannedFolder(), 'records', '--emulator');
    expect([run.exit, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('contosoimages.westeurope.data   10  known after apply');
    expect(run.stdout).toContain('2 records, 2 without an address yet: run this again once that is known.');
  });

  it('prints the same records in each format', () => {
    const document = JSON.parse(list(folder, 'records', '--json').stdout) as RecordsDocument;
    expect(list(folder, 'records', '--format', 'json').stdout).toBe(list(folder, 'records', '--json').stdout);
    const wanted = document.endpoints.flatMap(({ zone, records }) =>
      records.map(({ name, address }) => [`${name}.${zone}`, address]),
    );
    const bind = readZoneFile(list(folder, 'records', '--format', 'bind').stdout);
    expect(bind.map(({ name, address }) => [name, address])).toEqual(wanted);
    const csv = readCsv(list(folder, 'records', '--format', 'csv').stdout);
    expect(csv.map(({ name, zone, address }) => [`${name}.${zone}`, address])).toEqual(wanted);
  });

  it('adds what to forward, where there is a place for it (1.57)', () => {
    const run = look(folder, 'records', '--emulator', '--forwarders');
    expect(run.exit).toBe(0);
    expect(run.stdout).toMatch(/\n168\.63\.129\.16 answers only inside Azure networks/);
    expect(run.stdout).toContain('  server=/azurecr.io/168.63.129.16\n');
    const { forwarding } = JSON.parse(list(folder, 'records', '--forwarders', '--json').stdout);
    expect(forwarding).toEqual({ domain: 'azurecr.io', target: '168.63.129.16', aliases: [], servers: [] });
    for (const format of ['bind', 'csv']) {
      const refused = look(folder, 'records', '--emulator', '--forwarders', '--format', format);
      expect([refused.exit, refused.stdout, refused.stderr]).toEqual([
        1,
        '',
        expect.stringContaining('ACR2041'),
      ]);
    }
  });

  it('takes endpoints, and registries with all of theirs', () => {
    const whole = list(folder, 'records').stdout;
    for (const address of [HUB, 'registries.contosoimages', 'registries'])
      expect(list(folder, 'records', address).stdout).toBe(whole);
    const run = look(folder, 'records', 'registries.contosoimage', 'networks.vnet-hub', '--emulator');
    expect([run.exit, run.stdout]).toEqual([1, '']);
    expect(run.stderr.match(/ACR2071/g)).toHaveLength(2);
    expect(run.stderr).toContain('Did you mean registries.contosoimages?');
    expect(run.stderr).toContain(
      'Without an address every private endpoint, custom domain or front is listed.',
    );
  });

  it('says that there are none where the file has no endpoint', () => {
    const open = openFolder();
    const said = (...args: string[]) => list(open, 'records', ...args);
    expect(said().stdout).toBe(
      'The configuration has no private endpoint, custom domain or front, so that no\nrecords are needed.\n',
    );
    expect(readZoneFile(said('--format', 'bind').stdout)).toEqual([]);
    expect(readCsv(said('--format', 'csv').stdout)).toEqual([]);
    expect(JSON.parse(said('--json').stdout)).toMatchObject({ endpoints: [], domains: [], fronts: [] });
  });
});

describe('acrctl allow-list', () => {
  let folder: string;
  beforeAll(() => {
    folder = appliedFolder();
  });

  it('prints the same hosts in each format, and ends with 0 (1.65, 1.66)', () => {
    const document = JSON.parse(list(folder, 'allow-list', '--json').stdout) as AllowListDocument;
    const hosts = [...document.shared, ...document.registries.flatMap((each) => each.hosts)].map(
      ({ host }) => host,
    );
    const addresses = document.registries.flatMap(({ endpoints }) =>
      endpoints.flatMap((each) => each.addresses),
    );
    const lines = (text: string) => text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const text = look(folder, 'allow-list', '--emulator');
    expect([text.exit, text.stderr]).toEqual([0, '']);
    expect(lines(text.stdout)).toEqual([...hosts, ...addresses.map(({ address }) => address)]);
    expect(readSquid(list(folder, 'allow-list', '--format', 'squid').stdout)).toEqual(hosts);
    const rules = JSON.parse(list(folder, 'allow-list', '--format', 'azureFirewall').stdout).properties
      .ruleCollections[0].rules as { readonly targetFqdns: readonly string[] }[];
    expect(rules.flatMap(({ targetFqdns }) => targetFqdns)).toEqual(hosts);
    expect(JSON.parse(list(folder, 'allow-list', '--format', 'aks').stdout)).toEqual({
      noProxy: addresses.map(({ host }) => host),
    });
  });

  it('explains on stderr what a file for a program has no place for (1.68)', () => {
    const note = (where: string, format: string) => {
      const run = look(where, 'allow-list', '--emulator', '--format', format);
      expect(run.exit).toBe(0);
      return run.stderr.replace(/\s+/g, ' ');
    };
    expect(note(folder, 'azureFirewall')).toContain('sourceAddresses to the networks of your clients');
    expect(note(folder, 'aks')).toContain('add httpProxy, httpsProxy');
    expect(note(openFolder(), 'aks')).toContain('clusters reach them through the proxy');
    expect(note(folder, 'squid')).toBe('');
  });

  it('says in its help that regional endpoints are not listed', () => {
    expect(look(folder, 'allow-list', '--help').stdout).toContain('NAME.REGION.geo.azurecr.io');
  });

  it('takes registries, and asks back for what is none', () => {
    expect(list(folder, 'allow-list', 'registries.contosoimages').stdout).toBe(
      list(folder, 'allow-list').stdout,
    );
    const run = look(folder, 'allow-list', HUB, '--emulator');
    expect([run.exit, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining('ACR2071')]);
  });
});

describe('both', () => {
  it('only read: registries and their replicas, endpoints and interfaces, and nothing else', async () => {
    const folder = newFolder();
    const { env, ask, stop } = await startEmulator(folder);
    acrctl(folder, ['apply', '--auto-approve'], env);
    await ask('DELETE', '/_emulator/requests');
    const before = filesIn(folder);
    const formats = [
      ...RECORD_FORMATS.map((each) => ['records', each]),
      ...ALLOW_LIST_FORMATS.map((each) => ['allow-list', each]),
    ];
    for (const [command = '', format = ''] of formats) {
      const run = acrctl(folder, [command, '--format', format], env);
      expect([command, format, run.exit]).toEqual([command, format, 0]);
    }
    const { requests } = (await ask('GET', '/_emulator/requests')) as {
      requests: readonly { readonly method: string; readonly path: string }[];
    };
    expect(new Set(requests.map(({ method }) => method))).toEqual(new Set(['GET']));
    const segments = requests.map(({ path }) => path.split('?')[0]?.toLowerCase().split('/') ?? []);
    const types = segments.map((each) => (each.at(-1) === 'replications' ? each.at(-1) : each.at(-2)));
    expect([...new Set(types)].sort()).toEqual([
      'networkinterfaces',
      'privateendpoints',
      'registries',
      'replications',
    ]);
    expect(filesIn(folder)).toEqual(before);
    await stop();
  });

  it('take one way to say the format, and print faults of the file like any command', () => {
    const folder = newFolder();
    for (const command of ['records', 'allow-list']) {
      const twice = look(folder, command, '--emulator', '--format', 'json', '--json');
      expect([twice.exit, JSON.parse(twice.stdout)]).toMatchObject([
        1,
        { error: { diagnostics: [{ code: 'ACR2041' }] } },
      ]);
      const unknown = look(folder, command, '--emulator', '--format', 'yaml');
      expect([unknown.exit, unknown.stderr]).toEqual([1, expect.stringContaining('ACR2041')]);
    }
    writeFileSync(join(folder, 'acrctl.yaml'), 'apiVersion: acrctl/v1\n');
    const faulty = acrctl(folder, ['records', '--emulator']);
    checkReadable(faulty);
    expect([faulty.exit, faulty.stdout, faulty.stderr]).toEqual([3, '', expect.stringContaining('ACR1019')]);
  });
});

/** A folder in which the emulator has put its files, and nothing is applied. */
function plannedFolder(): string {
  const folder = newFolder();
  acrctl(folder, ['plan', '--emulator']);
  return folder;
}

/** One registry, open to everybody. */
function openFolder(): string {
  const folder = plannedFolder();
  const file = join(folder, 'acrctl.yaml');
  const network = { publicAccess: 'enabled' };
  writeFileSync(
    file,
    edited(readFileSync(file, 'utf8'), { 'registries.contosoimages': { sku: 'Premium', network } }),
  );
  return folder;
}

describe('docs/handing-out.md', () => {
  const page = readFileSync(new URL('../../docs/handing-out.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/^```\n\$ acrctl (.*)\n([\s\S]*?)^```$/gm)];
  const used = [...page.matchAll(/^```\n\$ acrctl |examples\/([a-z-]+)\/acrctl\.yaml/gm)];
  let example = '';
  const examples = used.flatMap(([, name]) => {
    if (name !== undefined) example = name;
    return name === undefined ? [example] : [];
  });
  const folders = new Map([...new Set(examples)].map((name) => [name, emptyFolder()]));
  beforeAll(() => {
    for (const [name, folder] of folders) {
      const file = new URL(`../../examples/${name}/acrctl.yaml`, import.meta.url);
      writeFileSync(join(folder, 'acrctl.yaml'), readFileSync(file));
      acrctl(folder, ['apply', '--emulator', '--auto-approve']);
    }
  });

  it.each(shown.map(([, args = '', text = ''], index) => [args, examples[index] ?? '', text] as const))(
    'shows what "acrctl %s" prints with examples/%s',
    (args, name, text) => {
      const folder = folders.get(name) ?? '';
      const { stdout } = list(folder, ...args.split(' '));
      for (const part of text.split('…\n')) expect(stdout).toContain(part);
      if (!text.includes('…')) expect(stdout).toBe(text);
    },
  );

  it('shows each of the lists', () => {
    expect(shown.map(([, args]) => args)).toEqual([
      'records',
      'records --format bind',
      'records',
      'records --forwarders',
      'allow-list',
    ]);
  });
});
