import type { Address } from '../core/address.ts';
import type { CertificateRotation } from '../core/certificate-rotation.ts';
import { counted, enumerate, escapeUnprintable } from '../core/wording.ts';
import { wrap } from './layout.ts';
import type { TextOptions } from './plan-text.ts';

/** What there is before a rotation of a certificate, and what comes next. */
export interface ShownCertificateProspect {
  readonly address: Address;
  readonly secretUri: string;
  /** Fingerprints; undefined where the vault does not tell what it has. */
  readonly before: string | undefined;
  /** Undefined where a pair is drawn, which nobody knows before. */
  readonly next:
    | {
        readonly fingerprint: string;
        readonly hosts: readonly string[];
        readonly endMs: number;
        readonly days: number;
      }
    | undefined;
  /** Of a pair that is drawn. */
  readonly drawn: { readonly hosts: readonly string[]; readonly days: number };
}

/** Shown before the plan. */
export function certificateProspectText(
  { address, secretUri, before, next, drawn }: ShownCertificateProspect,
  { width, style }: TextOptions,
): string {
  const end = next && `${new Date(next.endMs).toISOString().slice(0, 10)}, in ${counted(next.days, 'day')}`;
  const facts: readonly (readonly [string, string])[] = [
    ['secret', secretUri],
    ['in vault', before === undefined ? 'what no tag tells' : `SHA-256 ${before}`],
    [
      'new',
      next === undefined ? 'a pair that is drawn now, signed by itself' : `SHA-256 ${next.fingerprint}`,
    ],
    ['for', enumerate((next ?? drawn).hosts) || 'no host'],
    ['ends', end ?? `in ${counted(drawn.days, 'day')}`],
  ];
  return [
    ...wrap(escapeUnprintable(address), width).map(style.bold),
    ...facts.flatMap(([label, fact]) => wrap(escapeUnprintable(fact), width, `  ${label.padEnd(8)}  `)),
    '',
  ].join('\n');
}

/** What came of it, and what is still to come at those who use it. */
export function certificateRotationText(
  { secretUri, fingerprint, format, source }: CertificateRotation,
  { width, style }: TextOptions,
): string {
  const lead = `The vault has a new version of ${secretUri}: SHA-256 ${fingerprint}.`;
  return [
    ...wrap(escapeUnprintable(lead), width).map(style.good),
    '',
    ...AFTERWARDS[format].flatMap((sentence) => wrap(sentence, width, '  * ', '    ')),
    ...(source === 'selfSigned' ? wrap(TRUST, width, '  * ', '    ') : []),
    '',
  ].join('\n');
}

/** 0.34 to 0.39; application-gateway.md, 4. */
const AFTERWARDS = {
  pem: [
    'A registry whose domain uses the secret without a version takes the new one within a short time, by itself.',
    'For up to 15 minutes clients are shown the old certificate or the new one: the old one has to stay valid until then.',
    'A registry that was given the secret with a version stays at that: open a ticket with Azure support to have it take the new one.',
  ],
  pfx: [
    'A gateway whose listener uses the secret without a version asks for it every 4 hours, and takes the new one then.',
    'Keep the old certificate valid until every gateway shows the new one.',
  ],
} as const;

const TRUST =
  'Clients that were told to trust the old certificate refuse the new one until they are told of it.';
