import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { badRequest, EmulatorBug } from '../errors.ts';
import { arrayAt, type JsonObject, stringAt } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { trafficVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import {
  endpointMembers,
  endpointsOf,
  endpointView,
  listedEndpoints,
  replaceEndpoints,
} from './traffic-endpoints.ts';
import {
  nameTaken,
  type Profile,
  type ProfileData,
  profileIn,
  profileNamed,
  profileType,
  profileView,
  refuseTakenName,
} from './traffic-profile-body.ts';

/** All synchronous (azure-cli test_network_traffic_manager #1, #4, #16). */
export const trafficProfiles: ResourceType = {
  type: profileType,
  apiVersions: trafficVersions,
  versioned: [
    ...members(since('2018-08-01'), 'properties.maxReturn'),
    ...endpointMembers('properties.endpoints[].'),
  ],
  tracked: true,
  view: (cloud, object) => view(cloud, object as Profile),
  put,
  patch,
  remove: (call) => {
    const profile = call.cloud.world.get(call.target.key);
    if (profile) destroy(call.cloud, profile);
    return { status: 200 };
  },
  actions: { 'POST checktrafficmanagernameavailabilityv2': checkName },
  destroy,
};

function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const before = cloud.world.get<ProfileData>(target.key);
  // trafficmanager.md; code and text are assumed, as those of the name.
  if (stringAt(body, 'location')?.toLowerCase() !== 'global')
    throw badRequest('The location of a Traffic Manager profile has to be global.');
  if (!before && !/^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(target.name))
    throw badRequest(`The name ${target.name} of a Traffic Manager profile is invalid.`);
  const data = profileIn(call, before?.data);
  if (!before) refuseTakenName(cloud, data.relativeName);
  return save(call, before, data, before ? 200 : 201);
}

function patch(call: Call): Answer {
  const before = call.cloud.world.get<ProfileData>(call.target.key);
  if (!before) throw new EmulatorBug('The front door answers for absent objects.');
  return save(call, before, profileIn(call, before.data), 200);
}

// Endpoints in the body take the place of all others (trafficmanager.md). Assumption: without any, they stay.
function save(call: Call, before: Profile | undefined, data: ProfileData, status: number): Answer {
  const { cloud, target } = call;
  const profile: Profile = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: profileType,
    data,
  };
  const sent = arrayAt(call.body, 'properties', 'endpoints');
  if (sent) replaceEndpoints(cloud, profile, listedEndpoints(cloud, profile, sent));
  cloud.world.put(profile);
  return { status, body: view(cloud, profile) };
}

function destroy(cloud: Cloud, profile: StoredObject): void {
  for (const { id } of endpointsOf(cloud, profile.id)) cloud.world.remove(id);
  cloud.world.remove(profile.id);
}

// test_network_traffic_manager #0, of the older call without a subscription. Recalled: the reason.
function checkName(call: Call): Answer {
  const { cloud, body } = call;
  const name = stringAt(body, 'name') ?? '';
  const isFree = profileNamed(cloud, name) === undefined;
  const reason = isFree ? null : 'AlreadyExists';
  const message = isFree ? null : nameTaken(cloud, name);
  return { status: 200, body: { name, type: profileType, nameAvailable: isFree, reason, message } };
}

function view(cloud: Cloud, profile: Profile): JsonObject {
  return profileView(cloud, profile, endpointsOf(cloud, profile.id).map(endpointView));
}
