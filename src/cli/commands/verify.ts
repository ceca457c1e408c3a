import { EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { look } from '../../engine/look.ts';
import type { PlacedRegistry } from '../../features/placed.ts';
import { placeEntries } from '../../features/placement.ts';
import { cloudOf } from '../../features/scope.ts';
import { verifyChecks, verifyReads } from '../../features/verify.ts';
import { proxyFor } from '../../providers/azure/proxy.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { verifyJunit } from '../../report/verify-junit.ts';
import { countsOf, verifyText } from '../../report/verify-text.ts';
import type { VerifyDocument } from '../documents.ts';
import { registryNamed } from '../encryption/registry-named.ts';
import { evidenceText } from '../evidence-file.ts';
import type { VerifyCommandOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { type ReportFile, requireOwnFiles, writeReport } from '../report-file.ts';
import { isEmulated, openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { unfoldedNote } from '../unfolded-note.ts';
import { counting } from '../verify/counting.ts';
import { evidenceOf } from '../verify/evidence.ts';
import { registryCredential } from '../verify/registry-credential.ts';
import { runChecks } from '../verify/run-checks.ts';
import { openWire } from '../verify/wire-access.ts';

/** Proves from outside what the configuration promises. Only reads, and exits with 1 where a check failed. */
export async function verify(names: readonly string[], options: VerifyCommandOptions): Promise<ExitCode> {
  const reports = reportFiles(options);
  requireOwnFiles(
    reports,
    options.file.map((file) => ({ option: '-f', file })),
    options,
  );
  const { session, tokensFor, warnings, runningNow } = await openSession(options, {
    operation: 'verify',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { config, stack, clock } = session;
  const nowMs = clock.wallMs();
  const placed = placeEntries(config);
  const registries = chosen(names, placed.registries);
  const { prior, live, unfolded } = await look(session, verifyReads(registries, placed));
  const cloud = cloudOf(config);
  const checks = verifyChecks(registries, {
    ...{ placed, cloud, prior, live },
    nowMs,
    image: options.image,
    proxyFor: isEmulated(options) ? undefined : proxyVariable,
    credential: registryCredential(options, tokensFor),
  });
  const aside = terminal(process.stderr, options.color);
  if (!options.json) {
    if (unfolded) process.stderr.write(unfoldedNote(await runningNow(), 'check', aside));
    process.stderr.write(diagnosticsText(warnings, aside));
  }
  const access = await openWire(options, session.interrupt);
  const { onDone, stop } = counting(process.stderr, checks.length, options);
  const results = await runChecks(checks, access, onDone).finally(stop);
  const counts = countsOf(results);
  const exitCode = counts.failed > 0 ? EXIT.error : EXIT.done;
  const document: VerifyDocument = { stack, cloud, exitCode, counts, checks: results };
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(verifyText({ stack, checks: results }, terminal(process.stdout, options.color)));
  for (const report of reports) {
    const text =
      report.option === '--junit'
        ? verifyJunit(results)
        : evidenceText(await evidenceOf(options, session, { registries, live, access, nowMs, results }));
    const fault = await writeReport(report, text, 'The checks were made.');
    if (fault === undefined) continue;
    process.stderr.write(diagnosticsText([fault], aside));
    return EXIT.error;
  }
  return exitCode;
}

/** The variable by which clients of this machine go through a proxy to a host. */
function proxyVariable(host: string): string | undefined {
  const choice = proxyFor(process.env, host);
  return choice.kind === 'used' ? choice.variable : undefined;
}

function reportFiles({ junit, evidence }: VerifyCommandOptions): readonly ReportFile[] {
  return [
    ...(junit === undefined ? [] : [{ option: '--junit', file: junit }]),
    ...(evidence === undefined ? [] : [{ option: '--evidence', file: evidence }]),
  ];
}

/** Those that are named, each once, in the order of the file; all where none is. */
function chosen(names: readonly string[], registries: readonly PlacedRegistry[]): readonly PlacedRegistry[] {
  if (names.length === 0) return registries;
  const named = new Set(names.map((name) => registryNamed(name, { registries })));
  return registries.filter((registry) => named.has(registry));
}
