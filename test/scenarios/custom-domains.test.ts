import { describe, expect, it } from 'vitest';
import { getPath, listAt } from '../../src/core/path.ts';
import type { Plan } from '../../src/core/plan.ts';
import { domainTicketMarkdown } from '../../src/report/domain-ticket-markdown.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, BY_POLICIES, BY_USER, ID, REQUESTED, ticketOf, withDomains } from './domains.ts';
import { changeAt, type Edits, isWriteOf, justBefore, objectAt, planOf, VERSION } from './stacks.ts';

const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6';
const NAMES = ['images', 'northeurope', 'westeurope'];

async function expectEmpty(lab: Lab, text: string): Promise<void> {
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
}

/** The assignments at the secrets of the vault, as scope and principal. */
function assignments(lab: Lab) {
  return Object.entries(lab.emulator.objects())
    .filter(([id]) => id.includes('/secrets/') && id.includes('/roleassignments/'))
    .map(([, body]) => body as never as { properties: Record<string, string> })
    .map(({ properties }) => properties);
}

const principal = (lab: Lab) => getPath(objectAt(lab, ID.registry), 'identity.principalId');
const target = (lab: Lab, name: string) =>
  getPath(objectAt(lab, `${ID.zone}/CNAME/${name}`), 'properties.CNAMERecord.cname');

/** All that a plan has done before it takes a step. */
function stepsBefore(plan: Plan, step: string): readonly string[] {
  const all = plan.changes.flatMap(({ address, steps }) =>
    steps.map(({ name, dependsOn }) => [`${address}/${name}`, dependsOn] as const),
  );
  const waits = new Map<string, readonly string[]>(all);
  const found = new Set<string>();
  for (const next = [step]; next.length > 0; ) {
    for (const before of waits.get(next.pop() ?? '') ?? []) {
      if (!found.has(before)) next.push(before);
      found.add(before);
    }
  }
  return [...found];
}

describe('a registry with custom domains', () => {
  it('has all that Azure Support needs after one apply (0.15, 0.16, 0.21, 0.26 to 0.30, 0.41 to 0.43, T4, T5)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    expect(objectAt(lab, ID.registry)).toMatchObject({
      identity: { type: 'systemAssigned' },
      properties: { dataEndpointEnabled: true },
    });
    expect(assignments(lab)).toHaveLength(3);
    for (const each of assignments(lab))
      expect(each).toMatchObject({
        principalId: principal(lab),
        roleDefinitionId: expect.stringMatching(new RegExp(`/${SECRETS_USER}$`)),
        scope: expect.stringMatching(/\/vaults\/kv-contosoimages-tls\/secrets\/\w+$/),
      });
    expect([
      target(lab, 'images'),
      target(lab, 'images-westeurope'),
      target(lab, 'images-northeurope'),
    ]).toEqual([
      'contosoimages.azurecr.io',
      'contosoimages.westeurope.data.azurecr.io',
      'contosoimages.northeurope.data.azurecr.io',
    ]);
    const plan = await planOf(lab, withDomains());
    expect(plan).toMatchObject({ changes: [], drift: [] });
    expect(plan.outputs[`${AT.domains}.data.northeurope`]).toEqual({
      host: { value: 'images-northeurope.contoso.com' },
      cname: { value: 'contosoimages.northeurope.data.azurecr.io' },
      secretId: { value: 'https://kv-contosoimages-tls.vault.azure.net/secrets/northeurope' },
    });
  });

  it('reads exactly secrets by one policy where the vault goes by them, as a user-assigned identity, which Azure advises against (0.20, 0.22 to 0.24, 0.29, 0.31)', async () => {
    const lab = openLab();
    const file = withDomains({ ...BY_USER, ...BY_POLICIES });
    const grant = changeAt(
      await planOf(lab, file),
      `${AT.domains}.accessPolicy["kv-contosoimages-tls/images-tls"]`,
    );
    expect(grant?.impact).toEqual([expect.stringContaining('identity: system')]);
    await lab.converge(file);
    expect(assignments(lab)).toEqual([]);
    expect(listAt(objectAt(lab, ID.vault), 'properties.accessPolicies')).toMatchObject([
      {
        objectId: getPath(objectAt(lab, ID.identity), 'properties.principalId'),
        permissions: { secrets: ['get'] },
      },
    ]);
    await expectEmpty(lab, file);
  });

  it('may have both identities, and changes from one to the other by one plan (0.24)', async () => {
    for (const edits of [{}, BY_POLICIES]) {
      const lab = openLab();
      await lab.converge(withDomains(edits));
      const both = withDomains({
        ...edits,
        ...BY_USER,
        [`${AT.registry}.identity`]: { system: true, user: ['images-tls'] },
      });
      await lab.converge(both);
      await expectEmpty(lab, both);
      const user = withDomains({
        ...edits,
        ...BY_USER,
        [`${AT.registry}.identity`]: { system: false, user: ['images-tls'] },
      });
      await lab.converge(user);
      await expectEmpty(lab, user);
      await lab.converge(withDomains(edits));
      await expectEmpty(lab, withDomains(edits));
      expect(listAt(objectAt(lab, ID.vault), 'properties.accessPolicies')).toHaveLength(
        edits === BY_POLICIES ? 1 : 0,
      );
    }
  });

  it('gives access once certificate and identity are there, takes it before the identity goes, and points names at what is there (0.26, 0.30, 0.41)', async () => {
    const lab = openLab();
    const encrypted = (edits: Edits) =>
      withDomains({
        identities: { 'images-cmk': {} },
        'keyVaults.kv-keys': { authorization: 'accessPolicies', keys: { registry: { type: 'RSA' } } },
        [`${AT.registry}.encryption`]: { key: 'kv-keys/registry', identity: 'images-cmk' },
        ...edits,
      });
    const without = encrypted({
      [AT.domains]: null,
      [`${AT.registry}.identity`]: { user: ['images-cmk'], system: false },
    });
    const named = encrypted({ [`${AT.registry}.identity`]: { user: ['images-cmk'], system: true } });
    const grant = (name: string) => `${AT.domains}.grant["kv-contosoimages-tls/${name}/system"]`;
    const first = await planOf(lab, named);
    for (const name of NAMES)
      expect(stepsBefore(first, `${grant(name)}/write`)).toEqual(
        expect.arrayContaining([`${AT.vault}.certificates.${name}/write`, `${AT.registry}/write`]),
      );
    expect(stepsBefore(first, `${AT.domains}.registry.cname/write`)).toContain(`${AT.registry}/write`);
    await lab.converge(without);
    for (const name of NAMES)
      expect(stepsBefore(await planOf(lab, named), `${grant(name)}/write`)).toContain(
        `${AT.registry}/identity-add`,
      );
    await lab.converge(named);
    const last = stepsBefore(await planOf(lab, without), `${AT.registry}/identity-remove`);
    expect(last).toEqual(expect.arrayContaining(NAMES.map((name) => `${grant(name)}/delete`)));
    await lab.converge(without, { options: { allowMassDestroy: 99 } });
    expect(assignments(lab)).toEqual([]);
  });

  it('leaves records to whoever owns the zone, and access to whoever keeps the vault (0.41, 0.42, 0.25, 0.33)', async () => {
    const lab = openLab();
    const file = withDomains({
      dnsZones: null,
      [`${AT.domains}.dns`]: 'external',
      [`${AT.domains}.grant`]: 'external',
    });
    await lab.converge(file);
    expect(assignments(lab)).toEqual([]);
    const { changes, diagnostics } = await planOf(lab, file);
    expect(changes).toEqual([]);
    expect(diagnostics).toMatchObject(NAMES.map(() => ({ code: 'ACR1348', severity: 'warning' })));
  });

  it('is told of what only Azure shows: a replica of others, and a vault that was closed (0.7, 0.40)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    await lab.request('PUT', `${ID.registry}/replications/eastus`, VERSION.registry, { location: 'eastus' });
    await lab.request('PATCH', ID.vault, VERSION.keyVault, {
      properties: { networkAcls: { bypass: 'AzureServices', defaultAction: 'Deny' } },
    });
    lab.emulator.advance(10 * 60_000);
    const plan = await planOf(lab, withDomains());
    expect(plan.diagnostics).toMatchObject([
      { code: 'ACR1346', address: AT.domains, detail: expect.stringContaining('eastus') },
      { code: 'ACR1347', address: AT.vault },
    ]);
  });

  it('are warned of a certificate in one version once, by the file alone (0.34, 0.38, 0.39)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    const others = { existing: true, version: 'a'.repeat(32) };
    const file = withDomains({ [`${AT.vault}.certificates.images`]: others });
    expect((await planOf(lab, file)).diagnostics).toEqual([]);
    const unused = withDomains({ [`${AT.vault}.certificates.images`]: others, [AT.domains]: null });
    expect((await planOf(lab, unused)).diagnostics).toMatchObject([{ code: 'ACR1345' }]);
  });

  it('take over a CNAME of others where the file says so, and else refuse it (0.41, 0.42)', async () => {
    const lab = openLab();
    await lab.converge(withDomains({ [AT.domains]: null }));
    const record = { properties: { TTL: 60, CNAMERecord: { cname: 'elsewhere.example' } } };
    await lab.request('PUT', `${ID.zone}/CNAME/images`, VERSION.publicDns, record);
    const address = `${AT.domains}.registry.cname`;
    expect(changeAt(await planOf(lab, withDomains()), address)?.blocked).toMatchObject({ code: 'ACR1301' });
    const adopting = withDomains({ [`${AT.domains}.registry.adopt`]: true });
    await lab.converge(adopting);
    expect(target(lab, 'images')).toBe('contosoimages.azurecr.io');
    await expectEmpty(lab, adopting);
  });

  it('by access policies: a plan that takes the access away says what is lost with it (0.29)', async () => {
    const lab = openLab();
    await lab.converge(withDomains(BY_POLICIES));
    const { changes } = await planOf(lab, withDomains({ ...BY_POLICIES, [AT.domains]: null }));
    const policies = changes.filter(({ address }) => address.includes('.accessPolicy['));
    expect(policies.map(({ actions, impact }) => [actions, impact])).toEqual([
      [['delete'], ['whoever acts as the identity can no longer read the secrets of the vault']],
    ]);
  });
});

describe('the record of a name', () => {
  it('that somebody changes just before it is written is left as they made it (I-19, 0.41)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    const id = `${ID.zone}/CNAME/images`;
    const theirs = (cname: string) =>
      lab.request('PUT', id, VERSION.publicDns, { properties: { TTL: 3600, CNAMERecord: { cname } } });
    await theirs('drifted.example.com');
    const result = await lab.apply(withDomains(), {
      transport: justBefore(isWriteOf(id), async () => void (await theirs('theirs.example.com'))),
    });
    expect(result.kind === 'applied' && result.outcome.failed).toMatchObject([
      { step: `${AT.domains}.registry.cname/write`, failure: { code: 'ACR2013' } },
    ]);
    expect(target(lab, 'images')).toBe('theirs.example.com');
  });
});

describe('what a domain uses, once it was asked for (0.33)', () => {
  const cases: readonly (readonly [string, Edits, string])[] = [
    ['the block', { [AT.domains]: null }, `${AT.domains}.registry.cname`],
    [
      'its data endpoints',
      { [AT.domains]: null, [`${AT.registry}.network.dataEndpoints`]: false },
      AT.registry,
    ],
    ['its identity', { [AT.domains]: null, [`${AT.registry}.identity`]: { system: false } }, AT.registry],
    [
      'a region',
      {
        [`${AT.registry}.replications`]: null,
        [`${AT.domains}.data.northeurope`]: null,
        [`${AT.vault}.certificates.northeurope`]: null,
      },
      `${AT.domains}.data.northeurope.cname`,
    ],
    ['its vault', { [AT.domains]: null, [AT.vault]: null }, AT.vault],
    [
      'the way into its vault',
      { [AT.domains]: null, [`${AT.vault}.network`]: { publicAccess: 'disabled' } },
      AT.vault,
    ],
    ['what its vault goes by', { [`${AT.vault}.authorization`]: 'accessPolicies' }, AT.vault],
    [
      'a name',
      {
        [`${AT.domains}.registry.host`]: 'other.contoso.com',
        [`${AT.vault}.certificates.images.hosts`]: ['images.contoso.com', 'other.contoso.com'],
      },
      `${AT.domains}.registry.cname`,
    ],
    ['its registry', { registries: null }, `${AT.domains}.registry.cname`],
  ];

  it.each(cases)('is not taken away, and nothing lifts that: %s', async (_, edits, address) => {
    const lab = openLab();
    await lab.converge(withDomains(REQUESTED));
    const file = withDomains({ ...REQUESTED, ...edits });
    const run = {
      options: { allowDestroy: [address, AT.registry, AT.replica, AT.vault], allowMassDestroy: 99 },
    };
    const plan = await planOf(lab, file, run);
    expect(changeAt(plan, address)?.blocked).toMatchObject({
      code: 'ACR2017',
      allow: null,
      detail: expect.stringContaining('notRequested'),
    });
    expect(await lab.apply(file, run)).toMatchObject({ kind: 'refused' });
  });

  it.each([
    ['by roles', {}],
    ['by access policies', BY_POLICIES],
  ])('a user-assigned identity neither, from the registry or altogether: %s', async (_, way) => {
    const lab = openLab();
    await lab.converge(withDomains({ ...REQUESTED, ...BY_USER, ...way }));
    const without = { ...REQUESTED, ...way, [AT.domains]: null };
    for (const [edits, address] of [
      [{ ...BY_USER, [`${AT.registry}.identity`]: { system: true } }, AT.registry],
      [{ [`${AT.registry}.identity`]: { system: true } }, 'identities.images-tls'],
    ] as const) {
      const { [`${AT.domains}.identity`]: _, ...others } = edits as Record<string, never>;
      const plan = await planOf(lab, withDomains({ ...without, ...others, [AT.domains]: null }));
      expect(changeAt(plan, address)?.blocked).toMatchObject({ code: 'ACR2017', allow: null });
    }
  });

  it('is kept for another registry that shares it, too', async () => {
    const lab = openLab();
    const both = (onboarding: string) =>
      withDomains({
        ...BY_USER,
        'registries.contosoothers': {
          sku: 'Premium',
          identity: { user: ['images-tls'] },
          network: { publicAccess: 'enabled', dataEndpoints: true },
          customDomains: {
            onboarding,
            identity: 'images-tls',
            dns: 'external',
            tlsVault: 'shared',
            registry: { host: 'images.contoso.com.example', certificate: 'kv-contosoimages-tls/others' },
            data: {
              westeurope: { host: 'data.contoso.com.example', certificate: 'kv-contosoimages-tls/others' },
            },
          },
        },
        [`${AT.domains}.registry.certificate`]: 'kv-contosoimages-tls/others',
        [`${AT.domains}.tlsVault`]: 'shared',
        [`${AT.vault}.certificates.others`]: { existing: true },
      });
    await lab.converge(
      withDomains({
        ...BY_USER,
        [`${AT.vault}.certificates.others`]: {
          source: 'selfSigned',
          hosts: ['images.contoso.com', '*.contoso.com.example'],
          format: 'pem',
        },
        [`${AT.domains}.tlsVault`]: 'shared',
      }),
    );
    await lab.converge(both('requested'));
    const shared = (await lab.state('images-domains'))?.resources.filter(({ address }) =>
      address.includes('others/images-tls'),
    );
    expect(shared).toMatchObject([{ protect: true }]);
    await lab.converge(both('notRequested'));
    const open = (await lab.state('images-domains'))?.resources.filter(({ address }) =>
      address.includes('others/images-tls'),
    );
    expect(open?.[0]?.protect ?? false).toBe(false);
  });

  it('goes once the file says that nobody serves it any more', async () => {
    const lab = openLab();
    await lab.converge(withDomains(REQUESTED));
    const open = await planOf(lab, withDomains());
    expect(open.changes.every(({ actions }) => actions[0] === 'no-op')).toBe(true);
    await lab.converge(withDomains());
    const without = withDomains({ [AT.domains]: null });
    await lab.converge(without, { options: { allowMassDestroy: 99 } });
    expect(assignments(lab)).toEqual([]);
    expect(target(lab, 'images')).toBeUndefined();
    expect((await planOf(lab, without)).changes).toEqual([]);
  });
});

describe('the ticket', () => {
  it('has all that Azure Support asks for, of a system-assigned identity no client id (0.44 to 0.46)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    const ticket = await ticketOf(lab, withDomains());
    expect(ticket).toMatchObject({
      ready: true,
      onboarding: 'notRequested',
      registry: { name: 'contosoimages', id: ID.registry, regions: ['westeurope', 'northeurope'] },
      identity: { kind: 'system', principalId: principal(lab), clientId: null },
      domains: [
        { kind: 'registry', host: 'images.contoso.com', target: 'contosoimages.azurecr.io' },
        { kind: 'data', region: 'northeurope', host: 'images-northeurope.contoso.com' },
        { kind: 'data', region: 'westeurope', target: 'contosoimages.westeurope.data.azurecr.io' },
      ],
    });
    expect(ticket.checks.map(({ status }) => status)).toEqual(ticket.checks.map(() => 'passed'));
    const text = domainTicketMarkdown(ticket);
    for (const { host, secretId } of ticket.domains) {
      expect(text).toContain(`\`${host}\``);
      expect(text).toContain(`\`${secretId}\``);
    }
    expect(text.match(/Client id of the identity: not needed/g)).toHaveLength(3);
  });

  it('has the client id of a user-assigned identity with each domain (0.31, 0.45, 0.46)', async () => {
    const lab = openLab();
    const file = withDomains(BY_USER);
    await lab.converge(file);
    const clientId = getPath(objectAt(lab, ID.identity), 'properties.clientId');
    const ticket = await ticketOf(lab, file);
    expect(ticket).toMatchObject({ ready: true, identity: { kind: 'user', name: 'images-tls', clientId } });
    expect(domainTicketMarkdown(ticket).match(new RegExp(String(clientId), 'g'))).toHaveLength(4);
  });

  it('says what is missing, and what to do about it first (0.1, 0.25)', async () => {
    const lab = openLab();
    await lab.converge(withDomains());
    for (const [id] of Object.entries(lab.emulator.objects()))
      if (id.includes('/secrets/westeurope/') && id.includes('/roleassignments/'))
        await lab.request('DELETE', id, VERSION.authorization);
    await lab.request('DELETE', `${ID.zone}/CNAME/images`, VERSION.publicDns);
    const ticket = await ticketOf(lab, withDomains());
    expect(ticket.ready).toBe(false);
    expect(ticket.checks.filter(({ status }) => status === 'failed')).toMatchObject([
      { name: 'domain.access', about: 'kv-contosoimages-tls/westeurope' },
      { name: 'domain.record', about: 'images.contoso.com' },
    ]);
    const text = domainTicketMarkdown(ticket);
    expect(text).toContain('Not everything is in place yet');
    expect(text).not.toContain('Everything that they need is in place');
  });

  it('says what comes next by what the file says of the onboarding (0.1, 0.2)', async () => {
    for (const [onboarding, next] of [
      ['notRequested', 'onboarding: requested'],
      ['requested', 'onboarding: active'],
      ['active', 'needs a request again'],
    ] as const) {
      const lab = openLab();
      const file = withDomains({ [AT.onboarding]: onboarding });
      await lab.converge(file);
      const text = domainTicketMarkdown(await ticketOf(lab, file));
      expect(text).toContain(next);
      expect(text).toContain('https://github.com/Azure/acr/issues');
    }
  });
});
