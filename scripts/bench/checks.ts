/** What a plan asks beside the objects it is about, counted apart (design 11). */
export function isCheck({ path }: { readonly path: string }): boolean {
  return CHECKS.test(path);
}

/** Permissions, locks, settings, usages, names, providers, addresses, and the lists that checks look into. */
const CHECKS =
  /\/(A|virtualNetworkLinks|permissions|locks|diagnosticSettings|listUsages|replications|checkNameAvailability|roleAssignments)$|\/subscriptions\/[^/]+\/providers\/[^/]+(\/privateDnsZones)?$|\/(CheckIPAddressAvailability|CheckDnsNameAvailability|checkTrafficManagerNameAvailabilityV2)$/i;
