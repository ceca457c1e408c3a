import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { settlementOf } from '../../providers/azure/resources/settlement.ts';
import { type Expression, present, type Unsaid, type Unsayable, unless, unsaidIn } from '../express.ts';
import { endpointStatus } from './host-names.ts';

/** What an endpoint is said by, beside its body. */
export interface EndpointSurroundings {
  readonly registry: { readonly id: string; readonly name: string };
  readonly key: string;
  /** `NETWORK/SUBNET`, both keys of the file. */
  readonly subnet: string;
  /** The entry's `dns`. */
  readonly dns: JsonObject;
  /** Every member that the registry of the file has. */
  readonly members: readonly string[];
  /** What the registry says of the connection. */
  readonly status: string | undefined;
}

export function expressEndpoint(body: JsonObject, around: EndpointSurroundings): Expression {
  const { registry, key, subnet, dns, members } = around;
  const name = textAt(body, 'name') ?? nameOf(textAt(body, 'id') ?? '');
  const statics = staticAddresses(body);
  const isWhole = members.every((member) => Object.hasOwn(statics, member));
  const isStatic = isWhole && Object.keys(statics).length === members.length;
  const cannot = reasonAgainst(body, around);
  const message = textAt(connectionsIn(body)[0], 'properties.requestMessage') ?? '';
  const isManual = isManualConnection(body);
  return {
    entry: present({
      name: unless(`${registry.name}-${key}`, name),
      interfaceName: unless(`${name}-nic`, interfaceName(body)),
      subnet,
      approval: isManual ? 'manual' : undefined,
      requestMessage: isManual && message !== '' && message.length <= 140 ? message : undefined,
      dns,
      staticIps: isStatic ? statics : undefined,
    }),
    unsaid: [
      ...(Object.keys(statics).length > 0 && !isStatic ? [PARTLY_STATIC] : []),
      ...unsaidIn(body, UNSAYABLE),
    ],
    ...(cannot !== undefined && { cannot }),
  };
}

/** Whoever made it asked to be let in, for want of the right to approve. */
export function isManualConnection(endpoint: JsonObject): boolean {
  return listAt(endpoint, `properties.${MANUAL}`).length > 0;
}

function reasonAgainst(body: JsonObject, { registry, status }: EndpointSurroundings): string | undefined {
  const connections = connectionsIn(body);
  const [connection] = connections;
  if (connections.length !== 1) return `it has ${connections.length} connections`;
  if (foldId(textAt(connection, 'properties.privateLinkServiceId') ?? '') !== foldId(registry.id))
    return 'it leads elsewhere';
  const groups = listAt(connection, 'properties.groupIds');
  if (groups.length !== 1 || groups[0] !== 'registry') return 'it is for other parts of the registry';
  if (settlementOf(body) === 'failed') return 'what was last done to it failed';
  const final = isManualConnection(body) ? ['Disconnected'] : ['Disconnected', 'Rejected'];
  const ended = [endpointStatus(body), status].find((each) => each !== undefined && final.includes(each));
  return ended === undefined ? undefined : `its connection is ${ended}, which only a new endpoint mends`;
}

function connectionsIn(body: JsonObject) {
  return [AUTOMATIC, MANUAL].flatMap((list) => listAt(body, `properties.${list}`));
}

const AUTOMATIC = 'privateLinkServiceConnections';
const MANUAL = 'manualPrivateLinkServiceConnections';

/** As it was given, else as Azure drew it. */
function interfaceName(body: JsonObject): string | undefined {
  const given = textAt(body, 'properties.customNetworkInterfaceName') ?? '';
  const drawn = textAt(listAt(body, 'properties.networkInterfaces')[0], 'id');
  return given !== '' ? given : drawn && nameOf(drawn);
}

function staticAddresses(body: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    listAt(body, 'properties.ipConfigurations').flatMap((each) => {
      const [member, address] = ['memberName', 'privateIPAddress'].map((name) =>
        textAt(each, `properties.${name}`),
      );
      return member === undefined || address === undefined ? [] : [[member, address]];
    }),
  );
}

const PARTLY_STATIC: Unsaid = {
  path: 'properties.ipConfigurations',
  what: 'static addresses for some of its members only',
};

const UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.applicationSecurityGroups', what: 'application security groups' },
  { path: 'properties.ipVersionType', usual: ['IPv4'], what: 'an IP version' },
  { path: 'extendedLocation', what: 'an extended location' },
];
