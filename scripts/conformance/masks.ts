/**
 * The members of answers whose value nobody but Azure can know. Each stands here by name with its reason; nothing else is
 * left out of a comparison.
 */
export interface Mask {
  /** Type of the interaction, lower case. */
  readonly type: RegExp;
  /** Path in the body, with `[]` for positions. */
  readonly path: RegExp;
  /** `value`: it has to be there on both sides. `presence`: where it is on both, the values have to be alike. */
  readonly hides: 'value' | 'presence' | 'both';
  /** Only where both values match. */
  readonly values?: RegExp;
  readonly reason: string;
}

const GROUPS = /^microsoft\.resources\/resourcegroups$/;

const NETWORKS = /^microsoft\.network\/virtualnetworks(\/subnets)?$/;

const PUBLIC_DNS = /^microsoft\.network\/dnszones(\/|$)/;

const IN_VAULTS =
  /^(key vault data plane (deleted)?(keys|secrets)|microsoft\.keyvault\/vaults\/(keys|secrets)$)/;

export const MASKS: readonly Mask[] = [
  {
    type: IN_VAULTS,
    path: /(^|\.)(deletedDate|scheduledPurgeDate|attributes\.(created|updated|exp))$/,
    hides: 'value',
    values: /^\d+$/,
    reason: 'points of time, which vaults tell in seconds',
  },
  {
    type: IN_VAULTS,
    path: /(^|\.)key\.(n|x|y)$/,
    hides: 'value',
    reason: 'the key that Azure drew',
  },
  {
    type: /^(key vault data plane (deleted)?(keys|secrets)|microsoft\.keyvault\/vaults)$/,
    path: /^nextLink$/,
    hides: 'value',
    values: /(\$|%24)skiptoken=/,
    reason: 'the token of the next page, which means something to Azure alone',
  },
  {
    type: /./,
    path: /(^|\.)systemData\.(created|lastModified)By(Type)?$/,
    hides: 'value',
    reason: 'who the recorded caller was, a person or an application; persons are scrubbed',
  },
  {
    type: NETWORKS,
    path: /(^|\.)ipamPoolPrefixAllocations$/,
    hides: 'presence',
    reason: 'an empty list that, in one and the same version, some subscriptions show and others do not',
  },
  {
    type: NETWORKS,
    path: /(^|\.)privateEndpointVNetPolicies$/,
    hides: 'presence',
    reason: 'in 2024-05-01 shown since some day in 2024: 44 recordings have it and 6 do not',
  },
  {
    type: NETWORKS,
    path: /(^|\.)bgpCommunities\.regionalCommunity$/,
    hides: 'both',
    reason: 'the number that Azure gave the region',
  },
  {
    type: /^microsoft\.(network\/(virtualnetworks\/subnets|privateendpoints\/privatednszonegroups)|insights\/diagnosticsettings)$/,
    path: /^error\.(code|message)$/,
    hides: 'value',
    values:
      /^Resource(Group)?NotFound$|^The Resource .* was not found\.|^Resource group .* could not be found\.$/,
    reason:
      'below a group that is going, parts of Azure say in turn that the group or that the parent is gone',
  },
  {
    type: /^microsoft\.network\/publicipaddresses$/,
    path: /(^|\.)properties\.ipAddress$/,
    hides: 'value',
    reason: 'the address that Azure had to give away',
  },
  {
    type: /credentials?$/,
    path: /^passwords\[\]\.value$/,
    hides: 'value',
    reason: 'passwords are scrubbed',
  },
  {
    type: PUBLIC_DNS,
    path: /(^|\.)(nameServers\[\]|NSRecords\[\]\.nsdname|SOARecord\.host)$/,
    hides: 'value',
    values: /^ns[1-4]-\d\d\.(ppe\.)?azure-dns\.(com|net|org|info)\.$/,
    reason: 'the set of name servers that Azure drew for the zone, in recordings of its test systems too',
  },
  {
    type: PUBLIC_DNS,
    path: /^message$/,
    hides: 'value',
    values: /^The resource record '.*' does not exist in resource group '.*' of subscription '.*'\.$/,
    reason: 'names the subscription, which is scrubbed everywhere but in this text',
  },
  {
    type: /^microsoft\.insights\/diagnosticsettings$/,
    path: /(^|\.)id$/,
    hides: 'value',
    values: /^subscriptions\/[0-9a-f-]{36}\/providers\/microsoft\.insights\/diagnosticSettings\//,
    reason:
      'of a setting of a subscription, which is scrubbed everywhere but in an id without a slash before it',
  },
  {
    type: GROUPS,
    path: /^tags\.(test|module)$/,
    hides: 'presence',
    reason:
      'newer versions of the azure-cli test framework put them on the group that they make before the recording',
  },
  {
    type: GROUPS,
    path: /^tags\.(Creator|DateCreated|creationdate)$/,
    hides: 'both',
    reason: 'a policy of that subscription put them on every group',
  },
];

/** The mask of a member whose values are these; undefined where they have to be alike. */
export function maskOf(type: string, path: string, ...values: readonly unknown[]): Mask | undefined {
  return MASKS.find(
    (mask) =>
      mask.type.test(type) &&
      mask.path.test(path) &&
      (mask.values === undefined || values.every((value) => mask.values?.test(String(value)))),
  );
}
