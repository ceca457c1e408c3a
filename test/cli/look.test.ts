import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { StateListDocument } from '../../src/cli/documents.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { StateEntry } from '../../src/core/state.ts';
import { formatSnapshot } from '../../src/state/snapshot.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { acrctl, newFolder } from './acrctl.ts';
import { appliedFolder, look } from './look.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('acrctl show', () => {
  it('prints what plan printed, with no configuration and no state', () => {
    const folder = newFolder();
    const planned = acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    rmSync(join(folder, 'acrctl.yaml'));
    const shown = look(folder, 'show', 'images.plan');
    expect([shown.exit, shown.stderr]).toEqual([0, '']);
    expect(`${shown.stdout}\nSaved. Apply it with: acrctl apply --emulator images.plan\n`).toBe(
      planned.stdout,
    );
    expect(look(folder, 'show', 'images.plan', '--detailed-exitcode').exit).toBe(2);
    const text = readFileSync(join(folder, 'images.plan'), 'utf8');
    expect(acrctl(folder, ['show', 'images.plan', '--json']).stdout).toBe(text);
  });

  it('shows a plan that a guard refuses, which is no failure unless one asks', () => {
    const folder = appliedFolder();
    acrctl(folder, ['plan', '--emulator', '--destroy', '--out', 'gone.plan']);
    const shown = look(folder, 'show', 'gone.plan');
    expect([shown.exit, shown.stdout]).toEqual([0, expect.stringContaining('BLOCKED')]);
    expect(look(folder, 'show', 'gone.plan', '--detailed-exitcode').exit).toBe(7);
  });

  it('refuses a plan that was altered, is none, or is not there', () => {
    const folder = newFolder();
    acrctl(folder, ['plan', '--emulator', '--out', 'images.plan']);
    const file = join(folder, 'images.plan');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"westeurope"', '"northeurope"'));
    const refused = (name: string, exit: number, code: string) => {
      const run = look(folder, 'show', name);
      expect([run.exit, run.stdout, run.stderr]).toEqual([exit, '', expect.stringContaining(code)]);
    };
    refused('images.plan', 6, 'ACR2022');
    refused('acrctl.yaml', 6, 'ACR2021');
    refused('none.plan', 1, 'ACR2028');
  });
});

describe('acrctl schema', () => {
  it.each([
    ['', 'acrctl.schema.json'],
    ['config', 'acrctl.schema.json'],
    ['plan', 'acrctl.plan.schema.json'],
    ['state', 'acrctl.state.schema.json'],
    ['output', 'acrctl.output.schema.json'],
    ['evidence', 'acrctl.evidence.schema.json'],
  ])('%s prints the file that is shipped, in any folder', (name, file) => {
    const folder = newFolder();
    rmSync(join(folder, 'acrctl.yaml'));
    const run = acrctl(folder, name === '' ? ['schema'] : ['schema', name]);
    const shipped = readFileSync(new URL(`../../schemas/${file}`, import.meta.url), 'utf8');
    expect([run.exit, run.stderr, run.stdout]).toEqual([0, '', shipped]);
  });

  it('says which there are', () => {
    const run = look(newFolder(), 'schema', 'plans');
    expect([run.exit, run.stderr]).toEqual([1, expect.stringMatching(/config, plan,\s+state, output/)]);
  });
});

describe('acrctl state', () => {
  let folder: string;
  beforeAll(() => {
    folder = appliedFolder();
  });
  const state = (...args: string[]) => look(folder, 'state', ...args, '--emulator');

  it('list prints one address a line, sorted, and on stderr which state it is', () => {
    const run = state('list');
    expect([run.exit, run.stderr]).toEqual([
      0,
      'State: .acrctl/emulator-state/images-prod/state.json, serial 1.\n',
    ]);
    expect(run.stdout).toBe(`\
networks.vnet-hub                                         virtual network
networks.vnet-hub.subnets.endpoints                       subnet
privateDnsZones["privatelink.azurecr.io"]                 private DNS zone
privateDnsZones["privatelink.azurecr.io"].links.vnet-hub  virtual network link
registries.contosoimages                                  registry
registries.contosoimages.network.privateEndpoints.hub     private endpoint
registries.contosoimages.network.privateEndpoints.hub.dnsZoneGroup  zone group
resourceGroups.rg-images                                  resource group
`);
  });

  it('list takes what stands at and below the addresses given, and no other that begins alike', () => {
    const addresses = (...prefixes: string[]) =>
      state('list', ...prefixes)
        .stdout.split('\n')
        .flatMap((line) => line.match(/^\S+/) ?? []);
    expect(addresses('networks.vnet-hub')).toEqual([
      'networks.vnet-hub',
      'networks.vnet-hub.subnets.endpoints',
    ]);
    expect(addresses('resourceGroups', 'privateDnsZones["privatelink.azurecr.io"].links')).toEqual([
      'privateDnsZones["privatelink.azurecr.io"].links.vnet-hub',
      'resourceGroups.rg-images',
    ]);
    const near = state('list', 'networks.vnet', 'registires');
    expect([near.exit, near.stdout]).toEqual([1, '']);
    expect(near.stderr.match(/Did you mean .*/g)).toEqual([
      'Did you mean networks.vnet-hub?',
      'Did you mean registries?',
    ]);
  });

  it('show prints one entry with what was applied', () => {
    const run = state('show', 'networks.vnet-hub');
    expect(run.stdout.replace(/(incarnation +)[0-9a-f-]{36}/, '$1(a GUID)')).toBe(`\
networks.vnet-hub
  /subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.Network/virtualNetworks/vnet-hub
  type         virtual network (Microsoft.Network/virtualNetworks)
  settled      yes
  incarnation  (a GUID)
  depends on   resourceGroups.rg-images
  applied
    location                           westeurope
    tags.acrctl-address                networks.vnet-hub
    tags.acrctl-stack                  images-prod
    tags.owner                         platform
    addressSpace.addressPrefixes       [10.20.0.0/16]
`);
    expect([run.exit, run.stderr]).toEqual([0, expect.stringContaining('serial 1')]);
  });

  it('show asks back for an address that is nearly one, as a shell takes it', () => {
    const run = state('show', 'privateDnsZones[privatelink.azurecr.io]');
    expect([run.exit, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toContain(`Did you mean 'privateDnsZones["privatelink.azurecr.io"]'?`);
    expect(state('show', 'registries').stderr).toContain('"acrctl state list" shows every address.');
  });

  it('tells the emulated state from the real one, and says where it looked', () => {
    const run = look(folder, 'state', 'list');
    expect([run.exit, run.stdout]).toEqual([1, '']);
    expect(run.stderr).toMatch(/ACR2112[\s\S]+\.acrctl\/state\/images-prod[\s\S]+--emulator/);
    // What was given is not advised.
    const emulated = look(newFolder(), 'state', 'list', '--emulator');
    expect([emulated.exit, emulated.stderr]).toEqual([1, expect.stringContaining('ACR2112')]);
    expect(emulated.stderr).not.toContain('add --emulator');
  });

  it('is empty, and no error, once everything is destroyed', () => {
    const gone = appliedFolder();
    acrctl(gone, ['destroy', '--emulator', '--auto-approve', '--allow-destroy', 'registries.contosoimages']);
    const run = look(gone, 'state', 'list', '--emulator');
    expect([run.exit, run.stdout, run.stderr]).toEqual([0, '', expect.stringContaining('serial 2')]);
  });
});

describe('acrctl state, of a run that was killed', () => {
  /** Lets an apply die when half of the steps are begun, and puts its files where `--state-dir state` finds them. */
  async function killedFolder(): Promise<string> {
    const lab = openLab({ emulator: { latency: 'typical' } });
    const world = lab.newProcess();
    void lab.apply(EXAMPLE, { world });
    await new Promise<void>((resolve) => void lab.timeline.at(15_000, () => resolve()));
    world.kill();
    const folder = newFolder();
    mkdirSync(join(folder, 'state/images-prod'), { recursive: true, mode: 0o700 });
    for (const [path, text] of Object.entries(lab.disk.texts())) writeFileSync(join(folder, path), text);
    return folder;
  }

  it('reads the journal over the state, shows what is begun, and asks nobody', async () => {
    const folder = await killedFolder();
    const run = look(folder, 'state', 'list', '--state-dir', 'state');
    expect(run.stdout).toMatch(/^networks\.vnet-hub +virtual network$/m);
    expect(run.stdout).toMatch(/^privateDnsZones\S+ +private DNS zone, create begun$/m);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('serial 0. Right now apply by ada on laptop');
    expect(run.stderr).toContain('Azure was not asked');
    const begun = look(
      folder,
      'state',
      'show',
      'privateDnsZones["privatelink.azurecr.io"]',
      '--state-dir',
      'state',
    );
    expect([begun.exit, begun.stderr]).toEqual([1, expect.stringContaining('is being created')]);
  });

  it.each(['plan', 'drift'])('is told by %s before anything else', async (command) => {
    const folder = await killedFolder();
    const run = acrctl(folder, [command, '--emulator', '--state-dir', 'state']);
    expect(run.stdout).toMatch(/^Right now apply by ada on laptop \(process \d+\) is at work; /);
  });

  it('never shows the signed URL of an operation', async () => {
    const folder = await killedFolder();
    expect(readFileSync(join(folder, 'state/images-prod/journal.jsonl'), 'utf8')).toMatch(/"url":"http/);
    const run = look(folder, 'state', 'list', '--state-dir', 'state', '--json');
    const { state, open } = JSON.parse(run.stdout) as StateListDocument;
    expect([state.unfinishedRun, open.map(({ step }) => step)]).toEqual([
      true,
      [
        'networks.vnet-hub.subnets.endpoints/write',
        'privateDnsZones["privatelink.azurecr.io"]/write',
        'registries.contosoimages/write',
      ],
    ]);
    expect(run.stdout).not.toContain('http');
  });
});

describe('values of a state', () => {
  const HOSTILE = '\u001b[2J##vso[task.setvariable]x ::error::\u202e';

  function hostileFolder(): string {
    const entry: StateEntry = {
      address: 'resourceGroups.rg-images',
      type: 'Microsoft.Resources/resourceGroups',
      id: '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images',
      dependsOn: [],
      settled: false,
      incarnation: HOSTILE,
      protect: true,
      applied: { location: 'westeurope', tags: { [HOSTILE]: HOSTILE } },
    };
    const lineage = '00000000-0000-4000-8000-000000000000';
    const { text } = formatSnapshot({
      version: 1,
      stack: 'images-prod',
      lineage,
      serial: 3,
      resources: [entry],
    });
    const folder = newFolder();
    mkdirSync(join(folder, 'state/images-prod'), { recursive: true, mode: 0o700 });
    writeFileSync(join(folder, 'state/images-prod/state.json'), text, { mode: 0o600 });
    return folder;
  }

  it('come through to no terminal and no CI runner (H08, H09)', () => {
    const folder = hostileFolder();
    const show = ['state', 'show', 'resourceGroups.rg-images', '--state-dir', 'state'];
    const run = look(folder, ...show);
    expect(run.stdout).toContain('\\u{1b}[2J#\\#vso[task.setvariable]x');
    expect(run.stdout).toContain('no: Azure has not said yet that it is finished');
    expect(run.stdout).not.toMatch(/##vso|(^|\s)::error|\u202e/);
    const json = acrctl(folder, [...show, '--json']).stdout;
    expect(json).not.toContain('##');
    expect(((JSON.parse(json) as JsonObject)['resource'] as JsonObject)['incarnation']).toBe(HOSTILE);
    expect(look(folder, 'state', 'list', '--state-dir', 'state').stdout).toContain(
      'resource group, unfinished',
    );
  });
});

describe('the command line', () => {
  it('explains itself in 80 columns, and the README lists every command', () => {
    const folder = newFolder();
    const help = look(folder, '--help');
    const commands = [...help.stdout.matchAll(/^ {2}([a-z][a-z-]*)\b/gm)].map((match) => match[1] ?? '');
    expect(commands.length).toBeGreaterThan(8);
    for (const command of commands.filter((name) => name !== 'help')) {
      expect([command, look(folder, command, '--help').exit]).toEqual([command, 0]);
      expect(README).toMatch(new RegExp(`^\\| \`${command}\\b`, 'm'));
    }
  });

  it.each([
    ['plan', '--bogus'],
    ['plan', 'surplus'],
    ['nonsense'],
    ['state', 'show'],
    ['plan', '--parallelism', '0'],
  ])('that is not understood is an error like any other: %s %s', (...args) => {
    const folder = newFolder();
    const run = look(folder, ...args);
    expect([run.exit, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining('error ACR2041')]);
    expect(JSON.parse(look(folder, ...args, '--json').stdout)).toMatchObject({ error: { exitCode: 1 } });
  });
});
