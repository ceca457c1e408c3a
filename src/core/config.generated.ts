/** Made from the schema by scripts/schema.ts; do not edit. */

/**
 * A stack of acrctl: container registries and the network paths that lead to them.
 */
export interface Config {
  /**
   * Always acrctl/v1.
   */
  apiVersion: 'acrctl/v1';
  /**
   * The name of this stack. It names the state and stands in the tag acrctl-stack of every object; never change it once objects exist.
   */
  stack: string;
  state?: State;
  azure: Azure;
  /**
   * The resource groups of the stack: those that acrctl makes, and with existing: true those of others that entries are placed in. The key is the name in Azure unless name says otherwise. A group that is only named by azure.resourceGroup and not listed here must already exist. A group is deleted only when it is empty.
   */
  resourceGroups?: {
    [k: string]: ResourceGroup;
  };
  /**
   * The user-assigned managed identities of the stack: those that acrctl makes, and with existing: true those of others. The key is the name in Azure unless name says otherwise.
   */
  identities?: {
    [k: string]: Identity;
  };
  /**
   * The vaults with the keys of the registries: those that acrctl makes, and with existing: true those of others. The key is the name in Azure, unique in all of Azure, unless name says otherwise.
   */
  keyVaults?: {
    [k: string]: KeyVault;
  };
  /**
   * The virtual networks of the stack: those that acrctl makes, and with existing: true those of others that entries refer to. The key is the name in Azure unless name says otherwise.
   */
  networks?: {
    [k: string]: Network;
  };
  /**
   * The private DNS zones of the stack: those that acrctl makes, and with existing: true those of others. The key is the zone name unless name says otherwise. The zone for registries is privatelink.azurecr.io in the public cloud, privatelink.azurecr.us in AzureUSGovernment and privatelink.azurecr.cn in AzureChinaCloud.
   */
  privateDnsZones?: {
    [k: string]: PrivateDnsZone;
  };
  /**
   * The public DNS zones of the stack in Azure DNS: those that acrctl makes, and with existing: true those of others. The key is the zone name unless name says otherwise. What custom domains need is written into them; all other records stay as they are.
   */
  dnsZones?: {
    [k: string]: DnsZone;
  };
  /**
   * The Log Analytics workspaces of the stack, which diagnostics of other entries send their logs to: those that acrctl makes, and with existing: true those of others. The key is the name in Azure unless name says otherwise.
   */
  workspaces?: {
    [k: string]: Workspace;
  };
  /**
   * The container registries. The key is the name in Azure unless name says otherwise: 5 to 50 letters and digits, unique in all of Azure.
   */
  registries?: {
    [k: string]: Registry;
  };
  /**
   * Public names in front of private registries: an Application Gateway with a web application firewall terminates TLS, reaches the registry by its private endpoint, and rewrites what the registry says of its own hosts, so that clients need no name of Azure.
   */
  publicFronts?: {
    [k: string]: PublicFront;
  };
}
/**
 * Where acrctl keeps what it knows about the stack.
 */
export interface State {
  /**
   * local: in the directory .acrctl beside the configuration, or the one of --state-dir. azureBlob: in a container of Azure Blob Storage, for runs on machines that are wiped. An emulated cloud keeps its state locally unless endpoint names an emulator too.
   */
  backend: 'local' | 'azureBlob';
  /**
   * The storage account of azureBlob. The login is that of Azure; no key is used.
   */
  account?: string;
  /**
   * The container of azureBlob. It must exist: who may read it may read the state, and acrctl gives nobody that.
   */
  container?: string;
  /**
   * The folder in the container that holds one folder for each stack; the container itself without it.
   */
  prefix?: string;
  /**
   * Where the account answers, if not at the address that follows from its name: an account with a DNS zone endpoint, or Azurite on this machine, which an emulated cloud alone may use.
   */
  endpoint?: string;
}
/**
 * Defaults for every entry: where it lives, and what tags it carries.
 */
export interface Azure {
  /**
   * The Azure cloud; host names, zone names and the login follow from it.
   */
  cloud?: 'AzureCloud' | 'AzureUSGovernment' | 'AzureChinaCloud';
  /**
   * The subscription of every entry that does not say otherwise.
   */
  subscription?: string;
  /**
   * The resource group of every entry that does not say otherwise: a key of resourceGroups, or the name of a group that already exists.
   */
  resourceGroup?: string;
  /**
   * The region of every entry that does not say otherwise and whose group does not.
   */
  location?: string;
  /**
   * Tags of every object that can carry tags.
   */
  tags?: {
    [k: string]: string;
  };
  defender?: Defender;
}
/**
 * Plans of Microsoft Defender for Cloud in azure.subscription. They are of the whole subscription: acrctl brings them to what the file says, and leaves them so when the file no longer says it, and when the stack is destroyed.
 */
export interface Defender {
  /**
   * With true, the plan is on, and images in registries are scanned for vulnerabilities. It covers every registry and every cluster of the subscription, those of others too, and is billed for all of them. With false, it is turned off for all of them. Left out, it is not managed.
   */
  containers?: boolean;
}
/**
 * A resource group. Its subscription and location are the default of every entry placed in it.
 */
export interface ResourceGroup {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A user-assigned managed identity. Made again, it is another principal: its grants are lost.
 */
export interface Identity {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A key vault. acrctl never deletes one without an allowance that names it, and none that a registry needs. A deleted vault can be recovered until its retention is over.
 */
export interface KeyVault {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * standard, or premium for keys that a hardware security module keeps (RSA-HSM). The default is sent when the vault is created; left out afterwards, the value in Azure stays.
   */
  sku?: 'standard' | 'premium';
  /**
   * Who decides what may be done with what is in the vault: rbac, by role assignments; accessPolicies, by the list that the vault keeps. Of an existing vault it is read. The default is sent when the vault is created; left out afterwards, the value in Azure stays. It is not changed while a registry uses a key of the vault.
   */
  authorization?: 'rbac' | 'accessPolicies';
  /**
   * Whether nobody, Azure included, can purge a deleted vault or key before its retention is over. It can never be turned off again. A vault with the key of a registry needs it: a key that is purged takes the images along. The default is sent when the vault is created; left out afterwards, the value in Azure stays.
   */
  purgeProtection?: boolean;
  /**
   * For how many days a deleted vault or key can be recovered. Azure lets it be set once. The default is sent when the vault is created; left out afterwards, the value in Azure stays.
   */
  retentionDays?: number;
  network?: KeyVaultNetwork;
  /**
   * The keys of the vault. The key of the entry is the name of the key unless name says otherwise.
   */
  keys?: {
    [k: string]: KeyVaultKey;
  };
  /**
   * Certificates with their private keys, each a secret of the vault. The key of the entry is the name of the secret unless name says otherwise.
   */
  certificates?: {
    [k: string]: KeyVaultCertificate;
  };
  /**
   * Where logs and metrics of it go, by a key of your choice, which is the name of the setting in Azure unless name says otherwise. Azure takes five. Settings of others stay.
   */
  diagnostics?: {
    [k: string]: DiagnosticSetting;
  };
  /**
   * With true, a deleted vault of this name is brought back with all that was in it, where there is one; without it, such a vault is an error. Where acrctl gives access in it, authorization has to be written, too: Azure does not tell what a deleted vault goes by. acrctl never purges one.
   */
  recover?: boolean;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * Who reaches the vault. acrctl itself never needs to, but for "acrctl rotate encryption".
 */
export interface KeyVaultNetwork {
  /**
   * enabled: from everywhere. selected: from allowedIpRanges. disabled: through private endpoints only. The default is sent when the vault is created; left out afterwards, the value in Azure stays.
   */
  publicAccess?: 'enabled' | 'selected' | 'disabled';
  /**
   * Whether services of Azure that Microsoft trusts, registries among them, get in past the firewall. A registry whose key is in the vault needs it wherever public access is not enabled. The default is sent when the vault is created; left out afterwards, the value in Azure stays.
   */
  trustedServices?: boolean;
  /**
   * IPv4 addresses and ranges that get in with publicAccess: selected. The list is owned whole; rules for subnets that others added stay.
   */
  allowedIpRanges?: string[];
}
/**
 * An RSA key, of which acrctl makes the first version without reaching the vault; "acrctl rotate encryption" makes others. Azure Resource Manager only makes keys: what is changed here afterwards, acrctl refuses and says how to go on. Taken out of this file, a key stays in its vault: only the vault takes it along.
 */
export interface KeyVaultKey {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * RSA, or RSA-HSM in a premium vault. Registries take no elliptic curves. Azure Resource Manager only makes keys: what is changed here afterwards, acrctl refuses and says how to go on.
   */
  type?: 'RSA' | 'RSA-HSM';
  /**
   * In bits. Azure Resource Manager only makes keys: what is changed here afterwards, acrctl refuses and says how to go on.
   */
  size?: 2048 | 3072 | 4096;
  /**
   * What the key may be used for. A registry needs wrapKey and unwrapKey. Left out, a new key may be used for all that RSA keys can. Azure Resource Manager only makes keys: what is changed here afterwards, acrctl refuses and says how to go on.
   *
   * @minItems 1
   */
  operations?: ('encrypt' | 'decrypt' | 'sign' | 'verify' | 'wrapKey' | 'unwrapKey')[];
  /**
   * The day, in UTC, on which the first version stops working: what it encrypts is closed from then on unless a newer version is in use. Left out, it never does. It counts while the key is made; later versions get theirs from rotationPolicy.
   */
  expires?: string;
  rotationPolicy?: KeyRotationPolicy;
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
}
/**
 * When the vault makes a new version of the key by itself; registries with rotation: auto follow within an hour. It is set when the key is made; where the vault has another later, the plan warns and says how to change it there.
 */
export interface KeyRotationPolicy {
  /**
   * So long after a version was made, the next one is.
   */
  rotateAfter?: string;
  /**
   * So long before a version expires, the next one is made. Needs expiresAfter.
   */
  rotateBeforeExpiry?: string;
  /**
   * How long a version that the vault makes works; 28 days at least. Left out, such versions never expire.
   */
  expiresAfter?: string;
}
/**
 * A certificate with its private key, which acrctl puts into the vault as a secret without reaching the vault. A changed file is a new version, an equal one none. Taken out of this file, the secret stays in its vault.
 */
export interface KeyVaultCertificate {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * Where the certificate comes from. pemFile: from a file with the private key and the chain. pfxFile: from a PKCS#12 file without a password, which has the same in it. selfSigned: acrctl makes a key (RSA, 4096 bits) and signs it with itself when it makes the secret, for trials; nobody trusts such a certificate.
   */
  source?: 'pemFile' | 'pfxFile' | 'selfSigned';
  /**
   * With source: pemFile or pfxFile, the file: one private key, not encrypted, and behind it the certificate and the chain up to the root or to one below it. Either is written as the format asks. The path is relative to the directory of this file and may not lead out of it. Put it where only the runner reads it; it does not belong into a repository. What is in it goes to the vault and nowhere else.
   */
  file?: string;
  /**
   * With source: selfSigned, the names that the certificate is for; the first one is its common name. Other names make another key and another version of the secret.
   *
   * @minItems 1
   * @maxItems 100
   */
  hosts?: string[];
  /**
   * With source: selfSigned, for how many days the certificate holds from when it is made. It counts then; acrctl never makes another one just because the time is over.
   */
  days?: number;
  /**
   * How the secret holds the certificate. pem (application/x-pem-file) is what domains of registries need, pfx (application/x-pkcs12) what the listeners of a gateway do. Of an existing secret it may be said, and is then compared.
   */
  format?: 'pfx' | 'pem';
  /**
   * With existing: true, the version of the secret that is to be used, 32 hexadecimal digits. Left out, what uses the certificate follows every new version by itself; with it, each renewal is made by hand.
   */
  version?: string;
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
}
/**
 * What is sent, and where to: to a workspace, an Event Hub, a storage account, or several of them. The setting is owned whole: a category or a place that somebody else adds to it is drift.
 */
export interface DiagnosticSetting {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The key of an entry of workspaces, in whatever region that is.
   */
  workspace?: string;
  /**
   * The Event Hub that gets them, in the region of what sends them, which may be one of others.
   */
  eventHub?: {
    /**
     * The id of a rule of the Event Hubs namespace (not of one hub) with the claims Manage, Send and Listen.
     */
    authorizationRule: string;
    /**
     * The name of the hub. Left out, Azure makes one for each category.
     */
    name?: string;
  };
  /**
   * The id of the storage account that keeps them, in the region of what sends them. For how long is said there, by a lifecycle rule.
   */
  storageAccount?: string;
  /**
   * The logs that are sent, by their names in Azure; or one name that stands for several, also for those that Azure adds later: allLogs, or audit, which gateways do not have.
   */
  categories?: string[];
  /**
   * Whether metrics are sent, too. Azure keeps them for 93 days by itself, so that by default they are not.
   */
  metrics?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
}
/**
 * A virtual network and its subnets. Subnets that others added to it stay.
 */
export interface Network {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * The address ranges of the network in CIDR notation. The list is owned whole.
   *
   * @minItems 1
   */
  addressSpace?: string[];
  /**
   * The DNS servers that machines in the network ask. Without it the network uses the DNS of Azure, which sees private zones linked to it; servers of your own must forward azurecr.io (azurecr.us, azurecr.cn) to 168.63.129.16. The list is owned whole.
   */
  dnsServers?: string[];
  /**
   * The subnets of the network. The key is the name in Azure unless name says otherwise.
   */
  subnets?: {
    [k: string]: Subnet;
  };
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A subnet. It lives where its network lives. Azure keeps five of its addresses; each private endpoint of a registry takes two, and one more for each replica.
 */
export interface Subnet {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The IPv4 range of the subnet in CIDR notation, inside the address space of its network. At least /29; /27 or larger is advised for private endpoints.
   */
  prefix?: string;
  /**
   * Whether security groups and route tables of the subnet apply to the private endpoints in it. Endpoints work with each value. The default is sent when the subnet is created; left out afterwards, the value in Azure stays.
   */
  privateEndpointNetworkPolicies?:
    'disabled' | 'enabled' | 'networkSecurityGroupEnabled' | 'routeTableEnabled';
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A private DNS zone. Zones are global: they have no region.
 */
export interface PrivateDnsZone {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The networks that see the zone: keys of networks, as a list or as a map with settings. The key is the name of the link in Azure unless name says otherwise. Links that others made stay. Registration of machine names is off.
   */
  links?: {
    [k: string]: VirtualNetworkLink;
  };
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A link between the zone and the network whose key it has.
 */
export interface VirtualNetworkLink {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * What machines in the network get for a name that the zone does not hold: default answers that it does not exist, nxDomainRedirect asks the public DNS. The default is sent when the link is created; left out afterwards, the value in Azure stays.
   */
  resolutionPolicy?: 'default' | 'nxDomainRedirect';
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A zone of the public DNS. Zones are global: they have no region. A zone that acrctl makes answers nobody until its parent zone names its name servers, which the outputs of a plan show: whoever owns the parent zone, or the registrar, has to enter them.
 */
export interface DnsZone {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A place for logs. It may be in another region than what sends them. acrctl deletes one only with an allowance that names it: its logs go along, also those that others sent there.
 */
export interface Workspace {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * How its data is paid for. PerGB2018: by what comes in, the default because it commits to nothing. CapacityReservation: a fixed amount a day, said by capacityReservationLevel. The default is sent when the workspace is created; left out afterwards, the value in Azure stays.
   */
  sku?: 'PerGB2018' | 'CapacityReservation';
  /**
   * In GB a day, in steps of 100. Needs sku: CapacityReservation, which needs it.
   */
  capacityReservationLevel?: number;
  /**
   * For how many days logs are kept. The default is the least that Azure takes; whoever has to show who used a registry or a key needs more. A lower value drops what is older. The default is sent when the workspace is created; left out afterwards, the value in Azure stays.
   */
  retentionDays?: number;
  /**
   * After how many GB in one day Azure drops what else comes in, audit logs among it; unlimited takes a cap away. Left out, it is not managed: a new workspace has none.
   */
  dailyQuotaGb?: number | 'unlimited';
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A container registry. acrctl never deletes or replaces one without an allowance that names it. Of one that exists already (existing: true) nothing is written but what is listed below it: private endpoints, replicas, approvals, role assignments, scope maps, tokens, credential sets, cache rules, webhooks.
 */
export interface Registry {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * The tier. Private endpoints, data endpoints, restricted public access and the policies quarantine, trust, retention and export need Premium.
   */
  sku?: 'Basic' | 'Standard' | 'Premium';
  /**
   * Whether the registry asks for zone redundancy. Settable at creation only. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  zoneRedundancy?: boolean;
  /**
   * Whether the shared admin account is on. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  adminUser?: boolean;
  /**
   * Whether anyone who reaches the registry may pull without logging in. Standard or Premium. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  anonymousPull?: boolean;
  /**
   * Whether role assignments are for the whole registry or may be limited to repositories (ABAC). The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  roleAssignmentMode?: 'legacyRegistryPermissions' | 'abacRepositoryPermissions';
  identity?: RegistryIdentity;
  /**
   * The replicas of the registry in other regions. The key is the region, and the name of the replica unless name says otherwise. The home region of the registry is no replica. Each takes one more address in every private endpoint of the registry. Premium.
   */
  replications?: {
    [k: string]: Replication;
  };
  /**
   * Who may do what with the registry, by a key of your choice. The same grant under another name in Azure counts as given, and stays.
   */
  roleAssignments?: {
    [k: string]: RegistryRoleAssignment;
  };
  /**
   * Management locks on the registry, by a key of your choice, which is the name of the lock in Azure unless name says otherwise. Locks of others stay.
   */
  locks?: {
    [k: string]: Lock;
  };
  /**
   * Where logs and metrics of it go, by a key of your choice, which is the name of the setting in Azure unless name says otherwise. Azure takes five. Settings of others stay.
   */
  diagnostics?: {
    [k: string]: DiagnosticSetting;
  };
  /**
   * What tokens may do in which repositories, by name: 5 to 50 letters, digits, hyphens and underscores. At most 100 in Basic, 500 in Standard, 50000 in Premium.
   */
  scopeMaps?: {
    [k: string]: RegistryScopeMap;
  };
  /**
   * Logins of the registry itself, by name, for clients that have no identity in Azure: 5 to 50 letters, digits and hyphens. The name is the user name. At most 100 in Basic, 500 in Standard, 50000 in Premium.
   */
  tokens?: {
    [k: string]: RegistryToken;
  };
  /**
   * Who the registry is at registries elsewhere, for cache rules, by name: 5 to 50 letters, digits and hyphens. In every tier.
   */
  credentialSets?: {
    [k: string]: RegistryCredentialSet;
  };
  /**
   * Repositories elsewhere that are pulled through the registry, by name: 5 to 50 letters, digits and hyphens. At most 1000, in every tier.
   */
  cacheRules?: {
    [k: string]: RegistryCacheRule;
  };
  /**
   * Whom the registry tells of pushes and deletions, by name: 5 to 50 letters and digits. At most 2 in Basic, 10 in Standard, 500 in Premium.
   */
  webhooks?: {
    [k: string]: RegistryWebhook;
  };
  encryption?: RegistryEncryption;
  policies?: RegistryPolicies;
  network?: RegistryNetwork;
  customDomains?: CustomDomains;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * The managed identities that the registry acts as. Identities that others assigned stay; one taken out of the list is taken from the registry.
 */
export interface RegistryIdentity {
  /**
   * Whether the registry has an identity of its own, which comes and goes with it. Left out, it is not managed.
   */
  system?: boolean;
  /**
   * Keys of entries of identities.
   */
  user?: string[];
}
/**
 * A replica of the registry in another region. acrctl never deletes or replaces one without an allowance that names it.
 */
export interface Replication {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The Azure region. Without it: that of its resource group where the group is listed, else azure.location. It cannot be changed once the object exists.
   */
  location?: string;
  /**
   * Whether the replica asks for zone redundancy. Settable at creation only, and afterwards not compared: Azure says Disabled also of replicas that are zone redundant. The default is sent when the replica is created; left out afterwards, the value in Azure stays.
   */
  zoneRedundancy?: boolean;
  /**
   * Whether clients of the login server may be led to this replica. Off, it is kept up to date and nobody is sent there, as in an outage of the region. The default is sent when the replica is created; left out afterwards, the value in Azure stays.
   */
  globalRouting?: boolean;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A grant on the registry: a role for one principal, either a managed identity of this file or any by its object id. Its name in Azure follows from scope, principal and role.
 */
export interface RegistryRoleAssignment {
  /**
   * AcrPull, AcrPush, AcrDelete, Reader, Contributor, Owner, or the id (a GUID) of any other role definition. With roleAssignmentMode: abacRepositoryPermissions Azure ignores AcrPull, AcrPush and AcrDelete.
   */
  role: string;
  /**
   * Key of an entry of identities: who gets the role.
   */
  identity?: string;
  /**
   * Object id of whoever gets the role, where that is no identity of this file. Not the client id of an application.
   */
  principalId?: string;
  /**
   * What principalId is: a service principal (also every managed identity), a user or a group. With it Azure does not ask the directory, which a new principal takes minutes to reach.
   */
  principalType?: 'servicePrincipal' | 'user' | 'group';
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
}
/**
 * A management lock on the registry. It is put on last and taken off first. While it is on, a plan that it would stop is an error, since acrctl takes off no lock that the file has, and none of others.
 */
export interface Lock {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * canNotDelete: nobody deletes the registry, or anything below it (replicas, role assignments, diagnostics), or its private endpoints. readOnly: nobody changes any of it either, acrctl included. Whoever may remove locks takes it off first.
   */
  level: 'canNotDelete' | 'readOnly';
  /**
   * Why it is there, for whoever meets it: at most 512 characters. Left out, it is not managed.
   */
  notes?: string;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
}
/**
 * What tokens may do in which repositories. The lists are owned whole. A scope map needs repositories, actions or both, unless it is existing.
 */
export interface RegistryScopeMap {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * What the scope map is for, in words. Left out, it is not managed.
   */
  description?: string;
  /**
   * What is allowed, by repository. A name that ends in /* stands for all below it, and * for all. push includes pull. Clients that list tags or manifests need readMetadata.
   */
  repositories?: {
    /**
     * @minItems 1
     */
    [k: string]: ('pull' | 'push' | 'delete' | 'readMetadata' | 'writeMetadata')[];
  };
  /**
   * What is allowed beside, in the words of Azure: repositories/REPOSITORY/content/read, and for connected registries gateway/NAME/config/read.
   */
  actions?: string[];
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A login of the registry itself, with up to two passwords, that may do what its scope map allows. acrctl makes it without a password: "acrctl rotate token REGISTRY/TOKEN" draws one into a key vault or a file.
 */
export interface RegistryToken {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * What the token may do: the key of an entry of scopeMaps of this registry, or one that every registry has: _repositories_admin, _repositories_pull, _repositories_pull_metadata_read, _repositories_push, _repositories_push_metadata_write.
   */
  scopeMap?: string;
  /**
   * Whether the token lets anybody in. Off, its passwords are kept and do nothing. The default is sent when the token is created; left out afterwards, the value in Azure stays.
   */
  enabled?: boolean;
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * Who the registry is at a registry elsewhere: a user name and a password, both secrets of a key vault, which the registry reads as an identity that Azure makes for the set.
 */
export interface RegistryCredentialSet {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The registry that the credentials are for, as sources of cache rules begin: docker.io for Docker Hub. Azure lets it be set once: with another one, the set and what uses it are made again.
   */
  loginServer?: string;
  /**
   * The secret with the user name. VAULT/SECRET, a secret by its name in a vault of this file; or the id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that a new value counts at once. acrctl never reads or writes the value: put it there with "az keyvault secret set".
   */
  username?: string;
  /**
   * The secret with the password or access token. VAULT/SECRET, a secret by its name in a vault of this file; or the id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that a new value counts at once. acrctl never reads or writes the value: put it there with "az keyvault secret set".
   */
  password?: string;
  /**
   * Who lets the set read its secrets, as the identity that Azure makes for it. manage: acrctl, by the role Key Vault Secrets User on just these secrets, or in a vault with access policies by one with Get on secrets. external: somebody else, and acrctl only looks. With a secret id it is always external.
   */
  grant?: 'manage' | 'external';
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * Repositories elsewhere that are pulled through this registry. The first pull of an image fetches it, later ones find it here; a newer image under the same tag is fetched when somebody pulls it.
 */
export interface RegistryCacheRule {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * What is cached, with its registry: docker.io/library/ubuntu, or all below a path with a wildcard as its last part: mcr.microsoft.com/dotnet/*. Azure lets it be set once: with another one the rule is made again, and what it cached stays.
   */
  sourceRepository?: string;
  /**
   * Under which name it is pulled from this registry. It has a wildcard where the source has one. No two rules have the same, and wildcards may not hold each other; a single repository may stand beside a wildcard. Azure lets it be set once.
   */
  targetRepository?: string;
  /**
   * Whom the registry is at the source: the key of an entry of credentialSets of this registry. Docker Hub and Google Artifact Registry need one; the Microsoft Artifact Registry and the public gallery of Amazon take none. Left out, the rule has none.
   */
  credentialSet?: string;
  /**
   * With true, the object is only read: acrctl never writes or deletes it, and it must exist. What is listed below it is not existing unless it says so itself. Turning an entry existing that acrctl made forgets it: the object stays.
   */
  existing?: boolean;
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * Whom the registry tells of what happens in it, by a POST to an address. An address has to be given, as serviceUri or serviceUriFrom. Azure shows neither address nor headers: a tag of the webhook says what acrctl sent.
 */
export interface RegistryWebhook {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * The region whose events are told: that of the registry, or of a replica. Without it, that of the registry. With another one the webhook is made again.
   */
  location?: string;
  /**
   * The address that is called, where whoever reads it may know it: it stands in plans, the state and a tag. One with a key in it belongs into serviceUriFrom.
   */
  serviceUri?: string;
  /**
   * The environment variable with the address that is called. Its value is sent to Azure and stands nowhere else: no plan, state, journal or log has it. acrctl cannot see that it is another one: raise version then.
   */
  serviceUriFrom?: string;
  /**
   * Headers that are sent along, where whoever reads them may know them. One that lets somebody in belongs into customHeadersFrom.
   */
  customHeaders?: {
    [k: string]: string;
  };
  /**
   * Headers that are sent along, each with the environment variable that has its value. Its value is sent to Azure and stands nowhere else: no plan, state, journal or log has it. acrctl cannot see that it is another one: raise version then.
   */
  customHeadersFrom?: {
    [k: string]: string;
  };
  /**
   * Another number sends address and headers again: what a variable holds now, or what somebody changed in Azure.
   */
  version?: number;
  /**
   * What is told. The list is owned whole.
   *
   * @minItems 1
   */
  actions: ('push' | 'delete' | 'quarantine' | 'chartPush' | 'chartDelete')[];
  /**
   * The repository, or the tag in it, of which something is told: team/app:* for all tags, team/app:v1 for one, team/app for latest. Empty for all of the registry. The default is sent when the webhook is created; left out afterwards, the value in Azure stays.
   */
  scope?: string;
  /**
   * Whether anything is told. The default is sent when the webhook is created; left out afterwards, the value in Azure stays.
   */
  enabled?: boolean;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * A key in a Key Vault that wraps the keys of the registry, beside the encryption that Azure always does. Only a registry that is being made can get it, and it can never be turned off (3.6, 3.8). Premium. The identity needs access to the key before the registry is made: acrctl gives it (grant: manage) and waits up to 15 minutes until it works.
 */
export interface RegistryEncryption {
  /**
   * A key of an entry of keyVaults, as VAULT/KEY; or the URI of a key in a vault that this file does not list. Without a version the registry follows a new version within an hour (rotation: auto). With rotation: manual it has a version, VAULT/KEY/VERSION or at the end of the URI: "acrctl rotate encryption" makes a new one and prints the line.
   */
  key: string;
  /**
   * auto: the registry follows new versions of the key; key has no version. manual: it stays at the version that key names. It is said so that nobody turns one into the other by a version too many or too few.
   */
  rotation?: 'auto' | 'manual';
  /**
   * Key of an entry of identities that identity.user of the registry lists, or system for the identity that the registry has of its own. A registry that is being made has no identity of its own yet, so it is made with a user-assigned one and changes later.
   */
  identity: string;
  /**
   * manage: acrctl gives the identity access to the vault, by the role Key Vault Crypto Service Encryption User or by an access policy with Get, Wrap Key and Unwrap Key, as the vault goes by one or the other. external: somebody else does; the plan looks whether it is there. With a URI always external.
   */
  grant?: 'manage' | 'external';
}
/**
 * Policies of the registry. A policy that is left out is not managed.
 */
export interface RegistryPolicies {
  /**
   * Whether pushed images are held back until something marks them as scanned. Premium. Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.
   */
  quarantine?: boolean;
  /**
   * Whether signed images (Notary v1) can be pushed. Premium; Azure is retiring content trust. Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.
   */
  trust?: boolean;
  /**
   * After how many days a manifest without a tag is deleted; 0 is at once; disabled keeps them. Premium. Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.
   */
  retentionDays?: number | 'disabled';
  /**
   * Whether images may be exported to another registry or imported from here. Turning it off needs Premium and network.publicAccess: disabled. Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.
   */
  export?: boolean;
  /**
   * Whether the registry accepts tokens that were issued for Azure Resource Manager. Left out, it is never sent: Azure gives a new registry this default, and keeps what an existing one has.
   */
  azureADAuthenticationAsArm?: boolean;
}
/**
 * Who reaches the registry.
 */
export interface RegistryNetwork {
  /**
   * enabled: from everywhere. selected: from allowedIpRanges. disabled: through private endpoints only. It has no default: say what you want. acrctl narrows it only after every private path works, and never widens it unasked. selected and disabled need Premium.
   */
  publicAccess?: 'enabled' | 'selected' | 'disabled';
  /**
   * Public IPv4 addresses and ranges that reach the registry with publicAccess: selected, and only with it. The list is owned whole. A single address is written without /32.
   */
  allowedIpRanges?: string[];
  /**
   * Whether trusted Azure services, such as Defender for Cloud, reach the registry when public access is restricted. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  trustedServices?: boolean;
  /**
   * Whether ACR tasks that run with a system-assigned identity reach the registry when public access is restricted. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  networkRuleBypassAllowedForTasks?: boolean;
  /**
   * Whether layers are served from REGISTRY.REGION.data.azurecr.io (azurecr.us, azurecr.cn) instead of a shared storage host. Azure turns it on with the first private endpoint, so false beside one is an error. Premium. The default is sent when the registry is created; left out afterwards, the value in Azure stays.
   */
  dataEndpoints?: boolean;
  /**
   * The private endpoints of the registry, by a key of your choice. Premium.
   */
  privateEndpoints?: {
    [k: string]: PrivateEndpoint;
  };
  /**
   * What shows that the private path works before an open registry is closed or narrowed. arm: what Azure Resource Manager says of it. probe: also evidence from a machine in the network, not older than 24 hours, which "acrctl verify --evidence FILE" writes there and "acrctl plan --evidence FILE" takes.
   */
  privatePathProof?: 'arm' | 'probe';
  /**
   * Rules for the connections that private endpoints of others ask for, by a key of your choice. What no rule is about is left alone, and so are the endpoints of this file and those that it no longer has.
   */
  approvals?: {
    [k: string]: ConnectionRule;
  };
}
/**
 * A private endpoint: a network interface in a subnet with one address for the registry, one for its data endpoint, and one more for each replica. It lives in the region and subscription of that network. Its name in Azure is REGISTRY-KEY unless name says otherwise; its interface is called NAME-nic unless interfaceName says otherwise.
 */
export interface PrivateEndpoint {
  /**
   * The name of the object in Azure, where it differs from the key. References in this file always use the key.
   */
  name?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * The name of its network interface in Azure, where it is not NAME-nic. An endpoint that was made without a name for it has one that Azure drew, such as NAME.nic.GUID. It cannot be changed: another one makes the endpoint again.
   */
  interfaceName?: string;
  /**
   * The subnet the endpoint takes its addresses from, as NETWORK/SUBNET, both keys of this file.
   */
  subnet: string;
  /**
   * auto: the connection is approved with the rights of whoever runs apply. manual: the owner of the registry is asked, and apply ends by saying who has to approve; run it again afterwards. Changing it makes the endpoint again.
   */
  approval?: 'auto' | 'manual';
  /**
   * Shown to the owner of the registry with approval: manual. It is sent when the endpoint is made and never compared.
   */
  requestMessage?: string;
  /**
   * A fixed address of the subnet for every member: registry, registry_data_REGION for the home region and for each replica. All or none. Azure refuses a further replica while the endpoint has static addresses for some members only, so that a new replica makes the endpoint again.
   */
  staticIps?: {
    [k: string]: string;
  };
  dns: PrivateEndpointDns;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
  /**
   * Paths of the ARM body, with dots, that acrctl neither compares nor writes, because something else owns them.
   */
  ignore?: string[];
}
/**
 * Who keeps the DNS records of the endpoint, and where.
 */
export interface PrivateEndpointDns {
  /**
   * Key of an entry of privateDnsZones; needed with manage: zoneGroup and records. The name of that zone must be the one Azure uses for registries in this cloud, privatelink.azurecr.io in the public one.
   */
  zone?: string;
  /**
   * zoneGroup: Azure writes the records itself, and follows when addresses are added or change. records: acrctl writes each record. external: somebody else keeps them, and acrctl prints what they must be. policy: Azure Policy makes a zone group, which acrctl finds and leaves alone.
   */
  manage?: 'zoneGroup' | 'records' | 'external' | 'policy';
}
/**
 * What is decided of connections that wait for it. approve leaves rejected ones alone; reject also ends those that were approved before. Two rules that decide differently of one connection are an error.
 */
export interface ConnectionRule {
  /**
   * ARM ids of the private endpoints the rule is about, compared without case; a * stands for any characters.
   *
   * @minItems 1
   */
  endpoints: string[];
  /**
   * approve lets the endpoint in, reject shuts it out for good: it then has to be made again.
   */
  decision: 'approve' | 'reject';
  /**
   * Shown to whoever owns the endpoint.
   */
  description?: string;
}
/**
 * Names of your own for the registry. This is a private preview without an interface in Azure Resource Manager: acrctl makes everything that it needs, "acrctl ticket custom-domain" prints the support request, Azure Support turns it on, and "acrctl verify" shows what is served. Premium.
 */
export interface CustomDomains {
  /**
   * How far Azure Support is, which only you know. notRequested: the ticket is still to be written. requested: it was sent. active: Azure serves the domains. From requested on, nothing that they use is taken away. Before they are given up: have Azure Support take them off, write notRequested, and apply.
   */
  onboarding?: 'notRequested' | 'requested' | 'active';
  /**
   * The identity with which the registry reads the certificates: system for its own, as Azure advises, or the key of an entry of identities that identity.user of the registry lists.
   */
  identity: string;
  registry: CustomDomain;
  /**
   * The names for the data endpoints, by region: one for the home region of the registry and one for each replica, no more and no less.
   */
  data: {
    [k: string]: CustomDomain;
  };
  /**
   * Who keeps the CNAME records: the key of an entry of dnsZones, in which acrctl writes them; or external: then "acrctl records" prints them for whoever owns the zone.
   */
  dns: string;
  /**
   * manage: acrctl lets the identity read exactly these secrets, by the role Key Vault Secrets User on each of them, or by an access policy with Get, as the vault goes by one or the other. external: somebody else does; the plan looks whether it is there.
   */
  grant?: 'manage' | 'external';
  /**
   * perCertificate: each certificate has a vault of its own, so that whoever manages one cannot read another. shared: they may stand in one vault.
   */
  isolation?: 'shared' | 'perCertificate';
  /**
   * dedicated: a vault of these certificates that has keys or other certificates in this file is an error. shared: it may have. Left out, it is a warning: Azure recommends a vault for certificates alone.
   */
  tlsVault?: 'dedicated' | 'shared';
}
/**
 * A name and the certificate for it.
 */
export interface CustomDomain {
  /**
   * The name that clients use: lower case, distinct from all others, and not the name of a zone.
   */
  host: string;
  /**
   * The certificate for this name, as VAULT/NAME: an entry of certificates of a vault of this file, with format: pem. Its names must have the host among them.
   */
  certificate: string;
  /**
   * With true, a CNAME that is already in the zone and that acrctl did not make is taken over; without it, such a record is an error.
   */
  adopt?: boolean;
}
/**
 * One public name for one registry. Its objects are called after its key and the region: images-westeurope-agw, -pip and -waf.
 */
export interface PublicFront {
  /**
   * The key of an entry of registries: Premium, with a private endpoint.
   */
  registry: string;
  /**
   * The public name that clients use.
   */
  host: string;
  /**
   * Who keeps the records of the public names: the key of an entry of dnsZones, in which acrctl writes them; or external: then "acrctl records" prints them for whoever owns the zone.
   */
  dns: string;
  /**
   * The key of an entry of identities, as which the gateways read their certificates. acrctl lets it read exactly these secrets, in vaults of this file that it makes or that others made.
   */
  identity: string;
  /**
   * With true, images can be pushed through the front, too: no layer above 4 GB, each stored by the gateway before it is passed on, and request bodies are neither bounded nor looked into. false: whatever writes gets 403, and pushes go by the private path, as Microsoft advises.
   */
  allowPush?: boolean;
  waf?: FrontFirewall;
  /**
   * One gateway for each, by region of the registry: its home or that of a replica.
   */
  regions: {
    [k: string]: FrontRegion;
  };
  trafficManager?: FrontTrafficManager;
  /**
   * Where logs and metrics of it go, by a key of your choice, which is the name of the setting in Azure unless name says otherwise. Azure takes five. Settings of others stay.
   */
  diagnostics?: {
    [k: string]: DiagnosticSetting;
  };
  /**
   * The subscription the object lives in. Without it: that of its resource group where the group is listed, else azure.subscription.
   */
  subscription?: string;
  /**
   * Key of an entry of resourceGroups, or the group named by azure.resourceGroup. Without it: azure.resourceGroup.
   */
  resourceGroup?: string;
  /**
   * Tags of this object, laid over azure.tags. Tags that others put on the object stay. acrctl adds two of its own, acrctl-stack and acrctl-address, which may not be set here.
   */
  tags?: {
    [k: string]: string;
  };
  /**
   * With true, an object that is already in Azure and that acrctl did not make is taken over; without it, such an object is an error.
   */
  adopt?: boolean;
  /**
   * With true, acrctl refuses to delete or replace the object, also after the entry has left this file, unless --allow-destroy names its address. Registries are always protected.
   */
  protect?: boolean;
}
/**
 * One policy for each region, all alike.
 */
export interface FrontFirewall {
  /**
   * Prevention: what breaks a rule gets 403. Detection: it is logged and let through, also what geo and the ranges are to keep out. Prevention, since a front is there to keep out; Azure itself would leave a policy switched off.
   */
  mode?: 'Prevention' | 'Detection';
  /**
   * The rules of Microsoft that requests are judged by. The default is the newest that recorded traffic of Azure shows; a newer version may know other rules.
   */
  ruleSet?: {
    /**
     * As Azure spells it.
     */
    type: 'Microsoft_DefaultRuleSet' | 'OWASP';
    /**
     * 2.1 or 2.2 of Microsoft_DefaultRuleSet, 3.2 of OWASP.
     */
    version: '2.1' | '2.2' | '3.2';
  };
  /**
   * Who gets in by where the address is. Azure judges the address that connects: behind another proxy that is the proxy. In Detection mode nobody is kept out.
   */
  geo?: {
    /**
     * block: these countries get 403. allow: all others do.
     */
    mode: 'block' | 'allow';
    /**
     * By the two letters of ISO 3166-1. Territories count on their own: HK, MO, PR, GF.
     *
     * @minItems 1
     */
    countries: string[];
    /**
     * What becomes of addresses that Azure knows no country for. allow, since Microsoft advises so: new ranges of anybody are among them. block keeps them out, too.
     */
    unmapped?: 'allow' | 'block';
  };
  /**
   * IPv4 addresses and ranges that get 403 wherever they are.
   *
   * @minItems 1
   * @maxItems 600
   */
  blockedIpRanges?: string[];
  /**
   * Where written, nobody but these gets in; geo and blockedIpRanges hold for them all the same.
   *
   * @minItems 1
   * @maxItems 600
   */
  allowedIpRanges?: string[];
  /**
   * What the rule set leaves out beside the form fields and query arguments with tokens and signatures of registries, which acrctl always leaves out: random text in them may look like an attack.
   *
   * @maxItems 192
   *
   * Items: A part of requests that the rule set does not look into.
   */
  exclusions?: {
    /**
     * What is left out, as Azure spells it.
     */
    variable:
      | 'RequestArgKeys'
      | 'RequestArgNames'
      | 'RequestArgValues'
      | 'RequestCookieKeys'
      | 'RequestCookieNames'
      | 'RequestCookieValues'
      | 'RequestHeaderKeys'
      | 'RequestHeaderNames'
      | 'RequestHeaderValues';
    /**
     * How the name is compared with selector.
     */
    operator: 'Contains' | 'EndsWith' | 'Equals' | 'EqualsAny' | 'StartsWith';
    /**
     * The name, or a part of it.
     */
    selector: string;
  }[];
}
/**
 * A gateway with its public address and its WAF policy, in the region that is the key.
 */
export interface FrontRegion {
  /**
   * NETWORK/SUBNET for the instances of the gateway, in this region and for nothing else: Azure refuses a subnet with anything in it but gateways. A /24 fits every capacity.
   */
  subnet: string;
  /**
   * The key of a private endpoint of the registry in the network of the subnet: by it the gateway reaches the registry.
   */
  privateEndpoint: string;
  /**
   * The public name for layers of this region: not that of the registry, nor below it.
   */
  dataHost: string;
  /**
   * Of the two listeners. One that covers both hosts may stand for both.
   */
  certificates: {
    /**
     * The certificate that the gateway shows for the host: VAULT/NAME, an entry of certificates of a vault of this file with format: pfx; or the secret id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that the gateway takes a renewed one by itself within 4 hours.
     */
    registry: string;
    /**
     * The certificate that the gateway shows for the host: VAULT/NAME, an entry of certificates of a vault of this file with format: pfx; or the secret id of one in a vault that this file does not list, https://VAULT.vault.azure.net/secrets/NAME. Without a version, so that the gateway takes a renewed one by itself within 4 hours.
     */
    data: string;
  };
  /**
   * Between how many instances the gateway scales by itself. Azure bills a minimum all the time, and takes 6 to 7 minutes to add one: the default keeps one ready and bounds the bill.
   */
  capacity?: {
    /**
     * Instances that are always there. With 0 the first client after a pause waits for one.
     */
    min?: number;
    /**
     * The subnet needs an address for each, and 5 that Azure keeps.
     */
    max?: number;
  };
  /**
   * With routing: priority, the lowest number first. Each region has its own.
   */
  priority?: number;
  /**
   * With routing: weighted, the share of clients.
   */
  weight?: number;
  /**
   * Zones for the gateway and its address. They are chosen when it is made. Left out, Azure decides.
   *
   * @minItems 1
   */
  zones?: ('1' | '2' | '3')[];
}
/**
 * Leads clients of the host to one of the regions, by DNS; each gateway shows the certificate of the host. Needed with several regions. Each gateway is asked for /v2/ with the host, over HTTPS: 401 is the healthy answer, since Azure asks without a token; where countries or ranges are kept out 403 is, too, since that may be what Azure gets.
 */
export interface FrontTrafficManager {
  /**
   * performance: to the region that is nearest by latency. priority: to the first by priority that is healthy. weighted: by weight.
   */
  routing: 'performance' | 'priority' | 'weighted';
  /**
   * NAME.trafficmanager.net, unique in all of Azure; it never changes once the profile exists. Left out: the key of the front and eight letters that follow from its place.
   */
  name?: string;
  /**
   * In seconds: so long clients stay with a region that has failed. The default is short, since a pull asks for the name once.
   */
  ttl?: number;
}
