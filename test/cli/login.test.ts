import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLOUD_NAMES, CLOUDS, type CloudName } from '../../src/providers/azure/clouds.ts';
import { newFolder, type Run, startAcrctl } from './acrctl.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const CLIENT = '22222222-2222-4222-8222-222222222222';
const SECRET = 'a~very+secret/text';
const WITH_SECRET = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT, AZURE_CLIENT_SECRET: SECRET };

/** Sends what is meant for the metadata service to a port where nobody listens: no test depends on the machine. */
const NO_METADATA = `--import=data:text/javascript,${encodeURIComponent(
  "import http from 'node:http'; const { request } = http; http.request = (options, ...rest) => request(options.hostname === '169.254.169.254' ? { ...options, hostname: '127.0.0.1', port: 1 } : options, ...rest);",
)}`;

/** Signs in for a plan with these variables and no others; `az` is the script given, or not there. */
async function plan(
  env: Readonly<Record<string, string>>,
  { az, cloud, json = false }: { az?: string; cloud?: CloudName; json?: boolean } = {},
): Promise<Run> {
  const folder = newFolder();
  const file = join(folder, 'acrctl.yaml');
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  if (az !== undefined) {
    writeFileSync(join(bin, 'az'), `#!/bin/sh\n${az}\n`);
    chmodSync(join(bin, 'az'), 0o755);
  }
  if (cloud !== undefined) {
    const text = readFileSync(file, 'utf8').replace('azure:\n', `azure:\n  cloud: ${cloud}\n`);
    writeFileSync(file, text.replaceAll(CLOUDS.AzureCloud.registryZone, CLOUDS[cloud].registryZone));
  }
  const ambient = Object.keys(process.env).filter((name) =>
    /^(AZURE_|IDENTITY_|MSI_|IMDS_|NO_PROXY|HTTPS?_PROXY)/i.test(name),
  );
  const cleared = Object.fromEntries(ambient.map((name) => [name, undefined]));
  const variables = { ...cleared, PATH: bin, NODE_OPTIONS: NO_METADATA, ...env };
  return startAcrctl(folder, ['plan', ...(json ? ['--json'] : [])], variables).ended;
}

function check(run: Run, code: string, ...said: readonly string[]): void {
  expect([run.exit, run.stdout]).toEqual([4, '']);
  const text = run.stderr.replace(/\n {2,}/g, ' ');
  expect(text).toContain(`error ${code}`);
  for (const each of said) expect(text).toContain(each);
  expect(run.stderr).not.toMatch(/\n\s+at |CredentialUnavailable|Error:/);
  expect(run.stderr.split('\n').filter((line) => line.length > 80)).toEqual([]);
}

describe('a login', () => {
  it.concurrent('that is nowhere is said with everything that was looked for', async () => {
    check(
      await plan({}),
      'ACR2202',
      'No login to Azure was found. Nothing was asked of Azure, and nothing changed.',
      '1. environment: neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set',
      '2. workload identity: AZURE_FEDERATED_TOKEN_FILE is not set',
      '3. managed identity: no metadata service answers at 169.254.169.254, so this is no machine in Azure',
      '4. Azure CLI: az is not installed, or not on the PATH',
      'On your own machine run: az login.',
    );
  });

  it.concurrent('by variables that are set in part is refused', async () => {
    check(
      await plan({ AZURE_CLIENT_SECRET: SECRET, AZURE_CLIENT_ID: CLIENT }),
      'ACR2203',
      'AZURE_CLIENT_SECRET is set, but AZURE_TENANT_ID is not. No other login was tried',
      'Set AZURE_TENANT_ID, or unset AZURE_CLIENT_SECRET to sign in another way.',
    );
  });

  it.concurrent('by a federated token that is not there is refused', async () => {
    const env = { AZURE_TENANT_ID: TENANT, AZURE_CLIENT_ID: CLIENT, AZURE_FEDERATED_TOKEN_FILE: 'no/token' };
    check(
      await plan(env),
      'ACR2205',
      'The file no/token, which AZURE_FEDERATED_TOKEN_FILE names, does not exist. No other login was tried in its place.',
      'write the OpenID Connect token of the job into it',
    );
  });

  it.concurrent('that az refuses is refused, in the cloud of the file', async () => {
    const az = `echo "ERROR: Please run 'az login' to setup account." >&2\nexit 1`;
    check(
      await plan({}, { az, cloud: 'AzureUSGovernment' }),
      'ACR2202',
      '4. Azure CLI: az is there, but nobody is signed in to it',
      'run: az cloud set --name AzureUSGovernment && az login',
    );
    const env = { AZURE_TOKEN_CREDENTIALS: 'AzureCliCredential' };
    check(await plan(env, { az }), 'ACR2207', 'nobody is signed in to it', 'Run: az login');
  });

  it.concurrent('by managed identity that the platform refuses is refused', async () => {
    const platform = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: 'invalid_request', error_description: 'Identity not found' }));
    });
    await new Promise<void>((resolve) => platform.listen(0, '127.0.0.1', resolve));
    const { port } = platform.address() as AddressInfo;
    const env = { IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/msi`, IDENTITY_HEADER: 'header' };
    const run = await plan({ ...env, AZURE_CLIENT_ID: CLIENT });
    platform.close();
    check(
      run,
      'ACR2206',
      `No managed identity with client id ${CLIENT} is assigned to this machine (Identity not found).`,
      '3. managed identity: found, and failed as said above',
    );
  });

  it.concurrent('that acrctl does not have is refused', async () => {
    check(await plan({ AZURE_TOKEN_CREDENTIALS: 'VisualStudioCodeCredential' }), 'ACR2208', 'acrctl knows');
  });

  it.concurrent('that fails is one JSON document with --json', async () => {
    const run = await plan({ AZURE_CLIENT_SECRET: SECRET }, { json: true });
    expect([run.exit, run.stderr]).toEqual([4, '']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      error: { exitCode: 4, diagnostics: [{ code: 'ACR2203' }] },
    });
  });
});

describe('an interrupted login', () => {
  it.concurrent('ends the run at once and says so once, whatever az is doing', async () => {
    // It interrupts who called it, and goes on for longer than an interrupted run is given.
    const az = 'kill -INT $PPID\nexec /bin/sleep 6';
    const run = await plan({ AZURE_TOKEN_CREDENTIALS: 'dev' }, { az });
    expect([run.exit, run.stdout]).toEqual([130, '']);
    expect(run.stderr.match(/interrupted/gi)).toHaveLength(1);
  });
});

describe('the network of a login', () => {
  it.concurrent.each(CLOUD_NAMES)(
    'is asked through the proxy for the login service of %s alone',
    async (cloud) => {
      const asked = new Set<string>();
      const proxy = createServer();
      proxy.on('connect', (request, socket) => {
        asked.add(request.url ?? '');
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      });
      await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
      const HTTPS_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const run = await plan({ ...WITH_SECRET, HTTPS_PROXY }, { cloud });
      proxy.close();
      check(run, 'ACR2209', 'Put user and password of the proxy into HTTPS_PROXY.');
      expect(run.stderr).not.toContain(SECRET);
      expect(
        [...asked].every((each) => CLOUDS[cloud].loginHosts.some((host) => each === `${host}:443`)),
      ).toBe(true);
      expect(asked.size).toBe(1);
    },
  );
});

describe('a proxy variable that is no URL', () => {
  it.each(['10.0.0.1:8080', 'proxy:8080', 'http://[bad', 'socks5://u:hush@proxy:1080'])(
    'is named before anybody is asked, and its value is not told: %s',
    async (value) => {
      const run = await plan({ ...WITH_SECRET, HTTPS_PROXY: value });
      expect([run.exit, run.stderr]).toEqual([3, expect.stringContaining('error ACR2210')]);
      expect(run.stderr).toContain('HTTPS_PROXY is no URL');
      expect(run.stderr).not.toContain(value);
    },
  );
});
