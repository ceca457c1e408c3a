import type { Connection, RegistryConnections } from '../../src/core/connections.ts';
import { escapeUnprintable } from '../../src/core/wording.ts';
import { connectionsText } from '../../src/report/connections-text.ts';
import { PLAIN } from '../../src/report/style.ts';
import { theirEndpoint } from '../scenarios/listed-connections.ts';
import { AT, ID } from '../scenarios/stacks.ts';
import type { Renderer } from './renderer.ts';
import { HOSTILE } from './shown-plans.ts';

const RULE = { address: `${AT.registry}.network.approvals.build`, decision: 'approve' } as const;
const BUT = { address: `${AT.registry}.network.approvals.closed`, decision: 'reject' } as const;

function connection(status: string, more: Partial<Connection> = {}): Connection {
  const name = 'contosoimages.526c220babd161c0712a7fa34a653cc4';
  return {
    ...{ id: `${ID.registry}/privateEndpointConnections/${name}`, name, status, description: null },
    ...{ endpoint: theirEndpoint('pe-blue'), own: null, rules: [], next: null },
    ...more,
  };
}

function registry(...connections: readonly Connection[]): RegistryConnections {
  return { address: AT.registry, id: ID.registry, exists: true, connections, proposal: null };
}

/** Everything that others may have written, and everything beside it. */
function hostile(text: string): RegistryConnections {
  const own = { address: text, leaving: true };
  const rules = [
    { ...RULE, address: text },
    { ...BUT, address: text },
  ];
  const theirs = { id: text, name: text, endpoint: text, description: text };
  return {
    ...registry(
      connection(text, { ...theirs, rules }),
      connection('Disconnected', theirs),
      connection('Pending', { ...theirs, own }),
    ),
    address: text,
    id: text,
    proposal: {
      address: `registries[${JSON.stringify(text)}].network.approvals.others`,
      endpoints: [theirEndpoint('x')],
    },
  };
}

export const CONNECTIONS: Renderer<readonly RegistryConnections[]> = {
  name: 'the connections',
  narrowest: 40,
  documents: {
    'no registry': [],
    'a registry to be made': [{ ...registry(), exists: false }],
    'a registry that nobody asked for': [registry()],
    'two registries': [
      registry(connection('Approved')),
      { ...registry(connection('Pending')), address: 'registries.b' },
    ],
    'each thing that rules can say': [
      registry(
        connection('Pending', { rules: [RULE], next: 'Approved' }),
        connection('Approved', { rules: [RULE] }),
        connection('Approved', { rules: [BUT], next: 'Rejected' }),
        connection('Rejected', { rules: [RULE] }),
        connection('Disconnected', { rules: [RULE, BUT] }),
        connection('Pending', { rules: [RULE, BUT] }),
      ),
    ],
    ...Object.fromEntries(HOSTILE.map((text, index) => [`hostile text ${index}`, [hostile(text)]])),
  },
  render: connectionsText,
  mustShow: (registries) =>
    [
      ...registries.flatMap(({ address, exists, connections, proposal }) => [
        address,
        exists ? '' : 'not made yet',
        ...(proposal?.endpoints ?? []),
        ...connections.flatMap(({ status, name, description, own, rules }) => [
          `${status} ${name}`,
          description ?? '',
          own?.address ?? '',
          ...rules.map(({ decision }) => `says ${decision}`),
        ]),
      ]),
      registries.length === 0
        ? 'no registry'
        : `${registries.flatMap((each) => each.connections).length} connection`,
    ].map(escapeUnprintable),
  unbroken: (registries) => {
    const lines = connectionsText(registries, { width: 80, style: PLAIN }).split('\n');
    const isCopied = /^ {4,}(?:registries|.*:$|.*# or reject$|- \/subscriptions\/)|^ +(?:az acr|--)/;
    return lines.filter((line) => isCopied.test(line));
  },
};
