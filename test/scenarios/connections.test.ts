import { beforeAll, describe, expect, it } from 'vitest';
import { connectionsText } from '../../src/report/connections-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { type Configuration, EXAMPLE, type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  askedByOthers,
  listed,
  othersIn,
  shownConnection,
  THEIRS,
  theirEndpoint,
} from './listed-connections.ts';
import { AT, altered, example, ID, isReadOf, OPEN, objectAt } from './stacks.ts';

const APPROVALS = `${AT.registry}.network.approvals`;
const rule = (decision: string, ...endpoints: readonly string[]) => ({ decision, endpoints });
const RULES = {
  build: rule('approve', theirEndpoint('pe-blue'), theirEndpoint('pe-late')),
  closed: rule('reject', theirEndpoint('pe-red')),
};
const ruled = (rules: object = RULES) => example({ [APPROVALS]: rules as never });

async function labOf(names: readonly string[], before: Configuration = EXAMPLE): Promise<Lab> {
  const lab = openLab();
  await lab.converge(before);
  await askedByOthers(othersIn(lab), names);
  return lab;
}

async function shown(lab: Lab, what: Configuration, run?: RunOptions): Promise<readonly string[]> {
  const [registry] = await listed(lab, what, run);
  return registry?.connections.map(shownConnection) ?? [];
}

describe('the connections of a registry', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await labOf(['pe-red', 'pe-blue']);
    await lab.converge(ruled());
    await askedByOthers(othersIn(lab), ['pe-late', 'pe-green']);
  });

  it('are listed with their status: ours, and those of others with what a rule decides (1.53, 1.54)', async () => {
    expect(await shown(lab, ruled())).toEqual([
      'contosoimages-hub Approved ours',
      'pe-blue Approved by build',
      'pe-green Pending',
      'pe-late Pending -> Approved by build',
      'pe-red Rejected by closed',
    ]);
    const [registry] = await listed(lab, ruled());
    expect(registry?.connections.map(({ own, description }) => [own?.address, description])).toEqual([
      [AT.endpoint, 'Auto-Approved'],
      [undefined, 'Approved by acrctl, rule build'],
      [undefined, null],
      [undefined, null],
      [undefined, 'Rejected by acrctl, rule closed'],
    ]);
  });

  it('are told by the registry alone, in one read (1.54)', async () => {
    lab.emulator.clearRequests();
    await listed(lab, ruled());
    expect(lab.emulator.requests().map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      `GET ${ID.registry}`,
    ]);
  });

  it('show what other rules would make of them', async () => {
    const turned = {
      build: rule('reject', theirEndpoint('pe-blue')),
      closed: rule('approve', `${THEIRS}/*red`),
    };
    expect(await shown(lab, ruled(turned))).toEqual([
      'contosoimages-hub Approved ours',
      'pe-blue Approved -> Rejected by build',
      'pe-green Pending',
      'pe-late Pending',
      'pe-red Rejected by closed',
    ]);
    const contrary = { a: rule('approve', `${THEIRS}/*pe-*`), b: rule('reject', '/subscriptions/*/pe-blue') };
    expect(await shown(lab, ruled(contrary))).toContain('pe-blue Approved by a and b');
  });

  it('with an endpoint that the file no longer has are still ours', async () => {
    const all = { all: rule('reject', `${ID.group}/*`, `${THEIRS}/*`) };
    const without = example({ ...OPEN, [APPROVALS]: all as never });
    expect((await shown(lab, without))[0]).toBe('contosoimages-hub Approved ours, leaving');
  });

  it('whose endpoint is gone are beyond any rule', async () => {
    const isRead = isReadOf(ID.registry);
    const gone = altered(isRead, (body) =>
      body.replaceAll(/"status": ?"Pending"/g, '"status":"Disconnected"'),
    );
    expect((await shown(lab, ruled(), { transport: gone })).slice(2, 4)).toEqual([
      'pe-green Disconnected',
      'pe-late Disconnected by build',
    ]);
    const [registry] = await listed(lab, ruled(), { transport: gone });
    expect(registry?.proposal).toBeNull();
    const nameless = altered(isRead, (body) => body.replaceAll('"privateEndpoint"', '"formerEndpoint"'));
    const others = await listed(lab, ruled(), { transport: nameless });
    expect(others[0]?.connections.map(({ endpoint, own, rules }) => [endpoint, own, rules])).toEqual(
      Array.from({ length: 5 }, () => [null, null, []]),
    );
  });
});

it('stand in one order and are known in any case that Azure answers in', async () => {
  const texts = await Promise.all(
    (['sorted', 'shuffled'] as const).map(async (listOrder) => {
      const lab = openLab({ emulator: { listOrder, idCase: listOrder === 'sorted' ? 'as-sent' : 'upper' } });
      await lab.converge(EXAMPLE);
      await askedByOthers(othersIn(lab), ['pe-red', 'pe-blue']);
      return (await shown(lab, ruled())).map((line) => line.toLowerCase());
    }),
  );
  expect(texts[0]).toHaveLength(3);
  expect(texts[1]).toEqual(texts[0]);
});

it('a registry that is not made has none, and says so (1.54)', async () => {
  const registries = await listed(openLab(), EXAMPLE);
  expect(registries).toMatchObject([
    { address: AT.registry, exists: false, connections: [], proposal: null },
  ]);
});

describe('the rule that is proposed', () => {
  /** The lines of the text that are for the file. */
  async function snippetOf(lab: Lab, what: string): Promise<string> {
    const text = connectionsText(await listed(lab, what), { width: 80, style: PLAIN });
    return /^ +registries:\n(?: {6,}.*\n)+/m.exec(text)?.[0] ?? '';
  }

  const statusOf = async (lab: Lab, what: Configuration, name: string) =>
    (await shown(lab, what)).find((line) => line.startsWith(`${name} `))?.split(' ')[1];

  it.each([
    ['approve', 'Approved'],
    ['reject', 'Rejected'],
  ])('is taken as it stands, here with %s (1.53)', async (decision, status) => {
    const lab = await labOf(
      ['pe-blue', 'pe-green'],
      ruled({ others: rule('approve', theirEndpoint('pe-blue')) }),
    );
    const text = ruled({ others: rule('approve', theirEndpoint('pe-blue')) });
    const snippet = await snippetOf(lab, text);
    expect(snippet).toContain('approvals:\n            others-2:\n');
    const files: Configuration = [
      { path: 'acrctl.yaml', text },
      { path: 'rules.yaml', text: snippet.replace('decision: approve', `decision: ${decision}`) },
    ];
    await lab.converge(files);
    expect(await statusOf(lab, files, 'pe-green')).toBe(status);
    expect((await listed(lab, files))[0]?.proposal).toBeNull();
  });

  it('is about none whose id would say more in a file than which endpoint it is', async () => {
    const lab = await labOf(['pe-blue']);
    for (const name of ['*', 'a: b', 'a #b', 'x\\n- y']) {
      const hostile = altered(isReadOf(ID.registry), (body) => body.replaceAll('pe-blue', name));
      const [registry] = await listed(lab, EXAMPLE, { transport: hostile });
      expect([name, registry?.connections.length, registry?.proposal]).toEqual([name, 2, null]);
    }
    expect((await listed(lab, EXAMPLE))[0]?.proposal).toEqual({
      address: `${APPROVALS}.others`,
      endpoints: [theirEndpoint('pe-blue')],
    });
  });
});

it('one of ours that waits says who has to approve it (1.33, 1.55)', async () => {
  const lab = openLab();
  const manual = example({
    ...OPEN,
    [AT.endpoints]: {
      hub: { subnet: 'vnet-hub/endpoints', approval: 'manual', dns: { manage: 'external' } },
    },
  });
  await lab.apply(manual);
  expect(objectAt(lab, ID.endpoint)).not.toEqual({});
  const text = connectionsText(await listed(lab, manual), { width: 80, style: PLAIN });
  expect(text.replaceAll(/\s+/g, ' ')).toContain(
    'waits for the owner of registry contosoimages in rg-images of 00000000-0000-0000-0000-0000000000aa to approve it',
  );
});
