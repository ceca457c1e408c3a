import { parseAddress } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { AcrctlError, BugError, EXIT, type ExitCode } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath } from '../../core/path.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import type { Cloud } from '../../core/resource-type.ts';
import type { StateReading, StateSnapshot } from '../../core/state.ts';
import { counted } from '../../core/wording.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { importRegistryText } from '../../report/import-registry-text.ts';
import { editState } from '../../state/edit.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import type { ImportRegistryDocument } from '../documents.ts';
import { beginningOf, stackOf } from '../import-registry/beginning.ts';
import { discover } from '../import-registry/discover.ts';
import { type DrawnUp, drawUp } from '../import-registry/draw-up.ts';
import { registryIdOf } from '../import-registry/registry-id.ts';
import { rememberingCloud } from '../import-registry/remembering.ts';
import { earlierImport, writeImport } from '../import-registry/written-file.ts';
import type { ImportRegistryOptions } from '../options.ts';
import { logLine, printJson } from '../print.ts';
import { openCloud, openSessionIn, refuseIdleDirectory } from '../session.ts';
import { foundObject, labelOf } from '../stack-state.ts';
import { terminal } from '../terminal.ts';
import { writeSchemaBeside } from './schema.ts';

/**
 * Finds what leads to a registry, writes it as a configuration, and gives the state what that looks after. The next plan
 * is empty, or nothing is written; Azure is only read. The file comes before the state: cut off between the two, the same
 * command goes on, as long as the file is what it would write.
 */
export async function importRegistry(text: string, options: ImportRegistryOptions): Promise<ExitCode> {
  const [file] = options.file;
  const { cloud: name, parallelism } = options;
  refuseIdleDirectory(options);
  const registryId = registryIdOf(text);
  const before = await earlierImport(file);
  const request = {
    operation: 'import registry',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  };
  const opened = await openCloud(options, beginningOf(registryId, 'import', options), request);
  const { interrupt: signal } = opened.world;
  const cloud = rememberingCloud(opened.cloud);
  const registry = await readRegistry(registryId, cloud, signal);
  const { stack, warnings } = stackOf(registryId, registry, options.stack);
  const beginning = { config: beginningOf(registryId, stack, options), hash: '', warnings };
  const { session, acquireLock } = await openSessionIn({ ...opened, cloud }, options, beginning, request);
  let drawn: DrawnUp | undefined;
  const snapshot = await editState({
    ...session,
    acquireLock: () => acquireLock(options.lockTimeout),
    recordsFor: async (reading) => {
      if (before === undefined) requireEmpty(reading, stack);
      const start = { registryId, stack, cloud: name, answers: new Map() };
      const found = await discover(start, { cloud, signal, parallelism });
      drawn = await drawUp({ found, session, reading, file });
      await writeImport(file, before, drawn.text);
      await writeSchemaBeside(file);
      return drawn.result.records;
    },
  });
  if (drawn === undefined || snapshot === undefined) throw new BugError('An import ended without a file.');
  tell(documentOf(drawn, file, snapshot, warnings), options);
  return EXIT.done;
}

async function readRegistry(id: string, cloud: Cloud, signal: AbortSignal): Promise<JsonObject> {
  const live = await cloud.refresh([{ type: ARM_TYPE.registry, id }], new Set(), signal);
  const body = live.get(cloud.fold(id))?.body;
  if (body !== undefined) return body;
  const detail = `There is no registry ${id}: Azure answers that it does not exist (404). Nothing was written.`;
  const hint = 'Check the id: "az acr list --output table" lists what the login can see.';
  throw new AcrctlError(EXIT.error, [diagnose('ACR2082', { detail, hint })]);
}

/** What another file looks after is not written anew beside it. */
function requireEmpty({ current }: StateReading, stack: string): void {
  const held = current?.resources.length ?? 0;
  if (held === 0) return;
  const detail = `The state of the stack "${stack}" holds ${counted(held, 'object')} here already, so a file of it stands somewhere. Nothing was written.`;
  const hint =
    'Go on with that file: "acrctl import ADDRESS ID" takes single objects. Or import in another directory, as another stack with --stack NAME.';
  throw new AcrctlError(EXIT.error, [diagnose('ACR2088', { detail, hint })]);
}

function documentOf(
  { composition, config, result }: DrawnUp,
  file: string,
  { serial, resources }: StateSnapshot,
  warnings: readonly Diagnostic[],
): ImportRegistryDocument {
  const existing = [...composition.entries].filter(
    ([address]) => getPath(composition.config, [...(parseAddress(address) ?? []), 'existing']) === true,
  );
  return {
    stack: config.stack,
    file,
    serial,
    taken: resources.map(foundObject),
    existing: existing.map(([address, id]) => ({ address, id })),
    left: composition.remarks.map(({ id, address, what }) => ({ id, address: address ?? null, what })),
    diagnostics: [...warnings, ...result.next.plan.diagnostics],
  };
}

function tell(document: ImportRegistryDocument, options: ImportRegistryOptions): void {
  if (options.json) {
    printJson(document);
    return;
  }
  process.stderr.write(diagnosticsText(document.diagnostics, terminal(process.stderr, options.color)));
  const view = terminal(process.stdout, options.color);
  const planCommand = commandLine(['plan', ...placeArguments(options)]);
  process.stdout.write(importRegistryText({ ...document, labelOf, planCommand }, view));
}
