import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ImportRegistryDocument } from '../../src/cli/documents.ts';
import { isRead } from '../reads.ts';
import { ID, VERSION } from '../scenarios/stacks.ts';
import {
  acrctl,
  askedOf,
  checkReadable,
  emptyFolder,
  newFolder,
  type Run,
  type ServedEmulator,
  startEmulator,
} from './acrctl.ts';
import { filesIn } from './look.ts';
import { putTeam, TEAM } from './team.ts';

const PAGE = readFileSync(new URL('../../docs/import.md', import.meta.url), 'utf8');
const SHIPPED = readFileSync(new URL('../../schemas/acrctl.schema.json', import.meta.url), 'utf8');
const ABSENT = `${ID.group}/providers/Microsoft.ContainerRegistry/registries/contosoabsent`;
const PLAIN = `${ID.group}/providers/Microsoft.ContainerRegistry/registries/contosoplain`;

describe('acrctl import registry', () => {
  let emulator: ServedEmulator;
  let folder: string;

  beforeAll(async () => {
    emulator = await startEmulator(emptyFolder(), ['--speed', '1000']);
    const applied = acrctl(newFolder(), ['apply', '--auto-approve'], emulator.env);
    expect(applied.exit).toBe(0);
    await emulator.ask('PUT', `${PLAIN}?api-version=${VERSION.registry}`, {
      location: 'northeurope',
      sku: { name: 'Basic' },
    });
    const advance = () => emulator.ask('POST', '/_emulator/clock', { advanceMs: 600_000 });
    await putTeam(emulator);
    await advance();
  });
  afterAll(() => emulator.stop());
  beforeEach(() => {
    folder = emptyFolder();
  });

  const run = (...args: string[]): Run => {
    const done = acrctl(folder, args, emulator.env);
    if (!args.includes('--json')) checkReadable(done);
    return done;
  };
  const flat = ({ stdout, stderr }: Run) => (stdout + stderr).replace(/\s+/g, ' ');
  const text = (file = 'acrctl.yaml') => readFileSync(join(folder, file), 'utf8');
  const faults = (path: string) =>
    emulator.ask('POST', '/_emulator/faults', {
      faults: [
        {
          match: { method: 'GET', path, nth: 'every' },
          answer: { status: 403, code: 'AuthorizationFailed', message: 'No.' },
        },
      ],
    });

  it('prints and writes what docs/import.md shows; Azure is only read, and the next plan is empty', async () => {
    await emulator.ask('DELETE', '/_emulator/requests');
    const done = run('import', 'registry', TEAM);
    expect([done.exit, done.stderr]).toEqual([0, '']);
    expect(PAGE).toContain(`\`\`\`\n$ acrctl import registry $ID\n${done.stdout}\`\`\`\n`);
    expect(PAGE).toContain(`\`\`\`yaml\n${text()}\`\`\`\n`);
    const asked = await askedOf(emulator);
    expect(asked.filter((each) => !isRead(each))).toEqual([]);
    const plan = run('plan', '--detailed-exitcode');
    expect([plan.exit, plan.stderr]).toEqual([0, '']);
    expect(text('acrctl.schema.json')).toBe(SHIPPED);
    expect(run('validate').stdout).toBe('acrctl.yaml is valid (stack contosoteam).\n');
  });

  it('goes on with the stack whose mark the registry carries, and warns of a second state', () => {
    const done = run('import', 'registry', ID.registry, '-o', 'images.yaml', '--json');
    const document = JSON.parse(done.stdout) as ImportRegistryDocument;
    expect(document).toMatchObject({
      stack: 'images-prod',
      file: 'images.yaml',
      serial: 1,
      existing: [],
      left: [],
    });
    expect(document.taken).toHaveLength(8);
    expect(document.diagnostics.map(({ code, severity }) => [code, severity])).toEqual([
      ['ACR2089', 'warning'],
    ]);
    expect(run('plan', '-f', 'images.yaml', '--detailed-exitcode').exit).toBe(0);
  });

  it('goes on where it was cut off between file and state, and writes over no file', () => {
    const first = run('import', 'registry', PLAIN);
    const state = join(folder, '.acrctl');
    rmSync(state, { recursive: true });
    const again = run('import', 'registry', PLAIN);
    expect([again.exit, again.stdout]).toEqual([0, first.stdout]);
    expect(run('plan', '--detailed-exitcode').exit).toBe(0);
    rmSync(state, { recursive: true });
    writeFileSync(join(folder, 'acrctl.yaml'), `${text()}# mine\n`);
    const before = filesIn(folder);
    expect(flat(run('import', 'registry', PLAIN))).toContain('ACR2051');
    expect(filesIn(folder)).toEqual(before);
  });

  it('begins no second file beside a state', () => {
    run('import', 'registry', PLAIN);
    const before = filesIn(folder);
    const done = run('import', 'registry', PLAIN, '-o', 'other.yaml');
    expect([done.exit, flat(done)]).toEqual([1, expect.stringContaining('ACR2088')]);
    expect(filesIn(folder)).toEqual(before);
  });

  it.each<{ what: string; args: string[]; exit?: number; said: string[] }>([
    { what: 'what is no id', args: ['contosoimages'], said: ['ACR2086', 'az acr show --name contosoimages'] },
    { what: 'a login server', args: ['contosoimages.azurecr.io'], said: ['ACR2086', '--name contosoimages'] },
    { what: 'the id of something else', args: [ID.network], said: ['ACR2086', 'virtualNetworks'] },
    {
      what: 'the id of what is below a registry',
      args: [`${ID.registry}/replications/x`],
      said: ['ACR2086'],
    },
    { what: 'an id that leads elsewhere', args: [`${ID.registry}/../x`], said: ['ACR2086'] },
    { what: 'a registry that is not there', args: [ABSENT], said: ['ACR2082', ABSENT] },
    {
      what: 'a registry of another stack',
      args: [ID.registry, '--stack', 'mine'],
      exit: 7,
      said: ['ACR1302', '"images-prod"'],
    },
    {
      what: 'a stack of no name',
      args: [PLAIN, '--stack', 'No_Name'],
      said: ['ACR2041', 'cannot name a stack'],
    },
    {
      what: 'a folder that is not there',
      args: [PLAIN, '-o', 'none/x.yaml'],
      said: ['ACR2026', 'none/x.yaml'],
    },
    {
      what: 'a folder that is not there',
      args: [PLAIN, '-o', 'none/x.yaml'],
      said: ['ACR2026', 'There is no directory "none"'],
    },
  ])('refuses $what, and writes nothing', ({ args, exit = 1, said }) => {
    const [text, document] = [
      run('import', 'registry', ...args),
      run('import', 'registry', ...args, '--json'),
    ];
    expect([text.exit, text.stdout, document.exit]).toEqual([exit, '', exit]);
    for (const word of said) expect(flat(text)).toContain(word);
    expect(JSON.parse(document.stdout).error).toMatchObject({ exitCode: exit });
    expect(filesIn(folder)).toEqual({});
  });

  it('says that the registry may not be read, with exit code 4, and writes nothing', async () => {
    await faults('/registries/contosoplain');
    const done = run('import', 'registry', PLAIN);
    await emulator.ask('POST', '/_emulator/faults', { faults: [] });
    expect([done.exit, done.stdout]).toEqual([4, '']);
    expect(flat(done)).toMatch(/ACR2032.*GET \/subscriptions\/.*AuthorizationFailed.*Nothing was written/);
    expect(filesIn(folder)).toEqual({});
  });

  it('lists what of the way to the registry may not be read', async () => {
    await faults('/privateEndpoints/contosoimages-hub');
    const done = run('import', 'registry', ID.registry);
    await emulator.ask('POST', '/_emulator/faults', { faults: [] });
    expect(done.exit).toBe(0);
    const why = `${ID.endpoint} is a private endpoint of the registry, and it cannot be read (AuthorizationFailed)`;
    expect(flat(done)).toContain(why);
    expect(text().replace(/\s+#?\s*/g, ' ')).toContain(why);
  });

  it('leaves a file alone that is there', () => {
    for (const make of [
      () => writeFileSync(join(folder, 'acrctl.yaml'), 'mine'),
      () => mkdirSync(join(folder, 'dir')),
    ]) {
      make();
    }
    const before = filesIn(folder);
    expect(flat(run('import', 'registry', PLAIN))).toContain('ACR2051');
    expect(flat(run('import', 'registry', PLAIN, '-o', 'dir'))).toContain('ACR2026');
    expect(filesIn(folder)).toEqual(before);
  });
});
