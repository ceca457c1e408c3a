import { describe, expect, it } from 'vitest';
import { type Arm, type Body, createArm, dnsZone, group, type Seen } from './arm.ts';

const GLOBAL = { location: 'global' };
const PREVIEW = 'api-version=2023-07-01-preview';

async function withZone(): Promise<Arm> {
  const arm = createArm();
  await arm.make(group, { location: 'westeurope' });
  await arm.put(dnsZone, GLOBAL);
  return arm;
}

function set(arm: Arm, path: string, properties: Body, headers?: Record<string, string>): Promise<Seen> {
  return arm.put(`${dnsZone}/${path}`, { properties: { TTL: 60, ...properties } }, headers);
}

const cname = (name: string) => ({ CNAMERecord: { cname: name } });
const A = { ARecords: [{ ipv4Address: '203.0.113.7' }] };
const codeOf = ({ status, body }: Seen) => [status, body?.code ?? body?.error?.code];

describe('a public zone', () => {
  it('is there at once, with its name servers, the NS of the apex and a SOA that names the first', async () => {
    const arm = await withZone();
    const { body } = await arm.get(dnsZone);
    expect(body).toMatchObject({
      id: dnsZone.replace('/dnsZones/', '/dnszones/'),
      type: 'Microsoft.Network/dnszones',
      tags: {},
      properties: { numberOfRecordSets: 2, maxNumberOfRecordsPerRecordSet: null, zoneType: 'Public' },
    });
    const { nameServers } = body.properties;
    const set = /^ns1-(0[1-9])\.azure-dns\.com\.$/.exec(nameServers[0])?.[1];
    expect(nameServers.slice(1)).toEqual([
      `ns2-${set}.azure-dns.net.`,
      `ns3-${set}.azure-dns.org.`,
      `ns4-${set}.azure-dns.info.`,
    ]);
    const apex = (await arm.get(`${dnsZone}/NS/@`)).body.properties;
    expect(apex).toMatchObject({ fqdn: 'contoso.com.', TTL: 172_800 });
    expect(apex.NSRecords.map(({ nsdname }: Body) => nsdname)).toEqual(nameServers);
    expect((await arm.get(`${dnsZone}/SOA/@`)).body.properties.SOARecord.host).toBe(nameServers[0]);
  });

  it('gets the same name servers again in its group, and may have others in another', async () => {
    const arm = await withZone();
    const serversOf = async (id: string) => (await arm.get(id)).body.properties.nameServers;
    const before = await serversOf(dnsZone);
    await arm.finish(await arm.remove(dnsZone));
    await arm.put(dnsZone, GLOBAL);
    expect(await serversOf(dnsZone)).toEqual(before);
    const seen = new Set([before[0]]);
    for (let at = 0; at < 10; at += 1) {
      const other = `${group}-${at}`;
      await arm.make(other, { location: 'westeurope' });
      const id = dnsZone.replace(group, other);
      await arm.put(id, GLOBAL);
      seen.add((await serversOf(id))[0]);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('has a new etag with each write of its own and none of its records, and refuses a stale one', async () => {
    const arm = await withZone();
    const { etag } = (await arm.get(dnsZone)).body;
    await set(arm, 'A/www', A);
    expect((await arm.get(dnsZone)).headers['etag']).toBe(etag);
    const changed = await arm.put(dnsZone, { ...GLOBAL, tags: { a: 'b' } }, { 'if-match': etag });
    expect([changed.status, changed.body.tags]).toEqual([200, { a: 'b' }]);
    const stale = await arm.put(dnsZone, GLOBAL, { 'if-match': etag });
    expect(stale).toMatchObject({
      status: 412,
      body: {
        code: 'PreconditionFailed',
        message: 'The Zone contoso.com has been modified (etag mismatch).',
      },
    });
    expect(codeOf(await arm.put(dnsZone, GLOBAL, { 'if-none-match': '*' }))).toEqual([
      412,
      'PreconditionFailed',
    ]);
    expect(codeOf(await arm.remove(dnsZone, { 'if-match': etag }))).toEqual([412, 'PreconditionFailed']);
    expect((await arm.patch(dnsZone, {})).body.tags).toEqual({ a: 'b' });
  });

  it('goes by an operation, with all that is in it, and until then everything is there', async () => {
    const arm = await withZone();
    await set(arm, 'A/www', A);
    const started = await arm.remove(dnsZone);
    expect(started).toMatchObject({ status: 202, body: undefined });
    expect(started.headers['azure-asyncoperation']).toMatch(
      /\/dnsOperationStatuses\/[0-9a-f-]{36};\d+;contoso\.com;Regular\?api-version=2018-05-01&t=/,
    );
    expect(started.headers['location']).toContain('/dnsOperationResults/');
    expect((await arm.get(`${dnsZone}/A/www`)).status).toBe(200);
    expect(codeOf(await arm.put(dnsZone, GLOBAL))).toEqual([409, 'Conflict']);
    expect(await arm.finish(started)).toMatchObject({ status: 200, body: { status: 'Succeeded' } });
    expect((await arm.get(dnsZone)).status).toBe(404);
    expect((await arm.remove(dnsZone)).status).toBe(204);
    await arm.put(dnsZone, GLOBAL);
    expect((await arm.get(`${dnsZone}/recordsets`)).body.value).toHaveLength(2);
  });

  it.each([
    ['another location', dnsZone, { location: 'westeurope' }],
    ['a name of one label', dnsZone.replace('contoso.com', 'contoso'), GLOBAL],
    ['the type Private', dnsZone, { ...GLOBAL, properties: { zoneType: 'Private' } }],
  ])('is refused with %s', async (_, id, body) => {
    const arm = createArm();
    await arm.make(group, { location: 'westeurope' });
    expect(codeOf(await arm.put(id, body))).toEqual([400, 'BadRequest']);
  });
});

describe('a record set of a public zone', () => {
  it('is made and replaced at once, and says what Azure fills in', async () => {
    const arm = await withZone();
    const made = await set(arm, 'CNAME/Images', { ...cname('images.azurecr.io'), metadata: { by: 'hand' } });
    expect(made).toMatchObject({
      status: 201,
      body: {
        name: 'images',
        type: 'Microsoft.Network/dnszones/CNAME',
        properties: {
          metadata: { by: 'hand' },
          fqdn: 'images.contoso.com.',
          TTL: 60,
          CNAMERecord: { cname: 'images.azurecr.io' },
          targetResource: {},
          provisioningState: 'Succeeded',
        },
      },
    });
    expect(made.body.properties).not.toHaveProperty('trafficManagementProfile');
    const preview = await arm.send('GET', `https://management.azure.com${dnsZone}/CNAME/images?${PREVIEW}`);
    expect(preview.body.properties.trafficManagementProfile).toEqual({});
    expect((await set(arm, 'CNAME/images', {})).body.properties).not.toHaveProperty('CNAMERecord');
    expect((await set(arm, 'A/empty', {})).body.properties.ARecords).toEqual([]);
    expect((await arm.get(dnsZone)).body.properties.numberOfRecordSets).toBe(4);
  });

  it('keeps by PATCH what that does not name', async () => {
    const arm = await withZone();
    await set(arm, 'CNAME/images', { ...cname('a.example.com'), metadata: { a: 'b' } });
    const { properties } = (await arm.patch(`${dnsZone}/CNAME/images`, { properties: { TTL: 7 } })).body;
    expect(properties).toMatchObject({ TTL: 7, metadata: { a: 'b' }, ...cname('a.example.com') });
    expect(codeOf(await arm.patch(`${dnsZone}/CNAME/other`, {}))).toEqual([404, 'NotFound']);
  });

  it('is judged by its conditions at once', async () => {
    const arm = await withZone();
    const { etag } = (await set(arm, 'CNAME/images', cname('a.example.com'))).body;
    const again = (headers: Record<string, string>) =>
      set(arm, 'CNAME/images', cname('b.example.com'), headers);
    expect(codeOf(await again({ 'if-none-match': '*' }))).toEqual([412, 'PreconditionFailed']);
    expect(codeOf(await again({ 'if-match': 'stale' }))).toEqual([412, 'PreconditionFailed']);
    expect((await again({ 'if-match': etag })).status).toBe(200);
    const other = await set(arm, 'CNAME/other', cname('b.example.com'), { 'if-match': etag });
    expect(codeOf(other)).toEqual([412, 'PreconditionFailed']);
    expect(codeOf(await arm.remove(`${dnsZone}/CNAME/images`, { 'if-match': etag }))).toEqual([
      412,
      'PreconditionFailed',
    ]);
  });

  it('shares its name with no CNAME, and a CNAME with nothing, least of all at the apex', async () => {
    const arm = await withZone();
    await set(arm, 'A/www', A);
    await set(arm, 'CNAME/images', cname('a.example.com'));
    const beside = 'The CNAME record could not be created because another record with the same name already';
    for (const path of ['CNAME/www', 'CNAME/WWW', 'CNAME/@']) {
      const refused = await set(arm, path, cname('a.example.com'));
      expect(codeOf(refused)).toEqual([409, 'Conflict']);
      expect(refused.body.message).toContain(beside);
    }
    expect((await set(arm, 'TXT/images', { TXTRecords: [{ value: ['a'] }] })).body).toEqual({
      code: 'Conflict',
      message:
        'The record could not be created because a CNAME record with the same name already exists in this zone.',
    });
    expect((await set(arm, 'TXT/www', { TXTRecords: [{ value: ['a'] }] })).status).toBe(201);
    expect((await set(arm, 'A/@', A)).status).toBe(201);
  });

  it.each([
    ['CNAME/images', cname('"example.com"')],
    ['CNAME/images', cname('a..example.com')],
    ['A/www', { ...A, TTL: 0 }],
    ['A/www', { ...A, TTL: 2_147_483_648 }],
    ['A/www', { ...A, TTL: null }],
    ['SOA/www', {}],
    ['MX/www', { targetResource: { id: `${group}/providers/Microsoft.Network/publicIPAddresses/a` } }],
    ['A/www', { ...A, targetResource: { id: `${group}/providers/Microsoft.Network/publicIPAddresses/a` } }],
    ['NS/@', { NSRecords: [{ nsdname: 'ns.example.com' }] }],
  ])('is refused as %s with %j', async (path, properties) => {
    const arm = await withZone();
    expect(codeOf(await set(arm, path, properties))).toEqual([400, 'BadRequest']);
  });

  it('may lead to an object instead, and has the time to live of a traffic manager profile then', async () => {
    const arm = await withZone();
    const profile = `${group}/providers/Microsoft.Network/trafficManagerProfiles/tm`;
    const { properties } = (await set(arm, 'CNAME/images', { TTL: 3600, targetResource: { id: profile } }))
      .body;
    expect(properties).toMatchObject({ TTL: 30, targetResource: { id: profile } });
    const address = `${group}/providers/Microsoft.Network/publicIPAddresses/a`;
    const alias = (await set(arm, 'A/www', { targetResource: { id: address } })).body.properties;
    expect(alias).toMatchObject({ TTL: 60, targetResource: { id: address } });
    expect(alias).not.toHaveProperty('ARecords');
    expect((await set(arm, 'A/www', A)).body.properties).toMatchObject({ ...A, targetResource: {} });
  });

  it('of the apex stays: NS takes more name servers, SOA other times', async () => {
    const arm = await withZone();
    for (const path of ['NS/@', 'SOA/@'])
      expect(codeOf(await arm.remove(`${dnsZone}/${path}`))).toEqual([400, 'BadRequest']);
    const { NSRecords } = (await arm.get(`${dnsZone}/NS/@`)).body.properties;
    const more = [...NSRecords, { nsdname: 'ns.example.com.' }];
    expect((await set(arm, 'NS/@', { NSRecords: more })).body.properties.NSRecords).toEqual(more);
    const { SOARecord } = (await arm.get(`${dnsZone}/SOA/@`)).body.properties;
    const other = { ...SOARecord, serialNumber: 9 };
    expect((await set(arm, 'SOA/@', { SOARecord: other })).body.properties.SOARecord).toEqual(other);
  });

  it('is gone with 200, then 204, and the word for it names the subscription', async () => {
    const arm = await withZone();
    await set(arm, 'A/www', A);
    expect((await arm.remove(`${dnsZone}/A/www`)).status).toBe(200);
    expect((await arm.remove(`${dnsZone}/A/www`)).status).toBe(204);
    expect((await arm.get(`${dnsZone}/A/www`)).body).toEqual({
      code: 'NotFound',
      message: `The resource record 'www' does not exist in resource group 'rg-images' of subscription '${dnsZone.split('/')[2]}'.`,
    });
    const below = await arm.get(`${dnsZone}x/A/www`);
    expect(below.body.error).toEqual({
      code: 'ParentResourceNotFound',
      message:
        "Can not perform requested operation on nested resource. Parent resource 'contoso.comx' not found.",
    });
  });
});

describe('lists of public zones', () => {
  it('have the record sets by name, then by kind, of the kinds that the version knows', async () => {
    const arm = await withZone();
    const ds = { DSRecords: [{ algorithm: 5, digest: { algorithmType: 2, value: 'AA' }, keyTag: 1 }] };
    await arm.send('PUT', `https://management.azure.com${dnsZone}/DS/b?${PREVIEW}`, {
      properties: { TTL: 60, ...ds },
    });
    await set(arm, 'TXT/a', { TXTRecords: [{ value: ['a'] }] });
    await set(arm, 'A/c', A);
    await set(arm, 'A/a', A);
    const seen = ({ body }: Seen) =>
      body.value.map(({ name, type }: Body) => `${type.split('/')[2]} ${name}`);
    const old = ['NS @', 'SOA @', 'A a', 'TXT a', 'A c'];
    for (const list of ['recordsets', 'recordSets', 'all'])
      expect(seen(await arm.get(`${dnsZone}/${list}`))).toEqual(old);
    const url = `https://management.azure.com${dnsZone}/recordsets?${PREVIEW}`;
    expect(seen(await arm.send('GET', url))).toEqual([...old.slice(0, 4), 'DS b', 'A c']);
    expect(seen(await arm.get(`${dnsZone}/A`))).toEqual(['A a', 'A c']);
    expect((await arm.get(`${dnsZone}x/recordsets`)).status).toBe(404);
    expect((await arm.get(`${dnsZone}/DS`)).body.error.code).toBe('NoRegisteredProviderFound');
  });

  it('have the zones of a group and of a subscription', async () => {
    const arm = await withZone();
    const names = ({ body }: Seen) => body.value.map(({ name }: Body) => name);
    expect(names(await arm.get(dnsZone.slice(0, dnsZone.lastIndexOf('/'))))).toEqual(['contoso.com']);
    const all = `/subscriptions/${dnsZone.split('/')[2]}/providers/Microsoft.Network/dnszones`;
    expect(names(await arm.get(all))).toEqual(['contoso.com']);
  });
});
