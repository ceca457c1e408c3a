import { describe, expect, it } from 'vitest';
import type { Resolution } from '../../src/core/wire.ts';
import { at, dnsServer, network } from '../verify/network.ts';
import type { DnsMood, View } from './dns-server.ts';
import { closedPort } from './tls-servers.ts';

const VIEW: View = {
  'images.test': { cname: 'zone.test', ttl: 300 },
  'zone.test': { a: ['10.20.1.4'] },
  'empty.test': { nothing: true },
  'lost.test': { cname: 'nowhere.test' },
  'a.test': { cname: 'b.test' },
  'b.test': { cname: 'a.test' },
};

const HOPS = [
  { name: 'images.test', type: 'CNAME', data: 'zone.test', ttl: 300 },
  { name: 'zone.test', type: 'A', data: '10.20.1.4', ttl: 10 },
];

async function check(host: string, mood: DnsMood, expected: Partial<Resolution>) {
  const server = await dnsServer(VIEW, mood);
  const { wire } = network({ resolvers: [at(server.port)] });
  const resolution = await wire.resolve(host);
  expect(resolution).toMatchObject({ server: server.name, ...expected });
  return server;
}

describe('the wire asks DNS servers', () => {
  it('for every hop of a name, in any case', () =>
    check('Images.TEST', {}, { host: 'images.test', outcome: 'addresses', hops: HOPS as never }));

  it('and goes on by itself where a server gives one hop at a time', async () => {
    const server = await check(
      'images.test',
      { oneHop: true },
      { outcome: 'addresses', hops: HOPS as never },
    );
    expect(server.asked.map(({ name }) => name)).toEqual(['images.test', 'zone.test']);
  });

  it('tells a name that does not exist from one without an address, and where it ended', async () => {
    await check('nobody.test', {}, { outcome: 'nxdomain', hops: [] });
    await check(
      'lost.test',
      {},
      { outcome: 'nxdomain', hops: [{ name: 'lost.test', type: 'CNAME', data: 'nowhere.test', ttl: 3600 }] },
    );
    await check('empty.test', {}, { outcome: 'nodata' });
  });

  it('tells what a server says that cannot answer', async () => {
    await check('images.test', { rcode: 'SERVFAIL' }, { outcome: 'servfail' });
    await check('images.test', { rcode: 'REFUSED' }, { outcome: 'refused' });
    await check('images.test', { garbage: true }, { outcome: 'malformed' });
  });

  it('ends where names lead in a circle, once around', () =>
    check(
      'a.test',
      {},
      {
        outcome: 'loop',
        hops: [{ name: 'a.test', type: 'CNAME', data: 'b.test', ttl: 3600 }],
      },
    ));

  it('asks again where an answer was lost, and gives up in time', async () => {
    const server = await check('images.test', { silentFor: 2 }, { outcome: 'addresses' });
    expect(server.asked).toHaveLength(3);
    await check('images.test', { silentFor: Number.POSITIVE_INFINITY }, { outcome: 'timeout' });
  });

  it('asks by TCP where an answer does not fit', async () => {
    const server = await check(
      'images.test',
      { truncates: true },
      { outcome: 'addresses', hops: HOPS as never },
    );
    expect(server.asked.map(({ by }) => by)).toEqual(['udp', 'tcp']);
  });

  it('takes no answer that is for another question', () =>
    check('images.test', { spoofed: true }, { outcome: 'addresses', hops: HOPS as never }));

  it('learns that nobody listens', async () => {
    const { wire } = network({ resolvers: [at(await closedPort())] });
    expect(await wire.resolve('images.test')).toMatchObject({ outcome: 'unreachable' });
  });

  it('asks the next server of the machine where one does not know, and one that is named alone', async () => {
    const [broken, well] = [await dnsServer(VIEW, { rcode: 'SERVFAIL' }), await dnsServer(VIEW)];
    const { wire } = network({ resolvers: [at(broken.port), at(well.port)] });
    expect(await wire.resolve('images.test')).toMatchObject({ outcome: 'addresses', server: well.name });
    expect(await wire.resolve('images.test', broken.name)).toMatchObject({ outcome: 'servfail' });
    await wire.resolve('images.test');
    expect([broken.asked.length, well.asked.length]).toEqual([2, 1]);
  });

  it('ends at once when the run is interrupted', async () => {
    const server = await dnsServer(VIEW, { silentFor: Number.POSITIVE_INFINITY });
    const ending = new AbortController();
    const { wire } = network({ resolvers: [at(server.port)], timeoutMs: 600_000, signal: ending.signal });
    const resolving = wire.resolve('images.test');
    ending.abort(new Error('interrupted'));
    await expect(resolving).rejects.toThrow('interrupted');
  });
});
