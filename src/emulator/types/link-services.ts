import { nameOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { LinkMember } from './members.ts';

/** A service behind a private endpoint that is no registry. Its objects are not emulated, but for vaults: that they are there is believed. */
export interface LinkService {
  /** Without for a service whose endpoints name no group. */
  readonly groupIds: readonly string[] | undefined;
  readonly members: readonly LinkMember[];
  /** How the approval reads when the service has answered. */
  readonly approved: string;
  /** Whether the connection tells where the service is. */
  readonly tellsLocation: boolean;
}

/**
 * What is known of the service, by recordings; undefined where nothing is.
 * Storage: PrivateEndpoint_20240301 #13 to #20. Key Vault: test_private_link_resource_keyvault (group `vault`, member
 * `default`); its host name and that it approves as storage does: assumption. Gateways: test_appgw_private_endpoint_with_default
 * #54, #59. Private link services: test_network_private_endpoints #26, #31; by alias: PrivateEndpoint_Alias_20250301 #25, #29.
 */
export function linkServiceOf(
  { suffixes }: Cloud,
  serviceId: string,
  groups: readonly string[],
): LinkService | undefined {
  const name = nameOf(serviceId).toLowerCase();
  switch (kindOf(serviceId)) {
    case 'microsoft.storage/storageaccounts':
      return named(groups, 'Auto-Approved', (group) => ({
        name: group,
        fqdn: `${name}.${group}.core.windows.net`,
      }));
    case 'microsoft.keyvault/vaults':
      return named(groups, 'Auto-Approved', () => ({ name: 'default', fqdn: `${name}.${suffixes.vault}` }));
    case 'microsoft.network/applicationgateways':
      return { ...named(groups, 'Auto Approved', (group) => ({ name: group })), tellsLocation: true };
    case 'microsoft.network/privatelinkservices':
      return {
        groupIds: undefined,
        members: [{ name: '' }],
        approved: 'Auto Approved',
        tellsLocation: false,
      };
    case 'alias':
      return { groupIds: undefined, members: [{ name: '' }], approved: 'Approved', tellsLocation: false };
    default:
      return undefined;
  }
}

/** The zone that holds the names of a service, and the domain of the names themselves. */
export function publicDomainOf(zone: string): string | undefined {
  const [, vaults] = /^privatelink\.vaultcore\.(.+)$/.exec(zone) ?? [];
  if (vaults !== undefined) return `vault.${vaults}`;
  return /^privatelink\.(\w+\.core\.windows\.net)$/.exec(zone)?.[1];
}

function named(
  groups: readonly string[],
  approved: string,
  member: (group: string) => Pick<LinkMember, 'name' | 'fqdn'>,
): LinkService {
  const members = groups.map((group) => ({ ...member(group), groupId: group }));
  return { groupIds: groups, members, approved, tellsLocation: false };
}

/** A private link service of somebody who let its alias be used; that it approves by itself: as recorded. */
export function isAlias(serviceId: string): boolean {
  return /\.azure\.privatelinkservice$/i.test(serviceId);
}

function kindOf(serviceId: string): string | undefined {
  if (isAlias(serviceId)) return 'alias';
  return /\/providers\/([^/]+\/[^/]+)\/[^/]+$/i.exec(serviceId)?.[1]?.toLowerCase();
}
