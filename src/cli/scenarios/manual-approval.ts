import {
  file,
  IN_WESTEUROPE,
  NETWORK,
  OWN_ZONE,
  opening,
  STACK,
  SUBSCRIPTION,
  type Variable,
} from './paragraphs.ts';

const THEIRS: readonly Variable[] = [
  { name: 'REGISTRY_NAME', hint: ['the registry of the others'] },
  { name: 'REGISTRY_RESOURCE_GROUP', hint: ['where it is; its owner knows'] },
  { name: 'REGISTRY_SUBSCRIPTION_ID', hint: ['where that is'] },
];

export const text = file(
  opening(
    'A private endpoint to a registry of others, who decide whether to let it in.',
    [SUBSCRIPTION, ...THEIRS],
    [
      'The first apply asks them and ends by saying so. Once they have approved (in the portal,',
      'or with a rule under network.approvals in a file of theirs), the next one does the rest.',
      '',
    ],
  ),
  STACK,
  IN_WESTEUROPE,
  `\
resourceGroups:
  rg-images: {} # made by acrctl; if there is one already, name it above and leave this out
  rg-registry: # how this file calls the group of the registry
    name: \${REGISTRY_RESOURCE_GROUP:?the resource group of the registry}
    subscription: \${REGISTRY_SUBSCRIPTION_ID:?the subscription of the registry}
    existing: true # only read: acrctl never writes or deletes it
`,
  NETWORK,
  OWN_ZONE,
  `\
registries:
  images: # how this file calls it
    name: \${REGISTRY_NAME:?the name of the registry}
    resourceGroup: rg-registry
    existing: true # theirs; only what stands below is made
    network:
      privateEndpoints:
        hub: # becomes NAME-hub in Azure
          subnet: vnet-hub/endpoints
          approval: manual
          requestMessage: please let our build agents in # at most 140 characters, for the owner
          # Azure writes the records itself once the endpoint is let in.
          dns: { zone: privatelink.azurecr.io }
`,
);
