import type { Json, JsonObject } from '../../../core/json.ts';
import type { ResourceType } from '../../../core/resource-type.ts';
import { collectionOf, foldId } from '../arm-id.ts';
import { ARM_TYPE } from '../arm-types.ts';
import { asIs, body, type Canonical, emptyIsAbsent, location, members, setOf, tags } from './canonical.ts';
import { withParts } from './named-parts.ts';
import { without } from './overlay.ts';
import { settlementOf } from './settlement.ts';

/** Conditions are all needed, in no order; what a condition looks at likewise. */
const condition = members({
  matchValues: setOf(asIs),
  matchVariables: setOf(members({ selector: asIs, variableName: asIs })),
  // Misspelt so on the wire, in every version (application-gateway.md 3).
  negationConditon: asIs,
  operator: asIs,
  transforms: emptyIsAbsent(asIs),
});

const normalise = body({
  location,
  tags,
  properties: members({
    customRules: setOf(
      members({
        // What tells rules apart comes first: they are put in the order of their text.
        name: asIs,
        action: asIs,
        matchConditions: setOf(withoutFalse(condition)),
        priority: asIs,
        ruleType: asIs,
        state: asIs,
      }),
    ),
    managedRules: members({
      exclusions: setOf(members({ matchVariable: asIs, selector: asIs, selectorMatchOperator: asIs })),
      managedRuleSets: setOf(members({ ruleSetType: asIs, ruleSetVersion: asIs })),
    }),
    policySettings: members({
      fileUploadEnforcement: asIs,
      fileUploadLimitInMb: asIs,
      maxRequestBodySizeInKb: asIs,
      mode: asIs,
      requestBodyCheck: asIs,
      requestBodyEnforcement: asIs,
      requestBodyInspectLimitInKB: asIs,
      state: asIs,
    }),
  }),
});

/**
 * The policy of the web application firewall of a gateway. Where no settings are sent it comes back switched off and
 * only logging (recorded: test_network_app_gateway_waf_policy_setting), so that both are always said. A custom rule
 * that somebody else added stays (I-19); the name of a rule tells it apart.
 */
export const firewallPolicy: ResourceType = {
  type: ARM_TYPE.firewallPolicy,
  apiVersion: '2025-05-01',
  label: 'WAF policy',
  collection: collectionOf,
  normalise,
  settled: settlementOf,
  immutable: ['location'],
  ownedByEntry: ['tags', 'properties.customRules'],
  mark: 'tags',
  putOnlyCreates: false,
  update: (change) => ({ method: 'PUT', body: withParts(writable(change.live), change, normalise) }),
  serialise: (id) => [foldId(id)],
  conditional: false,
  seconds: { create: 10, update: 30, delete: 15 },
  deadlineMs: 30 * 60_000,
};

/** `false` is what a condition says that does not say whether it is negated. */
function withoutFalse(canonical: Canonical): Canonical {
  return (value) => {
    const result = canonical(value) as (JsonObject & { negationConditon?: Json }) | undefined;
    if (result?.negationConditon !== false) return result;
    const { negationConditon: _, ...rest } = result;
    return rest;
  };
}

function writable(live: JsonObject): JsonObject {
  const { id: _id, name: _name, type: _type, ...rest } = live;
  return without((member) => SERVER_OWNED.has(member), rest);
}

/**
 * Read-only by Microsoft's schema of 2025-05-01; `skippedManagedRuleSets`, answered since 2024, does not stand in it
 * (observed-behaviour.md 4.6).
 */
const SERVER_OWNED: ReadonlySet<string> = new Set([
  'applicationGatewayForContainers',
  'applicationGateways',
  'computedDisabledRules',
  'etag',
  'httpListeners',
  'pathBasedRules',
  'provisioningState',
  'resourceState',
  'skippedManagedRuleSets',
]);
