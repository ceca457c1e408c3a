import { enumerate } from '../../core/wording.ts';
import {
  type Certificate,
  type CertificateFacts,
  type CertificateFault,
  type CertificateReading,
  factsOf,
  readX509,
} from './certificate.ts';
import { notPem } from './not-pem.ts';
import { type PemBlock, readBlocks } from './pem-blocks.ts';
import { contentOf } from './pem-content.ts';
import { foreignBlock } from './pem-foreign.ts';
import { isKeyBlock, type PemKey, readKey } from './pem-key.ts';
import { pairOf } from './pem-pair.ts';
import { withoutRepeats } from './pem-repeats.ts';

/**
 * A file with a private key, its certificate and the chain above it (0.8, 0.9), or every fault it has. Line breaks of
 * any kind, a byte order mark and text around the blocks are nobody's fault: what is sent is written anew.
 */
export function readPem(content: Uint8Array | string): CertificateReading {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const text = new TextDecoder().decode(bytes);
  const { blocks, faults, strays } = readBlocks(text);
  if (blocks.length === 0) return { faults: faults.length > 0 ? faults : [notPem(bytes, text)] };
  const keys = blocks.filter(isKeyBlock).map(readKey);
  const certificates = blocks.filter(isCertificateBlock).map(readCertificate);
  const once = withoutRepeats(
    keys,
    certificates.flatMap(({ facts }) => facts ?? []),
  );
  const pair = pairOf(once.keys, once.certificates, {
    keys: areRead(keys),
    certificates: areRead(certificates),
  });
  const found = [
    ...faults,
    ...strays,
    ...blocks.flatMap(foreignBlock),
    ...keys.flatMap((key) => key.faults),
    ...certificates.flatMap((each) => each.faults),
    ...once.faults,
    ...countFaults(blocks, once.keys),
    ...pair.faults,
  ];
  if (found.length > 0 || pair.certificate === undefined)
    return { faults: found.toSorted((a, b) => a.line - b.line) };
  return { certificate: pair.certificate, faults: [] };
}

/** What a vault gets for a registry's domain: key, certificate and chain as one text (0.11), each exactly once. */
export function bundleOf({ key, leaf, chain }: Certificate): string {
  const certificates = [leaf, ...chain].map(({ x509 }) => x509.toString());
  return [key.export({ type: 'pkcs8', format: 'pem' }).toString(), ...certificates]
    .map((block) => block.trimEnd())
    .join('\n')
    .concat('\n');
}

function areRead(parts: readonly { readonly faults: readonly CertificateFault[] }[]): boolean {
  return parts.every(({ faults }) => faults.length === 0);
}

function isCertificateBlock({ label }: PemBlock): boolean {
  return label === 'CERTIFICATE';
}

function readCertificate(block: PemBlock): {
  readonly facts?: CertificateFacts;
  readonly faults: readonly CertificateFault[];
} {
  const { der, faults } = contentOf(block);
  if (der === undefined) return { faults };
  try {
    return { facts: factsOf(readX509(der), block.line), faults: [] };
  } catch {
    const problem = 'The block "CERTIFICATE" holds no certificate that can be read.';
    const remedy = 'Copy the certificate again from where it came, whole and as plain text.';
    return { faults: [{ code: 'ACR1403', line: block.line, problem, remedy, requirements: ['0.8'] }] };
  }
}

function countFaults(blocks: readonly PemBlock[], keys: readonly PemKey[]): readonly CertificateFault[] {
  const line = blocks[0]?.line ?? 1;
  const [, second] = keys;
  return [
    ...(keys.length > 0 ? [] : [fault('ACR1404', line, 'The file holds no private key.', ADD_KEY)]),
    ...(second === undefined
      ? []
      : [
          fault(
            'ACR1405',
            second.line,
            `The file holds ${keys.length} private keys: lines ${enumerate(keys.map(({ line }) => `${line}`))}.`,
            'Leave the one that belongs to the certificate, and take the others out.',
          ),
        ]),
    ...(blocks.some(isCertificateBlock)
      ? []
      : [fault('ACR1409', line, 'The file holds no certificate.', ADD_CERTIFICATE)]),
  ];
}

const ADD_KEY = 'Put the private key that the certificate was asked for with into the file, not encrypted.';
const ADD_CERTIFICATE =
  'Put the certificate that the authority issued behind the key, and behind it those that signed it.';

function fault(
  code: CertificateFault['code'],
  line: number,
  problem: string,
  remedy: string,
): CertificateFault {
  return { code, line, problem, remedy, requirements: ['0.8'] };
}
