import type { Code } from '../core/codes.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { OWNER_TAGS } from '../core/owner-tags.ts';
import { quote } from '../core/wording.ts';
import type { Placed, PlacedEntry, Taggable } from './placed.ts';
import { faultAt, type RuleInput } from './rule.ts';

/** Assumption, from memory of Azure's documents on tags; no recording shows a refusal: 50 tags, names of 512 and values of 256 characters, no <>%&\?/ in names. */
export function tagRules(input: RuleInput): Diagnostic[] {
  const taggable = taggableEntries(input.placed);
  return [
    ...mapFaults(input, ['azure', 'tags'], input.config.azure.tags ?? {}),
    ...taggable.flatMap((entry) =>
      mapFaults(input, [...entry.path, 'tags'], tagsOf(entry.entry), entry.address),
    ),
    ...taggable.flatMap((entry) => sizeFaults(input, entry)),
  ];
}

const MOST_TAGS = 50 - Object.keys(OWNER_TAGS).length;
const LONGEST_NAME = 512;
const LONGEST_VALUE = 256;

/** What acrctl writes tags to. */
function taggableEntries(placed: Placed): readonly (PlacedEntry<object> & Taggable)[] {
  const entries = [
    ...placed.groups,
    ...placed.identities,
    ...placed.networks,
    ...placed.zones.flatMap((zone) => [zone, ...zone.links]),
    ...placed.dnsZones,
    ...placed.workspaces,
    ...placed.registries.flatMap((registry) => [registry, ...registry.replications, ...registry.endpoints]),
  ];
  return entries.filter(({ isExisting }) => !isExisting);
}

function tagsOf(entry: { readonly tags?: Taggable['tags'] }): Taggable['tags'] {
  return entry.tags ?? {};
}

function mapFaults(
  input: RuleInput,
  path: readonly string[],
  tags: Taggable['tags'],
  address?: string,
): Diagnostic[] {
  const first = new Map<string, string>();
  return Object.entries(tags).flatMap(([name, value]) => {
    const report = (code: Code, part: 'key' | 'value', detail: string) => {
      const spot = { path: [...path, name], part, ...(address !== undefined && { address }) };
      return [faultAt(input, code, spot, { detail })];
    };
    const folded = name.toLowerCase();
    const earlier = first.get(folded);
    first.set(folded, name);
    if (Object.values<string>(OWNER_TAGS).includes(folded)) {
      return report(
        'ACR1112',
        'key',
        `acrctl sets ${folded} itself, to know its own objects again. Use another name.`,
      );
    }
    if (earlier !== undefined) {
      return report(
        'ACR1242',
        'key',
        `${quote(name)} and ${quote(earlier)} are one tag to Azure, which compares names without case. Keep one.`,
      );
    }
    const wrong = nameFault(name);
    if (wrong !== undefined) return report('ACR1241', 'key', wrong);
    const long = valueFault(value);
    return long === undefined ? [] : report('ACR1241', 'value', long);
  });
}

/** What is wrong with a tag by itself; undefined where it can be written. */
export function tagFault(name: string, value: string): string | undefined {
  return nameFault(name) ?? valueFault(value);
}

function valueFault(value: string): string | undefined {
  if (value.length <= LONGEST_VALUE) return undefined;
  return `The value has ${value.length} characters; Azure takes ${LONGEST_VALUE}.`;
}

function nameFault(name: string): string | undefined {
  if (name.trim() === '') return 'The name of a tag cannot be empty.';
  if (name.length > LONGEST_NAME)
    return `The name has ${name.length} characters; Azure takes ${LONGEST_NAME}.`;
  const character = /[<>%&\\?/]/.exec(name)?.[0];
  return character && `The name of a tag cannot hold ${character}; Azure refuses < > % & \\ ? and /.`;
}

function sizeFaults(input: RuleInput, { path, address, tags }: PlacedEntry<object> & Taggable): Diagnostic[] {
  const count = Object.keys(tags).length;
  const faults: Diagnostic[] = [];
  if (count > MOST_TAGS) {
    const detail = `The object would carry ${count} tags of this file and two of acrctl; Azure takes 50. At most ${MOST_TAGS} can be given, those of azure.tags counted.`;
    faults.push(faultAt(input, 'ACR1240', { path: [...path, 'tags'], part: 'key', address }, { detail }));
  }
  if (address.length > LONGEST_VALUE) {
    const detail = `The address of this entry has ${address.length} characters and is written to the tag ${OWNER_TAGS.address}, which takes ${LONGEST_VALUE}. Shorten the key; name can keep the name in Azure.`;
    faults.push(faultAt(input, 'ACR1114', { path, part: 'key', address }, { detail }));
  }
  return faults;
}
