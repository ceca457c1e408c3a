import type { Cloud } from '../cloud.ts';
import type { StoredObject } from '../world.ts';
import { type CustomDns, type EndpointData, putEndpoint } from './endpoint-body.ts';
import type { EndpointInterface } from './interface-body.ts';
import { refreshZoneGroups } from './zone-records.ts';

/** The endpoint shows the names that it answers for now, and its zone group follows. */
export function renewNames(cloud: Cloud, endpoint: StoredObject<EndpointData>): void {
  const named = putEndpoint(cloud, endpoint, { customDns: namesOf(cloud, endpoint) });
  refreshZoneGroups(cloud, named);
}

// None while it waits for its first approval (observed behaviour, 3.2). Assumption: one that waits again keeps the
// names it had, or a new replica would cut off what has worked before.
function namesOf(cloud: Cloud, endpoint: StoredObject<EndpointData>): readonly CustomDns[] {
  const { connection, customDns, interfaceId } = endpoint.data;
  const addresses = cloud.world.get<EndpointInterface>(interfaceId)?.data.ipConfigurations ?? [];
  switch (connection.state.status) {
    case 'Approved':
      return addresses.flatMap(({ fqdn, address }) =>
        fqdn === undefined ? [] : { fqdn, ipAddresses: [address] },
      );
    case 'Pending':
      return customDns.filter((known) => addresses.some(({ fqdn }) => fqdn === known.fqdn));
    case 'Disconnected':
      return customDns;
    case 'Rejected':
      return [];
  }
}
