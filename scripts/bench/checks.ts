/** What a plan asks beside the objects it is about, counted apart (design 11). */
export function isCheck({ path }: { readonly path: string }): boolean {
  return CHECKS.test(path);
}

/** Permissions, locks, usages, names, providers, addresses, and the lists that checks look into. */
const CHECKS =
  /\/(A|virtualNetworkLinks|permissions|locks|listUsages|replications|checkNameAvailability|roleAssignments)$|\/subscriptions\/[^/]+\/providers\/[^/]+(\/privateDnsZones)?$|\/CheckIPAddressAvailability$/i;
