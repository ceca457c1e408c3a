import type { ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { revocationText, revokedText } from '../../report/revocation-text.ts';
import { typedConsent } from '../approve.ts';
import { revokeEncryption as revoke, revokeDocument } from '../encryption/revocation.ts';
import type { RevokeEncryptionOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';

/** Takes from the identity of a registry the access to its key, once somebody typed which registry that is. */
export async function revokeEncryption(name: string, options: RevokeEncryptionOptions): Promise<ExitCode> {
  const opened = await openSession(options, {
    operation: 'revoke encryption',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const view = terminal(process.stdout, options.color);
  if (!options.json)
    process.stderr.write(diagnosticsText(opened.warnings, terminal(process.stderr, options.color)));
  const revoked = await revoke(opened, {
    name,
    acquireLock: () => opened.acquireLock(options.lockTimeout),
    announce: (revocation) => {
      if (!options.json) process.stdout.write(`${revocationText(revocation, view)}\n`);
    },
    consent: (registry) => typedConsent(registry, { given: options.consent, option: '--consent' }),
  });
  const document = revokeDocument(opened.session.stack, revoked);
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(revokedText(revoked, view));
  return document.exitCode;
}
