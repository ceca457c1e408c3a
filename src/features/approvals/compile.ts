import type { Resource } from '../../core/desired.ts';
import { joinPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry, PlacedRule } from '../placed.ts';
import { matches } from './pattern.ts';

/** A connection that an endpoint of others asked for, and the rules that are about it. */
interface JudgedConnection {
  readonly id: string;
  readonly endpointId: string;
  readonly status: string;
  readonly rules: readonly PlacedRule[];
}

/**
 * What the rules decide of the connections that the live registry shows (1.53, lessons 47). Connections are others':
 * they are brought to a decision, and the state knows none of them.
 */
export function compileApprovals(placed: Placed, live: LiveObjects): readonly Resource[] {
  return placed.registries.flatMap((registry) =>
    judgedConnections(placed, registry, live).flatMap((connection) => {
      const [rule] = connection.rules;
      return rule !== undefined && isDecided(connection, rule) ? [decisionResource(rule, connection)] : [];
    }),
  );
}

/** Those of the registry that a rule is about, endpoints of this file left out. */
function judgedConnections(
  placed: Placed,
  registry: PlacedRegistry,
  live: LiveObjects,
): readonly JudgedConnection[] {
  if (registry.rules.length === 0) return [];
  const own = new Set(placed.registries.flatMap(({ endpoints }) => endpoints).map(({ id }) => foldId(id)));
  const connections = listAt(live.get(foldId(registry.id))?.body, 'properties.privateEndpointConnections');
  return connections.flatMap((connection) => {
    const id = textAt(connection, 'id');
    const endpointId = textAt(connection, 'properties.privateEndpoint.id');
    const status = textAt(connection, STATUS);
    if (id === undefined || endpointId === undefined || status === undefined) return [];
    if (own.has(foldId(endpointId))) return [];
    const rules = registry.rules.filter(({ entry }) =>
      entry.endpoints.some((pattern) => matches(pattern, endpointId)),
    );
    return rules.length === 0 ? [] : [{ id, endpointId, status, rules }];
  });
}

/** Approving is for what waits; rejecting also ends what was approved. Disconnected is beyond any decision. */
function isDecided({ status }: JudgedConnection, { entry }: PlacedRule): boolean {
  return entry.decision === 'approve'
    ? status === 'Pending' || status === 'Approved'
    : status !== 'Disconnected';
}

const STATUS = 'properties.privateLinkServiceConnectionState.status';

function decisionResource(rule: PlacedRule, connection: JudgedConnection): Resource {
  const { decision, description } = rule.entry;
  const verb = decision === 'approve' ? 'Approved' : 'Rejected';
  return {
    address: joinPath(rule.address, nameOf(connection.id)),
    type: ARM_TYPE.connection,
    id: connection.id,
    managed: {
      properties: {
        privateLinkServiceConnectionState: {
          status: verb,
          description: description ?? `${verb} by acrctl, rule ${rule.key}`,
        },
      },
    },
    initial: {},
    dependsOn: [],
    protect: false,
    adopt: false,
    ignore: [],
    theirs: true,
  };
}
