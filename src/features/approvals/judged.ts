import type { Address } from '../../core/address.ts';
import type { OwnEndpoint } from '../../core/connections.ts';
import type { PriorEntry } from '../../core/desired.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import type { Placed, PlacedRegistry, PlacedRule } from '../placed.ts';
import { matches } from './pattern.ts';

/** A connection as the live registry shows it, and what the stack has to say about it. */
export interface JudgedConnection {
  readonly id: string;
  /** Undefined where Azure does not tell of it. */
  readonly endpointId: string | undefined;
  readonly status: string | undefined;
  readonly description: string | undefined;
  /** The endpoint, where it is one of the stack: no rule is about those. */
  readonly own: OwnEndpoint | undefined;
  /** Those that are about it, by key. */
  readonly rules: readonly PlacedRule[];
}

/** By folded id. */
type OwnEndpoints = ReadonlyMap<string, OwnEndpoint>;

/** Those of the file, and those that only the state knows. */
export function ownEndpoints({ registries }: Placed, prior: readonly PriorEntry[]): OwnEndpoints {
  const entries = (all: readonly { readonly id: string; readonly address: Address }[], leaving: boolean) =>
    all.map(({ id, address }): [string, OwnEndpoint] => [foldId(id), { address, leaving }]);
  const known = prior.filter(({ type }) => type === ARM_TYPE.endpoint);
  const written = registries.flatMap(({ endpoints }) => endpoints);
  return new Map([...entries(known, true), ...entries(written, false)]);
}

/** All that the registry shows; none while there is no registry. */
export function judgedConnections(
  { id: registryId, rules }: PlacedRegistry,
  own: OwnEndpoints,
  live: LiveObjects,
): readonly JudgedConnection[] {
  const connections = listAt(live.get(foldId(registryId))?.body, 'properties.privateEndpointConnections');
  return connections.flatMap((connection) => {
    const id = textAt(connection, 'id');
    if (id === undefined) return [];
    const endpointId = textAt(connection, 'properties.privateEndpoint.id');
    const ownEndpoint = endpointId === undefined ? undefined : own.get(foldId(endpointId));
    const judged = {
      id,
      endpointId,
      status: textAt(connection, `${STATE}.status`),
      description: textAt(connection, `${STATE}.description`),
      own: ownEndpoint,
    };
    if (endpointId === undefined || ownEndpoint !== undefined) return [{ ...judged, rules: [] }];
    const about = rules.filter(({ entry }) => entry.endpoints.some((each) => matches(each, endpointId)));
    return [{ ...judged, rules: about }];
  });
}

const STATE = 'properties.privateLinkServiceConnectionState';

/**
 * The rule that says what becomes of a connection. Approving is for what waits; rejecting also ends what was approved.
 * Disconnected is beyond any decision, and where rules differ nothing is decided.
 */
export function decidingRule(connection: JudgedConnection): PlacedRule | undefined {
  const { status, rules } = connection;
  const [rule] = rules;
  if (rule === undefined || status === undefined || status === 'Disconnected') return undefined;
  if (contraryRule(connection) !== undefined) return undefined;
  return rule.entry.decision === 'approve' && status === 'Rejected' ? undefined : rule;
}

/** What it makes of a connection. */
export function decidedStatus({ entry }: PlacedRule): 'Approved' | 'Rejected' {
  return entry.decision === 'approve' ? 'Approved' : 'Rejected';
}

/** A rule that decides otherwise than the first. */
export function contraryRule({ rules: [first, ...others] }: JudgedConnection): PlacedRule | undefined {
  return others.find(({ entry }) => entry.decision !== first?.entry.decision);
}
