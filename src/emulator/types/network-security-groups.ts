import { keyOf } from '../arm-path.ts';
import type { Answer, Call, Cloud, ResourceType } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import { arrayAt, booleanAt, canonical, stringAt, stringMapAt } from '../json.ts';
import { begin, refuseFor } from '../operations.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { anotherOperation, networkOperation, weakEtag } from './network-common.ts';
import {
  heldFromOutside,
  joined,
  type LivingData,
  livingEffects,
  locationOf,
  patchTags,
  startRemoval,
  written,
} from './network-life.ts';
import {
  guardedBy,
  rulesOf,
  type SecurityGroupData,
  securityGroupType,
  securityGroupView,
  securityRuleType,
} from './security-group-body.ts';
import { checkRules, type WantedRule, wantedRule } from './security-rule-request.ts';

export const networkSecurityGroups: ResourceType = {
  type: securityGroupType,
  apiVersions: networkVersions,
  tracked: true,
  view: (cloud, object) => securityGroupView(cloud, object as StoredObject<SecurityGroupData>),
  etag: (_cloud, object) => (object as StoredObject<SecurityGroupData>).data.etag,
  put,
  patch: (call) => {
    refuseWhenBusy(call);
    return written(call, 200, securityGroupView(call.cloud, patchTags<SecurityGroupData>(call)));
  },
  remove: (call) => {
    if (!joined(call)) {
      refuseWhenBusy(call);
      refuseInUse(call);
    }
    return startRemoval(call, 'security-group.delete');
  },
  blockedBy: (cloud, object) => {
    const { interfaces, subnets } = guardedBy(cloud.world, object.id);
    return heldFromOutside(object, [...interfaces, ...subnets]);
  },
  effects: livingEffects('security-group', { settle: settleRules, drop: dropRules }),
};

// A new one says Updating, with Retry-After 1 (Network_v1api20240301 #21); one whose rules stay is done at once, and still names
// an operation (test_network_nic #12). Assumption: one whose rules change takes time.
function put(call: Call): Answer {
  const { cloud, target } = call;
  const before = cloud.world.get<SecurityGroupData>(target.key);
  const running = joined(call);
  if (running && before)
    return written(call, running.answerStatus, securityGroupView(cloud, before), running);
  refuseWhenBusy(call);
  const location = locationOf(call, before);
  const sent = arrayAt(call.body, 'properties', 'securityRules') ?? [];
  const rules = sent.map((rule) => wantedRule(stringAt(rule, 'name') ?? '', rule));
  checkRules(call, rules);
  const isDone = before?.data.state === 'Succeeded' && areKept(cloud, before, rules);
  const group: StoredObject<SecurityGroupData> = {
    id: before?.id ?? target.id,
    name: before?.name ?? target.name,
    type: securityGroupType,
    data: {
      location,
      tags: stringMapAt(call.body, 'tags'),
      etag: weakEtag(cloud),
      resourceGuid: before?.data.resourceGuid ?? cloud.chance.guid(),
      state: isDone ? 'Succeeded' : 'Updating',
      flushConnection: booleanAt(call.body, 'properties', 'flushConnection'),
    },
  };
  cloud.world.put(group);
  if (!isDone) putRules(cloud, group, rules);
  const plan = {
    verb: 'PUT',
    effect: 'security-group.write',
    answerStatus: before ? 200 : 201,
    ...(isDone ? {} : { retryAfter: 1 }),
    done: isDone,
  } as const;
  const operation = begin(call, networkOperation(call, location, plan));
  return written(call, plan.answerStatus, securityGroupView(cloud, group), operation);
}

function areKept(cloud: Cloud, group: StoredObject, rules: readonly WantedRule[]): boolean {
  const kept = rulesOf(cloud.world, group.id).map(({ name, data }) => [
    name.toLowerCase(),
    canonical(data.properties),
  ]);
  const wanted = rules.map(({ name, properties }) => [name.toLowerCase(), canonical(properties)]);
  return canonical(kept.toSorted()) === canonical(wanted.toSorted());
}

function putRules(cloud: Cloud, group: StoredObject, rules: readonly WantedRule[]): void {
  dropRules(cloud, group);
  for (const { name, properties } of rules) {
    const id = `${group.id}/securityRules/${name}`;
    cloud.world.put({ id, name, type: securityRuleType, data: { state: 'Updating', properties } });
  }
}

function settleRules<Object extends StoredObject<LivingData>>(cloud: Cloud, group: Object): Object {
  for (const rule of rulesOf(cloud.world, group.id))
    cloud.world.put({ ...rule, data: { ...rule.data, state: 'Succeeded' } });
  return group;
}

function dropRules(cloud: Cloud, group: StoredObject): void {
  for (const rule of rulesOf(cloud.world, group.id)) cloud.world.remove(rule.id);
}

/** A rule that is written holds its group. */
function refuseWhenBusy(call: Call): void {
  const { world } = call.cloud;
  const keys = [call.target.key, ...rulesOf(world, call.target.key).map(({ id }) => keyOf(id))];
  const [holder] = keys.flatMap((key) => world.holding(key));
  if (holder) refuseFor(call.cloud, holder, (operation) => anotherOperation(call, operation));
}

// Recalled, not recorded.
function refuseInUse({ cloud, target }: Call): void {
  const { interfaces, subnets } = guardedBy(cloud.world, target.id);
  const users = [...interfaces, ...subnets];
  if (users.length === 0) return;
  throw new ArmError(
    400,
    'InUseNetworkSecurityGroupCannotBeDeleted',
    `Network security group ${target.id} cannot be deleted because it is in use by the following resources: ${users.join(', ')}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`,
    { details: [] },
  );
}
