import type { Address } from './address.ts';

/** The records that a stack needs, for whoever keeps DNS. */
export interface RecordList {
  readonly endpoints: readonly EndpointRecords[];
  readonly domains: readonly DomainRecords[];
  readonly fronts: readonly FrontRecords[];
}

/** The records that one private endpoint needs. */
export interface EndpointRecords {
  /** Of the endpoint. */
  readonly address: Address;
  readonly registry: Address;
  /** Where it lives: machines there, and in what is joined to it, are to resolve the names to its addresses. */
  readonly network: Address;
  /** The zone in which Azure's public DNS sends resolvers on for such names. */
  readonly zone: string;
  /** `dns.manage` of the endpoint: who writes the records. With `external` nobody whom acrctl knows does. */
  readonly manage: 'zoneGroup' | 'records' | 'policy' | 'external';
  /** What the endpoint says of its connection, as Azure spells it; null while there is no endpoint. */
  readonly connection: string | null;
  /** The other endpoints of the registry: the same names have other addresses there (1.58). */
  readonly others: readonly Address[];
  readonly records: readonly DnsRecord[];
}

export interface DnsRecord {
  /** What clients ask for. */
  readonly host: string;
  /** What stands in the zone for it. */
  readonly name: string;
  readonly type: 'A';
  readonly ttl: number;
  /** Null until the endpoint has one. */
  readonly address: string | null;
  /** True where the next apply takes the host away; until then it is needed. */
  readonly leaving: boolean;
}

/** The CNAMEs that the custom domains of a registry need (0.41, 0.42). */
export interface DomainRecords {
  /** Of the entry `customDomains`. */
  readonly address: Address;
  readonly registry: Address;
  /** The entry of `dnsZones` in which acrctl writes them. With `dns: external` null: nobody whom acrctl knows does. */
  readonly zone: Address | null;
  /** Registry and data endpoints answer to the names once this is `active`. */
  readonly onboarding: 'notRequested' | 'requested' | 'active';
  readonly records: readonly AliasRecord[];
}

/** The records that the names of a public front need (2.1, 2.30). */
export interface FrontRecords {
  /** Of the front. */
  readonly address: Address;
  readonly registry: Address;
  /** As of custom domains. */
  readonly zone: Address | null;
  readonly records: readonly (AddressRecord | AliasRecord)[];
}

export interface AddressRecord {
  /** What clients ask for, and in full the name of the record. */
  readonly host: string;
  readonly type: 'A';
  readonly ttl: number;
  /** The public address of the gateway; null until it has one. */
  readonly address: string | null;
}

export interface AliasRecord {
  /** What clients ask for, and in full the name of the record. */
  readonly host: string;
  readonly type: 'CNAME';
  readonly ttl: number;
  /** Azure's own name of the same endpoint, or of what chooses one. */
  readonly target: string;
}

/** What DNS servers that are not Azure's have to forward so that they see what stands in private DNS zones (1.57). */
export interface DnsForwarding {
  readonly domain: string;
  readonly target: string;
  /** The custom domains: CNAMEs for names of the domain, which the same forwarding serves. */
  readonly aliases: readonly string[];
  /** The servers that the file gives to networks. */
  readonly servers: readonly { readonly network: Address; readonly addresses: readonly string[] }[];
}

/** What firewalls and proxies must let clients reach (1.65 to 1.67). */
export interface AllowList {
  /** What does not depend on the registry. */
  readonly shared: readonly AllowedHost[];
  readonly registries: readonly RegistryHosts[];
  /** What layers come from without data endpoints, whether or not a registry has none. */
  readonly storage: string;
}

export interface RegistryHosts {
  readonly address: Address;
  readonly hosts: readonly AllowedHost[];
  /** Where the same hosts are reached privately. */
  readonly endpoints: readonly PrivateAddresses[];
}

export interface AllowedHost {
  /** A name, or with `*.` in front every name below it. */
  readonly host: string;
  readonly port: 443;
  readonly purpose:
    | 'registry'
    | 'data'
    | 'domain'
    | 'dataDomain'
    | 'front'
    | 'dataFront'
    | 'storage'
    | 'login'
    | 'management'
    | 'certificates';
  /** True where the next apply makes it superfluous; until then it is needed. */
  readonly leaving: boolean;
}

export interface PrivateAddresses {
  /** Of the endpoint. */
  readonly address: Address;
  readonly network: Address;
  readonly addresses: readonly Pick<DnsRecord, 'host' | 'address' | 'leaving'>[];
}
