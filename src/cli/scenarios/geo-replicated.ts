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
  opening('A registry in two regions, reached through one private endpoint only.', [SUBSCRIPTION, REGISTRY]),
  STACK,
  IN_WESTEUROPE,
  OWN_GROUP,
  NETWORK,
  OWN_ZONE,
  `\
${NAMED_REGISTRY}\
    sku: Premium # replicas and private endpoints need it
    # Images are pushed once and pulled from the nearest region. The home region, above, is not
    # named here. A replica is deleted only where the run names it.
    replications: [northeurope]
    network:
      publicAccess: disabled # closed only once the private path is proven to work
      # Layers come from NAME.westeurope.data.azurecr.io and NAME.northeurope.data.azurecr.io,
      # privately too: the endpoint has an address for each region, and one for NAME.azurecr.io.
      dataEndpoints: true
      privateEndpoints:
        hub: # becomes NAME-hub in Azure
          subnet: vnet-hub/endpoints
          dns: { zone: privatelink.azurecr.io } # Azure keeps the records there itself
    policies:
      export: false # images do not leave through az acr import or export; needs disabled above
`,
);
