import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { ContainerClient, StorageSharedKeyCredential } from '@azure/storage-blob';

/** Microsoft's published account of every Azurite ("Use the Azurite emulator for local Azure Storage development"). */
const ACCOUNT = 'devstoreaccount1';
const KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface Azurite {
  /** As `state.endpoint` takes it. */
  readonly endpoint: string;
  /** Makes a container, and gives a client of it that nobody here wrote. */
  container(name: string): Promise<ContainerClient>;
  stop(): void;
}

/** Starts a real Azurite, its blobs in memory, in a process of its own; with a certificate it takes tokens over TLS. */
export async function startAzurite(tls?: { readonly cert: string; readonly key: string }): Promise<Azurite> {
  const main = createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js');
  const server = spawn(
    process.execPath,
    [
      main,
      '--inMemoryPersistence',
      '--disableTelemetry',
      '--skipApiVersionCheck',
      '--silent',
      ...['--blobHost', '127.0.0.1', '--blobPort', '0'],
      ...(tls === undefined ? [] : ['--oauth', 'basic', '--cert', tls.cert, '--key', tls.key]),
    ],
    { cwd: tmpdir(), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const origin = await new Promise<string>((resolve, reject) => {
    createInterface({ input: server.stdout }).on('line', (line) => {
      const found = /listens on (https?:\S+)/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
    server.once('exit', (code) => reject(new Error(`Azurite ended with ${code}.`)));
  });
  const endpoint = `${origin}/${ACCOUNT}`;
  return {
    endpoint,
    container: async (name) => {
      const client = new ContainerClient(`${endpoint}/${name}`, new StorageSharedKeyCredential(ACCOUNT, KEY));
      await client.createIfNotExists();
      return client;
    },
    stop: () => void server.kill(),
  };
}
