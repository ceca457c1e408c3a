/** How a registry elsewhere lets itself be cached. */
export interface Upstream {
  /** How its repositories begin, for people. */
  readonly host: string;
  /** Whether Azure asks it with credentials only, without any, or either way. */
  readonly credentials: 'needed' | 'refused' | 'optional';
}

/**
 * What Azure documents as supported ("Artifact cache", section "Upstream support", MicrosoftDocs/azure-management-docs). That
 * Docker Hub needs credentials is enforced: EnforceDockerAuthentication. Azure's own registries are in "Artifact cache from
 * another Azure Container Registry".
 */
const UPSTREAMS: readonly (Upstream & { readonly pattern: RegExp })[] = [
  { host: 'docker.io', pattern: /^docker\.io$/, credentials: 'needed' },
  { host: 'mcr.microsoft.com', pattern: /^mcr\.microsoft\.com$/, credentials: 'refused' },
  { host: 'public.ecr.aws', pattern: /^public\.ecr\.aws$/, credentials: 'refused' },
  { host: 'ghcr.io', pattern: /^ghcr\.io$/, credentials: 'optional' },
  { host: 'quay.io', pattern: /^quay\.io$/, credentials: 'optional' },
  { host: 'registry.k8s.io', pattern: /^registry\.k8s\.io$/, credentials: 'optional' },
  { host: 'gcr.io', pattern: /^(?:[a-z]+\.)?gcr\.io$/, credentials: 'optional' },
  { host: 'REGION-docker.pkg.dev', pattern: /^[a-z0-9-]+\.pkg\.dev$/, credentials: 'needed' },
  {
    host: 'NAME.azurecr.io',
    pattern: /^[a-z0-9-]+\.azurecr\.(?:io|us|cn)$/,
    credentials: 'optional',
  },
];

/** Their hosts, for people. */
export const UPSTREAM_HOSTS: readonly string[] = UPSTREAMS.map(({ host }) => host);

/** Undefined for a host that Azure does not list. */
export function upstreamAt(host: string): Upstream | undefined {
  return UPSTREAMS.find(({ pattern }) => pattern.test(host));
}
