import { describe, expect, it } from 'vitest';
import type { CheckResult, RegistryCredential } from '../../src/core/verify.ts';
import { parseImage } from '../../src/features/registry/image-reference.ts';
import { openLab } from '../lab.ts';
import { example } from '../scenarios/stacks.ts';
import {
  type Answer,
  type Asked,
  CONFIG_DIGEST,
  denied,
  error,
  REPOSITORY,
  type RegistryFront,
  startRegistryFront,
  TAG,
  unauthorized,
} from '../wire/registry-front.ts';
import { closedPort, testAuthority } from '../wire/tls-servers.ts';
import { at, network, serving } from './network.ts';
import { checkNamed, verified } from './verified.ts';

const HOST = 'contosoimages.azurecr.io';
const DATA = 'contosoimages.westeurope.data.azurecr.io';
const EXAMPLE = example();
const authority = testAuthority();
const TLS = authority.right([HOST, DATA]);

interface Scene {
  readonly instead?: (asked: Asked) => Answer | undefined;
  readonly image?: string;
  readonly token?: Awaited<ReturnType<RegistryCredential['token']>>;
  /** Where the data endpoint is, if not at the front. */
  readonly dataPort?: number;
}

async function ask(scene: Scene = {}): Promise<{ checks: readonly CheckResult[]; front: RegistryFront }> {
  const { image = `${REPOSITORY}:${TAG}`, token = { token: 'of-entra' }, instead } = scene;
  const front = await serving(
    startRegistryFront({ tls: TLS, login: HOST, data: DATA, ...(instead && { instead }) }),
  );
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const connect = { [HOST]: at(front.port), [DATA]: at(scene.dataPort ?? front.port) };
  const checks = await verified(lab, EXAMPLE, network({ ca: [authority.ca], connect }), {
    nowMs: Date.now(),
    image: parseImage(image),
    credential: { token: async () => token },
  });
  const asked = ({ name }: CheckResult) => name.startsWith('registry.') && name !== 'registry.publicAccess';
  return { checks: checks.filter(asked), front };
}

interface Expected {
  readonly code: string;
  readonly found: string | RegExp;
  readonly advice: RegExp;
  readonly evidence?: string;
}

/** What the check says that fails. */
async function check(scene: Scene, name: string, expected: Expected): Promise<RegistryFront> {
  const { checks, front } = await ask(scene);
  const { status, code, found, advice, evidence } = checkNamed(checks, name);
  expect({ status, code }).toEqual({ status: 'failed', code: expected.code });
  expect(found).toMatch(expected.found);
  expect(advice).toMatch(expected.advice);
  if (expected.evidence !== undefined) expect(evidence.join('\n')).toContain(expected.evidence);
  return front;
}

const on = (path: RegExp, answer: Answer) => (asked: Asked) =>
  path.test(`${asked.host}${asked.path}`) ? answer : undefined;

describe('verify, by what the registry answers', () => {
  it('proves challenge, login, manifest, and a layer through the data endpoint (1.51, 1.52, 3.47)', async () => {
    const { checks, front } = await ask();
    expect(checks.map(({ name, status, found }) => [name, status, found])).toEqual([
      ['registry.challenge', 'passed', `${HOST} asks for a token, and says where to get one`],
      ['registry.login', 'passed', `login to ${HOST} works`],
      ['registry.dataEndpoint', 'passed', `data endpoint ${DATA} answers`],
      ['registry.manifest', 'passed', `manifest of ${REPOSITORY}:${TAG} read`],
      ['registry.blob', 'passed', `a layer comes through ${DATA}`],
    ]);
    const toData = front.asked.filter(({ host }) => host === DATA);
    expect(toData.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  });

  it('pulls nothing without an image, and asks for no more than az acr login does (1.12)', async () => {
    const { checks, front } = await ask({ image: '' });
    expect(checks.map(({ name }) => name)).toEqual([
      'registry.challenge',
      'registry.login',
      'registry.dataEndpoint',
    ]);
    expect(front.asked.map(({ path }) => path).sort()).toEqual(['/', '/oauth2/exchange', '/v2/']);
  });

  it('says who lets nobody in: the firewall, a gateway, or something in between (1.7)', async () => {
    await check({ instead: on(/\/v2\/$/, denied('203.0.113.7')) }, 'registry.challenge', {
      code: 'ACR2507',
      found: `${HOST} lets nobody in from here`,
      advice: /It sees this machine as 203\.0\.113\.7/,
      evidence: "client with IP '203.0.113.7' is not allowed access",
    });
    const gateway: Answer = {
      status: 403,
      headers: [
        ['Server', 'Microsoft-Azure-Application-Gateway/v2'],
        ['Content-Type', 'text/html'],
      ],
      body: '<html><head><title>403 Forbidden</title></head></html>',
    };
    await check({ instead: on(/\/v2\/$/, gateway) }, 'registry.challenge', {
      code: 'ACR2507',
      found: `an application gateway refuses requests to ${HOST}`,
      advice: /firewall policy blocked the request/,
    });
    await check(
      { instead: on(/\/v2\/$/, { status: 403, headers: [['Server', 'squid']] }) },
      'registry.challenge',
      {
        code: 'ACR2507',
        found: `something in between refuses requests to ${HOST}`,
        advice: /look for a proxy/,
        evidence: 'server: squid',
      },
    );
  });

  it('finds what is no registry, and a name that the service does not know', async () => {
    await check({ instead: on(/\/v2\/$/, { status: 200, body: 'Welcome' }) }, 'registry.challenge', {
      code: 'ACR2507',
      found: `${HOST} answers 200, which no registry does`,
      advice: /Something else answers at 127\.0\.0\.1/,
    });
    await check({ instead: on(/\/v2\/$/, { status: 404 }) }, 'registry.challenge', {
      code: 'ACR2507',
      found: `${HOST} answers 404, which no registry does`,
      advice: /knows no registry of that name/,
    });
    await check({ instead: on(/\/v2\/$/, error(401, 'UNAUTHORIZED', 'no')) }, 'registry.challenge', {
      code: 'ACR2507',
      found: `${HOST} answers 401 without saying where to get a token`,
      advice: /Something else answers/,
    });
  });

  it('sends its credential to nobody but the registry, whoever the challenge names', async () => {
    for (const answer of [
      unauthorized({ login: HOST, realm: 'login.evil.example' }, undefined),
      unauthorized({ login: 'other.azurecr.io', realm: HOST }, undefined),
    ]) {
      const front = await check({ instead: on(/\/v2\/$/, answer) }, 'registry.challenge', {
        code: 'ACR2507',
        found: /sends clients elsewhere for their tokens/,
        advice: /No credential was sent there/,
      });
      expect(front.asked.map(({ body }) => body).join()).not.toContain('of-entra');
    }
  });

  it('sends nothing at all to who shows a wrong certificate', async () => {
    const front = await serving(
      startRegistryFront({ tls: testAuthority('Proxy').right([HOST, DATA]), login: HOST, data: DATA }),
    );
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const connect = { [HOST]: at(front.port), [DATA]: at(front.port) };
    const checks = await verified(lab, EXAMPLE, network({ ca: [authority.ca], connect }));
    expect(checkNamed(checks, 'tls.certificate', HOST).status).toBe('failed');
    expect(checkNamed(checks, 'registry.challenge')).toMatchObject({
      status: 'skipped',
      found: `${HOST} is not trusted, so nothing was sent: see what was found of its certificate`,
    });
    expect(front.asked).toEqual([]);
  });

  it('explains a login that the registry does not take (1.51)', async () => {
    await check({ token: { token: 'of-another-tenant' } }, 'registry.login', {
      code: 'ACR2508',
      found: `${HOST} gives no token for the login of this run`,
      advice: /az login --tenant TENANT/,
      evidence: 'UNAUTHORIZED: invalid token tenant',
    });
    await check({ token: { refused: 'Nobody is signed in.' } }, 'registry.login', {
      code: 'ACR2508',
      found: 'the login of this run gives no token for registries',
      advice: /acrctl doctor/,
      evidence: 'Nobody is signed in.',
    });
    const { checks } = await ask({ token: { none: 'an emulator has no login' } });
    expect(checkNamed(checks, 'registry.login')).toMatchObject({
      status: 'skipped',
      found: 'an emulator has no login',
    });
    expect(checkNamed(checks, 'registry.blob').status).toBe('skipped');
  });

  it('tells a right that is missing from an image that is not there (1.52)', async () => {
    await check(
      { instead: on(/\/manifests\//, unauthorized({ login: HOST }, 'repository:team/app:pull')) },
      'registry.manifest',
      {
        code: 'ACR2509',
        found: `the manifest of ${REPOSITORY}:${TAG} cannot be read: 401`,
        advice: /needs the role AcrPull/,
      },
    );
    await check({ image: `${REPOSITORY}:v9` }, 'registry.manifest', {
      code: 'ACR2509',
      found: `the manifest of ${REPOSITORY}:v9 cannot be read: 404`,
      advice: /There is no such image/,
      evidence: 'MANIFEST_UNKNOWN',
    });
  });

  it('explains partial success: login and manifest work, and layers do not come (1.69)', async () => {
    await check({ dataPort: await closedPort() }, 'registry.blob', {
      code: 'ACR2509',
      found: `login and manifest work, and layers do not come: ${DATA} ECONNREFUSED`,
      advice: /its record in the private zone, and TCP port 443/,
    });
    await check(
      { instead: (asked) => (asked.host === DATA && asked.query !== '' ? { status: 403 } : undefined) },
      'registry.blob',
      {
        code: 'ACR2509',
        found: `login and manifest work, and layers do not come: ${DATA} answers 403`,
        advice: /has to lead to the private endpoint as the login server does/,
      },
    );
  });

  it('finds layers that come from elsewhere, and fetches none of them', async () => {
    const led = (location: string) => on(/\/blobs\//, { status: 307, headers: [['Location', location]] });
    await check(
      { instead: led('https://xmanaged3.blob.core.windows.net/abc//docker/data?sig=s') },
      'registry.blob',
      {
        code: 'ACR2509',
        found: 'layers come from xmanaged3.blob.core.windows.net, which is no host of the registry',
        advice: /its data endpoints are off/,
      },
    );
    await check({ instead: led('https://cdn.evil.example/?t=1') }, 'registry.blob', {
      code: 'ACR2509',
      found: 'layers come from cdn.evil.example, which is no host of the registry',
      advice: /Nothing was fetched from there/,
    });
    await check({ instead: on(/\/blobs\//, { status: 200, body: 'layer' }) }, 'registry.blob', {
      code: 'ACR2509',
      found: `${HOST} does not say where the layer is: 200`,
      advice: /Something in between follows or swallows that/,
    });
  });

  it('finds a layer that was changed on the way', () =>
    check(
      {
        instead: (asked) =>
          asked.host === DATA && asked.query !== '' ? { status: 200, body: 'scanned' } : undefined,
      },
      'registry.blob',
      {
        code: 'ACR2509',
        found: `${DATA} gives something else than the layer that was asked for`,
        advice: /let it pass the data hosts unread/,
        evidence: 'SHA-256 ',
      },
    ).then(() => undefined));

  it('finds something else at a data endpoint', () =>
    check(
      { instead: (asked) => (asked.host === DATA ? { status: 200, body: 'It works!' } : undefined) },
      'registry.dataEndpoint',
      {
        code: 'ACR2507',
        found: `${DATA} answers 200, which no data endpoint does`,
        advice: /^Login and manifests go on working/,
      },
    ).then(() => undefined));

  it('reads images as people write them', () => {
    expect(parseImage('team/app')).toEqual({ repository: 'team/app', reference: 'latest' });
    expect(parseImage(`app@${CONFIG_DIGEST}`)).toEqual({ repository: 'app', reference: CONFIG_DIGEST });
    for (const wrong of ['', 'Team/app:v1', 'app:', 'https://x/app', 'app@sha256:12', '../app'])
      expect(parseImage(wrong)).toBe(undefined);
  });
});
