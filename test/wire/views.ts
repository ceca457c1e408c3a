import type { View } from './dns-server.ts';

/** A registry as the DNS of Azure has it. */
export interface NamedRegistry {
  /** `contosoimages` */
  readonly label: string;
  /** Where it has data endpoints. */
  readonly regions: readonly string[];
  readonly suffix?: string;
}

/** What everybody sees who does not see the private zone: the whole chain, to public addresses (registry-wire.md, 8). */
export function publicView(
  { label, regions, suffix = 'azurecr.io' }: NamedRegistry,
  { hasEndpoint = true } = {},
): View {
  const through = (host: string, zoneName: string, rest: string): [string, View[string]][] =>
    hasEndpoint
      ? [
          [host, { cname: zoneName, ttl: 2881 }],
          [zoneName, { cname: rest }],
        ]
      : [[host, { cname: rest }]];
  return Object.fromEntries([
    ...through(`${label}.${suffix}`, `${label}.privatelink.${suffix}`, 'xxxx.we.azcr.io'),
    ['xxxx.we.azcr.io', { cname: 'xxxx-reg.trafficmanager.net', ttl: 300 }],
    ['xxxx-reg.trafficmanager.net', { cname: 'r0318.westeurope.cloudapp.azure.com', ttl: 300 }],
    ['r0318.westeurope.cloudapp.azure.com', { a: ['20.45.122.144'] }],
    ...regions.flatMap((region) => [
      ...through(
        `${label}.${region}.data.${suffix}`,
        `${label}.${region}.data.privatelink.${suffix}`,
        `${region}-4-az.data.azcr.io`,
      ),
      [`${region}-4-az.data.azcr.io`, { a: ['20.45.122.160'] }] as [string, View[string]],
    ]),
  ]);
}

/** What a network sees that is linked to a private zone with these records, by their names in the zone. */
export function privateView(
  registry: NamedRegistry,
  records: Readonly<Record<string, readonly string[]>>,
): View {
  const { suffix = 'azurecr.io' } = registry;
  const zone = `.privatelink.${suffix}`;
  const open = Object.entries(publicView(registry)).filter(([name]) => !name.endsWith(zone));
  const own = Object.entries(records).map(([name, a]) => [`${name}${zone}`, { a }] as const);
  return Object.fromEntries([...open, ...own]);
}
