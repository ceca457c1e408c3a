import { diagnose } from '../../core/codes.ts';
import type { PriorEntry, Resource } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import { joinPath } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { quote } from '../../core/wording.ts';
import { nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRule } from '../placed.ts';
import {
  contraryRule,
  decidedStatus,
  decidingRule,
  type JudgedConnection,
  judgedConnections,
  ownEndpoints,
} from './judged.ts';

/**
 * What the rules decide of the connections that the live registry shows (1.53, lessons 47). Connections are others':
 * they are brought to a decision, and the state knows none of them.
 */
export function compileApprovals(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Resource[] {
  return connectionsIn(placed, prior, live).flatMap((connection) => {
    const rule = decidingRule(connection);
    return rule === undefined ? [] : [decisionResource(rule, connection)];
  });
}

/** Patterns with * may meet in a connection, which the file alone does not show. */
export function approvalFaults(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return connectionsIn(placed, prior, live).flatMap((connection) => {
    const [rule] = connection.rules;
    const other = contraryRule(connection);
    if (rule === undefined || other === undefined || connection.status === 'Disconnected') return [];
    return [
      diagnose('ACR1260', {
        address: other.address,
        detail: `Rule ${quote(rule.key)} says ${rule.entry.decision}, and rule ${quote(other.key)} says ${other.entry.decision}, of the connection of\n${connection.endpointId}\nwhich is ${connection.status}. One connection has one decision.`,
        hint: 'Make the patterns of one of the rules narrower.',
        requirements: ['1.33', '1.53'],
      }),
    ];
  });
}

function connectionsIn(
  placed: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly JudgedConnection[] {
  const own = ownEndpoints(placed, prior);
  return placed.registries.flatMap((registry) => judgedConnections(registry, own, live));
}

function decisionResource(rule: PlacedRule, connection: JudgedConnection): Resource {
  const { description } = rule.entry;
  const verb = decidedStatus(rule);
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
