import type { RunOutcome } from '../../src/core/event.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath, isAtOrBelow, setPath } from '../../src/core/path.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import type { ApplyResult } from '../../src/engine/run.ts';
import { RESOURCE_TYPES } from '../../src/providers/azure/index.ts';
import { type Lab, openLab, type RunOptions, type Stack } from '../lab.ts';
import { objectAt } from '../scenarios/stacks.ts';
import { BARE, bareStack, notingWrites, type Sent } from './bare-stack.ts';
import type { Edit, Foreign, Sample, Theirs } from './resource-samples.ts';
import { typeOfId } from './type-of-id.ts';

/** A lab with everything that the sample needs, and nothing of ours in it yet; `ignore` is what its entry says. */
export async function labFor(type: ResourceType, sample: Sample, ignore: readonly string[] = []) {
  const lab = openLab();
  for (const theirs of sample.needs) await putTheirs(lab, theirs);
  const sent: Sent[] = [];
  const watched = (run: RunOptions): RunOptions => ({
    ...run,
    options: { allowDestroy: [sample.address], allowMassDestroy: 1, ...run.options },
    transport: (inner) => notingWrites(run.transport?.(inner) ?? inner, sent),
  });
  const stackWith = (managed: JsonObject | undefined) => stackOf(type, sample, managed, ignore);
  const apply = (managed: JsonObject | undefined, run: RunOptions = {}): Promise<ApplyResult> =>
    lab.apply(stackWith(managed), watched(run));
  return {
    lab,
    /** Every request of acrctl that had a body. */
    sent,
    /** Undefined: the file has no such entry. */
    plan: async (managed: JsonObject | undefined, run: RunOptions = {}): Promise<Plan> =>
      (await lab.plan(stackWith(managed), watched(run))).planned.plan,
    apply,
    converge: (managed: JsonObject | undefined, run: RunOptions = {}): Promise<RunOutcome | undefined> =>
      lab.converge(stackWith(managed), watched(run)),
    live: (): JsonObject => objectAt(lab, sample.id),
    /** Somebody else changes the object. */
    edit: (edit: Edit) => editTheirs(lab, sample, edit),
    /** Somebody else makes it, not as ours. */
    putAgain: () => putTheirs(lab, { id: sample.id, body: sample.managed }),
    remove: async (): Promise<void> => {
      await lab.request('DELETE', sample.id, type.apiVersion);
      await untilOver(lab);
    },
    addForeign: (foreign: Foreign) =>
      'path' in foreign ? editTheirs(lab, sample, foreign) : putTheirs(lab, foreign),
    /** What there is of it, and what there should be. */
    foreignNow: (foreign: Foreign): readonly [found: unknown, wanted: unknown] => {
      if (!('path' in foreign)) return [objectAt(lab, foreign.id), foreign.body];
      const { path, value } = foreign.kept ?? foreign;
      return [getPath(objectAt(lab, sample.id), path), value];
    },
  };
}

export type ResourceLab = Awaited<ReturnType<typeof labFor>>;

function stackOf(
  type: ResourceType,
  sample: Sample,
  managed: JsonObject | undefined,
  ignore: readonly string[],
): Stack {
  if (managed === undefined) return bareStack([]);
  const { address, id, initial = {} } = sample;
  return bareStack([{ ...BARE, address, id, type: type.type, managed, initial, ignore }]);
}

/** Somebody else makes an object. */
export async function putTheirs(lab: Lab, { id, body }: Theirs): Promise<void> {
  await lab.request('PUT', id, versionFor(id), body);
  await untilOver(lab);
}

async function editTheirs(lab: Lab, { id, theirMethod }: Sample, { path, value }: Edit): Promise<void> {
  const live = (await lab.request('GET', id, versionFor(id))) as JsonObject;
  const edited = setPath(live, path, value);
  // Tags are replaced whole, by either method.
  const part = isAtOrBelow(path, 'tags') ? { tags: edited['tags'] ?? {} } : setPath({}, path, value);
  await lab.request(theirMethod, id, versionFor(id), theirMethod === 'PUT' ? edited : part);
  await untilOver(lab);
}

/** Operations whose time is over end when the next request comes. */
export async function untilOver(lab: Lab): Promise<void> {
  lab.emulator.advance(LONGEST_OPERATION_MS);
  await lab.request('GET', '/tenants', '2022-12-01');
}

const LONGEST_OPERATION_MS = 3_600_000;

function versionFor(id: string): string {
  const name = typeOfId(id);
  return RESOURCE_TYPES.find(({ type }) => type === name)?.apiVersion ?? '';
}
