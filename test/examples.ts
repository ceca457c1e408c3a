import { readdirSync, readFileSync } from 'node:fs';
import type { LoadInput } from '../src/config/load.ts';
import { CLOUD_NAMES } from '../src/providers/azure/clouds.ts';
import { type Configuration, type Lab, openLab } from './lab.ts';

const FOLDER = new URL('../examples/', import.meta.url);

type Files = readonly [string, ...string[]];

export interface Example {
  readonly name: string;
  readonly files: Files;
  /** Where the plan it gives stands. */
  readonly plan: string;
  /** Stacks of others in the same folder: they are there first, and answer to this one. */
  readonly others: readonly Files[];
}

/**
 * A folder holds one configuration, or a base and the files of the environments that are laid over it, or several
 * stacks that have to do with each other, in the order of their names.
 */
export const EXAMPLES: readonly Example[] = readdirSync(FOLDER).flatMap((folder): readonly Example[] => {
  const found = readdirSync(new URL(folder, FOLDER)).filter((file) => file.endsWith('.yaml'));
  if (found.join() === 'acrctl.yaml') {
    return [{ name: folder, files: [`${folder}/acrctl.yaml`], plan: `${folder}/plan.txt`, others: [] }];
  }
  const parts = found.filter((file) => file !== 'base.yaml').map((file) => file.replace('.yaml', ''));
  const filesOf = (part: string): Files =>
    found.includes('base.yaml')
      ? [`${folder}/base.yaml`, `${folder}/${part}.yaml`]
      : [`${folder}/${part}.yaml`];
  return parts.map((part, index) => ({
    name: `${folder} (${part})`,
    files: filesOf(part),
    plan: `${folder}/plan-${part}.txt`,
    others: found.includes('base.yaml') ? [] : parts.slice(0, index).map(filesOf),
  }));
});

export function configurationOf({ files }: Pick<Example, 'files'>): LoadInput['files'] {
  const [first, ...later] = files;
  const read = (path: string) => ({ path, text: readFileSync(new URL(path, FOLDER), 'utf8') });
  return [read(first), ...later.map(read)];
}

/** In the cloud that the configuration names. */
export function labFor(configuration: Configuration): Lab {
  const text = JSON.stringify(configuration);
  const cloud = CLOUD_NAMES.find((name) => text.includes(`cloud: ${name}`)) ?? 'AzureCloud';
  return openLab({ emulator: { cloud } });
}

/** Applies the stacks in turn until nothing is left to do in any: one may wait for what another decides. */
export async function settle(lab: Lab, stacks: readonly Configuration[]): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (const stack of stacks) {
      const result = await lab.apply(stack);
      const isWell =
        result.kind === 'applied' ? result.outcome.failed.length === 0 : result.kind === 'nothing-to-do';
      if (!isWell) throw new Error(`apply came to ${JSON.stringify(result, null, 1)}`);
    }
  }
}
