import type { Address } from '../core/address.ts';
import type {
  ConnectionRule,
  CustomDomain,
  CustomDomains,
  DiagnosticSetting,
  DnsZone,
  FrontRegion,
  Identity,
  KeyVault,
  KeyVaultCertificate,
  KeyVaultKey,
  Lock,
  Network,
  PrivateDnsZone,
  PrivateEndpoint,
  PublicFront,
  Registry,
  RegistryCacheRule,
  RegistryCredentialSet,
  RegistryNetwork,
  RegistryRoleAssignment,
  RegistryScopeMap,
  RegistryToken,
  RegistryWebhook,
  Replication,
  ResourceGroup,
  Subnet,
  VirtualNetworkLink,
  Workspace,
} from '../core/config.generated.ts';
import type { DiagnosticSource } from './diagnostics/categories.ts';

/** What every entry has once it is known where it goes. */
export interface PlacedEntry<Entry> {
  readonly key: string;
  /** The YAML path of the entry: for `locate`, and the address in segments. */
  readonly path: readonly string[];
  readonly address: Address;
  readonly id: string;
  /** The name in Azure. */
  readonly name: string;
  readonly subscription: string;
  /** The name of the group in Azure; for a group, its own. */
  readonly resourceGroup: string;
  /** True for an object of others, which is read and never written. */
  readonly isExisting: boolean;
  readonly entry: Entry;
}

export interface Taggable {
  /** `azure.tags` under the tags of the entry; acrctl's own tags are not among them. */
  readonly tags: Readonly<Record<string, string>>;
}

export interface Regional {
  readonly location: string;
}

export type PlacedGroup = PlacedEntry<ResourceGroup> & Taggable & Regional;

export type PlacedIdentity = PlacedEntry<Identity> & Taggable & Regional;

export type PlacedVault = PlacedEntry<KeyVault> &
  Taggable &
  Regional & {
    /** `https://VAULT.HOST`, where its data plane answers. */
    readonly origin: string;
    readonly diagnostics: readonly PlacedDiagnostic[];
    readonly keys: readonly PlacedVaultKey[];
    readonly certificates: readonly PlacedCertificate[];
  };

export type PlacedVaultKey = PlacedEntry<KeyVaultKey> & {
  readonly vaultKey: string;
  readonly vaultId: string;
  /** `https://VAULT.HOST/keys/NAME`, without a version. */
  readonly uri: string;
};

/** A certificate with its key, which is a secret of its vault: what is in it stands nowhere here. */
export type PlacedCertificate = PlacedEntry<KeyVaultCertificate> & {
  readonly vaultKey: string;
  readonly vaultId: string;
  /** `https://VAULT.HOST/secrets/NAME`, with a version only where the entry says one. */
  readonly secretUri: string;
};

export type PlacedNetwork = PlacedEntry<Network> &
  Taggable &
  Regional & { readonly subnets: readonly PlacedSubnet[] };

export type PlacedSubnet = PlacedEntry<Subnet> & {
  /** Of the network. */
  readonly networkKey: string;
  readonly networkId: string;
};

export type PlacedZone = PlacedEntry<PrivateDnsZone> & Taggable & { readonly links: readonly PlacedLink[] };

export type PlacedLink = PlacedEntry<VirtualNetworkLink> &
  Taggable & { readonly zoneKey: string; readonly network: PlacedNetwork };

/** A zone of the public DNS. */
export type PlacedDnsZone = PlacedEntry<DnsZone> & Taggable;

/** A Log Analytics workspace. */
export type PlacedWorkspace = PlacedEntry<Workspace> & Taggable & Regional;

export type PlacedRegistry = PlacedEntry<Registry> &
  Taggable &
  Regional & {
    readonly network: RegistryNetwork;
    /** Those of the file's user-assigned identities. */
    readonly identities: readonly PlacedIdentity[];
    /** That of the file which encrypts it; undefined also where the file gives a URI. */
    readonly encryptionKey: PlacedVaultKey | undefined;
    /** Names of its owner, where the file has any. */
    readonly domains: PlacedDomains | undefined;
    readonly replications: readonly PlacedReplication[];
    readonly roleAssignments: readonly PlacedRoleAssignment[];
    readonly diagnostics: readonly PlacedDiagnostic[];
    readonly locks: readonly PlacedLock[];
    readonly scopeMaps: readonly PlacedScopeMap[];
    readonly tokens: readonly PlacedToken[];
    readonly credentialSets: readonly PlacedCredentialSet[];
    readonly cacheRules: readonly PlacedCacheRule[];
    readonly webhooks: readonly PlacedWebhook[];
    readonly endpoints: readonly PlacedEndpoint[];
    readonly rules: readonly PlacedRule[];
  };

export interface PlacedDomains {
  readonly path: readonly string[];
  readonly address: Address;
  readonly entry: CustomDomains;
  /** Undefined for the identity that the registry has of its own, and for one that the file does not list. */
  readonly identity: PlacedIdentity | undefined;
  /** Undefined where somebody else keeps the records, and for a zone that the file does not list. */
  readonly zone: PlacedDnsZone | undefined;
  /** That of the registry first, then those for data by region. */
  readonly names: readonly PlacedDomain[];
}

/** A name is no object of its own: Azure Support puts it in place. */
export interface PlacedDomain {
  readonly path: readonly string[];
  readonly address: Address;
  /** Of a data domain: the region whose data endpoint it is for. */
  readonly region: string | undefined;
  readonly entry: CustomDomain;
  /** Undefined where the file does not list it. */
  readonly certificate: PlacedCertificate | undefined;
}

export type PlacedReplication = PlacedEntry<Replication> &
  Taggable &
  Regional & { readonly registryAddress: Address; readonly registryId: string };

export type PlacedRoleAssignment = PlacedEntry<RegistryRoleAssignment> & {
  readonly registryAddress: Address;
  readonly registryId: string;
  /** The GUID of the role definition. */
  readonly roleId: string;
  /** Whoever gets the role, where that is an identity of the file; else the file says its object id. */
  readonly identity: PlacedIdentity | undefined;
};

/** Where a vault, a registry or a gateway sends its logs. That of a front stands once, and each gateway has it. */
export type PlacedDiagnostic = PlacedEntry<DiagnosticSetting> & {
  readonly source: DiagnosticSource;
  readonly target: Pick<PlacedEntry<object>, 'address' | 'id' | 'isExisting'>;
  /** Undefined also where the file does not list it. */
  readonly workspace: PlacedWorkspace | undefined;
};

/** A management lock on a registry. */
export type PlacedLock = PlacedEntry<Lock>;
export type PlacedScopeMap = PlacedEntry<RegistryScopeMap> & {
  readonly registryAddress: Address;
  readonly registryId: string;
};

export type PlacedToken = PlacedEntry<RegistryToken> & {
  readonly registryAddress: Address;
  readonly registryId: string;
  /** Undefined for one that every registry has, and for one that the file does not list. */
  readonly scopeMap: PlacedScopeMap | undefined;
  readonly scopeMapId: string;
};

/** Who a registry is at a registry elsewhere. It has an identity of its own, which alone reads its secrets. */
export type PlacedCredentialSet = PlacedEntry<RegistryCredentialSet> & {
  readonly registryAddress: Address;
  readonly registryId: string;
  /** Undefined also where the file does not list the vault, or names no secret. */
  readonly secrets: Readonly<Record<'username' | 'password', PlacedSecret | undefined>>;
};

/** A secret that somebody else keeps the value of. */
export interface PlacedSecret {
  readonly name: string;
  /** Without a version. */
  readonly uri: string;
  /** Undefined for one in a vault that the file does not list. */
  readonly inVault?: { readonly vault: PlacedVault; readonly id: string };
}

export type PlacedCacheRule = PlacedEntry<RegistryCacheRule> & {
  readonly registryAddress: Address;
  readonly registryId: string;
  /** Undefined also where the file does not list it. */
  readonly credentialSet: PlacedCredentialSet | undefined;
};

export type PlacedWebhook = PlacedEntry<RegistryWebhook> &
  Taggable &
  Regional & {
    readonly registryAddress: Address;
    readonly registryId: string;
  };

/** A rule is no object of its own: it decides about those of others. */
export interface PlacedRule {
  readonly key: string;
  readonly path: readonly string[];
  readonly address: Address;
  readonly entry: ConnectionRule;
}

export type PlacedEndpoint = PlacedEntry<PrivateEndpoint> &
  Taggable &
  Regional & {
    readonly registryAddress: Address;
    readonly registryId: string;
    readonly network: PlacedNetwork;
    readonly subnet: PlacedSubnet;
    readonly dns: EndpointDns;
    /** `customNetworkInterfaceName`, so that the interface can be read in the same round. */
    readonly interface: { readonly name: string; readonly id: string };
  };

/** Who keeps the records of an endpoint, and where. */
export type EndpointDns =
  | { readonly manage: 'zoneGroup'; readonly zone: PlacedZone; readonly zoneGroup: ZoneGroupPlace }
  | { readonly manage: 'records'; readonly zone: PlacedZone }
  | { readonly manage: 'external' }
  | { readonly manage: 'policy' };

export interface ZoneGroupPlace {
  readonly address: Address;
  readonly name: string;
  readonly id: string;
}

/** A public name before a registry. It is no object of its own: its regions have those. */
export interface PlacedFront {
  readonly key: string;
  readonly path: readonly string[];
  readonly address: Address;
  readonly entry: PublicFront;
  /** Undefined where the file does not list it; so are the identity, and the zone where nobody else keeps it. */
  readonly registry: PlacedRegistry | undefined;
  readonly identity: PlacedIdentity | undefined;
  readonly zone: PlacedDnsZone | undefined;
  /** What chooses between the regions; undefined where the host leads to the only one. */
  readonly trafficManager: FrontPart | undefined;
  readonly regions: readonly PlacedFrontRegion[];
}

/** The gateway of a region, with what is made for it alone. */
export type PlacedFrontRegion = PlacedEntry<FrontRegion> &
  Taggable &
  Regional & {
    readonly publicAddress: FrontPart;
    readonly policy: FrontPart;
    readonly subnet: PlacedSubnet | undefined;
    readonly endpoint: PlacedEndpoint | undefined;
    readonly certificates: Readonly<Record<'registry' | 'data', FrontCertificate | undefined>>;
    readonly diagnostics: readonly PlacedDiagnostic[];
  };

export interface FrontPart {
  readonly address: Address;
  readonly name: string;
  readonly id: string;
}

export interface FrontCertificate {
  readonly secretId: string;
  /** Undefined for a secret in a vault that the file does not list. */
  readonly certificate: PlacedCertificate | undefined;
}

/**
 * Where every entry of a configuration goes. Once the rules passed, nothing is missing and no field is empty.
 * Before that: a subscription, group or region that is not given is `''`, a link to an unknown network, an endpoint
 * with an unknown subnet or zone, and a reference to an unknown identity are left out.
 */
export interface Placed {
  readonly groups: readonly PlacedGroup[];
  readonly identities: readonly PlacedIdentity[];
  readonly vaults: readonly PlacedVault[];
  readonly networks: readonly PlacedNetwork[];
  readonly zones: readonly PlacedZone[];
  readonly dnsZones: readonly PlacedDnsZone[];
  readonly workspaces: readonly PlacedWorkspace[];
  readonly registries: readonly PlacedRegistry[];
  readonly fronts: readonly PlacedFront[];
  /** By folded id: what is placed in a group names it by subscription and name. */
  readonly groupById: ReadonlyMap<string, PlacedGroup>;
  readonly identityByKey: ReadonlyMap<string, PlacedIdentity>;
  readonly vaultByKey: ReadonlyMap<string, PlacedVault>;
  /** By `VAULT/CERTIFICATE`. */
  readonly certificateByReference: ReadonlyMap<string, PlacedCertificate>;
  readonly networkByKey: ReadonlyMap<string, PlacedNetwork>;
  readonly zoneByKey: ReadonlyMap<string, PlacedZone>;
  readonly dnsZoneByKey: ReadonlyMap<string, PlacedDnsZone>;
  readonly workspaceByKey: ReadonlyMap<string, PlacedWorkspace>;
  /** By `NETWORK/SUBNET`. */
  readonly subnetByReference: ReadonlyMap<string, PlacedSubnet>;
  /** Groups that entries are placed in and the file does not list: they must exist in Azure. */
  readonly unlistedGroups: readonly UnlistedGroup[];
}

export interface UnlistedGroup {
  readonly subscription: string;
  readonly name: string;
  readonly id: string;
  readonly usedBy: readonly Address[];
}

/** The zone that the endpoint's records stand in, where the file knows it. */
export function zoneOf({ dns }: PlacedEndpoint): PlacedZone | undefined {
  return dns.manage === 'zoneGroup' || dns.manage === 'records' ? dns.zone : undefined;
}

/** The addresses of what acrctl makes: what is only read is there already. */
export function madeHere(...entries: readonly PlacedEntry<object>[]): readonly Address[] {
  return entries.filter(({ isExisting }) => !isExisting).map(({ address }) => address);
}
