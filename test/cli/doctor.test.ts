import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { DoctorDocument } from '../../src/cli/documents.ts';
import type { Check, CheckName } from '../../src/core/checkup.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { rolesOnThePage } from '../features/permissions-page.ts';
import { EXAMPLE } from '../lab.ts';
import { tokenWith } from '../providers/azure/login-service.ts';
import { edited } from '../scenarios/stacks.ts';
import {
  acrctl,
  checkReadable,
  newFolder,
  type Run,
  type ServedEmulator,
  startAcrctl,
  startEmulator,
} from './acrctl.ts';
import { NO_NETWORK, signedInByAz } from './az.ts';
import { LOCK_ID, putLock } from './locks.ts';

const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-0000000000aa';
const TRUSTING = { NODE_EXTRA_CA_CERTS: '', NODE_TLS_REJECT_UNAUTHORIZED: undefined };
const EVERYTHING = [{ scope: '/', actions: ['*'] }];

function documentOf({ exit, stdout, stderr }: Run): DoctorDocument {
  const document = JSON.parse(stdout) as DoctorDocument;
  expect([document.exitCode, stderr]).toEqual([exit, '']);
  return document;
}

function examined(folder: string, env: NodeJS.ProcessEnv, ...args: string[]): DoctorDocument {
  return documentOf(acrctl(folder, ['doctor', '--json', ...args], { ...TRUSTING, ...env }));
}

function check({ checks }: DoctorDocument, name: CheckName): Check {
  const found = checks.find((each) => each.name === name);
  if (found === undefined) throw new Error(`There is no check ${name}.`);
  return found;
}

function statuses({ checks }: DoctorDocument): Readonly<Record<string, string>> {
  return Object.fromEntries(checks.map(({ name, status }) => [name, status]));
}

/** Every file of the folder with what is in it, and when it was written. */
function traces(folder: string): readonly unknown[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      const { mtimeMs, mode } = statSync(path);
      return [name, mode, mtimeMs, statSync(path).isFile() ? readFileSync(path, 'utf8') : ''];
    });
}

describe('doctor on a served emulator', () => {
  let emulator: ServedEmulator;
  beforeAll(async () => {
    emulator = await startEmulator(newFolder());
  });
  afterAll(() => emulator.stop());

  const allow = (permissions: unknown) => emulator.ask('POST', '/_emulator/permissions', { permissions });
  const asked = async () =>
    ((await emulator.ask('GET', '/_emulator/requests')) as { requests: { method: string }[] }).requests;

  it('finds nothing wrong, sends nothing but GET, and leaves no trace', async () => {
    const folder = newFolder();
    const before = traces(folder);
    await emulator.ask('DELETE', '/_emulator/requests');
    const run = acrctl(folder, ['doctor'], { ...TRUSTING, ...emulator.env });
    const methods = new Set((await asked()).map(({ method }) => method));
    expect([...methods]).toEqual(['GET']);
    expect(traces(folder)).toEqual(before);
    expect([run.exit, run.stderr]).toEqual([0, '']);
    checkReadable(run);
    expect(run.stdout).toMatch(/^doctor · images-prod · AzureCloud +acrctl \d/);
    expect(run.stdout.trimEnd().split('\n').slice(-2)).toEqual([
      '16 checks: 15 ok, 1 skipped.',
      'Ready: plan and apply have what they need.',
    ]);
  });

  it('tells who may plan from who may apply, with what is lacking where and the command that gives it', async () => {
    onTestFinished(() => void allow(EVERYTHING));
    const folder = newFolder();
    await allow([{ scope: '/', actions: ['*/read'] }]);
    const reader = examined(folder, emulator.env);
    expect(reader.exitCode).toBe(4);
    expect(check(reader, 'permissionsForPlan').status).toBe('ok');
    const apply = check(reader, 'permissionsForApply');
    expect(apply).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'ACR1340' }],
    });
    expect(apply.diagnostics.map(({ detail }) => detail).join('\n')).toContain(
      'Microsoft.ContainerRegistry/registries/write',
    );
    expect(apply.diagnostics[0]?.hint).toContain('az role assignment create --role "acrctl apply"');
    expect(check(reader, 'plan').status).toBe('ok');

    await allow([{ scope: '/', actions: rolesOnThePage().plan }]);
    const planner = examined(folder, emulator.env);
    expect(planner.exitCode).toBe(0);
    expect(statuses(planner)).toMatchObject({
      permissionsForPlan: 'ok',
      permissionsForApply: 'skipped',
      // Nobody who only plans has to see the subscription itself.
      subscription: 'skipped',
      providers: 'ok',
    });

    const few = rolesOnThePage().plan.filter(
      (action) => !/registries\/read|virtualNetworks\/read/.test(action),
    );
    await allow([{ scope: '/', actions: few }]);
    const blind = examined(folder, emulator.env);
    expect(blind.exitCode).toBe(4);
    const [lacking] = check(blind, 'permissionsForPlan').diagnostics;
    expect(lacking).toMatchObject({ code: 'ACR2311', severity: 'error' });
    expect(lacking?.detail).toContain(
      `${SUBSCRIPTION}/resourceGroups/rg-images\n1. Microsoft.ContainerRegistry/registries/read\n2. Microsoft.Network/virtualNetworks/read`,
    );
    expect(lacking?.hint).toContain('az role assignment create --role "acrctl plan"');
    expect(statuses(blind)).toMatchObject({ permissionsForApply: 'skipped', plan: 'skipped', lock: 'ok' });
    checkReadable(acrctl(folder, ['doctor'], { ...TRUSTING, ...emulator.env }));
  });

  it('says which checks of a plan are left out for want of a permission', async () => {
    onTestFinished(() => void allow(EVERYTHING));
    const folder = newFolder();
    await allow([
      { scope: '/', actions: rolesOnThePage().apply.filter((action) => !action.endsWith('/providers/read')) },
    ]);
    const report = examined(folder, emulator.env);
    expect(report.exitCode).toBe(0);
    expect(check(report, 'permissionsForPlan')).toMatchObject({
      status: 'warning',
      diagnostics: [{ code: 'ACR2311', severity: 'warning' }],
    });
    expect(check(report, 'providers')).toMatchObject({
      status: 'skipped',
      found: expect.stringContaining('may not look'),
    });
  });

  it('names a resource provider that is not registered, with the command', async () => {
    const provider = `${SUBSCRIPTION}/providers/Microsoft.ContainerRegistry`;
    await emulator.ask('POST', `${provider}/unregister?api-version=2025-04-01`);
    onTestFinished(
      async () => void (await emulator.ask('POST', `${provider}/register?api-version=2025-04-01`)),
    );
    const found = check(examined(newFolder(), emulator.env), 'providers');
    expect(found).toMatchObject({
      status: 'warning',
      found: 'Microsoft.ContainerRegistry is not registered',
    });
    expect(found.diagnostics[0]?.hint).toContain(
      'az provider register --namespace Microsoft.ContainerRegistry',
    );
  });

  it('tells faults of the plan itself from those of the set-up', () => {
    const folder = newFolder();
    const file = join(folder, 'acrctl.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/^resourceGroups:.*$/m, '')
        .replace('[rg-images]', ''),
    );
    const run = acrctl(folder, ['doctor', '--json'], { ...TRUSTING, ...emulator.env });
    const { exitCode, checks } = documentOf(run);
    expect([exitCode, checks.find(({ name }) => name === 'plan')?.status]).toEqual([0, 'warning']);
  });

  it.each([
    ['alive', 'which is at work', '--lock-timeout 10m'],
    ['gone', 'which is dead', `acrctl state unlock --state-dir state ${LOCK_ID}`],
    ['elsewhere', 'silent for', `acrctl state unlock --state-dir state ${LOCK_ID}`],
    ['damaged', 'by whom cannot be read', 'acrctl state unlock --state-dir state'],
  ] as const)('says of a lock that is %s what to do, and leaves it', (kind, found, hint) => {
    const folder = newFolder();
    const path = putLock(folder, kind);
    const before = readFileSync(path, 'utf8');
    const report = examined(folder, emulator.env, '--state-dir', 'state');
    const lock = check(report, 'lock');
    expect([report.exitCode, lock.status, lock.found]).toEqual([
      0,
      'warning',
      expect.stringContaining(found),
    ]);
    expect(lock.diagnostics[0]).toMatchObject({ code: 'ACR2306', hint: expect.stringContaining(hint) });
    expect(readFileSync(path, 'utf8')).toBe(before);
    checkReadable(acrctl(folder, ['doctor', '--state-dir', 'state'], { ...TRUSTING, ...emulator.env }));
  });

  it('reports a state that cannot be used, and all the rest', () => {
    const folder = newFolder();
    const run = (...args: string[]) => acrctl(folder, args, { ...TRUSTING, ...emulator.env });
    run('apply', '--auto-approve', '--state-dir', 'state');
    onTestFinished(
      () =>
        void run(
          'destroy',
          '--auto-approve',
          '--state-dir',
          'state',
          '--allow-destroy',
          'registries.contosoimages',
        ),
    );
    expect(check(examined(folder, emulator.env, '--state-dir', 'state'), 'state').found).toBe(
      'local files in state/images-prod: serial 1, 8 objects',
    );
    const path = join(folder, 'state/images-prod/state.json');
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, '');
    const report = examined(folder, emulator.env, '--state-dir', 'state');
    writeFileSync(path, whole);
    expect(report.exitCode).toBe(1);
    expect(check(report, 'state')).toMatchObject({ status: 'failed', diagnostics: [{ code: 'ACR2101' }] });
    expect(statuses(report)).toMatchObject({
      login: 'ok',
      subscription: 'ok',
      providers: 'ok',
      permissionsForPlan: 'skipped',
      plan: 'skipped',
    });
  });

  it('shows a run that broke off, with the command that goes on', async () => {
    const folder = newFolder();
    const match = { method: 'PUT', path: '/virtualNetworks/' };
    await emulator.ask('POST', '/_emulator/faults', { faults: [{ match, delayMs: 600_000 }] });
    await emulator.ask('DELETE', '/_emulator/requests');
    const run = startAcrctl(folder, ['apply', '--auto-approve'], emulator.env);
    while (!(await asked()).some(({ method }) => method === 'PUT'))
      await new Promise((resolve) => setTimeout(resolve, 20));
    run.child.kill('SIGKILL');
    await run.ended;
    await emulator.ask('POST', '/_emulator/faults', { faults: [] });
    const report = examined(folder, emulator.env);
    expect(check(report, 'state')).toMatchObject({
      status: 'warning',
      diagnostics: [{ code: 'ACR2307', hint: expect.stringContaining('\nacrctl apply') }],
    });
    expect(check(report, 'lock').found).toContain('which is dead');
  });
});

it('leaves no trace with the emulator inside, where there is none yet and where there is one', () => {
  const folder = newFolder();
  const fresh = traces(folder);
  expect(examined(folder, {}, '--emulator').exitCode).toBe(0);
  expect(traces(folder)).toEqual(fresh);
  acrctl(folder, ['apply', '--emulator', '--auto-approve']);
  const applied = traces(folder);
  const report = examined(folder, {}, '--emulator');
  expect([report.exitCode, check(report, 'permissionsForApply').found]).toEqual([
    0,
    'nothing is to be changed',
  ]);
  expect(traces(folder)).toEqual(applied);
});

describe('doctor with a state in a container', () => {
  let azurite: Azurite;
  beforeAll(async () => {
    azurite = await startAzurite();
  }, 60_000);
  afterAll(() => azurite.stop());

  /** A folder whose state stands in the container of that name. */
  const stage = (
    container: string,
    { account = 'devstoreaccount1', endpoint = azurite.endpoint as string | null } = {},
  ) => {
    const folder = newFolder();
    const state = { backend: 'azureBlob', account, container, ...(endpoint !== null && { endpoint }) };
    writeFileSync(join(folder, 'acrctl.yaml'), edited(EXAMPLE, { state }));
    return folder;
  };

  it('reads it and its lock, and leaves no trace there', async () => {
    const container = await azurite.container('doctor');
    const blobs = async () => {
      const found: unknown[] = [];
      for await (const { name, properties } of container.listBlobsFlat())
        found.push([name, properties.etag, properties.leaseState]);
      return found;
    };
    const folder = stage('doctor');
    expect(check(examined(folder, {}, '--emulator'), 'state').found).toMatch(
      /^Azure Blob Storage, http:\S+\/doctor\/images-prod\/state\.json: none yet/,
    );
    expect(await blobs()).toEqual([]);
    acrctl(folder, ['apply', '--emulator', '--auto-approve']);
    const before = await blobs();
    const report = examined(folder, {}, '--emulator');
    expect([report.exitCode, check(report, 'state').found]).toEqual([
      0,
      expect.stringContaining('serial 1, 8 objects'),
    ]);
    expect(statuses(report)).toMatchObject({ state: 'ok', stateAccess: 'skipped', lock: 'ok' });
    expect(await blobs()).toEqual(before);
    checkReadable(acrctl(folder, ['doctor', '--emulator'], TRUSTING));
  });

  it('tells that there is none, with what to do, and looks at all that does not take it', () => {
    const report = examined(stage('missing'), {}, '--emulator');
    expect([report.exitCode, check(report, 'state').status]).toEqual([1, 'failed']);
    expect(check(report, 'state').diagnostics[0]?.hint).toContain('missing');
    expect(statuses(report)).toMatchObject({
      login: 'ok',
      subscription: 'ok',
      permissionsForPlan: 'skipped',
    });
  });

  it('says that it takes a login where nobody is signed in', () => {
    const folder = stage('acrctl', { account: 'stcontosostate', endpoint: null });
    const report = examined(folder, {
      ...NO_NETWORK,
      AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential',
      PATH: '',
    });
    expect(check(report, 'state')).toMatchObject({
      status: 'skipped',
      found: 'it stands in a container, and nobody is signed in',
    });
  });
});

describe('doctor without Azure', () => {
  it('goes on after a failed login, says how to sign in, and ends with what failed (0.17)', async () => {
    const folder = newFolder();
    const env = { ...TRUSTING, ...NO_NETWORK, AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential', PATH: '' };
    const run = await startAcrctl(folder, ['doctor'], env).ended;
    expect([run.exit, run.stderr]).toEqual([1, '']);
    checkReadable(run);
    for (const code of ['ACR2303', 'ACR2207']) expect(run.stdout).toContain(`error ${code}`);
    expect(run.stdout).toContain('then run: az login');
    expect(run.stdout).toMatch(/ok +lock +free/);
    expect(run.stdout).toMatch(/skipped +may apply +Azure is not reached/);
    expect(run.stdout.trimEnd()).toMatch(/Not ready: 2 checks failed \(Azure and login\)\.$/);
  });

  it('ends with 3 where the file is not valid, and looks at the machine all the same', () => {
    const folder = newFolder();
    const file = join(folder, 'acrctl.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('sku: Premium', 'sku: Premum'));
    const report = examined(folder, { NODE_EXTRA_CA_CERTS: 'missing.pem' }, '--emulator');
    expect([report.exitCode, report.stack]).toEqual([3, null]);
    expect(check(report, 'configuration').diagnostics).toMatchObject([{ code: 'ACR1021' }]);
    expect(check(report, 'certificates').diagnostics).toMatchObject([{ code: 'ACR2301' }]);
  });

  it('refuses an endpoint that is no emulator, and a proxy that is none, each as a finding', async () => {
    const folder = newFolder();
    const elsewhere = examined(folder, { ACRCTL_ARM_ENDPOINT: 'http://example.com' });
    expect([elsewhere.exitCode, check(elsewhere, 'reach').diagnostics[0]?.code]).toEqual([1, 'ACR2201']);
    const run = examined(folder, { HTTPS_PROXY: 'socks5://u:hush@proxy:1080' });
    expect([run.exitCode, check(run, 'proxy').diagnostics[0]?.code]).toEqual([1, 'ACR2210']);
    expect(JSON.stringify(run)).not.toContain('hush');
  });

  it('measures the clock by the answer, and finds what answers in place of Azure', async () => {
    const folder = newFolder();
    const late = await answeredBy(folder, (_, response) => {
      const date = new Date(Date.now() + 10 * 60_000).toUTCString();
      const headers = { date, 'www-authenticate': 'Bearer authorization_uri="https://login.example"' };
      response.writeHead(401, headers).end('{"error":{"code":"AuthenticationFailed","message":"no"}}');
    });
    expect(check(late, 'clock')).toMatchObject({
      status: 'failed',
      diagnostics: [{ code: 'ACR2304', severity: 'error' }],
    });
    expect(check(late, 'clock').found).toMatch(/^(9 min 59 s|10 min|10 min 1 s) behind that of Azure$/);
    const page = await answeredBy(
      folder,
      (_, response) => void response.writeHead(200).end('<html>Sign in</html>'),
    );
    expect(check(page, 'reach')).toMatchObject({ status: 'failed', diagnostics: [{ code: 'ACR2303' }] });
  });
});

/** What doctor says where such a server stands in for ARM. */
async function answeredBy(folder: string, listener: RequestListener): Promise<DoctorDocument> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const ACRCTL_ARM_ENDPOINT = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const run = await startAcrctl(folder, ['doctor', '--json'], { ...TRUSTING, ACRCTL_ARM_ENDPOINT }).ended;
  return documentOf(run);
}

describe('what doctor tells of a login', () => {
  const TENANT = '11111111-1111-4111-8111-111111111111';
  const claims = {
    tid: TENANT,
    oid: '33333333-3333-4333-8333-333333333333',
    appid: '44444444-4444-4444-8444-444444444444',
  };

  it('is who it is and until when, and no secret in any spelling (I-15)', () => {
    const folder = newFolder();
    const exp = Math.floor(Date.now() / 1_000) + 3_600;
    const person = { ...claims, upn: 'anna@contoso.example', exp };
    const password = 'hush/+hush';
    const secrets = {
      HTTPS_PROXY: `http://proxy-user:${encodeURIComponent(password)}@127.0.0.1:9`,
      NO_PROXY: '',
      AZURE_CLIENT_SECRET: 'a~very+secret/text',
      NODE_EXTRA_CA_CERTS: '',
    };
    const env = { ...TRUSTING, ...signedInByAz(folder, person), ...secrets };
    const runs = [[], ['--json']].map((more) => acrctl(folder, ['doctor', ...more], env));
    const report = documentOf(runs[1] as Run);
    expect(report.identity).toEqual({
      tenant: TENANT,
      object: claims.oid,
      application: claims.appid,
      user: 'anna@contoso.example',
      expires: new Date(exp * 1_000).toISOString(),
    });
    expect(check(report, 'login').found).toBe(`user anna@contoso.example in tenant ${TENANT}, by Azure CLI`);
    expect(check(report, 'token').found).toContain(`object id ${claims.oid}; good until`);
    expect(check(report, 'proxy').found).toBe('http://127.0.0.1:9 by HTTPS_PROXY, with a sign-in');
    const [, payload = '', signature = ''] = tokenWith(person).split('.');
    const hidden = [
      password,
      encodeURIComponent(password),
      'proxy-user',
      secrets.AZURE_CLIENT_SECRET,
      payload,
      signature,
    ];
    const spelled = hidden.flatMap((text) => [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString('base64').replace(/=+$/, ''),
      Buffer.from(text).toString('hex'),
    ]);
    const printed = runs.map(({ stdout, stderr }) => stdout + stderr).join('\n');
    expect(spelled.filter((text) => printed.includes(text))).toEqual([]);
  });
});
