import type { Composition, Remark } from '../../features/import/composition.ts';
import { parseArmId } from '../../providers/azure/arm-id.ts';
import { SCHEMA_FILE } from '../new-file.ts';

/** By this word in it the file of an import is known. */
export const COMMAND = 'acrctl import registry';

/** What a person who opens the file reads around it. */
export function proseOf(
  registryId: string,
  { config, remarks }: Composition,
): { readonly above: readonly string[]; readonly below: readonly string[] } {
  const name = parseArmId(registryId)?.names[0] ?? registryId;
  const existing = JSON.stringify(config).includes('"existing":true');
  return {
    above: [
      `yaml-language-server: $schema=./${SCHEMA_FILE}`,
      '',
      `The registry ${name} and what leads to it, as "${COMMAND}" found them.`,
      ...(existing ? ['', EXISTING] : []),
    ],
    below: remarks.length === 0 ? [] : [LEFT, ...remarks.map((remark) => `- ${sentenceOf(remark)}`)],
  };
}

/** What the file does not say, as a sentence without a full stop. */
function sentenceOf({ id, address, what }: Remark): string {
  return `${address ?? id} ${what}`;
}

const EXISTING =
  'Entries that say "existing: true" are only read. To have acrctl look after one, write what it has in place of that, and run "acrctl import ADDRESS ID".';
const LEFT = 'Of this the file says nothing, and acrctl leaves it as it is:';
