import { describe, expect, it } from 'vitest';
import type { Prospect } from '../../src/cli/encryption/rotation.ts';
import { getPath } from '../../src/core/path.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { KEY_URI, rotateKey } from '../vault-team.ts';
import { encrypted, FOLLOWING, inUse, naming, refusalOf, rotated, withFollowedKey } from './rotating.ts';
import { AT, example, ID, objectAt, planOf, VERSION } from './stacks.ts';

const VAULT =
  '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-keys/providers/Microsoft.KeyVault/vaults/kv-images';
const OTHER = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoother`;
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/images-cmk`;

/** Another registry with the same key and identity, which nobody's file has. */
async function putOther(lab: Lab, keyIdentifier: string = KEY_URI): Promise<void> {
  await lab.request('PUT', OTHER, VERSION.registry, {
    location: 'westeurope',
    sku: { name: 'Premium' },
    identity: { type: 'UserAssigned', userAssignedIdentities: { [IDENTITY]: {} } },
    properties: {
      encryption: {
        status: 'enabled',
        keyVaultProperties: {
          keyIdentifier,
          identity: getPath(objectAt(lab, IDENTITY), 'properties.clientId'),
        },
      },
    },
  });
  lab.emulator.advance(300_000);
}

async function plane(lab: Lab, method: string, path: string, body?: unknown): Promise<void> {
  const url = `https://kv-images.vault.azure.net${path}?api-version=2025-07-01`;
  const headers = { authorization: 'Bearer somebody-else' };
  const answer = await lab.emulator.handle({
    method,
    url,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (answer.status >= 400) throw new Error(answer.body);
}

describe('a key that the registry follows', () => {
  it('gets a new version, and the registry is waited for: within the hour it uses it (3.12, 3.13, 3.48, 3.52, 3.53, K09)', async () => {
    const lab = await withFollowedKey();
    const before = inUse(lab);
    const told: (string | undefined)[] = [];
    const startMs = lab.timeline.nowMs();
    const rotation = await rotated(lab, FOLLOWING, { waiting: ({ version }) => void told.push(version) });
    expect(rotation).toMatchObject({
      rotation: 'auto',
      before,
      newest: inUse(lab),
      made: true,
      result: 'followed',
      byHand: null,
    });
    expect(rotation.newest).not.toBe(before);
    expect(rotation.users).toMatchObject([{ id: ID.registry, version: rotation.newest, follows: true }]);
    expect(rotation.disposable).toEqual([before]);
    expect((lab.timeline.nowMs() - startMs) / 60_000).toBeLessThan(61);
    expect(told.length).toBeGreaterThan(0);
    expect(new Set(told)).toEqual(new Set([before]));
    expect(await planOf(lab, FOLLOWING)).toMatchObject({ changes: [], drift: [] });
  });

  it('keeps its older versions as long as any registry that is found is behind, also one of others (3.53, K09)', async () => {
    const lab = await withFollowedKey();
    await putOther(lab, `${KEY_URI}/${inUse(lab)}`);
    const before = inUse(lab);
    const rotation = await rotated(lab, FOLLOWING);
    expect(rotation).toMatchObject({
      result: 'followed',
      users: [
        { id: ID.registry, follows: true },
        { id: OTHER, version: before, follows: false },
      ],
      disposable: [],
    });
  });

  it('is not waited for with wait: false, and looking again makes nothing', async () => {
    const lab = await withFollowedKey();
    const first = await rotated(lab, FOLLOWING, { wait: false });
    expect(first).toMatchObject({ made: true, result: 'not-waited', disposable: [] });
    const again = await rotated(lab, FOLLOWING, { adopt: true });
    expect(again).toMatchObject({
      made: false,
      newest: first.newest,
      before: first.before,
      result: 'followed',
    });
    const last = await rotated(lab, FOLLOWING, { adopt: true });
    expect(last).toMatchObject({
      made: false,
      before: first.newest,
      result: 'followed',
      disposable: [first.before],
    });
  });

  it('that others gave a version is not given another: it is adopted, without a write (3.52)', async () => {
    const lab = await withFollowedKey();
    const made = (await rotateKey(lab.emulator)).split('/').at(-1);
    const refusal = await refusalOf(rotated(lab, FOLLOWING));
    expect(refusal).toMatchObject({
      exitCode: 1,
      diagnostics: [{ code: 'ACR2407', hint: expect.stringContaining('--adopt') }],
    });
    lab.emulator.clearRequests();
    expect(await rotated(lab, FOLLOWING, { adopt: true })).toMatchObject({
      newest: made,
      made: false,
      result: 'followed',
    });
    expect(lab.writes()).toEqual([]);
  });

  it('is not judged where a list of registries is refused: what nobody saw may use the old version', async () => {
    const lab = await withFollowedKey();
    const path = '/subscriptions\\/[^/]+\\/providers\\/Microsoft.ContainerRegistry\\/registries\\?/';
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    lab.emulator.setFaults([{ match: { method: 'GET', path, nth: 'every' }, answer }]);
    const rotation = await rotated(lab, FOLLOWING);
    expect(rotation).toMatchObject({
      result: 'followed',
      unlisted: ['00000000-0000-0000-0000-0000000000aa'],
      disposable: [],
    });
  });

  it('that the registry does not take in time is an error which says what to look at, after 75 minutes (3.65)', async () => {
    const lab = await withFollowedKey();
    await lab.request('PATCH', VAULT, '2026-02-01', { properties: { accessPolicies: [] } });
    const startMs = lab.timeline.nowMs();
    const refusal = await refusalOf(rotated(lab, FOLLOWING));
    expect(refusal).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'ACR2408', address: AT.registry }] });
    expect(refusal.diagnostics[0]?.detail).toContain('identity of encryption.identity');
    expect((lab.timeline.nowMs() - startMs) / 60_000).toBeCloseTo(75, 0);
  });

  it('is waited for through reads that fail and pass', async () => {
    const lab = await withFollowedKey();
    const path = '/registries/contosoimages\\?/';
    lab.emulator.setFaults(
      Array.from({ length: 12 }, (_, nth) => ({
        match: { method: 'GET', path, nth: nth + 3 },
        lose: 'request' as const,
      })),
    );
    expect(await rotated(lab, FOLLOWING)).toMatchObject({ result: 'followed' });
  });
});

describe('a run that ends early', () => {
  it('by an interrupt while it waits says that the version is made, and how to look again', async () => {
    const lab = await withFollowedKey();
    const world = lab.newProcess();
    const refusal = await refusalOf(
      rotated(lab, FOLLOWING, { waiting: () => void world.interruptNow() }, { world }),
    );
    expect(refusal).toMatchObject({ exitCode: 130, diagnostics: [{ code: 'ACR2031' }] });
    expect(refusal.diagnostics[0]?.detail).toMatch(/The version [0-9a-f]{32} was made/);
    expect(refusal.diagnostics[0]?.hint).toContain('acrctl rotate encryption contosoimages --adopt');
    expect(await rotated(lab, FOLLOWING, { adopt: true })).toMatchObject({ made: false, result: 'followed' });
  });

  it('by losing the answer to the request that makes the version leaves one version, which the next run finds', async () => {
    const lab = await withFollowedKey();
    const before = inUse(lab);
    lab.emulator.setFaults([{ match: { method: 'POST', path: '/keys/registry/rotate' }, lose: 'answer' }]);
    const refusal = await refusalOf(rotated(lab, FOLLOWING));
    expect(refusal).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'ACR2409' }] });
    expect(refusal.diagnostics[0]?.detail).toContain('Whether it made a version is not known');
    expect(await refusalOf(rotated(lab, FOLLOWING))).toMatchObject({ diagnostics: [{ code: 'ACR2407' }] });
    const adopted = await rotated(lab, FOLLOWING, { adopt: true });
    expect(adopted).toMatchObject({ result: 'followed', disposable: [before] });
  });

  it('does not begin while another holds the lock, but looks', async () => {
    const lab = await withFollowedKey();
    const lock = await lab.session(FOLLOWING, 'apply').acquireLock();
    expect(await refusalOf(rotated(lab, FOLLOWING))).toMatchObject({ exitCode: 5 });
    expect(await rotated(lab, FOLLOWING, { adopt: true })).toMatchObject({ result: 'followed', made: false });
    await lock.release();
  });

  it('before the version, since nobody approved it, writes nothing', async () => {
    const lab = await withFollowedKey();
    lab.emulator.clearRequests();
    let prospect: Prospect | undefined;
    const no = new Error('no');
    await expect(
      rotated(lab, FOLLOWING, {
        announce: (each) => {
          prospect = each;
        },
        approve: async () => {
          throw no;
        },
      }),
    ).rejects.toBe(no);
    expect(prospect).toMatchObject({ step: 'make', key: { uri: KEY_URI, rotation: 'auto' } });
    expect(lab.writes()).toEqual([]);
  });
});

describe('a key whose version is named', () => {
  it('gets a version, and the line for the file is said; the plan has the step, and apply brings it (3.14, 3.48, 3.54, 3.56)', async () => {
    const lab = await withFollowedKey();
    const manual = naming(lab);
    await lab.converge(manual);
    const rotation = await rotated(lab, manual);
    const uri = `${KEY_URI}/${rotation.newest}`;
    expect(rotation).toMatchObject({
      rotation: 'manual',
      result: 'to-write',
      byHand: { where: 'file', text: `key: ${uri}` },
      disposable: [],
    });
    const next = encrypted({ key: uri, rotation: 'manual', identity: 'images-cmk' });
    expect((await planOf(lab, next)).changes[0]?.steps.map(({ name }) => name)).toEqual(['rotate']);
    await lab.converge(next);
    expect(await rotated(lab, next, { adopt: true })).toMatchObject({
      result: 'followed',
      byHand: null,
      disposable: [rotation.before],
    });
  });

  it('is brought to it by a command where the file does not say the key', async () => {
    const lab = await withFollowedKey();
    await lab.converge(naming(lab));
    const others = example({ [AT.registry]: { existing: true, network: {} } });
    const { byHand } = await rotated(lab, others);
    expect(byHand?.where).toBe('shell');
    expect(byHand?.text).toContain('az acr encryption rotate-key \\\n  --name contosoimages');
    expect(byHand?.text).toContain('/userassignedidentities/images-cmk');
  });
});

describe('what cannot be rotated', () => {
  it.each([
    ['contosoimage', 'ACR2071', 'Did you mean contosoimages?'],
    ['registries.contosoimage', 'ACR2071', 'Did you mean contosoimages?'],
    ['nothing-like-it', 'ACR2071', 'Name one of the file.'],
  ])('a registry that the file does not have: %s', async (name, code, hint) => {
    const refusal = await refusalOf(rotated(openLab(), FOLLOWING, { name }));
    expect(refusal).toMatchObject({ exitCode: 1, diagnostics: [{ code, hint }] });
  });

  it('a registry that is not there, and one that Azure alone encrypts', async () => {
    const lab = openLab();
    expect(await refusalOf(rotated(lab, FOLLOWING))).toMatchObject({ diagnostics: [{ code: 'ACR2082' }] });
    await lab.converge(example());
    expect(await refusalOf(rotated(lab, example()))).toMatchObject({ diagnostics: [{ code: 'ACR2401' }] });
  });

  it('a key whose newest version is disabled, or of another type than RSA', async () => {
    const lab = await withFollowedKey();
    await plane(lab, 'PATCH', '/keys/registry/', { attributes: { enabled: false } });
    expect(await refusalOf(rotated(lab, FOLLOWING))).toMatchObject({
      exitCode: 1,
      diagnostics: [{ code: 'ACR2406', hint: expect.stringContaining('--enabled true') }],
    });
    await plane(lab, 'POST', '/keys/registry/create', { kty: 'EC' });
    for (const adopt of [false, true])
      expect(await refusalOf(rotated(lab, FOLLOWING, { adopt }))).toMatchObject({
        diagnostics: [{ code: 'ACR2406', detail: expect.stringContaining('"EC"') }],
      });
  });

  it('a newest version that is expired is not adopted', async () => {
    const lab = await withFollowedKey();
    const exp = Date.UTC(2025, 0, 1) / 1000;
    await plane(lab, 'POST', '/keys/registry/create', { kty: 'RSA', attributes: { exp } });
    const refusal = await refusalOf(rotated(lab, FOLLOWING, { adopt: true }));
    expect(refusal).toMatchObject({
      diagnostics: [{ code: 'ACR2406', detail: expect.stringContaining('expired') }],
    });
  });

  it.each([
    ['ForbiddenByPolicy', 4, 'ACR2403', { accessPolicies: [] }],
    ['ForbiddenByRbac', 4, 'ACR2403', { enableRbacAuthorization: true }],
    [
      'ForbiddenByFirewall',
      1,
      'ACR2404',
      { networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices' } },
    ],
    ['ForbiddenByConnection', 1, 'ACR2404', { publicNetworkAccess: 'Disabled' }],
  ])('a vault that says no: %s (K02, K03, K04)', async (reason, exitCode, code, properties) => {
    const lab = await withFollowedKey();
    await lab.request('PATCH', VAULT, '2026-02-01', { properties });
    lab.emulator.setPermissions([{ scope: '/', actions: ['*'] }]);
    const refusal = await refusalOf(rotated(lab, FOLLOWING));
    expect(refusal).toMatchObject({ exitCode, diagnostics: [{ code }] });
    expect(refusal.diagnostics[0]?.detail).toContain(reason);
  });

  it('a key that is deleted: how to have it back, and never purge it', async () => {
    const lab = await withFollowedKey();
    await plane(lab, 'DELETE', '/keys/registry');
    const refusal = await refusalOf(rotated(lab, FOLLOWING));
    expect(refusal).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'ACR2405' }] });
    expect(refusal.diagnostics[0]?.hint).toContain(
      'az keyvault key recover --vault-name kv-images --name registry',
    );
  });
});
