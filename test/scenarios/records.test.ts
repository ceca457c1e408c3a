import { describe, expect, it } from 'vitest';
import { openLab } from '../lab.ts';
import {
  AT,
  access,
  changeAt,
  example,
  expectSentAndEmpty,
  failures,
  ID,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const RECORDS = { [`${AT.endpoint}.dns.manage`]: 'records' };
const RECORD = `${AT.endpoint}.records.registry`;
const DATA_RECORD = `${AT.endpoint}.records.registry_data_westeurope`;
const DATA_ID = `${ID.record}.westeurope.data`;

describe('records that acrctl keeps itself', () => {
  it('say in the plan whose address they will have, and have it then (1.34 to 1.38, lessons 28)', async () => {
    const lab = openLab();
    const plan = await planOf(lab, example(RECORDS));
    expect(changeAt(plan, RECORD)).toMatchObject({
      actions: ['create'],
      id: ID.record,
      afterUnknown: {
        'properties.aRecords': `${AT.endpoint}#properties.ipConfigurations[requiredMemberName=registry].privateIPAddress`,
      },
    });
    await lab.converge(example(RECORDS));
    expect(addresses(objectAt(lab, ID.record))).toEqual(['10.20.1.5']);
    expect(addresses(objectAt(lab, DATA_ID))).toEqual(['10.20.1.4']);
    expect(await planOf(lab, example(RECORDS))).toMatchObject({ changes: [], drift: [] });
    expect(access(lab)).toBe('Disabled Deny');
  });

  it('are known in the plan once the interface is there', async () => {
    const lab = openLab();
    await lab.converge(example(RECORDS));
    await lab.request('DELETE', ID.record, VERSION.dns);
    const plan = await planOf(lab, example(RECORDS));
    expect(plan.drift).toMatchObject([{ address: RECORD, kind: 'gone' }]);
    expect(changeAt(plan, RECORD)).toMatchObject({
      actions: ['create'],
      afterUnknown: {},
      after: { properties: { aRecords: [{ ipv4Address: '10.20.1.5' }] } },
    });
    await expectSentAndEmpty(lab, example(RECORDS), ['PUT contosoimages']);
  });

  it('are put back when somebody else changes them, and what others keep in the zone stays (lessons 41, I-19)', async () => {
    const lab = openLab();
    await lab.converge(example(RECORDS));
    const theirs = `${ID.zone}/A/theirs`;
    const set = (ipv4Address: string) => ({ properties: { ttl: 60, aRecords: [{ ipv4Address }] } });
    await lab.request('PUT', theirs, VERSION.dns, set('10.1.1.1'));
    await lab.request('PUT', DATA_ID, VERSION.dns, set('10.9.9.9'));
    expect((await planOf(lab, example(RECORDS))).drift.map(({ address }) => address)).toEqual([DATA_RECORD]);
    await lab.converge(example(RECORDS));
    expect(addresses(objectAt(lab, DATA_ID))).toEqual(['10.20.1.4']);
    expect(addresses(objectAt(lab, theirs))).toEqual(['10.1.1.1']);
  });

  it('come after the zone group that wrote them is gone, and go before one comes (N11)', async () => {
    const lab = openLab();
    await lab.converge(example());
    const open = { ...RECORDS, [AT.access]: 'enabled', [AT.export]: true };
    await expectSentAndEmpty(lab, example(open), [
      'PATCH contosoimages',
      'DELETE default',
      'PUT contosoimages',
      'PUT contosoimages.westeurope.data',
    ]);
    await lab.converge(example(RECORDS));
    lab.emulator.clearRequests();
    await lab.converge(example());
    const requests = sent(lab);
    expect(requests.indexOf('PUT default')).toBeGreaterThan(
      requests.indexOf('DELETE contosoimages.westeurope.data'),
    );
    expect(addresses(objectAt(lab, ID.record))).toEqual(['10.20.1.5']);
  });

  it('do not close the registry while one of them says something else (1.59, I-12)', async () => {
    const lab = openLab();
    await lab.converge(example({ ...RECORDS, [AT.access]: 'enabled', [AT.export]: true }));
    const set = { properties: { ttl: 10, aRecords: [{ ipv4Address: '10.9.9.9' }] } };
    const result = lab.apply(example(RECORDS), {
      approve: async () => {
        await lab.request('PUT', DATA_ID, VERSION.dns, set);
        return true;
      },
    });
    expect(await failures(result)).toEqual({ [`${AT.registry}/close`]: 'ACR2011' });
    expect(access(lab)).toBe('Enabled Allow');
  });

  it('are written before public access closes, however few steps run at once (1.59, I-12)', async () => {
    const lab = openLab();
    const external = { [`${AT.endpoint}.dns`]: { manage: 'external' } };
    await lab.converge(example({ ...external, [AT.access]: 'enabled', [AT.export]: true }));
    const plan = await planOf(lab, example(RECORDS));
    const close = changeAt(plan, AT.registry)?.steps.find(({ name }) => name === 'close');
    expect(close?.dependsOn).toEqual(expect.arrayContaining([`${RECORD}/write`, `${DATA_RECORD}/write`]));
    await lab.converge(example(RECORDS), { parallelism: 1 });
    expect(sent(lab).at(-1)).toBe('PATCH contosoimages');
    expect(access(lab)).toBe('Disabled Deny');
  });

  it('follow an endpoint that is made again at other addresses', async () => {
    const lab = openLab();
    await lab.converge(example(RECORDS));
    const other = {
      'networks.vnet-hub.subnets.more': { prefix: '10.20.2.0/24' },
      [`${AT.endpoint}.subnet`]: 'vnet-hub/more',
    };
    const edits = { ...RECORDS, ...other };
    const plan = await planOf(lab, example(edits), { options: { allowDestroy: [AT.endpoint] } });
    expect(changeAt(plan, RECORD)).toMatchObject({
      actions: ['update'],
      paths: ['properties.aRecords'],
      before: { properties: { aRecords: [{ ipv4Address: '10.20.1.5' }] } },
    });
    await lab.converge(example(edits), { options: { allowDestroy: [AT.endpoint] } });
    expect(addresses(objectAt(lab, ID.record))).toEqual(['10.20.2.5']);
    expect(await planOf(lab, example(edits))).toMatchObject({ changes: [], drift: [] });
  });

  it('go with their endpoint, and others keep theirs', async () => {
    const lab = openLab();
    await lab.converge(example({ ...RECORDS, [AT.access]: 'enabled', [AT.export]: true }));
    const open = { [AT.access]: 'enabled', [AT.export]: true, [AT.endpoints]: null };
    lab.emulator.clearRequests();
    await lab.converge(example(open));
    expect(sent(lab)).toEqual([
      'DELETE contosoimages',
      'DELETE contosoimages.westeurope.data',
      'DELETE contosoimages-hub',
    ]);
  });
});

function addresses(record: unknown): readonly string[] {
  const { properties } = record as { properties: { aRecords?: { ipv4Address: string }[] } };
  return (properties.aRecords ?? []).map(({ ipv4Address }) => ipv4Address);
}
