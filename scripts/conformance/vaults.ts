import type { Json, JsonObject } from '../../src/core/json.ts';
import { isJsonObject, listAt, textAt } from '../../src/core/path.ts';
import type { Interaction } from './cassette.ts';
import type { Fixture } from './fixtures.ts';
import { typeOfId, vaultOfHost } from './subject.ts';

const VAULT_TYPE = 'microsoft.keyvault/vaults';
const DELETED_TYPE = 'microsoft.keyvault/locations/deletedvaults';

/**
 * The vaults, deleted or not, that a cassette presumes: one that it reads, changes, deletes, recovers, purges or talks to without
 * having made it. A new one is known by its state, since every write is answered with 200.
 */
export function vaultFixtures(interactions: readonly Interaction[], location: string): readonly Fixture[] {
  const known = new Set<string>();
  const fixtures: Fixture[] = [];
  for (const interaction of interactions) {
    const { method, path, status, body, requestBody } = interaction;
    const named = vaultNamed(interaction);
    if (named === undefined || status === 404 || known.has(named)) continue;
    if (status >= 300 && status !== 401) continue;
    known.add(named);
    const isNew = method === 'PUT' && textAt(body, 'properties.provisioningState') === 'RegisteringDns';
    if (isNew) continue;
    const isDeleted =
      typeOfId(path)?.startsWith(DELETED_TYPE) || textAt(requestBody, 'properties.createMode') === 'recover';
    fixtures.push(fixtureOf(interactions, named, location, isDeleted === true));
  }
  return fixtures;
}

/** The vault that the request is about, by its name. */
function vaultNamed({ host, path }: Interaction): string | undefined {
  const [, name] = /\/(?:deleted)?vaults\/([^/]+)/i.exec(path) ?? [];
  return (vaultOfHost(host) ?? name)?.toLowerCase();
}

function fixtureOf(
  interactions: readonly Interaction[],
  name: string,
  location: string,
  isDeleted: boolean,
): Fixture {
  const own = interactions.filter((interaction) => vaultNamed(interaction) === name);
  const id = own.map(({ path }) => vaultId(path)).find((found) => found !== undefined);
  const writes = [...own, ...interactions].map(({ requestBody }) => requestBody);
  const asked = writes.find(
    (body) => isJsonObject(body) && listAt(body, 'properties.accessPolicies').length > 0,
  );
  const version = interactions.find(({ path }) => vaultId(path) !== undefined)?.query['api-version'];
  return {
    id:
      id ??
      `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/${name}`,
    type: VAULT_TYPE,
    body: {
      location: textAt(asked ?? null, 'location') ?? location,
      properties: propertiesOf(interactions, asked, id),
    },
    ...(version === undefined ? {} : { version }),
    needsGroup: isDeleted || id === undefined,
    isDeleted,
  };
}

function vaultId(path: string): string | undefined {
  return /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+/i.exec(
    path,
  )?.[0];
}

/**
 * What the first write of the cassette asks for, but that azure-cli gives who makes a vault all permissions (custom.py of its
 * module keyvault), whatever becomes of them later. Of a vault that only its host shows, premium is the least that makes any key.
 */
function propertiesOf(
  interactions: readonly Interaction[],
  asked: Json | undefined,
  id: string | undefined,
): JsonObject {
  const properties = isJsonObject(asked) ? asked['properties'] : undefined;
  const sent = isJsonObject(properties) ? properties : { tenantId: '00000000-0000-0000-0000-000000000000' };
  const { createMode: _, ...kept } = sent;
  const sku =
    id === undefined ? { family: 'A', name: 'premium' } : (kept['sku'] ?? { family: 'A', name: 'standard' });
  const isCli = interactions[0]?.source.startsWith('azure-cli:') === true;
  const [first] = listAt(kept, 'accessPolicies');
  const all = { keys: ['all'], secrets: ['all'], certificates: ['all'], storage: ['all'] };
  const policies =
    isCli && isJsonObject(first) ? [{ ...first, permissions: all }] : listAt(kept, 'accessPolicies');
  return { ...kept, sku, accessPolicies: policies };
}
