import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { suffixesOf } from '../../../src/emulator/cloud.ts';
import { createAzureCloud } from '../../../src/providers/azure/client.ts';
import {
  armOrigin,
  CLOUD_NAMES,
  CLOUDS,
  type CloudName,
  cloudOfRegion,
} from '../../../src/providers/azure/clouds.ts';
import { plainRandom, scriptedTransport, virtualClock } from '../scripted.ts';
import { LIVE, REGISTRY } from './bodies.ts';

const PROTOCOL = new URL('../../../../shared/azure/arm-protocol.md', import.meta.url);

describe.each(CLOUD_NAMES)('%s', (cloud) => {
  const facts = CLOUDS[cloud];
  const others = CLOUD_NAMES.filter((other) => other !== cloud);

  test('is the same cloud to the emulator, which has a table of its own (1.23)', () => {
    expect(suffixesOf(cloud)).toMatchObject({
      registry: facts.registrySuffix,
      registryZone: facts.registryZone,
      authority: facts.loginHosts[0],
    });
  });

  test('shares no host, suffix or zone with another cloud', () => {
    const foreign = others.flatMap((other) => strings(other));
    for (const own of strings(cloud)) expect(foreign.filter((text) => text.endsWith(own))).toEqual([]);
  });

  const elsewhere = [
    ...others.map((other) => `${armOrigin(other)}/subscriptions/s/operations/1?s=signed`),
    ...others.map((other) => `${armOrigin(cloud)}.${CLOUDS[other].armHost}/operations/1`),
    ...others.map((other) => `${armOrigin(cloud)}@${CLOUDS[other].armHost}/operations/1`),
    ...others.map((other) => `https:\\\\${CLOUDS[other].armHost}/operations/1`),
    ...others.map((other) => `//${CLOUDS[other].armHost}/operations/1`),
    ...facts.loginHosts.map((host) => `https://${host}/operations/1`),
    `http://${facts.armHost}/operations/1`,
    `${armOrigin(cloud)}:8443/operations/1`,
  ];
  test.each(elsewhere)('sends no token to the poll URL %s', async (url) => {
    const { outcome, hosts } = await follow(cloud, url);
    expect(outcome).toMatchObject({ armCode: 'ForeignUrl' });
    expect(hosts.filter((host) => host !== facts.armHost)).toEqual([]);
  });

  test.each(elsewhere)('sends no token to the next page %s', async (nextLink) => {
    const transport = scriptedTransport(() => ({ body: { value: [], nextLink } }));
    await expect(
      cloudOn(cloud, transport).list('/subscriptions/s/resourceGroups', '2025-04-01'),
    ).rejects.toThrow('does not lie on');
    expect(transport.requests.map(({ url }) => new URL(url).host)).toEqual([facts.armHost]);
  });

  test('polls where its own ARM says', async () => {
    const { outcome, hosts } = await follow(
      cloud,
      `${armOrigin(cloud)}/subscriptions/s/operations/1?s=signed`,
    );
    expect(outcome).toBe('settled');
    expect(new Set(hosts)).toEqual(new Set([facts.armHost]));
  });
});

test.each([
  ['westeurope', undefined],
  ['usgovvirginia', 'AzureUSGovernment'],
  ['usdodcentral', 'AzureUSGovernment'],
  ['chinanorth3', 'AzureChinaCloud'],
  ['eastus', undefined],
])('the region %s is one of %s', (region, expected) => expect(cloudOfRegion(region)).toBe(expected));

test.skipIf(!existsSync(PROTOCOL))('the table says what the protocol notes say', () => {
  const [, table = ''] = readFileSync(PROTOCOL, 'utf8').split('## Clouds');
  const columns: Readonly<Record<CloudName, number>> = {
    AzureCloud: 1,
    AzureChinaCloud: 2,
    AzureUSGovernment: 3,
  };
  for (const cloud of CLOUD_NAMES) {
    const { armHost, loginHosts, registrySuffix, registryZone } = CLOUDS[cloud];
    const expected = {
      ARM: armHost,
      authority: loginHosts[0],
      'ACR suffix': registrySuffix,
      'ACR private zone': registryZone,
    };
    const noted = Object.keys(expected).map((name) => {
      const row = table.split('\n').find((line) => line.startsWith(`| ${name} |`)) ?? '';
      return [
        name,
        row
          .split('|')
          .slice(1)
          [columns[cloud]]?.replace(/\[.*\]/, '')
          .trim(),
      ];
    });
    expect(Object.fromEntries(noted)).toEqual(expected);
  }
});

function strings(cloud: CloudName): readonly string[] {
  const { armHost, loginHosts, registrySuffix, registryZone, storageSuffix } = CLOUDS[cloud];
  return [armHost, ...loginHosts, registrySuffix, registryZone, storageSuffix];
}

function cloudOn(cloud: CloudName, transport: ReturnType<typeof scriptedTransport>) {
  return createAzureCloud({
    transport,
    clock: virtualClock(),
    random: plainRandom(),
    origin: armOrigin(cloud),
    tokens: { kind: 'real', token: async () => 'token' },
    tenant: 't',
  });
}

/** What becomes of an operation whose poll URL is this one, and which hosts were asked with the token. */
async function follow(cloud: CloudName, url: string) {
  const transport = scriptedTransport(({ url: asked }) =>
    asked.includes('/operations/') ? { body: { status: 'Succeeded' } } : { body: LIVE.registry },
  );
  const type = String(LIVE.registry?.type);
  const outcome = await cloudOn(cloud, transport)
    .wait({ action: 'update', type, id: REGISTRY, operation: { kind: 'async', url } })
    .then(() => 'settled')
    .catch((error: unknown) => error);
  return { outcome, hosts: transport.requests.map((request) => new URL(request.url).host) };
}
