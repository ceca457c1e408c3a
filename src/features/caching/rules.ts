import type { Code } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, enumerate, quote } from '../../core/wording.ts';
import { CLOUDS } from '../../providers/azure/clouds.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedCacheRule, PlacedCredentialSet, PlacedRegistry } from '../placed.ts';
import { faultAt, inFileOrder, isFaulty, isWritten, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { cloudOf } from '../scope.ts';
import { isTarget, isWildcardPath, overlap, parseSource, type SourceRepository } from './repositories.ts';
import { parseSecretId, parseSecretReference } from './secret-reference.ts';
import { UPSTREAM_HOSTS, upstreamAt } from './upstreams.ts';

/** What Azure demands of cache rules and their credentials, as far as the file says it. */
export function cachingRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.registries.flatMap((registry) => [
    ...registry.credentialSets.flatMap((set) => setFaults(input, set)),
    ...registry.cacheRules.flatMap((rule) => ruleFaults(input, registry, rule)),
    ...overlapFaults(input, registry),
    ...countFaults(input, registry),
  ]);
}

// The schemas of both types have this form.
function nameRule(what: string): NameRule {
  return { what, pattern: /^[A-Za-z0-9-]{5,50}$/, words: '5 to 50 letters, digits and hyphens' };
}

const SET_NAME = nameRule('a credential set');
const RULE_NAME = nameRule('a cache rule');

function setFaults(input: RuleInput, set: PlacedCredentialSet): Diagnostic[] {
  const faults = nameFaults(input, set, SET_NAME);
  if (set.isExisting) return faults;
  return [
    ...faults,
    ...(['username', 'password'] as const).flatMap((role) => secretFaults(input, set, role)),
    ...grantFaults(input, set),
  ];
}

function secretFaults(
  input: RuleInput,
  set: PlacedCredentialSet,
  role: 'username' | 'password',
): Diagnostic[] {
  const text = set.entry[role];
  if (text === undefined) return [];
  const spot: Spot = { path: [...set.path, role], address: set.address };
  const { keyVaultSuffix } = CLOUDS[cloudOf(input.config)];
  const form = `https://VAULT.${keyVaultSuffix}/secrets/NAME`;
  const reference = parseSecretReference(text);
  if (reference !== undefined) {
    const { vault } = reference;
    const missing = ['keyVaults', vault];
    if (input.placed.vaultByKey.has(vault) || isWritten(input, missing)) return [];
    const detail = `The file lists no vault ${quote(vault)}. A secret is referred to as VAULT/SECRET by the key of the vault's entry and the name of the secret: add the vault to keyVaults, with existing: true where acrctl is not to make it, or give the id of the secret, ${form}.`;
    const hint = didYouMean(vault, [...input.placed.vaultByKey.keys()]);
    return [faultAt(input, 'ACR1136', { ...spot, missing }, { detail, hint })];
  }
  const id = parseSecretId(text);
  if (id === undefined)
    return [
      faultAt(input, 'ACR1136', spot, {
        detail: `${quote(text)} is no secret. One of a vault of this file is VAULT/SECRET; any other is given by its id without a version, ${form}: with one, a new value would never be used.`,
      }),
    ];
  if (id.cloud === cloudOf(input.config)) return [];
  return [
    faultAt(input, 'ACR1136', spot, {
      detail: `The secret is ${id.cloud === undefined ? 'in no Key Vault of any cloud' : `in the cloud ${id.cloud}`}, and the registry in ${cloudOf(input.config)}. Its secrets are at ${form}.`,
    }),
  ];
}

/** Access to a vault that the file does not list cannot be given from here. */
function grantFaults(input: RuleInput, { path, address, entry }: PlacedCredentialSet): Diagnostic[] {
  if (entry.grant !== 'manage') return [];
  const byId = (['username', 'password'] as const).filter(
    (role) => parseSecretId(entry[role] ?? '') !== undefined,
  );
  if (byId.length === 0) return [];
  const detail = `${enumerate(byId)} ${byId.length === 1 ? 'is' : 'are'} given by id, so acrctl knows no vault in which it could give access. Take grant: manage out and have somebody give it, or list the vault in keyVaults, with existing: true, and write VAULT/SECRET.`;
  return [faultAt(input, 'ACR1376', { path: [...path, 'grant'], address }, { detail })];
}

function ruleFaults(input: RuleInput, registry: PlacedRegistry, rule: PlacedCacheRule): Diagnostic[] {
  const faults = nameFaults(input, rule, RULE_NAME);
  const { sourceRepository, targetRepository } = rule.entry;
  if (rule.isExisting || sourceRepository === undefined || targetRepository === undefined) return faults;
  const source = parseSource(sourceRepository);
  return [
    ...faults,
    ...sourceFaults(input, rule, sourceRepository, source),
    ...targetFaults(input, rule, targetRepository, source),
    ...referenceFaults(input, registry, rule),
    ...(source === undefined ? [] : upstreamFaults(input, rule, source)),
  ];
}

function sourceFaults(
  input: RuleInput,
  { path, address }: PlacedCacheRule,
  text: string,
  source: SourceRepository | undefined,
): Diagnostic[] {
  const spot: Spot = { path: [...path, 'sourceRepository'], address };
  if (source === undefined) {
    const detail = `${quote(text)} is no repository with its registry. It begins with a host, and then has lower-case letters and digits, single dots, underscores or hyphens between them, and slashes between its parts; without a tag. Only the last part may be *, for all below.`;
    const lower = text.toLowerCase();
    const hint = parseSource(lower) === undefined ? undefined : `write ${lower}`;
    return [faultAt(input, 'ACR1366', spot, { detail, hint })];
  }
  if (source.host !== 'docker.io' || source.isWildcard || source.path.includes('/')) return [];
  const full = `docker.io/library/${source.path}`;
  const detail = `At Docker Hub ${source.path} is library/${source.path}, and Azure keeps the rule so: it would never be as the file says.`;
  return [faultAt(input, 'ACR1366', spot, { detail, hint: `write ${full}` })];
}

function targetFaults(
  input: RuleInput,
  { path, address }: PlacedCacheRule,
  text: string,
  source: SourceRepository | undefined,
): Diagnostic[] {
  const spot: Spot = { path: [...path, 'targetRepository'], address };
  if (!isTarget(text)) {
    const detail = `${quote(text)} cannot be a repository: it has lower-case letters and digits, single dots, underscores or hyphens between them, and slashes between its parts, and no host. Only the last part may be *, for all below.`;
    const lower = text.toLowerCase();
    return [
      faultAt(input, 'ACR1374', spot, { detail, hint: isTarget(lower) ? `write ${lower}` : undefined }),
    ];
  }
  if (source === undefined || source.isWildcard === isWildcardPath(text)) return [];
  const detail = source.isWildcard
    ? 'The source stands for many repositories, and the target for one. Let both end in /*, or neither.'
    : 'The target stands for many repositories, and the source for one. Let both end in /*, or neither.';
  return [faultAt(input, 'ACR1366', spot, { detail })];
}

function referenceFaults(
  input: RuleInput,
  { path: registryPath, address: registryAddress, credentialSets }: PlacedRegistry,
  { path, address, entry, credentialSet }: PlacedCacheRule,
): Diagnostic[] {
  const key = entry.credentialSet;
  const missing = [...registryPath, 'credentialSets', key ?? ''];
  if (key === undefined || credentialSet !== undefined || isWritten(input, missing)) return [];
  const detail = `The registry has no credential set ${quote(key)} in this file. Add it to ${registryAddress}.credentialSets, with existing: true where it is there already.`;
  const hint = didYouMean(
    key,
    credentialSets.map((each) => each.key),
  );
  return [
    faultAt(input, 'ACR1135', { path: [...path, 'credentialSet'], address, missing }, { detail, hint }),
  ];
}

/** What is known of the registry that is cached. */
function upstreamFaults(input: RuleInput, rule: PlacedCacheRule, { host }: SourceRepository): Diagnostic[] {
  const { path, address, entry, credentialSet } = rule;
  const report = (code: Code, member: string, detail: string) => [
    faultAt(input, code, { path: [...path, member], address }, { detail }),
  ];
  const upstream = upstreamAt(host);
  const unknown =
    upstream === undefined
      ? [
          warningAt(
            input,
            'ACR1370',
            { path: [...path, 'sourceRepository'], address },
            {
              detail: `Azure documents no support for ${host}. It does so for ${enumerate(UPSTREAM_HOSTS)}; of any other the rule may be refused, or nothing be found through it.`,
              hint: didYouMean(host, UPSTREAM_HOSTS),
            },
          ),
        ]
      : [];
  const { credentials } = upstream ?? { credentials: 'optional' };
  const isSilent = isFaulty(input, [...path, 'credentialSet']);
  if (credentials === 'needed' && entry.credentialSet === undefined && !isSilent)
    return report(
      'ACR1368',
      'sourceRepository',
      `Azure caches nothing from ${host} without credentials, and refuses such a rule. Add an entry to credentialSets with loginServer: ${host}, and name it in credentialSet.`,
    );
  if (credentials === 'refused' && entry.credentialSet !== undefined)
    return report(
      'ACR1369',
      'credentialSet',
      `Azure asks ${host} without credentials only. Take credentialSet out.`,
    );
  const loginServer = credentialSet?.entry.loginServer;
  if (loginServer === undefined || loginServer === host) return unknown;
  return [
    ...unknown,
    ...report(
      'ACR1367',
      'credentialSet',
      `The credentials are for ${loginServer}, and the source is at ${host}: they would be shown to a registry that they are not for, or not be used. Name a set with loginServer: ${host}.`,
    ),
  ];
}

/** The second of two is the one reported. */
function overlapFaults(input: RuleInput, { cacheRules }: PlacedRegistry): Diagnostic[] {
  const before: PlacedCacheRule[] = [];
  return inFileOrder(input, cacheRules).flatMap((rule) => {
    const target = rule.entry.targetRepository;
    if (target === undefined) return [];
    const other = before.find((each) => overlap(each.entry.targetRepository ?? '', target));
    before.push(rule);
    if (other === undefined) return [];
    const there = other.entry.targetRepository ?? '';
    const detail =
      there === target
        ? `${other.address} has the target ${quote(target)} too, and Azure takes one rule for each. Give one of them another target.`
        : `${other.address} has the target ${quote(there)}, and of the two wildcards one holds the other, which Azure takes no two of. Give one of them another path; a single repository may stand beside a wildcard.`;
    return [
      faultAt(
        input,
        'ACR1365',
        { path: [...rule.path, 'targetRepository'], address: rule.address },
        { detail },
      ),
    ];
  });
}

/** "Artifact cache", section "Current limitations" (MicrosoftDocs/azure-management-docs). */
const MOST_RULES = 1000;

function countFaults(input: RuleInput, { path, address, cacheRules }: PlacedRegistry): Diagnostic[] {
  if (cacheRules.length <= MOST_RULES) return [];
  const detail = `A registry takes ${MOST_RULES} cache rules, and ${cacheRules.length} are listed. Let wildcards stand for some of them.`;
  return [faultAt(input, 'ACR1371', { path: [...path, 'cacheRules'], part: 'key', address }, { detail })];
}
