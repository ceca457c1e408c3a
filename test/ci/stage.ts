import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAzurite } from '../azurite.ts';
import { emptyFolder, type ServedEmulator, startEmulator } from '../cli/acrctl.ts';
import { type Event, type Machine, newFolder, ROOT } from './github-runner.ts';
import { GithubService } from './github-service.ts';

/**
 * A repository with the example in `registries/`, a GitHub of its own, and in place of Azure an emulator and an Azurite, which
 * holds the state: nothing else outlives a job.
 */
export interface Stage {
  readonly machine: Machine;
  readonly service: GithubService;
  readonly emulator: ServedEmulator;
  /** Changes the configuration of the repository. */
  edit(change: (text: string) => string): void;
  text(): string;
  /** The names of what is in the container of the state. */
  stateBlobs(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const VARIABLES = {
  AZURE_TENANT_ID: '00000000-0000-0000-0000-0000000000bb',
  AZURE_SUBSCRIPTION_ID: '00000000-0000-0000-0000-0000000000aa',
  AZURE_PLAN_CLIENT_ID: '00000000-0000-0000-0000-0000000000cc',
  AZURE_APPLY_CLIENT_ID: '00000000-0000-0000-0000-0000000000dd',
};

export async function setStage(emulatorArgs: readonly string[] = []): Promise<Stage> {
  const repository = newFolder();
  const file = join(repository, 'registries/acrctl.yaml');
  mkdirSync(join(repository, 'registries'));
  const azurite = await startAzurite();
  const container = await azurite.container('acrctl');
  const state = `state: { backend: azureBlob, account: stcontosostate, container: acrctl, endpoint: "${azurite.endpoint}" }`;
  const example = readFileSync(join(ROOT, 'examples/private-link/acrctl.yaml'), 'utf8');
  writeFileSync(file, example.replace(/^stack: .*$/m, `$&\n${state}`));
  const service = await GithubService.start();
  const emulator = await startEmulator(emptyFolder(), emulatorArgs);
  return {
    machine: { service, repository, vars: VARIABLES, env: emulator.env },
    service,
    emulator,
    text: () => readFileSync(file, 'utf8'),
    stateBlobs: async () => {
      const names = [];
      for await (const { name } of container.listBlobsFlat()) names.push(name);
      return names;
    },
    edit: (change) => writeFileSync(file, change(readFileSync(file, 'utf8'))),
    stop: async () => {
      service.stop();
      azurite.stop();
      await emulator.stop();
    },
  };
}

/** The registry of the example, as its owner reaches it past acrctl. */
export const REGISTRY =
  '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images/providers/Microsoft.ContainerRegistry/registries/contosoimages?api-version=2025-11-01';

export const HEAD = 'b'.repeat(40);

export function pullRequest(number = 7, head = HEAD, isOfFork = false): Event {
  const repo = { full_name: isOfFork ? 'mallory/platform' : 'contoso/platform' };
  return {
    name: 'pull_request',
    ref: `refs/pull/${number}/merge`,
    sha: 'c'.repeat(40),
    isOfFork,
    payload: { pull_request: { number, head: { sha: head, repo } } },
  };
}

export const NIGHT: Event = { name: 'schedule' };

export function merge(sha = 'd'.repeat(40)): Event {
  return { name: 'push', sha, ref: 'refs/heads/main' };
}

export function example(name: string): string {
  return join(ROOT, 'examples/ci/github', name);
}
