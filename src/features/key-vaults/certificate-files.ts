import type { CertificateLifetime } from '../../core/certificate-lifetime.ts';
import type { Config, KeyVaultCertificate } from '../../core/config.generated.ts';
import type { Locate } from '../../core/diagnostic.ts';
import { BugError } from '../../core/errors.ts';
import type { Certificate, CertificateReading } from '../certificates/certificate.ts';
import { readPem } from '../certificates/pem.ts';
import { validity } from '../certificates/validity.ts';
import type { PlacedCertificate } from '../placed.ts';
import { placeEntries } from '../placement.ts';
import { entriesOf } from '../scope.ts';

/** What became of a file that an entry names. `why` is a sentence. */
export type FileReading =
  | { readonly bytes: Uint8Array; readonly why?: never }
  | {
      readonly bytes?: never;
      readonly code: 'ACR1030' | 'ACR1031' | 'ACR1032';
      readonly why: string;
    };

/** Reads a file beside a file of the configuration, at or below whose directory it has to be. Handed in by `cli`. */
export interface FileReader {
  read(file: string, beside: string): FileReading;
  /** The reader of PKCS#12 is large, so that it is handed in by whoever knows that there is one to read. */
  readPfx(bytes: Uint8Array): CertificateReading;
  /** When they are read, milliseconds since the epoch: what is right of a certificate hangs on the day. */
  readonly nowMs: number;
}

/** A file of a certificate as it was read, once for a run. */
export type CertificateFile = (
  | { readonly reading: CertificateReading; readonly refused?: never }
  | { readonly reading?: never; readonly refused: Exclude<FileReading, { readonly bytes: Uint8Array }> }
) & { readonly nowMs: number };

/**
 * Reads the files of all certificates, once, before the rules run. What is in them stands beside the configuration,
 * found by the entry that names the file, and in no member of it: a configuration that is printed, hashed or compared holds
 * the path alone. A file that changes later changes nothing in this run.
 */
export function readCertificateFiles(
  config: Config,
  locate: Locate,
  files: readonly string[],
  reader: FileReader,
): void {
  for (const [vault, { certificates }] of entriesOf(config.keyVaults))
    for (const [key, entry] of entriesOf(certificates)) {
      const { source, file, existing } = entry;
      if (existing === true || source === 'selfSigned' || file === undefined || leadsOut(file)) continue;
      const where = locate(['keyVaults', vault, 'certificates', key, 'file']);
      const read = reader.read(file, where?.file ?? files[0] ?? '');
      const { nowMs } = reader;
      if (read.bytes === undefined) FILES.set(entry, { refused: read, nowMs });
      else {
        const reading = source === 'pfxFile' ? reader.readPfx(read.bytes) : readPem(read.bytes);
        FILES.set(entry, { reading, nowMs });
      }
    }
}

const FILES = new WeakMap<KeyVaultCertificate, CertificateFile>();

/** Undefined where nobody read files, or the entry names none that may be read. */
export function fileOf({ entry }: Pick<PlacedCertificate, 'entry'>): CertificateFile | undefined {
  return FILES.get(entry);
}

/** The certificate of an entry that passed the rules. */
export function certificateOf(placed: Pick<PlacedCertificate, 'entry' | 'address'>): Certificate {
  const certificate = fileOf(placed)?.reading?.certificate;
  if (certificate === undefined)
    throw new BugError(`The file of ${placed.address} was read, and is right, before anything is compiled.`);
  return certificate;
}

/** How long each certificate of a file lasts, from when it was read (0.8). */
export function certificateLifetimes(config: Config): readonly CertificateLifetime[] {
  return placeEntries(config)
    .vaults.flatMap(({ certificates }) => certificates)
    .flatMap((placed) => {
      const { reading, nowMs = 0 } = fileOf(placed) ?? {};
      const certificate = reading?.certificate;
      if (certificate === undefined) return [];
      const { days, by } = validity(certificate, nowMs);
      const validUntil = new Date(by.notAfter).toISOString();
      return [{ address: placed.address, hosts: certificate.hosts, validUntil, daysLeft: days }];
    });
}

/** By its spelling alone: an absolute path, or one that climbs out of where it begins. */
export function leadsOut(file: string): boolean {
  let depth = 0;
  for (const part of file.split(/[/\\]/)) {
    depth += part === '..' ? -1 : part === '.' || part === '' ? 0 : 1;
    if (depth < 0) return true;
  }
  return /^(?:[/\\]|[A-Za-z]:|~)/.test(file);
}
