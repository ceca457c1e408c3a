import type { Diagnostic } from '../core/diagnostic.ts';
import { enumerate } from '../core/wording.ts';
import type { Placed, PlacedEntry } from './placed.ts';
import { faultAt, type RuleInput } from './rule.ts';

/** Keys that do nothing on an entry that is only read (design 4, "Every entry"). */
export function existingRules(input: RuleInput): readonly Diagnostic[] {
  return KINDS.flatMap((kind) =>
    kind
      .entriesOf(input.placed)
      .filter(({ isExisting }) => isExisting)
      .flatMap((entry) => idleFaults(input, kind, entry)),
  );
}

/** A kind of entry that can be existing, and what still counts then: where it is, and what hangs below it. */
interface Kind {
  readonly what: string;
  /** The part of the entry that the keys are in, where they are not its own. */
  readonly part?: string;
  readonly counting: readonly string[];
  entriesOf(placed: Placed): readonly ReadOnly[];
}

type ReadOnly<Entry = object> = Pick<PlacedEntry<Entry>, 'path' | 'address' | 'isExisting' | 'entry'>;

const KINDS: readonly Kind[] = [
  kind('resource group', ({ groups }) => groups, ['name', 'subscription', 'location']),
  kind('identity', ({ identities }) => identities, ['name', 'subscription', 'resourceGroup']),
  kind('vault', ({ vaults }) => vaults, [
    'name',
    'subscription',
    'resourceGroup',
    'keys',
    'certificates',
    'diagnostics',
  ]),
  kind('key', ({ vaults }) => vaults.flatMap(({ keys }) => keys), ['name']),
  kind('certificate', ({ vaults }) => vaults.flatMap(({ certificates }) => certificates), [
    'name',
    'version',
    'format',
  ]),
  kind('network', ({ networks }) => networks, [
    'name',
    'subscription',
    'resourceGroup',
    'location',
    'subnets',
  ]),
  // The prefix tells without Azure whether there is room, and which addresses there are.
  kind('subnet', ({ networks }) => networks.flatMap(({ subnets }) => subnets), ['name', 'prefix']),
  kind('zone', ({ zones }) => zones, ['name', 'subscription', 'resourceGroup', 'links']),
  kind('link', ({ zones }) => zones.flatMap(({ links }) => links), ['name']),
  kind('zone', ({ dnsZones }) => dnsZones, ['name', 'subscription', 'resourceGroup']),
  kind('workspace', ({ workspaces }) => workspaces, ['name', 'subscription', 'resourceGroup']),
  kind('registry', ({ registries }) => registries, [
    'name',
    'subscription',
    'resourceGroup',
    'location',
    'replications',
    'roleAssignments',
    'diagnostics',
    'locks',
    'scopeMaps',
    'tokens',
    'credentialSets',
    'cacheRules',
    'webhooks',
    'network',
  ]),
  { ...kind('registry', networkParts, ['privateEndpoints', 'approvals']), part: 'network' },
  kind('replica', ({ registries }) => registries.flatMap(({ replications }) => replications), [
    'name',
    'location',
  ]),
  kind('scope map', ({ registries }) => registries.flatMap(({ scopeMaps }) => scopeMaps), ['name']),
  kind('token', ({ registries }) => registries.flatMap(({ tokens }) => tokens), ['name', 'scopeMap']),
  kind('credential set', ({ registries }) => registries.flatMap(({ credentialSets }) => credentialSets), [
    'name',
    'loginServer',
  ]),
  kind('cache rule', ({ registries }) => registries.flatMap(({ cacheRules }) => cacheRules), [
    'name',
    'targetRepository',
  ]),
];

function kind<Entry extends object>(
  what: string,
  entriesOf: (placed: Placed) => readonly ReadOnly<Entry>[],
  counting: readonly (keyof Entry & string)[],
): Kind {
  return { what, entriesOf, counting };
}

/** The part of a registry that says who reaches it, as if it were an entry of its own. */
function networkParts({ registries }: Placed) {
  return registries.map(({ path, network, ...registry }) => ({
    ...registry,
    path: [...path, 'network'],
    entry: network,
  }));
}

function idleFaults(input: RuleInput, { what, part, counting }: Kind, found: ReadOnly): Diagnostic[] {
  const { path, address, entry } = found;
  const idle = Object.entries(entry).filter(([key]) => key !== 'existing' && !counting.includes(key));
  return idle.map(([key, value]) => {
    const spot = { path: [...path, key], part: 'key', address } as const;
    const requirements = ['1.9', '1.21'];
    if (key === 'adopt' && value === true) {
      const detail = `existing: true leaves the ${what} to others, and adopt: true takes it over. Keep one of the two.`;
      return faultAt(input, 'ACR1117', spot, { detail, requirements });
    }
    const of = part === undefined ? '' : ` in ${part}`;
    const rest = counting.length === 0 ? '' : ` What counts${of} is ${enumerate(counting)}.`;
    const detail = `The ${what} is existing: acrctl only reads it, and never writes or deletes it, so that the key ${key} does nothing. ${takeOut(input)}, or take existing out to have acrctl manage the ${what}.${rest}`;
    return faultAt(input, 'ACR1115', spot, { detail, requirements });
  });
}

/** Where an entry is made existing by a later file, what the earlier one says of it has to go. */
function takeOut({ files }: RuleInput): string {
  return files.length === 1 ? 'Take it out' : 'Take it out, in a later file with null';
}
