import type { Json, JsonObject } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import { type Expression, languageValue, present, type Unsayable, unless, unsaidIn } from '../express.ts';

/** A network without its subnets: which of them are written is not for the network to say. */
export function expressNetwork(body: JsonObject): Expression {
  const prefixes = texts(listAt(body, 'properties.addressSpace.addressPrefixes'));
  const servers = texts(listAt(body, 'properties.dhcpOptions.dnsServers'));
  return {
    entry: present({
      addressSpace: prefixes,
      dnsServers: servers.length === 0 ? undefined : servers,
    }),
    unsaid: unsaidIn(body, UNSAYABLE),
    ...(prefixes.length === 0 && { cannot: 'it has no address ranges of its own' }),
  };
}

/** Azure keeps one range as `addressPrefix` or as a list of one, as it was sent (observed-behaviour.md 3.11). */
export function expressSubnet(body: JsonObject): Expression {
  const listed = texts(listAt(body, 'properties.addressPrefixes'));
  const prefixes = listed.length > 0 ? listed : texts([getPath(body, 'properties.addressPrefix') ?? null]);
  const [prefix] = prefixes;
  const policies = languageValue(textAt(body, 'properties.privateEndpointNetworkPolicies') ?? 'Disabled');
  return {
    entry: present({ prefix, privateEndpointNetworkPolicies: unless('disabled', policies) }),
    unsaid: unsaidIn(body, SUBNET_UNSAYABLE),
    ...(prefixes.length !== 1 && { cannot: `it has ${prefixes.length} address ranges` }),
  };
}

function texts(values: readonly Json[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}

const UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.virtualNetworkPeerings', what: 'peerings' },
  { path: 'properties.ddosProtectionPlan', what: 'a DDoS protection plan' },
  { path: 'properties.enableDdosProtection', usual: [false], what: 'DDoS protection' },
  { path: 'properties.encryption.enabled', usual: [false], what: 'encryption between machines' },
  { path: 'properties.flowTimeoutInMinutes', usual: [4], what: 'a flow timeout' },
  { path: 'properties.bgpCommunities', what: 'BGP communities' },
  {
    path: 'properties.privateEndpointVNetPolicies',
    usual: ['Disabled'],
    what: 'policies for private endpoints',
  },
  { path: 'extendedLocation', what: 'an extended location' },
];

const SUBNET_UNSAYABLE: readonly Unsayable[] = [
  { path: 'properties.networkSecurityGroup', what: 'a network security group' },
  { path: 'properties.routeTable', what: 'a route table' },
  { path: 'properties.natGateway', what: 'a NAT gateway' },
  { path: 'properties.serviceEndpoints', what: 'service endpoints' },
  { path: 'properties.serviceEndpointPolicies', what: 'service endpoint policies' },
  { path: 'properties.delegations', what: 'delegations' },
  {
    path: 'properties.privateLinkServiceNetworkPolicies',
    usual: ['Enabled'],
    what: 'network policies for private link services',
  },
  { path: 'properties.defaultOutboundAccess', usual: [true], what: 'a word on outbound access' },
  { path: 'properties.sharingScope', what: 'a sharing scope' },
];
