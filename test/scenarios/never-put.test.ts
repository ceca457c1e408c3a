import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { Transport } from '../../src/core/world.ts';
import { type Lab, openLab } from '../lab.ts';
import { AT, type Edits, example, ID, OPEN, VERSION } from './stacks.ts';

const OF = 'registries.contosoimages';
const SYSTEM_ERROR = { code: 'SystemError', message: 'no' };

/** What happens to a registry in its life, one apply after another. */
const CHAPTERS: readonly {
  readonly what: string;
  readonly edits?: Edits;
  behindItsBack?(lab: Lab): Promise<unknown>;
}[] = [
  { what: 'a policy changes', edits: { [`${OF}.policies.retentionDays`]: 45 } },
  { what: 'a tag comes', edits: { [`${OF}.tags`]: { tier: 'gold' } } },
  { what: 'the tag goes' },
  { what: 'it is opened, and the endpoint goes', edits: OPEN },
  { what: 'it becomes Basic', edits: { ...OPEN, ...belowPremium() } },
  { what: 'it becomes Premium, gets its endpoint and is closed' },
  {
    what: 'somebody opens it',
    behindItsBack: (lab) =>
      patch(lab, {
        properties: { publicNetworkAccess: 'Enabled', policies: { exportPolicy: { status: 'enabled' } } },
      }),
  },
  { what: 'somebody wipes its tags', behindItsBack: (lab) => patch(lab, { tags: {} }) },
  {
    what: 'its update fails',
    edits: { [`${OF}.anonymousPull`]: true },
    behindItsBack: async (lab) =>
      lab.emulator.setFaults([
        { match: { method: 'PATCH', path: 'contosoimages' }, operation: { fails: SYSTEM_ERROR } },
      ]),
  },
  { what: 'the failed update is tried again', edits: { [`${OF}.anonymousPull`]: true } },
  {
    what: 'the answer to an update is lost',
    edits: { [`${OF}.adminUser`]: true },
    behindItsBack: async (lab) =>
      lab.emulator.setFaults([{ match: { method: 'PATCH', path: 'contosoimages' }, lose: 'answer' }]),
  },
  { what: 'it moves to another key', edits: moved() },
];

describe('a registry that once answered Succeeded', () => {
  it('never gets another PUT', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(example());
    lab.emulator.clearRequests();
    const methods: Record<string, string> = {};
    for (const { what, edits = {}, behindItsBack } of CHAPTERS) {
      lab.emulator.clearRequests();
      await behindItsBack?.(lab);
      const mine = lab.emulator.requests().length;
      await lab.apply(example(edits));
      lab.emulator.setFaults([]);
      methods[what] = methodsSent(lab, mine);
    }
    expect(methods).toEqual({
      'a policy changes': 'PATCH',
      'a tag comes': 'PATCH',
      'the tag goes': 'PATCH',
      'it is opened, and the endpoint goes': 'PATCH',
      'it becomes Basic': 'PATCH',
      'it becomes Premium, gets its endpoint and is closed': 'PATCH PATCH',
      'somebody opens it': 'PATCH',
      'somebody wipes its tags': 'PATCH',
      'its update fails': 'PATCH',
      'the failed update is tried again': 'PATCH',
      'the answer to an update is lost': 'PATCH',
      'it moves to another key': '',
    });
  });

  it('is created again after somebody deleted it, since a GET says absent', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    await lab.request('DELETE', ID.registry, VERSION.registry);
    const { transport, life } = watched();
    await lab.converge(example(OPEN), { transport });
    expect(distinctRuns(life)).toEqual(['GET 404', 'PUT 201', 'GET 200 Succeeded']);
  });
});

describe('a registry that never answered Succeeded', () => {
  const slow = example({ ...OPEN, [`${OF}.anonymousPull`]: true });

  it.each([
    {
      name: 'whose creation failed gets another PUT, after a GET said Failed',
      fault: {
        match: { method: 'PUT', path: 'registries/contosoimages' },
        operation: { fails: SYSTEM_ERROR },
      },
      again: ['GET 200 Failed', 'PUT 201', 'GET 200 Succeeded'],
    },
    {
      name: 'whose creation was refused gets another PUT, after a GET said absent',
      fault: {
        match: { method: 'PUT', path: 'registries/contosoimages' },
        answer: { status: 400, code: 'BadRequest', message: 'no' },
      },
      again: ['GET 404', 'PUT 201', 'GET 200 Succeeded'],
    },
  ])('$name', async ({ fault, again }) => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    lab.emulator.setFaults([fault]);
    const result = await lab.apply(slow);
    expect(result.kind === 'applied' && result.outcome.failed.map(({ step }) => step)).toEqual([
      `${AT.registry}/write`,
    ]);
    lab.emulator.setFaults([]);
    const { transport, life } = watched();
    await lab.converge(slow, { transport });
    expect(distinctRuns(life)).toEqual(again);
    expect((await lab.plan(slow)).planned.plan.changes).toEqual([]);
  });

  it.each(['request', 'answer'] as const)('is made once though the %s of its PUT is lost', async (lose) => {
    const lab = openLab();
    lab.emulator.setFaults([{ match: { method: 'PUT', path: 'registries/contosoimages' }, lose }]);
    await lab.converge(example(OPEN));
    const puts = lab.writes().filter(({ path }) => path === ID.registry);
    expect(puts.map(({ status }) => status)).toEqual(lose === 'answer' ? ['lost'] : ['lost', 201]);
    expect((await lab.plan(example(OPEN))).planned.plan.changes).toEqual([]);
  });
});

describe('a PATCH of a registry holds only what differs', () => {
  const check = async (edits: Edits, expected: readonly JsonObject[]) => {
    const lab = openLab();
    await lab.converge(example());
    lab.emulator.clearRequests();
    await lab.converge(example(edits));
    const bodies = lab
      .writes()
      .filter(({ path }) => path === ID.registry)
      .map(({ body }) => JSON.parse(body ?? '{}'));
    expect(bodies).toEqual(expected);
  };

  it('one policy, sent as one', () =>
    check({ [`${OF}.policies.retentionDays`]: 45 }, [
      { properties: { policies: { retentionPolicy: { days: 45, status: 'enabled' } } } },
    ]));

  it('a switch', () => check({ [`${OF}.adminUser`]: true }, [{ properties: { adminUserEnabled: true } }]));

  it('tags whole, since Azure replaces them whole', () =>
    check({ [`${OF}.tags`]: { tier: 'gold' } }, [
      {
        tags: {
          owner: 'platform',
          tier: 'gold',
          'acrctl-stack': 'images-prod',
          'acrctl-address': 'registries.contosoimages',
        },
      },
    ]));

  it('access and export together when it is opened', () =>
    check({ [AT.access]: 'enabled', [AT.export]: true }, [
      {
        properties: {
          publicNetworkAccess: 'Enabled',
          networkRuleSet: { defaultAction: 'Allow' },
          policies: { exportPolicy: { status: 'enabled' } },
        },
      },
    ]));
});

function belowPremium(): Edits {
  return {
    [`${OF}.sku`]: 'Basic',
    [`${OF}.network.dataEndpoints`]: null,
    [`${OF}.policies.retentionDays`]: null,
  };
}

/** The example's registry under the key `images`, its name and everything else kept. */
function moved(): Edits {
  return {
    'registries.contosoimages': null,
    'registries.images': {
      name: 'contosoimages',
      sku: 'Premium',
      adminUser: true,
      network: {
        publicAccess: 'disabled',
        dataEndpoints: true,
        privateEndpoints: { hub: { subnet: 'vnet-hub/endpoints', dns: { zone: 'privatelink.azurecr.io' } } },
      },
      policies: { retentionDays: 30, export: false },
    },
  };
}

function patch(lab: Lab, body: JsonObject): Promise<unknown> {
  return lab.request('PATCH', ID.registry, VERSION.registry, body);
}

function methodsSent(lab: Lab, from: number): string {
  const mine = lab.emulator.requests().slice(from);
  return mine
    .filter(({ method, path }) => method !== 'GET' && path === ID.registry)
    .map(({ method }) => method)
    .join(' ');
}

/** Notes what is asked of the registry and what it says. */
function watched() {
  const life: string[] = [];
  const transport = (inner: Transport): Transport => ({
    send: async (request) => {
      const response = await inner.send(request);
      if (new URL(request.url).pathname === ID.registry) {
        const isRead = request.method === 'GET' && response.status === 200;
        const state = isRead ? ` ${JSON.parse(response.body).properties.provisioningState}` : '';
        life.push(`${request.method} ${response.status}${state}`);
      }
      return response;
    },
  });
  return { transport, life };
}

function distinctRuns(words: readonly string[]): readonly string[] {
  return words.filter((word, index) => word !== words[index - 1]);
}
