import type { Address } from '../../core/address.ts';
import { AcrctlError, BugError, EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import type { StateReading } from '../../core/state.ts';
import type { ImportResult } from '../../engine/import.ts';
import { type Addressed, isSameId, otherId } from '../../features/other-id.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { importText } from '../../report/import-text.ts';
import type { ImportCommandOptions } from '../options.ts';
import { logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { foundObject, labelOf } from '../stack-state.ts';
import { takeIn } from '../take-in.ts';
import { terminal } from '../terminal.ts';

/**
 * Takes one object into the state, as what the entry at `address` stands for, and says what the next plan makes of it.
 * `id` says that the right one is meant: it must be the id that the file gives the entry. Azure is only read.
 */
export async function importObject(
  address: Address,
  id: string,
  options: ImportCommandOptions,
): Promise<ExitCode> {
  const opened = await openSession(options, {
    operation: 'import',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  if (!options.json)
    process.stderr.write(diagnosticsText(opened.warnings, terminal(process.stderr, options.color)));
  const { result, snapshot } = await takeIn(opened, options.lockTimeout, [address], (found, reading) =>
    requireTaken(found, reading, id),
  );
  const taken = result.records.map(({ entry }) => entry);
  const [entry] = [...taken, ...result.already];
  if (entry === undefined || snapshot === undefined)
    throw new BugError('An import was neither done nor refused.');
  const { plan } = result.next;
  const { serial } = snapshot;
  if (options.json) {
    const { changes, diagnostics } = plan;
    const told = { taken: taken.map(foundObject), already: result.already.map(foundObject) };
    printJson({ stack: opened.session.stack, serial, ...told, next: { changes, diagnostics } });
  } else {
    const view = terminal(process.stdout, options.color);
    process.stdout.write(importText({ entry, isNew: taken.length > 0, serial, plan, labelOf }, view));
  }
  return EXIT.done;
}

/** The id comes first: nobody asked about another object. */
function requireTaken(found: ImportResult, { current }: StateReading, id: string): void {
  const meant = meantBy(found);
  const known = [...found.compiled.resources, ...found.compiled.existing];
  if (meant !== undefined && !isSameId(meant.id, id))
    throw new AcrctlError(EXIT.error, [otherId(meant, id, known, current?.resources ?? [])]);
  const [refusal] = found.refused;
  if (refusal === undefined) return;
  const { diagnostic, reason } = refusal;
  const named = known.find((each) => isSameId(each.id, id));
  const told =
    meant === undefined && named !== undefined
      ? { ...diagnostic, hint: `The file has the object of that id at ${named.address}.` }
      : diagnostic;
  throw new AcrctlError(reason === 'guarded' ? EXIT.refused : EXIT.error, [told]);
}

/** What the file has at the address; undefined where it has nothing. */
function meantBy({ records, already, refused }: ImportResult): Addressed | undefined {
  const [entry] = [...records.map((record) => record.entry), ...already];
  const [refusal] = refused;
  return entry ?? (refusal?.target && { address: refusal.address, id: refusal.target.id });
}
