import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { openLab } from '../lab.ts';
import { ID, SUBSCRIPTION, VERSION } from '../scenarios/stacks.ts';
import { BARE, bareStack } from './bare-stack.ts';
import { requireAllowed, requireIntended } from './sent-bodies.ts';

const ZONE = { location: 'global', tags: { owner: 'platform' } };

function check(
  method: string,
  path: string,
  version: string,
  body: JsonObject | undefined,
  fault: RegExp,
): void {
  const request = { method, url: `${path}?api-version=${version}`, body: body && JSON.stringify(body) };
  expect(() => requireAllowed(request)).toThrow(fault);
}

describe('a request of acrctl is refused in a test', () => {
  it('for a member that acrctl has no reason to send, or that is only read', () => {
    check('PUT', ID.zone, VERSION.dns, { ...ZONE, etag: 'x' }, /etag is unknown/);
    check('PUT', ID.zone, VERSION.dns, { ...ZONE, properties: {} }, /properties is unknown/);
    const subnet = { properties: { addressPrefix: '10.0.0.0/24', provisioningState: 'Succeeded' } };
    check('PUT', ID.subnet, VERSION.network, subnet, /properties\.provisioningState is unknown/);
  });

  it('for a value that no Azure takes, or none where one is needed', () => {
    check('PUT', ID.zone, VERSION.dns, { location: 'westeurope' }, /location does not match/);
    check('PUT', ID.zone, VERSION.dns, { tags: {} }, /lacks location/);
    check('PATCH', ID.registry, VERSION.registry, { sku: { name: 'Free' } }, /sku\.name is none of/);
    const rules = { properties: { networkRuleSet: { ipRules: [] } } };
    check('PATCH', ID.registry, VERSION.registry, rules, /networkRuleSet lacks defaultAction/);
  });

  it('for another api-version, a type or a call that nobody described, or a method that the type does not take', () => {
    check('PUT', ID.zone, '2020-06-01', ZONE, /the api-version 2020-06-01 is not 2024-06-01/);
    check(
      'PUT',
      `${ID.group}/providers/Microsoft.Network/natGateways/x`,
      VERSION.network,
      {},
      /no schema describes/,
    );
    check('PATCH', ID.zone, VERSION.dns, ZONE, /no schema describes a PATCH/);
    check('POST', `${ID.registry}/regenerateCredential`, VERSION.registry, {}, /nobody knows the call/);
  });

  it('for a body where none belongs, or none where one does', () => {
    check('GET', ID.zone, VERSION.dns, ZONE, /it has a body/);
    check('DELETE', ID.zone, VERSION.dns, {}, /it has a body/);
    check('PUT', ID.zone, VERSION.dns, undefined, /it has no body/);
    expect(() =>
      requireAllowed({ method: 'PUT', url: `${ID.zone}?api-version=${VERSION.dns}`, body: '[]' }),
    ).toThrow(/no object/);
  });

  it('also where the journal says that it is about to be sent', () => {
    const intent = {
      step: 'x/write',
      address: 'x',
      absentBefore: true,
      kind: 'intent',
      action: 'update',
    } as const;
    const type = 'Microsoft.Network/privateDnsZones';
    const put = { ...intent, method: 'PUT', type, id: ID.zone } as const;
    requireIntended({ ...put, sent: ZONE });
    requireIntended({ ...put, method: 'DELETE', sent: {} });
    expect(() => requireIntended({ ...put, sent: {} })).toThrow(/lacks location/);
    const namespace = `${SUBSCRIPTION}/providers/Microsoft.Network`;
    const register = {
      ...intent,
      method: 'POST',
      type: 'Microsoft.Resources/providers',
      id: namespace,
    } as const;
    requireIntended({ ...register, sent: {} });
    expect(() => requireIntended({ ...register, sent: { force: true } })).toThrow(/force is unknown/);
  });

  it('in the lab, and the test fails with it', async () => {
    const lab = openLab();
    const zone = {
      ...BARE,
      address: 'zone',
      id: ID.group,
      type: 'Microsoft.Resources/resourceGroups',
      managed: { location: 'westeurope', kind: 'none' },
    };
    await expect(lab.apply(bareStack([zone]))).rejects.toThrow(/must not send this: kind is unknown/);
    expect(lab.writes()).toEqual([]);
  });
});

/** The ways by which acrctl reaches a cloud in a test that takes writes: these check what it sends. */
const SEAMS = ['cli/acrctl.ts', 'kill/watched-cloud.ts', 'lab.ts'];

/** Clouds that only answer what the test wrote down, to requests that it wrote down too. */
const SCRIPTED = [
  'cli/verbose.test.ts',
  'providers/azure/client.test.ts',
  'providers/azure/clouds.test.ts',
  'providers/azure/poll.test.ts',
  'providers/azure/questions.test.ts',
  'providers/azure/refresh.test.ts',
];

it('no test lets acrctl at a cloud but through the seams that check what it sends', () => {
  const tests = new URL('../', import.meta.url);
  const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const holding = (pattern: RegExp) =>
    files.filter((file) => pattern.test(readFileSync(new URL(file, tests), 'utf8'))).sort();
  expect(holding(/\bcreateAzureCloud\(\{/)).toEqual([...SCRIPTED, 'lab.ts'].sort());
  expect(holding(/\b(requireAllowed|checkingBodies)\(/)).toEqual(
    [
      ...SEAMS,
      'contract/sent-bodies.test.ts',
      'contract/sent-bodies.ts',
      'providers/azure/update.test.ts',
    ].sort(),
  );
});
