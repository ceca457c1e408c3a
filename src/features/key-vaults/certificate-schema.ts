import type { JsonObject } from '../../core/json.ts';
import { entryKeys, requiredUnlessExisting } from '../entry-schema.ts';
import { CERTIFICATE_DEFAULTS } from './defaults.ts';

const HOST = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';

const properties: JsonObject = {
  ...entryKeys('name'),
  source: {
    title: 'Source',
    description:
      'Where the certificate comes from. pemFile: from a file with the private key and the chain. pfxFile: from a PKCS#12 file without a password, which has the same in it. selfSigned: acrctl makes a key (RSA, 4096 bits) and signs it with itself when it makes the secret, for trials; nobody trusts such a certificate.',
    type: 'string',
    enum: ['pemFile', 'pfxFile', 'selfSigned'],
    'x-requirements': ['0.8', '0.9'],
  },
  file: {
    title: 'File',
    description:
      'With source: pemFile or pfxFile, the file: one private key, not encrypted, and behind it the certificate and the chain up to the root or to one below it. Either is written as the format asks. The path is relative to the directory of this file and may not lead out of it. Put it where only the runner reads it; it does not belong into a repository. What is in it goes to the vault and nowhere else.',
    type: 'string',
    pattern: '^.{1,1024}$',
    'x-expected': 'the path of a file',
    examples: ['tls/images.pem'],
    'x-requirements': ['0.8', '0.9'],
  },
  hosts: {
    title: 'Hosts',
    description:
      'With source: selfSigned, the names that the certificate is for; the first one is its common name. Other names make another key and another version of the secret.',
    type: 'array',
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    items: {
      type: 'string',
      pattern: `^(?!.{254})(?:\\*\\.)?${HOST}(?:\\.${HOST})+$`,
      'x-expected': 'a host name in lower case such as images.contoso.com',
    },
    examples: [['trial.contoso.com']],
    'x-requirements': ['0.11'],
  },
  days: {
    title: 'Days',
    description:
      'With source: selfSigned, for how many days the certificate holds from when it is made. It counts then; acrctl never makes another one just because the time is over.',
    type: 'integer',
    minimum: 1,
    maximum: 3650,
    default: CERTIFICATE_DEFAULTS.days,
  },
  format: {
    title: 'Format',
    description:
      'How the secret holds the certificate. pem (application/x-pem-file) is what domains of registries need, pfx (application/x-pkcs12) what the listeners of a gateway do. Of an existing secret it may be said, and is then compared.',
    type: 'string',
    // The last one stands in where there is none yet (config/prune.ts): what most need is not judged as the other.
    enum: ['pfx', 'pem'],
    'x-requirements': ['0.8'],
  },
  version: {
    title: 'Version',
    description:
      'With existing: true, the version of the secret that is to be used, 32 hexadecimal digits. Left out, what uses the certificate follows every new version by itself; with it, each renewal is made by hand.',
    type: 'string',
    pattern: '^[0-9a-fA-F]{32}$',
    'x-expected': 'the version of a secret: 32 hexadecimal digits',
    examples: ['0123456789abcdef0123456789abcdef'],
    'x-requirements': ['0.34', '0.35'],
  },
  ...entryKeys('existing', 'adopt'),
};

/** A certificate with its private key, as a secret of the vault. */
export const keyVaultCertificate: JsonObject = {
  title: 'Certificate',
  description:
    'A certificate with its private key, which acrctl puts into the vault as a secret without reaching the vault. A changed file is a new version, an equal one none. Taken out of this file, the secret stays in its vault.',
  type: 'object',
  additionalProperties: false,
  properties,
  ...requiredUnlessExisting(properties, 'source', 'format'),
  examples: [
    { source: 'pemFile', file: 'tls/images.pem', format: 'pem' },
    { source: 'selfSigned', hosts: ['trial.contoso.com'], format: 'pem' },
    { existing: true },
  ],
};
