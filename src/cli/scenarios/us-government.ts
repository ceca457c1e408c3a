export const text = `\
# A registry in Azure for the US government, reached through a private endpoint only.
#
# What is yours alone comes from the environment. Set these two, or write the values here:
#
#   AZURE_SUBSCRIPTION_ID   az account show --query id --output tsv
#   REGISTRY_NAME           5 to 50 letters and digits, free in all of this cloud:
#                           az acr check-name --name NAME
#
# The Azure CLI is signed in to one cloud at a time:
#
#   az cloud set --name AzureUSGovernment && az login
#
# With --emulator plan and apply work on this machine and ask Azure nothing.
apiVersion: acrctl/v1

# Names the state, which is kept in .acrctl/ beside this file. Never change it, and keep that
# directory, out of the repository.
stack: images

azure:
  cloud: AzureUSGovernment # acrctl asks no host of any other cloud
  subscription: \${AZURE_SUBSCRIPTION_ID:?the id of the subscription to work in}
  resourceGroup: rg-images # where everything goes
  location: usgovvirginia

# acrctl makes this group. If there is one for this already, name it above and leave this out.
resourceGroups: [rg-images]

# The network that the registry is reached from. Choose ranges that no network which is to be
# connected with it uses. Further subnets, for the machines that pull, go beside this one.
networks:
  vnet-hub:
    addressSpace: [10.20.0.0/16]
    subnets:
      endpoints: { prefix: 10.20.1.0/24 } # an endpoint takes two addresses or more of it

# Machines in a linked network find the registry under its usual name, at its private address.
# This cloud has a zone name of its own for that.
privateDnsZones:
  privatelink.azurecr.us:
    links: [vnet-hub]

registries:
  images: # how this file, plans and the state call it; Azure calls it by its name
    name: \${REGISTRY_NAME:?5 to 50 letters and digits, free in this cloud}
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
`;
