import { isMap, LineCounter, parseDocument } from 'yaml';
import { type Address, formatAddress, withAncestors } from '../../core/address.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isError } from '../../core/diagnostic.ts';
import type { Change } from '../../core/plan.ts';
import { CloudError } from '../../core/resource-type.ts';
import type { ImportResult } from '../../engine/import.ts';
import type { Composition, Corrections } from '../../features/import/composition.ts';
import { foldId } from '../../providers/azure/arm-id.ts';

/** What is in the way of a file on which the next plan is empty. */
export interface Objection {
  /** Folded id of the object to be said otherwise; undefined where it is none of the file's. */
  readonly id: string | undefined;
  /** As words behind an entry. */
  readonly why: string;
  /** What could be left as it is instead. */
  readonly ignore?: readonly string[];
  /** For people, where nothing helps. */
  readonly diagnostic?: Diagnostic;
}

/** The faults that the language sees in the file. */
export function objectionsOfLoading(
  diagnostics: readonly Diagnostic[],
  text: string,
  composition: Composition,
): readonly Objection[] {
  return diagnostics.filter(isError).map((diagnostic) => {
    const address = diagnostic.address ?? addressAt(text, diagnostic);
    const why = `the language refuses it (${diagnostic.code})`;
    return { id: holderOf(address, composition), why, diagnostic };
  });
}

/** What would not be taken, and what the next plan would do all the same. */
export function objectionsOfImport(
  { refused, next: { plan } }: ImportResult,
  composition: Composition,
): readonly Objection[] {
  const ofRefusals = refused.map(({ address, reason, diagnostic }) => ({
    id: holderOf(address, composition),
    why: REFUSALS[reason] ?? `it cannot be taken (${diagnostic.code})`,
    diagnostic,
  }));
  const ofPlan = plan.diagnostics.filter(isError).map((diagnostic) => ({
    id: holderOf(diagnostic.address ?? '', composition),
    why: `a plan refuses it (${diagnostic.code})`,
    diagnostic,
  }));
  return [...ofRefusals, ...ofPlan, ...plan.changes.map((change) => objectionTo(change, composition))];
}

const REFUSALS: Readonly<Record<string, string>> = {
  unsettled: 'Azure has not finished with it, or failed to',
  guarded: 'it is of another stack, or cannot be taken over',
};

function objectionTo(change: Change, composition: Composition): Objection {
  const entry = composition.entries.get(change.address);
  const own = entry && foldId(entry);
  const [action] = change.actions;
  const isUpdate = action === 'update' && change.blocked === undefined && change.paths.length > 0;
  if (own === undefined) {
    // The group of an endpoint, or a record: the object itself says what else its entry can say of it.
    return { id: foldId(change.id), why: `it is not as acrctl would make it (${action})` };
  }
  if (isUpdate) return { id: own, why: 'it is not as a file can say it', ignore: change.paths };
  return { id: own, why: change.blocked?.detail ?? `a plan would ${action} it` };
}

/** Reads that a plan makes and that fail: whoever has the file could not plan. Undefined where it is not known what asks for them. */
export function objectionsOfReading(
  error: unknown,
  composition: Composition,
): readonly Objection[] | undefined {
  if (!(error instanceof CloudError) || error.failure !== 'denied') return undefined;
  const objections = [error, ...error.others].map(({ asked, armCode }) => ({
    id: readFor(foldId(asked?.path ?? ''), composition),
    why: `what a plan reads of it cannot be read (${armCode})`,
  }));
  return objections.some(({ id }) => id === undefined) ? undefined : objections;
}

function readFor(path: string, { entries, interfaces }: Composition): string | undefined {
  const ids = [...entries.values()].map(foldId).filter((id) => path === id || path.startsWith(`${id}/`));
  return interfaces.get(path) ?? ids.toSorted((a, b) => b.length - a.length)[0];
}

function holderOf(address: Address, { entries }: Composition): string | undefined {
  const [id] = withAncestors(address).flatMap((each) => entries.get(each) ?? []);
  return id && foldId(id);
}

/** The path of the innermost key of the text around the place of a fault. */
function addressAt(text: string, { source }: Diagnostic): Address {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (source === undefined) return '';
  const offset = (lines.lineStarts[source.line - 1] ?? 0) + source.column - 1;
  const path: string[] = [];
  let node: unknown = document.contents;
  while (isMap(node)) {
    const pair = node.items.find(({ key, value }) => {
      const [start, end] = [key, value ?? key].map(
        (each) => (each as { range?: [number, number, number] }).range,
      );
      return start !== undefined && end !== undefined && start[0] <= offset && offset <= end[1];
    });
    if (pair === undefined) break;
    path.push(String((pair.key as { value?: unknown }).value));
    node = pair.value;
  }
  return formatAddress(path);
}

/** What was known to be in the way, and what is known now; undefined where nothing new was learnt. */
export function correctedBy(
  objections: readonly Objection[],
  { demoted, ignored }: Corrections,
): Corrections | undefined {
  const next = { demoted: new Map(demoted), ignored: new Map(ignored) };
  let isNew = false;
  for (const { id, why, ignore } of objections) {
    if (id === undefined) continue;
    const left = next.ignored.get(id) ?? [];
    const paths = (ignore ?? []).filter((path) => !left.includes(path));
    if (paths.length > 0) next.ignored.set(id, [...left, ...paths]);
    else if ((next.demoted.get(id)?.length ?? 0) < MOST_DEMOTIONS)
      next.demoted.set(id, [...(next.demoted.get(id) ?? []), why]);
    else continue;
    isNew = true;
  }
  return isNew ? next : undefined;
}

/** As one of others, then left out. */
const MOST_DEMOTIONS = 2;
