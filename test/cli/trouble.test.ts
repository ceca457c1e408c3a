import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Fault } from '../../src/emulator/index.ts';
import { acrctl, newFolder, type Run, type ServedEmulator, startEmulator } from './acrctl.ts';

let cloud: ServedEmulator;
beforeAll(async () => {
  cloud = await startEmulator(newFolder());
});
afterAll(() => cloud.stop());

const denied = (method: string, path: string): Fault => ({
  match: { method, path, nth: 'every' },
  answer: {
    status: 403,
    code: 'AuthorizationFailed',
    message: `The client 'app' with object id '4a5b' does not have authorization to perform action 'Microsoft.Network/${method}' over scope '${path}' or the scope is invalid.`,
    headers: { 'x-ms-request-id': 'r-1' },
  },
});
const broken = (method: string, path: string): Fault => ({
  match: { method, path, nth: 'every' },
  answer: { status: 400, code: 'InvalidAddressPrefixFormat', message: 'The prefix is malformed.' },
});

async function runWith(
  faults: readonly Fault[],
  args: readonly string[],
  folder = newFolder(),
): Promise<Run> {
  await cloud.ask('POST', '/_emulator/faults', { faults });
  return acrctl(folder, args, cloud.env);
}

const GUIDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

it('reads that are refused end with 4; several are told together, each with what to do', async () => {
  const run = await runWith(
    [denied('GET', '/virtualNetworks/vnet-hub?'), denied('GET', '/registries/contosoimages?')],
    ['plan'],
  );
  expect([run.exit, run.stdout]).toEqual([4, '']);
  // An id is never broken, nor a URL: they are there to be copied.
  expect(run.stderr.split('\n').filter((line) => line.length > 80 && !/\S{40}/.test(line))).toEqual([]);
  await expect(run.stderr.replace(GUIDS, (id) => (id.endsWith('00aa') ? id : 'GUID'))).toMatchFileSnapshot(
    'outcomes/reads-refused.txt',
  );
});

it('an apply whose every failure is a missing permission ends with 4, one with other failures too with 1', async () => {
  const network = denied('PUT', '/virtualNetworks/vnet-hub?');
  const folder = newFolder();
  const document = async (...more: readonly Fault[]) => {
    const run = await runWith([network, ...more], ['apply', '--auto-approve', '--json'], folder);
    expect(run.stderr).toBe('');
    return { exit: run.exit, ...JSON.parse(run.stdout) };
  };
  expect(await document(broken('PUT', '/registries/contosoimages?'))).toMatchObject({ exit: 1, exitCode: 1 });
  const lacking = await document();
  expect(lacking).toMatchObject({ exit: 4, exitCode: 4, result: 'applied' });
  expect(lacking.outcome.failed).toEqual([
    {
      step: 'networks.vnet-hub/write',
      held: expect.arrayContaining(['networks.vnet-hub.subnets.endpoints/write']),
      failure: {
        kind: 'denied',
        code: 'AuthorizationFailed',
        innerCodes: [],
        message: expect.stringContaining('does not have authorization'),
        hint: expect.stringContaining('needs a role with the action Microsoft.Network/PUT'),
        action: 'create',
        label: 'virtual network',
        id: expect.stringMatching(/virtualNetworks\/vnet-hub$/),
        asked: { method: 'PUT', path: expect.stringMatching(/virtualNetworks\/vnet-hub$/) },
        status: 403,
        requestId: 'r-1',
        correlationId: expect.stringMatching(GUIDS),
        attempts: 1,
        elapsedMs: expect.any(Number),
        stillRunning: false,
      },
    },
  ]);
});

it('-v tells every request with its id, and of the run what support asks for; stdout stays one document', async () => {
  const run = await runWith([denied('GET', '/registries/contosoimages?')], ['plan', '-v', '--json']);
  expect(run.exit).toBe(4);
  const { error } = JSON.parse(run.stdout);
  expect(error.requests).toMatchObject([
    { method: 'GET', status: 403, code: 'AuthorizationFailed', requestId: 'r-1' },
  ]);
  const lines = run.stderr.trimEnd().split('\n');
  expect(lines.filter((line) => !/^ *\d+\.\d\d \S/.test(line))).toEqual([]);
  const said = lines.map((line) => line.trimStart().replace(/^[\d.]+ /, ''));
  expect(said.filter((line) => line.includes(error.requests[0].correlationId))).toEqual([
    `correlation id of every request of this run: ${error.requests[0].correlationId}`,
  ]);
  expect(said.find((line) => line.startsWith('GET') && line.includes('r-1'))).toMatch(
    /^GET {4}403 +\d+ ms {2}rg-images\/ContainerRegistry\/registries\/contosoimages {2}AuthorizationFailed {2}request r-1$/,
  );
  for (const wanted of ['cloud: AzureCloud at http://127.0.0.1', 'login: ', 'subscriptions: ', 'state: '])
    expect(said.join('\n')).toContain(wanted);
  expect(run.stderr).not.toMatch(/api-version|Bearer|acrctl-emulator-token/);
});
