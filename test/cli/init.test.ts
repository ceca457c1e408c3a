import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chooseScenario } from '../../src/cli/choose-scenario.ts';
import { SCENARIOS } from '../../src/cli/scenarios.ts';
import { acrctl, checkReadable, emptyFolder, type Run } from './acrctl.ts';

const SHIPPED = readFileSync(new URL('../../schemas/acrctl.schema.json', import.meta.url), 'utf8');

/** What a person would set; a scenario that asks for more has to say here what that would be. */
const VARIABLES: Readonly<Record<string, string>> = {
  AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000aa',
  REGISTRY_NAME: 'contosoimages',
  VAULT_NAME: 'kv-contosoimages',
  ALLOWED_IP_RANGE: '203.0.113.0/24',
  DNS_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000bb',
  DNS_RESOURCE_GROUP: 'rg-shared-dns',
  REGISTRY_RESOURCE_GROUP: 'rg-theirs',
  REGISTRY_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000cc',
};

/** The file of those who own the registry, without and with the rule that lets everybody of ours in. */
const owners = (approvals: string) => `
    apiVersion: acrctl/v1
    stack: owners
    azure: { subscription: "${VARIABLES['REGISTRY_SUBSCRIPTION_ID']}", resourceGroup: rg-theirs, location: westeurope }
    resourceGroups: [rg-theirs]
    registries:
      contosoimages: { sku: Premium, network: { publicAccess: enabled, approvals: ${approvals} } }`;

/** What others have in Azure before. */
const BEFORE: Readonly<Record<string, string>> = {
  'shared-zone': `
    apiVersion: acrctl/v1
    stack: dns
    azure: { subscription: "${VARIABLES['DNS_SUBSCRIPTION_ID']}", resourceGroup: rg-shared-dns, location: westeurope }
    resourceGroups: [rg-shared-dns]
    privateDnsZones: { privatelink.azurecr.io: {} }`,
  'manual-approval': owners('{}'),
};

/** What others do after our first apply, which ends by waiting for them. */
const BETWEEN: Readonly<Record<string, string>> = {
  'manual-approval': owners(
    `{ ours: { endpoints: ["/subscriptions/${VARIABLES['AZURE_SUBSCRIPTION_ID']}/*"], decision: approve } }`,
  ),
};

function init(folder: string, ...args: string[]): Run {
  const run = acrctl(folder, ['init', ...args]);
  if (!args.includes('--stdout')) checkReadable(run);
  return run;
}

describe.each(SCENARIOS)('acrctl init $name', ({ name }) => {
  const folder = emptyFolder();
  const run = init(folder, name);
  const text = readFileSync(join(folder, 'acrctl.yaml'), 'utf8');
  const variables = [...text.matchAll(/\$\{(\w+)(.{0,2})/g)];
  const onEmulator = (...args: string[]) => acrctl(folder, [...args, '--emulator'], VARIABLES);

  it('writes a file that is valid once the variables are set, which it names', () => {
    expect([run.exit, run.stderr]).toEqual([0, '']);
    const unset = acrctl(folder, ['validate', '--json']);
    const { error } = JSON.parse(unset.stdout) as { error: { diagnostics: { code: string }[] } };
    expect(error.diagnostics.map(({ code }) => code)).toEqual(variables.map(() => 'ACR1015'));
    for (const [, variable = ''] of variables) expect(run.stdout).toContain(variable);
    const { exit, stdout, stderr } = acrctl(folder, ['validate'], VARIABLES);
    expect([exit, stderr, stdout]).toEqual([0, '', 'acrctl.yaml is valid (stack images).\n']);
  });

  it('holds no value that is valid and yet not yours', () => {
    // A default of a variable would be one.
    expect(variables.map(([, , operator]) => operator)).toEqual(variables.map(() => ':?'));
    const [registry] = Object.values((parse(text) as { registries: object }).registries);
    expect((registry as { name: string }).name).toMatch(/^\$\{/);
  });

  it('makes the whole round on the emulator, and leaves nothing to do', () => {
    const before = BEFORE[name];
    if (before !== undefined) {
      writeFileSync(join(folder, 'before.yaml'), before);
      expect(onEmulator('apply', '--auto-approve', '-f', 'before.yaml').exit).toBe(0);
    }
    expect(onEmulator('plan', '--detailed-exitcode').exit).toBe(2);
    const between = BETWEEN[name];
    if (between !== undefined) {
      const { exit, stdout } = onEmulator('apply', '--auto-approve');
      expect([exit, stdout]).toEqual([1, expect.stringContaining('waits for')]);
      writeFileSync(join(folder, 'before.yaml'), between);
      expect(onEmulator('apply', '--auto-approve', '-f', 'before.yaml').exit).toBe(0);
    }
    expect(onEmulator('apply', '--auto-approve').exit).toBe(0);
    expect(onEmulator('plan', '--detailed-exitcode').exit).toBe(0);
    expect(onEmulator('drift').exit).toBe(0);
    const allowed = ['registries.images', 'keyVaults.keys'].flatMap((each) => ['--allow-destroy', each]);
    expect(onEmulator('destroy', '--auto-approve', ...allowed).exit).toBe(0);
  });

  it('names a schema that lies beside it and takes it as it stands', () => {
    const [, path = ''] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text) ?? [];
    const schema = readFileSync(join(folder, path), 'utf8');
    expect(schema).toBe(SHIPPED);
    const ajv = new Ajv2020({ strict: false });
    expect([ajv.validate(JSON.parse(schema), parse(text)), ajv.errors]).toEqual([true, null]);
  });

  it('is printed with --stdout, and then not written', () => {
    const elsewhere = emptyFolder();
    expect(init(elsewhere, name, '--stdout')).toEqual({ exit: 0, stdout: text, stderr: '' });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
});

describe('acrctl init', () => {
  const refused = (run: Run, code: string) =>
    expect([run.exit, run.stdout, run.stderr]).toEqual([1, '', expect.stringContaining(code)]);

  it('overwrites no file, and goes through no link', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'acrctl.yaml'), 'mine');
    symlinkSync('nowhere.yaml', join(folder, 'link.yaml'));
    refused(init(folder, 'public'), 'ACR2051');
    refused(init(folder), 'ACR2051');
    refused(init(folder, 'public', '-f', 'link.yaml'), 'ACR2051');
    expect(readFileSync(join(folder, 'acrctl.yaml'), 'utf8')).toBe('mine');
    expect(readdirSync(folder).sort()).toEqual(['acrctl.yaml', 'link.yaml']);
  });

  it('leaves a schema that is there as it is, and says so', () => {
    const folder = emptyFolder();
    writeFileSync(join(folder, 'acrctl.schema.json'), '{}');
    const run = init(folder, 'public');
    expect([run.exit, run.stdout]).toEqual([0, expect.stringContaining('was there already')]);
    expect(readFileSync(join(folder, 'acrctl.schema.json'), 'utf8')).toBe('{}');
  });

  it('writes where -f says, and advises the command for that', () => {
    const folder = emptyFolder();
    const run = init(folder, 'public', '-f', 'images.yaml');
    expect(run.stdout).toContain('\n  acrctl plan --emulator -f images.yaml\n');
    expect(readdirSync(folder).sort()).toEqual(['acrctl.schema.json', 'images.yaml']);
    refused(init(folder, 'public', '-f', 'no/images.yaml'), 'ACR2026');
    refused(init(folder, 'public', '-f', 'a.yaml', '--stdout'), 'ACR2041');
    expect(existsSync(join(folder, 'a.yaml'))).toBe(false);
  });

  it('lists the scenarios where there is nobody to ask', () => {
    const folder = emptyFolder();
    const run = init(folder);
    expect(run.stdout.match(/^ {2}[a-z-]+/gm)).toEqual(SCENARIOS.map(({ name }) => `  ${name}`));
    expect([run.exit, run.stderr]).toEqual([1, expect.stringContaining('ACR2052')]);
    refused(init(folder, 'privat'), 'ACR2041');
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the question for a scenario', () => {
  const [first, second] = SCENARIOS;
  const answered = async (text: string, end?: (input: PassThrough, stop: AbortController) => void) => {
    const [input, output, stop] = [new PassThrough(), new PassThrough(), new AbortController()];
    const chosen = chooseScenario(input, output, stop.signal);
    input.write(text);
    end?.(input, stop);
    return { chosen: await chosen, shown: String(output.read()) };
  };

  it('shows a number for each, and takes number or name', async () => {
    const { chosen, shown } = await answered('2\n');
    expect(chosen).toBe(second);
    expect(shown).toContain(`  1  ${first?.name}`);
    expect((await answered(` ${first?.name} \n`)).chosen).toBe(first);
  });

  it('is asked again for anything else', async () => {
    const { chosen, shown } = await answered(`0\n\nyes\n${SCENARIOS.length + 1}\n1\n`);
    expect(chosen).toBe(first);
    expect(shown.split('Number, 1 to')).toHaveLength(6);
  });

  it('ends the command where nobody answers', async () => {
    await expect(answered('0\n', (input) => input.end())).rejects.toMatchObject({ exitCode: 130 });
    await expect(answered('', (_, stop) => stop.abort())).rejects.toMatchObject({ exitCode: 130 });
  });
});
