import { canonicalJson, hashJson, inertJson } from '../core/canonical.ts';
import { type Code, diagnose } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { type Json, type JsonObject, parseJson } from '../core/json.ts';
import { isJsonObject, joinPath } from '../core/path.ts';
import type { Plan } from '../core/plan.ts';

/** The text of a plan as it is saved and printed: canonical, so that equal plans are equal bytes. */
export function planText(plan: Plan): string {
  return canonicalText(plan);
}

/** A saved plan, or an error with exit 6: any byte that is not as `planText` wrote it counts as altered. */
export function parseSavedPlan(text: string, file: string): Plan {
  const parsed = parseJson(text);
  if (!isJsonObject(parsed) || parsed['formatVersion'] !== '1.0' || typeof parsed['digest'] !== 'string') {
    throw stale('ACR2021', `${file} does not hold a plan that this acrctl wrote.`);
  }
  const { digest, ...rest } = parsed;
  if (hashJson(rest) !== digest || canonicalText(parsed) !== text) {
    throw stale(
      'ACR2022',
      `${file} does not match its own digest: it was edited, cut off, or damaged on the way.`,
    );
  }
  return parsed as unknown as Plan;
}

/** Throws with exit 6 and the name of what moved unless both plans are the same bytes, but for who is waited for. */
export function requireSamePlan(saved: Plan, fresh: Plan): void {
  if (canonicalText(boundPart(saved)) === canonicalText(boundPart(fresh))) return;
  const moved = whatMoved(saved, fresh);
  throw new AcrctlError(
    EXIT.stale,
    moved.map((detail) => staleDiagnostic('ACR2023', detail)),
  );
}

/** What differs between two plans, the nearest cause first: bindings before what follows from them. */
function whatMoved(saved: Plan, fresh: Plan): readonly string[] {
  if (saved.tool.version !== fresh.tool.version) {
    return [`It was made by acrctl ${saved.tool.version}; this is ${fresh.tool.version}.`];
  }
  if (saved.stack !== fresh.stack)
    return [`It was made for the stack "${saved.stack}"; this is "${fresh.stack}".`];
  const bindings = [
    saved.bindings.config !== fresh.bindings.config &&
      'The configuration has changed since (bindings.config).',
    canonicalJson(saved.bindings.options) !== canonicalJson(fresh.bindings.options) &&
      'It was made with other options (bindings.options).',
    stateMoved(saved, fresh),
    saved.bindings.tenant !== fresh.bindings.tenant &&
      `It was made in the tenant ${saved.bindings.tenant}; this is ${fresh.bindings.tenant} (bindings.tenant).`,
    canonicalJson(saved.bindings.subscriptions) !== canonicalJson(fresh.bindings.subscriptions) &&
      'It was made for other subscriptions (bindings.subscriptions).',
    ...liveMoved(saved, fresh),
  ].filter((line) => line !== false);
  if (bindings.length > 0) return bindings;
  return [`${firstDifference(boundPart(saved), boundPart(fresh), '')} differs.`];
}

function stateMoved(saved: Plan, fresh: Plan): string | false {
  const [then, now] = [saved.bindings.state, fresh.bindings.state];
  if (canonicalJson(then) === canonicalJson(now)) return false;
  if (then === null) return 'It was made before there was a state; now there is one (bindings.state).';
  if (now === null) return 'The state it was made from is gone (bindings.state).';
  if (then.lineage !== now.lineage)
    return 'It was made from the state of another lineage (bindings.state.lineage).';
  if (then.serial !== now.serial) {
    return `It was made from serial ${then.serial} of the state; now it is ${now.serial} (bindings.state.serial).`;
  }
  return 'The content of the state has changed without a new serial (bindings.state.hash).';
}

function liveMoved(saved: Plan, fresh: Plan): readonly string[] {
  const addresses = new Set([...Object.keys(saved.bindings.live), ...Object.keys(fresh.bindings.live)]);
  const [then, now] = [lookInto(saved), lookInto(fresh)];
  return [...addresses]
    .sort()
    .filter((address) => saved.bindings.live[address] !== fresh.bindings.live[address])
    .map((address) => {
      const where = whereMoved(then(address), now(address));
      return `The object ${address} is not as the plan saw it${where} (bindings.live).`;
    });
}

/** What a plan shows of an object. */
interface Shown {
  /** Absent where the plan changes nothing of it. */
  readonly before: JsonObject | undefined;
  readonly paths: readonly string[];
  readonly drifted: Readonly<Record<string, Json>>;
  readonly gone: string;
}

function lookInto(plan: Plan): (address: string) => Shown {
  const changes = new Map(plan.changes.map((change) => [change.address, change]));
  const drifts = new Map(plan.drift.map((drift) => [drift.address, drift]));
  return (address) => {
    const drift = drifts.get(address);
    const drifted = Object.fromEntries((drift?.paths ?? []).map(({ path, live }) => [path, live]));
    const change = changes.get(address);
    const before = change && (change.before ?? {});
    return { before, paths: change?.paths ?? [], drifted, gone: drift?.kind ?? '' };
  };
}

/** Where an object differs, as far as both plans show its values. */
function whereMoved(then: Shown, now: Shown): string {
  if (then.gone !== now.gone && now.gone === 'gone') return ': it is gone';
  if (then.gone !== now.gone && now.gone === 'recreated') return ': it was deleted and made again';
  const paths = Object.keys(now.drifted).filter(
    (path) => canonicalJson(then.drifted[path]) !== canonicalJson(now.drifted[path]),
  );
  // A change that one of the plans does not have any more, or not yet: its own paths are what moved.
  const only = then.before === undefined ? now : now.before === undefined ? then : undefined;
  const first =
    paths.sort()[0] ?? only?.paths[0] ?? (only ? '' : firstDifference(then.before, now.before, ''));
  return first === '' ? '' : `: ${first} has changed`;
}

/** The path of the first difference of two values; `''` where they are equal or differ at the root. */
function firstDifference(a: Json | undefined, b: Json | undefined, path: string): string {
  if (!isJsonObject(a) || !isJsonObject(b)) return path;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  const key = keys.find((each) => canonicalJson(a[each]) !== canonicalJson(b[each]));
  return key === undefined ? path : firstDifference(a[key], b[key], joinPath(path, key));
}

function boundPart(plan: Plan): JsonObject {
  const { digest: _, waiting: __, ...rest } = plan;
  return rest as unknown as JsonObject;
}

function canonicalText(value: unknown): string {
  return `${inertJson(canonicalJson(value, 2))}\n`;
}

function stale(code: Code, detail: string): AcrctlError {
  return new AcrctlError(EXIT.stale, [staleDiagnostic(code, detail)]);
}

function staleDiagnostic(code: Code, detail: string): Diagnostic {
  return diagnose(code, { detail, hint: 'Nothing was written. Make a new plan and review that.' });
}
