import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import type { Transport } from '../../src/core/world.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import {
  AT,
  access,
  altered,
  type Cloud,
  changeAt,
  cloudIn,
  type Edits,
  example,
  failures,
  ID,
  isReadOf,
  isWriteOf,
  justBefore,
  OPEN,
  objectAt,
  planOf,
  SELECTED,
  sent,
  VERSION,
} from './stacks.ts';

describe('closing', () => {
  it.each([
    ['disabled', 'none', {}],
    ['disabled', 'typical', {}],
    ['selected', 'typical', SELECTED],
  ] as const)(
    'to %s comes after every private path works, latency %s (1.39, 1.42, I-12)',
    async (_, latency, edits) => {
      const lab = openLab({ emulator: { latency } });
      await lab.converge(example(OPEN));
      lab.emulator.clearRequests();
      let cloud: Cloud | undefined;
      const look = justBefore(isWriteOf(ID.registry), () => {
        cloud = cloudIn(lab);
      });
      await lab.converge(example(edits), { transport: look });
      expect(cloud).toEqual({
        connections: ['Approved', 'Approved'],
        records: ['10.20.1.4', '10.20.1.5'],
        addresses: ['10.20.1.4', '10.20.1.5'],
        links: ['Completed'],
        endpoint: 'Succeeded',
        zoneGroup: 'Succeeded',
      });
      expect(sent(lab)).toEqual(['PUT contosoimages-hub', 'PUT default', 'PATCH contosoimages']);
      expect(endOfOperations(lab)).toBeLessThan(sequenceOf(lab, 'PATCH', ID.registry));
      expect(access(lab)).toBe(edits === SELECTED ? 'Enabled Deny 203.0.113.0/24' : 'Disabled Deny');
    },
  );

  /** A cloud in which something about the private path is not yet, or never, as it must be. */
  const faults: readonly {
    readonly what: string;
    readonly missing: RegExp;
    readonly late: (lab: Lab, isOver: () => boolean) => Partial<RunOptions>;
  }[] = [
    {
      what: 'the registry calls the connection Pending',
      missing: /the registry calls the connection of contosoimages-hub Pending, not Approved/,
      late: (_, isOver) => saying(ID.registry, 'Approved', 'Pending', isOver),
    },
    {
      what: 'the endpoint calls the connection Pending',
      missing: /the endpoint calls the connection of contosoimages-hub Pending, not Approved/,
      late: (_, isOver) => saying(ID.endpoint, 'Approved', 'Pending', isOver),
    },
    {
      what: 'the link is InProgress',
      missing: /the link vnet-hub is InProgress/,
      late: (_, isOver) => saying(ID.link, 'Completed', 'InProgress', isOver),
    },
    {
      what: 'another client altered the record',
      missing: /the record for contosoimages\.azurecr\.io says 10\.9\.9\.9, the interface has 10\.20\.1\.5/,
      late: (lab, isOver) =>
        disturbing(isOver, (mended) => putRecord(lab, mended ? '10.20.1.5' : '10.9.9.9')),
    },
    {
      what: 'another client took the record away',
      missing: /the zone privatelink\.azurecr\.io has no record for contosoimages\.azurecr\.io/,
      late: (lab, isOver) =>
        disturbing(isOver, async (mended) => {
          if (mended) await putRecord(lab, '10.20.1.5');
          else await lab.request('DELETE', ID.record, VERSION.dns);
        }),
    },
    {
      what: 'a host that only the interface names yet has no record',
      missing:
        /the zone privatelink\.azurecr\.io has no record for contosoimages\.westeurope\.data\.azurecr\.io/,
      late: (lab, isOver) => {
        const record = `${ID.record}.westeurope.data`;
        const disturbed = disturbing(isOver, async (mended) => {
          const properties = { ttl: 10, aRecords: [{ ipv4Address: '10.20.1.4' }] };
          await lab.request(
            mended ? 'PUT' : 'DELETE',
            record,
            VERSION.dns,
            mended ? { properties } : undefined,
          );
        });
        const silent = altered(isReadOf(ID.registry), (body) =>
          body.replace(/"dataEndpointHostNames":\[[^\]]*\]/, '"dataEndpointHostNames":[]'),
        );
        return { transport: (inner) => silent(disturbed.transport?.(inner) ?? inner) };
      },
    },
    {
      what: 'another client took the link away',
      missing: /the link vnet-hub does not exist/,
      late: (lab, isOver) =>
        disturbing(
          isOver,
          async (mended) => {
            const link = {
              location: 'global',
              properties: { virtualNetwork: { id: ID.network }, registrationEnabled: false },
            };
            await lab.request(mended ? 'PUT' : 'DELETE', ID.link, VERSION.dns, mended ? link : undefined);
            lab.emulator.advance(120_000);
          },
          isWriteOf(ID.zoneGroup),
        ),
    },
  ];

  it.each(faults)('waits while $what (1.39, 1.59)', async ({ late, missing }) => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    lab.events.length = 0;
    const overAtMs = lab.timeline.nowMs() + 120_000;
    const seen: string[] = [];
    const run = late(lab, () => lab.timeline.nowMs() >= overAtMs);
    const noted = justBefore(isWriteOf(ID.registry), () => void seen.push(access(lab)));
    await lab.converge(example(), { ...run, transport: (inner) => noted(run.transport?.(inner) ?? inner) });
    const waits = lab.events.filter((event) => event.kind === 'step-waiting');
    expect(waits.flatMap((event) => event.missing).join('\n')).toMatch(missing);
    expect(seen).toEqual(['Enabled Allow']);
    expect(lab.timeline.nowMs()).toBeGreaterThanOrEqual(overAtMs);
    expect(access(lab)).toBe('Disabled Deny');
  });

  it.each(faults)(
    'fails after its bound while $what, everything else done and the registry open',
    async ({ late, missing }) => {
      const lab = openLab();
      await lab.converge(example(OPEN));
      const startedMs = lab.timeline.nowMs();
      const result = await lab.apply(
        example({ 'registries.contosoimages.policies.retentionDays': 45 }),
        late(lab, () => false),
      );
      const failed = result.kind === 'applied' ? result.outcome.failed : [];
      expect(failed.map(({ step, failure }) => [step, failure.code])).toEqual([
        [`${AT.registry}/close`, 'ACR2011'],
      ]);
      expect(failed[0]?.failure.message).toMatch(missing);
      expect(access(lab)).toBe('Enabled Allow');
      expect(getPath(objectAt(lab, ID.registry), 'properties.policies.retentionPolicy.days')).toBe(45);
      expect(objectAt(lab, ID.zoneGroup)).not.toEqual({});
      expect(lab.timeline.nowMs() - startedMs).toBeLessThan(20 * 60_000);
      // What is left is an ordinary difference.
      const plan = await planOf(lab, example({ 'registries.contosoimages.policies.retentionDays': 45 }));
      expect(changeAt(plan, AT.registry)?.steps.map(({ name }) => name)).toEqual(['close']);
    },
  );

  it('fails at once when the connection was rejected, and the registry stays open', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    const startedMs = lab.timeline.nowMs();
    const run = disturbing(
      () => false,
      () => decide(lab, 'Rejected'),
      isWriteOf(ID.zoneGroup),
    );
    expect(await failures(lab.apply(example(), run))).toEqual({ [`${AT.registry}/close`]: 'ACR2011' });
    expect(lab.timeline.nowMs() - startedMs).toBeLessThan(5 * 60_000);
    expect(access(lab)).toBe('Enabled Allow');
  });

  it('does not happen when the endpoint could not be made', async () => {
    const lab = openLab();
    await lab.converge(example(OPEN));
    lab.emulator.setFaults([
      {
        match: { method: 'PUT', path: 'privateEndpoints/contosoimages-hub' },
        operation: { fails: { code: 'Nope', message: 'no' } },
      },
    ]);
    const result = await lab.apply(example());
    expect(result.kind === 'applied' && result.outcome.notStarted).toContain(`${AT.registry}/close`);
    expect(access(lab)).toBe('Enabled Allow');
  });
});

describe('the way back', () => {
  it('opens first, then the endpoint goes', async () => {
    const lab = openLab({ emulator: { latency: 'typical' } });
    await lab.converge(example());
    lab.emulator.clearRequests();
    const seen: string[] = [];
    const look = justBefore(
      ({ method }) => method === 'DELETE',
      () => void seen.push(access(lab)),
    );
    await lab.converge(example(OPEN), { transport: look });
    expect(seen).toEqual(['Enabled Allow', 'Enabled Allow']);
    expect(sent(lab)).toEqual(['PATCH contosoimages', 'DELETE default', 'DELETE contosoimages-hub']);
    expect(await planOf(lab, example(OPEN))).toMatchObject({ changes: [] });
  });

  it('waits for nothing, where what the registry gets waits for the group of its zone to be made again', async () => {
    const lab = openLab();
    const apart = { [AT.group]: {}, 'resourceGroups.rg-dns': { location: 'westeurope' } };
    const inGroup = { [`${AT.zone}.resourceGroup`]: 'rg-dns' };
    await lab.converge(example({ ...apart, ...inGroup }));
    lab.emulator.clearRequests();
    const text = example({
      ...OPEN,
      [AT.zone]: null,
      [AT.group]: {},
      'resourceGroups.rg-dns': { location: 'northeurope' },
      'identities.builder': { resourceGroup: 'rg-dns' },
      [`${AT.registry}.identity`]: { user: ['builder'] },
    });
    await lab.converge(text, { options: { allowMassDestroy: 5 } });
    expect(sent(lab)).toEqual([
      'PATCH contosoimages',
      'DELETE default',
      'DELETE contosoimages-hub',
      'DELETE vnet-hub',
      'DELETE privatelink.azurecr.io',
      'DELETE rg-dns',
      'PUT rg-dns',
      'PUT builder',
      'PATCH contosoimages',
    ]);
    expect(await planOf(lab, text)).toMatchObject({ changes: [], drift: [] });
  });

  it('keeps the endpoint when opening fails', async () => {
    const lab = openLab();
    await lab.converge(example());
    lab.emulator.setFaults([
      {
        match: { method: 'PATCH', path: 'registries/contosoimages', nth: 'every' },
        answer: { status: 400, code: 'BadRequest', message: 'no' },
      },
    ]);
    expect(await failures(lab.apply(example(OPEN)))).toEqual({ [`${AT.registry}/open`]: 'BadRequest' });
    expect(objectAt(lab, ID.endpoint)).not.toEqual({});
  });

  it.each([
    ['is said with the remedy when the file leaves export off', { [AT.export]: null }, ['ACR1306']],
    ['is planned when the file turns export on', { [AT.export]: true }, []],
  ])('%s', async (_, edits: Edits, expected) => {
    const lab = openLab();
    await lab.converge(example());
    const plan = await planOf(lab, example({ ...OPEN, ...edits }));
    expect(plan.diagnostics.map(({ code }) => code)).toEqual(expected);
    const result = await lab.apply(example({ ...OPEN, ...edits }));
    expect(result.kind).toBe(expected.length > 0 ? 'invalid' : 'applied');
    expect(access(lab)).toBe(expected.length > 0 ? 'Disabled Deny' : 'Enabled Allow');
  });
});

function sequenceOf(lab: Lab, method: string, id: string): number {
  return lab.emulator.requests().find((each) => each.method === method && each.path === id)?.sequence ?? -1;
}

/** The last poll of the operations of the endpoint and its zone group. */
function endOfOperations(lab: Lab): number {
  const polls = lab.emulator
    .requests()
    .filter(({ path }) => /\/operation(s|results?|statuses)\//i.test(path));
  const last = polls.at(-1)?.sequence;
  if (last === undefined) throw new Error('Nothing was polled.');
  return last;
}

/** Reads of an object say one word instead of another until it is over. */
function saying(id: string, word: string, instead: string, isOver: () => boolean): Partial<RunOptions> {
  const isRead = isReadOf(id);
  return {
    transport: altered(
      (request) => isRead(request) && !isOver(),
      (body) => body.replaceAll(`"${word}"`, `"${instead}"`),
    ),
  };
}

/** Another client acts just before a request (the first look at the records), and mends it when that is over. */
function disturbing(
  isOver: () => boolean,
  act: (mended: boolean) => Promise<unknown>,
  when = isReadOf(`${ID.zone}/A`),
): Partial<RunOptions> {
  const done = { path: false, harm: false, mending: false };
  const transport = (inner: Transport): Transport => ({
    send: async (request) => {
      // The plan looks at the records too, before there is a path to disturb.
      done.path ||= isWriteOf(ID.zoneGroup)(request);
      if (done.path && !done.harm && when(request)) {
        done.harm = true;
        await act(false);
      } else if (done.harm && !done.mending && isOver()) {
        done.mending = true;
        await act(true);
      }
      return inner.send(request);
    },
  });
  return { transport };
}

function putRecord(lab: Lab, address: string): Promise<unknown> {
  return lab.request('PUT', ID.record, VERSION.dns, {
    properties: { ttl: 10, aRecords: [{ ipv4Address: address }] },
  });
}

async function decide(lab: Lab, status: string): Promise<void> {
  const connections = (getPath(objectAt(lab, ID.registry), 'properties.privateEndpointConnections') ??
    []) as readonly JsonObject[];
  for (const { id } of connections) {
    const properties = { privateLinkServiceConnectionState: { status, description: 'decided by hand' } };
    await lab.request('PUT', String(id), VERSION.registry, { properties });
  }
  lab.emulator.advance(60_000);
}
