import { describe, expect, it } from 'vitest';
import { AcrctlError } from '../../src/core/errors.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { setPath } from '../../src/core/path.ts';
import type { Plan, PlanOptions } from '../../src/core/plan.ts';
import { EXAMPLE, GROUP, type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  AT,
  applySaved,
  CHANGED,
  type Edits,
  example,
  ID,
  putForeignLink,
  resigned,
  savedPlan,
  sent,
  VERSION,
} from './stacks.ts';

interface Case {
  readonly name: string;
  /** Something moves after the plan was saved. */
  readonly move?: (lab: Lab) => Promise<unknown>;
  /** The file as it is when the plan is applied. */
  readonly edits?: Edits;
  readonly run?: RunOptions;
}

/** Saves a plan over the applied example, lets something move, applies the plan. */
async function outcomeOf({ move, edits = CHANGED, run = {} }: Case): Promise<readonly string[] | string> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  const saved = await savedPlan(lab, example(CHANGED));
  await move?.(lab);
  lab.emulator.clearRequests();
  try {
    const { kind } = await applySaved(lab, example(edits), saved, run);
    return [kind, ...sent(lab)];
  } catch (error) {
    expect(error).toBeInstanceOf(AcrctlError);
    expect([(error as AcrctlError).exitCode, sent(lab)]).toEqual([6, []]);
    return (error as AcrctlError).diagnostics.map(({ detail }) => detail).join('\n');
  }
}

describe('a saved plan is refused with exit 6, naming what moved, after a change of', () => {
  it.each<Case & { readonly says: RegExp }>([
    {
      name: 'the configuration',
      edits: { ...CHANGED, [`${AT.registry}.adminUser`]: true },
      says: /configuration.*bindings\.config/,
    },
    {
      name: 'the configuration where the plan does not depend on it',
      edits: { ...CHANGED, 'resourceGroups.rg-images': { protect: true } },
      says: /configuration.*bindings\.config/,
    },
    { name: 'the tool', run: { version: '1.0.1' }, says: /made by acrctl 1\.0\.0; this is 1\.0\.1/ },
    {
      name: 'the stack',
      edits: { ...CHANGED, stack: 'images-test' },
      says: /made for the stack "images-prod"; this is "images-test"/,
    },
    {
      name: 'the subscription',
      run: { env: { AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000bb' } },
      says: /other subscriptions.*bindings\.subscriptions/,
    },
    {
      name: 'the serial of the state',
      move: async (lab) => {
        await lab.converge(example({ [`${AT.registry}.adminUser`]: true }));
      },
      says: /made from serial 1 of the state; now it is 2 .*bindings\.state\.serial/,
    },
    {
      name: 'a managed property of a live object',
      move: (lab) =>
        patch(lab, ID.registry, VERSION.registry, {
          properties: {
            adminUserEnabled: false,
            dataEndpointEnabled: true,
            publicNetworkAccess: 'Enabled',
            policies: { exportPolicy: { status: 'enabled' } },
          },
        }),
      says: /registries\.contosoimages is not as the plan saw it.*bindings\.live/,
    },
    {
      name: 'a tag of ours',
      move: (lab) =>
        patch(lab, ID.group, VERSION.resources, {
          tags: { owner: 'somebody', 'acrctl-stack': 'images-prod', 'acrctl-address': AT.group },
        }),
      says: /resourceGroups\.rg-images is not as the plan saw it: tags\.owner has changed.*bindings\.live/,
    },
    {
      name: 'the mark',
      move: (lab) => patch(lab, ID.registry, VERSION.registry, { tags: { owner: 'platform' } }),
      says: /registries\.contosoimages is not as the plan saw it: tags\.acrctl-.* has changed/,
    },
    {
      name: 'existence',
      move: (lab) => remove(lab, ID.link, VERSION.dns),
      says: /links\.vnet-hub is not as the plan saw it: it is gone/,
    },
    {
      name: 'incarnation',
      move: async (lab) => {
        const before = (await lab.request('GET', ID.registry, VERSION.registry)) as JsonObject;
        await lab.request('DELETE', ID.registry, VERSION.registry);
        lab.emulator.advance(60_000);
        await lab.request('PUT', ID.registry, VERSION.registry, before);
      },
      says: /registries\.contosoimages is not as the plan saw it: it was deleted and made again/,
    },
  ])('$name', async ({ says, ...rest }) => {
    expect(await outcomeOf(rest)).toMatch(says);
  });

  it.each<[string, Partial<PlanOptions>]>([
    ['destroy', { destroy: true }],
    ['target', { target: [AT.registry] }],
    ['exclude', { exclude: [AT.network] }],
    ['replace', { replace: [AT.link] }],
    ['allow-destroy', { allowDestroy: [AT.zone] }],
    ['allow-mass-destroy', { allowMassDestroy: 3 }],
  ])('the option %s', async (_, options) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const saved = await savedPlan(lab, example(CHANGED));
    await expect(lab.apply(example(CHANGED), { saved, options })).rejects.toMatchObject({
      exitCode: 6,
      diagnostics: [
        expect.objectContaining({ code: 'ACR2023', detail: expect.stringContaining('bindings.options') }),
      ],
    });
  });

  it.each<[string, (snapshot: Snapshot) => Snapshot, RegExp]>([
    [
      'the lineage of the state',
      (snapshot) => ({ ...snapshot, lineage: '11111111-1111-4111-8111-111111111111' }),
      /bindings\.state\.lineage/,
    ],
    [
      'the content of the state',
      (snapshot) => ({ ...snapshot, hash: 'f'.repeat(64) }),
      /bindings\.state\.hash/,
    ],
  ])('%s', async (_, change, says) => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const saved = await savedPlan(lab, example(CHANGED));
    const { state } = saved.bindings;
    // The same as a state that moved under the plan: the plan says another one than there is.
    const other = resigned({ ...saved, bindings: { ...saved.bindings, state: state && change(state) } });
    await expect(applySaved(lab, example(CHANGED), other)).rejects.toMatchObject({
      exitCode: 6,
      diagnostics: [expect.objectContaining({ detail: expect.stringMatching(says) })],
    });
  });
});

describe('a saved plan is applied after', () => {
  it.each<Case>([
    { name: 'nothing happened' },
    {
      name: 'time passed, and with it ETags and stamps',
      move: async (lab) => lab.emulator.advance(86_400_000),
    },
    {
      name: 'an ETag changed under the same values',
      move: async (lab) => {
        const network = (await lab.request('GET', ID.network, VERSION.network)) as JsonObject;
        await lab.request('PUT', ID.network, VERSION.network, network);
      },
    },
    {
      name: 'a foreign tag came',
      move: async (lab) => {
        const { tags } = (await lab.request('GET', ID.registry, VERSION.registry)) as { tags: JsonObject };
        await patch(lab, ID.registry, VERSION.registry, { tags: { ...tags, costs: '42' } });
      },
    },
    { name: 'a foreign subnet came', move: (lab) => putForeignSubnet(lab) },
    {
      name: 'a foreign record came',
      move: (lab) =>
        lab.request('PUT', `${ID.zone}/A/elsewhere`, VERSION.dns, {
          properties: { ttl: 10, aRecords: [{ ipv4Address: '10.1.1.1' }] },
        }),
    },
    { name: 'a foreign link came', move: (lab) => putForeignLink(lab) },
    { name: 'others took addresses of the subnet', move: (lab) => putForeignEndpoint(lab) },
    {
      name: 'a property that nobody manages changed',
      move: (lab) => patch(lab, ID.registry, VERSION.registry, { properties: { adminUserEnabled: true } }),
    },
  ])('$name', async (row) => {
    expect(await outcomeOf(row)).toEqual(['applied', 'PATCH contosoimages']);
  });

  it.each([
    { listOrder: 'reversed', idCase: 'lower' },
    { listOrder: 'shuffled', idCase: 'upper' },
  ] as const)('lists came $listOrder and ids in $idCase case', async (spelling) => {
    const [plain, odd] = [openLab(), openLab({ emulator: spelling })];
    await plain.converge(EXAMPLE);
    await odd.converge(EXAMPLE);
    const [a, b] = [await savedPlan(plain, example(CHANGED)), await savedPlan(odd, example(CHANGED))];
    expect(withoutState(b)).toEqual(withoutState(a));
  });

  it('exactly once', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const saved = await savedPlan(lab, example(CHANGED));
    await applySaved(lab, example(CHANGED), saved);
    await expect(applySaved(lab, example(CHANGED), saved)).rejects.toMatchObject({ exitCode: 6 });
  });

  it('exactly once where there was no state', async () => {
    const lab = openLab();
    const saved = await savedPlan(lab, EXAMPLE);
    expect(saved.bindings.state).toBeNull();
    expect((await applySaved(lab, EXAMPLE, saved)).kind).toBe('applied');
    await expect(applySaved(lab, EXAMPLE, saved)).rejects.toMatchObject({
      exitCode: 6,
      diagnostics: expect.arrayContaining([
        expect.objectContaining({ detail: expect.stringContaining('before there was a state') }),
      ]),
    });
  });
});

type Snapshot = NonNullable<Plan['bindings']['state']>;

/** The state's hash follows from ids that Azure draws; the rest of two plans must be equal. */
function withoutState(plan: Plan): unknown {
  const { digest: _, bindings, ...rest } = plan;
  const { state: __, ...others } = bindings;
  return { ...rest, bindings: others };
}

function patch(lab: Lab, id: string, version: string, body: JsonObject): Promise<unknown> {
  return lab.request('PATCH', id, version, body);
}

async function remove(lab: Lab, id: string, version: string): Promise<void> {
  await lab.request('DELETE', id, version);
  lab.emulator.advance(120_000);
}

async function putForeignSubnet(lab: Lab): Promise<void> {
  await lab.request('PUT', `${ID.network}/subnets/theirs`, VERSION.network, {
    properties: { addressPrefix: '10.20.9.0/24' },
  });
  lab.emulator.advance(60_000);
}

async function putForeignEndpoint(lab: Lab): Promise<void> {
  const connection = {
    name: 'theirs',
    properties: { privateLinkServiceId: ID.registry, groupIds: ['registry'] },
  };
  const body = setPath(
    { location: 'westeurope', properties: { subnet: { id: ID.subnet } } },
    'properties.privateLinkServiceConnections',
    [connection],
  );
  await lab.request(
    'PUT',
    `${GROUP}/providers/Microsoft.Network/privateEndpoints/theirs`,
    VERSION.network,
    body,
  );
  lab.emulator.advance(60_000);
}
