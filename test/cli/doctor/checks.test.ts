import { describe, expect, it, vi } from 'vitest';
import { timed } from '../../../src/cli/doctor/bounded-checks.ts';
import { examinationExit } from '../../../src/cli/doctor/exit.ts';
import { identityOf, tokenCheck } from '../../../src/cli/doctor/login.ts';
import { permissionsForPlan } from '../../../src/cli/doctor/permissions.ts';
import { accessCheck } from '../../../src/cli/doctor/state-checks.ts';
import { subscriptionCheck } from '../../../src/cli/doctor/subscriptions.ts';
import { clockCheck, proxyCheck, reachCheck } from '../../../src/cli/doctor/way.ts';
import { type Check, passed, skipped, troubled } from '../../../src/core/checkup.ts';
import { type Code, diagnose } from '../../../src/core/codes.ts';
import { CloudError } from '../../../src/core/resource-type.ts';
import { proxyFor } from '../../../src/providers/azure/proxy.ts';
import { reachArm, skewOf } from '../../../src/providers/azure/reach.ts';
import { doctorText } from '../../../src/report/doctor-text.ts';
import { PLAIN } from '../../../src/report/style.ts';
import { tokenWith } from '../../providers/azure/login-service.ts';
import { type Answer, inOrder, ORIGIN, virtualClock } from '../../providers/scripted.ts';

const HOST = 'management.azure.com';
const TENANT = '11111111-1111-4111-8111-111111111111';
const SUBSCRIPTION = '22222222-2222-4222-8222-222222222222';

const failed = (code: Code) => troubled('lock', '', [diagnose(code, { detail: '' })]);
const told = ({ diagnostics }: Check) =>
  diagnostics.map(({ detail, hint }) => `${detail} ${hint}`).join('\n');

describe('the proxy of the environment', () => {
  const shown = (env: Record<string, string>) => {
    const { status, found } = proxyCheck(proxyFor(env, HOST), HOST);
    return [status, found];
  };

  it.each([
    [{}, 'ok', 'none: neither HTTPS_PROXY nor its like is set'],
    [{ HTTPS_PROXY: 'http://p:8080', HTTP_PROXY: 'http://q:1' }, 'ok', 'http://p:8080 by HTTPS_PROXY'],
    [{ https_proxy: 'http://p:8080/' }, 'ok', 'http://p:8080 by https_proxy'],
    [{ HTTPS_PROXY: '', ALL_PROXY: 'https://p' }, 'ok', 'https://p:80 by ALL_PROXY'],
    [{ HTTP_PROXY: 'http://user:pass@p:1' }, 'ok', 'http://p:1 by HTTP_PROXY, with a sign-in'],
    [
      { HTTPS_PROXY: 'http://p:1', NO_PROXY: 'x, .azure.com' },
      'ok',
      `not for ${HOST}: NO_PROXY has .azure.com`,
    ],
    [{ HTTPS_PROXY: 'http://p:1', no_proxy: HOST }, 'ok', `not for ${HOST}: NO_PROXY has ${HOST}`],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*.azure.com' }, 'warning', 'http://p:1 by HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'azure.com' }, 'warning', 'http://p:1 by HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: '*' }, 'warning', 'http://p:1 by HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'http://p:1', NO_PROXY: 'notazure.com' }, 'ok', 'http://p:1 by HTTPS_PROXY'],
    [{ HTTPS_PROXY: 'proxy:8080' }, 'failed', 'HTTPS_PROXY cannot be used'],
  ])('%j is %s: %s', (env, status, found) => {
    expect(shown(env as Record<string, string>)).toEqual([status, found]);
  });
});

describe('the clock', () => {
  const at = (offMs: number, tookMs = 100) => {
    const now = Date.UTC(2026, 0, 1, 0, 0, 0, 500);
    const { status, found } = clockCheck(
      skewOf(new Date(now - offMs).toUTCString(), now + tookMs / 2, tookMs),
    );
    return [status, found];
  };

  it('is no matter up to 45 s, noteworthy from there, and fatal from 5 min on, either way', () => {
    expect(at(0)).toEqual(['ok', 'as that of Azure']);
    expect(at(40_000)).toEqual(['ok', '40 s ahead of that of Azure; up to 45 s is no matter']);
    expect(at(-50_000)).toEqual(['warning', '50 s behind that of Azure']);
    expect(at(299_000)[0]).toBe('warning');
    expect(at(302_000)).toEqual(['failed', '5 min 2 s ahead of that of Azure']);
    expect(at(-3_600_000)[0]).toBe('failed');
  });

  it('is given the benefit of a slow answer, and skipped without a date', () => {
    expect(at(50_000, 20_000)[0]).toBe('ok');
    expect(clockCheck(skewOf(undefined, 0, 0)).status).toBe('skipped');
    expect(clockCheck(skewOf('soon', 0, 0)).status).toBe('skipped');
  });
});

describe('the answer of Azure', () => {
  const reached = (answer: Answer | 'none') =>
    reachArm({
      transport: inOrder([answer]),
      clock: virtualClock(),
      origin: ORIGIN,
      signal: new AbortController().signal,
    });

  it('is one that has a request id, or asks for a token', async () => {
    for (const headers of [
      { 'x-ms-request-id': 'r' },
      { 'www-authenticate': 'Bearer authorization_uri="x"' },
    ]) {
      expect(reachCheck(await reached({ status: 401, headers }), HOST).status).toBe('ok');
    }
  });

  it('of somebody else is told from it, and that of a proxy that wants a sign-in', async () => {
    const page = reachCheck(await reached({ status: 302 }), HOST);
    expect([page.status, told(page)]).toEqual([
      'failed',
      expect.stringContaining('Something on the way answered'),
    ]);
    const proxy = reachCheck(
      await reached({ status: 407, headers: { 'proxy-authenticate': 'Basic' } }),
      HOST,
    );
    expect(told(proxy)).toContain('http://USER:PASSWORD@HOST:PORT');
  });

  it('that does not come is told with what the system says', async () => {
    const none = reachCheck(await reached('none'), HOST);
    expect([none.status, none.diagnostics[0]?.code]).toEqual(['failed', 'ACR2303']);
  });
});

describe('a token', () => {
  const now = Date.UTC(2026, 0, 1);
  const inSeconds = (seconds: number) => {
    const { status, found } = tokenCheck(
      identityOf(tokenWith({ tid: TENANT, exp: now / 1_000 + seconds })),
      now,
    );
    return [status, found];
  };

  it('is good for long, for moments, or no more', () => {
    expect(inSeconds(3_659)).toEqual(['ok', 'good until 2026-01-01 01:00 UTC, 1 h 0 min from now']);
    expect(inSeconds(200)[0]).toBe('warning');
    expect(inSeconds(-5)[0]).toBe('warning');
  });

  it('tells who it is made out to, and nothing of what it should not', () => {
    expect(identityOf(tokenWith({ tid: TENANT, azp: 'client', exp: 'soon', upn: 'a\u001b[2Jb' }))).toEqual({
      tenant: TENANT,
      object: null,
      application: 'client',
      user: 'a [2Jb',
      expires: null,
    });
    for (const exp of [-1, 1e300, Number.MAX_SAFE_INTEGER])
      expect(identityOf(tokenWith({ exp })).expires).toBeNull();
    expect(identityOf('no token').tenant).toBe('');
  });
});

describe('a subscription', () => {
  const asker = { cloud: 'AzureCloud', tenant: TENANT } as const;
  const check = (state: string, tenant = TENANT) => {
    const { status, found } = subscriptionCheck(SUBSCRIPTION, { name: 'Images', state, tenant }, asker);
    return [status, found];
  };
  const refused = (armCode: string, cloud: 'AzureCloud' | 'AzureChinaCloud' = 'AzureCloud') =>
    subscriptionCheck(
      SUBSCRIPTION,
      new CloudError({
        failure: armCode === 'SubscriptionNotFound' ? 'permanent' : 'denied',
        armCode,
        message: 'No.',
      }),
      { ...asker, cloud },
    );

  it('is enabled, soon disabled, disabled, or that of another tenant', () => {
    expect(check('Enabled')).toEqual(['ok', '"Images", Enabled']);
    for (const state of ['Warned', 'PastDue']) expect(check(state)[0]).toBe('warning');
    for (const state of ['Disabled', 'Deleted', 'Expired']) expect(check(state)[0]).toBe('failed');
    expect(check('Enabled', SUBSCRIPTION)).toEqual([
      'warning',
      expect.stringContaining(`in tenant ${SUBSCRIPTION}`),
    ]);
  });

  it('that is not seen may lie in another cloud; the login is told to look there', () => {
    expect(told(refused('SubscriptionNotFound', 'AzureChinaCloud'))).toContain(
      '\naz cloud set --name AzureChinaCloud\naz account list --all',
    );
    expect(examinationExit([refused('SubscriptionNotFound')])).toBe(1);
  });

  it('of another tenant than the token is a matter of the login, and a look that is refused is none', () => {
    expect(examinationExit([refused('InvalidAuthenticationTokenTenant')])).toBe(4);
    expect(refused('AuthorizationFailed').status).toBe('skipped');
  });
});

describe('reads that a plan may not do', () => {
  const denied = (message: string) =>
    new CloudError({ failure: 'denied', armCode: 'AuthorizationFailed', status: 403, message });
  const over = (action: string, scope: string) =>
    `The client 'x' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid.`;

  it('are told by scope, each once, with a command for who is signed in', () => {
    const group = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg`;
    const first = denied(over('A/read', `${group}/providers/N/t/one`));
    const others = [
      denied(over('A/read', `${group}/providers/N/t/two`)),
      denied(over('B/read', `/subscriptions/${SUBSCRIPTION}`)),
    ];
    const who = { tenant: TENANT, object: 'OID', application: 'app', user: null, expires: null };
    const check = permissionsForPlan({ failed: first.withOthers(others) }, who);
    expect([check.status, check.found]).toEqual(['failed', '3 reads refused']);
    expect(check.diagnostics[0]?.detail).toContain(
      `/subscriptions/${SUBSCRIPTION}\n1. B/read\n${group}\n1. A/read`,
    );
    expect(check.diagnostics[0]?.hint).toContain(
      'az role assignment create --role "acrctl plan" \\\n  --assignee-object-id OID \\\n  --assignee-principal-type ServicePrincipal --scope \\\n',
    );
  });

  it('are told as they came where they name no action, and what is no denial is none', () => {
    expect(permissionsForPlan({ failed: denied('No.') }, undefined).diagnostics[0]?.code).toBe('ACR2032');
    const broken = new CloudError({
      failure: 'unknown',
      armCode: 'InternalServerError',
      message: 'It broke.',
    });
    expect(examinationExit([permissionsForPlan({ failed: broken }, undefined)])).toBe(1);
  });
});

it('a directory that cannot be written to is told with the reason, and is no failure', () => {
  expect(accessCheck('state', undefined).status).toBe('ok');
  const mounted = accessCheck('state', 'EROFS');
  expect([mounted.status, told(mounted)]).toEqual([
    'warning',
    expect.stringContaining('read-only file system'),
  ]);
  expect(told(accessCheck('state', 'EACCES'))).toContain('may not write there (EACCES)');
});

it('a check that does not end is given up, a signal ends all, and a fault of ours is not hidden', async () => {
  vi.useFakeTimers();
  const interruption = new AbortController();
  const world = { interrupt: interruption.signal } as Parameters<typeof timed>[1];
  const waits = (signal: AbortSignal) =>
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  const late = timed('login', world, waits);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await late).toMatchObject({ name: 'login', status: 'failed', diagnostics: [{ code: 'ACR2312' }] });
  await expect(timed('login', world, () => Promise.reject(new TypeError('a fault')))).rejects.toThrow(
    'a fault',
  );
  const cut = expect(timed('login', world, waits)).rejects.toThrow('gone');
  interruption.abort(new Error('gone'));
  await cut;
  vi.useRealTimers();
});

it('the exit code is that of the gravest: configuration, then anything, then login and permissions', () => {
  const exits: [Check[], number][] = [
    [[passed('node', ''), skipped('clock', '')], 0],
    [[troubled('lock', '', [diagnose('ACR2306', { severity: 'warning', detail: '' })])], 0],
    [[failed('ACR2202'), failed('ACR1340')], 4],
    [[failed('ACR2311')], 4],
    [[failed('ACR2202'), failed('ACR2101')], 1],
    [[failed('ACR2202'), troubled('configuration', '', [diagnose('ACR1021', { detail: '' })])], 3],
  ];
  for (const [checks, exit] of exits) expect(examinationExit(checks)).toBe(exit);
});

it('what is shown fits the width, is escaped (H08, H09), and ends with the verdict', () => {
  const hostile = '\u001b[2J::error::x ##vso[task] \u202e';
  const checks = [
    passed('login', hostile),
    troubled('lock', hostile, [diagnose('ACR2306', { detail: hostile })]),
  ];
  const text = doctorText(
    { stack: 'prod', cloud: 'AzureCloud', version: '1.0.0', checks },
    { width: 60, style: PLAIN },
  );
  expect(text).not.toMatch(/[\u001b\u202e]|(^|\s)::error|##vso\[/m);
  expect(text.split('\n').filter((line) => line.length > 60)).toEqual([]);
  expect(text.trimEnd().split('\n').slice(-2)).toEqual([
    '2 checks: 1 ok, 1 failed.',
    'Not ready: 1 check failed (lock).',
  ]);
});
