import { type ArmPath, subscriptionOf } from './arm-path.ts';
import type { Answer, Cloud } from './cloud.ts';
import { ArmError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { operationMs } from './latency.ts';

/** Versions of the calls of Microsoft.Resources other than groups that are answered. */
export const subscriptionApiVersions: readonly string[] = [
  '2025-04-01',
  '2025-03-01',
  '2024-11-01',
  '2024-07-01',
  '2024-03-01',
  '2023-07-01',
  '2022-12-01',
  '2022-09-01',
  '2022-01-01',
  '2021-04-01',
  '2021-01-01',
  '2020-10-01',
  '2020-06-01',
  '2020-01-01',
  '2019-11-01',
  '2019-10-01',
  '2019-06-01',
  '2016-06-01',
];
export const permissionApiVersions: readonly string[] = ['2022-04-01'];

// arm-protocol.md, Provider registration; all of them registered to begin with.
const namespaces = [
  'Microsoft.Authorization',
  'Microsoft.ContainerRegistry',
  'Microsoft.Insights',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.OperationalInsights',
  'Microsoft.Resources',
  'Microsoft.Security',
] as const;

export function subscriptionBody(cloud: Cloud, subscription: string): JsonObject {
  return {
    id: `/subscriptions/${subscription}`,
    authorizationSource: 'RoleBased',
    managedByTenants: [],
    subscriptionId: subscription,
    tenantId: cloud.tenantId,
    displayName: 'Emulated subscription',
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  };
}

/** The one of the emulator, and all that somebody made something in. Every other GUID is a subscription, too. */
export function subscriptionList(cloud: Cloud): JsonObject {
  const used = cloud.world.all().map(({ id }) => subscriptionOf(id.toLowerCase()));
  const ids = [...new Set([cloud.subscriptionId, ...used.toSorted()])];
  return { value: ids.map((id) => subscriptionBody(cloud, id)) };
}

export function tenantList(cloud: Cloud): JsonObject {
  const tenant = {
    id: `/tenants/${cloud.tenantId}`,
    tenantId: cloud.tenantId,
    displayName: 'Emulated tenant',
    defaultDomain: 'emulated.onmicrosoft.com',
    domains: ['emulated.onmicrosoft.com'],
    tenantCategory: 'Home',
    tenantType: 'AAD',
  };
  return { value: [tenant] };
}

type Registration = 'Registered' | 'Registering' | 'NotRegistered';

/** GET of one provider or all, POST register and unregister. A GET is a look at a registration under way. */
export function answerProviders(cloud: Cloud, method: string, path: ArmPath): Answer | undefined {
  if (path.group !== undefined) return undefined;
  const [word, sent, action, extra] =
    path.namespace === undefined ? path.rest : ['providers', path.namespace, ...path.kinds];
  if (word?.toLowerCase() !== 'providers' || extra !== undefined) return undefined;
  if (sent === undefined) {
    if (method !== 'GET') return undefined;
    for (const name of namespaces) settleRegistration(cloud, path.subscription, name);
    return {
      status: 200,
      body: { value: namespaces.map((name) => providerBody(cloud, path.subscription, name)) },
    };
  }
  const namespace = namespaces.find((name) => name.toLowerCase() === sent.toLowerCase());
  if (method === 'GET' && action === undefined) {
    if (!namespace) throw unknownNamespace(sent);
    settleRegistration(cloud, path.subscription, namespace);
    return { status: 200, body: providerBody(cloud, path.subscription, namespace) };
  }
  const verb = action?.toLowerCase();
  if (method !== 'POST' || (verb !== 'register' && verb !== 'unregister')) return undefined;
  if (!namespace) throw unknownNamespace(sent);
  if (verb === 'unregister') cloud.world.putNote(noteOf(path.subscription, namespace), 'NotRegistered');
  else register(cloud, path.subscription, namespace);
  return { status: 200, body: providerBody(cloud, path.subscription, namespace) };
}

/** How far a registration under way is. */
interface Progress {
  readonly looks: number;
  readonly endsAt: number;
}

function register(cloud: Cloud, subscription: string, namespace: string): void {
  if (registrationOf(cloud, subscription, namespace) !== 'NotRegistered') return;
  const note = noteOf(subscription, namespace);
  const progress: Progress = {
    looks: 0,
    endsAt: cloud.now() + operationMs(cloud, 'provider.register', note, 'POST'),
  };
  cloud.world.putNote(note, 'Registering');
  cloud.world.putNote(progressOf(subscription, namespace), progress);
}

// It ends as operations do: at the second look under latency `none`, else by the clock.
function settleRegistration(cloud: Cloud, subscription: string, namespace: string): void {
  if (registrationOf(cloud, subscription, namespace) !== 'Registering') return;
  const note = progressOf(subscription, namespace);
  const { looks, endsAt } = cloud.world.note<Progress>(note) ?? { looks: 0, endsAt: 0 };
  const isDone = cloud.now() >= endsAt || (cloud.latency === 'none' && looks >= 1);
  if (isDone) cloud.world.putNote(noteOf(subscription, namespace), 'Registered');
  else cloud.world.putNote(note, { looks: looks + 1, endsAt } satisfies Progress);
}

/** Throws when the subscription cannot use the namespace; only what was unregistered here cannot. */
export function checkRegistered(cloud: Cloud, subscription: string, namespace: string): void {
  const known = namespaces.find((name) => name.toLowerCase() === namespace.toLowerCase());
  if (!known || registrationOf(cloud, subscription, known) !== 'NotRegistered') return;
  throw new ArmError(
    409,
    'MissingSubscriptionRegistration',
    `The subscription is not registered to use namespace '${known}'. See https://aka.ms/rps-not-found for how to register subscriptions.`,
    { cause: 'gateway' },
  );
}

export function unknownNamespace(namespace: string): ArmError {
  return new ArmError(404, 'InvalidResourceNamespace', `The resource namespace '${namespace}' is invalid.`, {
    cause: 'gateway',
  });
}

function registrationOf(cloud: Cloud, subscription: string, namespace: string): Registration {
  return cloud.world.note<Registration>(noteOf(subscription, namespace)) ?? 'Registered';
}

function noteOf(subscription: string, namespace: string): string {
  return `registration ${subscription.toLowerCase()} ${namespace}`;
}

function progressOf(subscription: string, namespace: string): string {
  return `${noteOf(subscription, namespace)} progress`;
}

function providerBody(cloud: Cloud, subscription: string, namespace: string): JsonObject {
  const types = [...cloud.types.values()].filter(({ type }) => type.startsWith(`${namespace}/`));
  return {
    id: `/subscriptions/${subscription}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    resourceTypes: types.map(({ type, apiVersions }) => ({
      resourceType: type.slice(namespace.length + 1),
      locations: [],
      apiVersions,
    })),
    registrationState: registrationOf(cloud, subscription, namespace),
  };
}
