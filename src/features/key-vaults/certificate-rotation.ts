import { diagnose } from '../../core/codes.ts';
import type { Config } from '../../core/config.generated.ts';
import type { Features } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { setPath, textAt } from '../../core/path.ts';
import { counted } from '../../core/wording.ts';
import { VALUE_TAGS } from '../../providers/azure/resources/vault-secret.ts';
import type { Certificate } from '../certificates/certificate.ts';
import { validity } from '../certificates/validity.ts';
import type { PlacedCertificate } from '../placed.ts';
import { certificateOf } from './certificate-files.ts';

/** What a rotation does: sends what the file holds, draws another pair, or nothing, and why. `before` is in the vault. */
export type CertificateStep =
  | { readonly kind: 'send'; readonly before: string | undefined; readonly certificate: Certificate }
  | { readonly kind: 'draw'; readonly before: string | undefined }
  | { readonly kind: 'refused'; readonly why: Diagnostic };

/** By the entry, and by the secret as it is in its vault. */
export function certificateStep(
  placed: PlacedCertificate,
  body: JsonObject | undefined,
  nowMs: number,
): CertificateStep {
  if (placed.isExisting) return { kind: 'refused', why: othersRotate(placed) };
  if (body === undefined) return { kind: 'refused', why: notThere(placed) };
  const before = fingerprintIn(body);
  if (placed.entry.source === 'selfSigned') return { kind: 'draw', before };
  const certificate = certificateOf(placed);
  const isSame =
    tagOf(body, VALUE_TAGS.certificate) === certificate.fingerprint &&
    tagOf(body, VALUE_TAGS.chain) === certificate.chainFingerprint;
  return isSame
    ? { kind: 'refused', why: sameCertificate(placed, certificate, nowMs) }
    : { kind: 'send', before, certificate };
}

/** Of the certificate in a secret: that of a file, or what one of our own came to be. */
export function fingerprintIn(body: JsonObject): string | undefined {
  return tagOf(body, VALUE_TAGS.certificate) ?? tagOf(body, VALUE_TAGS.made);
}

/**
 * The features of a run that draws another pair for one certificate: a tag says when that was asked for, and with another
 * tag the secret gets another value. Later runs keep the tag as they find it.
 */
export function drawingAgain(
  features: Features<Config>,
  { address, askedMs }: { readonly address: string; readonly askedMs: number },
): Features<Config> {
  const asked = new Date(askedMs).toISOString();
  return {
    ...features,
    compile: (...input) => {
      const compiled = features.compile(...input);
      const resources = compiled.resources.map((resource) =>
        resource.address === address
          ? { ...resource, managed: setPath(resource.managed, `tags.${VALUE_TAGS.asked}`, asked) }
          : resource,
      );
      return { ...compiled, resources };
    },
  };
}

function tagOf(body: JsonObject, name: string): string | undefined {
  return textAt(body, `tags.${name}`);
}

function othersRotate({ address, name, vaultKey, entry, secretUri }: PlacedCertificate): Diagnostic {
  const pinned =
    entry.version === undefined
      ? `What uses ${secretUri} takes a new version by itself.`
      : 'The entry names a version: write the new one there, and have what uses it take it over.';
  const detail = `The certificate is existing: others put it into the vault ${vaultKey}, and acrctl has nothing to send. ${pinned}`;
  const hint = `Whoever keeps it puts the renewed one under the same name, ${name}; a certificate of the vault itself is renewed there.`;
  return diagnose('ACR1421', { address, detail, hint, requirements: ['0.34', '0.35'] });
}

function notThere({ address, name, vaultKey }: PlacedCertificate): Diagnostic {
  const detail = `There is no secret ${name} in the vault ${vaultKey} yet, so that there is nothing to rotate.`;
  return diagnose('ACR2082', { address, detail, hint: 'Put it there first: acrctl apply.' });
}

function sameCertificate(
  { address, entry, vaultKey }: PlacedCertificate,
  certificate: Certificate,
  nowMs: number,
): Diagnostic {
  const { days, by } = validity(certificate, nowMs);
  const end = `${new Date(by.notAfter).toISOString().slice(0, 10)}, in ${counted(days, 'day')}`;
  const detail = `${entry.file} still holds the certificate that is in the vault ${vaultKey}: ${certificate.leaf.name}, SHA-256 ${certificate.fingerprint}, which ends on ${end}.`;
  const hint =
    'Have the authority renew it, put the new certificate with its key and chain into the file, and run this again.';
  return diagnose('ACR1422', { address, detail, hint, requirements: ['0.35'] });
}
