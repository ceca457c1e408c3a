import { formatAddress } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { foldId, groupIdOf } from '../../providers/azure/arm-id.ts';
import { type Composition, inOrder, placed } from './composition.ts';
import { homeOf, type Making } from './making.ts';
import { commonTags, ownTags, type Tags } from './tags.ts';

/** The file of what was made: in order, with what all entries have alike said once. */
export function finished(making: Making): Composition {
  const { found, page, groupKeys } = making;
  const common = commonTags(page.drafts.flatMap(({ tags }) => (tags === undefined ? [] : [tags])));
  const home = homeOf(making);
  let config: JsonObject = {
    apiVersion: 'acrctl/v1',
    stack: found.stack,
    azure: {
      ...(found.cloud !== 'AzureCloud' && { cloud: found.cloud }),
      subscription: home.subscription,
      resourceGroup: groupKeys.keyOf(groupIdOf(found.registryId) ?? '') ?? home.resourceGroup,
      location: home.location,
      ...(Object.keys(common).length > 0 && { tags: common }),
    },
  };
  for (const section of SECTIONS) {
    for (const { path, entry, tags } of page.drafts.filter((draft) => draft.path[0] === section))
      config = placed(config, path, withTags(entry, tags, common));
  }
  return {
    config: sorted(config),
    comments: page.comments,
    remarks: page.remarks,
    entries: new Map(page.drafts.map(({ path, id }) => [formatAddress(path), id])),
    interfaces: new Map(
      making.endpoints.flatMap(({ id, interfaceIds }) => interfaceIds.map((each) => [each, foldId(id)])),
    ),
  };
}

const SECTIONS = ['resourceGroups', 'networks', 'privateDnsZones', 'identities', 'keyVaults', 'registries'];

function withTags(entry: JsonObject, tags: Tags | undefined, common: Tags): JsonObject {
  const own = tags && ownTags(tags, common);
  return own === undefined ? entry : { ...entry, tags: own };
}

/** Every map in the order in which a person writes it; what stands in lists and tags stays. */
function sorted(config: JsonObject): JsonObject {
  const { apiVersion = '', stack = '', azure = {}, ...sections } = config;
  return { apiVersion, stack, azure, ...(deep(sections) as JsonObject) };
}

function deep(value: JsonObject[string], key = ''): JsonObject[string] {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || key === 'tags') return value;
  const entries = Object.entries(inOrder(value as JsonObject));
  return Object.fromEntries(entries.map(([name, inner]) => [name, deep(inner, name)]));
}
