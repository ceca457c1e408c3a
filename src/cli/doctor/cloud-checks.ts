import { type Check, type SignedInIdentity, skipped } from '../../core/checkup.ts';
import type { Config } from '../../core/config.generated.ts';
import { AcrctlError } from '../../core/errors.ts';
import { NO_OPTIONS } from '../../core/plan.ts';
import { type Cloud, CloudError, type LiveObject } from '../../core/resource-type.ts';
import type { StateHome } from '../../core/state.ts';
import type { World } from '../../core/world.ts';
import { plan as makePlan, type Session } from '../../engine/run.ts';
import { features } from '../../features/index.ts';
import { placeEntries } from '../../features/placement.ts';
import { providersNeeded } from '../../features/providers/registration.ts';
import { cloudOf } from '../../features/scope.ts';
import { foldId, parentId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';
import { createAzureCloud } from '../../providers/azure/client.ts';
import { createExchange } from '../../providers/azure/exchange.ts';
import { readSubscription } from '../../providers/azure/subscription.ts';
import type { Trace } from '../../providers/azure/trace.ts';
import { commandLine, placeArguments } from '../command-line.ts';
import type { LoadedConfiguration } from '../configuration.ts';
import type { CloudOptions } from '../options.ts';
import { subscriptionsOf } from '../session.ts';
import { VERSION } from '../version.ts';
import type { Login, Way } from './access.ts';
import { refused, timed, told } from './bounded-checks.ts';
import { type PlanAttempt, permissionsForApply, permissionsForPlan, planCheck } from './permissions.ts';
import { providersCheck, subscriptionCheck } from './subscriptions.ts';

interface CloudInput {
  readonly options: CloudOptions;
  readonly world: World;
  readonly way: Way;
  readonly login: Login;
  readonly loaded: LoadedConfiguration;
  /** Or why it cannot be used. */
  readonly home: StateHome | AcrctlError;
  /** Told of every request, where somebody listens. */
  readonly trace: ((trace: Trace) => void) | undefined;
}

/** What is asked of Azure once somebody is signed in and the file says where: all of it at the same time. */
export async function cloudChecks(input: CloudInput): Promise<readonly Check[]> {
  const { options, world, login, loaded } = input;
  const { clock, random } = world;
  const access = {
    ...input.way,
    tokens: login.tokens,
    tenant: login.tenant,
    correlationId: random.uuid(),
    ...(input.trace !== undefined && { trace: input.trace }),
  };
  const exchange = createExchange({ ...access, clock, random });
  const cloud = createAzureCloud({ ...access, clock, random });
  const asker = { cloud: cloudOf(loaded.config), tenant: login.identity?.tenant };

  const needed = providersNeeded(placeEntries(loaded.config));
  const bySubscription = subscriptionsOf(loaded.config).flatMap((subscription) => {
    const about = { name: 'subscription', subscription } as const;
    const own = needed.filter((id) => foldId(parentId(id)) === foldId(`/subscriptions/${subscription}`));
    return [
      timed(about, world, async (signal) => {
        const answer = await refused(() => readSubscription(subscription, { exchange, clock, signal }));
        return subscriptionCheck(subscription, answer, asker);
      }),
      providers(subscription, own, cloud, world),
    ];
  });
  const planning = timed('permissionsForPlan', world, (signal) => attemptPlan(input, cloud, signal));
  const [checks, attempt] = await Promise.all([Promise.all(bySubscription), planning]);
  return [...checks, ...planChecks(attempt, login.identity, options)];
}

function providers(subscription: string, ids: readonly string[], cloud: Cloud, world: World): Promise<Check> {
  const about = { name: 'providers', subscription } as const;
  return timed(about, world, async (signal) => {
    if (ids.length === 0) return skipped(about, 'the file makes nothing there');
    const targets = ids.map((id) => ({ type: ARM_TYPE.provider, id }));
    const live = await refused(() => cloud.refresh(targets, new Set(), signal));
    if (live instanceof CloudError) return skipped(about, 'the subscription cannot be read');
    return providersCheck(subscription, ids, live);
  });
}

/** A plan as `acrctl plan` makes it, with what was read for it; an `AcrctlError` where the state cannot be used. */
function attemptPlan(
  { options, world, home, loaded: { config, hash } }: CloudInput,
  cloud: Cloud,
  signal: AbortSignal,
): Promise<PlanAttempt | AcrctlError> {
  if (home instanceof AcrctlError) return Promise.resolve(home);
  const seen = new Map<string, LiveObject>();
  const session: Session<Config> = {
    version: VERSION,
    operation: 'doctor',
    stack: config.stack,
    config,
    configHash: hash,
    subscriptions: subscriptionsOf(config),
    options: NO_OPTIONS,
    cloud: {
      ...cloud,
      async refresh(...asked) {
        const live = await cloud.refresh(...asked);
        for (const [id, object] of live) seen.set(id, object);
        return live;
      },
    },
    // Whether names are free is asked by POST, and is no matter of the set-up.
    features: {
      ...features,
      reads: (...of) => features.reads(...of).filter(({ type }) => type !== QUESTION.registryName),
    },
    store: home.store,
    clock: world.clock,
    random: world.random,
    interrupt: signal,
    parallelism: options.parallelism,
    emit: () => undefined,
  };
  return told(async () => {
    const result = await refused(() => makePlan(session));
    return result instanceof CloudError ? { failed: result } : { plan: result.planned.plan, seen };
  });
}

export const PLAN_CHECKS = ['permissionsForPlan', 'permissionsForApply', 'plan'] as const;

function planChecks(
  attempt: PlanAttempt | AcrctlError | Check,
  identity: SignedInIdentity | undefined,
  options: CloudOptions,
): readonly Check[] {
  if (attempt instanceof AcrctlError)
    return PLAN_CHECKS.map((name) => skipped(name, 'that takes a plan, and the state cannot be used'));
  if ('status' in attempt) {
    const [, ...others] = PLAN_CHECKS;
    return [
      attempt,
      ...others.map((name) => skipped(name, 'that takes a plan, and its reads were not over in time')),
    ];
  }
  const command = commandLine(['plan', ...placeArguments(options)]);
  return [
    permissionsForPlan(attempt, identity),
    permissionsForApply(attempt, identity),
    planCheck(attempt, command),
  ];
}
