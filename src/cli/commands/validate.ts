import type { Diagnostic } from '../../core/diagnostic.ts';
import { AcrctlError, EXIT } from '../../core/errors.ts';
import { counted, enumerate, escapeUnprintable } from '../../core/wording.ts';
import { certificateLifetimes } from '../../features/key-vaults/certificate-files.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { wrap } from '../../report/layout.ts';
import { type LoadedConfiguration, loadConfiguration } from '../configuration.ts';
import type { ValidateDocument } from '../documents.ts';
import type { ValidateCommandOptions } from '../options.ts';
import { keepJson, printJson } from '../print.ts';
import { isStdout, type ReportFile, requireOwnFiles, writeReport } from '../report-file.ts';
import { terminal } from '../terminal.ts';
import { VERSION } from '../version.ts';

/** Reads and checks the configuration; asks nobody. Reports are written whether or not it is valid. */
export async function validate(options: ValidateCommandOptions): Promise<number> {
  const reports = reportFiles(options);
  requireOwnFiles(
    reports,
    options.file.map((file) => ({ option: '-f', file })),
    options,
  );
  const { config, warnings } = await loaded(options, reports);
  const certificates = certificateLifetimes(config);
  const document: ValidateDocument = {
    valid: true,
    stack: config.stack,
    certificates,
    diagnostics: warnings,
  };
  keepJson(document);
  if (options.json) printJson(document);
  else {
    process.stderr.write(diagnosticsText(warnings, terminal(process.stderr, options.color)));
    if (!reports.some(({ file }) => isStdout(file)))
      process.stdout.write(validText({ stack: config.stack, certificates }, options));
  }
  const faults = await writeReports(warnings, reports, options);
  process.stderr.write(diagnosticsText(faults, terminal(process.stderr, options.color)));
  return faults.length === 0 ? EXIT.done : EXIT.error;
}

function validText(
  { stack, certificates }: Pick<ValidateDocument, 'stack' | 'certificates'>,
  { file, color }: ValidateCommandOptions,
): string {
  const verb = file.length === 1 ? 'is' : 'are';
  const { style, width } = terminal(process.stdout, color);
  const first = `${style.good(`${enumerate(file.map(escapeUnprintable))} ${verb} valid`)} (stack ${stack}).`;
  const lifetimes = certificates.flatMap(({ address, hosts, daysLeft }) =>
    wrap(
      escapeUnprintable(`${address} for ${enumerate(hosts) || 'no host'}: ${counted(daysLeft, 'day')} left`),
      width,
      '  ',
    ),
  );
  return `${[first, ...lifetimes].join('\n')}\n`;
}

/** Of one that is invalid the reports are written before the error is told. */
async function loaded(
  options: ValidateCommandOptions,
  reports: readonly ReportFile[],
): Promise<LoadedConfiguration> {
  try {
    return await loadConfiguration(options.file);
  } catch (error) {
    if (!(error instanceof AcrctlError)) throw error;
    const faults = await writeReports(error.diagnostics, reports, options);
    throw new AcrctlError(error.exitCode, [...error.diagnostics, ...faults], { cause: error });
  }
}

function reportFiles({ sarif, junit }: ValidateCommandOptions): readonly ReportFile[] {
  return [
    ...(sarif === undefined ? [] : [{ option: '--sarif', file: sarif }]),
    ...(junit === undefined ? [] : [{ option: '--junit', file: junit }]),
  ];
}

/** Gives what kept a report from being written. */
async function writeReports(
  diagnostics: readonly Diagnostic[],
  reports: readonly ReportFile[],
  { file }: ValidateCommandOptions,
): Promise<readonly Diagnostic[]> {
  if (reports.length === 0) return [];
  const { placesIn } = await import('../repository.ts');
  const facts = { version: VERSION, files: file, placeOf: placesIn(process.cwd()) };
  const faults: Diagnostic[] = [];
  for (const report of reports) {
    const text =
      report.option === '--sarif'
        ? (await import('../../report/diagnostics-sarif.ts')).diagnosticsSarif(diagnostics, facts)
        : (await import('../../report/diagnostics-junit.ts')).diagnosticsJunit(diagnostics, facts);
    const fault = await writeReport(report, text, 'What was found is told all the same.');
    if (fault !== undefined) faults.push(fault);
  }
  return faults;
}
