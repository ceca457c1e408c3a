import { expect, test } from 'vitest';
import { differencesIn, type End } from './end.ts';

const END: End = {
  objects: {
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/hub': { size: 1 },
    '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/hub':
      { size: 2 },
  },
  resources: [
    { address: 'a', settled: true, dependsOn: ['b'] },
    { address: 'b', settled: false, dependsOn: [] },
  ],
  writes: ['PUT /a', 'PUT /b'],
  created: ['/a', '/b'],
};

function check(found: Partial<End>, expected: readonly string[]): void {
  expect(differencesIn(END, { ...END, ...found })).toEqual(expected);
}

test('the same end, in whatever order Azure and the state list it, differs in nothing', () => {
  check({}, []);
  check({ resources: (END.resources as readonly unknown[]).toReversed() }, []);
});

test('what is missing, and what is there once more, is told line by line', () => {
  check({ writes: ['PUT /a', 'PUT /a'] }, ['writes: - / PUT /b', 'writes: + / PUT /a']);
  check({ created: ['/a', '/b', '/b'] }, ['created: + / /b']);
});

test('a value that stands at another object is another end, though both have one name', () => {
  const [network, link] = Object.keys(END.objects as object);
  check({ objects: { [network ?? '']: { size: 2 }, [link ?? '']: { size: 1 } } }, [
    'objects: - /Microsoft.Network/virtualNetworks/hub/size 1',
    'objects: - /Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/hub/size 2',
    'objects: + /Microsoft.Network/virtualNetworks/hub/size 2',
    'objects: + /Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/hub/size 1',
  ]);
});

test('a value that stands at another entry of the state is another end', () => {
  const [a, b] = END.resources as readonly object[];
  check(
    {
      resources: [
        { ...a, settled: false },
        { ...b, settled: true },
      ],
    },
    [
      'resources: - /a/settled true',
      'resources: - /b/settled false',
      'resources: + /a/settled false',
      'resources: + /b/settled true',
    ],
  );
});
