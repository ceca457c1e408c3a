import type { Cassette } from '../conformance/cassette.ts';
import { type EditOutcome, editOutcomes } from './edited-plans.ts';
import { exceptionFor } from './exceptions.ts';
import { type Imported, importOf } from './imports.ts';
import { type Look, looksIn } from './looks.ts';

/** What became of a recorded object that was imported. */
export interface ImportFinding {
  readonly look: Look;
  readonly imported: Imported;
  /** Of the first look at an object of this form: later ones would say the same. */
  readonly edits: readonly EditOutcome[];
}

/** Imports every recorded object that the language has a word for, and changes every value of its entry. */
export async function importFindingsOf(cassettes: readonly Cassette[]): Promise<readonly ImportFinding[]> {
  const findings: ImportFinding[] = [];
  const seen = new Set<string>();
  for (const look of cassettes.flatMap(looksIn)) {
    const imported = await importOf(look);
    const isFirst = imported.kind === 'quiet' && !seen.has(look.form);
    if (isFirst) seen.add(look.form);
    findings.push({ look, imported, edits: isFirst ? await editOutcomes(imported.of) : [] });
  }
  return findings;
}

/** Why what differs is no noise; undefined where a part of it has no explanation. */
export function reasonsFor({ look, imported }: ImportFinding): readonly string[] | undefined {
  if (imported.kind !== 'noise' || imported.paths.length === 0) return undefined;
  const reasons = imported.paths.map((path) => exceptionFor(look.type, path)?.reason);
  const known = reasons.filter((reason) => reason !== undefined);
  return known.length === reasons.length ? known : undefined;
}
