import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { GROUP, type Lab, openLab } from '../lab.ts';
import { type Cname, withCnames } from './public-names.ts';
import {
  actionsOf,
  blockedIn,
  changeAt,
  failures,
  isWriteOf,
  justBefore,
  objectAt,
  planOf,
  sent,
  VERSION,
} from './stacks.ts';

const ZONE = `${GROUP}/providers/Microsoft.Network/dnsZones/contoso.com`;
const AT_ZONE = 'dnsZones["contoso.com"]';
const AT_IMAGES = `${AT_ZONE}.records.images`;
const IMAGES: Cname = { zone: 'contoso.com', host: 'images.contoso.com', target: 'contosoimages.azurecr.io' };

function file(zones = 'contoso.com: {}'): string {
  return `apiVersion: acrctl/v1
stack: images-prod
azure: { subscription: 00000000-0000-0000-0000-0000000000aa, resourceGroup: rg-images, location: westeurope, tags: { owner: platform } }
resourceGroups: { rg-images: {} }
dnsZones: { ${zones} }
`;
}

const EXISTING = file('contoso.com: { existing: true }');

async function labWithTheirZone(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(file(''));
  await lab.request('PUT', ZONE, VERSION.publicDns, { location: 'global' });
  return lab;
}

function put(lab: Lab, path: string, properties: JsonObject): Promise<unknown> {
  return lab.request('PUT', `${ZONE}/${path}`, VERSION.publicDns, { properties: { TTL: 60, ...properties } });
}

const address = (ipv4Address: string): JsonObject => ({ ARecords: [{ ipv4Address }] });

describe('a public zone of the file', () => {
  it('is made, and its plan says who has to be told which name servers (0.41)', async () => {
    const lab = openLab();
    const before = await planOf(lab, file());
    expect(changeAt(before, AT_ZONE)?.impact).toEqual([
      expect.stringMatching(/^its names resolve only once/),
    ]);
    expect(before.outputs[AT_ZONE]).toEqual({
      nameServers: { knownAfter: `${AT_ZONE}#properties.nameServers` },
    });
    await lab.converge(file());
    const { tags, properties } = objectAt(lab, ZONE) as { tags: JsonObject; properties: JsonObject };
    expect(tags).toMatchObject({ owner: 'platform', 'acrctl-stack': 'images-prod' });
    const after = await planOf(lab, file());
    expect(after).toMatchObject({ changes: [], drift: [] });
    expect(after.outputs[AT_ZONE]).toEqual({ nameServers: { value: properties['nameServers'] } });
  });

  it('is changed with the ETag that was read, so that the writing of others in between is seen', async () => {
    const lab = openLab();
    await lab.converge(file());
    const tagged = file('contoso.com: { tags: { team: dns } }');
    const transport = justBefore(isWriteOf(ZONE), () =>
      lab.request('PATCH', ZONE, VERSION.publicDns, { tags: { theirs: 'kept' } }).then(() => undefined),
    );
    expect(await failures(lab.apply(tagged, { transport }))).toEqual({
      [`${AT_ZONE}/write`]: 'PreconditionFailed',
    });
    await lab.converge(tagged);
    expect(objectAt(lab, ZONE)).toMatchObject({ tags: { theirs: 'kept', team: 'dns' } });
  });

  it('goes when only what Azure put there is left, and is not when it holds records of others (I-03)', async () => {
    const lab = openLab();
    await lab.converge(file());
    await put(lab, 'A/www', address('203.0.113.7'));
    const gone = file('');
    expect(blockedIn(await planOf(lab, gone))).toEqual({ [AT_ZONE]: 'ACR2005' });
    expect(changeAt(await planOf(lab, gone), AT_ZONE)?.blocked?.detail).toMatch(/^1 record set in the zone/);
    await lab.request('DELETE', `${ZONE}/A/www`, VERSION.publicDns);
    await lab.converge(gone);
    expect(objectAt(lab, ZONE)).toEqual({});
  });

  it('is not deleted with a record that came after the plan', async () => {
    const lab = openLab();
    await lab.converge(file());
    const result = lab.apply(file(''), {
      approve: () => put(lab, 'TXT/late', { TXTRecords: [{ value: ['a'] }] }).then(() => true),
    });
    expect(await failures(result)).toEqual({ [`${AT_ZONE}/delete`]: 'ACR2012' });
    expect(objectAt(lab, `${ZONE}/TXT/late`)).toMatchObject({ name: 'late' });
  });

  it('of others is read, never written, and tells its name servers too (1.9)', async () => {
    const lab = await labWithTheirZone();
    lab.emulator.clearRequests();
    expect((await planOf(lab, EXISTING)).outputs[AT_ZONE]).toMatchObject({
      nameServers: { value: expect.arrayContaining([expect.stringMatching(/^ns1-\d\d\.azure-dns\.com\.$/)]) },
    });
    await lab.converge(EXISTING);
    expect(sent(lab)).toEqual([]);
    const missing = await planOf(openLab(), EXISTING);
    expect(missing.diagnostics.map(({ code }) => code)).toContain('ACR1307');
  });
});

describe('a CNAME that a feature asks for', () => {
  it('is made behind its zone, followed, and taken away before it (0.41, 0.42)', async () => {
    const lab = openLab();
    await lab.converge(withCnames(file(), [IMAGES]));
    expect(objectAt(lab, `${ZONE}/CNAME/images`)).toMatchObject({
      properties: {
        TTL: 3600,
        CNAMERecord: { cname: 'contosoimages.azurecr.io' },
        metadata: { 'acrctl-stack': 'images-prod', 'acrctl-address': AT_IMAGES },
      },
    });
    expect(await planOf(lab, withCnames(file(), [IMAGES]))).toMatchObject({ changes: [], drift: [] });

    const moved = withCnames(file(), [{ ...IMAGES, target: 'other.azurecr.io.', ttl: 60 }]);
    expect(changeAt(await planOf(lab, moved), AT_IMAGES)?.impact).toEqual([
      'whoever has asked before goes on to contosoimages.azurecr.io, for up to 3600 s',
    ]);
    await lab.converge(moved);
    expect(await planOf(lab, moved)).toMatchObject({ changes: [], drift: [] });

    const kept = withCnames(file(), []);
    expect(changeAt(await planOf(lab, kept), AT_IMAGES)?.impact).toEqual([
      'images.contoso.com no longer resolves, for up to 60 s',
    ]);
    const run = { options: { allowMassDestroy: 9 } };
    // Ours is no record of others.
    expect(blockedIn(await planOf(lab, withCnames(file(''), []), run))).toEqual({});
    await lab.converge(withCnames(file(''), []), run);
    expect(objectAt(lab, ZONE)).toEqual({});
  });

  it('is put back where somebody leads it elsewhere, as an alias too, and keeps what they noted there', async () => {
    const lab = await labWithTheirZone();
    const stack = withCnames(EXISTING, [IMAGES]);
    await lab.converge(stack);
    const profile = `${GROUP}/providers/Microsoft.Network/trafficManagerProfiles/theirs`;
    for (const properties of [
      { CNAMERecord: { cname: 'elsewhere.example.com' } },
      { targetResource: { id: profile } },
    ]) {
      const { metadata } = (objectAt(lab, `${ZONE}/CNAME/images`) as { properties: { metadata: JsonObject } })
        .properties;
      await put(lab, 'CNAME/images', { ...properties, metadata: { ...metadata, theirs: 'kept' } });
      expect((await planOf(lab, stack)).drift).toMatchObject([{ address: AT_IMAGES }]);
      await lab.converge(stack);
      expect(objectAt(lab, `${ZONE}/CNAME/images`)).toMatchObject({
        properties: {
          CNAMERecord: { cname: 'contosoimages.azurecr.io' },
          targetResource: {},
          metadata: { theirs: 'kept' },
        },
      });
    }
  });

  it('of others is never taken over silently (I-08)', async () => {
    const lab = await labWithTheirZone();
    await put(lab, 'CNAME/images', { CNAMERecord: { cname: 'theirs.example.com' } });
    const plan = await planOf(lab, withCnames(EXISTING, [IMAGES]));
    expect(blockedIn(plan)).toEqual({ [AT_IMAGES]: 'ACR1301' });
    expect((await lab.apply(withCnames(EXISTING, [IMAGES]))).kind).toBe('refused');
    expect(objectAt(lab, `${ZONE}/CNAME/images`)).toMatchObject({
      properties: { CNAMERecord: { cname: 'theirs.example.com' } },
    });
  });

  it('is refused at plan where another record has the name, and Azure would refuse it (0.41)', async () => {
    const lab = await labWithTheirZone();
    await put(lab, 'A/Images', address('203.0.113.7'));
    await put(lab, 'TXT/images', { TXTRecords: [{ value: ['a'] }] });
    const { diagnostics } = await planOf(lab, withCnames(EXISTING, [IMAGES]));
    expect(diagnostics).toMatchObject([{ code: 'ACR1341', address: AT_IMAGES }]);
    expect(diagnostics[0]?.detail).toMatch(/record sets of the type A, TXT named images,/);
    await expect(put(lab, 'CNAME/images', { CNAMERecord: { cname: 'a.example.com' } })).rejects.toThrow(
      /409/,
    );
  });

  it('that another record overtook fails with what to do, and Azure keeps that record', async () => {
    const lab = await labWithTheirZone();
    const stack = withCnames(EXISTING, [IMAGES]);
    const result = await lab.apply(stack, {
      approve: () => put(lab, 'A/images', address('203.0.113.7')).then(() => true),
    });
    if (result.kind !== 'applied') throw new Error(result.kind);
    expect(result.outcome.failed).toMatchObject([
      {
        step: `${AT_IMAGES}/write`,
        failure: { code: 'Conflict', hint: expect.stringMatching(/^A name with/) },
      },
    ]);
    expect((await planOf(lab, stack)).diagnostics).toMatchObject([{ code: 'ACR1341' }]);
  });

  it('is not planned for a caller who may not write it', async () => {
    const lab = await labWithTheirZone();
    lab.emulator.setPermissions([
      { scope: '/', actions: ['*'], notActions: ['Microsoft.Network/dnsZones/*/write'] },
    ]);
    const { diagnostics } = await planOf(lab, withCnames(EXISTING, [IMAGES]));
    expect(diagnostics).toMatchObject([{ code: 'ACR1340' }]);
    expect(diagnostics[0]?.detail).toContain('Microsoft.Network/dnsZones/CNAME/write');
  });

  it('is warned about below a delegation, where nobody will ever ask for it (0.42)', async () => {
    const lab = await labWithTheirZone();
    await put(lab, 'NS/images', { NSRecords: [{ nsdname: 'ns1.example.com' }] });
    const data = { ...IMAGES, host: 'westeurope.images.contoso.com' };
    expect((await planOf(lab, withCnames(EXISTING, [data]))).diagnostics).toMatchObject([
      { code: 'ACR1342', severity: 'warning', address: `${AT_ZONE}.records.westeurope` },
    ]);
    const beside = { ...IMAGES, host: 'myimages.contoso.com' };
    expect((await planOf(lab, withCnames(EXISTING, [beside]))).diagnostics).toEqual([]);
  });

  it('asks for the records of a zone only where it is new in a zone that was there', async () => {
    const lab = openLab();
    const lists = () => lab.emulator.requests().filter(({ path }) => /recordsets$/i.test(path)).length;
    await lab.converge(withCnames(file(), [IMAGES]));
    await planOf(lab, withCnames(file(), [IMAGES]));
    expect(lists()).toBe(0);
    await planOf(lab, withCnames(file(), [IMAGES, { ...IMAGES, host: 'more.contoso.com' }]));
    expect(lists()).toBe(1);
    expect(actionsOf(await planOf(lab, withCnames(file(), [IMAGES])))).toEqual([]);
  });
});
