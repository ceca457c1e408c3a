import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Examination, examine } from '../../../src/cli/doctor/examine.ts';
import { examinationExit } from '../../../src/cli/doctor/exit.ts';
import { identityOf } from '../../../src/cli/doctor/login.ts';
import { emulatorTransport } from '../../../src/cli/embedded.ts';
import { realWorld } from '../../../src/cli/world.ts';
import type { Check, CheckName } from '../../../src/core/checkup.ts';
import { diagnose } from '../../../src/core/codes.ts';
import { AcrctlError, EXIT } from '../../../src/core/errors.ts';
import type { HttpResponse, Transport } from '../../../src/core/world.ts';
import { createEmulator, type Permission } from '../../../src/emulator/index.ts';
import { tokenWith } from '../../providers/azure/login-service.ts';
import { ORIGIN } from '../../providers/scripted.ts';
import { newFolder } from '../acrctl.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const CLAIMS = { tid: TENANT, oid: '33333333-3333-4333-8333-333333333333', appid: 'app', exp: 4_070_908_800 };
const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-0000000000aa';

interface Circumstances {
  readonly folder?: string;
  readonly permissions?: readonly Permission[];
  /** Gives what Azure answers in place of the emulator, or nothing. */
  answer?(method: string, path: string): Partial<HttpResponse> | undefined;
  readonly signsIn?: boolean;
}

/** What doctor finds where Azure itself is behind the origin and somebody signs in. */
async function found({
  folder = newFolder(),
  permissions,
  answer,
  signsIn = true,
}: Circumstances): Promise<Examination & { readonly asked: readonly string[] }> {
  const world = realWorld(new AbortController().signal);
  const emulator = createEmulator({
    origin: ORIGIN,
    clock: { now: () => world.clock.wallMs(), sleep: (ms) => world.clock.sleep(ms) },
    ...(permissions !== undefined && { permissions }),
  });
  const inner = emulatorTransport(emulator);
  const asked: string[] = [];
  const transport: Transport = {
    async send(request) {
      const { pathname } = new URL(request.url);
      asked.push(
        `${request.method} ${pathname}${request.headers['authorization'] === undefined ? ' (nobody)' : ''}`,
      );
      const given = answer?.(request.method, pathname);
      if (given !== undefined) return { status: 200, headers: {}, body: '', ...given };
      const response = await inner.send(request);
      return {
        ...response,
        headers: { date: new Date(world.clock.wallMs()).toUTCString(), ...response.headers },
      };
    },
  };
  const token = tokenWith(CLAIMS);
  const examination = await examine({
    options: {
      file: [join(folder, 'acrctl.yaml')],
      ...{ json: false, color: false, emulator: false, parallelism: 10, verbose: false },
    },
    env: {},
    world,
    wayTo: async () => ({
      origin: ORIGIN,
      transport,
      kind: 'azure',
      signIn: async () => {
        if (!signsIn)
          throw new AcrctlError(EXIT.denied, [
            diagnose('ACR2204', { detail: 'The secret ran out.', hint: 'Make another.' }),
          ]);
        const tokens = { kind: 'real', token: async () => token } as const;
        return {
          tokens,
          tokensFor: () => tokens,
          tenant: TENANT,
          source: 'application app, by environment',
          identity: identityOf(token),
        };
      },
    }),
  });
  return { ...examination, asked };
}

function check({ checks }: Examination, name: CheckName): Check {
  const one = checks.find((each) => each.name === name);
  if (one === undefined) throw new Error(`There is no check ${name}.`);
  return one;
}

/** The body of a subscription as ARM has it. */
function subscription(fields: object): Partial<HttpResponse> {
  const body = { subscriptionId: 'aa', displayName: 'Images', state: 'Enabled', tenantId: TENANT, ...fields };
  return { body: JSON.stringify(body), headers: { 'x-ms-request-id': 'r' } };
}

const isSubscription = (path: string) => path.toLowerCase() === SUBSCRIPTION;

describe('doctor on Azure, signed in', () => {
  it('asks once as nobody, then as whoever it is, and only by GET', async () => {
    const own = await found({ answer: (_, path) => (isSubscription(path) ? subscription({}) : undefined) });
    expect(own.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(own.identity).toMatchObject({ tenant: TENANT, object: CLAIMS.oid });
    expect(own.asked.filter((each) => each.endsWith('(nobody)'))).toEqual(['GET /subscriptions (nobody)']);
    expect(own.asked.filter((each) => !each.startsWith('GET '))).toEqual([]);
  });

  it('names a subscription of another tenant, and one that is disabled, with what to do', async () => {
    const theirs = await found({});
    expect(check(theirs, 'subscription')).toMatchObject({
      status: 'warning',
      diagnostics: [{ code: 'ACR2309' }],
    });
    const over = await found({
      answer: (_, path) => (isSubscription(path) ? subscription({ state: 'Disabled' }) : undefined),
    });
    expect([check(over, 'subscription').status, examinationExit(over.checks)]).toEqual(['failed', 1]);
  });

  it('gives the command with the identity and the scope for what is lacking', async () => {
    const reader = await found({ permissions: [{ scope: '/', actions: ['*/read'] }] });
    const [lacking] = check(reader, 'permissionsForApply').diagnostics;
    expect(lacking?.hint).toMatch(
      new RegExp(
        `\naz role assignment create --role "acrctl apply" \\\\\n {2}--assignee-object-id ${CLAIMS.oid} \\\\\n {2}--assignee-principal-type ServicePrincipal --scope \\\\\n {2}${SUBSCRIPTION}$`,
      ),
    );
  });

  it('tells a token of another tenant as a matter of the login, and looks no further than it can', async () => {
    const message =
      'The access token is from the wrong issuer. It must match the tenant of the subscription.';
    const wrong = JSON.stringify({ error: { code: 'InvalidAuthenticationTokenTenant', message } });
    const answer = (_: string, path: string) =>
      path === '/subscriptions' ? undefined : { status: 401, body: wrong };
    const report = await found({ answer });
    expect(examinationExit(report.checks)).toBe(4);
    expect(check(report, 'subscription').diagnostics[0]).toMatchObject({
      code: 'ACR2032',
      hint: expect.stringContaining('az login --tenant'),
    });
    expect(check(report, 'plan').status).toBe('skipped');
  });
});

describe('doctor on Azure, not signed in', () => {
  it('has measured the way and the clock all the same, and ends with 4', async () => {
    const report = await found({ signsIn: false });
    expect(examinationExit(report.checks)).toBe(4);
    expect(Object.fromEntries(report.checks.map(({ name, status }) => [name, status]))).toMatchObject({
      reach: 'ok',
      clock: 'ok',
      configuration: 'ok',
      state: 'ok',
      lock: 'ok',
      login: 'failed',
      token: 'skipped',
      subscription: 'skipped',
      permissionsForPlan: 'skipped',
    });
    expect(check(report, 'subscription').found).toBe('nobody is signed in');
  });

  it('says for which cloud it tried, where the file is not valid', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, 'acrctl.yaml'), 'stack: [');
    const report = await found({ folder, signsIn: false });
    expect([examinationExit(report.checks), report.stack]).toEqual([3, undefined]);
    expect(check(report, 'login').found).toContain('for AzureCloud, since the file is not valid');
  });
});
