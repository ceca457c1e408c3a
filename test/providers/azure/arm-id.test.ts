import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  armId,
  collectionOf,
  foldId,
  nameOf,
  parentId,
  parseArmId,
  resourceGroupId,
} from '../../../src/providers/azure/arm-id.ts';
import { hostileText } from '../../arbitraries/text.ts';

const word = fc.oneof(hostileText(4), fc.constantFrom('rg-images', 'providers', 'a.b')).map((text) => {
  const part = text.replace(/[/\n\r\u2028\u2029]/g, '');
  return part === '' ? 'x' : part;
});
const parts = fc.record({
  subscription: word,
  resourceGroup: word,
  namespace: word,
  path: fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 3 }),
});

test('an id is read back to the parts it was made of, in any case', () => {
  fc.assert(
    fc.property(parts, ({ subscription, resourceGroup, namespace, path }) => {
      const type = [namespace, ...path.map(([segment]) => segment)].join('/');
      const names = path.map(([, name]) => name);
      const id = armId(subscription, resourceGroup, type, ...names);
      expect(parseArmId(id)).toEqual({ subscription, resourceGroup, type, names });
      expect(nameOf(id)).toBe(names.at(-1));
      expect(`${collectionOf(id)}/${nameOf(id)}`).toBe(id);
      const [last = ''] = path.at(-1) ?? [];
      expect(`${path.length === 1 ? id : `${parentId(id)}/${last}/${names.at(-1)}`}`).toBe(id);
      const shouted = foldId(id).toUpperCase();
      expect(foldId(shouted)).toBe(foldId(foldId(shouted)));
      expect(parseArmId(foldId(id))?.names).toEqual(names.map((name) => name.toLowerCase()));
    }),
    { numRuns: 500 },
  );
});

test('the id of a group is read as one', () => {
  expect(parseArmId(resourceGroupId('s', 'rg').toUpperCase())).toEqual({
    subscription: 'S',
    resourceGroup: 'RG',
    type: 'Microsoft.Resources/resourceGroups',
    names: ['RG'],
  });
});

test('no text makes reading it as an id throw, and what is read is written back to the same id', () => {
  const good = fc.constantFrom(
    '/subscriptions/s/resourceGroups/rg',
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.X/a/b/c/d',
  );
  const broken = fc.tuple(good, fc.nat(80), hostileText(2)).map(([id, at, put]) => {
    const cut = at % (id.length + 1);
    return id.slice(0, cut) + put + id.slice(cut + 1);
  });
  fc.assert(
    fc.property(fc.oneof(good, broken, hostileText()), (id) => {
      const { subscription = '', resourceGroup = '', type = '', names = [] } = parseArmId(id) ?? {};
      const isGroup = type === 'Microsoft.Resources/resourceGroups' && !/\/providers\//i.test(id);
      const group = resourceGroupId(subscription, resourceGroup);
      const again = isGroup ? group : armId(subscription, resourceGroup, type, ...names);
      expect(type === '' ? id : foldId(again)).toBe(type === '' ? id : foldId(id));
    }),
    { numRuns: 500 },
  );
});
