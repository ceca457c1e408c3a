import type { Change } from '../../src/emulator/index.ts';
import { type Lab, openLab } from '../lab.ts';
import { cloudMemory } from './cloud-memory.ts';
import type { Disk } from './disk.ts';
import { VirtualClock } from './virtual-clock.ts';

/** Cloud, disk and time as they stood at some moment, from which many labs go on. */
interface Point {
  readonly cloud: readonly Change[];
  readonly disk: Disk;
  readonly atMs: number;
}

/** Brings one lab to a point, once; each call answers another lab that goes on from there. */
export function labsAfter(bring: (lab: Lab) => Promise<unknown>): () => Promise<Lab> {
  let point: Promise<Point> | undefined;
  return async () => {
    point ??= pointAfter(bring);
    const { cloud, disk, atMs } = await point;
    const clock = new VirtualClock();
    clock.advance(atMs);
    const store = cloudMemory(cloud);
    return openLab({ emulator: { store }, simulation: { disk: disk.copy(), clock, seed: SEED } });
  };
}

/** Not that of the lab before: processes that come later draw other numbers. */
const SEED = 7;

async function pointAfter(bring: (lab: Lab) => Promise<unknown>): Promise<Point> {
  const store = cloudMemory();
  const lab = openLab({ emulator: { store } });
  await bring(lab);
  return { cloud: store.changes(), disk: lab.disk, atMs: lab.timeline.nowMs() };
}
