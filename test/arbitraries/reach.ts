/**
 * Parts of the language that a configuration may use beside groups, networks, zones, registries and endpoints. What
 * applies configurations switches on what its cloud knows and lets stand.
 */
export interface Reach {
  /** Entries that are only read: what they name must be there. */
  readonly existing: boolean;
  readonly replicas: boolean;
  /** Identities, those of registries, and grants. */
  readonly identities: boolean;
  /** Scope maps, tokens, cache rules and webhooks: many objects, which cost time where plans are made again and again. */
  readonly children: boolean;
  /** Vaults, and registries with a key in one. No way leads from one without to one with a key. */
  readonly keys: boolean;
  /** Vaults with certificates, and registries with names of their own. */
  readonly domains: boolean;
  /** Workspaces, and what registries send there. */
  readonly logs: boolean;
  /** Records that acrctl writes, or that are kept outside Azure. */
  readonly records: boolean;
  readonly staticIps: boolean;
  /** What hangs on others: endpoints that a person approves, zone groups of a policy, rules for connections. */
  readonly others: boolean;
}

export const CORE: Reach = {
  existing: false,
  replicas: false,
  identities: false,
  children: false,
  keys: false,
  domains: false,
  logs: false,
  records: false,
  staticIps: false,
  others: false,
};

/** What scenarios apply: all that the emulator has, and that needs nobody and nothing beside the file. */
export const APPLICABLE: Reach = {
  ...CORE,
  replicas: true,
  identities: true,
  children: true,
  domains: true,
  logs: true,
  records: true,
  staticIps: true,
};

export const WHOLE_LANGUAGE: Reach = {
  existing: true,
  replicas: true,
  identities: true,
  children: true,
  keys: true,
  domains: true,
  logs: true,
  records: true,
  staticIps: true,
  others: true,
};
