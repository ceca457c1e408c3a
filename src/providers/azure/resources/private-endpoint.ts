import type { Json, JsonObject } from '../../../core/json.ts';
import { getPath, isJsonObject, listAt, setPath, textAt } from '../../../core/path.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId, nameOf, parentId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import {
  armId,
  asIs,
  body,
  emptyIsAbsent,
  location,
  members,
  reference,
  setOf,
  tags,
  text,
} from './canonical.ts';
import { networkIncarnation, writableNetworkBody } from './network-body.ts';
import { overlaid } from './overlay.ts';
import { settlementOf } from './settlement.ts';

const connections = emptyIsAbsent(
  setOf(members({ properties: members({ privateLinkServiceId: armId, groupIds: setOf(asIs) }) })),
);

const canonical = body({
  location,
  tags,
  extendedLocation: members({ name: asIs, type: asIs }),
  properties: members({
    applicationSecurityGroups: setOf(reference),
    customNetworkInterfaceName: text,
    ipConfigurations: emptyIsAbsent(
      setOf(members({ properties: members({ groupId: asIs, memberName: asIs, privateIPAddress: asIs }) })),
    ),
    ipVersionType: asIs,
    manualPrivateLinkServiceConnections: connections,
    privateLinkServiceConnections: connections,
    subnet: reference,
  }),
});

/**
 * The name of the interface is what was asked for; of an endpoint that was made without one, the name that Azure drew:
 * `customNetworkInterfaceName` is `""` then (observed-behaviour.md 3.5), and what the file calls the interface is
 * compared with what it is called.
 */
function normalise(endpoint: JsonObject): JsonObject {
  const drawn = textAt(listAt(endpoint, 'properties.networkInterfaces')[0], 'id');
  const given = textAt(endpoint, INTERFACE_NAME) ?? '';
  return canonical(
    given === '' && drawn !== undefined ? setPath(endpoint, INTERFACE_NAME, nameOf(drawn)) : endpoint,
  );
}

const INTERFACE_NAME = 'properties.customNetworkInterfaceName';

/**
 * The one connection stands in one of two arrays, by kind of approval; Azure answers the other as `[]`. Its name is
 * a label (an adopted endpoint has another one than ours), the message to the approver matters only while it waits,
 * and the state is Azure's: none of them is compared. An endpoint is settled by its own provisioning state, for the
 * connection reads Approved while the endpoint is still Updating (faults.md 1).
 */
export const privateEndpoint: ResourceType = {
  type: ARM_TYPE.endpoint,
  apiVersion: '2025-05-01',
  label: 'private endpoint',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  incarnationOf: networkIncarnation,
  immutable: [
    'location',
    'extendedLocation',
    'properties.customNetworkInterfaceName',
    'properties.ipConfigurations',
    'properties.ipVersionType',
    'properties.manualPrivateLinkServiceConnections',
    'properties.privateLinkServiceConnections',
    'properties.subnet',
  ],
  ownedByEntry: ['tags'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({
    method: 'PUT',
    body: overlaid(writableNetworkBody(change.live), change, normalise),
  }),
  serialise: (id, endpoint) => [foldId(id), ...(endpoint === undefined ? [] : neighbours(endpoint))],
  conditional: false,
  companions: (live) => idsIn(getPath(live, 'properties.networkInterfaces')),
  seconds: { create: 25, update: 15, delete: 15 },
  deadlineMs: 30 * 60_000,
};

/** The targets and the network: endpoints of one registry, and writes in one network, collide (faults.md N03, G02). */
function neighbours(endpoint: JsonObject): readonly string[] {
  const targets = ['privateLinkServiceConnections', 'manualPrivateLinkServiceConnections'].flatMap((member) =>
    targetsIn(getPath(endpoint, `properties.${member}`)),
  );
  const subnetId = getPath(endpoint, 'properties.subnet.id');
  const network = typeof subnetId === 'string' ? [foldId(parentId(subnetId))] : [];
  return [...new Set([...targets.map(foldId), ...network])];
}

function targetsIn(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Json) => {
    const target = getPath(entry, 'properties.privateLinkServiceId');
    return typeof target === 'string' ? [target] : [];
  });
}

function idsIn(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: Json) =>
    isJsonObject(entry) && typeof entry['id'] === 'string' ? [entry['id']] : [],
  );
}
