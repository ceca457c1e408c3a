import type { CloudName } from './api.ts';
import type { Cloud, OpenAnswer } from './cloud.ts';
import type { JsonObject } from './json.ts';
import { checkVersion, missingApiVersion } from './refusals.ts';
import type { Sent } from './requests.ts';

/**
 * What a client asks to learn of a cloud by the address of its Resource Manager alone. Needs no token; undefined for any
 * other path. Azure CLI reads 2022-09-01, azurerm too, and of it at least `name`, `resourceManager`,
 * `microsoftGraphResourceId` and `authentication` (hashicorp/terraform-provider-azurerm issue 15743). Every service that
 * is named by an address is this emulator, so that nobody is sent to the real Azure with a worthless token.
 */
export function answerMetadata(cloud: Cloud, sent: Sent): OpenAnswer | undefined {
  if (sent.method !== 'GET' || !/^\/metadata\/endpoints\/?$/i.test(sent.path)) return undefined;
  const version = sent.query['api-version'];
  if (version === undefined || version === '') throw missingApiVersion();
  checkVersion(version, [...objectVersions, ...listVersions, ...oldVersions], 'metadata/endpoints');
  if (oldVersions.includes(version)) return { status: 200, body: oldShape(sent.origin) };
  const body = shape(cloud, sent.origin);
  return { status: 200, body: objectVersions.includes(version) ? body : [body] };
}

// Azure/azure-cli issue 29283 shows the answer; Azure/azure-powershell-common pull request 374: no list any more.
const objectVersions: readonly string[] = ['2022-09-01'];
// A list of clouds, as in Add-AzEnvironment of MicrosoftDocs/azure-docs-powershell (2019-05-01), Microsoft's samples for
// Azure Stack (2019-10-01) and hashicorp/go-azure-helpers (2020-06-01). That 2018-05-01 is one too is assumed.
const listVersions: readonly string[] = ['2020-06-01', '2019-10-01', '2019-05-01', '2018-05-01'];
// Azure/azure-cli issue 3391 shows the answer to 1.0, the documents of Azure Stack the one to 2015-01-01.
const oldVersions: readonly string[] = ['2015-01-01', '1.0'];

function oldShape(origin: string): JsonObject {
  return {
    galleryEndpoint: `${origin}/`,
    graphEndpoint: `${origin}/`,
    portalEndpoint: `${origin}/`,
    authentication: { loginEndpoint: origin, audiences: [`${origin}/`] },
  };
}

function shape(cloud: Cloud, origin: string): JsonObject {
  return {
    portal: origin,
    authentication: {
      loginEndpoint: origin,
      audiences: [`${origin}/`],
      tenant: 'common',
      identityProvider: 'AAD',
    },
    media: origin,
    graphAudience: `${origin}/`,
    graph: `${origin}/`,
    name: cloud.name,
    suffixes: suffixes[cloud.name],
    batch: `${origin}/`,
    // hashicorp/go-azure-sdk pull request 1264 shows both; of China it is assumed.
    resourceManager: cloud.name === 'AzureUSGovernment' ? origin : `${origin}/`,
    vmImageAliasDoc: `${origin}/`,
    activeDirectoryDataLake: `${origin}/`,
    sqlManagement: `${origin}/`,
    microsoftGraphResourceId: `${origin}/`,
    appInsightsResourceId: origin,
    appInsightsTelemetryChannelResourceId: origin,
    attestationResourceId: origin,
    synapseAnalyticsResourceId: origin,
    logAnalyticsResourceId: origin,
    ossrDbmsResourceId: origin,
    gallery: `${origin}/`,
  };
}

// Names under which services of each cloud live: the answer in Azure/azure-cli issue 29283, and cloud.py of Azure/azure-cli.
const suffixes: Readonly<Record<CloudName, JsonObject>> = {
  AzureCloud: {
    acrLoginServer: 'azurecr.io',
    keyVaultDns: 'vault.azure.net',
    mhsmDns: 'managedhsm.azure.net',
    sqlServerHostname: 'database.windows.net',
    storage: 'core.windows.net',
  },
  AzureUSGovernment: {
    acrLoginServer: 'azurecr.us',
    keyVaultDns: 'vault.usgovcloudapi.net',
    mhsmDns: 'managedhsm.usgovcloudapi.net',
    sqlServerHostname: 'database.usgovcloudapi.net',
    storage: 'core.usgovcloudapi.net',
  },
  AzureChinaCloud: {
    acrLoginServer: 'azurecr.cn',
    keyVaultDns: 'vault.azure.cn',
    mhsmDns: 'managedhsm.chinacloudapi.cn',
    sqlServerHostname: 'database.chinacloudapi.cn',
    storage: 'core.chinacloudapi.cn',
  },
};
