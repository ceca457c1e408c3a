import { readdirSync, readFileSync } from 'node:fs';
import type { LoadInput } from '../src/config/load.ts';

const FOLDER = new URL('../examples/', import.meta.url);

export interface Example {
  readonly name: string;
  readonly files: readonly [string, ...string[]];
  /** Where the plan it gives stands. */
  readonly plan: string;
}

/** A folder holds one configuration, or a base and the files of the environments that are laid over it. */
export const EXAMPLES: readonly Example[] = readdirSync(FOLDER).flatMap((folder): readonly Example[] => {
  const found = readdirSync(new URL(folder, FOLDER)).filter((file) => file.endsWith('.yaml'));
  if (!found.includes('base.yaml')) {
    if (found.join() !== 'acrctl.yaml')
      throw new Error(`examples/${folder} has neither acrctl.yaml alone nor base.yaml.`);
    return [{ name: folder, files: [`${folder}/acrctl.yaml`], plan: `${folder}/plan.txt` }];
  }
  const overlays = found.filter((file) => file !== 'base.yaml').map((file) => file.replace('.yaml', ''));
  return overlays.map((overlay) => ({
    name: `${folder} (${overlay})`,
    files: [`${folder}/base.yaml`, `${folder}/${overlay}.yaml`],
    plan: `${folder}/plan-${overlay}.txt`,
  }));
});

export function configurationOf({ files: [first, ...later] }: Example): LoadInput['files'] {
  const read = (path: string) => ({ path, text: readFileSync(new URL(path, FOLDER), 'utf8') });
  return [read(first), ...later.map(read)];
}
