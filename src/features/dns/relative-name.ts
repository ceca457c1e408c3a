/** What stands for the zone's own name among the names of its record sets. */
export const APEX = '@';

/**
 * The name of a host in a zone: `images` for `images.contoso.com` in `contoso.com`, `@` for the zone itself, undefined
 * for a host outside the zone. Names compare without case and without the dot that may end them (dns.md).
 */
export function relativeName(host: string, zone: string): string | undefined {
  const [name, suffix] = [foldHost(host), foldHost(zone)];
  if (name === suffix) return APEX;
  return name.endsWith(`.${suffix}`) ? name.slice(0, -suffix.length - 1) : undefined;
}

/** A host name as it is compared. */
export function foldHost(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
