import type { CompiledOutputs, Resource } from '../../core/desired.ts';
import type { JsonObject } from '../../core/json.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { entryResource } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedScopeMap, type PlacedToken } from '../placed.ts';
import { REPOSITORY_PERMISSIONS } from './permissions.ts';
import { TOKEN_DEFAULTS } from './schema.ts';

export function compileTokens({ registries }: Placed): readonly Resource[] {
  return registries.flatMap((registry) => [
    ...registry.scopeMaps.filter(isMade).map((scopeMap) => scopeMapResource(registry, scopeMap)),
    ...registry.tokens.filter(isMade).map((token) => tokenResource(registry, token)),
  ]);
}

/** Who logs in as a token. Its passwords are no outputs: they come and go beside the file. */
export function tokenOutputs({ registries }: Placed): CompiledOutputs {
  const tokens = registries.flatMap((registry) => registry.tokens);
  return Object.fromEntries(tokens.map(({ address, name }) => [address, { username: { value: name } }]));
}

/** What a scope map allows in the words of Azure, each action once and in order. */
function actionsOf({ entry: { repositories = {}, actions = [] } }: PlacedScopeMap): readonly string[] {
  const friendly = Object.entries(repositories).flatMap(([repository, permissions]) =>
    permissions.flatMap((permission) =>
      REPOSITORY_PERMISSIONS[permission].map((operation) => `repositories/${repository}/${operation}`),
    ),
  );
  return [...new Set([...friendly, ...actions])].sort();
}

type Holder = Placed['registries'][number];

function scopeMapResource(registry: Holder, scopeMap: PlacedScopeMap): Resource {
  const { description } = scopeMap.entry;
  return entryResource(scopeMap, {
    type: ARM_TYPE.scopeMap,
    managed: {
      properties: { ...(description !== undefined && { description }), actions: [...actionsOf(scopeMap)] },
    },
    dependsOn: madeHere(registry),
  });
}

function tokenResource(registry: Holder, token: PlacedToken): Resource {
  const { enabled } = token.entry;
  const { scopeMap } = token;
  return entryResource(token, {
    type: ARM_TYPE.token,
    managed: {
      properties: { scopeMapId: token.scopeMapId, ...(enabled !== undefined && status(enabled)) },
    },
    initial: { properties: status(TOKEN_DEFAULTS.enabled) },
    dependsOn: [...madeHere(registry), ...(scopeMap === undefined ? [] : madeHere(scopeMap))],
  });
}

function status(enabled: boolean): JsonObject {
  return { status: enabled ? 'enabled' : 'disabled' };
}

function isMade({ isExisting }: PlacedScopeMap | PlacedToken): boolean {
  return !isExisting;
}
