import { expect, it } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { showerOf } from '../../src/report/values.ts';
import { GROUP, openLab } from '../lab.ts';
import { AT, edited, example, planOf } from '../scenarios/stacks.ts';

const IDENTITIES = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities`;
const BUILDER = { address: 'identities.builder', id: `${IDENTITIES}/builder` };

it('an id that is a key in a path is shown as the address it belongs to, and one of others by its names', () => {
  const check = (path: string, expected: string) => expect(showerOf([BUILDER]).path(path)).toBe(expected);
  const at = (id: string) => `identity.userAssignedIdentities["${id}"]`;
  check(at(BUILDER.id.toLowerCase()), 'identity.userAssignedIdentities[identities.builder]');
  check(at(`${IDENTITIES}/theirs`.toLowerCase()), 'identity.userAssignedIdentities[…/theirs]');
  check(`tags["${IDENTITIES}/theirs"].a`, 'tags[…/userAssignedIdentities/theirs].a');
  check('tags["/subscriptions/s"]', 'tags["/subscriptions/s"]');
  check('properties.list[name=hub].b', 'list[hub].b');
  check('properties.list[name=hub].properties.b', 'list[hub].b');
  check('properties.list[name="a/b"].of[variable=x].c', 'list[a/b].of[x].c');
  check('no path, but shown', 'no path, but shown');
});

it('that a registry has an identity of its own is told so, since the kind is compared without the others', () => {
  const { path, value } = showerOf([]);
  expect(path('identity.type')).toBe('own identity');
  const values = ['SystemAssigned', 'None', undefined, 'Other'].map((each) => value(each, 'identity.type'));
  expect(values).toEqual(['yes', 'no', '(none)', 'Other']);
  expect(value('None', 'tags.owner')).toBe('None');
});

it('identities of a registry take a line of the plan each, none wider than the terminal', async () => {
  const lab = openLab();
  const text = example({
    'identities.builder': {},
    [`${AT.registry}.identity`]: { system: true, user: ['builder'] },
  });
  const linesOf = async (yaml: string) =>
    planText(await planOf(lab, yaml), { width: 80, style: PLAIN })
      .split('\n')
      .filter((line) => line.includes('identity') && line.startsWith('      '));
  expect(await linesOf(text)).toEqual([
    '      own identity                       yes',
    '      identity.userAssignedIdentities[identities.builder]',
  ]);
  await lab.converge(text);
  const without = edited(text, { [`${AT.registry}.identity`]: { system: false } });
  expect(await linesOf(without)).toEqual([
    '      own identity                       yes -> no',
    '      identity.userAssignedIdentities[…/builder]',
  ]);
});
