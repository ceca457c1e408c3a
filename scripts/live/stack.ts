import { CLOUDS, type CloudName } from '../../src/providers/azure/clouds.ts';

export interface Place {
  readonly cloud: CloudName;
  readonly subscription: string;
  readonly resourceGroup: string;
  readonly location: string;
  /** It was there before, and stays: then acrctl only refers to it. */
  readonly groupExists: boolean;
}

/** What the run makes: one registry behind one private endpoint, with its own network and zone, all in one group. */
export interface Stack {
  readonly name: string;
  /** Of the registry in the configuration, for `--allow-destroy`. */
  readonly registryAddress: string;
  readonly groupId: string;
  readonly registryId: string;
  readonly configuration: string;
}

/** `drawn` is what tells the names of this run from those of all others: eight hexadecimal digits. */
export function stackIn(place: Place, drawn: string): Stack {
  const { cloud, subscription, resourceGroup, location, groupExists } = place;
  const { registryZone } = CLOUDS[cloud];
  const groupId = `/subscriptions/${subscription}/resourceGroups/${resourceGroup}`;
  const name = `acrctl-live-${drawn}`;
  const registry = `acrctllive${drawn}`;
  const text = (value: string) => JSON.stringify(value);
  const configuration = `# Made by "npm run live". To remove what it made: acrctl destroy, in this folder.
apiVersion: acrctl/v1
stack: ${name}

azure:
  cloud: ${cloud}
  subscription: ${text(subscription)}
  resourceGroup: ${text(resourceGroup)}
  location: ${text(location)}
  tags: { purpose: acrctl-live }

resourceGroups:
  ${text(resourceGroup)}: ${groupExists ? '{ existing: true }' : '{}'}

networks:
  vnet-${drawn}:
    addressSpace: [10.213.0.0/24]
    subnets:
      endpoints: { prefix: 10.213.0.0/27 }

privateDnsZones:
  ${registryZone}:
    links: [vnet-${drawn}]

registries:
  ${registry}:
    sku: Premium
    network:
      publicAccess: disabled
      privateEndpoints:
        live:
          subnet: vnet-${drawn}/endpoints
          dns: { zone: ${registryZone} }
`;
  return {
    name,
    registryAddress: `registries.${registry}`,
    groupId,
    registryId: `${groupId}/providers/Microsoft.ContainerRegistry/registries/${registry}`,
    configuration,
  };
}
