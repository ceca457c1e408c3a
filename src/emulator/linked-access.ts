import { callerId } from './caller.ts';
import type { Call } from './cloud.ts';
import { ArmError } from './errors.ts';
import { arrayAt, isObject, objectAt, stringAt } from './json.ts';
import { isAllowed } from './permissions.ts';

/** What a write does to objects other than its own, and the permission that it needs on each of them. */
interface Link {
  readonly action: string;
  readonly scopes: readonly (string | undefined)[];
}

const joinSubnet = 'Microsoft.Network/virtualNetworks/subnets/join/action';
const joinPublicIp = 'Microsoft.Network/publicIPAddresses/join/action';

const links: Readonly<Record<string, (body: unknown) => readonly Link[]>> = {
  // "Azure RBAC permissions for Azure Private Link", MicrosoftDocs.
  'Microsoft.Network/privateEndpoints': (body) => [
    { action: joinSubnet, scopes: [stringAt(body, 'properties', 'subnet', 'id')] },
  ],
  // microsoft/planetary-computer-hub pull request 25, for a route table that the subnet had before. Assumption: the others alike,
  // and the subnets in the body of a network.
  'Microsoft.Network/virtualNetworks/subnets': (body) => guardsOf([body]),
  'Microsoft.Network/virtualNetworks': (body) => guardsOf(arrayAt(body, 'properties', 'subnets') ?? []),
  // coreos/tectonic-installer pull request 1954, for security groups. Assumption: the others alike, in this order.
  'Microsoft.Network/networkInterfaces': (body) => {
    const ips = arrayAt(body, 'properties', 'ipConfigurations') ?? [];
    const ids = (name: string) => new Set(ips.map((ip) => stringAt(ip, 'properties', name, 'id')));
    return [
      { action: joinSubnet, scopes: [...ids('subnet')] },
      {
        action: 'Microsoft.Network/networkSecurityGroups/join/action',
        scopes: [stringAt(body, 'properties', 'networkSecurityGroup', 'id')],
      },
      { action: joinPublicIp, scopes: [...ids('publicIPAddress')] },
    ];
  },
  // application-gateway.md 6 for the subnet; the operations of the others are listed by Microsoft. Assumption: that every one of
  // them is asked for, old or new, those of listeners and path rules as well.
  'Microsoft.Network/applicationGateways': (body) => {
    const parts = (name: string) => arrayAt(body, 'properties', name) ?? [];
    const ids = (name: string, among: readonly unknown[]) =>
      new Set(among.map((part) => stringAt(part, 'properties', name, 'id')));
    const fronts = parts('frontendIPConfigurations');
    const pathRules = parts('urlPathMaps').flatMap((map) => arrayAt(map, 'properties', 'pathRules') ?? []);
    return [
      { action: joinSubnet, scopes: [...ids('subnet', [...parts('gatewayIPConfigurations'), ...fronts])] },
      { action: joinPublicIp, scopes: [...ids('publicIPAddress', fronts)] },
      {
        action: 'Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/join/action',
        scopes: [
          ...new Set([
            stringAt(body, 'properties', 'firewallPolicy', 'id'),
            ...ids('firewallPolicy', [...parts('httpListeners'), ...pathRules]),
          ]),
        ],
      },
      assignIdentities(body),
    ];
  },
  // Azure/data-landing-zone issue 203.
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': (body) => [
    {
      action: 'Microsoft.Network/privateDnsZones/join/action',
      scopes: (arrayAt(body, 'properties', 'privateDnsZoneConfigs') ?? []).map((config) =>
        stringAt(config, 'properties', 'privateDnsZoneId'),
      ),
    },
  ],
  // Part of Private DNS Zone Contributor; the refusal itself was seen for other linked types only.
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': (body) => [
    {
      action: 'Microsoft.Network/virtualNetworks/join/action',
      scopes: [stringAt(body, 'properties', 'virtualNetwork', 'id')],
    },
  ],
  // CDCgov/prime-reportstream issue 7678 and JimGBritt/AzurePolicy issue 17; of storage accounts: MicrosoftDocs/azure-docs issue 80159.
  'Microsoft.Insights/diagnosticSettings': (body) => [
    {
      action: 'Microsoft.OperationalInsights/workspaces/sharedKeys/action',
      scopes: sinkIn(body, 'workspaceId'),
    },
    {
      action: 'Microsoft.EventHub/namespaces/authorizationrules/listkeys/action',
      scopes: sinkIn(body, 'eventHubAuthorizationRuleId'),
    },
    {
      action: 'Microsoft.Storage/storageAccounts/listKeys/action',
      scopes: sinkIn(body, 'storageAccountId'),
    },
  ],
  // Azure/aad-pod-identity issue 443, for machines. Assumption: every identity of the body counts, old or new.
  'Microsoft.ContainerRegistry/registries': (body) => [assignIdentities(body)],
};

function assignIdentities(body: unknown): Link {
  return {
    action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    scopes: Object.entries(objectAt(body, 'identity', 'userAssignedIdentities') ?? {})
      .filter(([, value]) => isObject(value))
      .map(([id]) => id),
  };
}

/** What is no id is refused for that. */
function sinkIn(body: unknown, name: string): readonly string[] {
  const id = stringAt(body, 'properties', name);
  return id?.startsWith('/') ? [id] : [];
}

function guardsOf(subnets: readonly unknown[]): readonly Link[] {
  const ids = (name: string) => new Set(subnets.map((subnet) => stringAt(subnet, 'properties', name, 'id')));
  return [
    {
      action: 'Microsoft.Network/networkSecurityGroups/join/action',
      scopes: [...ids('networkSecurityGroup')],
    },
    { action: 'Microsoft.Network/routeTables/join/action', scopes: [...ids('routeTable')] },
    { action: 'Microsoft.Network/natGateways/join/action', scopes: [...ids('natGateway')] },
  ];
}

/** Refuses a write that ties its object to another on which the caller may not do that (faults.md, G10). */
export function checkLinkedAccess(call: Call): void {
  const { method, target, body } = call;
  if (method !== 'PUT' && method !== 'PATCH') return;
  for (const link of links[target.type]?.(body) ?? []) checkLink(call, link);
}

function checkLink({ cloud, target }: Call, link: Link): void {
  const lacking = link.scopes.filter((scope) => scope !== undefined && !isAllowed(cloud, link.action, scope));
  if (lacking.length === 0) return;
  const id = callerId(cloud);
  throw new ArmError(
    403,
    'LinkedAuthorizationFailed',
    `The client '${id}' with object id '${id}' has permission to perform action '${target.type}/write' on scope '${target.id}'; however, it does not have permission to perform action '${link.action}' on the linked scope(s) '${lacking.join(',')}' or the linked scope(s) are invalid.`,
    { cause: 'gateway' },
  );
}
