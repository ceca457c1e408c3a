import { keyOf, parentKey, subscriptionOf } from '../arm-path.ts';
import type { Call } from '../cloud.ts';
import { invalidReference } from '../errors.ts';
import { refuseFor } from '../operations.ts';
import type { StoredObject } from '../world.ts';
import { type NetworkData, notProvisioned } from './network-common.ts';
import type { SubnetData } from './subnets.ts';

/** The subnet that an object is to get its addresses in. Throws unless it is there, in its region, and at rest. */
export function settledSubnet(call: Call, subnetId: string, location: string): StoredObject<SubnetData> {
  const { world } = call.cloud;
  const subnet = world.get<SubnetData>(subnetId);
  const network = world.get<NetworkData>(parentKey(keyOf(subnetId)));
  if (!subnet || !network || network.data.location !== location)
    throw invalidReference(subnetId, call.target.id);
  // arm-protocol.md: an endpoint lives in the subscription of its network (recalled there); so does an interface.
  if (subscriptionOf(network.id) !== call.target.subscription)
    throw invalidReference(subnetId, call.target.id);
  refuseUnsettled(call, subnet, network);
  return subnet;
}

// SubnetsStillExist_20250301 #8.
function refuseUnsettled(
  call: Call,
  subnet: StoredObject<SubnetData>,
  network: StoredObject<NetworkData>,
): void {
  const { world } = call.cloud;
  const onSubnet = world.runningOn(subnet.id);
  const running = onSubnet ?? world.runningOn(network.id);
  if (!running) return;
  const last = onSubnet ? 'PutSubnetOperation' : 'PutVirtualNetworkOperation';
  refuseFor(call.cloud, running, () => notProvisioned(subnet.id, call.target.id, last));
}
