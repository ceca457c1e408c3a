import { keyOf, parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud, Effect, ResourceType } from '../cloud.ts';
import { EmulatorBug } from '../errors.ts';
import { canonical } from '../json.ts';
import { begin, operationHeaders, refuseFor } from '../operations.ts';
import { networkVersions } from '../versions.ts';
import type { StoredObject, World } from '../world.ts';
import { anotherOperation, type NetworkState, networkOperation } from './network-common.ts';
import { joined, written } from './network-life.ts';
import {
  rulesOf,
  ruleView,
  type SecurityGroupData,
  type SecurityRuleData,
  securityRuleType,
  touchSecurityGroup,
} from './security-group-body.ts';
import { checkRules, wantedRule } from './security-rule-request.ts';

/** Never recorded: as subnets of a network are, which have an object over them in the same way (assumption). */
export const securityRules: ResourceType = {
  type: securityRuleType,
  apiVersions: networkVersions,
  tracked: false,
  listedBySubscription: false,
  view: (cloud, object) => view(cloud.world, object as StoredObject<SecurityRuleData>),
  etag: (cloud, object) => groupOf(cloud.world, object.id).data.etag,
  put,
  remove,
  effects: {
    'security-rule.write': {
      succeed: (cloud, { target }) => settle(cloud, target, 'Succeeded'),
      fail: (cloud, { target }) => void settle(cloud, target, 'Failed'),
    } satisfies Effect,
    'security-rule.delete': {
      succeed: (cloud, { target }) => {
        cloud.world.remove(target);
        touchSecurityGroup(cloud, parentKey(target));
        return undefined;
      },
      fail: (cloud, { target }) => void settle(cloud, target, 'Failed'),
    } satisfies Effect,
  },
};

function put(call: Call): Answer {
  const { cloud, target } = call;
  const { world } = cloud;
  const group = groupOf(world, target.id);
  const before = world.get<SecurityRuleData>(target.key);
  const running = joined(call);
  if (running && before) return written(call, running.answerStatus, view(world, before), running);
  refuseWhenBusy(call);
  const wanted = wantedRule(target.name, call.body);
  const others = rulesOf(world, group.id).filter(({ id }) => keyOf(id) !== target.key);
  checkRules(call, [...others.map(({ name, data }) => ({ name, properties: data.properties })), wanted]);
  const isDone =
    before?.data.state === 'Succeeded' && canonical(before.data.properties) === canonical(wanted.properties);
  const rule: StoredObject<SecurityRuleData> = {
    id: before?.id ?? `${group.id}/securityRules/${target.name}`,
    name: before?.name ?? target.name,
    type: securityRuleType,
    data: { state: isDone ? 'Succeeded' : 'Updating', properties: wanted.properties },
  };
  world.put(rule);
  touchSecurityGroup(cloud, keyOf(group.id));
  const plan = {
    verb: 'PUT',
    effect: 'security-rule.write',
    answerStatus: before ? 200 : 201,
    ...(isDone ? {} : { retryAfter: 1 }),
    locks: [keyOf(group.id)],
    done: isDone,
  } as const;
  const operation = begin(call, networkOperation(call, group.data.location, plan));
  return written(call, plan.answerStatus, view(world, rule), operation);
}

function remove(call: Call): Answer {
  const { cloud, target } = call;
  const rule = cloud.world.get<SecurityRuleData>(target.key);
  if (!rule) return { status: 204 };
  const running = joined(call);
  if (running) return { status: 202, headers: operationHeaders(cloud, call.origin, running) };
  refuseWhenBusy(call);
  const group = groupOf(cloud.world, target.id);
  cloud.world.put({ ...rule, data: { ...rule.data, state: 'Deleting' } });
  const plan = {
    verb: 'DELETE',
    effect: 'security-rule.delete',
    answerStatus: 202,
    retryAfter: 10,
    locks: [keyOf(group.id)],
  } as const;
  const operation = begin(call, networkOperation(call, group.data.location, plan));
  return { status: 202, headers: operationHeaders(cloud, call.origin, operation) };
}

function refuseWhenBusy(call: Call): void {
  const [holder] = call.cloud.world.holding(parentKey(call.target.key));
  if (holder) refuseFor(call.cloud, holder, (operation) => anotherOperation(call, operation));
}

function settle(cloud: Cloud, key: string, state: NetworkState): undefined {
  const rule = cloud.world.get<SecurityRuleData>(key);
  if (!rule) return undefined;
  cloud.world.put({ ...rule, data: { ...rule.data, state } });
  touchSecurityGroup(cloud, parentKey(key));
  return undefined;
}

function view(world: World, rule: StoredObject<SecurityRuleData>) {
  return ruleView(groupOf(world, rule.id).data.etag, rule);
}

function groupOf(world: World, ruleId: string): StoredObject<SecurityGroupData> {
  const group = world.get<SecurityGroupData>(parentKey(keyOf(ruleId)));
  if (!group) throw new EmulatorBug(`Security rule ${ruleId} has no group.`);
  return group;
}
