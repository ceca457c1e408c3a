import { ARM_TYPE, QUESTION } from '../../providers/azure/arm-types.ts';

/**
 * What acrctl does, in the words of role definitions: "Azure permissions for Containers", "… Networking", "… Identity"
 * and "… Management and governance" in MicrosoftDocs/azure-docs list them. docs/permissions.md shows them as roles.
 */
interface TypeActions {
  /** For a plan, and before each write. */
  readonly read: readonly string[];
  /** To make one or change it, and to follow that to its end. */
  readonly write: readonly string[];
  readonly delete: readonly string[];
}

const REGISTRIES = 'Microsoft.ContainerRegistry/registries';
const GROUPS = 'Microsoft.Resources/subscriptions/resourceGroups';
// Operations on zones are followed below their group (privatedns.md); those on networks below the region, for which
// roles on one group suffice.
const DNS_POLLS = ['Microsoft.Network/privateDnsOperationStatuses/read'];
// Only the delete of a public zone is an operation (observed: test_dns #137).
const PUBLIC_DNS_POLLS = ['Microsoft.Network/dnsOperationStatuses/read'];

export const ACTIONS: Readonly<Record<string, TypeActions>> = {
  [ARM_TYPE.group]: {
    read: [`${GROUPS}/read`],
    write: [`${GROUPS}/write`],
    delete: [`${GROUPS}/delete`, `${GROUPS}/resources/read`],
  },
  [ARM_TYPE.network]: {
    ...plain(ARM_TYPE.network),
    delete: [`${ARM_TYPE.network}/delete`, `${ARM_TYPE.subnet}/read`],
  },
  [ARM_TYPE.subnet]: plain(ARM_TYPE.subnet),
  [ARM_TYPE.zone]: {
    read: [`${ARM_TYPE.zone}/read`],
    write: [`${ARM_TYPE.zone}/write`, ...DNS_POLLS],
    delete: [`${ARM_TYPE.zone}/delete`, `${ARM_TYPE.zone}/ALL/read`, ...DNS_POLLS],
  },
  [ARM_TYPE.link]: plain(ARM_TYPE.link, DNS_POLLS),
  [ARM_TYPE.record]: plain(ARM_TYPE.record),
  [ARM_TYPE.dnsZone]: {
    read: [`${ARM_TYPE.dnsZone}/read`],
    write: [`${ARM_TYPE.dnsZone}/write`],
    delete: [`${ARM_TYPE.dnsZone}/delete`, `${ARM_TYPE.dnsZone}/recordsets/read`, ...PUBLIC_DNS_POLLS],
  },
  [ARM_TYPE.cname]: plain(ARM_TYPE.cname),
  [ARM_TYPE.dnsAlias]: plain(ARM_TYPE.dnsAlias),
  [ARM_TYPE.publicIp]: plain(ARM_TYPE.publicIp),
  [ARM_TYPE.firewallPolicy]: plain(ARM_TYPE.firewallPolicy),
  [ARM_TYPE.gateway]: plain(ARM_TYPE.gateway),
  [ARM_TYPE.trafficManager]: plain(ARM_TYPE.trafficManager),
  [ARM_TYPE.trafficManagerEndpoint]: plain(ARM_TYPE.trafficManagerEndpoint),
  [ARM_TYPE.registry]: plain(ARM_TYPE.registry, [`${REGISTRIES}/operationStatuses/read`]),
  [ARM_TYPE.replication]: plain(ARM_TYPE.replication, [`${REGISTRIES}/replications/operationStatuses/read`]),
  [ARM_TYPE.scopeMap]: plain(ARM_TYPE.scopeMap, [`${REGISTRIES}/scopeMaps/operationStatuses/read`]),
  [ARM_TYPE.token]: plain(ARM_TYPE.token, [`${REGISTRIES}/tokens/operationStatuses/read`]),
  [ARM_TYPE.credentialSet]: plain(ARM_TYPE.credentialSet, [
    `${REGISTRIES}/credentialSets/operationStatuses/read`,
  ]),
  [ARM_TYPE.cacheRule]: plain(ARM_TYPE.cacheRule, [`${REGISTRIES}/cacheRules/operationStatuses/read`]),
  [ARM_TYPE.webhook]: plain(ARM_TYPE.webhook),
  // Connections are others' and never deleted.
  [ARM_TYPE.connection]: {
    read: [`${ARM_TYPE.connection}/read`],
    write: [`${ARM_TYPE.connection}/write`, `${ARM_TYPE.connection}/operationStatuses/read`],
    delete: [],
  },
  [ARM_TYPE.endpoint]: plain(ARM_TYPE.endpoint),
  [ARM_TYPE.interface]: { read: [`${ARM_TYPE.interface}/read`], write: [], delete: [] },
  [ARM_TYPE.zoneGroup]: plain(ARM_TYPE.zoneGroup),
  [ARM_TYPE.identity]: plain(ARM_TYPE.identity),
  [ARM_TYPE.roleAssignment]: plain(ARM_TYPE.roleAssignment),
  [ARM_TYPE.vault]: plain(ARM_TYPE.vault),
  // Keys and secrets leave with their vault only.
  [ARM_TYPE.vaultKey]: { ...plain(ARM_TYPE.vaultKey), delete: [] },
  [ARM_TYPE.vaultSecret]: { ...plain(ARM_TYPE.vaultSecret), delete: [] },
  // Taking one away is a write, too.
  [ARM_TYPE.accessPolicy]: {
    read: [`${ARM_TYPE.vault}/read`],
    write: [`${ARM_TYPE.accessPolicy}/write`],
    delete: [`${ARM_TYPE.accessPolicy}/write`],
  },
  [ARM_TYPE.workspace]: plain(ARM_TYPE.workspace),
  [ARM_TYPE.diagnosticSetting]: plain(ARM_TYPE.diagnosticSetting),
  [ARM_TYPE.lock]: plain(ARM_TYPE.lock),
  // On the subscription, and never deleted.
  [ARM_TYPE.defenderPlan]: { ...plain(ARM_TYPE.defenderPlan), delete: [] },
  // Registering is an action of the namespace: see `registerAction`.
  [ARM_TYPE.provider]: { read: ['Microsoft.Resources/subscriptions/providers/read'], write: [], delete: [] },
};

/** What the questions of a plan, and of an import of a registry, need beside the reads of objects. */
export const QUESTION_ACTIONS: Readonly<Record<string, string>> = {
  [QUESTION.records]: `${ARM_TYPE.record}/read`,
  [QUESTION.registries]: `${REGISTRIES}/read`,
  [QUESTION.recordSets]: `${ARM_TYPE.zone}/ALL/read`,
  [QUESTION.publicRecordSets]: `${ARM_TYPE.dnsZone}/recordsets/read`,
  [QUESTION.contents]: `${GROUPS}/resources/read`,
  [QUESTION.identities]: `${ARM_TYPE.identity}/read`,
  [QUESTION.vaults]: `${ARM_TYPE.vault}/read`,
  [QUESTION.links]: `${ARM_TYPE.link}/read`,
  [QUESTION.zones]: `${ARM_TYPE.zone}/read`,
  [QUESTION.zoneGroups]: `${ARM_TYPE.zoneGroup}/read`,
  [QUESTION.roleAssignments]: `${ARM_TYPE.roleAssignment}/read`,
  [QUESTION.permissions]: 'Microsoft.Authorization/permissions/read',
  [QUESTION.locks]: `${ARM_TYPE.lock}/read`,
  [QUESTION.diagnosticSettings]: `${ARM_TYPE.diagnosticSetting}/read`,
  [QUESTION.replicas]: `${REGISTRIES}/replications/read`,
  [QUESTION.usages]: `${REGISTRIES}/listUsages/read`,
  [QUESTION.registryName]: 'Microsoft.ContainerRegistry/checkNameAvailability/read',
  [QUESTION.deletedVault]: 'Microsoft.KeyVault/locations/deletedVaults/read',
  // "Azure permissions for Networking" has the action of the older call, which knows no subscription.
  [QUESTION.profileName]: 'Microsoft.Network/checkTrafficManagerNameAvailabilityV2/action',
  [QUESTION.addressLabel]: 'Microsoft.Network/locations/checkDnsNameAvailability/read',
  [QUESTION.backendHealth]: `${ARM_TYPE.gateway}/backendhealth/action`,
  [QUESTION.address]: `${ARM_TYPE.network}/checkIpAddressAvailability/read`,
};

/** What a write does to other objects than its own. */
export const LINKED = {
  /** On the subnet of an endpoint. */
  joinSubnet: `${ARM_TYPE.subnet}/join/action`,
  /** On the network of a link. */
  joinNetwork: `${ARM_TYPE.network}/join/action`,
  /** On the zone of a zone group. */
  joinZone: `${ARM_TYPE.zone}/join/action`,
  /** On the registry of an endpoint with approval: auto; without it the connection stays Pending (faults N02). */
  approve: `${REGISTRIES}/privateEndpointConnectionsApproval/action`,
  /** On the public address of a gateway. */
  joinAddress: `${ARM_TYPE.publicIp}/join/action`,
  /** On the WAF policy of a gateway. */
  joinPolicy: `${ARM_TYPE.firewallPolicy}/join/action`,
  /** On each identity of a registry or a gateway. */
  assignIdentity: `${ARM_TYPE.identity}/assign/action`,
  /** On the workspace, the rule of the Event Hubs namespace and the storage account of a diagnostic setting: azure-docs#80159. */
  sendToWorkspace: `${ARM_TYPE.workspace}/sharedKeys/action`,
  sendToEventHub: 'Microsoft.EventHub/namespaces/authorizationRules/listkeys/action',
  sendToStorage: 'Microsoft.Storage/storageAccounts/listKeys/action',
  /** On endpoints that a new replica joins; without it the replica never gets ready (faults N06). */
  proxies: `${ARM_TYPE.endpoint}/privateLinkServiceProxies/write`,
} as const;

/**
 * What following an operation to its end may take where the address of the operation lies outside its group. Roles on
 * one group suffice for most callers, so that nobody is refused for want of these; the role for apply has them.
 */
export const REGION_POLLS: readonly string[] = [
  'Microsoft.ContainerRegistry/locations/operationResults/read',
  'Microsoft.Network/locations/operationResults/read',
  'Microsoft.Network/locations/operations/read',
  'Microsoft.OperationalInsights/locations/operationStatuses/read',
  'Microsoft.Resources/subscriptions/operationresults/read',
];

/** On the subscription. */
export function registerAction(namespace: string): string {
  return `${namespace}/register/action`;
}

function plain(type: string, polls: readonly string[] = []): TypeActions {
  return {
    read: [`${type}/read`],
    write: [`${type}/write`, ...polls],
    delete: [`${type}/delete`, ...polls],
  };
}
