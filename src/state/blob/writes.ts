import type { Blobs, HeldCondition, WriteCondition } from '../../core/blobs.ts';
import type { Clock } from '../../core/world.ts';
import { insist } from './insist.ts';

/** Who writes to a folder of blobs. */
interface Writer {
  readonly blobs: Blobs;
  readonly clock: Clock;
}

/** Writes a block blob whole, also where the answer to an attempt is lost (S10). Gives its entity tag. */
export function putWhole(
  { blobs, clock }: Writer,
  name: string,
  text: string,
  on: WriteCondition,
): Promise<string> {
  return insist(
    clock,
    () => blobs.put(name, text, on),
    async () => {
      const now = await blobs.read(name);
      return now?.text === text ? now.etag : undefined;
    },
  );
}

/** Removes a blob, also where the answer to an attempt is lost (S10). */
export async function removeWhole({ blobs, clock }: Writer, name: string, on: HeldCondition): Promise<void> {
  await insist(
    clock,
    async () => {
      await blobs.remove(name, on);
      return true;
    },
    async () => ((await blobs.look(name)) === undefined ? true : undefined),
  );
}
