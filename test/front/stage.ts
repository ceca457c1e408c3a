import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { testAuthority } from '../wire/tls-servers.ts';
import { type FrontBodies, type FrontWish, frontBodies } from './bodies.ts';
import { createClient } from './client.ts';
import { type ConnectProxy, startConnectProxy, type Way } from './connect-proxy.ts';
import { clientAt, FROM } from './countries.ts';
import type { Chaining } from './gateway/rewrite.ts';
import { type RunningGateway, startGateway } from './gateway.ts';
import { type MadeImage, writeImage } from './image.ts';
import {
  type RegistryService,
  type RegistryServiceOptions,
  startRegistryService,
} from './registry-service.ts';

const REGISTRY = 'contoso';
export const LOGIN = `${REGISTRY}.azurecr.io`;
export const HOST = 'registry.contoso.test';
export const DATA_HOST = 'registry-data.contoso.test';
export const REPOSITORY = 'team/app';

/** One region, pull-only, for everybody. */
export const WISH: FrontWish = {
  ...{ registry: REGISTRY, host: HOST },
  regions: [{ region: 'westeurope', dataHost: DATA_HOST }],
};

export const PULLER = { user: 'puller', password: 'of-the-puller' };
export const PUSHER = { user: 'pusher', password: 'of-the-pusher' };
const ACCOUNTS = {
  [PULLER.user]: { password: PULLER.password, actions: ['pull'] },
  [PUSHER.user]: { password: PUSHER.password, actions: ['pull', 'push'] },
};

export const authority = testAuthority();

/** A registry with an image, which came in by the private path. */
export interface FilledRegistry {
  readonly service: RegistryService;
  readonly image: MadeImage;
  /** The layout of the image on disk. */
  readonly layout: string;
  readonly folder: string;
  close(): Promise<void>;
}

export type RegistryWish = Partial<RegistryServiceOptions> & {
  readonly regions?: readonly string[];
  readonly content?: Buffer;
};

async function fillRegistry(wish: RegistryWish = {}): Promise<FilledRegistry> {
  const { regions = ['westeurope'], content = Buffer.from('hello\n'), ...options } = wish;
  const dataHosts = regions.map((region) => `${REGISTRY}.${region}.data.azurecr.io`);
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-front-'));
  const service = await startRegistryService({
    login: LOGIN,
    dataHosts: dataHosts as [string, ...string[]],
    tls: authority.right(['*.azurecr.io', ...regions.map((region) => `*.${region}.data.azurecr.io`)]),
    accounts: ACCOUNTS,
    ...options,
  });
  const layout = join(folder, 'image');
  const image = writeImage(layout, { tag: 'v1', content });
  const proxy = await startConnectProxy({ [LOGIN]: { port: service.port } });
  const client = createClient({ home: join(folder, 'pusher'), proxyPort: proxy.port, ca: authority.ca });
  const pushed = await client.push(`${layout}:v1`, `${LOGIN}/${REPOSITORY}:v1`, PUSHER);
  await proxy.close();
  const close = async () => {
    await service.close();
    rmSync(folder, { recursive: true, force: true });
  };
  if (pushed.code !== 0) {
    await close();
    throw new Error(`The image could not be pushed: ${pushed.stderr}`);
  }
  return { service, image, layout, folder, close };
}

/** One for all tests of a group. */
export function sharedRegistry(wish: RegistryWish = {}): () => FilledRegistry {
  let filled: FilledRegistry | undefined;
  beforeAll(async () => {
    filled = await fillRegistry(wish);
  });
  afterAll(() => filled?.close());
  return () => {
    if (filled === undefined) throw new Error('The registry is there in tests alone.');
    return filled;
  };
}

/** One that ends with the test. */
export async function ownRegistry(wish: RegistryWish): Promise<FilledRegistry> {
  const registry = await fillRegistry(wish);
  onTestFinished(() => registry.close());
  return registry;
}

export interface FrontOptions {
  readonly wish?: FrontWish;
  /** What is written otherwise than it should be. */
  edit?(bodies: FrontBodies): FrontBodies;
  readonly chaining?: Chaining;
  /** `all` also has the names of Azure, as a client that sits in the same network. */
  readonly reachable?: 'front' | 'all';
  readonly from?: string;
  /** Undefined trusts whom this machine trusts. */
  readonly ca?: string | undefined;
}

export interface Front {
  readonly client: ReturnType<typeof createClient>;
  readonly proxy: ConnectProxy;
  readonly gateways: readonly RunningGateway[];
  /** Where pulled images go. */
  readonly folder: string;
}

/** A front before a registry and a client that has nothing but its names; all of it ends with the test. */
export async function stageFront(registry: FilledRegistry, options: FrontOptions = {}): Promise<Front> {
  const { wish = WISH, edit = (bodies) => bodies, reachable = 'front', from = FROM.germany } = options;
  const regions = await Promise.all(
    (await frontBodies(wish)).map(async (made) => ({
      made,
      gateway: await runGateway(registry, edit(made), options),
    })),
  );
  const port = (region: string) => portOf(regions.find(({ made }) => made.region === region)?.gateway);
  const [home] = wish.regions;
  const ways: Record<string, Way> = { [wish.host]: { port: port(home.region), from } };
  for (const { region, dataHost } of wish.regions) ways[dataHost] = { port: port(region), from };
  if (reachable === 'all') for (const name of namesOf(wish)) ways[name] = { port: registry.service.port };
  const proxy = await startConnectProxy(ways);
  const folder = mkdtempSync(join(tmpdir(), 'acrctl-front-'));
  onTestFinished(async () => {
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const ca = 'ca' in options ? options.ca : authority.ca;
  const client = createClient({ home: join(folder, 'client'), proxyPort: proxy.port, ca });
  return { client, proxy, gateways: regions.map(({ gateway }) => gateway), folder };
}

/** A gateway of a test, whose vault has a certificate for each host. */
async function runGateway(
  registry: Pick<FilledRegistry, 'service'>,
  { gateway, policies, secrets }: FrontBodies,
  { wish = WISH, chaining = 'agreed' }: Pick<FrontOptions, 'wish' | 'chaining'> = {},
): Promise<RunningGateway> {
  const behind = { address: '127.0.0.1', port: registry.service.port };
  const names = namesOf(wish);
  const running = await startGateway({
    ...{ gateway, policies, chaining, client: clientAt, ca: authority.ca },
    certificate: (secretId) => {
      const hosts = secrets[secretId];
      if (hosts === undefined) throw new Error(`The vault has no ${secretId}.`);
      return authority.right(hosts);
    },
    resolve: (name) => (names.includes(name) ? behind : undefined),
  });
  onTestFinished(() => running.close());
  return running;
}

function portOf(gateway: RunningGateway | undefined): number {
  const port = gateway?.ports.get(443);
  if (port === undefined) throw new Error('The gateway does not listen on 443.');
  return port;
}

/** Of the registry, as the public and as the private zone has them. */
function namesOf({ registry, regions }: FrontWish): readonly string[] {
  const labels = [registry, ...regions.map(({ region }) => `${registry}.${region}.data`)];
  return labels.flatMap((each) => [`${each}.azurecr.io`, `${each}.privatelink.azurecr.io`]);
}
