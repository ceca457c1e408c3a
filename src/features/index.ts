import type { Address } from '../core/address.ts';
import type { Config } from '../core/config.generated.ts';
import type { Compiled, Features, PriorEntry, Resource, Review, ReviewInput } from '../core/desired.ts';
import type { LiveObjects, ReadTarget } from '../core/resource-type.ts';
import { foldId } from '../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../providers/azure/arm-types.ts';
import { approvalFaults, compileApprovals } from './approvals/compile.ts';
import { cachingReads, givenToSets } from './caching/access.ts';
import { compileCaching } from './caching/compile.ts';
import { cachingFindings } from './caching/findings.ts';
import { secretTargets, waitingSets } from './caching/waiting.ts';
import {
  compileDomains,
  domainNames,
  domainOrder,
  domainOutputs,
  domainReads,
  givenAccess,
} from './custom-domains/compile.ts';
import { domainFindings } from './custom-domains/findings.ts';
import { compileDefender, defenderImpact } from './defender/compile.ts';
import { compileDiagnostics, diagnosticsOrder } from './diagnostics/compile.ts';
import { otherSettingFaults, otherSettingReads } from './diagnostics/live-faults.ts';
import { compileDnsZones, nameServerOutputs } from './dns/compile.ts';
import { takenNameFaults } from './dns/taken-names.ts';
import { encryptionFindings } from './encryption/findings.ts';
import { compileGrants, grantOrder, grantReads, managedGrants } from './encryption/grant.ts';
import { encryptionFaults, encryptionOutputs } from './encryption/live-faults.ts';
import { existingFaults, existingReads } from './existing.ts';
import { compileIdentities, identityOutputs } from './identities/compile.ts';
import { certificateOutputs, compileCertificates } from './key-vaults/certificate-compile.ts';
import { certificateFaults } from './key-vaults/certificate-live-faults.ts';
import { compileVaults, keyOutputs } from './key-vaults/compile.ts';
import { deletedVaultReads } from './key-vaults/deleted.ts';
import { recoveryFaults, vaultFaults } from './key-vaults/live-faults.ts';
import {
  liveCheckCloser,
  liveCheckFaults,
  liveCheckOrder,
  liveCheckReads,
} from './live-checks/live-checks.ts';
import { compileLocks, lockOrder } from './locks/compile.ts';
import { lockFindings } from './locks/findings.ts';
import { lockReads } from './locks/reads.ts';
import { compileNetworks } from './networks/compile.ts';
import { missingPermissions, permissionCloser } from './permissions/missing.ts';
import { permissionReads } from './permissions/reads.ts';
import type { Placed } from './placed.ts';
import { placeEntries } from './placement.ts';
import { compileZones } from './private-dns/compile.ts';
import { waitingEndpoints } from './private-link/approval-check.ts';
import { aroundOf } from './private-link/around.ts';
import { compileEndpoints, endpointOutputs, endpointReads } from './private-link/compile.ts';
import type { Around } from './private-link/members.ts';
import { pathOrder } from './private-link/path-order.ts';
import { proofDiagnostics } from './private-link/proof.ts';
import { subnetRoom } from './private-link/subnet-room.ts';
import {
  compileRegistrations,
  registrationImpact,
  registrationOrder,
  registrationReads,
} from './providers/registration.ts';
import {
  compileFronts,
  frontOutputs,
  frontReads,
  gatewayOrder,
  wantedFrontNames,
} from './public-front/compile.ts';
import { dnsNameFaults, dnsNameReads } from './public-front/dns-names.ts';
import { foreignRouteFindings } from './public-front/foreign-routes.ts';
import { foreignRuleFindings, foreignRuleOutputs } from './public-front/foreign-rules.ts';
import { frontOrder } from './public-front/front-order.ts';
import { frontRegionFaults } from './public-front/live-faults.ts';
import {
  compileRegistries,
  exportFaults,
  leavesPremium,
  registriesObserved,
  turnsDataEndpointsOff,
} from './registry/compile.ts';
import { compileReplications } from './replications/compile.ts';
import { compileGroups, groupReads, missingGroups } from './resource-groups/compile.ts';
import { encryptedRegistryReads } from './review/encryption-guard.ts';
import { review } from './review/review.ts';
import { assignmentOutputs, assignmentReads, compileRoleAssignments } from './role-assignments/compile.ts';
import { compileTokens, tokenOutputs } from './tokens/compile.ts';
import { compileWebhooks } from './webhooks/compile.ts';
import { compileWorkspaces } from './workspaces/compile.ts';

/** What acrctl knows of registries and their networks, for the engine. */
export const features: Features<Config> = {
  reads,
  compile,
  review: reviewAll,
  closer,
  waiting: {
    targets: (config) => {
      const placed = placeEntries(config);
      const endpoints = placed.registries.flatMap((registry) => registry.endpoints);
      return [...endpoints.map(({ id }) => ({ type: ARM_TYPE.endpoint, id })), ...secretTargets(placed)];
    },
    judge: (config, live) => {
      const placed = placeEntries(config);
      return [...waitingEndpoints(placed, live), ...waitingSets(placed, live)];
    },
  },
};

/** The ids of everything that `compile` yields and looks at; what the state knows is read by the engine anyway. */
function reads(config: Config | undefined, prior: readonly PriorEntry[]): readonly ReadTarget[] {
  if (config === undefined) return [...permissionReads(undefined, prior), ...lockReads(undefined, [], prior)];
  const placed = placeEntries(config);
  // Which objects there are hangs on what is live in two places only, and both are read by their lists: the records of
  // a zone, and the connections of a registry.
  const unread = aroundOf(config, [], new Map());
  const own = [...resourcesOf(placed, [], unread), ...compileDefender(config)].map(({ type, id }) => ({
    type,
    id,
  }));
  return [
    ...own,
    ...groupReads(placed),
    ...existingReads(placed),
    ...endpointReads(placed),
    ...assignmentReads(placed),
    ...grantReads(placed),
    ...domainReads(placed, prior, unread),
    ...frontReads(placed, prior, unread),
    ...dnsNameReads(placed, prior),
    ...cachingReads(placed),
    ...registrationReads(placed, prior),
    ...permissionReads(placed, prior),
    ...lockReads(placed, own, prior),
    ...otherSettingReads(placed, prior),
    ...liveCheckReads(placed, prior),
  ];
}

function compile(config: Config, prior: readonly PriorEntry[], live: LiveObjects): Compiled {
  const placed = placeEntries(config);
  const around = aroundOf(config, prior, live);
  const resources = [
    ...resourcesOf(placed, prior, around),
    ...compileRegistrations(placed, prior, live),
    ...compileDefender(config),
  ];
  const grants = managedGrants(placed, prior, live);
  const accesses = givenAccess(placed, prior, live);
  return {
    resources,
    existing: existingReads(placed),
    order: [
      ...pathOrder(placed, resources, prior, {
        opening: new Set(resources.filter(opens).map(({ address }) => address)),
        endpointsFirst: registriesAfterEndpoints(placed, live),
      }),
      ...grantOrder(prior, grants),
      ...domainOrder(prior, accesses),
      ...registrationOrder(placed, prior, live),
      ...lockOrder(placed, prior),
      ...gatewayOrder(placed, around),
      ...diagnosticsOrder(placed, prior),
      ...frontOrder(placed, resources, prior, around),
      ...liveCheckOrder(placed, prior, around),
    ],
    diagnostics: [
      ...missingGroups(placed, live),
      ...existingFaults(placed, live),
      ...subnetRoom(placed, around),
      ...exportFaults(placed, live),
      ...encryptionFaults(placed, prior, live),
      ...encryptionFindings(placed, prior, live),
      ...vaultFaults(placed, live),
      ...recoveryFaults([...grants, ...accesses, ...givenToSets(placed, prior, live)], live),
      ...domainFindings(placed, around),
      ...takenNameFaults([...domainNames(placed, around), ...wantedFrontNames(placed, around)], prior, live),
      ...certificateFaults(placed, live),
      ...foreignRuleFindings(placed, prior, live),
      ...foreignRouteFindings(placed, resources, live),
      ...dnsNameFaults(placed, prior, around),
      ...otherSettingFaults(placed, prior, live),
      ...cachingFindings(placed, live),
      ...approvalFaults(placed, prior, live),
      ...frontRegionFaults(placed, around),
      ...liveCheckFaults(placed, prior, around),
    ],
    outputs: {
      ...endpointOutputs(placed, around),
      ...identityOutputs(placed, live),
      ...nameServerOutputs(placed, live),
      ...keyOutputs(placed),
      ...certificateOutputs(placed),
      ...assignmentOutputs(placed),
      ...tokenOutputs(placed),
      ...encryptionOutputs(placed, live),
      ...domainOutputs(placed, around),
      ...frontOutputs(placed, around),
      ...foreignRuleOutputs(placed, prior, live),
    },
    observed: registriesObserved(placed, live),
  };
}

function reviewAll(input: ReviewInput<Config>): Review {
  const { blocked, impact, diagnostics } = review(input);
  return {
    blocked,
    impact: { ...impact, ...registrationImpact(input.changes), ...defenderImpact(input.changes) },
    diagnostics: [
      ...diagnostics,
      ...proofDiagnostics(input),
      ...lockFindings(input),
      ...missingPermissions(input),
    ],
  };
}

function closer(input: ReviewInput<Config>): readonly ReadTarget[] {
  const { config, prior, live } = input;
  const around = aroundOf(config, prior, live);
  const placed = placeEntries(config);
  return [
    ...permissionCloser(input),
    ...liveCheckCloser(placed, prior, around),
    ...encryptedRegistryReads(input.changes, placed, prior),
    ...deletedVaultReads(placed, live),
  ];
}

function resourcesOf(placed: Placed, prior: readonly PriorEntry[], around: Around): Compiled['resources'] {
  const { live } = around;
  return [
    ...compileGroups(placed),
    ...compileIdentities(placed),
    ...compileVaults(placed, live),
    ...compileCertificates(placed, live),
    ...compileNetworks(placed),
    ...compileZones(placed),
    ...compileDnsZones(placed),
    ...compileWorkspaces(placed),
    ...compileRegistries(placed, around, managedGrants(placed, prior, live)),
    ...compileGrants(placed, prior, live),
    ...compileDomains(placed, prior, around),
    ...compileReplications(placed),
    ...compileRoleAssignments(placed, live),
    ...compileTokens(placed),
    ...compileCaching(placed, prior, live),
    ...compileWebhooks(placed),
    ...compileEndpoints(placed, around),
    ...compileApprovals(placed, prior, live),
    ...compileFronts(placed, prior, around),
    ...compileDiagnostics(placed),
    ...compileLocks(placed),
  ];
}

function opens({ stages }: Resource): boolean {
  return stages?.some(({ name }) => name === 'open') === true;
}

/** The tiers below Premium have no endpoints and no replicas; and with any endpoint Azure keeps data endpoints on. */
function registriesAfterEndpoints(placed: Placed, live: LiveObjects): ReadonlySet<Address> {
  const after = placed.registries.filter((registry) => {
    const body = live.get(foldId(registry.id))?.body;
    return body !== undefined && (turnsDataEndpointsOff(registry) || leavesPremium(registry, body));
  });
  return new Set(after.map(({ address }) => address));
}
