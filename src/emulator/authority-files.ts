import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Authority, createAuthority, isBoundToThisMachine, pemOfKey } from './certificates.ts';
import { createDirectoryLock } from './store-lock.ts';

/** An authority that clients trust by a file. */
export interface KeptAuthority extends Authority {
  /** Its certificate, for clients. */
  readonly file: string;
  /** When it ends, in milliseconds since the epoch. */
  readonly endMs: number;
}

/**
 * The authority of an emulator directory (`store.ts`, which makes the directory), in its folder `tls`: made once, so
 * that clients go on trusting it, and never overwritten. Throws AuthorityUnusable.
 */
export function keepAuthority(directory: string, nowMs: number): KeptAuthority {
  const folder = join(directory, 'tls');
  const [file, keyFile] = [join(folder, 'ca.pem'), join(folder, 'ca-key.pem')];
  return createDirectoryLock(join(directory, 'lock')).holding(() => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!existsSync(file)) {
      // A process that died between the two left a key that nobody trusts yet.
      const made = createAuthority(nowMs, existsSync(keyFile) ? readKey(keyFile) : undefined);
      if (!existsSync(keyFile)) writeWhole(keyFile, pemOfKey(made.key));
      writeWhole(file, made.certificate);
    }
    return readAuthority(file, keyFile, nowMs);
  });
}

function readAuthority(file: string, keyFile: string, nowMs: number): KeptAuthority {
  const certificate = readFileSync(file, 'utf8');
  const parsed = parseCertificate(file, certificate);
  if (!parsed.ca || !isBoundToThisMachine(certificate))
    throw new AuthorityUnusable(
      file,
      'It is no certificate authority that an emulator made for this machine alone.',
    );
  const endMs = Date.parse(parsed.validTo);
  if (endMs <= nowMs) throw new AuthorityUnusable(file, `It ended on ${new Date(endMs).toISOString()}.`);
  if (!existsSync(keyFile)) throw new AuthorityUnusable(file, `Its key, ${keyFile}, is gone.`);
  const key = readKey(keyFile);
  if (!parsed.checkPrivateKey(key)) throw new AuthorityUnusable(file, `${keyFile} is not its key.`);
  return { certificate, key, file, endMs };
}

function parseCertificate(file: string, text: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new AuthorityUnusable(file, 'It is not a certificate.', { cause });
  }
}

function readKey(keyFile: string): KeyObject {
  // Whoever can read it can pretend to be any program on this machine. Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o077) !== 0)
    throw new AuthorityUnusable(
      keyFile,
      'Others than its owner can read it, so nobody should trust it any more.',
    );
  try {
    return createPrivateKey(readFileSync(keyFile));
  } catch (cause) {
    throw new AuthorityUnusable(keyFile, 'It is not a private key.', { cause });
  }
}

/** The file is there whole or not at all, and for its owner alone. */
function writeWhole(path: string, text: string): void {
  const next = `${path}.next`;
  rmSync(next, { force: true });
  writeFileSync(next, text, { flag: 'wx', mode: 0o600 });
  renameSync(next, path);
}

/** What stands in the place of an authority is none, or none to go on with. */
export class AuthorityUnusable extends Error {
  override readonly name = 'AuthorityUnusable';
  readonly file: string;

  constructor(file: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.file = file;
  }
}
