import type { Answer, Call, ResourceType } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { canonical, stringMapAt } from '../json.ts';
import { begin } from '../operations.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { networkOperation, weakEtag } from './network-common.ts';
import { heldFromOutside, joined, livingEffects, locationOf, startRemoval, written } from './network-life.ts';
import {
  protectedBy,
  type WafPolicyData,
  wafPolicyMembers,
  wafPolicyType,
  wafPolicyView,
} from './waf-policy-body.ts';
import { wantedPolicy } from './waf-policy-request.ts';

/** There is no PATCH (the specification). */
export const wafPolicies: ResourceType = {
  type: wafPolicyType,
  apiVersions: networkVersions,
  versioned: wafPolicyMembers,
  tracked: true,
  view: (cloud, object) => wafPolicyView(cloud, object as StoredObject<WafPolicyData>),
  etag: (_cloud, object) => (object as StoredObject<WafPolicyData>).data.etag,
  put,
  remove: (call) => {
    if (!joined(call)) refuseInUse(call);
    return startRemoval(call, 'waf-policy.delete');
  },
  blockedBy: (cloud, object) => heldFromOutside(object, Object.values(protectedBy(cloud, object.id)).flat()),
  effects: livingEffects('waf-policy'),
};

// 201 or 200 with a poll URL and no Retry-After (states.md). One that stays as it is keeps even its etag
// (test_network_app_gateway_waf_policy_setting #2, #3); that tags count as a change: assumption.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<WafPolicyData>(target.key);
  const running = joined(call);
  if (running && before) return written(call, running.answerStatus, wafPolicyView(cloud, before), running);
  const location = locationOf(call, before);
  const wanted = { ...wantedPolicy(call), tags: stringMapAt(call.body, 'tags') };
  const isDone =
    before?.data.state === 'Succeeded' && canonical({ ...before.data, ...wanted }) === canonical(before.data);
  const policy: StoredObject<WafPolicyData> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: wafPolicyType,
    data: {
      ...wanted,
      location,
      etag: isDone ? before.data.etag : weakEtag(cloud),
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      state: isDone ? 'Succeeded' : 'Updating',
    },
  };
  cloud.world.put(policy);
  const plan = {
    verb: 'PUT',
    effect: 'waf-policy.write',
    answerStatus: before ? 200 : 201,
    done: isDone,
  } as const;
  const operation = begin(call, networkOperation(call, location, plan));
  return written(call, plan.answerStatus, wafPolicyView(cloud, policy), operation);
}

// That it must be detached before is documented (network.md); code and text are assumed.
function refuseInUse({ cloud, target }: Call): void {
  const users = Object.values(protectedBy(cloud, target.id)).flat();
  if (users.length === 0) return;
  throw new ArmError(
    400,
    'InUseWebApplicationFirewallPolicyCannotBeDeleted',
    `Web application firewall policy ${target.id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}.`,
    { details: [] },
  );
}
