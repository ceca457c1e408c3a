import { describe, expect, it } from 'vitest';
import { EXAMPLE, GROUP, type Lab, openLab, REGISTRY } from '../lab.ts';

const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints/contosoimages-hub`;
const HUB = 'registries.contosoimages.network.privateEndpoints.hub';

interface Connection {
  readonly id: string;
  readonly properties: { readonly privateLinkServiceConnectionState: { readonly status: string } };
}

async function connections(lab: Lab): Promise<readonly Connection[]> {
  const answer = await lab.request('GET', `${REGISTRY}/privateEndpointConnections`, '2025-11-01');
  return (answer as { value: Connection[] }).value;
}

async function statuses(lab: Lab): Promise<readonly string[]> {
  return (await connections(lab)).map(
    ({ properties }) => properties.privateLinkServiceConnectionState.status,
  );
}

/** What the plan is to make again, and that applying it leaves a path that works and nothing to do. */
async function check(lab: Lab, expected: Readonly<Record<string, readonly string[]>>): Promise<void> {
  const { plan } = (await lab.plan(EXAMPLE)).planned;
  expect(Object.fromEntries(plan.changes.map(({ address, actions }) => [address, actions]))).toEqual(
    expected,
  );
  await lab.converge(EXAMPLE);
  expect(await statuses(lab)).toEqual(['Approved']);
  expect((await lab.plan(EXAMPLE)).planned.plan).toMatchObject({ changes: [], drift: [] });
}

const AGAIN = ['delete', 'create'];

describe('a private path that no write can heal is made again (N01)', () => {
  it('when the registry was deleted behind our back', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    await lab.request('DELETE', REGISTRY, '2025-11-01');
    await check(lab, {
      'registries.contosoimages': ['create'],
      [HUB]: AGAIN,
      [`${HUB}.dnsZoneGroup`]: AGAIN,
    });
  });

  it('when somebody rejected the connection, which the drift says too', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const [connection] = await connections(lab);
    const properties = { privateLinkServiceConnectionState: { status: 'Rejected', description: 'no' } };
    await lab.request('PUT', connection?.id ?? '', '2025-11-01', { properties });
    lab.timeline.advance(120_000);
    const { plan } = (await lab.plan(EXAMPLE)).planned;
    expect(plan.drift).toMatchObject([{ address: HUB, paths: [{ applied: 'Approved', live: 'Rejected' }] }]);
    await check(lab, { [HUB]: AGAIN, [`${HUB}.dnsZoneGroup`]: AGAIN });
  });

  it('when the connection was deleted on the side of the registry', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    const [connection] = await connections(lab);
    await lab.request('DELETE', connection?.id ?? '', '2025-11-01');
    lab.timeline.advance(120_000);
    await check(lab, { [HUB]: AGAIN, [`${HUB}.dnsZoneGroup`]: AGAIN });
  });

  it('when everything was deleted behind our back', async () => {
    const lab = openLab();
    await lab.converge(EXAMPLE);
    for (const [id, version] of [
      [`${ENDPOINT}/privateDnsZoneGroups/default`, '2025-05-01'],
      [ENDPOINT, '2025-05-01'],
      [REGISTRY, '2025-11-01'],
    ] as const) {
      await lab.request('DELETE', id, version);
      lab.timeline.advance(120_000);
    }
    await check(lab, {
      'registries.contosoimages': ['create'],
      [HUB]: ['create'],
      [`${HUB}.dnsZoneGroup`]: ['create'],
    });
  });
});
