import { discover } from '../../src/cli/import-registry/discover.ts';
import { type DrawnUp, drawUp } from '../../src/cli/import-registry/draw-up.ts';
import { rememberingCloud } from '../../src/cli/import-registry/remembering.ts';
import type { Config } from '../../src/core/config.generated.ts';
import type { Session } from '../../src/engine/run.ts';
import { features } from '../../src/features/index.ts';
import type { CloudName } from '../../src/providers/azure/clouds.ts';
import { editState } from '../../src/state/edit.ts';
import { acquireLock } from '../../src/state/local/lock.ts';
import type { Lab, RunOptions } from '../lab.ts';

export interface RegistryImportOptions extends RunOptions {
  readonly stack?: string;
  readonly cloud?: CloudName;
}

/** Imports as the command does, but for the file: its text is in what comes back. */
export async function importedRegistry(
  lab: Lab,
  registryId: string,
  { stack = 'imported', cloud: name = 'AzureCloud', ...run }: RegistryImportOptions = {},
): Promise<DrawnUp> {
  const [, , subscription = '', , resourceGroup = ''] = registryId.split('/');
  const config: Config = {
    apiVersion: 'acrctl/v1',
    stack,
    azure: { cloud: name, subscription, resourceGroup },
  };
  const beginning = { stack, config, configHash: '', subscriptions: [subscription], features };
  const { session, world } = lab.session(
    { ...beginning, features: features as never },
    'import registry',
    run,
  );
  const cloud = rememberingCloud(session.cloud);
  const signal = world.interrupt;
  let drawn: DrawnUp | undefined;
  await editState({
    ...session,
    acquireLock: () =>
      acquireLock({
        world,
        dir: 'state',
        stack,
        operation: 'import registry',
        lockTimeoutMs: 0,
        requestTimeoutMs: 120_000,
      }),
    recordsFor: async (reading) => {
      const start = { registryId, stack, cloud: name, answers: new Map() };
      const found = await discover(start, { cloud, signal, parallelism: 10 });
      const own = { ...session, cloud } as Session<Config>;
      drawn = await drawUp({ found, session: own, reading, file: 'acrctl.yaml' });
      return drawn.result.records;
    },
  });
  if (drawn === undefined) throw new Error('Nothing was drawn up.');
  return drawn;
}
