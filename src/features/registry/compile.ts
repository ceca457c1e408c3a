import type { Address } from '../../core/address.ts';
import { diagnose } from '../../core/codes.ts';
import type { RegistryPolicies } from '../../core/config.generated.ts';
import type { Compiled, Resource, Stage } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { JsonObject } from '../../core/json.ts';
import { getPath, isAtOrBelow, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { registry as registryType } from '../../providers/azure/resources/registry.ts';
import { encryptionBody, encryptionLate, encryptionStages } from '../encryption/compile.ts';
import { type Grant, grantStep } from '../encryption/grant.ts';
import { armValue, entryResource, groupAddress, ignoredPaths } from '../entry-resource.ts';
import { madeHere, type Placed, type PlacedRegistry } from '../placed.ts';
import type { Around } from '../private-link/members.ts';
import { privatePathRequirement, privatePathSteps } from '../private-link/path-check.ts';
import {
  ACCESS_PATHS,
  type Access,
  accessBody,
  compareAccess,
  DATA_ENDPOINTS_PATH,
  liveAccess,
  unionOf,
  wantedAccess,
} from './access.ts';
import { REGISTRY_DEFAULTS } from './defaults.ts';

/** `grants` is the access to keys that the plan gives. */
export function compileRegistries(
  placed: Placed,
  around: Around,
  grants: readonly Grant[],
): readonly Resource[] {
  const byId = new Map(grants.map((grant) => [foldId(grant.id), grant]));
  return placed.registries
    .filter(({ isExisting }) => !isExisting)
    .map((registry) => {
      const grant = grantStep(registry, placed, byId, around.live);
      return entryResource(registry, {
        type: ARM_TYPE.registry,
        managed: managedBody(registry, liveOf(registry, around)),
        initial: initialBody(registry),
        late: encryptionLate(registry, liveOf(registry, around)),
        dependsOn: [
          ...groupAddress(placed, registry),
          ...madeHere(...registry.identities, ...(registry.encryptionKey ? [registry.encryptionKey] : [])),
          // That of an identity of its own can only come after the registry.
          ...(grant === undefined || grant.isOwn ? [] : [grant.address]),
        ],
        stages: stagesOf(registry, around, grant?.isOwn === true ? grant.address : undefined),
        // Below Premium a registry is open, which is all that the file may say of it then.
        ...(registry.entry.sku !== 'Premium' && { implied: ACCESS_PATHS }),
      });
    });
}

/** True where the registry goes to a tier without network rules: private endpoints must be gone before. */
export function leavesPremium(registry: PlacedRegistry, live: JsonObject): boolean {
  return !registry.isExisting && registry.entry.sku !== 'Premium' && getPath(live, 'sku.name') === 'Premium';
}

/** True where the file says so; whether they are on shows in the plan. */
export function turnsDataEndpointsOff({ network }: PlacedRegistry): boolean {
  return network.dataEndpoints === false;
}

function liveOf({ id }: PlacedRegistry, { live }: Around): JsonObject | undefined {
  return live.get(foldId(id))?.body;
}

function managedBody(registry: PlacedRegistry, live: JsonObject | undefined): JsonObject {
  const { entry, network } = registry;
  const access = entry.sku === 'Premium' ? wantedAccess(network) : undefined;
  return {
    location: registry.location,
    tags: registry.tags,
    ...(entry.sku !== undefined && { sku: { name: entry.sku } }),
    ...identityBody(registry),
    properties: defined({
      adminUserEnabled: entry.adminUser,
      anonymousPullEnabled: entry.anonymousPull,
      zoneRedundancy: entry.zoneRedundancy === undefined ? undefined : onOff(entry.zoneRedundancy),
      roleAssignmentMode: entry.roleAssignmentMode && armValue(entry.roleAssignmentMode),
      encryption: encryptionBody(registry, live),
      policies: entry.policies && policiesBody(entry.policies),
      networkRuleBypassOptions:
        network.trustedServices === undefined ? undefined : bypass(network.trustedServices),
      networkRuleBypassAllowedForTasks: network.networkRuleBypassAllowedForTasks,
      dataEndpointEnabled: network.dataEndpoints,
      // Basic and Standard send none of it: there is no rule set below Premium (observed-behaviour.md 2.2).
      ...(access && accessBody(access)),
    }),
  };
}

/** Whether there is an identity of the registry's own is managed only where the file speaks of it. */
function identityBody({ entry: { identity }, identities }: PlacedRegistry): JsonObject {
  if (identity === undefined) return {};
  const users = Object.fromEntries(identities.map(({ id }) => [id, {}]));
  return {
    identity: defined({
      type: identity.system === undefined ? undefined : kindOf(identity.system, identities.length > 0),
      userAssignedIdentities: identities.length === 0 ? undefined : users,
    }),
  };
}

function kindOf(hasOwn: boolean, hasUsers: boolean): string {
  const kinds = [hasOwn && 'SystemAssigned', hasUsers && 'UserAssigned'].filter((kind) => kind !== false);
  return kinds.length === 0 ? 'None' : kinds.join(', ');
}

/** What the creating PUT says where the file is silent; Azure's value stays afterwards (design 4, "Absence"). */
function initialBody({ entry, endpoints, identities }: PlacedRegistry): JsonObject {
  const { network, adminUser, anonymousPull, zoneRedundancy, roleAssignmentMode } = REGISTRY_DEFAULTS;
  const premium: JsonObject = {
    networkRuleBypassOptions: bypass(network.trustedServices),
    networkRuleBypassAllowedForTasks: network.networkRuleBypassAllowedForTasks,
    // Azure turns data endpoints on with the first private endpoint (containerregistry.md).
    ...(endpoints.length === 0 && { dataEndpointEnabled: network.dataEndpoints }),
  };
  return {
    ...(identities.length > 0 && { identity: { type: kindOf(false, true) } }),
    properties: {
      adminUserEnabled: adminUser,
      anonymousPullEnabled: anonymousPull,
      zoneRedundancy: onOff(zoneRedundancy),
      roleAssignmentMode: armValue(roleAssignmentMode),
      ...(entry.sku === 'Premium' ? premium : {}),
    },
  };
}

function policiesBody(policies: RegistryPolicies): JsonObject {
  const { quarantine, trust, retentionDays, azureADAuthenticationAsArm } = policies;
  return defined({
    quarantinePolicy: status(quarantine),
    trustPolicy: trust === undefined ? undefined : { type: 'Notary', ...status(trust) },
    retentionPolicy: retentionDays === undefined ? undefined : retention(retentionDays),
    exportPolicy: status(policies.export),
    azureADAuthenticationAsArmPolicy: status(azureADAuthenticationAsArm),
  });
}

const EXPORT_PATH = 'properties.policies.exportPolicy';

/**
 * The order in which an existing registry takes a change: opened before a private path goes, closed only after every
 * declared private path works (I-12); and a key or its identity changed without a moment in which it cannot be read.
 */
function stagesOf(
  registry: PlacedRegistry,
  around: Around,
  ownGrant: Address | undefined,
): readonly Stage[] | undefined {
  const live = liveOf(registry, around);
  if (live === undefined) return undefined;
  const { before, write = { name: 'write' }, after } = accessStages(registry, around, live);
  const { add, rotate, remove } = encryptionStages(registry, live, ownGrant);
  const stages = [...before, ...add, write, ...rotate, ...after, ...remove];
  return stages.length === 1 && stages[0]?.interim === undefined ? undefined : stages;
}

interface AccessStages {
  readonly before: readonly Stage[];
  /** Where it is more than the plain one. */
  readonly write?: Stage;
  readonly after: readonly Stage[];
}

/** Opening and closing at once goes by way of the union. */
function accessStages(registry: PlacedRegistry, around: Around, live: JsonObject): AccessStages {
  const from = liveAccess(live);
  const nothing = { before: [], after: [] };
  if (registry.entry.sku !== 'Premium')
    return leavesPremium(registry, live) ? downgradeStages(from) : nothing;
  const to = wantedAccess(registry.network);
  if (to === undefined) return nothing;
  const { gains, loses } = compareAccess(from, to);
  return {
    before: gains ? [openStage(loses ? unionOf(from, to) : to)] : [],
    after: loses ? [closeStage(registry, around)] : [],
  };
}

/**
 * What only Premium has goes with the tier, by values that nobody manages afterwards: what was closed is opened
 * first, and the data endpoints that came with a private endpoint are turned off in the same request.
 */
function downgradeStages(from: Access): AccessStages {
  const write: Stage = { name: 'write', interim: { properties: { dataEndpointEnabled: false } } };
  return { before: from.kind === 'all' ? [] : [openStage(ALL)], write, after: [] };
}

const ALL: Access = { kind: 'all' };

/**
 * Export can be off only while public access is (containerregistry.md): what opens access takes it along. It waits
 * for nothing, since what a private path ends with waits for it, and may in turn make room for what the rest needs.
 */
function openStage(to: Access): Stage {
  return {
    name: 'open',
    paths: [...ACCESS_PATHS, EXPORT_PATH],
    interim: { properties: accessBody(to) },
    refersToNothing: true,
  };
}

function closeStage(registry: PlacedRegistry, around: Around): Stage {
  const closes = registry.network.publicAccess === 'disabled';
  const requirement = privatePathRequirement(registry);
  return {
    name: 'close',
    paths: closes ? [...ACCESS_PATHS, EXPORT_PATH] : ACCESS_PATHS,
    after: privatePathSteps(registry, around),
    ...(requirement && { requires: [requirement] }),
  };
}

/**
 * Azure refuses to open a registry whose export is off (containerregistry.md), and acrctl does not turn on unasked
 * what somebody turned off.
 */
export function exportFaults(placed: Placed, live: LiveObjects): readonly Diagnostic[] {
  return placed.registries
    .filter((registry) => {
      const body = live.get(foldId(registry.id))?.body;
      return body !== undefined && isOpened(registry, body) && isExportOff(body) && !turnsExportOn(registry);
    })
    .map((registry) =>
      diagnose('ACR1306', {
        address: registry.address,
        detail: `Export of ${registry.name} is off in Azure, and the file opens the registry without turning it on. Azure lets export be off only while public access is disabled, and would refuse.`,
        hint: 'Write policies.export: true, or publicAccess: disabled.',
      }),
    );
}

function isOpened({ network }: PlacedRegistry, live: JsonObject): boolean {
  const to = wantedAccess(network);
  return to !== undefined && liveAccess(live).kind === 'none' && to.kind !== 'none';
}

function isExportOff(live: JsonObject): boolean {
  return textAt(live, `${EXPORT_PATH}.status`)?.toLowerCase() === 'disabled';
}

function turnsExportOn({ entry }: PlacedRegistry): boolean {
  const isIgnored = ignoredPaths(entry).some((path) => isAtOrBelow(`${EXPORT_PATH}.status`, path));
  return entry.policies?.export === true && !isIgnored;
}

/** What steps, faults and impact lines were decided by beside what the file manages. */
export function registriesObserved(placed: Placed, live: LiveObjects): Compiled['observed'] {
  const observed: Record<string, JsonObject> = {};
  for (const registry of placed.registries) {
    const body = live.get(foldId(registry.id))?.body;
    if (body === undefined) continue;
    const paths = [
      ...(isOpened(registry, body) ? [EXPORT_PATH] : []),
      ...(leavesPremium(registry, body) ? [...ACCESS_PATHS, DATA_ENDPOINTS_PATH] : []),
      ...(registry.endpoints.some(({ id }) => !live.has(foldId(id))) ? [DATA_ENDPOINTS_PATH] : []),
    ];
    if (paths.length > 0) observed[registry.address] = picked(registryType.normalise(body), paths);
  }
  return observed;
}

function picked(body: JsonObject, paths: readonly string[]): JsonObject {
  return Object.fromEntries(paths.map((path) => [path, getPath(body, path) ?? null]));
}

function defined(members: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as JsonObject;
}

function status(on: boolean | undefined): JsonObject | undefined {
  return on === undefined ? undefined : { status: on ? 'enabled' : 'disabled' };
}

function retention(days: NonNullable<RegistryPolicies['retentionDays']>): JsonObject {
  return days === 'disabled' ? { status: 'disabled' } : { status: 'enabled', days };
}

function onOff(on: boolean): string {
  return on ? 'Enabled' : 'Disabled';
}

function bypass(on: boolean): string {
  return on ? 'AzureServices' : 'None';
}
