/**
 * The names of the ARM types, as Microsoft spells them. Apart from their modules, so that what only speaks of types
 * (placing entries, checking a file offline) loads none of what Azure is asked with.
 */
export const ARM_TYPE = {
  group: 'Microsoft.Resources/resourceGroups',
  network: 'Microsoft.Network/virtualNetworks',
  subnet: 'Microsoft.Network/virtualNetworks/subnets',
  zone: 'Microsoft.Network/privateDnsZones',
  link: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks',
  registry: 'Microsoft.ContainerRegistry/registries',
  endpoint: 'Microsoft.Network/privateEndpoints',
  interface: 'Microsoft.Network/networkInterfaces',
  zoneGroup: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups',
} as const;
