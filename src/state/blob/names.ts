import type { Blobs } from '../../core/blobs.ts';
import type { StatePlaces } from '../places.ts';

/** The blobs of a stack, in its folder. */
export const STATE = 'state.json';
export const JOURNAL = 'journal.jsonl';
export const LOCK = 'lock.json';
export const MOVED = 'moved.json';

export function blobPlaces(blobs: Pick<Blobs, 'url'>): StatePlaces {
  return {
    directory: blobs.url('').replace(/\/$/, ''),
    state: blobs.url(STATE),
    journal: blobs.url(JOURNAL),
    lock: blobs.url(LOCK),
    moved: blobs.url(MOVED),
  };
}
