import { describe, expect, it } from 'vitest';
import { type Lab, openLab } from '../lab.ts';
import { example, ID, VERSION } from '../scenarios/stacks.ts';
import { checkNamed, verified } from './verified.ts';

const EXAMPLE = example();

async function stack(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(EXAMPLE);
  return lab;
}

/** What `acrctl verify` says of a path that is damaged, and that the rest of it is well. */
async function check(
  damage: (lab: Lab) => Promise<unknown>,
  name: string,
  expected: { readonly found: string; readonly evidence: readonly string[]; readonly advice: RegExp },
  what = EXAMPLE,
): Promise<void> {
  const lab = openLab();
  await lab.converge(what);
  await damage(lab);
  lab.timeline.advance(120_000);
  const failed = (await verified(lab, what)).filter(({ status }) => status === 'failed');
  expect(failed.map((each) => each.name)).toContain(name);
  const { found, evidence, advice, code } = checkNamed(failed, name);
  expect({ found, evidence, code }).toEqual({
    found: expected.found,
    evidence: expected.evidence,
    code: 'ACR2502',
  });
  expect(advice).toMatch(expected.advice);
}

describe('verify, by what Azure Resource Manager shows of a private path', () => {
  it('proves connection, addresses, records, links and data endpoints after apply (1.20, 1.39, 1.46, 1.62)', async () => {
    const checks = await verified(await stack(), EXAMPLE);
    const told = checks.filter(({ name }) => name.startsWith('privateLink.'));
    expect(told.map(({ status, found }) => [status, found])).toEqual([
      ['passed', 'connection of hub approved on both sides'],
      ['passed', 'hub has 2 addresses for 2 hosts'],
      ['passed', '2 records equal the addresses of hub'],
      ['passed', 'vnet-hub is linked to privatelink.azurecr.io'],
      ['passed', 'data endpoints in westeurope'],
    ]);
  });

  it('only reads', async () => {
    const lab = await stack();
    const before = lab.writes().length;
    await verified(lab, EXAMPLE);
    expect(lab.writes().length).toBe(before);
  });

  it('says that a registry is not there, and nothing else of it', async () => {
    const checks = await verified(openLab(), EXAMPLE);
    expect(checks).toMatchObject([
      { name: 'registry.exists', status: 'failed', code: 'ACR2501', advice: 'Make it first: acrctl apply' },
    ]);
  });

  it('names the side that does not call the connection approved (1.55)', async () => {
    await check(
      async (lab) => {
        const { value } = (await lab.request(
          'GET',
          `${ID.registry}/privateEndpointConnections`,
          VERSION.registry,
        )) as { value: { id: string }[] };
        await lab.request('PUT', value[0]?.id ?? '', VERSION.registry, {
          properties: { privateLinkServiceConnectionState: { status: 'Rejected', description: 'no' } },
        });
      },
      'privateLink.connection',
      {
        found: 'connection of hub is not approved on both sides',
        evidence: [
          'the endpoint calls the connection of contosoimages-hub Rejected, not Approved',
          'the registry calls the connection of contosoimages-hub Rejected, not Approved',
        ],
        advice: /acrctl apply makes the endpoint anew/,
      },
    );
  });

  it('compares each record with the address of the interface (1.62)', async () => {
    await check(
      (lab) =>
        lab.request('PUT', ID.record, VERSION.dns, {
          properties: { ttl: 10, aRecords: [{ ipv4Address: '10.20.1.77' }] },
        }),
      'privateLink.records',
      {
        found: 'records of hub do not equal its addresses',
        evidence: [
          expect.stringMatching(
            /^the record for contosoimages.azurecr.io says 10.20.1.77, the interface has 10.20.1.\d$/,
          ),
        ] as never,
        advice: /Azure writes them through the zone group/,
      },
    );
  });

  it('misses the link of a network (1.46)', async () => {
    await check((lab) => lab.request('DELETE', ID.link, VERSION.dns), 'privateLink.link', {
      found: 'vnet-hub is not linked to privatelink.azurecr.io',
      evidence: ['the link vnet-hub does not exist'],
      advice: /acrctl apply makes it/,
    });
  });
});
