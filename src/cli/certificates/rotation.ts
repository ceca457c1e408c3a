import type { CertificateRotation } from '../../core/certificate-rotation.ts';
import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import { AcrctlError, BugError, EXIT } from '../../core/errors.ts';
import type { JsonObject } from '../../core/json.ts';
import { NO_OPTIONS, type Plan } from '../../core/plan.ts';
import type { Lock } from '../../core/state.ts';
import { nearest, quote } from '../../core/wording.ts';
import { look } from '../../engine/look.ts';
import { type ApplyResult, apply, type Session } from '../../engine/run.ts';
import {
  type CertificateStep,
  certificateStep,
  drawingAgain,
  fingerprintIn,
} from '../../features/key-vaults/certificate-rotation.ts';
import type { Placed, PlacedCertificate } from '../../features/placed.ts';
import { placeEntries } from '../../features/placement.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { shellWord } from '../command-line.ts';

export interface CertificateRequest {
  /** Of the certificate, as it was typed: `VAULT/NAME`, or its address. */
  readonly name: string;
  acquireLock(): Promise<Lock>;
  /** Told what there is and what comes next, before anything is planned. */
  announce(prospect: CertificateProspect): void;
  /** Asked with the plan of this certificate alone. */
  approve(plan: Plan): Promise<boolean>;
}

export interface CertificateProspect {
  readonly placed: PlacedCertificate;
  readonly step: Exclude<CertificateStep, { kind: 'refused' }>;
}

export interface CertificateResult {
  readonly applied: ApplyResult;
  /** Undefined unless a new version is in the vault. */
  readonly rotation?: CertificateRotation;
}

/**
 * Puts a new version of a certificate into its vault: an apply of this one entry, with all that an apply keeps. Whatever
 * keeps it from that is told before anything is written.
 */
export async function rotateCertificate(
  session: Session<Config>,
  request: CertificateRequest,
): Promise<CertificateResult> {
  const placed = certificateNamed(request.name, placeEntries(session.config));
  const { address } = placed;
  const askedMs = session.clock.wallMs();
  const step = certificateStep(placed, await secretOf(placed, session), askedMs);
  if (step.kind === 'refused') throw new AcrctlError(EXIT.error, [step.why]);
  request.announce({ placed, step });
  const features =
    step.kind === 'draw' ? drawingAgain(session.features, { address, askedMs }) : session.features;
  const applied = await apply(
    { ...session, features, options: { ...NO_OPTIONS, target: [address] } },
    request,
  );
  if (!isDone(applied)) return { applied };
  const now = fingerprintIn((await secretOf(placed, session)) ?? {});
  if (now === undefined) throw new BugError(`The secret of ${address} was written, and has no tags.`);
  const { source = 'pemFile', format = 'pem' } = placed.entry;
  const { secretUri } = placed;
  return {
    applied,
    rotation: { address, secretUri, source, format, before: step.before ?? null, fingerprint: now },
  };
}

function isDone(applied: ApplyResult): boolean {
  if (applied.kind !== 'applied') return false;
  const { failed, cutOff, notStarted, interrupted } = applied.outcome;
  return failed.length + cutOff.length + notStarted.length === 0 && !interrupted;
}

async function secretOf(
  { id }: PlacedCertificate,
  session: Session<Config>,
): Promise<JsonObject | undefined> {
  const { live } = await look(session, [{ type: ARM_TYPE.vaultSecret, id }]);
  return live.get(foldId(id))?.body;
}

function certificateNamed(name: string, { vaults, certificateByReference }: Placed): PlacedCertificate {
  const all = vaults.flatMap(({ certificates }) => certificates);
  const found = certificateByReference.get(name) ?? all.find(({ address }) => address === name);
  if (found !== undefined) return found;
  const near = nearest(name, [...certificateByReference.keys()]);
  throw new AcrctlError(EXIT.error, [
    diagnose('ACR2071', {
      detail: `The configuration has no certificate ${quote(name)}: it is named VAULT/NAME, by its keys under keyVaults and certificates.`,
      hint: near === undefined ? 'Name one of the file.' : `Did you mean ${shellWord(near)}?`,
    }),
  ]);
}
