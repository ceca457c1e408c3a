import { describe, expect, it } from 'vitest';
import { openLab } from '../lab.ts';
import { example } from '../scenarios/stacks.ts';
import {
  closedPort,
  type Listening,
  startBadServer,
  startTlsServer,
  testAuthority,
} from '../wire/tls-servers.ts';
import { at, network, serving } from './network.ts';
import { checkNamed, verified } from './verified.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const EXAMPLE = example();
const authority = testAuthority();

interface Expected {
  readonly status: 'passed' | 'failed' | 'warning';
  readonly code: string | null;
  readonly found: string | RegExp;
  readonly advice?: RegExp;
  readonly evidence?: RegExp;
  /** Short where nothing will answer; a busy machine takes its time. */
  readonly timeoutMs?: number;
}

/** What is said of a host that a server on this machine answers for. */
async function checkAt(port: number, expected: Expected, host = HOST): Promise<void> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const access = network({
    ca: [authority.ca],
    connect: { [HOST]: at(port), [DATA]: at(port) },
    timeoutMs: expected.timeoutMs ?? 10_000,
  });
  const checks = await verified(lab, EXAMPLE, access, { nowMs: Date.now() });
  const { status, code, found, advice, evidence } = checkNamed(checks, 'tls.certificate', host);
  expect({ status, code }).toEqual({ status: expected.status, code: expected.code });
  expect(found).toMatch(expected.found);
  if (expected.advice !== undefined) expect(advice).toMatch(expected.advice);
  if (expected.evidence !== undefined) expect(evidence.join('\n')).toMatch(expected.evidence);
}

async function check(starting: Promise<Listening>, expected: Expected): Promise<void> {
  await checkAt((await serving(starting)).port, expected);
}

describe('verify, by the certificates that hosts show', () => {
  it('proves one that is trusted and for the host, and says how long it lasts (1.2)', () =>
    check(startTlsServer(authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io'])), {
      status: 'passed',
      code: null,
      found: `certificate of ${HOST} is trusted and valid for 200 more days`,
      evidence: /connected to 127\.0\.0\.1 port \d+, TLSv1\.3\n\*\.azurecr\.io, by Test Authority, until 20/,
    }));

  it('proves a chain with its intermediate certificate, and misses that where it is not sent', async () => {
    const hosts = ['*.azurecr.io'];
    await check(startTlsServer(authority.intermediate(hosts, true)), {
      status: 'passed',
      code: null,
      found: /is trusted/,
      evidence: /by Intermediate.*\nIntermediate, by Test Authority/,
    });
    await check(startTlsServer(authority.intermediate(hosts, false)), {
      status: 'failed',
      code: 'ACR2506',
      found: `the certificate of ${HOST} is not trusted here`,
      advice: /does not send the certificate of its issuer, or nobody here trusts that/,
      evidence: /OpenSSL: UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    });
  });

  it('refuses one for other names, such as that of the zone (lessons 38)', () =>
    check(startTlsServer(authority.right(['proxy.contoso.com'])), {
      status: 'failed',
      code: 'ACR2506',
      found: `the certificate of ${HOST} is for other names`,
      advice: /Somebody else answers at 127\.0\.0\.1/,
      evidence: /it is for proxy\.contoso\.com/,
    }));

  it('refuses one that has expired, and warns of one that ends soon', async () => {
    await check(startTlsServer(authority.expired(['*.azurecr.io'])), {
      status: 'failed',
      code: 'ACR2506',
      found: `the certificate of ${HOST} has expired`,
      advice: /something in between/,
    });
    await check(startTlsServer(authority.right(['*.azurecr.io'], 5)), {
      status: 'warning',
      code: 'ACR2506',
      found: `the certificate of ${HOST} ends in 5 days`,
    });
  });

  it('refuses one that signed itself, and says what a proxy does that looks into TLS', () =>
    check(startTlsServer(authority.selfSigned(['*.azurecr.io'])), {
      status: 'failed',
      code: 'ACR2506',
      found: `the certificate of ${HOST} is not trusted here`,
      advice: /It is signed by itself\. A proxy that looks into TLS .* NODE_EXTRA_CA_CERTS=FILE/,
      evidence: /OpenSSL: DEPTH_ZERO_SELF_SIGNED_CERT/,
    }));

  it('refuses that of an authority that nobody knows', () =>
    check(startTlsServer(testAuthority('Company Proxy').right(['*.azurecr.io'])), {
      status: 'failed',
      code: 'ACR2506',
      found: `the certificate of ${HOST} is not trusted here`,
      evidence: /by Company Proxy/,
    }));

  it('tells where nobody listens, nobody answers, and where a connection is cut', async () => {
    await checkAt(await closedPort(), {
      status: 'failed',
      code: 'ACR2505',
      found: new RegExp(`^${HOST} refuses the connection at 127.0.0.1 port \\d+$`),
      advice: /^No login, push or pull works from here\. Nobody listens there/,
    });
    await check(startBadServer('silent'), {
      status: 'failed',
      code: 'ACR2505',
      found: /does not answer at/,
      timeoutMs: 400,
      advice: /let TCP port 443 pass/,
    });
    await check(startBadServer('cuts'), {
      status: 'failed',
      code: 'ACR2505',
      found: /ends the connection at/,
      advice: /as those do that filter by name/,
    });
  });

  it('says of a data endpoint that logins go on and pulls fail (1.69)', async () =>
    checkAt(
      await closedPort(),
      {
        status: 'failed',
        code: 'ACR2505',
        found: `${DATA} refuses the connection`,
        advice: /^Login and manifests go on working, and every pull of a layer/,
      },
      DATA,
    ));
});
