import { subscriptionsOf } from '../../src/cli/session.ts';
import { loadConfig } from '../../src/config/load.ts';
import { parseAddress } from '../../src/core/address.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Resource } from '../../src/core/desired.ts';
import { isError } from '../../src/core/diagnostic.ts';
import { getPath, isAtOrBelow, leafPaths, overlaps } from '../../src/core/path.ts';
import type { Change, Plan } from '../../src/core/plan.ts';
import type { LiveObjects } from '../../src/core/resource-type.ts';
import { differences, withoutPaths } from '../../src/engine/diff.ts';
import { planFrom, type Session, survey } from '../../src/engine/run.ts';
import { offlineRules } from '../../src/features/rules.ts';
import { type Edit, edited, editsOf } from './edits.ts';
import type { ImportedObject } from './imports.ts';

/** What a plan makes of one changed value of the file behind an import. */
export interface EditOutcome {
  readonly edit: Edit;
  /**
   * `exact`: this change and no other. `same`: Azure has the value already, or the file lets go of it: nothing is sent.
   * `rule`: the file or the cloud forbids it, with the code. `guard`: it is planned, and refused. `other`: anything else.
   */
  readonly kind: 'exact' | 'same' | 'rule' | 'guard' | 'other';
  readonly told: string;
}

/** Every value of the entry of an imported object changed, one at a time. */
export async function editOutcomes(object: ImportedObject): Promise<readonly EditOutcome[]> {
  const path = parseAddress(object.address) ?? [];
  const outcomes: EditOutcome[] = [];
  for (const edit of editsOf(object.config, path))
    outcomes.push({ edit, ...(await outcomeOf(edit, object)) });
  return outcomes;
}

type Outcome = Omit<EditOutcome, 'edit'>;

async function outcomeOf(edit: Edit, object: ImportedObject): Promise<Outcome> {
  const text = JSON.stringify(edited(object.config, edit));
  const loaded = loadConfig({ files: [{ path: 'acrctl.yaml', text }], env: {}, rules: offlineRules });
  if (!loaded.ok) return { kind: 'rule', told: codesOf(loaded.diagnostics) };
  const { session, reading } = object;
  const { config, hash } = loaded;
  const after = { ...session, config, configHash: hash, subscriptions: subscriptionsOf(config) };
  const live = await survey(after, reading);
  const { plan } = await planFrom(after, reading.current, reading, live);
  return judged(plan, expectedOf(session, after, live));
}

function judged(plan: Plan, expected: Expected): Outcome {
  const changes = plan.changes.filter(({ actions }) => actions[0] !== 'no-op');
  const strange = changes.filter((change) => !isExpected(change, changes, expected));
  const isShown = (address: string) => changes.some((change) => change.address === address);
  const missed = [...expected.keys()].filter((address) => !isShown(address));
  const errors = plan.diagnostics.filter(isError);
  const guards = [
    ...errors.filter(({ code }) => GUARD.test(code)),
    ...changes.flatMap(({ blocked }) => blocked ?? []),
  ];
  if (errors.some(({ code }) => !GUARD.test(code))) return { kind: 'rule', told: codesOf(errors) };
  if (strange.length + missed.length > 0)
    return {
      kind: 'other',
      told: [...strange.map(textOf), ...missed.map((address) => `${address} stays`)].join('; '),
    };
  if (guards.length > 0) return { kind: 'guard', told: codesOf(guards) };
  return { kind: expected.size === 0 ? 'same' : 'exact', told: changes.map(textOf).join('; ') };
}

/** Codes of guards, as `codes.ts` has them. */
const GUARD = /^ACR20/;

function codesOf(told: readonly { readonly code: string; readonly severity?: string }[]): string {
  const codes = told.filter(({ severity }) => severity !== 'warning').map(({ code }) => code);
  return [...new Set(codes)].sort().join(', ');
}

function textOf({ address, actions, paths, reason }: Change): string {
  return `${address} ${actions.join('/')} ${paths.join(', ')} (${reason})`;
}

/** What is to differ from Azure: paths by address, or an object that comes, goes, or becomes another one. */
type Expected = ReadonlyMap<string, readonly string[] | undefined>;

/** By what the files ask for and what Azure has, without a plan. */
function expectedOf(before: Session<Config>, after: Session<Config>, live: LiveObjects): Expected {
  const [was, is] = [wantedBy(before, live), wantedBy(after, live)];
  const expected = new Map<string, readonly string[] | undefined>();
  for (const address of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(address), is.get(address)];
    if (old === undefined || now === undefined || old.id !== now.id) expected.set(address, undefined);
    else {
      const paths = pathsOf(old, now, after, live);
      if (paths.length > 0) expected.set(address, paths);
    }
  }
  return expected;
}

function wantedBy({ features, config }: Session<Config>, live: LiveObjects): ReadonlyMap<string, Resource> {
  const { resources } = features.compile(config, [], live);
  return new Map(resources.map((resource) => [resource.address, resource]));
}

/** What is wanted and not there, and of maps that are owned by entry what was wanted and is no longer. */
function pathsOf(
  old: Resource,
  now: Resource,
  { cloud }: Session<Config>,
  live: LiveObjects,
): readonly string[] {
  const { normalise, ownedByEntry, readIn } = cloud.type(now.type);
  const own = live.get(cloud.fold(now.id))?.body;
  const holder = readIn && live.get(cloud.fold(readIn.holder(now.id)))?.body;
  const body = own ?? (holder && readIn?.pick(holder, now.id)) ?? {};
  const [was, is] = [old, now].map(({ managed, ignore }) => withoutPaths(normalise(managed), ignore));
  const gone = leafPaths(was ?? {}).filter(
    (path) =>
      ownedByEntry.some((prefix) => isAtOrBelow(path, prefix)) && getPath(is ?? {}, path) === undefined,
  );
  return [...differences(is ?? {}, normalise(body)), ...gone];
}

/** An object that goes takes along what hangs below it; a mark comes with the first change (docs/import.md). */
function isExpected(
  { address, paths, replacePaths }: Change,
  changes: readonly Change[],
  expected: Expected,
): boolean {
  if (!expected.has(address))
    return changes.some(
      (each) => expected.has(each.address) && isDeletion(each) && isAtOrBelow(address, each.address),
    );
  const wanted = expected.get(address);
  if (wanted === undefined) return true;
  const shown = [...paths, ...replacePaths].filter((path) => !path.startsWith('tags.acrctl-'));
  const isIn = (path: string, others: readonly string[]) => others.some((each) => overlaps(each, path));
  return shown.every((path) => isIn(path, wanted)) && wanted.every((path) => isIn(path, shown));
}

function isDeletion({ actions }: Change): boolean {
  return actions[0] === 'delete';
}
