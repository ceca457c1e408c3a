import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { GROUP, openLab } from '../lab.ts';
import { AT, edited, example, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const USER = `${AT.registry}.identity.user`;

const BOTH = edited(example(), { 'identities.builder': {}, [`${AT.registry}.identity`]: { system: true } });

describe('the identity of a registry', () => {
  it('is made with it, and a user-assigned one before it (0.16, 0.21, 0.22, 0.23, 0.24)', async () => {
    const lab = openLab();
    const text = edited(BOTH, { [USER]: ['builder'] });
    expect((await planOf(lab, text)).outputs['identities.builder']).toEqual({
      clientId: { knownAfter: 'identities.builder#properties.clientId' },
      principalId: { knownAfter: 'identities.builder#properties.principalId' },
    });
    await lab.converge(text);
    expect(sent(lab).indexOf('PUT builder')).toBeLessThan(sent(lab).indexOf('PUT contosoimages'));
    expect(identityOf(objectAt(lab, ID.registry))).toEqual(['systemAssigned, userAssigned', 'builder']);
    const { changes, outputs } = await planOf(lab, text);
    expect(changes).toEqual([]);
    const { principalId } = objectAt(lab, `${IDENTITY}/builder`)['properties'] as JsonObject;
    expect(outputs['identities.builder']).toMatchObject({ principalId: { value: principalId } });
  });

  it('made again has another principal, which no plan knows', async () => {
    const lab = openLab();
    const text = edited(BOTH, { [USER]: ['builder'] });
    await lab.converge(text);
    const plan = await planOf(lab, text, { options: { replace: ['identities.builder'] } });
    expect(plan.outputs['identities.builder']).toMatchObject({
      principalId: { knownAfter: 'identities.builder#properties.principalId' },
    });
  });

  it.each([
    [
      'a user-assigned one beside its own',
      { [USER]: ['builder'] },
      ['systemAssigned, userAssigned', 'builder'],
    ],
    ['its own no longer', { [`${AT.registry}.identity.system`]: false }, undefined],
    [
      'another in place of its own',
      { [`${AT.registry}.identity`]: { system: false, user: ['builder'] } },
      ['userAssigned', 'builder'],
    ],
  ])('is changed by one request to %s (0.21, 0.23, 0.24)', async (_, edits, identity) => {
    const lab = openLab();
    await lab.converge(BOTH);
    const text = edited(BOTH, edits);
    const before = sent(lab).length;
    await lab.converge(text);
    expect(sent(lab).slice(before)).toEqual(['PATCH contosoimages']);
    expect(identityOf(objectAt(lab, ID.registry))).toEqual(identity);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
  });

  it('is none where the file says so from the start (0.23)', async () => {
    const lab = openLab();
    const text = example({ [`${AT.registry}.identity`]: { system: false } });
    await lab.converge(text);
    expect(identityOf(objectAt(lab, ID.registry))).toBeUndefined();
    expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
  });

  it('keeps what others have assigned, which keys of customers and domains may stand on (0.24)', async () => {
    const lab = openLab();
    const text = edited(BOTH, { [USER]: ['builder'] });
    await lab.converge(text);
    const theirs = `${IDENTITY}/theirs`;
    await lab.request('PUT', theirs, VERSION.identity, { location: 'westeurope' });
    await lab.request('PATCH', ID.registry, VERSION.registry, {
      identity: { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [theirs]: {} } },
    });
    const withoutOurs = edited(BOTH, {
      [`${AT.registry}.identity`]: { system: true },
      [`${AT.registry}.policies.retentionDays`]: 9,
    });
    await lab.converge(withoutOurs);
    expect(identityOf(objectAt(lab, ID.registry))).toEqual(['systemAssigned, userAssigned', 'theirs']);
  });
});

/** The kind, and the names of those assigned; undefined where the registry has no identity at all. */
function identityOf({ identity }: JsonObject): readonly string[] | undefined {
  if (identity === undefined) return undefined;
  const { type, userAssignedIdentities = {} } = identity as {
    type: string;
    userAssignedIdentities?: JsonObject;
  };
  return [type, ...Object.keys(userAssignedIdentities).map((id) => id.slice(id.lastIndexOf('/') + 1))];
}
