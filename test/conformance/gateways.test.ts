import { expect, test } from 'vitest';
import { measure } from '../../scripts/conformance/measure.ts';
import type { Json } from '../../src/core/json.ts';
import { getPath } from '../../src/core/path.ts';
import { cassetteOf, GROUP, type Taped } from './cassettes.ts';

const GATEWAY = `${GROUP}/providers/Microsoft.Network/applicationGateways/front`;
const ADDRESS = `${GROUP}/providers/Microsoft.Network/publicIPAddresses/tape`;
const version = '2023-11-01';

function seen(provisioningState: string, operationalState: string): Taped {
  return { path: GATEWAY, version, responseBody: { properties: { provisioningState, operationalState } } };
}

const ABSENT: Taped = { path: GATEWAY, version, status: 404, responseBody: { error: { code: 'x' } } };

async function answersTo(taped: readonly Taped[]): Promise<readonly (readonly (Json | undefined)[])[]> {
  const { judged } = await measure([cassetteOf(taped)]);
  return judged.map(({ answers }) => {
    const [first] = answers;
    const at = (path: string) => getPath(first?.body ?? null, `properties.${path}`);
    return [first?.status, at('provisioningState'), at('operationalState')];
  });
}

test('a gateway that a deployment made is there when it is first seen, and at work as long as it says so', async () => {
  const making = seen('Updating', 'Stopped');
  expect(await answersTo([ABSENT, making, making, seen('Succeeded', 'Running')])).toEqual([
    [404, undefined, undefined],
    [200, 'Updating', 'Stopped'],
    [200, 'Updating', 'Stopped'],
    [200, 'Succeeded', 'Running'],
  ]);
});

test('it has the public address that the recording made', async () => {
  const address = {
    method: 'PUT',
    path: ADDRESS,
    version,
    status: 201,
    requestBody: {
      location: 'westus',
      sku: { name: 'Standard' },
      properties: { publicIPAllocationMethod: 'Static' },
    },
  };
  const { judged } = await measure([
    cassetteOf([address, seen('Succeeded', 'Running'), { path: ADDRESS, version }]),
  ]);
  const front = `${GATEWAY}/frontendIPConfigurations/appGatewayFrontendIP`;
  expect(getPath(judged[2]?.answers[0]?.body ?? null, 'properties.ipConfiguration.id')).toBe(front);
});
