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
  opening('A registry behind one private endpoint, at addresses that a firewall can be told beforehand.', [
    SUBSCRIPTION,
    REGISTRY,
  ]),
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
          # One for each name of the registry: itself, and its data endpoint in the home region.
          # All or none, from the subnet above; Azure keeps its first four for itself. Another
          # address makes the endpoint again.
          staticIps: { registry: 10.20.1.4, registry_data_westeurope: 10.20.1.5 }
          dns: { zone: privatelink.azurecr.io } # Azure keeps the records there itself
    policies:
      export: false # images do not leave through az acr import or export; needs disabled above
`,
);
