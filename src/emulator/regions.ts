import type { CloudName } from './api.ts';
import type { Cloud } from './cloud.ts';
import type { JsonObject } from './json.ts';

/**
 * `GET /subscriptions/{id}/locations`: members as in Microsoft's example of "Subscriptions - List Locations"; coordinates,
 * pairs and zones are left out. Names: "List of Azure regions" (MicrosoftDocs/azure-docs); there are more in Azure, and any
 * other location is taken all the same.
 */
export function locationList(cloud: Cloud, subscription: string): JsonObject {
  const value = Object.entries(regions[cloud.name]).flatMap(([group, names]) =>
    names.map((displayName) => locationOf(subscription, group, displayName)),
  );
  return { value };
}

function locationOf(subscription: string, group: string, displayName: string): JsonObject {
  const name = displayName.toLowerCase().replaceAll(' ', '');
  return {
    id: `/subscriptions/${subscription}/locations/${name}`,
    name,
    type: 'Region',
    displayName,
    regionalDisplayName: `(${group}) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geographyGroup: group },
  };
}

const regions: Readonly<Record<CloudName, Readonly<Record<string, readonly string[]>>>> = {
  AzureCloud: {
    US: [
      'Central US',
      'East US',
      'East US 2',
      'North Central US',
      'South Central US',
      'West US',
      'West US 2',
      'West US 3',
    ],
    Europe: [
      'France Central',
      'Germany West Central',
      'Italy North',
      'North Europe',
      'Norway East',
      'Poland Central',
      'Spain Central',
      'Sweden Central',
      'Switzerland North',
      'UK South',
      'UK West',
      'West Europe',
    ],
    'Asia Pacific': [
      'Australia East',
      'Australia Southeast',
      'Central India',
      'East Asia',
      'Japan East',
      'Japan West',
      'Korea Central',
      'South India',
      'Southeast Asia',
    ],
    Canada: ['Canada Central', 'Canada East'],
    'South America': ['Brazil South'],
    Africa: ['South Africa North'],
    'Middle East': ['Israel Central', 'Qatar Central', 'UAE North'],
  },
  AzureUSGovernment: { USGov: ['USGov Arizona', 'USGov Texas', 'USGov Virginia'] },
  AzureChinaCloud: {
    China: ['China East', 'China East 2', 'China East 3', 'China North', 'China North 2', 'China North 3'],
  },
};
