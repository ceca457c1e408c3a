import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath, listAt, textAt } from '../../src/core/path.ts';
import { nameOf } from '../../src/providers/azure/arm-id.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { AT, actionsOf, changeAt, edited, example, ID, objectAt, planOf, sent, VERSION } from './stacks.ts';

const BUILDER = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/builder`;
const ASSIGNMENTS = `${ID.registry}/providers/Microsoft.Authorization/roleAssignments`;
const GRANT = `${AT.registry}.roleAssignments.build`;
const ACR_PUSH = '8311e382-0749-4cb8-b61a-304f252e45ec';
const ACR_PULL = '7f951dda-4ed3-4680-a7ca-43fe172d538d';
const OBJECT_ID = '11111111-2222-4333-8444-555555555555';

const OF_OTHERS = { role: ACR_PUSH, principalId: OBJECT_ID };

const GRANTED = example({ 'identities.builder': {}, [GRANT]: { role: 'AcrPush', identity: 'builder' } });

describe('a role on a registry', () => {
  it('goes to the principal of an identity, which nobody copies (0.30)', async () => {
    const lab = openLab();
    expect(changeAt(await planOf(lab, GRANTED), GRANT)).toMatchObject({ actions: ['create'] });
    await lab.converge(GRANTED);
    expect(await granted(lab)).toEqual([{ role: ACR_PUSH, principalId: principalIn(lab) }]);
    expect(await planOf(lab, GRANTED)).toMatchObject({ changes: [], drift: [] });
  });

  it('follows the identity that somebody deleted and acrctl makes again (0.30)', async () => {
    const lab = openLab();
    await lab.converge(GRANTED);
    await lab.request('DELETE', BUILDER, VERSION.identity);
    expect(actionsOf(await planOf(lab, GRANTED))).toEqual([
      'create identities.builder',
      `delete+create ${GRANT}`,
    ]);
    await lab.converge(GRANTED);
    expect(await granted(lab)).toEqual([{ role: ACR_PUSH, principalId: principalIn(lab) }]);
    expect(await planOf(lab, GRANTED)).toMatchObject({ changes: [], drift: [] });
  });

  it('of another kind is another grant, made in place of the first; those of others stay', async () => {
    const lab = openLab();
    await lab.converge(GRANTED);
    await grantOfOthers(lab);
    const pull = edited(GRANTED, { [`${GRANT}.role`]: 'AcrPull' });
    expect(actionsOf(await planOf(lab, pull))).toEqual([`delete+create ${GRANT}`]);
    await lab.converge(pull);
    expect(await granted(lab)).toEqual([{ role: ACR_PULL, principalId: principalIn(lab) }, OF_OTHERS]);
    await lab.converge(edited(GRANTED, { [GRANT]: null }));
    expect(await granted(lab)).toEqual([OF_OTHERS]);
  });

  it('that is there under another name is satisfied, and stays whose it is', async () => {
    const lab = openLab();
    await lab.converge(example());
    await grantOfOthers(lab);
    const text = example({ [GRANT]: { role: ACR_PUSH, principalId: OBJECT_ID, principalType: 'user' } });
    expect((await planOf(lab, text)).changes).toEqual([]);
    const before = sent(lab).length;
    await lab.converge(text);
    await lab.converge(example());
    expect(sent(lab)).toHaveLength(before);
    expect(await granted(lab)).toEqual([OF_OTHERS]);
  });
});

/** Of the identity as it is now: made again, it has another. */
function principalIn(lab: Lab): unknown {
  return getPath(objectAt(lab, BUILDER), 'properties.principalId');
}

async function grantOfOthers(lab: Lab): Promise<void> {
  const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${ACR_PUSH}`;
  await lab.request('PUT', `${ASSIGNMENTS}/99999999-0000-4000-8000-000000000000`, VERSION.authorization, {
    properties: { roleDefinitionId, principalId: OBJECT_ID, principalType: 'User' },
  });
}

/** The grants on the registry itself, as anybody sees them, sorted by role. */
async function granted(lab: Lab): Promise<readonly JsonObject[]> {
  const list = (await lab.request('GET', ASSIGNMENTS, VERSION.authorization)) as JsonObject;
  const grants = listAt(list, 'value').map((grant) => ({
    role: nameOf(textAt(grant, 'properties.roleDefinitionId') ?? ''),
    principalId: textAt(grant, 'properties.principalId') ?? null,
  }));
  return grants.sort((a, b) => (a.role < b.role ? -1 : 1));
}
