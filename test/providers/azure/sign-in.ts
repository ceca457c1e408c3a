import { realWorld } from '../../../src/cli/world.ts';
import { AcrctlError } from '../../../src/core/errors.ts';
import type { CloudName } from '../../../src/providers/azure/clouds.ts';
import { signIn } from '../../../src/providers/azure/credentials.ts';
import { turnedTo } from '../../contract/sdk-transport.ts';

/**
 * Signs in as the environment says, in a process of its own, and prints what came of it: the library finds the
 * endpoint of managed identities once in a process. With a second argument that is where every request goes.
 */
const [cloud = '', endpoint] = process.argv.slice(2);
const { clock, files, interrupt } = realWorld(new AbortController().signal);
const outcome = await signIn({
  cloud: cloud as CloudName,
  env: process.env,
  files,
  clock,
  signal: interrupt,
  ...(endpoint !== undefined && { httpClient: turnedTo(endpoint) }),
})
  .then(async ({ source, tenant, tokens }) => ({ source, tenant, token: await tokens.token() }))
  .catch((error: unknown) => {
    if (!(error instanceof AcrctlError)) throw error;
    const [diagnostic] = error.diagnostics;
    return { exitCode: error.exitCode, ...diagnostic };
  });
process.stdout.write(JSON.stringify(outcome));
