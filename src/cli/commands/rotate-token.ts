import { diagnose } from '../../core/codes.ts';
import { AcrctlError, EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { tokenProspectText, tokenRotationText } from '../../report/token-rotation-text.ts';
import { confirm } from '../approve.ts';
import type { RotateTokenOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { type Destination, rotateToken as rotate } from '../tokens/rotation.ts';
import { openSecretFile } from '../tokens/secret-file.ts';

/** Draws a password of a token, puts it into a vault or a file, and shows it nowhere. */
export async function rotateToken(name: string, options: RotateTokenOptions): Promise<ExitCode> {
  const destination = destinationOf(options);
  const opened = await openSession(options, {
    operation: 'rotate token',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const view = terminal(process.stdout, options.color);
  if (!options.json)
    process.stderr.write(diagnosticsText(opened.warnings, terminal(process.stderr, options.color)));
  const rotation = await rotate(opened.session, {
    name,
    destination,
    password: options.password,
    days: options.expires,
    acquireLock: () => opened.acquireLock(options.lockTimeout),
    announce: ({ token: { address, name: username }, ...rest }) => {
      if (!options.json) process.stdout.write(`${tokenProspectText({ address, username, ...rest }, view)}\n`);
    },
    approve: async () => {
      if (!options.autoApprove) await confirm('Draw this password?', UNCONFIRMED);
    },
  });
  const document = { stack: opened.session.stack, ...rotation };
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(tokenRotationText(rotation, view));
  return EXIT.done;
}

const UNCONFIRMED = {
  kept: 'No password was drawn.',
  otherwise: 'Add --auto-approve once you know that a new password is wanted.',
};

function destinationOf({ secret, into }: RotateTokenOptions): Destination {
  if (secret !== undefined && into === undefined) return { kind: 'secret', reference: secret };
  if (into !== undefined && secret === undefined)
    return { kind: 'file', path: into, open: () => openSecretFile(into) };
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2041', {
      detail: 'A password is put into one place: a secret of a vault of the file, or a new file.',
      hint: 'Add --secret VAULT/NAME or --into PATH.',
    }),
  ]);
}
