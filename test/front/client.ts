import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGES = ['skopeo', 'docker-registry'];

/**
 * True where this machine has the client and the registry server of these tests. Where it has not they are left out, which
 * is said; with `ACRCTL_NEEDS_FRONT`, which CI sets, they run and fail.
 */
export const HAS_FRONT_PARTS = hasParts() || process.env['ACRCTL_NEEDS_FRONT'] !== undefined;

function hasParts(): boolean {
  return PACKAGES.every((each) => spawnSync(each, ['--version']).error === undefined);
}

if (!HAS_FRONT_PARTS)
  process.stderr.write(
    'There is no skopeo or no docker-registry: not shown is that a client pulls through a public front ' +
      `(apt-get install --no-install-recommends ${PACKAGES.join(' ')}).\n`,
  );

export interface ClientOptions {
  /** A folder of its own. */
  readonly home: string;
  readonly proxyPort: number;
  /** PEM, the only authority that it trusts; undefined trusts those of this machine. */
  readonly ca: string | undefined;
}

/** What a run of the client came to. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  /** With the quotes as they are in what it says. */
  readonly stderr: string;
}

export interface Credential {
  readonly user: string;
  readonly password: string;
}

/** A real client, all of whose network is a proxy. */
export function createClient({ home, proxyPort, ca }: ClientOptions) {
  const certificates = join(home, 'certificates');
  mkdirSync(certificates, { recursive: true });
  if (ca !== undefined) writeFileSync(join(certificates, 'ca.crt'), ca);
  const authFile = join(home, 'auth.json');
  const environment = {
    ...{ PATH: process.env['PATH'], HOME: home, XDG_RUNTIME_DIR: home, TMPDIR: home },
    HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
    // Where it remembers blobs is one place of the machine for root; for anybody else it is at home.
    ...{ XDG_DATA_HOME: home, _CONTAINERS_ROOTLESS_UID: '1000' },
  };
  const skopeo = (args: readonly string[], input = ''): Promise<Ran> =>
    new Promise((resolve, reject) => {
      const child = spawn('skopeo', ['--insecure-policy', ...args], { env: environment, cwd: home });
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk) => {
        said.stdout += String(chunk);
      });
      child.stderr.on('data', (chunk) => {
        said.stderr += String(chunk);
      });
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, ...said, stderr: said.stderr.replaceAll('\\"', '"') }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  const withCertificates = ['--cert-dir', certificates, '--authfile', authFile];
  return {
    /** What is stored by it counts for every later run. */
    login: (host: string, { user, password }: Credential) =>
      skopeo(['login', ...withCertificates, '--username', user, '--password-stdin', host], password),
    /** Logins from now on, in the form in which Docker, kubelets and this client keep them. */
    knows: (logins: string) => writeFileSync(authFile, logins),
    /** From the folder of an image, and with a credential of its own where one is given. */
    push: (folder: string, reference: string, credential?: Credential) =>
      skopeo([
        ...['copy', '--dest-cert-dir', certificates, '--authfile', authFile],
        ...(credential === undefined ? [] : ['--dest-creds', creds(credential)]),
        ...[`oci:${folder}`, `docker://${reference}`],
      ]),
    pull: (reference: string, folder: string, credential?: Credential) =>
      skopeo([
        ...['copy', '--src-cert-dir', certificates, '--authfile', authFile],
        ...(credential === undefined ? [] : ['--src-creds', creds(credential)]),
        ...[`docker://${reference}`, `oci:${folder}`],
      ]),
    inspect: (reference: string) => skopeo(['inspect', ...withCertificates, `docker://${reference}`]),
    listTags: (repository: string) => skopeo(['list-tags', ...withCertificates, `docker://${repository}`]),
  };
}

function creds({ user, password }: Credential): string {
  return `${user}:${password}`;
}
