import { expect } from 'vitest';
import type { RunOutcome } from '../../src/core/event.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, leafPaths, setPath } from '../../src/core/path.ts';
import type { Plan } from '../../src/core/plan.ts';
import type { ResourceType } from '../../src/core/resource-type.ts';
import { overlay } from '../../src/engine/diff.ts';
import type { ApplyResult } from '../../src/engine/run.ts';
import { MANAGED_TYPES } from '../../src/providers/azure/index.ts';
import { EMULATOR_TENANT } from '../../src/providers/azure/token-source.ts';
import { type Lab, openLab, type RunOptions, type Stack } from '../lab.ts';
import { markOf, objectAt } from '../scenarios/stacks.ts';
import { BARE, bareStack, notingWrites, type Sent } from './bare-stack.ts';
import type { Edit, Foreign, Reader, Sample, Theirs } from './resource-samples.ts';
import { typeOfId } from './type-of-id.ts';

/** What the entry says beside its values. */
export interface EntryKeys {
  readonly ignore?: readonly string[];
  readonly adopt?: boolean;
}

/** A lab with everything that the sample needs, and nothing of ours in it yet. */
export async function labFor(type: ResourceType, sample: Sample, keys: EntryKeys = {}) {
  const lab = openLab();
  for (const theirs of sample.needs) await putTheirs(lab, theirs);
  if (sample.reader !== undefined) await letRead(lab, sample.reader);
  const sent: Sent[] = [];
  const watched = (run: RunOptions): RunOptions => ({
    ...run,
    options: { allowDestroy: [sample.address], allowMassDestroy: 1, ...run.options },
    transport: (inner) => notingWrites(run.transport?.(inner) ?? inner, sent),
  });
  let now = keys;
  const stackWith = (managed: JsonObject | undefined) => stackOf(type, sample, managed, now);
  const apply = (managed: JsonObject | undefined, run: RunOptions = {}): Promise<ApplyResult> =>
    lab.apply(stackWith(managed), watched(run));
  return {
    lab,
    /** Every request of acrctl that had a body. */
    sent,
    stackWith,
    /** The entry says otherwise from here on. */
    say: (other: EntryKeys): void => {
      now = other;
    },
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
      await purge(lab, sample, type);
      await untilOver(lab);
    },
    purge: () => purge(lab, sample, type),
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

async function purge(lab: Lab, { purged }: Sample, { apiVersion }: ResourceType): Promise<void> {
  if (purged !== undefined) await lab.request('POST', purged, apiVersion);
  await untilOver(lab);
}

export type ResourceLab = Awaited<ReturnType<typeof labFor>>;

function stackOf(
  type: ResourceType,
  sample: Sample,
  managed: JsonObject | undefined,
  keys: EntryKeys,
): Stack {
  if (managed === undefined) return bareStack([]);
  const { address, id, initial = {} } = sample;
  return bareStack([{ ...BARE, ...keys, address, id, type: type.type, managed, initial }]);
}

/** Somebody else gives an identity, whose principal Azure draws, a role on an object. */
async function letRead(lab: Lab, { identity, scope, role }: Reader): Promise<void> {
  const { properties } = (await lab.request('GET', identity, versionFor(identity))) as {
    readonly properties: JsonObject;
  };
  const [subscription] = /^\/subscriptions\/[^/]+/.exec(scope) ?? [];
  await putTheirs(lab, {
    id: `${scope}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-a000-000000000001`,
    body: {
      properties: {
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
        principalId: properties['principalId'] ?? null,
        principalType: 'ServicePrincipal',
      },
    },
  });
}

/** Somebody else makes an object. */
export async function putTheirs(lab: Lab, { id, body }: Theirs): Promise<void> {
  await lab.request('PUT', id, versionFor(id), overlay(DEMANDED[typeOfId(id)] ?? {}, body));
  await untilOver(lab);
}

/** What Azure demands in a body that no file says. */
const DEMANDED: Readonly<Record<string, JsonObject>> = {
  'Microsoft.KeyVault/vaults': { properties: { tenantId: EMULATOR_TENANT, accessPolicies: [] } },
};

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
  return MANAGED_TYPES.find(({ type }) => type === name)?.apiVersion ?? '';
}

/** What the owner mark adds to a body. */
export function markedBody({ mark }: ResourceType, { address }: Sample): JsonObject {
  switch (mark) {
    case 'tags':
      return { tags: markOf(address) };
    case 'metadata':
      return { properties: { metadata: markOf(address) } };
    case 'description':
      return { properties: { description: `acrctl-stack=images-prod acrctl-address=${address}` } };
    case 'none':
      return {};
  }
}

/** Every value that the body names is the live one. */
export function expectHolds(type: ResourceType, live: JsonObject, body: JsonObject): void {
  const [form, wanted] = [type.normalise(live), type.normalise(body)];
  for (const path of leafPaths(wanted))
    expect([path, getPath(form, path)]).toEqual([path, getPath(wanted, path)]);
}

export function expectKept(lab: ResourceLab, foreign: Foreign): void {
  const [found, wanted] = lab.foreignNow(foreign);
  if (isJsonObject(wanted as JsonObject)) expect(found).toMatchObject(wanted as JsonObject);
  else expect(found).toEqual(wanted);
}
