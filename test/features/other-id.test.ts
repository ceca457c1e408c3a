import { describe, expect, it } from 'vitest';
import { isSameId, otherId } from '../../src/features/other-id.ts';
import { AT, ID, SUBSCRIPTION } from '../scenarios/stacks.ts';

const KNOWN = (Object.keys(ID) as (keyof typeof ID)[]).flatMap((name) =>
  name === 'record' ? [] : [{ address: AT[name], id: ID[name] }],
);
const OTHER = '/subscriptions/00000000-0000-0000-0000-0000000000bb';
const GRANT = {
  address: `${AT.registry}.roleAssignments.builders`,
  id: `${ID.registry}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000001`,
};

function hintFor(entry: { address: string; id: string }, given: string, held = KNOWN): string | undefined {
  const { code, address, hint, detail } = otherId(entry, given, KNOWN, held);
  expect([code, address]).toEqual(['ACR2081', entry.address]);
  expect(detail + hint).toContain(entry.id);
  return hint;
}

describe('an id that is not that of the entry', () => {
  const write = (...lines: string[]) => ['If that object is meant, write in the file:', ...lines].join('\n');
  const at = (name: Exclude<keyof typeof ID, 'record'>) => ({ address: AT[name], id: ID[name] });

  it.each([
    ['a name', at('registry'), ID.registry.replace(/\w+$/, 'other'), write(`${AT.registry}.name: other`)],
    [
      'a group',
      at('network'),
      ID.network.replace('rg-images', 'rg-hub'),
      write(`${AT.network}.resourceGroup: rg-hub`),
    ],
    [
      'a group, and a name',
      at('endpoint'),
      `${SUBSCRIPTION}/resourceGroups/rg-hub/providers/Microsoft.Network/privateEndpoints/pe`,
      write(`${AT.endpoint}.resourceGroup: rg-hub`, `${AT.endpoint}.name: pe`),
    ],
    [
      'what holds it',
      at('subnet'),
      `${OTHER}/resourceGroups/rg-images/providers/Microsoft.Network/virtualNetworks/vnet-spoke/subnets/ends`,
      write(
        `${AT.network}.subscription: 00000000-0000-0000-0000-0000000000bb`,
        `${AT.network}.name: vnet-spoke`,
        `${AT.subnet}.name: ends`,
      ),
    ],
    [
      'the name of a group',
      at('group'),
      `${SUBSCRIPTION}/resourceGroups/rg-hub`,
      write(`${AT.group}.name: rg-hub`),
    ],
    [
      'the subscription of a group',
      at('group'),
      `${OTHER}/resourceGroups/rg-images`,
      write(`${AT.group}.subscription: 00000000-0000-0000-0000-0000000000bb`),
    ],
  ])('is answered with the keys to be changed: %s', (_, entry, given, hint) => {
    expect(hintFor(entry, given)).toBe(hint);
  });

  it.each([
    ['of a zone group', at('zoneGroup'), ID.zoneGroup.replace('default', 'theirs')],
    ['of an endpoint, its subscription', at('endpoint'), ID.endpoint.replace(SUBSCRIPTION, OTHER)],
    ['of a grant', GRANT, GRANT.id.replace(/1$/, '2')],
  ])('is no matter of a key where the rest of the file says it: %s', (_, entry, given) => {
    expect(hintFor(entry, given)).toContain('No key of the entry says that');
  });

  it('is answered with the address that it has in the file', () => {
    expect(hintFor(at('registry'), ID.network.toUpperCase())).toBe(`Did you mean '${AT.network}'?`);
  });

  it('is answered with the command that gives it the address, where the state holds it at another', () => {
    const id = ID.registry.replace(/\w+$/, 'other');
    expect(hintFor(at('registry'), id, [{ address: 'registries.b', id }] as never)).toContain(
      `"acrctl state mv 'registries.b' '${AT.registry}'"`,
    );
  });

  it.each([
    ID.registry.replace('Microsoft.ContainerRegistry/registries', 'Microsoft.Network/virtualNetworks'),
    ID.registry.replace('ContainerRegistry', 'Network'),
    `${ID.registry}/replications/a`,
    `${SUBSCRIPTION}/resourceGroups/rg-other`,
  ])('is of another kind: %s', (given) => {
    expect(hintFor(at('registry'), given)).toContain('another kind');
  });

  it.each([
    '',
    '/',
    'contosoimages',
    'subscriptions/a/resourceGroups/b',
    '/subscriptions/a',
    `${ID.registry}/a`,
    '/subscriptions//resourceGroups/b',
  ])('is no id at all: "%s"', (given) => {
    expect(hintFor(at('registry'), given)).toContain('It begins with /subscriptions/');
  });
});

it('compares ids in any case, and with a slash or a blank behind them', () => {
  expect(isSameId(ID.registry, ` ${ID.registry.toUpperCase()}// `)).toBe(true);
  expect(isSameId(ID.registry, `${ID.registry}x`)).toBe(false);
});
