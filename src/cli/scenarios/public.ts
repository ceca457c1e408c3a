export const text = `\
# A registry without private endpoints, which some public IP ranges reach and nobody else.
#
# What is yours alone comes from the environment. Set these three, or write the values here:
#
#   AZURE_SUBSCRIPTION_ID   az account show --query id --output tsv
#   REGISTRY_NAME           5 to 50 letters and digits, free in all of Azure:
#                           az acr check-name --name NAME
#   ALLOWED_IP_RANGE        the public addresses that your clients come from
#
# With --emulator plan and apply work on this machine and ask Azure nothing.
apiVersion: acrctl/v1

# Names the state, which is kept in .acrctl/ beside this file. Never change it, and keep that
# directory, out of the repository.
stack: images

azure:
  subscription: \${AZURE_SUBSCRIPTION_ID:?the id of the subscription to work in}
  resourceGroup: rg-images # where everything goes
  location: westeurope

# acrctl makes this group. If there is one for this already, name it above and leave this out.
resourceGroups: [rg-images]

registries:
  images: # how this file, plans and the state call it; Azure calls it by its name
    name: \${REGISTRY_NAME:?5 to 50 letters and digits, free in all of Azure}
    sku: Premium # IP ranges need it
    network:
      publicAccess: selected # from the ranges below; enabled would be from everywhere
      # IPv4 as the internet sees it, behind any NAT of yours. This list is all there is: a range
      # that somebody adds in the portal is drift, and is taken out again. A single address is
      # written without /32.
      allowedIpRanges:
        - \${ALLOWED_IP_RANGE:?a public IPv4 address or range of yours}
      trustedServices: true # Defender for Cloud and its like reach it, whatever the ranges
      # With them a firewall on the way to the registry opens for two hosts, NAME.azurecr.io and
      # NAME.westeurope.data.azurecr.io, and not for all of Azure's storage.
      dataEndpoints: true
`;
