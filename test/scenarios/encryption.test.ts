import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import { GROUP, type Lab, type LabOptions, openLab } from '../lab.ts';
import { KEY_URI, rotateKey, withoutVault } from '../vault-team.ts';
import { loseState } from './importing.ts';
import { importedRegistry } from './importing-registry.ts';
import { AT, changeAt, type Edits, example, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const ENCRYPTION = `${AT.registry}.encryption`;
const USERS = `${AT.registry}.identity.user`;
const IDENTITIES = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;

/** The example with a key, and the identities that are listed. */
function encrypted(encryption: Json, users: readonly string[] = ['images-cmk'], edits: Edits = {}): string {
  return example({
    ...Object.fromEntries(users.map((key) => [`identities.${key}`, {}])),
    [USERS]: [...users],
    [ENCRYPTION]: encryption,
    ...edits,
  });
}

const AUTO = { key: KEY_URI, identity: 'images-cmk' };
const withTeam = (options: LabOptions = {}) => openLab({ vaultTeam: true, ...options });
const properties = (lab: Lab) =>
  getPath(objectAt(lab, ID.registry), 'properties.encryption.keyVaultProperties') as Record<string, string>;
const clientOf = (lab: Lab, key: string) =>
  getPath(objectAt(lab, `${IDENTITIES}/${key}`), 'properties.clientId');

/** Makes the registry, and has it stay with the version that is the newest; answers that. */
async function manual(lab: Lab): Promise<string> {
  await lab.converge(encrypted(AUTO));
  const version = properties(lab)['versionedKeyIdentifier'] ?? '';
  await lab.converge(encrypted({ ...AUTO, key: version, rotation: 'manual' }));
  return version;
}

describe('a registry with a key of its owner', () => {
  it('is made with it, by the client id of an identity that is made before (3.5, 3.11, 3.29, 3.30)', async () => {
    const lab = withTeam();
    const file = encrypted(AUTO);
    const plan = await planOf(lab, file);
    const change = changeAt(plan, AT.registry);
    expect(change?.afterUnknown).toEqual({
      'properties.encryption.keyVaultProperties.identity': 'identities.images-cmk#properties.clientId',
    });
    expect(change?.impact.join()).toMatch(/can never be turned off.*24 hours/);
    await lab.converge(file);
    expect(properties(lab)).toMatchObject({ keyIdentifier: KEY_URI, identity: clientOf(lab, 'images-cmk') });
    const after = await planOf(lab, file);
    expect(after).toMatchObject({ changes: [], drift: [] });
    expect(after.outputs[AT.registry]).toHaveProperty('versionedKeyIdentifier');
  });

  it('waits for a grant that has not spread yet, and no longer than 15 minutes (K01)', async () => {
    const minutes = 60_000;
    const runOn = async (options: LabOptions) => {
      const lab = openLab(options);
      const before = lab.timeline.nowMs();
      const result = await lab.apply(encrypted(AUTO));
      const failed =
        result.kind === 'applied' ? result.outcome.failed.map(({ step }) => step) : [result.kind];
      return { failed, tookMs: lab.timeline.nowMs() - before };
    };
    const spread = await runOn({
      vaultTeam: true,
      emulator: { propagation: { policiesMs: 14 * minutes } },
    });
    expect(spread.failed).toEqual([]);
    expect(spread.tookMs).toBeGreaterThan(minutes);
    // No vault at all, so that nobody ever grants.
    const never = await runOn({});
    expect(never.failed).toEqual([`${AT.registry}/write`]);
    expect(never.tookMs).toBeLessThan(20 * minutes);
  });

  it('goes from one version to the next, and to following them, by one step (3.13, 3.48, 3.54, 3.56)', async () => {
    const lab = withTeam();
    await manual(lab);
    const next = await rotateKey(lab.emulator);
    for (const encryption of [{ ...AUTO, key: next, rotation: 'manual' }, AUTO]) {
      lab.emulator.clearRequests();
      const change = changeAt(await planOf(lab, encrypted(encryption)), AT.registry);
      expect(change?.steps.map(({ name }) => name)).toEqual(['rotate']);
      expect(change?.paths).toEqual(['properties.encryption.keyVaultProperties.keyIdentifier']);
      await lab.converge(encrypted(encryption));
      expect(sent(lab)).toEqual(['PATCH contosoimages']);
      expect(properties(lab)).toMatchObject({
        keyIdentifier: encryption.key,
        identity: clientOf(lab, 'images-cmk'),
      });
    }
  });

  it('changes its identity by adding, rotating and taking away, and the old one goes last (3.49, 3.51)', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO));
    const file = encrypted({ ...AUTO, identity: 'other' }, ['other'], { 'identities.images-cmk': null });
    const plan = await planOf(lab, file);
    expect(
      plan.changes.flatMap(({ address, steps }) => steps.map(({ name }) => `${address}/${name}`)),
    ).toEqual([
      'identities.images-cmk/delete',
      'identities.other/write',
      `${AT.registry}/identity-add`,
      `${AT.registry}/rotate`,
      `${AT.registry}/identity-remove`,
    ]);
    lab.emulator.clearRequests();
    await lab.converge(file);
    expect(sent(lab)).toEqual([
      'PUT other',
      'PATCH contosoimages',
      'PATCH contosoimages',
      'PATCH contosoimages',
      'DELETE images-cmk',
    ]);
    expect(properties(lab)).toMatchObject({ identity: clientOf(lab, 'other') });
    expect(await planOf(lab, file)).toMatchObject({ changes: [], drift: [] });
  });

  it('goes over to the identity of its own, and back, without a moment without either (3.7, 3.50, 3.55)', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO));
    const own = { [`${AT.registry}.identity.system`]: true };
    await lab.converge(encrypted(AUTO, ['images-cmk'], own));
    const system = encrypted({ ...AUTO, identity: 'system' }, ['images-cmk'], own);
    await lab.converge(system);
    expect(properties(lab)['identity']).toBe('system');
    const back = encrypted(AUTO, ['images-cmk'], { [`${AT.registry}.identity.system`]: false });
    const change = changeAt(await planOf(lab, back), AT.registry);
    expect(change?.steps.map(({ name }) => name)).toEqual(['rotate', 'identity-remove']);
    await lab.converge(back);
    expect(await planOf(lab, back)).toMatchObject({ changes: [], drift: [] });
  });

  it('that moves to a new version by itself has not drifted, and shows it (3.13, 3.31, K09)', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO));
    const next = await rotateKey(lab.emulator);
    lab.emulator.advance(3_600_000);
    const plan = await planOf(lab, encrypted(AUTO));
    expect(plan).toMatchObject({ changes: [], drift: [] });
    expect(plan.outputs[AT.registry]).toEqual({
      versionedKeyIdentifier: { value: next },
      lastKeyRotationTimestamp: { value: properties(lab)['lastKeyRotationTimestamp'] },
    });
  });
});

it.each([
  ['with the vault and the key of others', false],
  ['by the URI of the key, where nobody shows the vault', true],
])('a registry with a key of its owner is imported with it: %s', async (_, isHidden) => {
  const lab = withTeam();
  const version = await manual(lab);
  loseState(lab);
  const list = { method: 'GET', path: '/providers/Microsoft.KeyVault/vaults?', nth: 'every' } as const;
  const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
  if (isHidden) lab.emulator.setFaults([{ match: list, answer }]);
  const { text, composition } = await importedRegistry(lab, ID.registry, { stack: 'images-prod' });
  expect(text).toContain(`encryption:
      key: ${isHidden ? version : version.replace(/^.*keys/, 'kv-images')}
      rotation: manual
      identity: images-cmk
`);
  if (!isHidden)
    expect(text).toContain(`keyVaults:
  kv-images: # others may have keys in it
    existing: true
    resourceGroup: rg-keys
    keys:
      registry: { existing: true }
`);
  expect(composition.remarks).toEqual([]);
  expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
});

describe('what nobody can undo', () => {
  it('a registry that is there without a key is not made again for one: the plan has the way (3.6, K10)', async () => {
    const lab = withTeam();
    await lab.converge(example());
    const plan = await planOf(lab, encrypted(AUTO));
    expect(plan.diagnostics[0]?.detail).toContain('--source contosoimages.azurecr.io/REPOSITORY:TAG');
    expect(plan.diagnostics).toMatchObject([
      { code: 'ACR1326', detail: expect.stringContaining('az acr import') },
    ]);
    expect(plan.changes.flatMap(({ actions }) => actions)).not.toContain('delete');
  });

  it('the block that is taken out is an error with the lines to write back (3.8)', async () => {
    const lab = withTeam();
    const version = await manual(lab);
    const plan = await planOf(lab, encrypted(null));
    expect(plan.diagnostics).toMatchObject([
      {
        code: 'ACR1327',
        hint: `Write it back:\nencryption: { key: ${version}, rotation: manual, identity: images-cmk }`,
      },
    ]);
  });

  it('is told in the words of its cloud and its file', async () => {
    const lab = openLab({ emulator: { cloud: 'AzureUSGovernment' } });
    const inGovernment = (text: string) =>
      text
        .replace('azure:\n', 'azure:\n  cloud: AzureUSGovernment\n')
        .replaceAll('azurecr.io', 'azurecr.us')
        .replaceAll('westeurope', 'usgovvirginia')
        .replaceAll('vault.azure.net', 'vault.usgovcloudapi.net');
    await lab.converge(inGovernment(example()));
    const late = await planOf(lab, inGovernment(encrypted(AUTO)));
    expect(late.diagnostics[0]?.detail).toContain('--source contosoimages.azurecr.us/REPOSITORY:TAG');
    const other = withTeam();
    const named = { 'identities.images-cmk.name': 'id-images' };
    await other.converge(encrypted(AUTO, ['images-cmk'], named));
    const out = await planOf(other, encrypted(null, ['images-cmk'], named));
    expect(out.diagnostics[0]?.hint).toContain('identity: images-cmk }');
  });

  it('a registry of others, or one that never said so, is left as it is', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO));
    const existing = { existing: true, network: {} };
    expect(
      (await planOf(lab, example({ [AT.registry]: existing }))).diagnostics.map(({ code }) => code),
    ).not.toContain('ACR1327');
  });

  it('a registry that is being made cannot act as itself (3.7)', async () => {
    const lab = withTeam();
    const file = encrypted({ ...AUTO, identity: 'system' }, [], {
      [`${AT.registry}.identity`]: { system: true },
    });
    expect((await planOf(lab, file)).diagnostics).toMatchObject([{ code: 'ACR1328' }]);
  });
});

describe('the identity that a registry reaches its key with', () => {
  it('is not taken from the registry (I-13, 3.61, 3.62)', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO, ['images-cmk', 'other']));
    const file = example({ 'identities.images-cmk': {}, 'identities.other': {}, [USERS]: ['other'] });
    const plan = await planOf(lab, file);
    expect(changeAt(plan, AT.registry)?.blocked).toMatchObject({ code: 'ACR2008', allow: null });
    expect(await lab.apply(file)).toMatchObject({ kind: 'refused' });
  });

  it('is not deleted while any registry that can be read uses it, also one of others (I-13)', async () => {
    const lab = withTeam();
    await lab.converge(example({ 'identities.images-cmk': {} }));
    const identity = `${IDENTITIES}/images-cmk`;
    await lab.request('PUT', `${ID.registry}two`, VERSION.registry, {
      location: 'westeurope',
      sku: { name: 'Premium' },
      identity: { type: 'UserAssigned', userAssignedIdentities: { [identity]: {} } },
      properties: {
        encryption: {
          status: 'enabled',
          keyVaultProperties: { keyIdentifier: KEY_URI, identity: clientOf(lab, 'images-cmk') },
        },
      },
    });
    lab.emulator.advance(300_000);
    const plan = await planOf(lab, example(), { options: { allowDestroy: ['identities.images-cmk'] } });
    expect(changeAt(plan, 'identities.images-cmk')?.blocked).toMatchObject({
      code: 'ACR2008',
      detail: expect.stringContaining('contosoimagestwo'),
      allow: null,
    });
  });

  it('goes with its registry', async () => {
    const lab = withTeam();
    await lab.converge(encrypted(AUTO));
    const result = await lab.destroy(encrypted(AUTO), { options: { allowDestroy: [AT.registry] } });
    expect(result).toMatchObject({ kind: 'applied', outcome: { failed: [], notStarted: [] } });
    expect(withoutVault(lab.emulator.objects())).toEqual({});
  });
});
