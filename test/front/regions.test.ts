import { describe, expect, it } from 'vitest';
import type { FrontWish } from './bodies.ts';
import { HAS_FRONT_PARTS } from './client.ts';
import { editGateway } from './edits.ts';
import { HOST, PULLER, REPOSITORY, sharedRegistry, stageFront, WISH } from './stage.ts';
import { leaksIn } from './transcript.ts';

const WEST = 'registry-west.contoso.test';
const NORTH = 'registry-north.contoso.test';
const BOTH: FrontWish = {
  ...WISH,
  regions: [
    { region: 'westeurope', dataHost: WEST },
    { region: 'northeurope', dataHost: NORTH },
  ],
};

describe.runIf(HAS_FRONT_PARTS)('a public front of two regions', () => {
  // The replica that answers says where layers are: in its own region, which need not be that of the gateway.
  const inWest = sharedRegistry({ regions: ['westeurope', 'northeurope'] });
  const inNorth = sharedRegistry({ regions: ['northeurope', 'westeurope'] });

  it.each([
    ['its own region', inWest, WEST],
    ['the other one', inNorth, NORTH],
  ])(
    'is pulled from where the replica that answers has its layers in %s (2.22, 2.29)',
    async (_, registry, dataHost) => {
      const { client, proxy, gateways, folder } = await stageFront(registry(), { wish: BOTH });
      const ran = await client.pull(`${HOST}/${REPOSITORY}:v1`, `${folder}/pulled:v1`, PULLER);
      expect(ran).toMatchObject({ code: 0 });
      expect(new Set(proxy.asked.map(({ host }) => host))).toEqual(new Set([HOST, dataHost]));
      const [home, other] = gateways.map(({ seen }) => new Set(seen.map(({ host }) => host)));
      expect(home).toEqual(new Set(dataHost === WEST ? [HOST, WEST] : [HOST]));
      expect(other).toEqual(new Set(dataHost === WEST ? [] : [NORTH]));
      expect(leaksIn(gateways.flatMap(({ seen }) => seen))).toEqual([]);
      expect(gateways.flatMap(({ faults }) => faults)).toEqual([]);
    },
  );

  it('gives no layer of the other region where a gateway rewrites the data host of its own alone (2.22)', async () => {
    const { client, folder, gateways } = await stageFront(inNorth(), {
      wish: BOTH,
      edit: (bodies) =>
        bodies.region === 'westeurope'
          ? editGateway(bodies, ({ properties }) => {
              for (const { properties: set } of properties.rewriteRuleSets)
                set.rewriteRules = set.rewriteRules.filter(({ conditions }) =>
                  conditions.every(({ pattern }) => !pattern.includes('northeurope')),
                );
            })
          : bodies,
    });
    const ran = await client.pull(`${HOST}/${REPOSITORY}:v1`, `${folder}/pulled:v1`, PULLER);
    expect(ran.stderr).toMatch(/Get "https:\/\/contoso\.northeurope\.data\.azurecr\.io\/.*Forbidden/);
    expect(leaksIn(gateways.flatMap(({ seen }) => seen))).toHaveLength(1);
  });
});
