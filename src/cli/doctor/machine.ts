import { X509Certificate } from 'node:crypto';
import { type Check, passed, troubled } from '../../core/checkup.ts';
import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { counted, duration, quote } from '../../core/wording.ts';

/** An older Node never comes as far as this: `bin/acrctl.js` refuses it. */
export function nodeCheck(running: string, oldest: string): Check {
  return passed('node', `${running}; ${oldest} or newer is needed`);
}

/** What stands where NODE_EXTRA_CA_CERTS leads. */
export type CertificateFile = { readonly text: string } | { readonly unreadable: string };

export interface TrustSettings {
  /** NODE_EXTRA_CA_CERTS as this process was started with it; undefined where it is not set, or empty. */
  readonly path: string | undefined;
  readonly file: CertificateFile | undefined;
  /** NODE_TLS_REJECT_UNAUTHORIZED. */
  readonly rejectUnauthorized: string | undefined;
  readonly nowMs: number;
}

/**
 * Whether the certificate authorities that Node was told to trust are there. Node reads the file once, as a process
 * begins, and leaves out what it cannot read with a warning that is easily missed ("NODE_EXTRA_CA_CERTS" in Node's
 * documentation of its command line).
 */
export function certificatesCheck(settings: TrustSettings): Check {
  const { path, file } = settings;
  const faults = [
    ...unguarded(settings),
    ...(path === undefined || file === undefined ? [] : faultsOf(path, file, settings.nowMs)),
  ];
  const found = foundIn(settings);
  return faults.length === 0 ? passed('certificates', found) : troubled('certificates', found, faults);
}

function foundIn({ path, file, nowMs }: TrustSettings): string {
  if (path === undefined || file === undefined) return "Node's own; NODE_EXTRA_CA_CERTS is not set";
  if ('unreadable' in file) return `the file of NODE_EXTRA_CA_CERTS cannot be read`;
  const { certificates } = parsePem(file.text);
  const over = certificates.filter((each) => validTo(each) <= nowMs).length;
  const inFile = `${counted(certificates.length, 'certificate')} in the file of NODE_EXTRA_CA_CERTS`;
  return `Node's own, and ${inFile}${over === 0 ? '' : `, ${over} of them over`}`;
}

function faultsOf(path: string, file: CertificateFile, nowMs: number): readonly Diagnostic[] {
  const named = `NODE_EXTRA_CA_CERTS names ${quote(path)}`;
  const fault = (detail: string, hint: string, severity: 'error' | 'warning' = 'error') =>
    diagnose('ACR2301', {
      severity,
      detail: `${detail}${detail.endsWith('\n') ? '' : ' '}${READ_ONCE}`,
      hint,
    });
  if ('unreadable' in file)
    return [
      fault(
        `${named}. ${file.unreadable} So Node trusts none of what it should hold.`,
        'Correct the path, or unset NODE_EXTRA_CA_CERTS.',
      ),
    ];
  const { certificates, broken } = parsePem(file.text);
  if (certificates.length === 0 && broken === 0)
    return [
      fault(
        `${named}, which holds no certificate in PEM form (-----BEGIN CERTIFICATE-----).`,
        'Write the certificate of the authority there as PEM. One in the binary form is turned into PEM by:\nopenssl x509 -inform der -in CERTIFICATE -out CERTIFICATE.pem',
      ),
    ];
  const isOver = (each: X509Certificate) => validTo(each) <= nowMs;
  const isSoonOver = (each: X509Certificate) => validTo(each) - nowMs < SOON_MS;
  const ending =
    certificates.length > BUNDLE && !certificates.every(isOver) ? [] : certificates.filter(isSoonOver);
  return [
    ...(broken === 0
      ? []
      : [
          fault(
            `${named}, in which ${counted(broken, 'certificate')} cannot be read. Node stops there, and passes over what stands behind.`,
            'Copy the certificates into the file anew, each whole, from its BEGIN line to its END line.',
          ),
        ]),
    ...(ending.length === 0
      ? []
      : [
          fault(
            `${named}. What a certificate signed is not trusted once it is over. In the file:\n${ending.map((each, index) => `${index + 1}. ${subjectOf(each)}: ${isOver(each) ? `over since ${dayOf(each)}` : `good until ${dayOf(each)}, ${duration((validTo(each) - nowMs) / 1_000)} more`}`).join('\n')}\n`,
            'Ask whoever runs your proxy for the certificate that follows, and put that into the file.',
            certificates.every(isOver) ? 'error' : 'warning',
          ),
        ]),
  ];
}

const READ_ONCE =
  'Node reads the file only as a process starts, so a change counts from the next command on.';
const SOON_MS = 14 * 24 * 3_600_000;
/** A file of more holds the public authorities as well, and of those some are over at any time. */
const BUNDLE = 10;

function unguarded({ rejectUnauthorized }: TrustSettings): readonly Diagnostic[] {
  if (rejectUnauthorized !== '0') return [];
  return [
    diagnose('ACR2302', {
      severity: 'warning',
      detail:
        'NODE_TLS_REJECT_UNAUTHORIZED=0 makes Node take any certificate from anybody: tokens and secrets may go to whoever stands in between.',
      hint: 'Unset it. Where a proxy opens TLS, let NODE_EXTRA_CA_CERTS name a PEM file with its certificate authority.',
    }),
  ];
}

/** Each block of a PEM file, and how many of them are no certificate. */
function parsePem(text: string): {
  readonly certificates: readonly X509Certificate[];
  readonly broken: number;
} {
  const blocks =
    text.match(/-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]*(?:-----END [A-Z0-9 ]+-----)?/g) ?? [];
  const certificates = blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
  return { certificates, broken: blocks.length - certificates.length };
}

function validTo(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo);
}

function dayOf(certificate: X509Certificate): string {
  return new Date(validTo(certificate)).toISOString().slice(0, 10);
}

/** Its common name, or its whole subject. */
function subjectOf({ subject }: X509Certificate): string {
  const text = subject ?? '';
  return quote(/^CN=(.+)$/m.exec(text)?.[1] ?? text.replaceAll('\n', ', '));
}
