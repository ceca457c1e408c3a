/**
 * What differs between the clouds, once: every host, suffix, zone and region rule that depends on `azure.cloud` is
 * taken from here. Sources: arm-protocol.md, "Clouds"; `KNOWN_CLOUDS` in azure-cli's cloud.py (hosts, suffixes);
 * Microsoft's "Azure Private Endpoint private DNS zone values" for each cloud (zones).
 */
export type CloudName = 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';

export interface CloudFacts {
  /** The only host that ARM requests, poll URLs and next links may name; also what tokens are asked for. */
  readonly armHost: string;
  /** The only hosts that may be asked for tokens, the documented one first. */
  readonly loginHosts: readonly [string, ...string[]];
  /** Login servers are `<registry>.<registrySuffix>`. */
  readonly registrySuffix: string;
  /** The one zone name under which zone groups write a registry's records (1.23). */
  readonly registryZone: string;
  /** Storage hosts, from which layers come as long as a registry has no data endpoints, end in this. */
  readonly storageSuffix: string;
  /** Keys are at `https://<vault>.<keyVaultSuffix>/keys/…`. */
  readonly keyVaultSuffix: string;
  /** Names of Traffic Manager profiles end in this (trafficmanager.md; arm-protocol.md, "Clouds"). */
  readonly trafficManagerSuffix: string;
  /** How the names of its regions begin; none for the public cloud, whose regions are all others. */
  readonly regionPrefixes: readonly string[];
}

export const CLOUDS: Readonly<Record<CloudName, CloudFacts>> = {
  AzureCloud: {
    armHost: 'management.azure.com',
    // @azure/identity moves to the second where AZURE_REGIONAL_AUTHORITY_NAME is set.
    loginHosts: ['login.microsoftonline.com', 'login.microsoft.com'],
    registrySuffix: 'azurecr.io',
    registryZone: 'privatelink.azurecr.io',
    storageSuffix: 'core.windows.net',
    keyVaultSuffix: 'vault.azure.net',
    trafficManagerSuffix: 'trafficmanager.net',
    regionPrefixes: [],
  },
  AzureUSGovernment: {
    armHost: 'management.usgovcloudapi.net',
    loginHosts: ['login.microsoftonline.us'],
    registrySuffix: 'azurecr.us',
    registryZone: 'privatelink.azurecr.us',
    storageSuffix: 'core.usgovcloudapi.net',
    keyVaultSuffix: 'vault.usgovcloudapi.net',
    trafficManagerSuffix: 'usgovtrafficmanager.net',
    // The list of regions in @azure/identity (regionalAuthority.js), and no other in Microsoft's documents.
    regionPrefixes: ['usgov', 'usdod'],
  },
  AzureChinaCloud: {
    armHost: 'management.chinacloudapi.cn',
    // Two names of one service: azure-cli has the first, Microsoft's "National clouds" the second, and @azure/identity
    // asks the second when it is given the first (msal-common, AuthorityMetadata).
    loginHosts: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
    registrySuffix: 'azurecr.cn',
    // docs.azure.cn, private-link/private-endpoint-dns.
    registryZone: 'privatelink.azurecr.cn',
    storageSuffix: 'core.chinacloudapi.cn',
    keyVaultSuffix: 'vault.azure.cn',
    trafficManagerSuffix: 'trafficmanager.cn',
    regionPrefixes: ['china'],
  },
};

export const CLOUD_NAMES = Object.keys(CLOUDS) as readonly CloudName[];

/** Where ARM of this cloud is, and what tokens for it are made out to. */
export function armOrigin(cloud: CloudName): string {
  return `https://${CLOUDS[cloud].armHost}`;
}

/** The cloud whose regions begin like this one; undefined where no prefix tells, as for those of the public cloud. */
export function cloudOfRegion(location: string): CloudName | undefined {
  return CLOUD_NAMES.find((cloud) =>
    CLOUDS[cloud].regionPrefixes.some((prefix) => location.startsWith(prefix)),
  );
}
