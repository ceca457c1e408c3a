import type { Address } from '../../core/address.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isAtOrBelow, isJsonObject, listAt, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf, parentId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { connectionsOf } from '../private-link/host-names.ts';
import { goingId } from '../review/scene.ts';
import { ACTIONS, LINKED, registerAction } from './actions.ts';

/** An action that a change takes, and the object, group or subscription that it is taken on. */
export interface Need {
  readonly address: Address;
  readonly action: string;
  readonly on: string;
  /** True where that is another object than the one that changes. */
  readonly isLinked: boolean;
}

/** Reads are no need: who lacks one has no plan at all. */
export function needsOf(change: Change, own: ReadonlySet<string>, live: LiveObjects): readonly Need[] {
  const { address, actions, steps, type, id } = change;
  if (steps.length === 0 || change.blocked !== undefined) return [];
  const need = (action: string, on: string): Need => ({ address, action, on, isLinked: on !== id });
  if (type === ARM_TYPE.provider) return [need(registerAction(nameOf(id)), parentId(id))];
  const { write = [], delete: remove = [] } = ACTIONS[type] ?? {};
  if (type === ARM_TYPE.defenderPlan) return write.map((action) => need(action, scopeOf(id)));
  const goes = actions[0] === 'delete';
  const comes = actions.at(-1) !== 'delete';
  const gone = goingId(change);
  return [
    ...(goes ? remove.map((action) => ({ address, action, on: gone, isLinked: false })) : []),
    ...(comes ? write.map((action) => need(action, id)) : []),
    ...(comes ? linkedNeeds(change, own, live).map(({ action, on }) => need(action, on)) : []),
  ];
}

type Linked = Pick<Need, 'action' | 'on'>;

/** What the body ties the object to. Azure asks for it at every write of a network object (faults G10). */
function linkedNeeds(change: Change, own: ReadonlySet<string>, live: LiveObjects): readonly Linked[] {
  const after = change.after ?? {};
  switch (change.type) {
    case ARM_TYPE.endpoint:
      return [...subnetOf(after).map(on(LINKED.joinSubnet)), ...approvalOf(change).map(on(LINKED.approve))];
    case ARM_TYPE.zoneGroup:
      return listAt(after, 'properties.privateDnsZoneConfigs')
        .flatMap((config) => textAt(config, 'properties.privateDnsZoneId') ?? [])
        .map(on(LINKED.joinZone));
    case ARM_TYPE.link:
      return textsAt(after, 'properties.virtualNetwork.id').map(on(LINKED.joinNetwork));
    case ARM_TYPE.registry:
      return identitiesOf(change).map(on(LINKED.assignIdentity));
    case ARM_TYPE.gateway:
      return [
        ...partsAt(after, 'gatewayIPConfigurations', 'subnet').map(on(LINKED.joinSubnet)),
        ...partsAt(after, 'frontendIPConfigurations', 'publicIPAddress').map(on(LINKED.joinAddress)),
        ...textsAt(after, 'properties.firewallPolicy.id').map(on(LINKED.joinPolicy)),
        ...identitiesOf(change).map(on(LINKED.assignIdentity)),
      ];
    case ARM_TYPE.diagnosticSetting:
      return [
        ...textsAt(after, 'properties.workspaceId').map(on(LINKED.sendToWorkspace)),
        ...textsAt(after, 'properties.eventHubAuthorizationRuleId').map(on(LINKED.sendToEventHub)),
        ...textsAt(after, 'properties.storageAccountId').map(on(LINKED.sendToStorage)),
      ];
    case ARM_TYPE.replication:
      return endpointsBeside(change, own, live).map(on(LINKED.proxies));
    default:
      return [];
  }
}

function on(action: string): (id: string) => Linked {
  return (id) => ({ action, on: id });
}

function subnetOf(endpoint: JsonObject): readonly string[] {
  return textsAt(endpoint, 'properties.subnet.id');
}

/** Only who makes the connection approves it, and only one that nobody is asked about. */
function approvalOf({ actions, after }: Change): readonly string[] {
  if (actions.at(-1) !== 'create') return [];
  return listAt(after ?? {}, 'properties.privateLinkServiceConnections').flatMap((each) =>
    textsAt(each as JsonObject, 'properties.privateLinkServiceId'),
  );
}

function identitiesOf({ actions, after, paths }: Change): readonly string[] {
  const users = getPath(after ?? {}, IDENTITIES);
  const isSent = actions.at(-1) === 'create' || paths.some((path) => isAtOrBelow(path, IDENTITIES));
  return isSent && isJsonObject(users) ? Object.keys(users) : [];
}

const IDENTITIES = 'identity.userAssignedIdentities';

/** Endpoints of ours on the live registry: what owners of the others have to allow, nobody documents. */
function endpointsBeside(
  { actions, id }: Change,
  own: ReadonlySet<string>,
  live: LiveObjects,
): readonly string[] {
  if (actions.at(-1) !== 'create') return [];
  const registry = live.get(foldId(parentId(id)))?.body ?? {};
  return connectionsOf(registry)
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => own.has(endpoint));
}

/** What the parts of a gateway in one collection refer to. */
function partsAt(gateway: JsonObject, collection: string, reference: string): readonly string[] {
  return listAt(gateway, `properties.${collection}`).flatMap(
    (part) => textAt(part, `properties.${reference}.id`) ?? [],
  );
}

function textsAt(body: JsonObject, path: string): readonly string[] {
  const text = textAt(body, path);
  return text === undefined ? [] : [text];
}
