import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/core/desired.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath, leafPaths, listAt, textAt } from '../../src/core/path.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import { FOREIGN_TYPES } from '../../src/providers/azure/index.ts';
import { type Lab, openLab, type Stack } from '../lab.ts';
import { ID, objectAt, SUBSCRIPTION, VERSION } from '../scenarios/stacks.ts';
import { BARE, bareStack } from './bare-stack.ts';
import { putTheirs, untilOver } from './one-resource.ts';
import { SAMPLES } from './resource-samples.ts';

// What every type of FOREIGN_TYPES promises: objects of others are brought to what the file asks, and nothing else.

/** An object of others that differs from what is asked of it. */
interface TheirSample {
  readonly address: string;
  /** Makes all that is needed; gives the id of the object. */
  prepare(lab: Lab): Promise<string>;
  readonly managed: JsonObject;
  /** The one request that it takes, as `PUT` or `POST register`. */
  readonly request: string;
  /** Somebody changes it back. */
  undo(lab: Lab, id: string): Promise<void>;
  live(lab: Lab, id: string): Promise<JsonObject>;
  /** An id at which there is nothing. */
  readonly absent: string;
  /** Keys of what must not be written at the same time, for its id. */
  keys(id: string): readonly string[];
}

const PLAN = `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/Containers`;
const NAMESPACE = `${SUBSCRIPTION}/providers/Microsoft.KeyVault`;

const THEIRS: Readonly<Record<string, TheirSample>> = {
  'Microsoft.ContainerRegistry/registries/privateEndpointConnections': {
    address: 'registries.contosoimages.network.approvals.build.theirs',
    prepare: async (lab) => {
      for (const each of SAMPLES['Microsoft.Network/privateEndpoints']?.needs ?? [])
        await putTheirs(lab, each);
      await putTheirs(lab, { id: ID.endpoint, body: MANUAL_ENDPOINT });
      const [connection] = listAt(objectAt(lab, ID.registry), 'properties.privateEndpointConnections');
      return textAt(connection, 'id') ?? '';
    },
    managed: { properties: { privateLinkServiceConnectionState: { status: 'Rejected', description: 'no' } } },
    request: 'PUT',
    undo: async (lab, id) => {
      await lab.request('PUT', id, VERSION.registry, {
        properties: { privateLinkServiceConnectionState: { status: 'Approved', description: 'yes' } },
      });
      await untilOver(lab);
    },
    live: async (lab, id) => objectAt(lab, id),
    absent: `${ID.registry}/privateEndpointConnections/nobodys`,
    keys: () => [ID.registry],
  },
  'Microsoft.Resources/providers': {
    address: 'providers.keyVault',
    prepare: async (lab) => {
      await lab.request('POST', `${NAMESPACE}/unregister`, VERSION.resources);
      return NAMESPACE;
    },
    managed: { registrationState: 'Registered' },
    request: 'POST register',
    undo: async (lab) => void (await lab.request('POST', `${NAMESPACE}/unregister`, VERSION.resources)),
    live: async (lab, id) => (await lab.request('GET', id, VERSION.resources)) as JsonObject,
    absent: `${SUBSCRIPTION}/providers/Microsoft.Nobody`,
    keys: (id) => [id],
  },
  'Microsoft.Security/pricings': {
    address: 'azure.defender.containers',
    prepare: async () => PLAN,
    managed: { properties: { pricingTier: 'Standard' } },
    request: 'PUT',
    undo: async (lab) =>
      void (await lab.request('PUT', PLAN, '2024-01-01', { properties: { pricingTier: 'Free' } })),
    live: async (lab, id) => (await lab.request('GET', id, '2024-01-01')) as JsonObject,
    absent: `${SUBSCRIPTION}/providers/Microsoft.Security/pricings/Nobody`,
    keys: () => [`${SUBSCRIPTION}/providers/Microsoft.Security/pricings`],
  },
};

const MANUAL_ENDPOINT: JsonObject = {
  location: 'westeurope',
  properties: {
    subnet: { id: ID.subnet },
    manualPrivateLinkServiceConnections: [
      { name: 'theirs', properties: { privateLinkServiceId: ID.registry, groupIds: ['registry'] } },
    ],
  },
};

it('has a sample of every foreign type, and of no other', () => {
  expect(Object.keys(THEIRS).sort()).toEqual(FOREIGN_TYPES.map(({ type }) => type).sort());
});

const CASES = FOREIGN_TYPES.flatMap((type) => {
  const sample = THEIRS[type.type];
  return sample === undefined ? [] : [{ name: type.type, type, sample }];
});

function caseOf(name: string) {
  const found = CASES.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} has no sample.`);
  return found;
}

describe.each(CASES)('$name', ({ type, sample }) => {
  const prepared = async () => {
    const lab = openLab();
    const id = await sample.prepare(lab);
    lab.emulator.clearRequests();
    return { lab, id, stack: stackOf(type, sample, id) };
  };
  const expectAsAsked = async (lab: Lab, id: string): Promise<void> => {
    const live = type.normalise(await sample.live(lab, id));
    for (const path of leafPaths(type.normalise(sample.managed)))
      expect([path, getPath(live, path)]).toEqual([path, getPath(sample.managed, path)]);
  };

  it('is brought to what is asked by one request that the plan names, and is then left alone', async () => {
    const { lab, id, stack } = await prepared();
    const { changes } = (await lab.plan(stack)).planned.plan;
    expect(changes).toMatchObject([{ address: sample.address, id, actions: ['update'], reason: 'changed' }]);
    await lab.converge(stack);
    expect(writesIn(lab, id)).toEqual([sample.request]);
    await expectAsAsked(lab, id);
    expect((await lab.plan(stack)).planned.plan).toMatchObject({ changes: [], drift: [] });
  });

  it('is put back when somebody changes it', async () => {
    const { lab, id, stack } = await prepared();
    await lab.converge(stack);
    await sample.undo(lab, id);
    lab.emulator.clearRequests();
    await lab.converge(stack);
    expect(writesIn(lab, id)).toEqual([sample.request]);
    await expectAsAsked(lab, id);
  });

  it('is in no state, before and after', async () => {
    const { lab, stack } = await prepared();
    await lab.converge(stack);
    expect((await lab.state())?.resources).toEqual([]);
  });

  it('is never made: where there is none nothing is planned, and nothing sent', async () => {
    const { lab } = await prepared();
    const result = await lab.apply(stackOf(type, sample, sample.absent));
    expect(result).toMatchObject({ kind: 'nothing-to-do', planned: { plan: { changes: [] } } });
    expect(lab.writes()).toEqual([]);
  });

  it('is never taken down: neither when everything is destroyed nor when the file no longer asks', async () => {
    const { lab, id, stack } = await prepared();
    await lab.converge(stack);
    const before = await sample.live(lab, id);
    lab.emulator.clearRequests();
    expect((await lab.destroy(stack)).kind).toBe('nothing-to-do');
    expect((await lab.apply(bareStack([]))).kind).toBe('nothing-to-do');
    expect(lab.writes()).toEqual([]);
    expect(await sample.live(lab, id)).toEqual(before);
  });

  it('is asked for once, whenever the run dies from its request on (I-01)', async () => {
    const undisturbed = await prepared();
    const world = undisturbed.lab.newProcess();
    await undisturbed.lab.converge(undisturbed.stack, { world });
    const request = world.boundaries.findIndex(({ label }) => label.startsWith('write P'));
    const after = world.boundaries.slice(request);
    expect(after.map(({ label }) => label.split(' ')[0])).toContain('append');
    for (const { number, moment, label } of after) {
      const { lab, id, stack } = await prepared();
      const dying = lab.newProcess({ crashAt: number });
      const where = `${number} ${moment} ${label}`;
      expect((await dying.run(() => lab.apply(stack, { world: dying }))).kind, where).toBe('died');
      await lab.converge(stack);
      expect(writesIn(lab, id), where).toEqual([sample.request]);
      await expectAsAsked(lab, id);
      expect((await lab.plan(stack)).planned.plan.changes, where).toEqual([]);
      expect((await lab.state())?.resources, where).toEqual([]);
    }
  });

  it('is written one after another with what shares its keys, whatever the case of its id', async () => {
    const { id } = await prepared();
    const keys = sample.keys(id).map((key) => key.toLowerCase());
    expect(type.serialise(id, sample.managed)).toEqual(keys);
    expect(type.serialise(id.toUpperCase(), sample.managed)).toEqual(keys);
  });

  it('has one form, read or normalised twice', async () => {
    const { lab, id } = await prepared();
    for (const body of [sample.managed, await sample.live(lab, id)])
      expect(type.normalise(type.normalise(body))).toEqual(type.normalise(body));
  });
});

it('a connection that went after the plan is not made again', async () => {
  const { type, sample } = caseOf('Microsoft.ContainerRegistry/registries/privateEndpointConnections');
  const lab = openLab();
  const id = await sample.prepare(lab);
  lab.emulator.clearRequests();
  const goes = async () => {
    await lab.request('DELETE', ID.endpoint, VERSION.network);
    await untilOver(lab);
    await lab.request('DELETE', id, VERSION.registry);
    await untilOver(lab);
    return true;
  };
  const result = await lab.apply(stackOf(type, sample, id), { approve: goes });
  if (result.kind !== 'applied') throw new Error(result.kind);
  expect(result.outcome.failed).toMatchObject([{ failure: { code: 'ACR2013' } }]);
  expect(writesIn(lab, id)).toEqual(['DELETE']);
});

it('a namespace that nobody may look at is left alone', async () => {
  const { type, sample } = caseOf('Microsoft.Resources/providers');
  const lab = openLab();
  const id = await sample.prepare(lab);
  lab.emulator.setPermissions([{ scope: '/', actions: ['*'], notActions: ['*/providers/read'] }]);
  lab.emulator.clearRequests();
  expect(await lab.apply(stackOf(type, sample, id))).toMatchObject({ kind: 'nothing-to-do' });
  expect(lab.writes()).toEqual([]);
});

function stackOf({ type }: ResourceType, { address, managed }: TheirSample, id: string): Stack {
  const resource: Resource = { ...BARE, address, id, type, managed, theirs: true };
  return bareStack([resource]);
}

/** Requests that change the object, as `PUT` or `POST register`. */
function writesIn(lab: Lab, id: string): readonly string[] {
  return lab.writes().flatMap(({ method, path }) => {
    if (!path.toLowerCase().startsWith(id.toLowerCase())) return [];
    return [`${method} ${path.slice(id.length + 1)}`.trim()];
  });
}
