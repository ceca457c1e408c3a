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

const links: Readonly<Record<string, (body: unknown) => Link>> = {
  // "Azure RBAC permissions for Azure Private Link", MicrosoftDocs.
  'Microsoft.Network/privateEndpoints': (body) => ({
    action: 'Microsoft.Network/virtualNetworks/subnets/join/action',
    scopes: [stringAt(body, 'properties', 'subnet', 'id')],
  }),
  // "Manage Azure network interface", permissions, MicrosoftDocs.
  'Microsoft.Network/networkInterfaces': (body) => ({
    action: 'Microsoft.Network/virtualNetworks/subnets/join/action',
    scopes: [
      ...new Set(
        (arrayAt(body, 'properties', 'ipConfigurations') ?? []).map((ip) =>
          stringAt(ip, 'properties', 'subnet', 'id'),
        ),
      ),
    ],
  }),
  // Azure/data-landing-zone issue 203.
  'Microsoft.Network/privateEndpoints/privateDnsZoneGroups': (body) => ({
    action: 'Microsoft.Network/privateDnsZones/join/action',
    scopes: (arrayAt(body, 'properties', 'privateDnsZoneConfigs') ?? []).map((config) =>
      stringAt(config, 'properties', 'privateDnsZoneId'),
    ),
  }),
  // Part of Private DNS Zone Contributor; the refusal itself was seen for other linked types only.
  'Microsoft.Network/privateDnsZones/virtualNetworkLinks': (body) => ({
    action: 'Microsoft.Network/virtualNetworks/join/action',
    scopes: [stringAt(body, 'properties', 'virtualNetwork', 'id')],
  }),
  // Azure/aad-pod-identity issue 443, for machines. Assumption: every identity of the body counts, old or new.
  'Microsoft.ContainerRegistry/registries': (body) => ({
    action: 'Microsoft.ManagedIdentity/userAssignedIdentities/assign/action',
    scopes: Object.entries(objectAt(body, 'identity', 'userAssignedIdentities') ?? {})
      .filter(([, value]) => isObject(value))
      .map(([id]) => id),
  }),
};

/** Refuses a write that ties its object to another on which the caller may not do that (faults.md, G10). */
export function checkLinkedAccess({ cloud, method, target, body }: Call): void {
  const link = method === 'PUT' || method === 'PATCH' ? links[target.type]?.(body) : undefined;
  if (!link) return;
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
