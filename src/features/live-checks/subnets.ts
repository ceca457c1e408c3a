import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { contains, parseRange } from '../networks/ip-range.ts';
import type { Placed, PlacedEndpoint, PlacedSubnet } from '../placed.ts';

/** Whether subnets that are there take the endpoints that are to be made in them; the subnets are read anyway. */
export function subnetFaults({ registries }: Placed, live: LiveObjects): readonly Diagnostic[] {
  const coming = registries.flatMap(({ endpoints }) => endpoints).filter(({ id }) => !live.has(foldId(id)));
  return [...Map.groupBy(coming, ({ subnet }) => subnet)].flatMap(([subnet, endpoints]) => {
    const body = live.get(foldId(subnet.id))?.body;
    if (body === undefined) return [];
    return [
      ...delegationFaults(subnet, body, endpoints),
      ...policyWarnings(subnet, body),
      ...endpoints.flatMap((endpoint) => outsideFaults(endpoint, body)),
    ];
  });
}

/**
 * Azure refuses a new endpoint with PrivateEndpointCreationNotAllowedAsSubnetIsDelegated (Microsoft's "Troubleshoot
 * private endpoint creation that fails or stalls"); one that was there before stays (MicrosoftDocs/azure-docs#47048).
 */
function delegationFaults(
  subnet: PlacedSubnet,
  body: JsonObject,
  endpoints: readonly PlacedEndpoint[],
): readonly Diagnostic[] {
  const coming = { what: 'private endpoint', addresses: endpoints.map(({ address }) => address) };
  return delegated(subnet, body, { ...coming, requirements: ['1.9'] });
}

/** That nothing of a kind comes into a subnet that is delegated; nothing where it is not. */
export function delegated(
  subnet: PlacedSubnet,
  body: JsonObject,
  { what, addresses, requirements }: Coming,
): readonly Diagnostic[] {
  const services = listAt(body, 'properties.delegations').flatMap(
    (each) => textAt(each, 'properties.serviceName') ?? [],
  );
  if (services.length === 0) return [];
  return [
    diagnose('ACR1315', {
      address: subnet.address,
      detail: `The subnet is delegated to ${enumerate(services)}, and Azure makes no ${what} in a delegated subnet: ${enumerate(addresses)} cannot be there.`,
      hint: 'Use another subnet, or have the delegation removed.',
      requirements,
    }),
  ];
}

/** Of a kind, such as `gateway`, by their addresses. */
interface Coming {
  readonly what: string;
  readonly addresses: readonly string[];
  readonly requirements: readonly string[];
}

/** Said when an endpoint comes, once: of a subnet of this file its own key tells. */
function policyWarnings(subnet: PlacedSubnet, body: JsonObject): readonly Diagnostic[] {
  const policies = textAt(body, 'properties.privateEndpointNetworkPolicies') ?? 'Disabled';
  if (!subnet.isExisting || policies === 'Disabled') return [];
  const what = APPLIES[policies] ?? 'Security groups and route tables';
  return [
    diagnose('ACR1316', {
      severity: 'warning',
      address: subnet.address,
      detail: `privateEndpointNetworkPolicies of the subnet is ${policies}: ${what} of the subnet apply to the private endpoints in it, and may keep clients from the registry.`,
      hint: 'Let TCP port 443 from the clients through, or have whoever owns the subnet set the policies to Disabled; acrctl does not change a subnet that it only reads.',
      requirements: ['1.22'],
    }),
  ];
}

const APPLIES: Readonly<Record<string, string>> = {
  NetworkSecurityGroupEnabled: 'security groups',
  RouteTableEnabled: 'route tables',
  Enabled: 'security groups and route tables',
};

function outsideFaults({ address, subnet, entry }: PlacedEndpoint, body: JsonObject): readonly Diagnostic[] {
  const [first] = listAt(body, 'properties.addressPrefixes');
  const prefix = textAt(body, 'properties.addressPrefix') ?? (typeof first === 'string' ? first : '');
  const range = parseRange(prefix);
  if (range === undefined) return [];
  return Object.entries(entry.staticIps ?? {}).flatMap(([member, ip]) => {
    const single = parseRange(`${ip}/32`);
    if (single === undefined || contains(range, single)) return [];
    return [
      diagnose('ACR1314', {
        address,
        detail: `The address ${ip} of ${member} is not in ${prefix}, the range of ${subnet.networkKey}/${subnet.key}.`,
        hint: `Give ${member} an address of the subnet in staticIps.`,
        requirements: ['1.27'],
      }),
    ];
  });
}
