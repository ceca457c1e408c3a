import { keyOf } from '../arm-path.ts';
import type { Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { stringAt, stringsAt } from '../json.ts';
import type { StoredObject } from '../world.ts';
import { type RegistryData, registryType } from './registry-body.ts';
import { type Child, childrenOf, childType } from './registry-children.ts';
import { registryRefusal } from './registry-errors.ts';
import { checkRoom, limitsOf } from './registry-limits.ts';
import { stamp } from './registry-stamps.ts';

interface ScopeMapData {
  readonly description: string | undefined;
  readonly actions: readonly string[];
}

const scopeMapType = `${registryType}/scopeMaps`;

/** PUT is synchronous, PATCH and DELETE are not (test_repository_token_create #6; states.md). */
export const scopeMaps = childType<ScopeMapData>({
  type: scopeMapType,
  operations: 'token',
  effect: 'scope-map',
  putsAtOnce: true,
  names: /^[a-zA-Z0-9-_]*$/,
  wanted,
  checkDeletion: refuseInUse,
  builtIn: (cloud, collection) => systemMaps(cloud, collection.replace(/\/scopemaps$/, '')),
  properties: (_cloud, { name, data }) => ({
    description: data.description,
    type: isSystemMap(name) ? 'SystemDefined' : 'UserDefined',
    creationDate: stamp(data.createdAt, '+00:00'),
    actions: data.actions,
  }),
});

/** How many somebody made: those of every registry do not count (managed_registry #8). */
export function scopeMapCount(cloud: Cloud, registryId: string): number {
  return childrenOf(cloud, registryId, 'scopeMaps').length;
}

/** Whether the registry has that scope map. */
export function hasScopeMap(cloud: Cloud, registryId: string, id: string): boolean {
  const all = [...childrenOf(cloud, registryId, 'scopeMaps'), ...systemMaps(cloud, registryId)];
  return all.some((map) => keyOf(map.id) === keyOf(id));
}

function wanted(
  call: Call,
  registry: StoredObject<RegistryData>,
  before: Child<ScopeMapData> | undefined,
): ScopeMapData {
  const { body, cloud, method, target } = call;
  if (isSystemMap(target.name))
    throw registryRefusal(`The scope map ${target.name} is part of every registry and cannot be changed.`);
  const kept = method === 'PATCH' ? before?.data : undefined;
  const actions = stringsAt(body, 'properties', 'actions') ?? kept?.actions;
  if (!actions) throw registryRefusal(`The scope map ${target.name} needs actions.`);
  checkActions(actions);
  if (!before) {
    const { tokens } = limitsOf(registry.data.sku);
    checkRoom(registry.data.sku, 'scope maps', scopeMapCount(cloud, registry.id), tokens);
  }
  return { description: stringAt(body, 'properties', 'description') ?? kept?.description, actions };
}

// What can be allowed of a repository: MicrosoftDocs/azure-docs, container-registry-repository-scoped-permissions.md; of a
// gateway: the documents on connected registries. Assumption: code and text, and that the names are not looked at.
const allowed =
  /^(repositories\/.+\/(content\/(read|write|delete)|metadata\/(read|write))|gateway\/.+\/(config|message)\/(read|write))$/;

function checkActions(actions: readonly string[]): void {
  const unknown = actions.find((action) => !allowed.test(action));
  if (unknown !== undefined) throw registryRefusal(`The action '${unknown}' of a scope map is invalid.`);
}

// Assumption: that it is refused, with code and text.
function refuseInUse(cloud: Cloud, map: Child<ScopeMapData>): void {
  const registryId = map.id.slice(0, map.id.lastIndexOf('/scopeMaps/'));
  const users = childrenOf<{ readonly scopeMapId: string }>(cloud, registryId, 'tokens').filter(
    ({ data }) => keyOf(data.scopeMapId) === keyOf(map.id),
  );
  if (users.length === 0) return;
  throw new ArmError(
    409,
    'Conflict',
    `The scope map ${map.name} cannot be deleted while it is used by the tokens ${users.map(({ name }) => name).join(', ')}.`,
    { shape: 'registry' },
  );
}

// Their names, words and actions stand in exported templates of registries (Azure/Aztfexport and others). Recalled: SystemDefined.
const systemActions: Readonly<Record<string, readonly [description: string, ...actions: string[]]>> = {
  _repositories_admin: [
    'Can perform all read, write and delete operations on the registry',
    'metadata/read',
    'metadata/write',
    'content/read',
    'content/write',
    'content/delete',
  ],
  _repositories_pull: ['Can pull any repository of the registry', 'content/read'],
  _repositories_pull_metadata_read: [
    'Can perform all read operations on the registry',
    'content/read',
    'metadata/read',
  ],
  _repositories_push: ['Can push to any repository of the registry', 'content/read', 'content/write'],
  _repositories_push_metadata_write: [
    'Can perform all read and write operations on the registry',
    'metadata/read',
    'metadata/write',
    'content/read',
    'content/write',
  ],
};

function isSystemMap(name: string): boolean {
  return Object.hasOwn(systemActions, name.toLowerCase());
}

/** Those that every registry has, and nobody made. */
function systemMaps(cloud: Cloud, registryId: string): readonly Child<ScopeMapData>[] {
  const registry = cloud.world.get<RegistryData>(registryId);
  if (!registry) return [];
  const { createdAt } = registry.data;
  return Object.entries(systemActions).map(([name, [description, ...actions]]) => ({
    id: `${registry.id}/scopeMaps/${name}`,
    name,
    type: scopeMapType,
    data: {
      description,
      actions: actions.map((action) => `repositories/*/${action}`),
      createdAt,
      modifiedAt: createdAt,
      state: 'Succeeded',
    },
  }));
}
