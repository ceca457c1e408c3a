import { join } from 'node:path';
import { createEmulator } from '../../src/emulator/index.ts';
import { serveEmulator } from '../../src/emulator/server.ts';
import { keptCloud } from './kept-cloud.ts';
import { peakMemory } from './memory.ts';
import { perform, type Task } from './phases.ts';

/** One task, from the command line; what it measured as a line of JSON. */
const { phase, ...task } = JSON.parse(process.argv[2] ?? '') as Omit<Task, 'phase'> & {
  readonly phase: Task['phase'] | 'serve';
};
if (phase === 'serve') await serve();
else {
  const metrics = await perform({ ...task, phase });
  process.stdout.write(`${JSON.stringify({ ...metrics, memory: peakMemory() })}\n`);
}

/** The emulator over loopback, for ever, with what an apply in the directory has left. */
async function serve(): Promise<void> {
  const emulator = createEmulator({
    origin: 'http://127.0.0.1',
    throttle: false,
    pageSize: task.pageSize,
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    store: keptCloud(join(task.dir, 'cloud.json')).store,
  });
  const { endpoint } = await serveEmulator(emulator, { port: 0 });
  process.stdout.write(`${JSON.stringify({ endpoint })}\n`);
}
