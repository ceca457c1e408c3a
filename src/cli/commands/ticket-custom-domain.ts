import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { look } from '../../engine/look.ts';
import { domainTicket } from '../../features/custom-domains/ticket.ts';
import { domainTargets, ownerOf } from '../../features/custom-domains/verify.ts';
import { placeEntries } from '../../features/placement.ts';
import { replicaList } from '../../features/private-link/replica-places.ts';
import { cloudOf } from '../../features/scope.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { domainTicketMarkdown } from '../../report/domain-ticket-markdown.ts';
import type { DomainTicketDocument } from '../documents.ts';
import { registryNamed } from '../encryption/registry-named.ts';
import type { CloudOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { unfoldedNote } from '../unfolded-note.ts';

/** Prints the request to Azure Support for the custom domains of a registry. Only reads; exits with 1 where it has gaps. */
export async function ticketCustomDomain(name: string, options: CloudOptions): Promise<ExitCode> {
  const { session, warnings, runningNow } = await openSession(options, {
    operation: 'ticket custom-domain',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { config, stack, clock, cloud: azure } = session;
  const placed = placeEntries(config);
  const registry = registryNamed(name, placed);
  const owner = ownerOf(registry);
  if (owner === undefined)
    throw refused(
      registry.address,
      'ACR2071',
      `The registry ${registry.name} has no customDomains in this file.`,
      'Write them: docs/custom-domains.md.',
    );
  const { prior, live, unfolded } = await look(session, [
    { type: ARM_TYPE.registry, id: registry.id },
    replicaList(registry),
    ...domainTargets(owner, placed),
  ]);
  if (!live.has(foldId(registry.id)))
    throw refused(
      registry.address,
      'ACR2082',
      `There is no such registry:\n${registry.id}`,
      'Make it first: acrctl apply.',
    );
  const aside = terminal(process.stderr, options.color);
  if (!options.json) {
    if (unfolded) process.stderr.write(unfoldedNote(await runningNow(), 'check', aside));
    process.stderr.write(diagnosticsText(warnings, aside));
  }
  const verifying = { placed, cloud: cloudOf(config), prior, live, nowMs: clock.wallMs(), image: undefined };
  const ticket = domainTicket(owner, verifying, azure.tenant);
  const exitCode = ticket.ready ? EXIT.done : EXIT.error;
  const document: DomainTicketDocument = { stack, exitCode, ...ticket };
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(domainTicketMarkdown(ticket));
  return exitCode;
}

function refused(address: string, code: 'ACR2071' | 'ACR2082', detail: string, hint: string): AcrctlError {
  return new AcrctlError(EXIT.error, [diagnose(code, { address, detail, hint })]);
}
