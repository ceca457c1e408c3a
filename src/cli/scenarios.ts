/** A file that `acrctl init` can write. To add one takes its text and an entry here. */
export interface Scenario {
  readonly name: string;
  /** For those who choose; ends a list line of 80 columns. */
  readonly summary: string;
  load(): Promise<{ readonly text: string }>;
}

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'private-link',
    summary: 'a registry that is reached through one private endpoint only',
    load: () => import('./scenarios/private-link.ts'),
  },
  {
    name: 'public',
    summary: 'a registry that some public IP ranges reach, and nobody else',
    load: () => import('./scenarios/public.ts'),
  },
  {
    name: 'geo-replicated',
    summary: 'private-link, with a replica in another region',
    load: () => import('./scenarios/geo-replicated.ts'),
  },
  {
    name: 'shared-zone',
    summary: 'private-link, with the records in a zone that others keep',
    load: () => import('./scenarios/shared-zone.ts'),
  },
  {
    name: 'manual-approval',
    summary: 'a private endpoint to a registry of others, who approve it',
    load: () => import('./scenarios/manual-approval.ts'),
  },
  {
    name: 'external-dns',
    summary: 'private-link, with the records in DNS servers outside Azure',
    load: () => import('./scenarios/external-dns.ts'),
  },
  {
    name: 'static-ips',
    summary: 'private-link, at addresses that are known beforehand',
    load: () => import('./scenarios/static-ips.ts'),
  },
  {
    name: 'encrypted',
    summary: 'a registry that is encrypted with a key of yours',
    load: () => import('./scenarios/encrypted.ts'),
  },
  {
    name: 'us-government',
    summary: 'private-link in AzureUSGovernment',
    load: () => import('./scenarios/us-government.ts'),
  },
];

/** A line for each, its number in front where one is to be chosen. */
export function scenarioLines(scenarios: readonly Scenario[], isNumbered = false): readonly string[] {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  return scenarios.map(({ name, summary }, index) => {
    const number = isNumbered ? `${index + 1}  ` : '';
    return `  ${number}${name.padEnd(width)}  ${summary}`;
  });
}
