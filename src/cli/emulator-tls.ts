import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { diagnose } from '../core/codes.ts';
import { AcrctlError, EXIT } from '../core/errors.ts';
import { AuthorityUnusable, keepAuthority } from '../emulator/authority-files.ts';
import { createAuthority, issueServerIdentity, type ServerIdentity } from '../emulator/certificates.ts';
import { fileErrorReason } from './file-error.ts';

/** What an emulator needs to speak TLS. */
export interface EmulatorTls {
  readonly identity: ServerIdentity;
  /** The certificate that clients have to trust, as an absolute path. */
  readonly caFile: string;
  /** How they come to do so, for people. */
  readonly howToTrust: string;
  /** Takes the file away where it is of this run only. */
  close(): void;
}

/**
 * TLS under the authority of the directory, which is made where there is none; without a directory under one of this
 * run, whose key is written nowhere. Throws with exit code 1 where the authority is of no use, or cannot be written.
 */
export function emulatorTls(data: string | undefined, nowMs: number): EmulatorTls {
  return data === undefined ? tlsOfThisRun(nowMs) : tlsKeptIn(resolve(data), nowMs);
}

function tlsOfThisRun(nowMs: number): EmulatorTls {
  const authority = createAuthority(nowMs);
  try {
    const folder = mkdtempSync(join(tmpdir(), 'acrctl-emulator-'));
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.certificate);
    return {
      identity: issueServerIdentity(authority, nowMs, Number.POSITIVE_INFINITY),
      ...trustIn(caFile),
      close: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    const hint =
      'Name a directory of your own with --data, or another place for temporary files with TMPDIR.';
    throw unusable(tmpdir(), fileErrorReason(error), hint, error);
  }
}

function tlsKeptIn(directory: string, nowMs: number): EmulatorTls {
  try {
    const authority = keepAuthority(directory, nowMs);
    const identity = issueServerIdentity(authority, nowMs, authority.endMs);
    return { identity, ...trustIn(authority.file), close: () => undefined };
  } catch (error) {
    const folder = join(directory, 'tls');
    const hint = `Nothing was changed. Move ${folder} away to have a new authority made, and let clients trust the new one; the objects of the emulator stay.`;
    if (error instanceof AuthorityUnusable) throw unusable(error.file, error.message, hint, error);
    throw unusable(folder, fileErrorReason(error), hint, error);
  }
}

function unusable(place: string, reason: string, hint: string, cause: unknown): AcrctlError {
  const detail = `The emulator cannot speak TLS with "${place}". ${reason}`;
  return new AcrctlError(EXIT.error, [diagnose('ACR2037', { detail, hint })], { cause });
}

function trustIn(caFile: string): Pick<EmulatorTls, 'caFile' | 'howToTrust'> {
  const howToTrust = `Clients have to trust ${caFile}:
  curl                --cacert ${caFile}
  Node.js             NODE_EXTRA_CA_CERTS=${caFile}
  Go, Terraform       SSL_CERT_FILE=${caFile} (it takes the place of the system's file)
  Python, Azure CLI   REQUESTS_CA_BUNDLE=FILE, made of certifi's cacert.pem and ${caFile}: it takes the place of all
It vouches for localhost, 127.0.0.0/8 and ::1 alone. docs/emulator.md has it client by client.
`;
  return { caFile, howToTrust };
}
