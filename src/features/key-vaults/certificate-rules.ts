import type { Code, Finding } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { counted, quote } from '../../core/wording.ts';
import { bundleOf } from '../certificates/pem.ts';
import { validity } from '../certificates/validity.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedCertificate } from '../placed.ts';
import { faultAt, isFaulty, isWritten, type RuleInput } from '../rule.ts';
import { type CertificateFile, fileOf, leadsOut } from './certificate-files.ts';

/** Names of certificates, what their sources need, and the files that they come from. */
export function certificateRules(input: RuleInput): readonly Diagnostic[] {
  const certificates = input.placed.vaults.flatMap((vault) => vault.certificates);
  return certificates.flatMap((certificate) => [
    ...nameFaults(input, certificate, SECRET_NAME),
    ...(certificate.isExisting
      ? []
      : [
          ...keyFaults(input, certificate),
          ...fileFaults(input, certificate),
          ...trialWarning(input, certificate),
        ]),
  ]);
}

// keyvault.md, "Names".
const SECRET_NAME: NameRule = {
  what: 'a secret',
  pattern: /^[0-9A-Za-z-]{1,127}$/,
  words: '1 to 127 letters, digits and hyphens',
};

/** The keys of each source: the one that it needs, and the others that it takes. */
const KEYS = {
  pemFile: { needs: 'file', takes: [] },
  pfxFile: { needs: 'file', takes: [] },
  selfSigned: { needs: 'hosts', takes: ['days'] },
} as const;

function keyFaults(input: RuleInput, certificate: PlacedCertificate): Diagnostic[] {
  const { entry, path, address } = certificate;
  const { source } = entry;
  const version = isWritten(input, [...path, 'version'])
    ? [
        fault(input, 'ACR1285', certificate, 'version', {
          detail: `Azure gives a new secret its version, and a changed certificate another one. Take version out; it is for a secret that is there, with existing: true.`,
          requirements: ['0.34'],
        }),
      ]
    : [];
  if (source === undefined) return version;
  const { needs, takes } = KEYS[source];
  const lacking = isWritten(input, [...path, needs])
    ? []
    : [
        faultAt(
          input,
          'ACR1285',
          { path: [...path, 'source'], address, missing: [...path, needs] },
          { detail: `With source: ${source} the certificate needs ${needs}.`, requirements: ['0.8'] },
        ),
      ];
  const idle = (['file', 'hosts', 'days'] as const).filter(
    (key) => entry[key] !== undefined && key !== needs && !(takes as readonly string[]).includes(key),
  );
  return [
    ...version,
    ...lacking,
    ...idle.map((key) =>
      fault(input, 'ACR1285', certificate, key, {
        detail: `With source: ${source} the key ${key} does nothing. Take it out, or change the source.`,
        requirements: [],
      }),
    ),
  ];
}

function fileFaults(input: RuleInput, certificate: PlacedCertificate): Diagnostic[] {
  const { file, source } = certificate.entry;
  if (
    source === undefined ||
    KEYS[source].needs !== 'file' ||
    file === undefined ||
    isFaulty(input, [...certificate.path, 'file'])
  )
    return [];
  const report = (code: Code, finding: Finding) => fault(input, code, certificate, 'file', finding);
  if (leadsOut(file)) {
    const detail = `${quote(file)} leads out of the directory of this file, and what goes to a vault is taken from nowhere else. Put the certificate beside this file or below, and write the path from here.`;
    return [report('ACR1031', { detail, requirements: ['0.8'] })];
  }
  const read = fileOf(certificate);
  if (read === undefined) return [];
  if (read.refused !== undefined)
    return [
      report(read.refused.code, { detail: `${quote(file)}: ${read.refused.why}`, requirements: ['0.8'] }),
    ];
  return contentFindings(file, read).map(({ code, ...finding }) => report(code, finding));
}

function contentFindings(
  file: string,
  { reading, nowMs }: CertificateFile & { readonly refused?: never },
): readonly (Finding & { readonly code: Code })[] {
  const { certificate, faults } = reading;
  if (certificate === undefined)
    return faults.map(({ code, line, problem, remedy, requirements }) => ({
      code,
      detail: `${quote(file)}${line === 0 ? '' : `, line ${line}`}: ${problem} ${remedy}`,
      requirements,
    }));
  const { state, days, by } = validity(certificate, nowMs);
  const requirements = ['0.8', '0.35'];
  const name = quote(by.name);
  const size = Buffer.byteLength(bundleOf(certificate));
  return [
    ...(size > LARGEST_VALUE
      ? [
          {
            code: 'ACR1032' as const,
            detail: `${quote(file)}: key and chain have ${size} bytes, and a vault takes ${LARGEST_VALUE} in a secret. Have certificates issued for fewer hosts each; a root in the chain may go.`,
            requirements,
          },
        ]
      : []),
    ...(state === 'valid' && days >= SOON_DAYS
      ? []
      : [
          {
            code: 'ACR1286' as const,
            ...(state === 'valid' && { severity: 'warning' as const }),
            detail: `${quote(file)}${by.line === 0 ? '' : `, line ${by.line}`}: the certificate ${name} ${timeOf(state, days, by)}`,
            hint:
              state === 'not yet'
                ? 'Put it in when its time has come.'
                : 'Put a renewed certificate into the file.',
            requirements,
          },
        ]),
  ];
}

function timeOf(
  state: 'valid' | 'expired' | 'not yet',
  days: number,
  { notBefore, notAfter }: { readonly notBefore: number; readonly notAfter: number },
): string {
  const time = days === 0 ? 'less than a day' : counted(days, 'day');
  const on = new Date(state === 'not yet' ? notBefore : notAfter).toISOString().slice(0, 10);
  if (state === 'valid') return `ends in ${time}, on ${on}.`;
  return state === 'expired'
    ? `ended ${time} ago, on ${on}: every client refuses it.`
    : `begins only in ${time}, on ${on}: until then every client refuses it.`;
}

/** 25 KB: "About secrets", MicrosoftDocs/azure-security-docs. */
const LARGEST_VALUE = 25 * 1024;
/** As long as it may take to have a certificate renewed and asked for. */
const SOON_DAYS = 30;

function trialWarning(input: RuleInput, certificate: PlacedCertificate): Diagnostic[] {
  if (certificate.entry.source !== 'selfSigned') return [];
  return [
    fault(input, 'ACR1287', certificate, 'source', {
      severity: 'warning',
      detail:
        'Nobody trusts a certificate that is signed by itself: Docker, containerd and Kubernetes refuse the registry until each machine is told to trust it. It is for trials, and acrctl does not renew it. For use, write source: pemFile with a certificate of an authority that the clients trust.',
      requirements: ['0.8'],
    }),
  ];
}

function fault(
  input: RuleInput,
  code: Code,
  { path, address }: PlacedCertificate,
  below: string,
  finding: Finding,
): Diagnostic {
  return faultAt(input, code, { path: [...path, below], address }, finding);
}
