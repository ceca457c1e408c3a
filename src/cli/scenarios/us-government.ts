import {
  file,
  NAMED_REGISTRY,
  NETWORK,
  OWN_GROUP,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

const LOGIN = [
  'The Azure CLI is signed in to one cloud at a time:',
  '',
  '  az cloud set --name AzureUSGovernment && az login',
  '',
];

export const text = file(
  opening(
    'A registry in Azure for the US government, reached through a private endpoint only.',
    [SUBSCRIPTION, REGISTRY],
    LOGIN,
  ),
  STACK,
  `\
azure:
  cloud: AzureUSGovernment # acrctl asks no host of any other cloud
  subscription: \${AZURE_SUBSCRIPTION_ID:?the id of the subscription to work in}
  resourceGroup: rg-images # where everything goes that does not say otherwise
  location: usgovvirginia
`,
  OWN_GROUP,
  NETWORK,
  `\
# Machines in a linked network find the registry under its usual name, at its private address.
# This cloud has a zone name of its own for that.
privateDnsZones:
  privatelink.azurecr.us:
    links: [vnet-hub]
`,
  `\
${NAMED_REGISTRY}\
    sku: Premium # private endpoints need it
    network:
      publicAccess: disabled # closed only once the private path is proven to work
      dataEndpoints: true # layers come from NAME.usgovvirginia.data.azurecr.us, privately too
      privateEndpoints:
        hub: # becomes NAME-hub in Azure
          subnet: vnet-hub/endpoints
          dns: { zone: privatelink.azurecr.us } # Azure keeps the records there itself
    policies:
      export: false # images do not leave through az acr import or export; needs disabled above
`,
);
