import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import type { Plan } from '../../src/core/plan.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import {
  AT,
  actionsOf,
  changeAt,
  type Edits,
  edited,
  example,
  failures,
  ID,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const SETS = `${AT.registry}.credentialSets`;
const RULES = `${AT.registry}.cacheRules`;
const SET = `${ID.registry}/credentialSets/docker-hub`;
const RULE = `${ID.registry}/cacheRules/ubuntu`;
const VAULT = `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-images`;
const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6';
const DOCKER_HUB = {
  loginServer: 'docker.io',
  username: 'kv-images/docker-user',
  password: 'kv-images/docker-password',
};
const UBUNTU = {
  sourceRepository: 'docker.io/library/ubuntu',
  targetRepository: 'ubuntu',
  credentialSet: 'docker-hub',
};
const DOTNET = { sourceRepository: 'mcr.microsoft.com/dotnet/*', targetRepository: 'dotnet/*' };
const WANTED: Edits = {
  'keyVaults.kv-images': { authorization: 'rbac' },
  [`${SETS}.docker-hub`]: DOCKER_HUB,
  [`${RULES}.ubuntu`]: UBUNTU,
  [`${RULES}.dotnet`]: DOTNET,
};
const FILE = example(WANTED);
const GRANTS = ['docker-password', 'docker-user'].map(
  (name) => `${SETS}.docker-hub.grant["kv-images/${name}"]`,
);

/** Somebody puts both secrets into the vault. */
async function putSecrets(lab: Lab): Promise<void> {
  for (const name of ['docker-user', 'docker-password'])
    await lab.request('PUT', `${VAULT}/secrets/${name}`, VERSION.keyVault, {
      properties: { value: `the value of ${name}` },
    });
}

/** All is made and works. */
async function cached(text = FILE): Promise<Lab> {
  const lab = openLab();
  await lab.converge(edited(text, { [RULES]: null, [SETS]: null }));
  await putSecrets(lab);
  await lab.converge(text);
  return lab;
}

async function expectEmpty(lab: Lab, text: string): Promise<void> {
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
}

/** The assignments at secrets: scope, principal and role. */
function assignments(lab: Lab): readonly JsonObject[] {
  return Object.entries(lab.emulator.objects())
    .filter(([id]) => id.includes('/secrets/') && id.includes('/roleassignments/'))
    .map(([, body]) => getPath(body as JsonObject, 'properties') as JsonObject);
}

function principal(lab: Lab): unknown {
  return getPath(objectAt(lab, SET), 'identity.principalId');
}

function stepsAt(plan: Plan, address: string): readonly string[] {
  return changeAt(plan, address)?.steps.flatMap(({ dependsOn }) => dependsOn) ?? [];
}

describe('cache rules and credential sets', () => {
  it('are made in order: the set, what lets it read its secrets, the rule', async () => {
    const lab = openLab();
    const plan = await planOf(lab, FILE);
    for (const grant of GRANTS) expect(stepsAt(plan, grant)).toContain(`${SETS}.docker-hub/write`);
    expect(stepsAt(plan, `${RULES}.ubuntu`)).toEqual(
      expect.arrayContaining([`${SETS}.docker-hub/write`, ...GRANTS.map((grant) => `${grant}/write`)]),
    );
    expect(changeAt(plan, GRANTS[0] ?? '')?.afterUnknown).toEqual({
      'properties.principalId': `${SETS}.docker-hub#identity.principalId`,
    });
  });

  it('wait for secrets that nobody put into the vault yet; all else is done, and the next apply goes on', async () => {
    const lab = openLab();
    const first = await lab.apply(FILE);
    expect(first).toMatchObject({ kind: 'applied', outcome: { failed: [] } });
    expect(objectAt(lab, `${ID.registry}/cacheRules/dotnet`)).toMatchObject({
      properties: { targetRepository: 'dotnet/*' },
    });
    expect(objectAt(lab, RULE)).toEqual({});
    const waiting = ['docker-user', 'docker-password'].map((name) => ({
      address: `${SETS}.docker-hub`,
      waitsFor: `the secret ${name} in the vault kv-images: az keyvault secret set --vault-name kv-images --name ${name} --file FILE`,
    }));
    expect(first).toMatchObject({ outcome: { waiting } });
    expect(await planOf(lab, FILE)).toMatchObject({ waiting, diagnostics: [] });
    await putSecrets(lab);
    await lab.converge(FILE);
    await expectEmpty(lab, FILE);
  });

  it('let the identity of the set read just its secrets', async () => {
    const lab = await cached();
    expect(assignments(lab)).toHaveLength(2);
    for (const each of assignments(lab))
      expect(each).toMatchObject({
        principalId: principal(lab),
        roleDefinitionId: expect.stringMatching(new RegExp(`/${SECRETS_USER}$`)),
        scope: expect.stringMatching(/\/vaults\/kv-images\/secrets\/docker-(?:user|password)$/),
      });
    expect(objectAt(lab, SET)).toMatchObject({
      properties: {
        loginServer: 'docker.io',
        authCredentials: [
          {
            name: 'Credential1',
            usernameSecretIdentifier: 'https://kv-images.vault.azure.net/secrets/docker-user',
            passwordSecretIdentifier: 'https://kv-images.vault.azure.net/secrets/docker-password',
            credentialHealth: { status: 'Healthy' },
          },
        ],
      },
    });
    expect(objectAt(lab, RULE)).toMatchObject({
      properties: {
        sourceRepository: 'docker.io/library/ubuntu',
        targetRepository: 'ubuntu',
        credentialSetResourceId: SET,
      },
    });
    await expectEmpty(lab, FILE);
  });

  it('have one access policy for both secrets in a vault that goes by policies', async () => {
    const text = edited(FILE, { 'keyVaults.kv-images.authorization': 'accessPolicies' });
    const lab = await cached(text);
    expect(getPath(objectAt(lab, VAULT), 'properties.accessPolicies')).toEqual([
      expect.objectContaining({ objectId: principal(lab), permissions: { secrets: ['get'] } }),
    ]);
    await expectEmpty(lab, text);
    lab.emulator.clearRequests();
    await lab.converge(edited(text, { [RULES]: null, [SETS]: null }));
    expect(sent(lab).at(0)).toBe('DELETE ubuntu');
    expect(getPath(objectAt(lab, VAULT), 'properties.accessPolicies')).toEqual([]);
  });

  it('that somebody else changed are put back', async () => {
    const lab = await cached();
    await lab.request('PATCH', SET, VERSION.registry, {
      properties: {
        authCredentials: [
          {
            name: 'Credential1',
            usernameSecretIdentifier: 'https://kv-theirs.vault.azure.net/secrets/user',
            passwordSecretIdentifier: 'https://kv-theirs.vault.azure.net/secrets/password',
          },
        ],
      },
    });
    lab.emulator.advance(60_000);
    const plan = await planOf(lab, FILE);
    expect(plan.drift.map(({ address }) => address)).toEqual([`${SETS}.docker-hub`]);
    expect(changeAt(plan, `${SETS}.docker-hub`)?.impact).toEqual([
      'docker.io is asked as whoever the other secrets name, at the next pull',
    ]);
    await lab.converge(FILE);
    await expectEmpty(lab, FILE);
  });

  it('lose credentials that the file does not say, and get them back', async () => {
    const quay = {
      [`${SETS}.quay`]: { ...DOCKER_HUB, name: 'quay-set', loginServer: 'quay.io' },
      [`${RULES}.prometheus`]: {
        sourceRepository: 'quay.io/prometheus/*',
        targetRepository: 'prometheus/*',
        credentialSet: 'quay',
      },
    };
    const lab = await cached(edited(FILE, quay));
    const without = edited(FILE, {
      ...quay,
      [`${SETS}.quay`]: null,
      [`${RULES}.prometheus.credentialSet`]: null,
    });
    const plan = await planOf(lab, without);
    expect(changeAt(plan, `${RULES}.prometheus`)?.impact).toEqual([
      'quay.io/prometheus/* is asked without credentials: private repositories are refused, and limits are those of strangers',
    ]);
    lab.emulator.clearRequests();
    await lab.converge(without);
    expect(sent(lab).indexOf('PATCH prometheus')).toBe(0);
    expect(sent(lab).at(-1)).toBe('DELETE quay-set');
    expect(objectAt(lab, `${ID.registry}/cacheRules/prometheus`)).not.toHaveProperty(
      'properties.credentialSetResourceId',
    );
    await expectEmpty(lab, without);
  });

  it('are made again with another source, target or login server, what uses a set together with it', async () => {
    const lab = await cached();
    const other = edited(FILE, { [`${RULES}.dotnet.targetRepository`]: 'microsoft/dotnet/*' });
    const moved = await planOf(lab, other);
    expect(actionsOf(moved)).toEqual([`delete+create ${RULES}.dotnet`]);
    expect(changeAt(moved, `${RULES}.dotnet`)?.impact).toEqual([
      'until the rule is there again, a pull from dotnet/* of what is not here yet fails',
      'what comes from mcr.microsoft.com/dotnet/* is microsoft/dotnet/*, and dotnet/* gets nothing new',
    ]);
    await lab.converge(other);
    const server = edited(other, {
      [`${SETS}.docker-hub.loginServer`]: 'quay.io',
      [`${RULES}.ubuntu.sourceRepository`]: 'quay.io/team/ubuntu',
    });
    const before = principal(lab);
    expect(actionsOf(await planOf(lab, server)).toSorted()).toEqual(
      [...GRANTS, `${SETS}.docker-hub`, `${RULES}.ubuntu`].map((each) => `delete+create ${each}`).toSorted(),
    );
    await lab.converge(server);
    expect(principal(lab)).not.toBe(before);
    for (const each of assignments(lab)) expect(each.principalId).toBe(principal(lab));
    await expectEmpty(lab, server);
  });

  it('go in order, and leave the secrets', async () => {
    const lab = await cached();
    const none = edited(FILE, { [RULES]: null, [SETS]: null });
    const plan = await planOf(lab, none);
    expect(changeAt(plan, `${RULES}.ubuntu`)?.impact).toEqual([
      'nothing new comes from docker.io/library/ubuntu to ubuntu: a pull of what is not here yet fails',
    ]);
    lab.emulator.clearRequests();
    await lab.converge(none);
    const requests = sent(lab);
    expect(requests).toHaveLength(5);
    expect(requests.indexOf('DELETE ubuntu')).toBeLessThan(requests.indexOf('DELETE docker-hub'));
    expect(requests.at(-1)).toBe('DELETE docker-hub');
    expect(assignments(lab)).toEqual([]);
    expect(objectAt(lab, `${VAULT}/secrets/docker-user`)).toBeDefined();
    await expectEmpty(lab, none);
  });

  it('leave access to others where the file says so, and tell what is missing', async () => {
    const external = edited(FILE, { [`${SETS}.docker-hub.grant`]: 'external' });
    const lab = await cached(external);
    expect(assignments(lab)).toEqual([]);
    const plan = await planOf(lab, external);
    expect(plan).toMatchObject({ changes: [], drift: [] });
    expect(plan.diagnostics.map(({ code, hint }) => ({ code, hint }))).toEqual(
      ['docker-user', 'docker-password'].map((name) => ({
        code: 'ACR1375',
        hint: `Have ${principal(lab)} given the role Key Vault Secrets User on ${VAULT}/secrets/${name}, or write grant: manage.`,
      })),
    );
  });

  it('tell what Azure says of credentials that do not work though all is given', async () => {
    const lab = await cached();
    await lab.request('PUT', `${VAULT}/secrets/docker-user`, VERSION.keyVault, {
      properties: { value: 'the same', attributes: { enabled: false } },
    });
    const plan = await planOf(lab, FILE);
    expect(plan.changes).toEqual([]);
    expect(plan.diagnostics).toMatchObject([
      { code: 'ACR1375', detail: expect.stringMatching(/^Azure calls the credentials unhealthy \(\w+\): /) },
    ]);
  });

  it('stop where the access is refused, and go on from there', async () => {
    const lab = openLab();
    const none = edited(FILE, { [RULES]: null, [SETS]: null });
    await lab.converge(none);
    await putSecrets(lab);
    const denied = { status: 403, code: 'AuthorizationFailed', message: 'not allowed' };
    lab.emulator.setFaults([
      { match: { method: 'PUT', path: 'roleAssignments', nth: 'every' }, answer: denied },
    ]);
    const failed = await failures(lab.apply(FILE));
    expect(Object.keys(failed)).toEqual(GRANTS.map((grant) => `${grant}/write`));
    expect(objectAt(lab, RULE)).toEqual({});
    expect(objectAt(lab, SET)).toBeDefined();
    lab.emulator.setFaults([]);
    await lab.converge(FILE);
    await expectEmpty(lab, FILE);
  });

  it('of others are used where they exist, by secrets of a vault that the file does not list', async () => {
    const lab = openLab();
    await lab.converge(example());
    const text = example({
      [`${SETS}.docker-hub`]: {
        loginServer: 'docker.io',
        username: 'https://kv-platform.vault.azure.net/secrets/user',
        password: 'https://kv-platform.vault.azure.net/secrets/password/',
      },
      [`${RULES}.ubuntu`]: UBUNTU,
    });
    lab.emulator.clearRequests();
    await lab.converge(text);
    expect(sent(lab)).toEqual(['PUT docker-hub', 'PUT ubuntu']);
    const theirs = edited(text, { [`${SETS}.docker-hub`]: { existing: true, loginServer: 'docker.io' } });
    await lab.converge(theirs);
    expect(await planOf(lab, theirs)).toMatchObject({ changes: [], drift: [] });
  });
});
