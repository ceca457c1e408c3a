import { keyOf } from '../arm-path.ts';
import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';

export interface LinkData {
  readonly etag: string;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly networkId: string;
  readonly registrationEnabled: boolean;
  readonly resolutionPolicy: string | undefined;
  /** The provisioning state says Succeeded while the link itself is still being made. */
  readonly linkState: 'InProgress' | 'Completed';
  /** When it is Completed at the latest. */
  readonly completesAt: number;
}

export const linkType = 'Microsoft.Network/privateDnsZones/virtualNetworkLinks';

export function linksIn(cloud: Cloud, zoneId: string): readonly StoredObject<LinkData>[] {
  return cloud.world.inCollection(
    `${keyOf(zoneId)}/virtualnetworklinks`,
  ) as readonly StoredObject<LinkData>[];
}
