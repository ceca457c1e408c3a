import type { Diagnostic } from '../../core/diagnostic.ts';
import { didYouMean, quote } from '../../core/wording.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedRegistry, PlacedScopeMap, PlacedToken } from '../placed.ts';
import { faultAt, isFaulty, isWritten, type RuleInput, type Spot } from '../rule.ts';
import { actionsLike, BUILT_IN_SCOPE_MAPS, isRepositoryPattern, parseAction } from './permissions.ts';

/** Names, actions and references of scope maps and tokens, and how many of them a registry takes. */
export function tokenRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.registries.flatMap((registry) => [
    ...registry.scopeMaps.flatMap((scopeMap) => scopeMapFaults(input, scopeMap)),
    ...registry.tokens.flatMap((token) => tokenFaults(input, registry, token)),
    ...countFaults(input, registry),
  ]);
}

const REQUIREMENTS = ['2.28'];

// The schemas of both types have these forms; a scope map of its owner whose name begins with an underscore is built in.
const SCOPE_MAP_NAME: NameRule = {
  what: 'a scope map',
  pattern: /^[A-Za-z0-9-][A-Za-z0-9_-]{4,49}$/,
  words: '5 to 50 letters, digits, hyphens and underscores, the first being no underscore',
};

const TOKEN_NAME: NameRule = {
  what: 'a token',
  pattern: /^[A-Za-z0-9-]{5,50}$/,
  words: '5 to 50 letters, digits and hyphens',
};

function scopeMapFaults(input: RuleInput, scopeMap: PlacedScopeMap): Diagnostic[] {
  const { path, address, entry, isExisting } = scopeMap;
  if (isExisting) return isBuiltIn(scopeMap.name) ? [] : nameFaults(input, scopeMap, SCOPE_MAP_NAME);
  return [
    ...nameFaults(input, scopeMap, SCOPE_MAP_NAME),
    ...emptyFaults(input, scopeMap),
    ...Object.keys(entry.repositories ?? {}).flatMap((repository) =>
      repositoryFaults(
        input,
        { path: [...path, 'repositories', repository], part: 'key', address },
        repository,
      ),
    ),
    ...(entry.actions ?? []).flatMap((action, index) =>
      actionFaults(input, { path: [...path, 'actions', index], address }, action),
    ),
  ];
}

function emptyFaults(input: RuleInput, { path, address, entry }: PlacedScopeMap): Diagnostic[] {
  const ways = ['repositories', 'actions'].map((key) => [...path, key]);
  const allowed = Object.keys(entry.repositories ?? {}).length + (entry.actions ?? []).length;
  if (allowed > 0 || ways.some((way) => isFaulty(input, way))) return [];
  const detail =
    'A scope map that allows nothing makes tokens that can do nothing. Give repositories, such as { team/app: [pull] }, or actions.';
  const spot: Spot = { path, part: 'key', address, missing: [...path, 'repositories'] };
  return [faultAt(input, 'ACR1134', spot, { detail, hint: 'add repositories', requirements: REQUIREMENTS })];
}

function repositoryFaults(input: RuleInput, spot: Spot, repository: string): Diagnostic[] {
  if (isRepositoryPattern(repository)) return [];
  const detail = `${quote(repository)} cannot be a repository: it has lower-case letters and digits, single dots, underscores or hyphens between them, and slashes between its parts. Only the last part may be *, for all below.`;
  const lower = repository.toLowerCase();
  const hint = isRepositoryPattern(lower) ? `write ${lower}` : undefined;
  return [faultAt(input, 'ACR1374', spot, { detail, hint, requirements: REQUIREMENTS })];
}

function actionFaults(input: RuleInput, spot: Spot, action: string): Diagnostic[] {
  const parsed = parseAction(action);
  if (parsed?.of === 'repositories') return repositoryFaults(input, spot, parsed.name);
  if (parsed !== undefined) return [];
  const detail = `${quote(action)} is no action of a scope map. There are repositories/REPOSITORY/ with content/read, content/write, content/delete, metadata/read or metadata/write, and gateway/NAME/ with config/read, config/write, message/read or message/write.`;
  const hint = didYouMean(action, actionsLike(action));
  return [faultAt(input, 'ACR1133', spot, { detail, hint, requirements: REQUIREMENTS })];
}

function tokenFaults(input: RuleInput, registry: PlacedRegistry, token: PlacedToken): Diagnostic[] {
  return [...nameFaults(input, token, TOKEN_NAME), ...referenceFaults(input, registry, token)];
}

function referenceFaults(
  input: RuleInput,
  { path: registryPath, address: registryAddress, scopeMaps }: PlacedRegistry,
  { path, address, entry: { scopeMap }, scopeMap: found }: PlacedToken,
): Diagnostic[] {
  if (scopeMap === undefined || found !== undefined || isBuiltIn(scopeMap)) return [];
  const missing = [...registryPath, 'scopeMaps', scopeMap];
  if (isWritten(input, missing)) return [];
  const detail = `The registry has no scope map ${quote(scopeMap)} in this file. Add it to ${registryAddress}.scopeMaps, with existing: true where it is there already, or name one that every registry has: ${BUILT_IN_SCOPE_MAPS.join(', ')}.`;
  const hint = didYouMean(scopeMap, [...scopeMaps.map(({ key }) => key), ...BUILT_IN_SCOPE_MAPS]);
  const spot: Spot = { path: [...path, 'scopeMap'], address, missing };
  return [faultAt(input, 'ACR1132', spot, { detail, hint, requirements: REQUIREMENTS })];
}

function isBuiltIn(name: string): boolean {
  return (BUILT_IN_SCOPE_MAPS as readonly string[]).includes(name);
}

/** containerregistry.md, "SKU matrix". */
const AT_MOST = { Basic: 100, Standard: 500, Premium: 50_000 } as const;

function countFaults(
  input: RuleInput,
  { path, address, entry, scopeMaps, tokens }: PlacedRegistry,
): Diagnostic[] {
  const { sku } = entry;
  if (sku === undefined) return [];
  const counted = { scopeMaps: scopeMaps.length, tokens: tokens.length };
  return (['scopeMaps', 'tokens'] as const).flatMap((section) => {
    if (counted[section] <= AT_MOST[sku]) return [];
    const what = section === 'tokens' ? 'tokens' : 'scope maps';
    const detail = `A registry of the tier ${sku} takes ${AT_MOST[sku]} ${what}, and ${counted[section]} are listed. Take some out, or write a higher sku.`;
    const spot: Spot = { path: [...path, section], part: 'key', address };
    return [faultAt(input, 'ACR1373', spot, { detail, requirements: REQUIREMENTS })];
  });
}
