import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportDocument } from '../../src/cli/documents.ts';
import { isRead } from '../reads.ts';
import { ID, markOf, VERSION } from '../scenarios/stacks.ts';
import {
  acrctl,
  askedOf,
  checkReadable,
  emptyFolder,
  type Run,
  type ServedEmulator,
  startEmulator,
} from './acrctl.ts';
import { putLock } from './locks.ts';
import { filesIn } from './look.ts';

const PAGE = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8');
const [, FILE = ''] = /^## One object[\s\S]*?^```yaml\n([\s\S]*?)^```$/m.exec(PAGE) ?? [];
const ADDRESS = 'registries.images';
const OTHER = `${ID.group}/providers/Microsoft.ContainerRegistry/registries/contosoother`;

describe('acrctl import', () => {
  let emulator: ServedEmulator;
  let folder: string;
  const put = (id: string, version: string, body: unknown) =>
    emulator.ask('PUT', `${id}?api-version=${version}`, body);

  beforeAll(async () => {
    emulator = await startEmulator(emptyFolder());
    await put(ID.group, VERSION.resources, { location: 'westeurope' });
    await put(ID.registry, VERSION.registry, {
      location: 'westeurope',
      sku: { name: 'Premium' },
      properties: { policies: { retentionPolicy: { status: 'enabled', days: 7 } } },
    });
    await put(OTHER, VERSION.registry, {
      location: 'westeurope',
      sku: { name: 'Premium' },
      tags: markOf('registries.other', 'other'),
    });
    await emulator.ask('POST', '/_emulator/clock', { advanceMs: 60_000 });
  });
  afterAll(() => emulator.stop());
  beforeEach(() => {
    folder = emptyFolder();
    write(FILE);
  });

  const write = (text: string) => writeFileSync(join(folder, 'acrctl.yaml'), text);
  const run = (...args: string[]): Run => {
    const done = acrctl(folder, args, emulator.env);
    if (!args.includes('--json')) checkReadable({ ...done, stdout: done.stdout.replaceAll(ID.registry, '') });
    return done;
  };
  const flat = ({ stdout, stderr }: Run) => (stdout + stderr).replace(/\s+/g, ' ');

  it('prints what docs/import.md shows, and asks Azure nothing but questions', async () => {
    await emulator.ask('DELETE', '/_emulator/requests');
    const done = run('import', ADDRESS, ID.registry);
    const asked = await askedOf(emulator);
    expect([done.exit, done.stderr]).toEqual([0, '']);
    expect(PAGE).toContain(`\`\`\`\n$ acrctl import ${ADDRESS} $ID\n${done.stdout}\`\`\`\n`);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((each) => !isRead(each))).toEqual([]);
    const plan = run('plan', '--detailed-exitcode');
    expect([plan.exit, plan.stdout]).toEqual([2, expect.stringContaining('1 to update')]);
    write(FILE.replace('retentionDays: 30', 'retentionDays: 7'));
    expect(run('plan', '--detailed-exitcode').exit).toBe(0);
  });

  it('says what is there already, and prints documents', () => {
    const id = `${ID.registry.replace('resourceGroups', 'resourcegroups').toUpperCase()}/`;
    const documents = [1, 2].map(() => {
      const done = run('import', ADDRESS, id, '--json');
      expect([done.exit, done.stderr]).toEqual([0, '']);
      return JSON.parse(done.stdout) as ImportDocument;
    });
    const found = { address: ADDRESS, type: 'Microsoft.ContainerRegistry/registries', id: ID.registry };
    const next = { changes: [{ address: ADDRESS, actions: ['update'] }], diagnostics: [] };
    expect(documents).toMatchObject([
      { stack: 'images-prod', serial: 1, taken: [found], already: [], next },
      { stack: 'images-prod', serial: 1, taken: [], already: [found], next },
    ]);
    write(FILE.replace('retentionDays: 30', 'retentionDays: 7'));
    expect(run('import', ADDRESS, ID.registry).stdout).toMatch(
      /already, serial 1[\s\S]*\n\nThe next plan is empty\.\n$/,
    );
  });

  it.each([
    {
      what: 'an address that the file does not have',
      args: ['registries.image', ID.network],
      said: ['ACR2071', "Did you mean 'registries.images'?"],
    },
    {
      what: 'an address that the file does not have, of an id that it has',
      args: ['registries.contosoimages', ID.registry],
      said: ['ACR2071', 'The file has the object of that id at registries.images.'],
    },
    {
      what: 'another name',
      args: [ADDRESS, OTHER],
      said: ['ACR2081', 'registries.images.name: contosoother'],
    },
    { what: 'another kind', args: [ADDRESS, ID.network], said: ['ACR2081', 'another kind'] },
    { what: 'no id', args: [ADDRESS, 'contosoimages'], said: ['ACR2081', 'begins with /subscriptions/'] },
    {
      what: 'what is not there',
      file: FILE.replace('contosoimages', 'contosonone'),
      args: [ADDRESS, ID.registry.replace('contosoimages', 'contosonone')],
      said: ['ACR2082', '404'],
    },
    {
      what: 'what another stack owns',
      file: FILE.replace('contosoimages', 'contosoother'),
      args: [ADDRESS, OTHER],
      exit: 7,
      said: ['ACR1302'],
    },
    {
      what: 'a file with faults',
      file: FILE.replace('Premium', 'Premum'),
      args: [ADDRESS, ID.registry],
      exit: 3,
      said: ['ACR1'],
    },
  ])('refuses $what, and leaves nothing behind', ({ file = FILE, args, exit = 1, said }) => {
    write(file);
    const before = filesIn(folder);
    const [text, document] = [run('import', ...args), run('import', ...args, '--json')];
    expect([text.exit, text.stdout, document.exit]).toEqual([exit, '', exit]);
    for (const word of said) expect(flat(text)).toContain(word);
    expect(JSON.parse(document.stdout).error).toMatchObject({ exitCode: exit });
    expect(filesIn(folder)).toEqual(before);
  });

  it('says which may not be read, with exit code 4', async () => {
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    const faults = [{ match: { method: 'GET', path: '/registries/contosoimages', nth: 'every' }, answer }];
    await emulator.ask('POST', '/_emulator/faults', { faults });
    const done = run('import', ADDRESS, ID.registry);
    await emulator.ask('POST', '/_emulator/faults', { faults: [] });
    expect([done.exit, done.stdout]).toEqual([4, '']);
    expect(flat(done)).toMatch(/ACR2032.*GET \/subscriptions\/.*AuthorizationFailed.*Nothing was written/);
    expect(Object.keys(filesIn(folder))).toEqual([join(folder, 'acrctl.yaml')]);
  });

  it('names the command for what the state holds at another address', () => {
    run('import', ADDRESS, ID.registry);
    write(FILE.replace('  images:', '  pictures:'));
    const done = run('import', 'registries.pictures', ID.registry);
    expect([done.exit, flat(done)]).toEqual([1, expect.stringContaining('ACR2084')]);
    expect(flat(done)).toContain(`"acrctl state mv '${ADDRESS}' 'registries.pictures'"`);
    write(
      `${FILE.replace('contosoimages', 'contosoother')}  pictures: { sku: Premium, network: { publicAccess: enabled } }\n`,
    );
    const other = run('import', 'registries.pictures', ID.registry);
    expect(flat(other)).toContain(`the state holds it at ${ADDRESS}, and then "acrctl state mv`);
    expect(flat(other)).toContain('registries.pictures.name: contosoimages');
  });

  it('waits for no run that holds the lock, unless it is told to', () => {
    run('import', ADDRESS, ID.registry, '--state-dir', 'state');
    putLock(folder, 'alive');
    const done = run('import', ADDRESS, ID.registry, '--state-dir', 'state');
    expect([done.exit, flat(done)]).toEqual([5, expect.stringContaining('ACR2110')]);
  });
});
