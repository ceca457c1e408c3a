import { simulateWorld } from '../simulation/world.ts';
import { BOUNDARIES, type Boundary } from './evidence.ts';
import { JOBS, type Job } from './jobs.ts';

/** What a seed wants; what it gets is another matter, which `evidence.ts` judges. */
export type Aim =
  /** The nth time that the process is seen there, and a little later. */
  | { readonly at: Boundary | 'while recovering'; readonly nth: number; readonly delayMs: number }
  | { readonly at: 'any moment'; readonly afterMs: number };

export interface Draw {
  readonly seed: number;
  readonly job: Job;
  /** The second one, if any, is for the run that recovers. */
  strikes(undisturbed: Undisturbed): readonly Aim[];
}

/** How often an undisturbed run offers what can be counted in it, and how long it takes. */
export interface Undisturbed {
  readonly opportunities: Readonly<Record<Exclude<Boundary, 'folding'>, number>>;
  readonly durationMs: number;
}

const KINDS = [...BOUNDARIES, 'any moment'] as const;

/** Seeds in a row meet every boundary in every job; all else is drawn. The same seed draws the same. */
export function drawFor(seed: number, { journalled }: { readonly journalled: boolean }): Draw {
  // Without a journal nothing shows that a request is about to be sent, or that everything is settled.
  const kinds = journalled ? KINDS : KINDS.filter((kind) => kind !== 'before send' && kind !== 'folding');
  const kind = kinds[seed % kinds.length] ?? 'any moment';
  const job = JOBS[Math.floor(seed / kinds.length) % JOBS.length];
  if (job === undefined) throw new RangeError(`There is no job for the seed ${seed}.`);
  return {
    seed,
    job,
    strikes: (undisturbed) => {
      const { random } = simulateWorld({ seed });
      const aimAt = (at: Aim['at'], fraction: number) => aimed(at, fraction, random.fraction(), undisturbed);
      const first = aimAt(kind, random.fraction());
      if (random.fraction() >= DOUBLE_SHARE) return [first];
      const isEarly = journalled && random.fraction() < 0.5;
      const second = isEarly ? 'while recovering' : kinds[Math.floor(random.fraction() * kinds.length)];
      return [first, aimAt(second ?? 'any moment', random.fraction() ** 2)];
    },
  };
}

const DOUBLE_SHARE = 0.3;

function aimed(
  at: Aim['at'],
  fraction: number,
  lateness: number,
  { opportunities, durationMs }: Undisturbed,
): Aim {
  if (at === 'any moment') return { at, afterMs: Math.round(fraction * durationMs) };
  const delayMs = at === 'in flight' ? Math.round(lateness * SHORT_ANSWER_MS) : 0;
  switch (at) {
    // Recovering and folding are a few moments each, which the system may report as one.
    case 'while recovering':
    case 'folding':
      return { at, nth: 1 + Math.floor(fraction ** 2 * SHORT_STRETCH), delayMs };
    default:
      return { at, nth: 1 + Math.floor(fraction * SURE_SHARE * opportunities[at]), delayMs };
  }
}

const SHORT_STRETCH = 4;
/** A busy machine shows fewer opportunities than were counted. */
const SURE_SHARE = 0.75;

/** Writes are answered after 10 ms and more at twenty times the recorded pace. */
const SHORT_ANSWER_MS = 10;
