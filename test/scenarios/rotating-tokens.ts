import { rotateToken, type TokenProspect, type TokenRequest } from '../../src/cli/tokens/rotation.ts';
import type { Config } from '../../src/core/config.generated.ts';
import { parseJson } from '../../src/core/json.ts';
import { listAt, textAt } from '../../src/core/path.ts';
import type { Transport } from '../../src/core/world.ts';
import type { Session } from '../../src/engine/run.ts';
import { type Lab, openLab, type RunOptions } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';
import { AT, example } from './stacks.ts';

/** A registry with two tokens, and a vault. */
export const FILE = example({
  [`${AT.registry}.tokens.build-machine`]: { scopeMap: '_repositories_pull' },
  [`${AT.registry}.tokens.other-machine`]: { scopeMap: '_repositories_pull' },
  'keyVaults.kv-images': {},
});
export async function withTokens(): Promise<Lab> {
  const lab = openLab();
  await lab.converge(FILE);
  return lab;
}

/** Rotates as the command does; `values` get what Azure told. */
export async function rotated(
  lab: Lab,
  wanted: Partial<TokenRequest> = {},
  { values = [], run = {} }: { values?: string[]; run?: RunOptions } = {},
) {
  const transport = (inner: Transport) => noting(run.transport?.(inner) ?? inner, values);
  const { session, acquireLock } = lab.session(FILE, 'rotate token', { ...run, transport });
  const prospects: TokenProspect[] = [];
  const rotation = await rotateToken(session as Session<Config>, {
    name: 'contosoimages/build-machine',
    destination: { kind: 'secret', reference: 'kv-images/build-machine' },
    password: undefined,
    days: undefined,
    announce: (prospect) => void prospects.push(prospect),
    approve: async () => undefined,
    ...wanted,
    acquireLock,
  });
  requireValid('rotateToken', { stack: session.stack, ...rotation });
  return { rotation, prospects };
}

/** What clients could log in with, as only this answer tells it. */
function noting(inner: Transport, values: string[]): Transport {
  return {
    send: async (request) => {
      const response = await inner.send(request);
      for (const each of listAt(parseJson(response.body), 'passwords'))
        values.push(textAt(each, 'value') ?? '');
      return response;
    },
  };
}
