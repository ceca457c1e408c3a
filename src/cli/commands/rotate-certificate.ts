import { EXIT, type ExitCode } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { validity } from '../../features/certificates/validity.ts';
import { CERTIFICATE_DEFAULTS } from '../../features/key-vaults/defaults.ts';
import {
  certificateProspectText,
  certificateRotationText,
  type ShownCertificateProspect,
} from '../../report/certificate-rotation-text.ts';
import { diagnosticsText } from '../../report/diagnostics-text.ts';
import { planText } from '../../report/plan-text.ts';
import { confirm } from '../approve.ts';
import { type CertificateProspect, rotateCertificate as rotate } from '../certificates/rotation.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import { resumeWith } from '../interruption.ts';
import type { RotateCertificateOptions } from '../options.ts';
import { keepJson, logLine, printJson } from '../print.ts';
import { openSession } from '../session.ts';
import { terminal } from '../terminal.ts';
import { finish } from './apply.ts';

/** Puts a new version of a certificate into its vault, and says what follows at those who use it. */
export async function rotateCertificate(name: string, options: RotateCertificateOptions): Promise<ExitCode> {
  const opened = await openSession(options, {
    operation: 'rotate certificate',
    planOptions: NO_OPTIONS,
    emit: () => undefined,
    log: logLine,
  });
  const { session } = opened;
  const view = terminal(process.stdout, options.color);
  const print = (text: string) => {
    if (!options.json) process.stdout.write(`${text}\n`);
  };
  if (!options.json)
    process.stderr.write(diagnosticsText(opened.warnings, terminal(process.stderr, options.color)));
  const again = commandLine(['rotate', 'certificate', name, ...placeArguments(options)]);
  const startedMs = session.clock.monotonicMs();
  const { applied, rotation } = await rotate(session, {
    name,
    acquireLock: () => opened.acquireLock(options.lockTimeout),
    announce: (prospect) => print(certificateProspectText(shown(prospect, session.clock.wallMs()), view)),
    approve: async (plan) => {
      print(planText(plan, view));
      if (!options.autoApprove) await confirm('Put this certificate into the vault?', UNCONFIRMED);
      resumeWith(again);
      return true;
    },
  });
  if (rotation === undefined) {
    const elapsedSeconds = (session.clock.monotonicMs() - startedMs) / 1000;
    return finish(applied, options, { elapsedSeconds, resume: again });
  }
  const document = { stack: session.stack, ...rotation };
  keepJson(document);
  if (options.json) printJson(document);
  else process.stdout.write(certificateRotationText(rotation, view));
  return EXIT.done;
}

const UNCONFIRMED = {
  kept: 'Nothing was sent.',
  otherwise: 'Add --auto-approve once you know that the certificate is wanted.',
};

function shown({ placed, step }: CertificateProspect, nowMs: number): ShownCertificateProspect {
  const { address, secretUri } = placed;
  const { hosts = [], days = CERTIFICATE_DEFAULTS.days } = placed.entry;
  const common = { address, secretUri, before: step.before, drawn: { hosts, days } };
  if (step.kind === 'draw') return { ...common, next: undefined };
  const { fingerprint, hosts: covered } = step.certificate;
  const { by, days: left } = validity(step.certificate, nowMs);
  return { ...common, next: { fingerprint, hosts: covered, endMs: by.notAfter, days: left } };
}
