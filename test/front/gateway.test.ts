import { createServer } from 'node:https';
import { connect } from 'node:tls';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { hasSchemas, microsoftFaults } from '../contract/arm-types/microsoft.ts';
import { serving } from '../verify/network.ts';
import { startRegistryFront } from '../wire/registry-front.ts';
import { listening } from '../wire/tls-servers.ts';
import type { FrontBodies } from './bodies.ts';
import { clientAt, FROM } from './countries.ts';
import { editGateway, editPolicy } from './edits.ts';
import { gatewayModelOf, type Sent } from './gateway/body.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { handwrittenFront } from './handwritten-front.ts';
import { type AskWish, askOver, type Told } from './https-request.ts';
import { authority, DATA_HOST, HOST, LOGIN, WISH } from './stage.ts';

const DATA = 'contoso.westeurope.data.azurecr.io';
const REALM = /realm="https:\/\/([^/]+)\/oauth2\/token"/;

/** The bodies of the one region of a wish, changed. */
function bodiesOf(edit: (bodies: FrontBodies) => FrontBodies = (each) => each, wish = WISH): FrontBodies {
  const [bodies] = handwrittenFront(wish);
  if (bodies === undefined) throw new Error('There is no front.');
  return edit(bodies);
}

/** A gateway of a test before a registry that answers by rote, or before another server. */
async function gatewayFor(bodies: FrontBodies, behind?: number): Promise<RunningGateway> {
  const tls = authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io']);
  const registry = await serving(startRegistryFront({ tls, login: LOGIN, data: DATA }));
  return serving(
    startGateway({
      ...{ gateway: bodies.gateway, policies: bodies.policies, ca: authority.ca, client: clientAt },
      certificate: (secretId) => authority.right(bodies.secrets[secretId] ?? []),
      resolve: (name) =>
        /azurecr\.io$/.test(name) ? { address: '127.0.0.1', port: behind ?? registry.port } : undefined,
    }),
  );
}

function ask(gateway: RunningGateway, path: string, wish: Partial<AskWish> = {}): Promise<Told> {
  const port = gateway.ports.get(443) ?? 0;
  return askOver({ port, path, host: HOST, from: FROM.germany, ca: authority.ca, ...wish });
}

/** The name in the certificate that is shown to one who asks for a name, or for none. */
function nameShown({ ports }: RunningGateway, servername?: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...{ host: '127.0.0.1', port: ports.get(443), rejectUnauthorized: false },
      ...(servername !== undefined && { servername }),
    });
    socket.on('error', reject);
    socket.on('secureConnect', () => {
      resolve(socket.getPeerCertificate().subjectaltname?.replace('DNS:', ''));
      socket.destroy();
    });
  });
}

describe('the model of a gateway', () => {
  it('shows each name its certificate, and that of the first rule to whom it does not know', async () => {
    const gateway = await gatewayFor(bodiesOf());
    expect(await nameShown(gateway, HOST)).toBe(HOST);
    expect(await nameShown(gateway, DATA_HOST)).toBe(DATA_HOST);
    expect(await nameShown(gateway, 'other.contoso.test')).toBe(HOST);
    expect(await nameShown(gateway)).toBe(HOST);
  });

  it('answers 404 to a host that no listener has', async () => {
    const gateway = await gatewayFor(bodiesOf());
    expect(await ask(gateway, '/v2/', { host: 'other.contoso.test', servername: HOST })).toMatchObject({
      status: 404,
      headers: { server: 'Microsoft-Azure-Application-Gateway/v2' },
    });
    expect(await ask(gateway, '/v2/', { host: HOST, servername: DATA_HOST })).toMatchObject({ status: 401 });
  });

  it('takes the first rule by priority where a name and an asterisk both fit', async () => {
    const widened = (priority: number) =>
      bodiesOf((bodies) => {
        const edited = editGateway(bodies, ({ properties }) => {
          for (const { name, properties: listener } of properties.httpListeners)
            if (name === 'data') {
              delete listener.hostName;
              listener.hostNames = ['*.contoso.test'];
            }
          for (const { name, properties: rule } of properties.requestRoutingRules)
            if (name === 'data') rule.priority = priority;
        });
        const ids = Object.keys(edited.secrets);
        return { ...edited, secrets: Object.fromEntries(ids.map((id) => [id, ['*.contoso.test']])) };
      });
    const answers = async (priority: number) => {
      const gateway = await gatewayFor(widened(priority));
      return [(await ask(gateway, '/v2/')).status, (await ask(gateway, '/', { host: DATA_HOST })).status];
    };
    expect(await answers(200)).toEqual([401, 403]);
    expect(await answers(1)).toEqual([403, 403]);
  });

  it('rewrites what comes from behind, and nothing that it makes itself', async () => {
    const gateway = await gatewayFor(
      bodiesOf((bodies) =>
        editGateway(bodies, ({ properties }) => {
          properties.rewriteRuleSets[0]?.properties.rewriteRules.push({
            ...{ name: 'all', ruleSequence: 999, conditions: [] },
            actionSet: { responseHeaderConfigurations: [{ headerName: 'X-Rewritten', headerValue: 'yes' }] },
          });
        }),
      ),
    );
    const fromBehind = await ask(gateway, '/v2/');
    expect(fromBehind).toMatchObject({ status: 401, headers: { 'x-rewritten': 'yes' } });
    // What a gateway does not rewrite keeps its twins.
    expect(fromBehind.rawHeaders.filter((each) => each === 'Strict-Transport-Security')).toHaveLength(2);
    expect(REALM.exec(String(fromBehind.headers['www-authenticate']))?.[1]).toBe(HOST);
    const own = await ask(gateway, '/v2/team/app/blobs/uploads/', { method: 'POST' });
    expect(own.status).toBe(403);
    expect(own.headers).not.toHaveProperty('x-rewritten');
    expect(own.body).toContain('<center>Microsoft-Azure-Application-Gateway/v2</center>');
  });

  it('lets through by country and address as its policy says', async () => {
    const statuses = async (wish: Partial<typeof WISH> & object) => {
      const gateway = await gatewayFor(bodiesOf(undefined, { ...WISH, ...wish }));
      return Promise.all(
        [FROM.germany, FROM.northKorea, FROM.nowhere].map(
          async (from) => (await ask(gateway, '/v2/', { from })).status,
        ),
      );
    };
    expect(await statuses({})).toEqual([401, 401, 401]);
    expect(await statuses({ blockedCountries: ['KP'] })).toEqual([401, 403, 401]);
    expect(await statuses({ blockedCountries: ['KP', 'ZZ'] })).toEqual([401, 403, 403]);
    expect(await statuses({ allowedCountries: ['DE'] })).toEqual([401, 403, 403]);
    expect(await statuses({ allowedCountries: ['DE', 'ZZ'] })).toEqual([401, 403, 401]);
    expect(await statuses({ blockedRanges: ['198.51.100.0/24'] })).toEqual([403, 401, 401]);
  });

  it('blocks by the policy of a listener where it has one, and by that of the gateway elsewhere', async () => {
    const gateway = await gatewayFor(
      bodiesOf((bodies) => {
        const open = editPolicy(bodies, ({ properties }) => {
          properties.customRules = [];
        });
        const policies = [
          ...bodies.policies,
          ...open.policies.map((each) => ({ ...each, id: `${each.id}-open` })),
        ];
        return {
          ...editGateway(bodies, ({ properties }) => {
            for (const { name, properties: listener } of properties.httpListeners)
              if (name === 'data') listener.firewallPolicy = { id: policies.at(-1)?.id ?? '' };
          }),
          policies,
        };
      }),
    );
    expect((await ask(gateway, '/', { method: 'PUT' })).status).toBe(403);
    expect((await ask(gateway, '/', { method: 'PUT', host: DATA_HOST })).body).toBe('');
    expect(gateway.seen.map(({ log, answeredBy }) => ({ log, answeredBy }))).toEqual([
      { log: ['Block pullOnly'], answeredBy: 'gateway' },
      { log: [], answeredBy: 'backend' },
    ]);
  });

  it('answers 502 where nobody behind it is well, and again when one is', async () => {
    let isWell = false;
    const tls = authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io']);
    const instead = () => (isWell ? undefined : { status: 500 });
    const registry = await serving(startRegistryFront({ tls, login: LOGIN, data: DATA, instead }));
    const gateway = await gatewayFor(bodiesOf(), registry.port);
    expect((await ask(gateway, '/v2/')).status).toBe(502);
    isWell = true;
    await gateway.probe();
    expect((await ask(gateway, '/v2/')).status).toBe(401);
    isWell = false;
    const rounds: string[] = [];
    for (const _ of ['first', 'second', 'third']) {
      await gateway.probe();
      rounds.push(gateway.health()['registry contoso.privatelink.azurecr.io'] ?? '');
    }
    expect(rounds).toEqual(['Healthy', 'Healthy', 'Unhealthy']);
  });

  it('asks no member of a pool that is not well', async () => {
    const gateway = await gatewayFor(
      bodiesOf((bodies) =>
        editGateway(bodies, ({ properties }) => {
          for (const { properties: pool } of properties.backendAddressPools)
            pool.backendAddresses.unshift({ fqdn: 'nowhere.contoso.test' });
        }),
      ),
    );
    const statuses = [await ask(gateway, '/v2/'), await ask(gateway, '/v2/')].map(({ status }) => status);
    expect(statuses).toEqual([401, 401]);
    expect(Object.values(gateway.health())).toEqual(['Unhealthy', 'Healthy', 'Unhealthy', 'Healthy']);
  });

  it('answers 413 to a body that is too long, unless a rule allows it before', async () => {
    const allowing = bodiesOf((bodies) =>
      editPolicy(bodies, ({ properties }) => {
        const every = {
          matchVariables: [{ variableName: 'RequestMethod' }],
          operator: 'Any',
          matchValues: [],
        };
        const rule = { ruleType: 'MatchRule', action: 'Allow', matchConditions: [every] };
        properties.customRules.push({ name: 'all', priority: 1, ...rule });
      }),
    );
    const post = async (bodies: FrontBodies, kilobytes: number) => {
      const body = 'x'.repeat(kilobytes * 1024);
      return (await ask(await gatewayFor(bodies), '/oauth2/token', { method: 'POST', body })).status;
    };
    expect(await post(bodiesOf(), 128)).toBe(401);
    expect(await post(bodiesOf(), 129)).toBe(413);
    expect(await post(allowing, 129)).toBe(401);
  });

  it('answers 504 where what is behind it says nothing in time', async () => {
    const tls = authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io']);
    const server = createServer({ ...tls }, (request, response) => {
      const isProbe = request.headers['user-agent'] === 'Microsoft-Azure-Application-Gateway/v2';
      if (isProbe) response.writeHead(request.url === '/v2/' ? 401 : 403).end();
    });
    const silent = await serving(listening(server));
    const impatient = bodiesOf((bodies) =>
      editGateway(bodies, ({ properties }) => {
        for (const each of properties.backendHttpSettingsCollection) each.properties.requestTimeout = 1;
      }),
    );
    const gateway = await gatewayFor(impatient, silent.port);
    expect((await ask(gateway, '/v2/')).status).toBe(504);
    expect(gateway.faults).toEqual([expect.stringContaining('does not answer within 1000 ms')]);
  });

  it('tells what is behind it who asked, and for what', async () => {
    const asked: Readonly<Record<string, unknown>>[] = [];
    const tls = authority.right(['*.azurecr.io', '*.westeurope.data.azurecr.io']);
    const registry = await serving(
      startRegistryFront({
        ...{ tls, login: LOGIN, data: DATA },
        instead: ({ headers }) => {
          asked.push(headers);
          return undefined;
        },
      }),
    );
    const gateway = await gatewayFor(bodiesOf(), registry.port);
    const headers = { 'x-forwarded-for': '10.0.0.1', 'x-original-host': 'other.test' };
    await ask(gateway, '/v2/team/app/manifests/v1?a=b', { headers });
    expect(asked.at(-1)).toMatchObject({
      host: LOGIN,
      'x-forwarded-for': expect.stringMatching(/^10\.0\.0\.1, 198\.51\.100\.7:\d+$/),
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      'x-original-host': HOST,
      'x-original-url': '/v2/team/app/manifests/v1?a=b',
    });
    expect(gateway.faults).toEqual([]);
  });

  it.runIf(hasSchemas)('is tried with bodies that Microsoft’s schemas allow', () => {
    const { gateway, policies } = bodiesOf(undefined, { ...WISH, blockedRanges: ['203.0.113.0/24'] });
    const faults = (type: string, { id, body }: Sent) =>
      microsoftFaults(
        'PUT',
        `Microsoft.Network/${type}`,
        '2025-05-01',
        id.split('/').at(-1) ?? '',
        body as JsonObject,
      );
    expect(faults('applicationGateways', gateway)).toEqual([]);
    expect(
      policies.flatMap((each) => faults('ApplicationGatewayWebApplicationFirewallPolicies', each)),
    ).toEqual([]);
  });

  const refused = (change: Parameters<typeof editGateway>[1], message: string) =>
    expect(() => {
      const { gateway, policies } = bodiesOf((bodies) => editGateway(bodies, change));
      gatewayModelOf(gateway, policies);
    }).toThrow(message);

  it('refuses a body that says more than it does, or that Azure would refuse', () => {
    refused(
      ({ properties }) => Object.assign(properties, { redirectConfigurations: [{}] }),
      'is beyond the model',
    );
    refused(
      ({ properties }) => Object.assign(properties, { surprise: 1 }),
      'surprise, which the model does not know',
    );
    refused(({ properties }) => {
      for (const { properties: each } of properties.httpListeners) {
        delete each.hostName;
        each.hostNames = ['a', 'b', 'c', 'd', 'e', 'f'];
      }
    }, 'more than 5');
    refused(({ properties }) => {
      for (const { properties: each } of properties.httpListeners) each.sslCertificate.id += 's';
    }, 'none of the sslCertificates');
    refused(({ properties }) => {
      for (const { properties: each } of properties.sslCertificates)
        each.keyVaultSecretId += '/0123456789abcdef';
    }, 'no secret without a version');
    refused(({ properties }) => {
      for (const { properties: each } of properties.sslCertificates)
        each.keyVaultSecretId = each.keyVaultSecretId.replace('/secrets/', '/certificates/');
    }, 'no secret without a version');
    refused(
      ({ properties }) => Object.assign(properties.sku, { name: 'Standard_v2', tier: 'Standard_v2' }),
      'no firewall',
    );
    refused(
      ({ properties }) => Object.assign(properties.firewallPolicy ?? {}, { id: '/nowhere' }),
      'is not there',
    );
    refused(({ properties }) => {
      for (const { properties: each } of properties.requestRoutingRules) each.priority = 1;
    }, 'two rules of the priority 1');
    refused(({ properties }) => {
      for (const { properties: each } of properties.httpListeners) each.hostName = HOST;
    }, 'two listeners for');
    refused((gateway) => Reflect.deleteProperty(gateway, 'identity'), 'no identity');
  });
});
