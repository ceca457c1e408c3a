import { afterEach, describe, expect, it } from 'vitest';
import { denied } from '../wire/registry-front.ts';
import type { FrontBodies, FrontWish } from './bodies.ts';
import { HAS_FRONT_PARTS, type Ran } from './client.ts';
import { editGateway, editPolicy, editRules, withoutRewrites, withoutRules, withPattern } from './edits.ts';
import type { RegistryMood } from './registry-service.ts';
import {
  type Front,
  type FrontOptions,
  HOST,
  LOGIN,
  PULLER,
  REPOSITORY,
  sharedRegistry,
  stageFront,
  WISH,
} from './stage.ts';
import { leaksIn } from './transcript.ts';

const IMAGE = `${HOST}/${REPOSITORY}:v1`;
const DATA = 'contoso.westeurope.data.azurecr.io';

/** What a pull came to, at the client and on the way. */
interface Pull {
  readonly ran: Ran;
  readonly front: Front;
  readonly statuses: readonly number[];
}

describe.runIf(HAS_FRONT_PARTS)('a mistake in a public front', () => {
  const mood: RegistryMood = {};
  const registry = sharedRegistry({ mood });
  afterEach(() => {
    delete mood.layersAt;
    delete mood.instead;
  });

  const pull = async (edit: (bodies: FrontBodies) => FrontBodies, more: FrontOptions = {}): Promise<Pull> => {
    const front = await stageFront(registry(), { edit, ...more });
    const ran = await front.client.pull(IMAGE, `${front.folder}/pulled:v1`, PULLER);
    const statuses = front.gateways.flatMap(({ seen }) => seen.map(({ status }) => status));
    return { ran, front, statuses };
  };
  const asItIs = (bodies: FrontBodies) => bodies;

  it('in trust: a client that does not know the authority ends at the handshake', async () => {
    const { ran, statuses } = await pull(asItIs, { ca: undefined });
    expect(ran).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('certificate signed by unknown authority'),
    });
    expect(statuses).toEqual([]);
  });

  it('no rewrites: who can reach Azure notices nothing, and goes past the front (2.12, 2.13)', async () => {
    const { ran, front } = await pull(withoutRewrites, { reachable: 'all' });
    expect(ran.code).toBe(0);
    const past = front.proxy.asked.map(({ host }) => host).filter((host) => host !== HOST);
    expect(past.sort()).toEqual([LOGIN, DATA, DATA]);
    const leaks = leaksIn(front.gateways.flatMap(({ seen }) => seen)).map(({ where }) => where);
    expect(leaks).toContain(`WWW-Authenticate: in the answer to GET ${HOST}/v2/ 401`);
  });

  it('no rewrites: who has the names of the front alone gets no token (2.13)', async () => {
    const { ran } = await pull(withoutRewrites);
    expect(ran.stderr).toMatch(/Get "https:\/\/contoso\.azurecr\.io\/oauth2\/token.*": Forbidden/);
  });

  it('no rule for the data host: the manifest comes, and no layer (2.22)', async () => {
    const { ran, statuses, front } = await pull((bodies) => withoutRules(bodies, 'data'));
    expect(ran.stderr).toMatch(
      /reading blob .*Get "https:\/\/contoso\.westeurope\.data\.azurecr\.io\/.*Forbidden/,
    );
    expect(statuses.slice(-1)).toEqual([307]);
    expect(leaksIn(front.gateways.flatMap(({ seen }) => seen))).toMatchObject([
      { where: expect.stringMatching(/^Location: .* 307$/) },
    ]);
  });

  it('a data host below the host, which acrctl refuses: the client takes its token along, and storage refuses (2.11b)', async () => {
    const dataHost = `data.${HOST}`;
    const wish: FrontWish = {
      ...WISH,
      regions: [{ region: 'westeurope', dataHost }],
      despite: ['ACR1245'],
    };
    const { ran, statuses } = await pull(asItIs, { wish });
    expect(ran.stderr).toContain('400 (Bad Request)');
    expect(statuses.slice(-1)).toEqual([400]);
  });

  it('a challenge without its path: the realm stays Azure’s, and the service does not (2.20)', async () => {
    const { ran, front } = await pull((bodies) =>
      editRules(bodies, 'challenge', ({ conditions, actionSet }) => {
        for (const each of conditions) each.pattern = '^(.*)contoso\\.azurecr\\.io(.*)$';
        for (const each of actionSet.responseHeaderConfigurations)
          each.headerValue = `{http_resp_WWW-Authenticate_1}${HOST}{http_resp_WWW-Authenticate_2}`;
      }),
    );
    expect(challengeIn(front)).toBe(`Bearer realm="https://${LOGIN}/oauth2/token",service="${HOST}"`);
    expect(ran.stderr).toMatch(/Get "https:\/\/contoso\.azurecr\.io\/oauth2\/token.*Forbidden/);
  });

  const unanchored = (bodies: FrontBodies) =>
    editRules(bodies, 'login', ({ conditions, actionSet }) => {
      for (const each of conditions) each.pattern = '(.*)contoso.azurecr.io(.*)';
      for (const each of actionSet.responseHeaderConfigurations)
        each.headerValue = `{http_resp_Location_1}${HOST}{http_resp_Location_2}`;
    });

  it('a login rule without an anchor: it hits the signed query, which is worth nothing then (2.15, T7)', async () => {
    const { ran, statuses } = await pull(unanchored, { chaining: 'rewritten' });
    expect(ran.stderr).toContain('403 (Forbidden)');
    expect(statuses.slice(-2)).toEqual([307, 403]);
  });

  it('a login rule without an anchor is refused by the model where nobody says how rules follow each other', async () => {
    const { ran, front } = await pull(unanchored);
    expect(ran.code).toBe(1);
    expect(front.gateways[0]?.faults).toEqual([
      expect.stringMatching(/^NotUnderstood: .* what it sees is not documented/),
    ]);
  });

  it('a capture in other letters than its condition: no challenge is left (2.21)', async () => {
    const { ran, front } = await pull((bodies) =>
      editRules(bodies, 'challenge', ({ actionSet }) => {
        for (const each of actionSet.responseHeaderConfigurations)
          each.headerValue = each.headerValue.replaceAll('WWW-Authenticate_', 'www-authenticate_');
      }),
    );
    expect(challengeIn(front)).toBe(`https://${HOST}/oauth2/token`);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('unauthorized') });
  });

  it('a host that is not overridden: the service knows no such registry (2.11c)', async () => {
    const { ran, statuses } = await pull((bodies) =>
      editGateway(bodies, ({ properties }) => {
        for (const each of properties.backendHttpSettingsCollection) delete each.properties.hostName;
        // By the public name TLS goes well; by that of the private link it fails before.
        for (const each of properties.backendAddressPools)
          for (const address of each.properties.backendAddresses)
            address.fqdn = address.fqdn.replace('.privatelink', '');
      }),
    );
    expect(ran.stderr).toContain('404');
    expect([...new Set(statuses)]).toEqual([404]);
  });

  it('a host that is picked from a privatelink name: no certificate is for that (2.11c)', async () => {
    const { statuses, front } = await pull((bodies) =>
      editGateway(bodies, ({ properties }) => {
        for (const each of properties.backendHttpSettingsCollection) {
          delete each.properties.hostName;
          each.properties.pickHostNameFromBackendAddress = true;
        }
      }),
    );
    expect([...new Set(statuses)]).toEqual([502]);
    expect(front.gateways[0]?.faults[0]).toContain('contoso.privatelink.azurecr.io. is not in the cert');
  });

  it('a probe that takes 200 to 399 for well: nothing is well (2.11d)', async () => {
    const { statuses, front } = await pull((bodies) =>
      editGateway(bodies, ({ properties }) => {
        for (const each of properties.probes) delete each.properties.match;
      }),
    );
    expect([...new Set(statuses)]).toEqual([502]);
    expect(Object.values(front.gateways[0]?.health() ?? {})).toEqual(['Unhealthy', 'Unhealthy']);
  });

  it('a data rule that wants a slash behind the host: an address without a path gets past it (2.22)', async () => {
    const wantsSlash = (bodies: FrontBodies) =>
      withPattern(bodies, 'data', (pattern) => pattern.replace(/\([^()]*\)\$$/, '(\\/.*)$'));
    expect(await pull(wantsSlash)).toMatchObject({ ran: { code: 0 } });
    mood.layersAt = 'bare';
    const { ran } = await pull(wantsSlash);
    expect(ran.stderr).toMatch(/Get "https:\/\/contoso\.westeurope\.data\.azurecr\.io\?t=.*Forbidden/);
    expect(await pull(asItIs)).toMatchObject({ ran: { code: 0 } });
  });

  it('a registry without data endpoints: storage has no name that a front could have (2.10)', async () => {
    mood.layersAt = 'storage';
    const { ran, front } = await pull(asItIs);
    expect(ran.stderr).toMatch(/Get "https:\/\/weumanaged204\.blob\.core\.windows\.net.*Forbidden/);
    expect(leaksIn(front.gateways.flatMap(({ seen }) => seen))).toHaveLength(1);
  });

  it('in the policy or in the registry: a client says the same of both, the answer tells them apart', async () => {
    const byWaf = await pull((bodies) =>
      editPolicy(bodies, ({ properties }) => {
        for (const each of properties.customRules) each.matchConditions = [EVERY_METHOD];
      }),
    );
    const byRegistry = await stageFront(registry());
    mood.instead = () => denied('10.0.0.4');
    const ran = await byRegistry.client.pull(IMAGE, `${byRegistry.folder}/pulled:v1`, PULLER);
    expect(ran.stderr).toContain('invalid status code from registry 403 (Forbidden)');
    expect(withoutTime(ran.stderr)).toBe(withoutTime(byWaf.ran.stderr));
    expect(answersIn(byWaf.front)).toEqual(['403 of the gateway, text/html']);
    expect(answersIn(byRegistry)).toEqual(['403 of the backend, application/json; charset=utf-8']);
  });

  it('a registry that is closed to its own front is not well', async () => {
    mood.instead = () => denied('10.0.0.4');
    const { statuses } = await pull(asItIs);
    expect([...new Set(statuses)]).toEqual([502]);
  });
});

const EVERY_METHOD = {
  matchVariables: [{ variableName: 'RequestMethod' }],
  operator: 'Any',
  matchValues: [],
};

function challengeIn({ gateways }: Front): string | undefined {
  const first = gateways.flatMap(({ seen }) => seen).find(({ status }) => status === 401);
  return first?.responseHeaders.find(([name]) => name === 'WWW-Authenticate')?.[1];
}

/** The kinds of answers: a client asks more than once. */
function answersIn({ gateways }: Front): readonly string[] {
  const kinds = gateways.flatMap(({ seen }) =>
    seen.map(({ status, answeredBy, responseHeaders }) => {
      const [, type = ''] = responseHeaders.find(([name]) => name === 'Content-Type') ?? [];
      return `${status} of the ${answeredBy}, ${type}`;
    }),
  );
  return [...new Set(kinds)];
}

function withoutTime(text: string): string {
  return text.replace(/^time="[^"]*"/, '');
}
