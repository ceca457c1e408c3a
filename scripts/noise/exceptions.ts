/**
 * What Azure does not give back as it was asked, and why that is no noise of acrctl. By type and path, so that it holds in
 * cassettes nobody has seen.
 */
export interface Exception {
  /** As Microsoft spells it. */
  readonly type: string;
  readonly path: string;
  readonly reason: string;
}

export const EXCEPTIONS: readonly Exception[] = [
  {
    type: 'Microsoft.Network/virtualNetworks',
    path: 'properties.enableVmProtection',
    reason:
      'azure-cli sends it, versions after 2020-05-01 do not know it; acrctl has no word for it and never sends it',
  },
  {
    type: 'Microsoft.ContainerRegistry/registries',
    path: 'properties.publicNetworkAccess',
    reason:
      'versions before 2019-12-01-preview do not show it; acrctl reads in 2025-11-01, which always does, and takes it for unknown here',
  },
  {
    type: 'Microsoft.Network/dnsZones/A',
    path: 'properties.TTL',
    reason:
      'an alias of a Traffic Manager profile has the time of that, 30 s; those of acrctl are aliases of addresses, and keep theirs',
  },
];

export function exceptionFor(type: string, path: string): Exception | undefined {
  return EXCEPTIONS.find((exception) => exception.type === type && exception.path === path);
}
