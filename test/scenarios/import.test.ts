import { describe, expect, it } from 'vitest';
import { CloudError } from '../../src/core/resource-type.ts';
import { type Lab, openLab } from '../lab.ts';
import { imported, loseState } from './importing.ts';
import {
  AT,
  blockedIn,
  changeAt,
  type Edits,
  example,
  expectSentAndEmpty,
  ID,
  markOf,
  OPEN,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

describe('objects that the state does not hold', () => {
  it('are all taken in as they were, by reads alone (I-08)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const before = (await lab.state())?.resources;
    loseState(lab);
    lab.emulator.clearRequests();
    const { refused, already, next } = await imported(lab, example(), 'all');
    expect([refused, already, next.plan.changes]).toEqual([[], [], []]);
    expect((await lab.state())?.resources).toEqual(before);
    expect(sent(lab)).toEqual([]);
    expect(await planOf(lab, example())).toMatchObject({ changes: [], drift: [] });
  });

  it('are taken in one by one, a part of an entry alone, too', async () => {
    const lab = openLab();
    await lab.converge(example());
    const before = (await lab.state())?.resources;
    loseState(lab);
    for (const { address } of before ?? [])
      expect((await imported(lab, example(), [address])).refused, address).toEqual([]);
    expect((await lab.state())?.resources).toEqual(before);
    const { records, already } = await imported(lab, example(), [AT.zoneGroup]);
    expect([records, already.map(({ address }) => address)]).toEqual([[], [AT.zoneGroup]]);
  });
});

/** The registry alone, in a group of others. */
const ALONE = { ...OPEN, resourceGroups: null, networks: null, privateDnsZones: null } as const;

/** A registry that others made, as the file wants it. */
async function withTheirs(properties = {}): Promise<Lab> {
  const lab = openLab();
  await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
  const made = { ...(objectAt(await applied(), ID.registry)['properties'] as object), ...properties };
  await lab.request('PUT', ID.registry, VERSION.registry, {
    location: 'westeurope',
    sku: { name: 'Premium' },
    tags: { owner: 'platform', theirs: 'kept' },
    properties: made,
  });
  await over(lab);
  return lab;
}

/** What Azure was asked for is done when the next request comes. */
async function over(lab: Lab): Promise<void> {
  lab.emulator.advance(60_000);
  await lab.request('GET', ID.group, VERSION.resources);
}

async function applied(edits: Edits = OPEN): Promise<Lab> {
  const lab = openLab();
  await lab.converge(example(edits));
  return lab;
}

describe('an object of others', () => {
  it('is imported though its network and its registry are not, and they stay what they are', async () => {
    const lab = await applied({});
    loseState(lab);
    const subnets = { endpoints: { existing: true } };
    const around = {
      [AT.network]: { existing: true, subnets },
      [AT.registry]: null,
      [`${AT.zone}`]: { existing: true, links: null },
    };
    const file = example({ [AT.network]: around[AT.network] });
    const { refused } = await imported(lab, file, [AT.endpoint]);
    expect(refused).toEqual([]);
    expect((await lab.state())?.resources.map(({ address }) => address)).toEqual([AT.endpoint]);
    const blocked = blockedIn(await planOf(lab, file));
    expect(Object.keys(blocked)).toEqual([AT.zone, AT.link, AT.registry, AT.zoneGroup, AT.group]);
  });

  it('gets the mark with the first change of its own, and keeps what is not in the file', async () => {
    const lab = await withTheirs();
    expect((await imported(lab, example(ALONE), [AT.registry])).next.plan.changes).toEqual([]);
    await expectSentAndEmpty(lab, example(ALONE), []);
    expect(objectAt(lab, ID.registry)['tags']).toEqual({ owner: 'platform', theirs: 'kept' });
    const changed = example({ ...ALONE, [`${AT.registry}.policies.retentionDays`]: 45 });
    await expectSentAndEmpty(lab, changed, ['PATCH contosoimages']);
    const tags = { owner: 'platform', theirs: 'kept', ...markOf(AT.registry) };
    expect(objectAt(lab, ID.registry)['tags']).toEqual(tags);
  });

  it('is guarded like any other of ours, once it leaves the file or the stack goes', async () => {
    const lab = await withTheirs();
    await imported(lab, example(ALONE), [AT.registry]);
    const gone = example({ ...ALONE, registries: null });
    expect(blockedIn(await planOf(lab, gone))).toEqual({ [AT.registry]: 'ACR2002' });
    const refused = await lab.destroy(example(ALONE));
    expect([refused.kind, objectAt(lab, ID.registry)['name']]).toEqual(['refused', 'contosoimages']);
    const done = await lab.destroy(example(ALONE), { options: { allowDestroy: [AT.registry] } });
    expect([done.kind, objectAt(lab, ID.registry)]).toEqual(['applied', {}]);
  });
});

describe('an import is refused, and then nothing is written', () => {
  const alone = example(ALONE);

  interface Refused {
    readonly what: string;
    readonly lab: () => Promise<Lab>;
    readonly file?: string;
    readonly address: string;
    readonly said: readonly [reason: string, code: string, ...words: string[]];
  }

  it.each<Refused>([
    {
      what: 'an address that is mistyped',
      lab: withTheirs,
      address: 'registries.contosoimage',
      said: ['unknown', 'ACR2071', `Did you mean '${AT.registry}'?`],
    },
    {
      what: 'a part of an entry that is mistyped',
      lab: () => applied({}),
      file: example(),
      address: `${AT.endpoint}.dnsZonegroup`,
      said: ['unknown', 'ACR2071', `Did you mean '${AT.zoneGroup}'?`],
    },
    {
      what: 'what is not there',
      lab: async () => openLab(),
      address: AT.registry,
      said: ['absent', 'ACR2082', ID.registry, '404'],
    },
    {
      what: 'what the file leaves to others',
      lab: withTheirs,
      file: example({ ...ALONE, resourceGroups: { 'rg-images': { existing: true } } }),
      address: AT.group,
      said: ['existing', 'ACR2085', '"existing: true"'],
    },
    {
      what: 'what the state holds at another address',
      lab: () => applied(),
      file: example({
        ...OPEN,
        [AT.registry]: null,
        'registries.images': {
          name: 'contosoimages',
          sku: 'Premium',
          network: { publicAccess: 'enabled' },
        },
      }),
      address: 'registries.images',
      said: ['other-address', 'ACR2084', `acrctl state mv '${AT.registry}' 'registries.images'`],
    },
    {
      what: 'an address at which the state holds another object',
      lab: () => applied(),
      file: example({ ...OPEN, [`${AT.registry}.name`]: 'contosoother' }),
      address: AT.registry,
      said: ['address-taken', 'ACR2116', ID.registry, '/registries/contosoother', 'state rm'],
    },
    {
      what: 'what goes with something that the next apply takes away',
      lab: () => applied({}),
      file: example({ [`${AT.endpoint}.dns.manage`]: 'records' }),
      address: `${AT.endpoint}.records.registry`,
      said: ['superseded', 'ACR2085', ID.record, 'apply'],
    },
    {
      what: 'what Azure is still making',
      lab: async () => {
        const lab = openLab({ emulator: { latency: 'typical' } });
        await lab.converge(example({ [AT.endpoints]: null, [AT.access]: 'enabled', [AT.export]: true }));
        const connection = { privateLinkServiceId: ID.registry, groupIds: ['registry'] };
        await lab.request('PUT', ID.endpoint, VERSION.network, {
          location: 'westeurope',
          properties: {
            subnet: { id: ID.subnet },
            customNetworkInterfaceName: 'contosoimages-hub-nic',
            privateLinkServiceConnections: [{ name: 'contosoimages-hub', properties: connection }],
          },
        });
        return lab;
      },
      file: example(),
      address: AT.endpoint,
      said: ['unsettled', 'ACR2083', '(provisioning state Updating)', 'Wait'],
    },
    {
      what: 'what Azure failed to make',
      lab: async () => {
        const lab = openLab();
        await lab.request('PUT', ID.group, VERSION.resources, { location: 'westeurope' });
        const fails = { code: 'InternalServerError', message: 'It broke.' };
        lab.emulator.setFaults([{ match: { method: 'PUT', path: 'registries' }, operation: { fails } }]);
        await lab.request('PUT', ID.registry, VERSION.registry, REGISTRY);
        await over(lab);
        return lab;
      },
      address: AT.registry,
      said: ['unsettled', 'ACR2083', '(provisioning state Failed)', 'Mend it in Azure'],
    },
    {
      what: 'what another stack owns',
      lab: async () => {
        const lab = await withTheirs();
        await lab.request('PATCH', ID.registry, VERSION.registry, { tags: markOf(AT.registry, 'other') });
        await over(lab);
        return lab;
      },
      address: AT.registry,
      said: ['guarded', 'ACR1302', 'another acrctl stack'],
    },
    {
      what: 'what would have to be deleted first',
      lab: withTheirs,
      file: example({ ...ALONE, [`${AT.registry}.location`]: 'northeurope' }),
      address: AT.registry,
      said: ['guarded', 'ACR1301', 'location'],
    },
  ])('$what', async ({ lab: make, file = alone, address, said: [reason, code, ...words] }) => {
    const lab = await make();
    const [before, objects] = [lab.kept(), lab.emulator.objects()];
    lab.emulator.clearRequests();
    const { records, refused } = await imported(lab, file, [address]);
    expect([records, refused]).toMatchObject([[], [{ address, reason, diagnostic: { code, address } }]]);
    const told = `${refused[0]?.diagnostic.detail} ${refused[0]?.diagnostic.hint}`;
    for (const word of words) expect(told).toContain(word);
    expect([lab.kept(), lab.emulator.objects(), sent(lab)]).toEqual([before, objects, []]);
  });

  it('where the object cannot be read, with what Azure said', async () => {
    const lab = await withTheirs();
    const answer = { status: 403, code: 'AuthorizationFailed', message: 'No.' };
    lab.emulator.setFaults([{ match: { method: 'GET', path: 'registries', nth: 'every' }, answer }]);
    const failure = await imported(lab, alone, [AT.registry]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(CloudError);
    expect(failure).toMatchObject({ failure: 'denied', armCode: 'AuthorizationFailed' });
    expect(lab.kept()).toEqual({});
  });

  it('and with all of the file, what is not there or not to be had is left aside and told', async () => {
    const lab = await withTheirs();
    const other = { location: 'westeurope', tags: markOf(AT.group, 'other') };
    await lab.request('PUT', ID.group, VERSION.resources, other);
    const file = example({ ...ALONE, resourceGroups: { 'rg-images': {}, 'rg-none': {} } });
    const { records, refused, next } = await imported(lab, file, 'all');
    expect(records.map(({ entry }) => entry.address)).toEqual([AT.registry]);
    expect(refused).toMatchObject([{ address: AT.group, reason: 'guarded' }]);
    expect(changeAt(next.plan, 'resourceGroups.rg-none')?.actions).toEqual(['create']);
  });
});

const REGISTRY = { location: 'westeurope', sku: { name: 'Premium' } };
