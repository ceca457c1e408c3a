import { describe, expect, it } from 'vitest';
import type { KeyRevocation } from '../../src/core/key-revocation.ts';
import { openLab } from '../lab.ts';
import { KEY_URI } from '../vault-team.ts';
import {
  BY_URI,
  byOwnIdentity,
  byPolicy,
  byRole,
  give,
  IDENTITY,
  KEYS_GROUP,
  MANAGED,
  NEEDED,
  OTHER,
  policiesOf,
  principalOf,
  putOther,
  ROLE,
  refused,
  revoked,
  SOMEBODY,
  VAULT,
  VAULT_VERSION,
  withVault,
} from './revoking.ts';
import { refusalOf } from './rotating.ts';
import { AT, ID, planOf, SUBSCRIPTION, VERSION } from './stacks.ts';

describe('access by a role', () => {
  it('is taken away at the vault, read back, and can be given back by the command that is told (3.58, 3.60)', async () => {
    const { lab, grant } = await byRole();
    expect(refused(lab)).toBeUndefined();
    lab.emulator.clearRequests();
    const document = await revoked(lab, BY_URI);
    expect(document).toMatchObject({
      result: 'revoked',
      exitCode: 0,
      authorization: 'roles',
      vault: VAULT,
      key: KEY_URI,
      identity: IDENTITY.toLowerCase(),
      principal: principalOf(lab),
      grants: [{ kind: 'role', id: grant, scope: VAULT }],
      others: [],
      affected: [ID.registry],
      restoredByApply: false,
    });
    expect(lab.writes().map(({ method, path }) => [method, path])).toEqual([['DELETE', grant]]);
    expect(refused(lab)).toBe('ForbiddenByRbac');
    expect(document.restore.join()).toContain(`--assignee-object-id ${principalOf(lab)}`);
    await give(lab, ROLE.encryption, VAULT);
    expect(refused(lab)).toBeUndefined();
  });

  it('is taken away at the key, too, and only there is the key meant alone (3.58)', async () => {
    const lab = await withVault({ enableRbacAuthorization: true });
    const grants = [await give(lab, ROLE.encryption, `${VAULT}/keys/registry`)];
    await lab.converge(BY_URI);
    await lab.request('PUT', `${VAULT}/keys/other`, VAULT_VERSION, { properties: { kty: 'RSA' } });
    await give(lab, ROLE.encryption, `${VAULT}/keys/other`);
    await putOther(lab, KEY_URI.replace('registry', 'other'));
    const document = await revoked(lab, BY_URI);
    expect(document).toMatchObject({
      result: 'revoked',
      grants: [{ kind: 'role', id: grants[0], scope: `${VAULT}/keys/registry` }],
      affected: [ID.registry],
    });
  });

  it('at the vault cuts off every registry that is found with that identity and vault (3.60)', async () => {
    const { lab } = await byRole();
    await lab.request('PUT', `${VAULT}/keys/other`, VAULT_VERSION, { properties: { kty: 'RSA' } });
    await putOther(lab, KEY_URI.replace('registry', 'other'));
    let announced: KeyRevocation | undefined;
    await revoked(lab, BY_URI, {
      announce: (each) => {
        announced = each;
      },
    });
    expect(announced?.affected).toEqual([ID.registry, OTHER]);
  });

  it('from above the vault, by another role or by a group is named and left: where it is certain, the access remains', async () => {
    const { lab } = await byRole();
    const above = await give(lab, ROLE.encryption, KEYS_GROUP);
    const officer = await give(lab, ROLE.officer, VAULT);
    const group = await give(lab, ROLE.encryption, SUBSCRIPTION, SOMEBODY, 'Group');
    const custom = await give(lab, ROLE.custom, VAULT);
    await give(lab, ROLE.reader, VAULT);
    await give(lab, ROLE.officer, VAULT, SOMEBODY);
    const { result, exitCode, others } = await revoked(lab, BY_URI);
    expect([result, exitCode]).toEqual(['access-remains', 1]);
    expect(new Map(others.map(({ id, role, group: of, certain }) => [id, [role, of, certain]]))).toEqual(
      new Map([
        [above, ['Key Vault Crypto Service Encryption User', null, true]],
        [officer, ['Key Vault Crypto Officer', null, true]],
        [group, ['Key Vault Crypto Service Encryption User', SOMEBODY, false]],
        [custom, [ROLE.custom, null, false]],
      ]),
    );
    expect(refused(lab)).toBeUndefined();
  });

  it('that is gone already is said so, with nothing written and nobody asked', async () => {
    const { lab } = await byRole();
    await revoked(lab, BY_URI);
    lab.emulator.clearRequests();
    const consent = async () => Promise.reject(new Error('Nobody is to be asked.'));
    expect(await revoked(lab, BY_URI, { consent })).toMatchObject({
      result: 'already-gone',
      grants: [],
      restore: [],
    });
    expect(lab.writes()).toEqual([]);
  });

  it('is not taken away without consent, nor while another run holds the lock', async () => {
    const { lab } = await byRole();
    lab.emulator.clearRequests();
    const asked: string[] = [];
    const no = new Error('no');
    const consent = async (name: string) => {
      asked.push(name);
      throw no;
    };
    await expect(revoked(lab, BY_URI, { consent })).rejects.toBe(no);
    expect(asked).toEqual(['contosoimages']);
    const lock = await lab.session(BY_URI, 'apply').acquireLock();
    expect(await refusalOf(revoked(lab, BY_URI))).toMatchObject({ exitCode: 5 });
    await lock.release();
    expect(lab.writes()).toEqual([]);
  });

  it('of which Azure takes only a part says how far it came, and the next run takes the rest', async () => {
    const { lab } = await byRole();
    await give(lab, ROLE.encryption, `${VAULT}/keys/registry`);
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    lab.emulator.setFaults([{ match: { method: 'DELETE', nth: 2 }, answer }]);
    const refusal = await refusalOf(revoked(lab, BY_URI));
    expect(refusal).toMatchObject({ exitCode: 4, diagnostics: [{ code: 'ACR2412', address: AT.registry }] });
    expect(refusal.diagnostics[0]?.detail).toContain('1 of 2 grants');
    expect(refused(lab)).toBeUndefined();
    expect(await revoked(lab, BY_URI)).toMatchObject({ result: 'revoked', grants: [{ kind: 'role' }] });
    expect(refused(lab)).toBe('ForbiddenByRbac');
  });
});

it('the access of the own identity of a registry is taken away, and nothing of another (3.58)', async () => {
  const { lab, file } = await byOwnIdentity();
  const document = await revoked(lab, file);
  expect(document).toMatchObject({ result: 'revoked', identity: null, affected: [ID.registry] });
  expect(document.grants).toHaveLength(1);
  expect(document.principal).not.toBe(principalOf(lab));
  expect(refused(lab)).toBeUndefined();
  lab.emulator.advance(3_600_000);
  expect(Object.values(lab.emulator.registryKeys())).toMatchObject([{ accessible: false }]);
});

describe('access by a policy', () => {
  it('is taken away, what else the entry allows stays, and so do those of others (3.58, 3.59)', async () => {
    const lab = await byPolicy();
    const document = await revoked(lab, BY_URI);
    expect(document).toMatchObject({
      result: 'revoked',
      authorization: 'policies',
      grants: [{ kind: 'policy', permissions: NEEDED }],
      affected: [ID.registry],
    });
    expect(policiesOf(lab)).toEqual({
      [principalOf(lab)]: { keys: ['list'], secrets: ['get'] },
      [SOMEBODY]: { keys: NEEDED },
    });
    expect(refused(lab)).toBe('ForbiddenByPolicy');
    expect(document.restore.join()).toContain('--key-permissions get wrapKey unwrapKey list');
  });

  it('that is given as all goes whole, since nothing less would take it', async () => {
    const lab = await byPolicy(['all']);
    expect(await revoked(lab, BY_URI)).toMatchObject({ grants: [{ kind: 'policy', permissions: ['all'] }] });
    expect(refused(lab)).toBe('ForbiddenByPolicy');
  });
});

describe('access that acrctl gives', () => {
  it('comes back with the next apply, which the plan shows (3.60)', async () => {
    const lab = openLab();
    await lab.converge(MANAGED);
    const document = await revoked(lab, MANAGED);
    expect(document).toMatchObject({ result: 'revoked', restoredByApply: true });
    const plan = await planOf(lab, MANAGED);
    expect(plan.changes.map(({ address, actions }) => [address, actions])).toEqual([
      [expect.stringMatching(/^registries\.contosoimages\.encryption\./), ['create']],
    ]);
    await lab.converge(MANAGED);
    expect(await planOf(lab, MANAGED)).toMatchObject({ changes: [] });
    const again = await revoked(lab, MANAGED);
    expect(again.result).toBe('revoked');
  });
});

describe('a revocation that cannot be done', () => {
  it('says so where no list shows the vault, and which could not be read', async () => {
    const { lab } = await byRole();
    const path = '/providers/Microsoft.KeyVault/vaults?';
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    lab.emulator.setFaults([{ match: { method: 'GET', path, nth: 'every' }, answer }]);
    const refusal = await refusalOf(revoked(lab, BY_URI));
    expect(refusal).toMatchObject({ exitCode: 1, diagnostics: [{ code: 'ACR2410', address: AT.registry }] });
    expect(refusal.diagnostics[0]?.detail).toContain('could not be listed');
  });

  it('says so where the registry does not tell who reaches the key (K08)', async () => {
    const { lab } = await byRole();
    await lab.request('PATCH', ID.registry, VERSION.registry, { identity: { type: 'None' } });
    lab.emulator.advance(300_000);
    expect(await refusalOf(revoked(lab, BY_URI))).toMatchObject({ diagnostics: [{ code: 'ACR2413' }] });
  });

  it('says so where somebody gives the access anew at once', async () => {
    const { lab } = await byRole();
    const consent = async () => {
      lab.emulator.setFaults([{ match: { method: 'DELETE' }, answer: { status: 200, body: '{}' } }]);
    };
    const refusal = await refusalOf(revoked(lab, BY_URI, { consent }));
    expect(refusal.diagnostics[0]?.code).toMatch(/ACR2412/);
  });
});
