import { describe, expect, it } from 'vitest';
import { getPath, listAt } from '../../src/core/path.ts';
import type { Transport } from '../../src/core/world.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { AT, BY_POLICIES, clientOf, ID, KEY_URI, keyOf, principalOf, reachOf, withKey } from './keys.ts';
import {
  changeAt,
  type Edits,
  example,
  OPEN,
  objectAt,
  planOf,
  SUBSCRIPTION,
  sent,
  VERSION,
} from './stacks.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const REGISTRY_VERSION = VERSION.registry;

/** Steps of a plan by their order in the file, as `ADDRESS/step`. */
async function stepsOf(lab: Lab, text: string): Promise<readonly string[]> {
  const plan = await planOf(lab, text);
  return plan.changes.flatMap(({ address, steps }) => steps.map(({ name }) => `${address}/${name}`));
}

async function expectEmpty(lab: Lab, text: string): Promise<void> {
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [], diagnostics: [] });
}

describe('a registry with a key in a vault of the file', () => {
  it('is made after the vault, the key and the access that it needs (3.2, 3.16 to 3.21, 3.24 to 3.27, 3.29, 3.30, 3.32, 3.33, 3.36 to 3.39, 3.43, 3.44, T9, T10)', async () => {
    const lab = openLab();
    const plan = await planOf(lab, withKey());
    expect(plan.outputs[AT.key]).toEqual({ uri: { value: KEY_URI } });
    expect(changeAt(plan, AT.registry)?.after).toMatchObject({
      properties: { adminUserEnabled: false, publicNetworkAccess: 'Enabled' },
    });
    await lab.converge(withKey());
    expect(sent(lab)).toEqual([
      'PUT rg-images',
      'PUT kv-contosoimages',
      'PUT images-cmk',
      'PUT registry',
      expect.stringMatching(/^PUT [0-9a-f-]{36}$/),
      'PUT contosoimages',
    ]);
    expect(objectAt(lab, ID.vault)).toMatchObject({
      properties: {
        enablePurgeProtection: true,
        enableRbacAuthorization: true,
        softDeleteRetentionInDays: 90,
      },
    });
    expect(objectAt(lab, ID.key)).toMatchObject({ properties: { kty: 'RSA', keySize: 3072 } });
    expect(keyOf(lab)).toMatchObject({ keyIdentifier: KEY_URI, identity: clientOf(lab, 'images-cmk') });
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, withKey());
  });

  it('is all that has one: without the block nothing of it is sent, and Azure encrypts by itself (3.1)', async () => {
    const lab = openLab();
    await lab.converge(withKey({ [AT.encryption]: null, [AT.identities]: null }));
    expect(getPath(objectAt(lab, ID.registry), 'properties.encryption.status')).toBe('disabled');
    expect(sent(lab)).not.toContainEqual(expect.stringMatching(/^PUT [0-9a-f-]{36}$/));
  });

  it('says when the vault makes new versions by itself, and warns where the vault has it otherwise (3.12)', async () => {
    const lab = openLab();
    const policy = (rotateAfter: string) => withKey({ [`${AT.key}.rotationPolicy`]: { rotateAfter } });
    expect(changeAt(await planOf(lab, policy('P90D')), AT.key)?.impact).toEqual([
      'the vault makes a new version 90 days after each',
    ]);
    await lab.converge(policy('P90D'));
    await expectEmpty(lab, policy('P90D'));
    expect((await planOf(lab, policy('P30D'))).diagnostics).toMatchObject([
      { code: 'ACR1332', severity: 'warning', address: AT.key },
    ]);
    lab.emulator.advance(91 * 24 * 60 * MINUTE);
    const first = keyOf(lab)['versionedKeyIdentifier'];
    await planOf(lab, policy('P90D'));
    expect(keyOf(lab)['versionedKeyIdentifier']).not.toBe(first);
  });

  it('reaches it by an access policy with exactly three permissions, where the vault goes by them (3.23, 3.35)', async () => {
    const lab = openLab();
    const file = withKey(BY_POLICIES);
    await lab.converge(file);
    expect(objectAt(lab, ID.vault)).toMatchObject({
      properties: {
        accessPolicies: [
          {
            objectId: principalOf(lab, 'images-cmk'),
            permissions: { keys: ['get', 'wrapKey', 'unwrapKey'] },
          },
        ],
      },
    });
    await expectEmpty(lab, file);
  });

  it.each([
    ['by role', {}],
    ['by policy', BY_POLICIES],
  ])(
    'is made without a person, however long its identity and its access take, up to 15 minutes: %s',
    async (_, edits) => {
      for (const minutes of [0, 3, 14]) {
        const delay = { rolesMs: minutes * MINUTE, policiesMs: minutes * MINUTE };
        const lab = openLab({ emulator: { propagation: { principalsMs: 2 * MINUTE, ...delay } } });
        expect(await lab.apply(withKey(edits))).toMatchObject({ kind: 'applied', outcome: { failed: [] } });
        expect(reachOf(lab)).toMatchObject({ accessible: true });
        await expectEmpty(lab, withKey(edits));
      }
    },
  );

  it('ends its wait with the first attempt after the access works, of at most 75 s apart (3.30)', async () => {
    const emulator = { propagation: { rolesMs: 12 * MINUTE } };
    const worksAfterMs = await timeUntilItWorks(openLab({ emulator }));
    expect(worksAfterMs).toBeGreaterThan(MINUTE);

    const lab = openLab({ emulator });
    const at: { granted?: number; attempts: number[] } = { attempts: [] };
    const noting: Noting = (inner) => ({
      ...inner,
      send: (request) => {
        const now = lab.timeline.nowMs();
        if (request.method === 'PUT' && request.url.includes('/roleAssignments/')) at.granted = now;
        if (request.method === 'PUT' && request.url.includes('/registries/')) at.attempts.push(now);
        return inner.send(request);
      },
    });
    expect(await lab.apply(withKey(), { transport: noting })).toMatchObject({ kind: 'applied' });
    const works = (at.granted ?? 0) + worksAfterMs;
    const [last = 0, previous = 0] = at.attempts.toReversed();
    expect(at.attempts.length).toBeGreaterThan(2);
    expect(previous).toBeLessThan(works);
    expect(last).toBeGreaterThanOrEqual(works - SECOND);
    expect(last - previous).toBeLessThanOrEqual(75 * SECOND);
  });
});

type Noting = (inner: Transport) => Transport;

/** From the moment of the grant, measured by a client that asks the registry every second. The seed draws it. */
async function timeUntilItWorks(lab: Lab): Promise<number> {
  await lab.apply(withKey(), { options: { target: [AT.key, AT.grant] } });
  for (let afterMs = 0; afterMs <= 15 * MINUTE; afterMs += SECOND) {
    const asked = lab.request('PUT', ID.registry, REGISTRY_VERSION, {
      location: 'westeurope',
      sku: { name: 'Premium' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [ID.identity]: {} } },
      properties: {
        encryption: {
          status: 'enabled',
          keyVaultProperties: { keyIdentifier: KEY_URI, identity: clientOf(lab, 'images-cmk') },
        },
      },
    });
    const isMade = await asked.then(
      () => true,
      () => false,
    );
    if (isMade) return afterMs;
    lab.emulator.advance(SECOND);
  }
  throw new Error('The access never works.');
}

describe('what changes in one plan, by visible steps', () => {
  it('another key: one step, and the old key stays (3.48, 3.57)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const file = withKey({
      [AT.key]: null,
      'keyVaults.kv-contosoimages.keys.second': { size: 3072 },
      [`${AT.encryption}.key`]: 'kv-contosoimages/second',
    });
    const plan = await planOf(lab, file);
    expect(changeAt(plan, AT.key)).toMatchObject({ actions: ['no-op'], reason: 'stays' });
    expect(changeAt(plan, AT.registry)?.steps.map(({ name }) => name)).toEqual(['rotate']);
    await lab.converge(file);
    expect(keyOf(lab)['keyIdentifier']).toMatch(/second$/);
    expect(objectAt(lab, ID.key)).toBeDefined();
    await expectEmpty(lab, file);
  });

  it('another vault: new vault, key and access before, the old access and vault after (3.49)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const file = withKey({
      [AT.vault]: null,
      'keyVaults.kv-second': { keys: { registry: {} } },
      [`${AT.encryption}.key`]: 'kv-second/registry',
    });
    const allow = { options: { allowDestroy: [AT.vault] } };
    const plan = await planOf(lab, file, allow);
    expect(plan.changes.filter(({ blocked }) => blocked !== undefined)).toEqual([]);
    lab.emulator.clearRequests();
    await lab.converge(file, allow);
    const requests = sent(lab);
    const at = (text: RegExp) => requests.findIndex((each) => text.test(each));
    const lastOf = (text: RegExp) => requests.findLastIndex((each) => text.test(each));
    expect(at(/^PUT kv-second/)).toBeLessThan(at(/^PUT registry/));
    expect(at(/^PUT registry/)).toBeLessThan(at(/^PATCH contosoimages/));
    expect(at(/^PUT [0-9a-f-]{36}/)).toBeLessThan(at(/^PATCH contosoimages/));
    expect(at(/^PATCH contosoimages/)).toBeLessThan(lastOf(/^DELETE [0-9a-f-]{36}/));
    expect(lastOf(/^DELETE [0-9a-f-]{36}/)).toBeLessThan(at(/^DELETE kv-contosoimages/));
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, file);
  });

  it('another identity: added, given access, used, and only then the old one goes (3.49, 3.51)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const file = withKey({
      [AT.identity]: null,
      identities: ['other'],
      [`${AT.identities}.user`]: ['other'],
      [`${AT.encryption}.identity`]: 'other',
    });
    expect(await stepsOf(lab, file)).toEqual([
      'identities.images-cmk/delete',
      'identities.other/write',
      `${AT.registry}/identity-add`,
      `${AT.registry}/rotate`,
      `${AT.registry}/identity-remove`,
      `${AT.grant}/delete`,
      'registries.contosoimages.encryption.grant["kv-contosoimages/other"]/write',
    ]);
    lab.emulator.clearRequests();
    await lab.converge(file);
    expect(sent(lab).map((each) => each.replace(/[0-9a-f-]{36}/, 'GRANT'))).toEqual([
      'PUT other',
      'PUT GRANT',
      'PATCH contosoimages',
      'PATCH contosoimages',
      'PATCH contosoimages',
      'DELETE GRANT',
      'DELETE images-cmk',
    ]);
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, file);
  });

  it.each([
    ['by role', {}],
    ['by policy', BY_POLICIES],
  ])('its own identity, and back, in one plan each (3.7, 3.50, 3.55): %s', async (_, edits) => {
    const lab = openLab();
    await lab.converge(withKey(edits));
    const own = withKey({
      ...edits,
      [`${AT.identities}.system`]: true,
      [`${AT.encryption}.identity`]: 'system',
    });
    lab.emulator.clearRequests();
    await lab.converge(own);
    expect(keyOf(lab)['identity']).toBe('system');
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, own);
    const back = withKey({ ...edits, [`${AT.identities}.system`]: false });
    await lab.converge(back);
    expect(keyOf(lab)['identity']).toBe(clientOf(lab, 'images-cmk'));
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, back);
    if ('keyVaults.kv-contosoimages.authorization' in edits)
      expect(listAt(objectAt(lab, ID.vault), 'properties.accessPolicies')).toHaveLength(1);
  });
});

describe('the version that a registry uses', () => {
  const rotate = (lab: Lab) => atVault(lab, 'POST', '/rotate');

  it('moves by itself within the hour where rotation is auto, and that is no drift (3.4, 3.13, 3.31, 3.41, 3.46, 3.53, K09)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const first = keyOf(lab)['versionedKeyIdentifier'];
    await rotate(lab);
    lab.emulator.advance(60 * MINUTE);
    const plan = await planOf(lab, withKey());
    expect(keyOf(lab)['versionedKeyIdentifier']).not.toBe(first);
    expect(plan).toMatchObject({ changes: [], drift: [] });
    expect(plan.outputs[AT.registry]).toMatchObject({
      versionedKeyIdentifier: { value: keyOf(lab)['versionedKeyIdentifier'] },
      lastKeyRotationTimestamp: { value: keyOf(lab)['lastKeyRotationTimestamp'] },
    });
  });

  it('stays where rotation is manual, until the file names another (3.4, 3.14, 3.28, 3.40)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const first = keyOf(lab)['versionedKeyIdentifier'];
    const pinned = withVersion(first);
    expect(await stepsOf(lab, pinned)).toEqual([`${AT.registry}/rotate`]);
    await lab.converge(pinned);
    expect(keyOf(lab)['keyIdentifier']).toBe(first);
    await rotate(lab);
    lab.emulator.advance(48 * 60 * MINUTE);
    expect(keyOf(lab)['versionedKeyIdentifier']).toBe(first);
    await expectEmpty(lab, pinned);
    const newest = getPath(objectAt(lab, ID.key), 'properties.keyUriWithVersion');
    expect(newest).not.toBe(first);
    expect(await stepsOf(lab, withVersion(newest))).toEqual([`${AT.registry}/rotate`]);
    await lab.converge(withVersion(newest));
    expect(keyOf(lab)['keyIdentifier']).toBe(newest);
    await expectEmpty(lab, withVersion(newest));
  });

  it('goes from manual to auto and back by one step each (3.56)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const manual = withVersion(keyOf(lab)['versionedKeyIdentifier']);
    for (const file of [manual, withKey()]) {
      expect(await stepsOf(lab, file)).toEqual([`${AT.registry}/rotate`]);
      await lab.converge(file);
      await expectEmpty(lab, file);
    }
  });
});

/** The file that names a version of the key, as its URI ends with it. */
function withVersion(uri: unknown): string {
  return withKey({
    [`${AT.encryption}.rotation`]: 'manual',
    [`${AT.encryption}.key`]: `kv-contosoimages/registry/${String(uri).slice(-32)}`,
  });
}

/** Asks the vault itself about the key. */
async function atVault(lab: Lab, method: string, path: string): Promise<void> {
  const url = `${KEY_URI}${path}?api-version=2025-07-01`;
  const { status, body } = await lab.emulator.handle({
    method,
    url,
    headers: { authorization: 'Bearer keeper' },
  });
  if (status >= 400) throw new Error(`${method} ${url}: ${status} ${body}`);
}

/** Somebody else changes the vault. */
async function patchVault(lab: Lab, properties: Record<string, unknown>): Promise<void> {
  await lab.request('PATCH', ID.vault, VERSION.keyVault, { properties } as never);
}

describe('what nobody may take from an encrypted registry (I-13)', () => {
  it.each([
    ['its vault', withKey({ [AT.vault]: null, [`${AT.encryption}.key`]: KEY_URI }), AT.vault, 'ACR2009'],
    [
      'its access',
      withKey({
        [AT.vault]: { existing: true, keys: { registry: { existing: true } } },
        [`${AT.encryption}.grant`]: 'external',
      }),
      AT.grant,
      'ACR2008',
    ],
    [
      'its vault, by shutting it out',
      withKey({
        [`${AT.vault}.network`]: { publicAccess: 'disabled', trustedServices: false },
        [`${AT.encryption}.key`]: KEY_URI,
      }),
      AT.vault,
      'ACR2009',
    ],
    ['its vault, by another authorization', withKey(BY_POLICIES), AT.vault, 'ACR2009'],
  ])(
    '%s is refused whatever is allowed, with what it would do (3.58 to 3.62, 3.65, 3.67)',
    async (_, file, address, code) => {
      const lab = openLab();
      await lab.converge(withKey());
      lab.emulator.clearRequests();
      const run = { options: { allowDestroy: [address], allowMassDestroy: 9 } };
      const change = changeAt(await planOf(lab, file, run), address);
      expect(change?.blocked).toMatchObject({
        code,
        allow: null,
        detail: expect.stringContaining('contosoimages'),
      });
      expect(await lab.apply(file, run)).toMatchObject({ kind: 'refused' });
      expect(sent(lab)).toEqual([]);
    },
  );

  it.each([
    ['by role', {}],
    ['by policy', BY_POLICIES],
  ])(
    'its access to a vault of others that the file no longer names is refused all the same: %s',
    async (_, edits) => {
      const lab = openLab();
      const theirs = withKey({ stack: 'theirs', registries: null, identities: null, ...edits });
      await lab.converge(theirs);
      const existing = { existing: true, keys: { registry: { existing: true } } };
      const ours = withKey({
        stack: 'ours',
        resourceGroups: { 'rg-images': { existing: true } },
        [AT.vault]: existing,
      });
      await lab.converge(ours);
      const without = withKey({
        stack: 'ours',
        resourceGroups: { 'rg-images': { existing: true } },
        keyVaults: null,
        [`${AT.encryption}.key`]: KEY_URI,
      });
      const plan = await planOf(lab, without);
      expect(plan.changes.flatMap(({ blocked }) => blocked?.code ?? [])).toEqual(['ACR2008']);
      expect(await lab.apply(without)).toMatchObject({ kind: 'refused' });
    },
  );

  it('a key of another size is refused, and the way to another one shown', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const plan = await planOf(lab, withKey({ [`${AT.key}.size`]: 4096 }));
    expect(changeAt(plan, AT.key)?.blocked).toMatchObject({ code: 'ACR2015', allow: null });
  });

  it('a registry of others is looked for, too', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const run = { options: { allowDestroy: [AT.registry, AT.vault], allowMassDestroy: 9 } };
    await lab.request('PUT', `${ID.registry}two`, REGISTRY_VERSION, {
      location: 'westeurope',
      sku: { name: 'Premium' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [ID.identity]: {} } },
      properties: {
        encryption: {
          status: 'enabled',
          keyVaultProperties: { keyIdentifier: KEY_URI, identity: clientOf(lab, 'images-cmk') },
        },
      },
    });
    lab.emulator.advance(10 * MINUTE);
    const plan = await planOf(lab, withKey({ registries: null, identities: null, keyVaults: null }), run);
    for (const address of [AT.vault, AT.identity, AT.grant])
      expect(changeAt(plan, address)?.blocked).toMatchObject({
        allow: null,
        detail: expect.stringContaining('contosoimagestwo'),
      });
  });

  it('a vault that no registry uses goes where the run names it (3.67)', async () => {
    const lab = openLab();
    const file = withKey({ 'keyVaults.kv-unused': {} });
    await lab.converge(file);
    const plan = await planOf(lab, withKey());
    expect(changeAt(plan, 'keyVaults.kv-unused')?.blocked).toMatchObject({
      code: 'ACR2016',
      allow: "--allow-destroy 'keyVaults.kv-unused'",
    });
    await lab.converge(withKey(), { options: { allowDestroy: ['keyVaults.kv-unused'] } });
    await expectEmpty(lab, withKey());
  });
});

describe('what somebody else took away is told, with the repair', () => {
  const codesOf = async (lab: Lab, file = withKey()) =>
    (await planOf(lab, file)).diagnostics.map(({ code, severity }) => `${severity} ${code}`);

  it('access: given back by the plan (3.60)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const grant = (await lab.state('images-encrypted'))?.resources.find(
      ({ address }) => address === AT.grant,
    );
    await lab.request('DELETE', grant?.id ?? '', '2022-04-01');
    lab.emulator.advance(90 * MINUTE);
    expect(reachOf(lab)).toMatchObject({ accessible: false });
    const plan = await planOf(lab, withKey());
    expect(plan.diagnostics).toMatchObject([{ code: 'ACR1335', severity: 'warning' }]);
    expect(changeAt(plan, AT.grant)).toMatchObject({ actions: ['create'], reason: 'gone' });
    await lab.converge(withKey());
    lab.emulator.advance(90 * MINUTE);
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, withKey());
  });

  it('its identity: assigned again by the plan, before three months are over (3.61 to 3.63, 3.69)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    await lab.request('PATCH', ID.registry, REGISTRY_VERSION, {
      identity: { type: 'None' },
    });
    lab.emulator.advance(10 * MINUTE);
    const plan = await planOf(lab, withKey());
    expect(plan.diagnostics).toMatchObject([{ code: 'ACR1336', severity: 'warning' }]);
    expect(changeAt(plan, AT.registry)?.steps.map(({ name }) => name)).toEqual(['identity-add']);
    lab.emulator.advance(91 * 24 * 60 * MINUTE);
    expect(reachOf(lab)).toMatchObject({ accessible: false, refusal: { reason: 'IdentityInactive' } });
    await lab.converge(withKey());
    lab.emulator.advance(90 * MINUTE);
    expect(reachOf(lab)).toMatchObject({ accessible: true });
    await expectEmpty(lab, withKey());
  });

  it('the identity of its own: what to do first, and what only a support ticket does (3.64)', async () => {
    const lab = openLab();
    const own = withKey({ [`${AT.identities}.system`]: true, [`${AT.encryption}.identity`]: 'system' });
    await lab.converge(withKey());
    await lab.converge(own);
    await lab.request('PATCH', ID.registry, REGISTRY_VERSION, {
      identity: { type: 'UserAssigned', userAssignedIdentities: { [ID.identity]: {} } },
    });
    lab.emulator.advance(10 * MINUTE);
    const { diagnostics } = await planOf(lab, own);
    expect(diagnostics).toMatchObject([{ code: 'ACR1336', hint: expect.stringContaining('support ticket') }]);
  });

  it.each([
    ['by role', {}],
    ['by policy, which comes back with it', BY_POLICIES],
  ])(
    'its vault, deleted: recovered where the file says so, never made anew or purged, its access given again %s (3.67, 3.68, K06)',
    async (_, edits) => {
      const lab = openLab();
      await lab.converge(withKey(edits));
      await lab.request('DELETE', ID.vault, VERSION.keyVault);
      lab.emulator.advance(90 * MINUTE);
      expect(reachOf(lab)).toMatchObject({ accessible: false });
      expect(await codesOf(lab, withKey(edits))).toContain('error ACR1330');
      const recover = withKey({ ...edits, [`${AT.vault}.recover`]: true });
      await lab.converge(recover);
      lab.emulator.advance(90 * MINUTE);
      expect(reachOf(lab)).toMatchObject({ accessible: true });
      await expectEmpty(lab, recover);
      await expectEmpty(lab, withKey(edits));
    },
  );

  it.each([
    ['roles', {}, 'rbac'],
    ['access policies', BY_POLICIES, 'accessPolicies'],
  ])(
    'its vault, deleted, comes back going by %s only where the file says what it goes by: nothing else tells it (3.67, 3.68)',
    async (_, edits, authorization) => {
      const lab = openLab();
      await lab.converge(withKey(edits));
      await lab.request('DELETE', ID.vault, VERSION.keyVault);
      lab.emulator.clearRequests();
      const silent = withKey({ [`${AT.vault}.recover`]: true, [`${AT.vault}.authorization`]: null });
      const refused = await lab.apply(silent);
      expect(refused.planned.plan.diagnostics).toMatchObject([
        {
          code: 'ACR1356',
          severity: 'error',
          address: AT.vault,
          detail: expect.stringContaining(AT.encryption),
        },
      ]);
      expect([refused.kind, lab.writes()]).toEqual(['invalid', []]);
      const said = withKey({
        [`${AT.vault}.recover`]: true,
        [`${AT.vault}.authorization`]: authorization,
      });
      await lab.converge(said);
      lab.emulator.advance(90 * MINUTE);
      expect(reachOf(lab)).toMatchObject({ accessible: true });
      await expectEmpty(lab, said);
      expect(await planOf(lab, silent)).toMatchObject({
        changes: [{ address: AT.vault, actions: ['no-op'], reason: 'let-go' }],
        diagnostics: [],
      });
    },
  );

  it('a deleted vault in which nobody is given anything comes back as it was, whatever it goes by (3.68)', async () => {
    const lab = openLab();
    const unused = (edits: Edits) => example({ ...OPEN, 'keyVaults.kv-unused': edits });
    await lab.converge(unused({ authorization: 'accessPolicies' }));
    const gone = { options: { allowDestroy: ['keyVaults.kv-unused'] } };
    await lab.converge(example(OPEN), gone);
    await lab.converge(unused({ recover: true }));
    expect(objectAt(lab, `${GROUP}/providers/Microsoft.KeyVault/vaults/kv-unused`)).toMatchObject({
      properties: { enableRbacAuthorization: false },
    });
    await expectEmpty(lab, unused({ recover: true }));
  });

  it('no vault is recovered where none was deleted, and none under another name is refused for its own (K06)', async () => {
    const lab = openLab();
    const file = withKey({ [`${AT.vault}.recover`]: true, 'keyVaults.kv-unused': {} });
    await lab.converge(file);
    await expectEmpty(lab, file);
    const renamed = withKey({ 'keyVaults.kv-unused.name': 'kv-renamed' });
    const allow = { options: { allowDestroy: ['keyVaults.kv-unused'] } };
    await lab.converge(renamed, allow);
    await expectEmpty(lab, renamed);
    await lab.converge(withKey(), allow);
    const again = changeAt(
      await planOf(lab, withKey({ [`${AT.vault}.location`]: 'northeurope' }), allow),
      AT.vault,
    );
    expect(again?.blocked).toMatchObject({ code: 'ACR2009', allow: null });
  });

  it('access that others give in another way is no finding (3.24)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    const external = withKey({
      [`${AT.identities}.user`]: ['images-cmk', 'other'],
      identities: ['images-cmk', 'other'],
      [`${AT.encryption}.identity`]: 'other',
      [`${AT.encryption}.grant`]: 'external',
    });
    await lab.apply(external, { options: { target: ['identities.other'] } });
    expect(await codesOf(lab, external)).toEqual(['warning ACR1335']);
    const officer = '14b46e9e-c2b7-41b4-b07b-48a6ebf60603';
    await lab.request(
      'PUT',
      `${GROUP}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-a000-000000000001`,
      VERSION.authorization,
      {
        properties: {
          roleDefinitionId: `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/${officer}`,
          principalId: principalOf(lab, 'other'),
          principalType: 'ServicePrincipal',
        },
      },
    );
    expect(await codesOf(lab, external)).toEqual([]);
  });

  it('its key, deleted: nothing is made in its place (3.67)', async () => {
    const lab = openLab();
    await lab.converge(withKey());
    await atVault(lab, 'DELETE', '');
    const plan = await planOf(lab, withKey());
    expect(changeAt(plan, AT.key)?.blocked).toMatchObject({
      code: 'ACR2009',
      detail: expect.stringContaining('az keyvault key recover'),
    });
  });

  it('the key of others, deleted: they are told how to recover it (3.67)', async () => {
    const lab = openLab();
    await lab.converge(withKey({ stack: 'theirs', registries: null, identities: null }));
    const ours = withKey({
      stack: 'ours',
      resourceGroups: { 'rg-images': { existing: true } },
      [AT.vault]: { existing: true, keys: { registry: { existing: true } } },
    });
    await lab.converge(ours);
    await atVault(lab, 'DELETE', '');
    expect((await planOf(lab, ours)).diagnostics).toMatchObject([
      {
        code: 'ACR1307',
        hint: expect.stringContaining('az keyvault key recover --vault-name kv-contosoimages'),
      },
    ]);
  });

  it('the firewall of its vault: opened again by the plan, or told to its owner (3.22, 3.34, 3.65)', async () => {
    const lab = openLab();
    const file = withKey({
      [`${AT.vault}.network`]: {
        publicAccess: 'selected',
        allowedIpRanges: ['203.0.113.0/24'],
        trustedServices: true,
      },
    });
    await lab.converge(file);
    await patchVault(lab, { networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [] } });
    const plan = await planOf(lab, file);
    expect(changeAt(plan, AT.vault)).toMatchObject({ actions: ['update'] });
    await lab.converge(file);
    expect(await codesOf(lab, file)).toEqual([]);
    await patchVault(lab, { networkAcls: { bypass: 'None', defaultAction: 'Deny', ipRules: [] } });
    expect(await codesOf(lab)).toEqual(['warning ACR1334']);
  });
});
