import { expect, test } from 'vitest';
import type { HttpResponse, Transport } from '../../src/core/world.ts';
import { EXAMPLE, openLab } from '../lab.ts';
import { AT, ID, isReadOf, isWriteOf, planOf } from './stacks.ts';

const refusal = (status: number, code: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code, message: 'No.' } }),
});

/** Refuses to make the network, and from then on to show it. */
function refusing(inner: Transport): Transport {
  let isRefused = false;
  return {
    send: async (request) => {
      if (isRefused && isReadOf(ID.network)(request)) return refusal(403, 'AuthorizationFailed');
      if (!isWriteOf(ID.network)(request)) return inner.send(request);
      isRefused = true;
      return refusal(400, 'InvalidAddressPrefixFormat');
    },
  };
}

test('a step that failed says why also where nobody may look what it left behind, and stays open (I-07)', async () => {
  const lab = openLab();
  const result = await lab.apply(EXAMPLE, { transport: refusing });
  const outcome = result.kind === 'applied' ? result.outcome : undefined;
  expect(outcome?.failed).toMatchObject([
    { step: `${AT.network}/write`, failure: { code: 'InvalidAddressPrefixFormat', stillRunning: true } },
  ]);
  await lab.converge(EXAMPLE);
  expect(await planOf(lab, EXAMPLE)).toMatchObject({ changes: [], drift: [] });
});
