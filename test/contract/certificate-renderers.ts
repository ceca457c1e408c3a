import type { CertificateRotation } from '../../src/core/certificate-rotation.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import {
  certificateProspectText,
  certificateRotationText,
  type ShownCertificateProspect,
} from '../../src/report/certificate-rotation-text.ts';
import { AT } from '../scenarios/secrets.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

const URI = 'https://kv-images.vault.azure.net/secrets/images';
const OLD = '0123456789abcdef'.repeat(4);
const NEW = 'fedcba9876543210'.repeat(4);
const HOSTS = ['images.contoso.com', '*.data.contoso.com'];

const hostile = <Shown>(make: (text: string) => Shown): Readonly<Record<string, Shown>> =>
  Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, make(text)]));

const prospect: ShownCertificateProspect = {
  address: AT.images,
  secretUri: URI,
  before: OLD,
  next: { fingerprint: NEW, hosts: HOSTS, endMs: Date.UTC(2027, 0, 1), days: 365 },
  drawn: { hosts: [], days: 365 },
};

export const CERTIFICATE_PROSPECT: Renderer<ShownCertificateProspect> = {
  name: 'the prospect of a rotated certificate',
  documents: {
    'one of a file': prospect,
    'one that covers no host': { ...prospect, next: { fingerprint: NEW, hosts: [], endMs: 0, days: 1 } },
    'a pair that is drawn': {
      ...prospect,
      before: undefined,
      next: undefined,
      drawn: { hosts: HOSTS, days: 1 },
    },
    ...hostile((text) => ({
      ...prospect,
      address: text,
      secretUri: text,
      before: text,
      next: { fingerprint: text, hosts: [text, text], endMs: 0, days: 0 },
    })),
  },
  render: certificateProspectText,
  mustShow: ({ address, secretUri, before = '', next, drawn }) =>
    [address, secretUri, before, next?.fingerprint ?? 'signed by itself', ...(next ?? drawn).hosts].map(
      escapeUnprintable,
    ),
};

const rotation: CertificateRotation = {
  address: AT.images,
  secretUri: URI,
  source: 'pemFile',
  format: 'pem',
  before: OLD,
  fingerprint: NEW,
};

export const CERTIFICATE_ROTATION: Renderer<CertificateRotation> = {
  name: 'a rotated certificate',
  documents: {
    'of a registry': rotation,
    'of a gateway': { ...rotation, format: 'pfx', before: null },
    'for trials': { ...rotation, source: 'selfSigned' },
    ...hostile((text) => ({ ...rotation, address: text, secretUri: text, before: text, fingerprint: text })),
  },
  render: certificateRotationText,
  mustShow: ({ secretUri, fingerprint, format }) => [
    escapeUnprintable(secretUri),
    escapeUnprintable(fingerprint),
    format === 'pem' ? 'up to 15 minutes' : 'every 4 hours',
  ],
};
