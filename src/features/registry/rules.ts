import type { Code, Finding } from '../../core/codes.ts';
import type { Registry } from '../../core/config.generated.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { isAtOrBelow } from '../../core/path.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ignoredPaths } from '../entry-resource.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedRegistry } from '../placed.ts';
import { faultAt, inFileOrder, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { ACCESS_PATHS } from './access.ts';
import { identityFaults } from './identity-rules.ts';
import { ipRuleFaults } from './ip-rules.ts';

/** What Azure allows of a registry, by SKU and by public access. */
export function registryRules(input: RuleInput): readonly Diagnostic[] {
  return [
    ...input.placed.registries.flatMap((registry) => nameFaults(input, registry, REGISTRY_NAME)),
    ...input.placed.registries
      .filter(isMade)
      .flatMap((registry) => [
        ...skuFaults(input, registry),
        ...accessFaults(input, registry),
        ...ipRuleFaults(input, registry, 'registry'),
        ...halfIgnoredFaults(input, registry),
        ...policyFaults(input, registry),
        ...identityFaults(input, registry),
      ]),
    ...sharedNameFaults(input),
  ];
}

/** Two properties decide together who gets in; one of them alone opens or closes what the file does not say. */
function halfIgnoredFaults(input: RuleInput, { path, address, entry }: PlacedRegistry): Diagnostic[] {
  if (entry.network?.publicAccess === undefined) return [];
  const ignored = ignoredPaths(entry);
  const halves = ['properties.publicNetworkAccess', 'properties.networkRuleSet.defaultAction'];
  const covered = halves.filter((half) => ignored.some((each) => isAtOrBelow(half, each)));
  const index = ignored.findIndex((each) => halves.some((half) => isAtOrBelow(half, each)));
  if (covered.length !== 1) return [];
  const detail = `publicAccess is written as publicNetworkAccess and networkRuleSet together, and ${covered[0]} alone is ignored. Ignore both, to leave public access to others after the registry is made, or neither.`;
  const spot: Spot = { path: [...path, 'ignore', index], address };
  return [faultAt(input, 'ACR1239', spot, { detail, hint: `ignore ${ACCESS_PATHS.join(' and ')}` })];
}

/** Of a registry of others nothing that these rules are about is written. */
function isMade({ isExisting }: PlacedRegistry): boolean {
  return !isExisting;
}

const REGISTRY_NAME: NameRule = {
  what: 'a registry',
  pattern: /^[A-Za-z0-9]{5,50}$/,
  words: '5 to 50 letters and digits, nothing else',
};

/** Names are host names: one in all of Azure, without case. */
function sharedNameFaults(input: RuleInput): Diagnostic[] {
  const first = new Map<string, PlacedRegistry>();
  return inFileOrder(input, input.placed.registries).flatMap((registry) => {
    const folded = registry.name.toLowerCase();
    const earlier = first.get(folded);
    if (earlier === undefined) first.set(folded, registry);
    // One object under two keys is reported as such.
    if (earlier === undefined || foldId(earlier.id) === foldId(registry.id)) return [];
    const detail = `${earlier.address} has the name ${earlier.name} too. The name of a registry is its host name and unique in all of Azure, upper and lower case being the same.`;
    return [faultAt(input, 'ACR1203', nameSpot(registry), { detail, requirements: ['1.15'] })];
  });
}

interface SkuRule {
  readonly below: readonly string[];
  readonly wants: (entry: Registry) => boolean;
  readonly what: string;
  readonly requirements: readonly string[];
}

// containerregistry.md, "SKU matrix" and the notes of its property table.
const PREMIUM_RULES: readonly SkuRule[] = [
  {
    below: ['network', 'privateEndpoints'],
    wants: ({ network }) => Object.keys(network?.privateEndpoints ?? {}).length > 0,
    what: 'private endpoints',
    requirements: ['1.3'],
  },
  {
    below: ['network', 'approvals'],
    wants: ({ network }) => Object.keys(network?.approvals ?? {}).length > 0,
    what: 'connections of private endpoints',
    requirements: ['1.3', '1.53'],
  },
  {
    below: ['network', 'publicAccess'],
    wants: ({ network }) => network?.publicAccess !== undefined && network.publicAccess !== 'enabled',
    what: 'public access other than enabled',
    requirements: ['1.3', '1.40'],
  },
  {
    below: ['network', 'dataEndpoints'],
    wants: ({ network }) => network?.dataEndpoints === true,
    what: 'dedicated data endpoints',
    requirements: ['0.5', '0.15'],
  },
  {
    below: ['customDomains'],
    wants: ({ customDomains }) => customDomains !== undefined,
    what: 'custom domains',
    requirements: ['0.5'],
  },
  {
    below: ['network', 'trustedServices'],
    wants: ({ network }) => network?.trustedServices === false,
    what: 'shutting out trusted services',
    requirements: ['1.4'],
  },
  {
    below: ['network', 'networkRuleBypassAllowedForTasks'],
    wants: ({ network }) => network?.networkRuleBypassAllowedForTasks === true,
    what: 'the bypass of network rules',
    requirements: ['1.43'],
  },
  {
    below: ['replications'],
    wants: ({ replications }) => Object.keys(replications ?? {}).length > 0,
    what: 'replicas',
    requirements: ['1.58'],
  },
  {
    below: ['encryption'],
    wants: ({ encryption }) => encryption !== undefined,
    what: 'encryption with a key of yours',
    requirements: ['3.5'],
  },
  {
    below: ['policies', 'retentionDays'],
    wants: ({ policies }) => typeof policies?.retentionDays === 'number',
    what: 'retention of untagged manifests',
    requirements: [],
  },
  {
    below: ['policies', 'trust'],
    wants: ({ policies }) => policies?.trust === true,
    what: 'content trust',
    requirements: [],
  },
  {
    below: ['policies', 'quarantine'],
    wants: ({ policies }) => policies?.quarantine === true,
    what: 'quarantine',
    requirements: [],
  },
  {
    below: ['policies', 'export'],
    wants: ({ policies }) => policies?.export === false,
    what: 'turning export off',
    requirements: [],
  },
];

function skuFaults(input: RuleInput, { path, address, entry }: PlacedRegistry): Diagnostic[] {
  if (entry.sku === 'Premium') return [];
  const faults = PREMIUM_RULES.filter((rule) => rule.wants(entry)).map(({ below, what, requirements }) => {
    const detail = `Premium is needed for ${what}, and this registry is ${entry.sku}. Write sku: Premium, or take the setting out.`;
    return faultAt(
      input,
      'ACR1220',
      { path: [...path, ...below], part: 'key', address },
      found(detail, requirements),
    );
  });
  if (entry.sku !== 'Basic' || entry.anonymousPull !== true) return faults;
  const detail = 'Pulling without a login needs Standard or Premium, and this registry is Basic.';
  const spot: Spot = { path: [...path, 'anonymousPull'], part: 'key', address };
  return [...faults, faultAt(input, 'ACR1221', spot, { detail })];
}

function accessFaults(input: RuleInput, { path, address, network }: PlacedRegistry): Diagnostic[] {
  const endpointsPath = [...path, 'network', 'privateEndpoints'];
  const hasEndpoints = Object.keys(network.privateEndpoints ?? {}).length > 0;
  const diagnostics: Diagnostic[] = [];
  if (network.dataEndpoints === false && hasEndpoints) {
    const detail =
      'Azure turns dedicated data endpoints on with the first private endpoint, and acrctl would turn them off again at every run. Write dataEndpoints: true, or take it out.';
    const spot: Spot = { path: [...path, 'network', 'dataEndpoints'], address };
    const requirements = ['0.15', '1.27'];
    diagnostics.push(faultAt(input, 'ACR1222', spot, { detail, requirements, hint: 'write true' }));
  }
  if (network.privatePathProof === 'probe' && !hasEndpoints) {
    const detail =
      'The proof is of the private path to the endpoints of this file, and there are none. Add privateEndpoints, or take privatePathProof out.';
    const spot: Spot = { path: [...path, 'network', 'privatePathProof'], address };
    diagnostics.push(faultAt(input, 'ACR1115', spot, { detail, requirements: ['1.39', '1.42'] }));
  }
  if (network.publicAccess !== 'disabled') return diagnostics;
  const warn = (code: Code, below: string, finding: Finding) => {
    diagnostics.push(warningAt(input, code, { path: [...path, 'network', below], address }, finding));
  };
  const approves = Object.values(network.approvals ?? {}).some(({ decision }) => decision === 'approve');
  const hasNone = network.privateEndpoints !== undefined || !isWritten(input, endpointsPath);
  if (!hasEndpoints && !approves && hasNone) {
    const detail =
      'Public access is disabled and there is no private endpoint: nobody can log in, push or pull. Add privateEndpoints, unless endpoints of other stacks lead here.';
    warn('ACR1235', 'publicAccess', { detail, requirements: ['1.39', '1.42'] });
  }
  if (network.trustedServices === false) {
    const detail =
      'With public access disabled, trusted Azure services such as Defender for Cloud reach the registry only with trustedServices: true. Scanning of images stops.';
    warn('ACR1236', 'trustedServices', { detail, requirements: ['1.4'] });
  }
  return diagnostics;
}

function policyFaults(input: RuleInput, { path, address, entry, network }: PlacedRegistry): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  if (entry.policies?.export === false && network.publicAccess !== 'disabled') {
    const detail = `Azure lets export be turned off only while public access is disabled; here it is ${network.publicAccess}. Write publicAccess: disabled, or take export out.`;
    diagnostics.push(
      faultAt(input, 'ACR1230', { path: [...path, 'policies', 'export'], address }, { detail }),
    );
  }
  if (entry.policies?.trust === true) {
    const detail =
      'Azure is retiring content trust (Notary v1), and a registry with it cannot have its own encryption key. Sign images with Notation instead.';
    diagnostics.push(
      warningAt(input, 'ACR1237', { path: [...path, 'policies', 'trust'], address }, { detail }),
    );
  }
  return diagnostics;
}

function found(detail: string, requirements: readonly string[]): Finding {
  return requirements.length === 0 ? { detail } : { detail, requirements };
}

function nameSpot({ path, address, entry }: PlacedRegistry): Spot {
  return entry.name === undefined ? { path, part: 'key', address } : { path: [...path, 'name'], address };
}
