import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { permissionsAt, permissionsIn } from '../../src/features/permissions/permission-sets.ts';
import { GROUP } from '../lab.ts';
import { liveOf } from './live-cases.ts';

const WRITE = 'Microsoft.Network/privateEndpoints/write';

function answer(body: JsonObject) {
  return permissionsIn(GROUP, liveOf({ [permissionsAt(GROUP).id]: body }));
}

function check(entries: readonly JsonObject[], allowed: boolean): void {
  const permissions = answer({ value: entries });
  expect(typeof permissions === 'object' && permissions.allow(WRITE)).toBe(allowed);
}

describe('what Azure says the caller may do', () => {
  it('is what an entry has in its actions, in any case', () => {
    check([{ actions: ['microsoft.network/privateendpoints/WRITE'], notActions: [] }], true);
    check([{ actions: ['Microsoft.Network/privateEndpoints/read'], notActions: [] }], false);
    check([{ actions: [], notActions: [] }], false);
  });

  it.each([
    ['*', true],
    ['*/write', true],
    ['Microsoft.Network/*', true],
    ['Microsoft.Network/*/write', true],
    ['Microsoft.*/privateEndpoints/*', true],
    ['Microsoft.Network/privateEndpoints/*', true],
    ['Microsoft.Network/*/delete', false],
    ['*/read', false],
    ['Microsoft.Network/privateEndpoints', false],
    ['Microsoft.Network.privateEndpoints.write', false],
  ])('spans slashes with the star of %s: %s', (action, allowed) => {
    check([{ actions: [action], notActions: [] }], allowed);
  });

  it('is without what the notActions of the same entry take away', () => {
    check([{ actions: ['*'], notActions: ['Microsoft.Network/*/write'] }], false);
    check([{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }], true);
  });

  it('is with what another entry allows, whatever the notActions of the first', () => {
    check(
      [
        { actions: ['*'], notActions: ['*/write'] },
        { actions: ['Microsoft.Network/*'], notActions: [] },
      ],
      true,
    );
  });

  it('is nothing of what it may do to data', () => {
    check([{ actions: [], notActions: [], dataActions: ['*'], notDataActions: [] }], false);
  });

  it('is not known where Azure refuses, nobody asked, or there is nothing at the scope', () => {
    expect(answer({ refused: 'AuthorizationFailed' })).toBe('refused');
    expect(answer({ value: [] })).toBe('refused');
    expect(permissionsIn(GROUP, new Map())).toBe('unasked');
  });
});
