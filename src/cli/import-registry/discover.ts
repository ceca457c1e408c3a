import { type Cloud, CloudError, type ReadTarget } from '../../core/resource-type.ts';
import type { Answer, Found } from '../../features/import/found.ts';
import { wanted } from '../../features/import/wanted.ts';
import { createLimiter } from '../../providers/azure/limiter.ts';

export interface Discovery {
  readonly cloud: Cloud;
  readonly signal: AbortSignal;
  /** How many requests may be under way where each is sent by itself. */
  readonly parallelism: number;
}

/** Reads whatever leads to the registry, round by round. What the caller may not read is an answer, too. Only reads. */
export async function discover(start: Found, discovery: Discovery): Promise<Found> {
  let found = start;
  for (;;) {
    const targets = wanted(found);
    if (targets.length === 0) return found;
    found = { ...found, answers: new Map([...found.answers, ...(await answersTo(targets, discovery))]) };
  }
}

type Answers = readonly (readonly [string, Answer])[];

/** All at once; only where the caller may not read something, one by one, to see which. */
async function answersTo(targets: readonly ReadTarget[], discovery: Discovery): Promise<Answers> {
  try {
    return await answered(targets, discovery);
  } catch (error) {
    if (!isDenied(error)) throw error;
  }
  const limited = createLimiter(discovery.parallelism);
  const answers = await Promise.all(targets.map((target) => limited(() => answerTo(target, discovery))));
  return answers.flat();
}

async function answered(targets: readonly ReadTarget[], { cloud, signal }: Discovery): Promise<Answers> {
  const live = await cloud.refresh(targets, new Set(), signal);
  return targets.map(({ id }) => {
    const object = live.get(cloud.fold(id));
    return [cloud.fold(id), object === undefined ? ABSENT : { kind: 'there', body: object.body }];
  });
}

async function answerTo(target: ReadTarget, discovery: Discovery): Promise<Answers> {
  try {
    return await answered([target], discovery);
  } catch (error) {
    if (!isDenied(error)) throw error;
    return [[discovery.cloud.fold(target.id), { kind: 'refused', code: error.armCode }]];
  }
}

/** Not allowed, or in a directory that the caller is not signed in to. */
function isDenied(error: unknown): error is CloudError {
  return error instanceof CloudError && error.failure === 'denied' && error.status !== undefined;
}

const ABSENT: Answer = { kind: 'absent' };
