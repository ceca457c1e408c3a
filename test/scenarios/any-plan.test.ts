import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subscriptionsOf } from '../../src/cli/session.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject } from '../../src/core/path.ts';
import { type Change, NO_OPTIONS, type Plan, type PlanOptions } from '../../src/core/plan.ts';
import type { LiveObject } from '../../src/core/resource-type.ts';
import type { StateSnapshot } from '../../src/core/state.ts';
import { makePlan, type Planned } from '../../src/engine/plan.ts';
import { parseSavedPlan, planText } from '../../src/engine/saved-plan.ts';
import { features } from '../../src/features/index.ts';
import { rulesWithFiles } from '../../src/features/rules.ts';
import { foldId, parseArmId } from '../../src/providers/azure/arm-id.ts';
import { MANAGED_TYPES, QUESTIONS, READ_ONLY_TYPES } from '../../src/providers/azure/index.ts';
import { driftText, planText as textForPeople } from '../../src/report/plan-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { FILES } from '../arbitraries/certificates.ts';
import { type Configuration, configurations, GUARDED, textOf } from '../arbitraries/configurations.ts';
import { APPLICABLE } from '../arbitraries/reach.ts';
import { hostileText } from '../arbitraries/text.ts';
import { filesAmong, type Lab, openLab } from '../lab.ts';
import { requireValid } from '../schemas/check.ts';

/** What a plan is made of, apart from the file: a state, and what is live. */
interface Scene {
  readonly snapshot: StateSnapshot | undefined;
  readonly live: readonly LiveObject[];
}

/** Of no state in particular. */
const HASH = '0'.repeat(64);

function planned(
  file: Configuration,
  { snapshot, live }: Scene,
  destroy = false,
  part: Partial<PlanOptions> = {},
): Planned {
  const loaded = loadConfig({
    files: [{ path: 'acrctl.yaml', text: textOf(file) }],
    env: {},
    rules: rulesWithFiles(filesAmong(FILES)),
  });
  if (!loaded.ok) throw new Error(loaded.diagnostics.map(({ detail }) => detail).join('\n'));
  const made = makePlan({
    version: '1.0.0',
    stack: loaded.config.stack,
    config: loaded.config,
    configHash: loaded.hash,
    options: { ...NO_OPTIONS, destroy, allowDestroy: GUARDED, ...part },
    snapshot,
    stateHash: HASH,
    subscriptions: subscriptionsOf(loaded.config),
    live: new Map(live.map((object) => [foldId(object.id), object])),
    cloud: {
      tenant: 'tenant',
      fold: foldId,
      type: (name) => named(MANAGED_TYPES, name),
      readable: (name) => named([...MANAGED_TYPES, ...READ_ONLY_TYPES, ...QUESTIONS], name),
    },
    features,
  });
  requireValid('plan', made.plan);
  return made;
}

async function sceneOf(lab: Lab): Promise<Scene> {
  const objects = Object.values(lab.emulator.objects()) as JsonObject[];
  const live = objects.flatMap((body) => {
    const id = String(body['id']);
    const type = parseArmId(id)?.type;
    return type === undefined ? [] : [{ id, type, body }];
  });
  return { snapshot: await lab.state(), live };
}

/** A file that was applied, and others that may come next. */
const histories = fc.record({
  applied: configurations(APPLICABLE),
  next: fc.array(configurations(APPLICABLE), { minLength: 1, maxLength: 5 }),
  numbers: fc.array(fc.nat(99), { minLength: 50, maxLength: 50 }),
});

/** Applies a file, then asks for every other one, and for destroying all, what the check wants to know. */
async function check(
  numRuns: number,
  about: (file: Configuration, scene: Scene, numbers: readonly number[], destroy: boolean) => void,
): Promise<void> {
  await fc.assert(
    fc.asyncProperty(histories, async ({ applied, next, numbers }) => {
      const lab = openLab();
      await lab.converge(textOf(applied), { beside: FILES });
      const scene = await sceneOf(lab);
      about(applied, scene, numbers, false);
      about(applied, scene, numbers, true);
      for (const file of next) about(file, scene, numbers, false);
    }),
    { numRuns },
  );
}

describe('the plan from any applied configuration to any other', () => {
  it('is the same bytes whatever the order of keys, entries of the state and live objects (I-10)', () =>
    check(8, (file, scene, numbers, destroy) => {
      const shuffle = shuffler(numbers);
      const { snapshot, live } = scene;
      const other: Scene = {
        snapshot: snapshot && { ...snapshot, resources: shuffle(snapshot.resources) },
        live: shuffle(live).map((object) => ({ ...object, body: reordered(object.body, shuffle) })),
      };
      const expected = planText(planned(file, scene, destroy).plan);
      expect(planText(planned(reordered(file, shuffle), other, destroy).plan)).toBe(expected);
    }));

  it('is read back from its text as the same document, and with any mutation not at all (I-04)', () =>
    check(8, (file, scene, numbers) => {
      const { plan } = planned(file, scene);
      const text = planText(plan);
      expect(parseSavedPlan(text, 'saved.plan')).toEqual(JSON.parse(JSON.stringify(plan)));
      for (const at of numbers.slice(0, 5)) {
        const mutated = mutatedAt(JSON.parse(text) as Json, at);
        expect(() => parseSavedPlan(planText(mutated as unknown as Plan), 'saved.plan')).toThrow();
      }
    }));

  it('orders every step after what it waits for, each in the plan once', () =>
    check(8, (file, scene, _, destroy) => {
      const { steps, waits, plan } = planned(file, scene, destroy);
      const refs = steps.map(({ ref }) => ref);
      expect([...waits.keys()].sort()).toEqual([...refs].sort());
      expect(new Set(refs).size).toBe(refs.length);
      const shown = plan.changes.flatMap(({ address, steps: each }) =>
        each.map(({ name }) => `${address}/${name}`),
      );
      expect(shown.sort()).toEqual([...refs].sort());
      const done = new Set<string>();
      while (done.size < refs.length) {
        const ready = refs.filter(
          (ref) => !done.has(ref) && (waits.get(ref) ?? []).every((each) => done.has(each)),
        );
        expect(ready).not.toEqual([]);
        for (const ref of ready) done.add(ref);
      }
    }));

  it('has no part in which a step goes before one that was left aside, but at a gate that asks for itself', () =>
    check(8, (file, scene, numbers, destroy) => {
      const whole = planned(file, scene, destroy);
      const addresses = whole.plan.changes.map(({ address }) => address);
      const some = (from: number) =>
        [0, 1].flatMap((at) => addresses[(numbers[from + at] ?? 0) % Math.max(1, addresses.length)] ?? []);
      for (const part of [{ target: some(0) }, { exclude: some(2) }, { target: some(4), exclude: some(6) }]) {
        const { steps, plan } = planned(file, scene, destroy, part);
        const refs = new Set(steps.map(({ ref }) => ref));
        const early = steps.filter(
          ({ ref, requires }) =>
            requires.length === 0 &&
            whole.waits
              .get(ref)
              ?.some((before) => !refs.has(before) && !(part.target && isMereOrder(before, ref))),
        );
        expect(early.map(({ ref }) => ref)).toEqual([]);
        expect(whole.plan.changes.map(bare)).toEqual(expect.arrayContaining(plan.changes.map(bare)));
      }
    }));

  it('takes away nothing that names in use need, or is refused, whatever is allowed (0.33)', async () => {
    const named = configurations(APPLICABLE).filter((file) => /"dns": "contoso/.test(textOf(file)));
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        named,
        fc.array(configurations(APPLICABLE), { minLength: 3, maxLength: 6 }),
        async (file, next) => {
          const lab = openLab();
          const applied = onboarded(file);
          await lab.converge(textOf(applied), { beside: FILES });
          const scene = await sceneOf(lab);
          for (const each of [file, applied, ...next, ...closer(file)]) {
            const { plan } = planned(each, scene, false, { allowMassDestroy: 99 });
            const lost = lostTo(plan, scene);
            taken += lost.length;
            const refused = plan.changes.filter(({ blocked }) => blocked?.code === 'ACR2017');
            expect(lost.length === 0 || refused.length > 0, lost.join('\n')).toBe(true);
            if (each === file || each === applied) expect(refused).toEqual([]);
          }
        },
      ),
      { numRuns: 6 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('is text that no terminal and no CI runner acts on, whatever Azure says (H08, H09)', async () => {
    const hostile = fc.array(hostileText(12), { minLength: 8, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        configurations(APPLICABLE),
        hostile,
        fc.constantFrom(40, 80, 120),
        async (file, texts, width) => {
          const lab = openLab();
          await lab.converge(textOf(file), { beside: FILES });
          const { snapshot, live } = await sceneOf(lab);
          const altered = live.map((object, at) => ({
            ...object,
            body: withTexts(object.body, texts.slice(at % 4)),
          }));
          const { plan } = planned(file, { snapshot, live: altered });
          const text =
            textForPeople(plan, { width, style: PLAIN }) + driftText(plan, { width, style: PLAIN });
          expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(text.split('\n').filter((line) => /^\s*::|##\[|##vso\[/.test(line))).toEqual([]);
          expect(planText(plan)).not.toMatch(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|##/u);
        },
      ),
      { numRuns: 10 },
    );
  });
});

/** The file once the ticket for all of its names is sent. */
function onboarded(file: Configuration): Configuration {
  return registriesOf(file, ({ customDomains, ...rest }) => ({
    ...rest,
    ...(isJsonObject(customDomains) && { customDomains: { ...customDomains, onboarding: 'requested' } }),
  }));
}

/** Files that differ from this one in a single thing that names need. */
function closer(file: Configuration): readonly Configuration[] {
  const vaults = (change: JsonObject): Configuration => ({
    ...file,
    keyVaults: Object.fromEntries(
      Object.entries((file['keyVaults'] ?? {}) as JsonObject).map(([key, vault]) => [
        key,
        { ...(vault as JsonObject), ...change },
      ]),
    ),
  });
  return [
    registriesOf(file, ({ customDomains: _, ...rest }) => rest),
    registriesOf(file, ({ customDomains: _, identity: __, roleAssignments: ___, ...rest }) => rest),
    vaults({ authorization: 'rbac' }),
    vaults({ authorization: 'accessPolicies' }),
    { ...registriesOf(file, ({ customDomains: _, ...rest }) => rest), keyVaults: {} },
  ];
}

function registriesOf(file: Configuration, change: (registry: JsonObject) => JsonObject): Configuration {
  const registries = Object.entries((file['registries'] ?? {}) as JsonObject);
  return {
    ...file,
    registries: Object.fromEntries(registries.map(([key, each]) => [key, change(each as JsonObject)])),
  };
}

/** What names in use need and the plan takes: records and access, and the way in which the vault is asked. */
function lostTo({ changes }: Plan, { snapshot }: Scene): readonly string[] {
  const used = (snapshot?.resources ?? []).filter(
    ({ address, protect }) => protect && address.includes('.customDomains.'),
  );
  const going = changes
    .filter(({ actions: [first] }) => first === 'delete')
    .map(({ id, reason, before }) => foldId(reason === 'id-changed' ? String(before?.['id']) : id));
  const vaults = changes.filter(({ paths }) => paths.includes('properties.enableRbacAuthorization'));
  return [
    ...used.flatMap(({ id, address }) =>
      going.some((each) => `${foldId(id)}/`.startsWith(`${each}/`)) ? [`${address} goes`] : [],
    ),
    ...used.flatMap(({ id, address }) =>
      vaults.some((each) => foldId(id).startsWith(`${foldId(each.id)}/`))
        ? [`${address} counts no more`]
        : [],
    ),
  ];
}

/** A link or a replica goes after endpoints where both go; that one of them goes is no reason to delete an endpoint. */
function isMereOrder(before: string, after: string): boolean {
  return (
    /\.privateEndpoints\.[^./]+\/delete$/.test(before) &&
    /\.(?:links|replications)\.[^./]+\/delete$/.test(after)
  );
}

/** What a change says of its address, whatever else is in the plan. */
function bare({ steps, impact: _, blocked: __, ...change }: Change): unknown {
  return { ...change, steps: steps.map(({ dependsOn: ___, ...step }) => step) };
}

/** Tags, and everything that is one text, set by somebody to something else. */
function withTexts(body: JsonObject, texts: readonly string[]): JsonObject {
  const [a = '', b = '', c = ''] = texts;
  const tags = isJsonObject(body['tags']) ? body['tags'] : {};
  return {
    ...body,
    tags: {
      ...Object.fromEntries(
        Object.entries(tags).map(([name, value]) => [name, /^acrctl/.test(name) ? value : a]),
      ),
      [b]: c,
    },
    ...(isJsonObject(body['sku']) && { sku: { name: c } }),
  };
}

/** The document with one value made another, a member taken out or one put in. */
function mutatedAt(value: Json, at: number): Json {
  if (Array.isArray(value))
    return value.length === 0
      ? [at]
      : value.map((each, index) => (index === at % value.length ? mutatedAt(each, at) : each));
  if (!isJsonObject(value))
    return typeof value === 'number' ? value + 1 : value === null ? at : `${String(value)}x`;
  const names = Object.keys(value);
  const name = names[at % (names.length + 1)];
  if (name === undefined) return { ...value, [`added${at}`]: at };
  if (at % 3 === 0) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
  return { ...value, [name]: mutatedAt(value[name] ?? null, at) };
}

type Shuffle = <Value>(list: readonly Value[]) => readonly Value[];

function shuffler(numbers: readonly number[]): Shuffle {
  let at = 0;
  const rank = () => numbers[at++ % numbers.length] ?? 0;
  return (list) =>
    list
      .map((value) => ({ value, rank: rank() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ value }) => value);
}

/** The same object with its members in another order, and those below. */
function reordered(body: JsonObject, shuffle: Shuffle): JsonObject {
  const within = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(within);
    return isJsonObject(value) ? reordered(value, shuffle) : value;
  };
  return Object.fromEntries(shuffle(Object.entries(body)).map(([name, inner]) => [name, within(inner)]));
}

function named<Type extends { readonly type: string }>(types: readonly Type[], name: string): Type {
  const type = types.find((each) => each.type === name);
  if (type === undefined) throw new Error(`There is no type ${name}.`);
  return type;
}
