import { inertJson } from '../core/canonical.ts';
import type { AllowList } from '../core/hand-out.ts';

/**
 * The part of an AKS HTTP proxy configuration (`--http-proxy-config`) that keeps what is reached privately away from
 * the proxy (1.68). Names whole: AKS takes no wildcards there, and only names of RFC 1123 ("HTTP proxy support in
 * Azure Kubernetes Service").
 */
export function allowListAks({ registries }: AllowList): string {
  const hosts = registries.flatMap(({ endpoints }) => endpoints.flatMap(({ addresses }) => addresses));
  const noProxy = [...new Set(hosts.map(({ host }) => host))];
  return `${inertJson(JSON.stringify({ noProxy }, null, 2))}\n`;
}
