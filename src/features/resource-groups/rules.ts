import { formatAddress } from '../../core/address.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, nearest, quote } from '../../core/wording.ts';
import { type NameRule, nameFaults, textFaults } from '../names.ts';
import { faultAt, type RuleInput, type Spot } from '../rule.ts';

/** Names of groups, and references to them. */
export function resourceGroupRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.groups.flatMap((group) => nameFaults(input, group, GROUP_NAME)),
    ...defaultGroupFaults(input),
    ...referenceFaults(input),
  ];
}

const GROUP_NAME: NameRule = {
  what: 'a resource group',
  pattern: /^[A-Za-z0-9_.()-]{0,89}[A-Za-z0-9_()-]$/,
  words: '1 to 90 letters, digits, hyphens, dots, underscores and parentheses, and does not end with a dot',
};

/** The default group may be unlisted; then it is a name in Azure, and must not almost be a key of this file. */
function defaultGroupFaults(input: RuleInput): Diagnostic[] {
  const { placed, config } = input;
  const name = config.azure.resourceGroup;
  if (name === undefined || placed.groups.some(({ key }) => key === name)) return [];
  const spot: Spot = { path: ['azure', 'resourceGroup'] };
  const meant = placed.groups.find((group) => [group.key, group.name].some((known) => sameName(known, name)));
  if (meant === undefined) return textFaults(input, spot, name, GROUP_NAME);
  const detail = `${quote(name)} is the group that this file lists under the key ${quote(meant.key)}. A listed group is named by its key, exactly.`;
  return [faultAt(input, 'ACR1101', spot, { detail, hint: `write ${meant.key}`, requirements: ['1.21'] })];
}

function referenceFaults(input: RuleInput): Diagnostic[] {
  const { config, placed } = input;
  const keys = new Set([...placed.groups.map(({ key }) => key), config.azure.resourceGroup ?? '']);
  const known = [...keys];
  return referrers(input).flatMap(({ reference, spot }) => {
    if (reference === undefined || keys.has(reference)) return [];
    // A group that is written but faulty has its own diagnostic.
    if (input.locate(['resourceGroups', reference]) !== undefined) return [];
    const near = nearest(reference, known);
    const detail = `The file lists no resource group ${quote(reference)}. Add it to resourceGroups${near === undefined ? '' : `, or use ${near}`}; only the group of azure.resourceGroup may stay unlisted.`;
    return [
      faultAt(
        input,
        'ACR1101',
        { ...spot, missing: ['resourceGroups', reference] },
        { detail, hint: didYouMean(reference, known), requirements: ['1.21'] },
      ),
    ];
  });
}

function referrers({ config }: RuleInput): { reference: string | undefined; spot: Spot }[] {
  const direct = (
    [
      'identities',
      'keyVaults',
      'networks',
      'privateDnsZones',
      'dnsZones',
      'workspaces',
      'registries',
      'publicFronts',
    ] as const
  ).flatMap((section) =>
    Object.entries(config[section] ?? {}).map(([key, entry]) => refer([section, key], entry)),
  );
  const endpoints = Object.entries(config.registries ?? {}).flatMap(([registry, { network }]) =>
    Object.entries(network?.privateEndpoints ?? {}).map(([key, entry]) =>
      refer(['registries', registry, 'network', 'privateEndpoints', key], entry),
    ),
  );
  return [...direct, ...endpoints];
}

function refer(path: readonly string[], entry: { resourceGroup?: string }) {
  return {
    reference: entry.resourceGroup,
    spot: { path: [...path, 'resourceGroup'], address: formatAddress(path) },
  };
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
