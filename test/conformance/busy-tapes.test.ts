import { describe, expect, test } from 'vitest';
import { readCassette } from '../../scripts/conformance/cassette.ts';
import { measure } from '../../scripts/conformance/measure.ts';
import { createTokens } from '../../scripts/conformance/tokens.ts';
import { cassetteOf, GROUP, IDENTITY, IDENTITY_TAPE, type Taped, textOf } from './cassettes.ts';

const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/vnet`;
const LOCATION = `${GROUP.split('/resourceGroups')[0]}/providers/Microsoft.Network/locations/westus`;
const OPERATION = '55555555-1111-2222-3333-000000000005';
const version = '2024-03-01';

function poll(id: string): string {
  return `${LOCATION}/operations/${id}`;
}

/** The PUT of a subnet; only its status matters here. */
function put(name: string, prefix: string, answer: Partial<Taped>): Taped {
  const requestBody = { properties: { addressPrefix: prefix } };
  return { method: 'PUT', path: `${NETWORK}/subnets/${name}`, version, requestBody, ...answer };
}

const begun = {
  'azure-asyncoperation': `https://management.azure.com${poll(OPERATION)}?api-version=${version}`,
  'retry-after': '3',
};

function refusal(operation: string): Partial<Taped> {
  const uri = `https://management.azure.com${poll(operation)}?api-version=${version}`;
  return {
    status: 409,
    responseBody: {
      error: {
        code: 'AnotherOperationInProgress',
        message: `Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: ${uri}.`,
        details: [],
      },
    },
  };
}

async function statusesOf(taped: readonly Taped[]) {
  const { judged } = await measure([cassetteOf(taped)]);
  return judged.map(({ answers, differences }) => [answers[0]?.status, differences.length === 0]);
}

describe('a write that was refused because something was at work', () => {
  const first = put('one', '10.0.0.0/24', { status: 201, responseHeaders: begun });
  const ended: Taped = { path: poll(OPERATION), version, responseBody: { status: 'Succeeded' } };

  test('shows that the operation it names was not over', async () => {
    const tape = [first, put('two', '10.0.1.0/24', refusal(OPERATION)), ended];
    expect((await statusesOf(tape)).slice(1)).toEqual([
      [409, true],
      [200, true],
    ]);
  });

  test('counts as failed and is not sent where nobody saw that operation begin; what follows is not bent by it', async () => {
    const unseen = refusal('66666666-1111-2222-3333-000000000006');
    const again = put('two', '10.0.1.0/24', { status: 201 });
    const statuses = await statusesOf([first, ended, put('two', '10.0.1.0/24', unseen), again]);
    expect(statuses.slice(2).map(([status]) => status)).toEqual([0, 201]);
    expect(statuses[2]).toEqual([0, false]);
  });
});

test('a body that Python printed as its bytes is read as the body', () => {
  const printed = String.raw`b'{"location": "westeurope", "tags": {"a": "\\"it\'s\\" \xc3\xa9"}}'`;
  const put = IDENTITY_TAPE.map((each) =>
    each.path === IDENTITY ? { ...each, requestBody: printed } : each,
  );
  const { interactions } = readCassette('old', textOf(put));
  expect(interactions[1]?.requestBody).toEqual({ location: 'westeurope', tags: { a: '"it\'s" é' } });
});

test('the domain of an interface is drawn, and has to be the same one again', () => {
  const tokens = createTokens('99999999-1111-2222-3333-000000000009');
  const recorded = '2s3b0jxe1z2uxkro2odhznyqlb.cbnx.internal.cloudapp.net';
  const emulated = 'aaaabbbbccccddddeeeeffff00.xx.internal.cloudapp.net';
  expect(tokens.compare(recorded, emulated)).toBe('bound');
  expect(tokens.compare(`www.${recorded}`, `www.${emulated}`)).toBe('same');
  expect(tokens.compare(`www.${recorded}`, `mail.${emulated}`)).toBe('different');
  expect(tokens.compare(recorded, emulated.replace('aaaa', 'bbbb'))).toBe('different');
});
