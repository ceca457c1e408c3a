import {
  file,
  IN_WESTEUROPE,
  NAMED_REGISTRY,
  NETWORK,
  OWN_GROUP,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

export const text = file(
  opening('A registry behind one private endpoint, whose DNS records somebody else keeps.', [
    SUBSCRIPTION,
    REGISTRY,
  ]),
  STACK,
  IN_WESTEUROPE,
  OWN_GROUP,
  NETWORK,
  `\
${NAMED_REGISTRY}\
    sku: Premium # private endpoints need it
    network:
      # acrctl cannot see your DNS servers. Until they have the records below, clients are led to
      # the public address, which lets nobody in.
      publicAccess: disabled
      dataEndpoints: true # layers come from NAME.westeurope.data.azurecr.io, privately too
      privateEndpoints:
        hub: # becomes NAME-hub in Azure
          subnet: vnet-hub/endpoints
          # No zone: once the endpoint is there, "acrctl plan --json" has each name and its
          # address under "outputs", for whoever keeps the records.
          dns: { manage: external }
    policies:
      export: false # images do not leave through az acr import or export; needs disabled above
`,
);
