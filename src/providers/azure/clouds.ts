/** The sovereign clouds: what differs between them in names and hosts (arm-protocol.md, "Clouds"). */
export type CloudName = 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';

export interface CloudFacts {
  /** The only host that ARM requests, poll URLs and next links may name. */
  readonly armHost: string;
  readonly authorityHost: string;
  /** Login servers are `<registry>.<registrySuffix>`. */
  readonly registrySuffix: string;
  /** The one zone name under which zone groups write a registry's records (1.23). */
  readonly registryZone: string;
}

export const CLOUDS: Readonly<Record<CloudName, CloudFacts>> = {
  AzureCloud: {
    armHost: 'management.azure.com',
    authorityHost: 'https://login.microsoftonline.com',
    registrySuffix: 'azurecr.io',
    registryZone: 'privatelink.azurecr.io',
  },
  AzureUSGovernment: {
    armHost: 'management.usgovcloudapi.net',
    authorityHost: 'https://login.microsoftonline.us',
    registrySuffix: 'azurecr.us',
    registryZone: 'privatelink.azurecr.us',
  },
  AzureChinaCloud: {
    armHost: 'management.chinacloudapi.cn',
    authorityHost: 'https://login.chinacloudapi.cn',
    registrySuffix: 'azurecr.cn',
    // Inferred from the public form; no document names it (arm-protocol.md marks it so).
    registryZone: 'privatelink.azurecr.cn',
  },
};
