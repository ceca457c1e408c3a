import { keyOf } from '../arm-path.ts';
import type { Answer, Call, ResourceType } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { arrayAt, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import { members, since } from '../version-shapes.ts';
import { pricingVersions } from '../versions.ts';
import type { StoredObject } from '../world.ts';
import { stamp } from './registry-stamps.ts';

interface PlanData {
  readonly tier: 'Free' | 'Standard';
  readonly subPlan: string | undefined;
  readonly enforce: 'True' | 'False';
  readonly extensions: readonly Extension[];
  /** When the plan was last turned on. */
  readonly enabledAt: number | undefined;
}

interface Extension {
  readonly name: string;
  readonly isEnabled: 'True' | 'False';
  readonly more: JsonObject | undefined;
}

type Plan = StoredObject<PlanData>;

const planType = 'Microsoft.Security/pricings';

/** The plans of Defender for Cloud: each subscription has all of them, nobody makes or deletes one (test_security_pricings). */
export const defenderPlans: ResourceType = {
  type: planType,
  apiVersions: pricingVersions,
  // Recalled: the example of the REST reference.
  versioned: members(since('2024-01-01'), 'properties.enforce', 'properties.resourcesCoverageStatus'),
  tracked: false,
  atSubscription: true,
  view: (_cloud, object) => view(object as Plan, []),
  put,
  builtIn: (_cloud, collection) => freePlans(collection),
  // Assumption: code and text.
  absent: ({ target }) => {
    throw new ArmError(404, 'ResourceNotFound', `There is no plan '${target.name}'.`);
  },
};

// test_security_pricings #1, #3.
function put(call: Call): Answer {
  const { cloud, target, body } = call;
  const name = nameOfPlan(target.name);
  if (name === undefined) throw badRequest(`The pricing name '${target.name}' is invalid.`);
  const before = cloud.world.get<PlanData>(target.key)?.data ?? free;
  const tier = tierIn(body);
  const extensions = tier === 'Standard' ? extensionsIn(body, name) : noExtensions(body);
  const plan: Plan = {
    id: target.id.replace(/[^/]+$/, name),
    name,
    type: planType,
    data: {
      tier,
      subPlan:
        tier === 'Standard' ? (stringAt(body, 'properties', 'subPlan') ?? defaultSubPlans[name]) : undefined,
      enforce: yesOrNo('enforce', stringAt(body, 'properties', 'enforce') ?? 'False'),
      extensions,
      enabledAt: tier === 'Standard' ? (before.enabledAt ?? cloud.now()) : undefined,
    },
  };
  cloud.world.put(plan);
  const fresh = extensions.filter(
    ({ name: each, isEnabled }) => isEnabled === 'True' && !isEnabledIn(before, each),
  );
  return {
    status: 200,
    body: view(
      plan,
      fresh.map(({ name: each }) => each),
    ),
  };
}

// `free` comes back as `Free` (#1). Codes and texts of what is refused here and below are assumed.
function tierIn(body: unknown): PlanData['tier'] {
  const tier = stringAt(body, 'properties', 'pricingTier');
  const found = (['Free', 'Standard'] as const).find((known) => known.toLowerCase() === tier?.toLowerCase());
  if (!found) throw badRequest('The pricing tier of a plan has to be Free or Standard.');
  return found;
}

// That Free has none is documented (security.md).
function noExtensions(body: unknown): readonly Extension[] {
  const sent = arrayAt(body, 'properties', 'extensions') ?? [];
  if (sent.length > 0) throw badRequest('Extensions cannot be enabled with the pricing tier Free.');
  return [];
}

/** Those sent, and of a plan whose extensions are known the others as off: what is not sent is not enabled (security.md). */
function extensionsIn(body: unknown, plan: string): readonly Extension[] {
  const sent = (arrayAt(body, 'properties', 'extensions') ?? []).map(extensionIn);
  const known = knownExtensions[plan];
  const odd = known && sent.find(({ name }) => !known.includes(name));
  if (odd) throw badRequest(`The plan ${plan} has no extension '${odd.name}'.`);
  const off = (known ?? []).filter((name) => !sent.some((extension) => extension.name === name));
  return [...sent, ...off.map((name): Extension => ({ name, isEnabled: 'False', more: undefined }))];
}

function extensionIn(entry: Json): Extension {
  const name = stringAt(entry, 'name');
  if (name === undefined) throw badRequest('Each extension of a plan needs a name.');
  const isEnabled = yesOrNo('isEnabled', stringAt(entry, 'isEnabled') ?? '');
  return { name, isEnabled, more: objectAt(entry, 'additionalExtensionProperties') };
}

function yesOrNo(name: string, sent: string): 'True' | 'False' {
  const found = (['True', 'False'] as const).find((known) => known.toLowerCase() === sent.toLowerCase());
  if (!found) throw badRequest(`The property ${name} has to be True or False.`);
  return found;
}

function isEnabledIn({ extensions }: PlanData, name: string): boolean {
  return extensions.some((extension) => extension.name === name && extension.isEnabled === 'True');
}

// security.md; of other plans they are not known, and none is refused.
const knownExtensions: Readonly<Record<string, readonly string[]>> = {
  Containers: [
    'ContainerRegistriesVulnerabilityAssessments',
    'AgentlessDiscoveryForKubernetes',
    'AgentlessVmScanning',
    'ContainerSensor',
  ],
};

// test_security_pricings #3.
const defaultSubPlans: Readonly<Record<string, string>> = { VirtualMachines: 'P2' };

// test_security_pricings #0 has all but the last, which security.md adds.
const planNames = [
  'VirtualMachines',
  'SqlServers',
  'AppServices',
  'StorageAccounts',
  'SqlServerVirtualMachines',
  'KubernetesService',
  'ContainerRegistry',
  'KeyVaults',
  'Dns',
  'Arm',
  'OpenSourceRelationalDatabases',
  'CosmosDbs',
  'Containers',
  'CloudPosture',
  'Api',
  'AI',
];

const replacements: Readonly<Record<string, string>> = {
  KubernetesService: 'Containers',
  ContainerRegistry: 'Containers',
  Dns: 'VirtualMachines',
};

const free: PlanData = {
  tier: 'Free',
  subPlan: undefined,
  enforce: 'False',
  extensions: [],
  enabledAt: undefined,
};

function nameOfPlan(sent: string): string | undefined {
  return planNames.find((name) => keyOf(name) === keyOf(sent));
}

/** What a subscription begins with (security.md). */
function freePlans(collection: string): readonly Plan[] {
  const base = collection.replace(`/providers/${keyOf(planType)}`, `/providers/${planType}`);
  return planNames.map((name) => ({ id: `${base}/${name}`, name, type: planType, data: free }));
}

function view({ id, name, type, data }: Plan, fresh: readonly string[]): JsonObject {
  const replacedBy = replacements[name];
  return {
    id,
    name,
    type,
    properties: {
      ...(data.extensions.length > 0
        ? { extensions: data.extensions.map((extension) => extensionView(extension, fresh)) }
        : {}),
      ...(data.enabledAt === undefined ? {} : { enablementTime: stamp(data.enabledAt, 'Z') }),
      ...(data.subPlan === undefined ? {} : { subPlan: data.subPlan }),
      pricingTier: data.tier,
      freeTrialRemainingTime: 'PT0S',
      ...(replacedBy === undefined ? {} : { deprecated: true, replacedBy: [replacedBy] }),
      enforce: data.enforce,
      resourcesCoverageStatus: data.tier === 'Standard' ? 'FullyCovered' : 'NotCovered',
    },
  };
}

// Only the answer that enabled one says how that went (#3, #4).
function extensionView({ name, isEnabled, more }: Extension, fresh: readonly string[]): JsonObject {
  return {
    name,
    isEnabled,
    ...(more ? { additionalExtensionProperties: more } : {}),
    ...(fresh.includes(name)
      ? { operationStatus: { code: 'Succeeded', message: 'Successfully enabled extension' } }
      : {}),
  };
}
