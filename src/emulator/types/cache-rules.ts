import { keyOf } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { objectAt, stringAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type RegistryData, registryType } from './registry-body.ts';
import { type Child, childrenOf, childType } from './registry-children.ts';
import { registryRefusal } from './registry-errors.ts';
import { checkRoom } from './registry-limits.ts';
import { stamp } from './registry-stamps.ts';

export interface CacheRuleData {
  readonly credentialSetId: string | undefined;
  readonly sourceRepository: string;
  readonly targetRepository: string;
}

/** All asynchronous (states.md, test_acr_cache). In every SKU (AVM registry module, issue 230). */
export const cacheRules = childType<CacheRuleData>({
  type: `${registryType}/cacheRules`,
  operations: 'cacherules',
  effect: 'cache-rule',
  names: /^[a-zA-Z0-9-]*$/,
  wanted,
  properties: (_cloud, { data }) => ({
    ...(data.credentialSetId === undefined ? {} : { credentialSetResourceId: data.credentialSetId }),
    sourceRepository: data.sourceRepository,
    targetRepository: data.targetRepository,
    creationDate: stamp(data.createdAt, '+00:00'),
  }),
});

/** The names of the rules that take their credentials from the set. */
export function rulesUsing(cloud: Cloud, registryId: string, credentialSetId: string): readonly string[] {
  return rulesOf(cloud, registryId)
    .filter(({ data }) => keyOf(data.credentialSetId ?? '') === keyOf(credentialSetId))
    .map(({ name }) => name);
}

function rulesOf(cloud: Cloud, registryId: string): readonly Child<CacheRuleData>[] {
  return childrenOf(cloud, registryId, 'cacheRules');
}

// Recalled: the limit ("Artifact cache", MicrosoftDocs).
const mostRules = 1000;

function wanted(
  call: Call,
  registry: StoredObject<RegistryData>,
  before: Child<CacheRuleData> | undefined,
): CacheRuleData {
  const { cloud, target, body, method } = call;
  const property = (name: string) => stringAt(body, 'properties', name);
  const sourceRepository = property('sourceRepository') ?? before?.data.sourceRepository;
  const targetRepository = property('targetRepository') ?? before?.data.targetRepository;
  if (sourceRepository === undefined || targetRepository === undefined)
    throw registryRefusal(`The cache rule ${target.name} needs a source and a target repository.`);
  // Null takes the credentials away, as `acr/cache.py` of Azure/azure-cli has it; assumption: an empty id does, too.
  const isTaken = objectAt(body, 'properties')?.credentialSetResourceId === null;
  const kept = method === 'PATCH' && !isTaken ? before?.data.credentialSetId : undefined;
  const credentialSetId = (property('credentialSetResourceId') ?? kept) || undefined;
  const rule = { credentialSetId, sourceRepository, targetRepository };
  if (before) refuseMoved(before, rule);
  else checkRoom(registry.data.sku, 'cache rules', rulesOf(cloud, registry.id).length, mostRules);
  refuseSecondTarget(cloud, registry.id, target.key, targetRepository);
  checkCredentials(cloud, registry.id, target.name, rule);
  return rule;
}

// The PATCH of the schema has the credentials alone. Assumption: a PUT may not say otherwise either; code and text.
function refuseMoved({ name, data }: Child<CacheRuleData>, wanted: CacheRuleData): void {
  if (data.sourceRepository === wanted.sourceRepository && data.targetRepository === wanted.targetRepository)
    return;
  throw registryRefusal(`Source and target repository of the cache rule ${name} cannot be changed.`);
}

// Assumption: that it is refused, with code and text; rules with wildcards that overlap are let through.
function refuseSecondTarget(cloud: Cloud, registryId: string, key: string, targetRepository: string): void {
  const twin = rulesOf(cloud, registryId).find(
    ({ id, data }) => keyOf(id) !== key && data.targetRepository === targetRepository,
  );
  if (!twin) return;
  throw new ArmError(
    409,
    'Conflict',
    `The target repository ${targetRepository} is used by the cache rule ${twin.name} already.`,
    { shape: 'registry' },
  );
}

// The first: code and text of hashicorp/terraform-provider-azurerm pull request 27983. The second is assumed.
function checkCredentials(cloud: Cloud, registryId: string, name: string, rule: CacheRuleData): void {
  const { credentialSetId, sourceRepository } = rule;
  if (credentialSetId === undefined) {
    if (!/^docker\.io(\/|$)/i.test(sourceRepository)) return;
    throw new ArmError(
      400,
      'EnforceDockerAuthentication',
      'Cannot create cache rule pointing to Docker Hub without credentials. Please add a credential set to cache rule. Learn more: https://aka.ms/acr/cache-auth',
      { shape: 'registry' },
    );
  }
  const sets = childrenOf(cloud, registryId, 'credentialSets');
  if (sets.some(({ id }) => keyOf(id) === keyOf(credentialSetId))) return;
  throw registryRefusal(`The credential set ${credentialSetId} of cache rule ${name} could not be found.`);
}
