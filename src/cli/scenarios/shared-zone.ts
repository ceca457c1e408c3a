import {
  file,
  IN_WESTEUROPE,
  NAMED_REGISTRY,
  NETWORK,
  opening,
  REGISTRY,
  STACK,
  SUBSCRIPTION,
} from './paragraphs.ts';

const ZONE = [
  { name: 'DNS_SUBSCRIPTION_ID', hint: ['the subscription of the zone privatelink.azurecr.io'] },
  {
    name: 'DNS_RESOURCE_GROUP',
    hint: ['its resource group, as this shows it:', 'az network private-dns zone list --output table'],
  },
];

export const text = file(
  opening('A registry behind one private endpoint, with records in a zone that others keep for all.', [
    SUBSCRIPTION,
    REGISTRY,
    ...ZONE,
  ]),
  STACK,
  IN_WESTEUROPE,
  `\
resourceGroups:
  rg-images: {} # made by acrctl; if there is one already, name it above and leave this out
  rg-dns: # how this file calls the group of the zone
    name: \${DNS_RESOURCE_GROUP:?the resource group of the shared zone}
    subscription: \${DNS_SUBSCRIPTION_ID:?the subscription of the shared zone}
    existing: true # only read: acrctl never writes or deletes it
`,
  NETWORK,
  `\
# Whoever runs acrctl needs rights on the zone to write records and to link a network.
privateDnsZones:
  privatelink.azurecr.io:
    resourceGroup: rg-dns
    existing: true # the zone, and what others have in it, stays as it is
    links: [vnet-hub] # of ours; leave it out if the network is linked already
`,
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
