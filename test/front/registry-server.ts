import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { stringify } from 'yaml';

export interface RegistryServerOptions {
  readonly login: string;
  readonly issuer: string;
  /** PEM, that of who signs tokens. */
  readonly certificate: string;
  /** The real service says where an upload goes by a path alone. */
  readonly hasRelativeUrls: boolean;
}

export interface RegistryServer {
  /** A socket, so that no port has to be free. */
  readonly socketPath: string;
  /** The file in which a blob is kept. */
  blobFile(digest: string): string;
  close(): Promise<void>;
}

/** Debian's `docker-registry` with a file of its own, in a folder that ends with it. */
export async function startRegistryServer(options: RegistryServerOptions): Promise<RegistryServer> {
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-registry-'));
  const socketPath = join(folder, 'socket');
  const certificateFile = join(folder, 'tokens.crt');
  const configFile = join(folder, 'registry.yml');
  writeFileSync(certificateFile, options.certificate);
  writeFileSync(
    configFile,
    stringify({
      version: 0.1,
      log: { level: 'info', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(folder, 'storage') }, delete: { enabled: true } },
      http: { net: 'unix', addr: socketPath, relativeurls: options.hasRelativeUrls, secret: 'of the test' },
      auth: {
        token: {
          realm: `https://${options.login}/oauth2/token`,
          service: options.login,
          issuer: options.issuer,
          rootcertbundle: certificateFile,
        },
      },
    }),
  );
  const child = spawn('docker-registry', ['serve', configFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = new Promise((resolve) => child.once('close', resolve));
  try {
    await isListening(child);
  } catch (failure) {
    rmSync(folder, { recursive: true, force: true });
    throw failure;
  }
  return {
    socketPath,
    blobFile: (digest) => {
      const hex = digest.replace('sha256:', '');
      const blobs = 'storage/docker/registry/v2/blobs/sha256';
      return join(folder, blobs, hex.slice(0, 2), hex, 'data');
    },
    close: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** It says so in its log; what it says instead is why it ended. */
async function isListening(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error('The registry server has no log.');
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => reject(new Error(`The registry server ended: ${said.join('\n')}`)));
    createInterface({ input: child.stderr as NonNullable<typeof child.stderr> }).on('line', (line) => {
      said.push(line);
      if (line.includes('listening on')) resolve();
    });
  });
}
