/** Run as a program: takes the lock of a stack and keeps it until it is killed. */
import { realWorld } from '../../src/cli/world.ts';
import { acquireLock } from '../../src/state/local/lock.ts';

const [dir = ''] = process.argv.slice(2);
const world = realWorld(new AbortController().signal);
await acquireLock({
  ...{ world, dir, stack: 'prod', operation: 'apply' },
  ...{ lockTimeoutMs: 0, requestTimeoutMs: 1_000 },
});
process.stdout.write('held\n');
