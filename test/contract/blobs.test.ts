import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlobRefusal, type Blobs } from '../../src/core/blobs.ts';
import { openBlobs } from '../../src/providers/azure/blobs.ts';
import { type Azurite, startAzurite } from '../azurite.ts';
import { BlobService, blobsOf } from '../simulation/blob-service.ts';
import { VirtualClock } from '../simulation/virtual-clock.ts';

/** Whoever answers: the real client before a real Azurite, and the container of the simulations. */
const SIDES = ['Azurite', 'the simulation'] as const;

let azurite: Azurite;
beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite.stop());

async function blobsAt(side: (typeof SIDES)[number]): Promise<Blobs> {
  if (side === 'the simulation') {
    const direct = {
      through: async <T>(operation: () => T) => operation(),
      write: async <T>(_: string, effect: () => T) => effect(),
    };
    return blobsOf(new BlobService(new VirtualClock()), direct);
  }
  const container = `c${randomUUID()}`;
  await azurite.container(container);
  return openBlobs(
    { container: `${azurite.endpoint}/${container}`, prefix: 'folder/prod/' },
    { kind: 'azurite' },
  );
}

const said = (request: Promise<unknown>): Promise<string> =>
  request.then(
    () => 'done',
    (error: unknown) => (error instanceof BlobRefusal ? error.message : String(error)),
  );

describe.each(SIDES)('a folder of blobs by %s', (side) => {
  const [mine, theirs] = [randomUUID(), randomUUID()];

  it('gives back what was put, by its entity tag, and nothing where nothing is', async () => {
    const blobs = await blobsAt(side);
    expect([await blobs.read('a'), await blobs.look('a')]).toEqual([undefined, undefined]);
    const text = '{"name":"ümläut \u{1f511}"}\n';
    const etag = await blobs.put('a', text, 'absent');
    const found = await blobs.read('a');
    expect(found).toMatchObject({ text, etag, length: Buffer.byteLength(text), isLeased: false });
    expect(found?.ageMs).toBeLessThan(60_000);
    const { text: _, ...facts } = found ?? {};
    expect(await blobs.look('a')).toEqual(facts);
  });

  it('writes on no other condition than the one given', async () => {
    const blobs = await blobsAt(side);
    const first = await blobs.put('a', 'one', 'absent');
    expect(await said(blobs.put('a', 'two', 'absent'))).toBe('409 BlobAlreadyExists');
    const second = await blobs.put('a', 'two', { etag: first });
    expect(second).not.toBe(first);
    expect(await said(blobs.put('a', 'three', { etag: first }))).toBe('412 ConditionNotMet');
    expect(await said(blobs.keep('a', { etag: first }))).toBe('412 ConditionNotMet');
    expect(await said(blobs.remove('a', { etag: first }))).toBe('412 ConditionNotMet');
    expect((await blobs.read('a'))?.text).toBe('two');
    await blobs.keep('a', { etag: second });
    expect((await blobs.look('a'))?.etag).toBe(second);
    await blobs.remove('a', { etag: second });
    expect(await blobs.read('a')).toBeUndefined();
  });

  it('appends behind the end that was named, all or nothing', async () => {
    const blobs = await blobsAt(side);
    const empty = await blobs.startLog('log', 'absent');
    const one = await blobs.append('log', 'é\n', { etag: empty, at: 0 });
    expect(await said(blobs.append('log', 'x', { etag: one, at: 2 }))).toBe(
      '412 AppendPositionConditionNotMet',
    );
    expect(await said(blobs.append('log', 'x', { etag: empty, at: 3 }))).toBe('412 ConditionNotMet');
    const two = await blobs.append('log', 'two\n', { etag: one, at: 3 });
    expect(await blobs.read('log')).toMatchObject({ text: 'é\ntwo\n', length: 7, etag: two });
    const again = await blobs.startLog('log', { etag: two });
    expect(await blobs.read('log')).toMatchObject({ text: '', length: 0, etag: again });
    expect(await said(blobs.append('none', 'x', { etag: two, at: 0 }))).toBe('404 BlobNotFound');
  });

  it('refuses writes without the lease, with another, or with one that is over (S02, S03, S04)', async () => {
    const blobs = await blobsAt(side);
    const etag = await blobs.put('a', 'one', 'absent');
    expect(await said(blobs.put('a', 'two', { etag, lease: mine }))).toBe(
      '412 LeaseNotPresentWithBlobOperation',
    );
    await blobs.acquireLease('a', mine);
    expect((await blobs.look('a'))?.isLeased).toBe(true);
    expect((await blobs.look('a'))?.etag).toBe(etag);
    expect(await said(blobs.put('a', 'two', { etag }))).toBe('412 LeaseIdMissing');
    expect(await said(blobs.put('a', 'two', { etag, lease: theirs }))).toBe(
      '412 LeaseIdMismatchWithBlobOperation',
    );
    const second = await blobs.put('a', 'two', { etag, lease: mine });
    expect((await blobs.look('a'))?.isLeased).toBe(true);
    expect(await said(blobs.remove('a', { etag: second }))).toBe('412 LeaseIdMissing');
    await blobs.breakLease('a');
    expect(await said(blobs.put('a', 'three', { etag: second, lease: mine }))).toBe(
      '412 LeaseNotPresentWithBlobOperation',
    );
    expect((await blobs.look('a'))?.isLeased).toBe(false);
  });

  it('leases to one at a time, again to the same, and not after it was broken (S01, S05)', async () => {
    const blobs = await blobsAt(side);
    await blobs.put('a', 'one', 'absent');
    await blobs.acquireLease('a', mine);
    await blobs.acquireLease('a', mine);
    expect(await said(blobs.acquireLease('a', theirs))).toBe('409 LeaseAlreadyPresent');
    expect(await said(blobs.renewLease('a', theirs))).toBe('409 LeaseIdMismatchWithLeaseOperation');
    await blobs.renewLease('a', mine);
    expect(await said(blobs.releaseLease('a', theirs))).toBe('409 LeaseIdMismatchWithLeaseOperation');
    await blobs.breakLease('a');
    expect(await said(blobs.renewLease('a', mine))).toBe('409 LeaseIsBrokenAndCannotBeRenewed');
    await blobs.acquireLease('a', theirs);
    await blobs.releaseLease('a', theirs);
    expect(await said(blobs.breakLease('a'))).toBe('409 LeaseNotPresentWithLeaseOperation');
    expect(await said(blobs.acquireLease('none', mine))).toBe('404 BlobNotFound');
  });

  it('keeps a lease through the writing anew of a log', async () => {
    const blobs = await blobsAt(side);
    const etag = await blobs.startLog('log', 'absent');
    await blobs.acquireLease('log', mine);
    const one = await blobs.append('log', 'one\n', { etag, at: 0, lease: mine });
    const empty = await blobs.startLog('log', { etag: one, lease: mine });
    expect((await blobs.look('log'))?.isLeased).toBe(true);
    expect(await said(blobs.append('log', 'x', { etag: empty, at: 0 }))).toBe('412 LeaseIdMissing');
  });
});

it('a container that is not there is told from a blob that is not', async () => {
  const blobs = openBlobs({ container: `${azurite.endpoint}/nowhere`, prefix: '' }, { kind: 'azurite' });
  expect(await said(blobs.read('a'))).toBe('404 ContainerNotFound');
});

it('a host that is not there gives no answer, and says so', async () => {
  const at = (container: string) => openBlobs({ container, prefix: '' }, { kind: 'azurite' });
  expect(await said(at('http://127.0.0.1:9/devstoreaccount1/c').read('a'))).toBe(
    'NoAnswerError: ECONNREFUSED',
  );
});
