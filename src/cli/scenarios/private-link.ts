import {
  file,
  IN_WESTEUROPE,
  NAMED_REGISTRY,
  NETWORK,
  OWN_GROUP,
  OWN_ZONE,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

export const text = file(
  opening('A registry that is reached through a private endpoint only.', [SUBSCRIPTION, REGISTRY]),
  STACK,
  IN_WESTEUROPE,
  OWN_GROUP,
  NETWORK,
  OWN_ZONE,
  `\
${NAMED_REGISTRY}\
    sku: Premium # private endpoints need it
    network:
      publicAccess: disabled # closed only once the private path is proven to work
      dataEndpoints: true # layers come from NAME.westeurope.data.azurecr.io, privately too
      privateEndpoints:
        hub: # becomes NAME-hub in Azure
          subnet: vnet-hub/endpoints
          dns: { zone: privatelink.azurecr.io } # Azure keeps the records there itself
    policies:
      export: false # images do not leave through az acr import or export; needs disabled above
`,
);
