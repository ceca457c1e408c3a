import type { CloudErrorFields, WaitRequest } from '../../core/resource-type.ts';
import { parseArmId } from './arm-id.ts';
import { ARM_TYPE } from './arm-types.ts';
import { UNTRUSTED } from './untrusted.ts';

/** An error as the advice needs it: `codes` are ARM's, the outermost first. */
interface Trouble
  extends Pick<CloudErrorFields, 'failure' | 'message' | 'status' | 'asked' | 'retryAfterMs'> {
  readonly codes: readonly string[];
  readonly policies: readonly string[];
  /** What was waited for, where it came to no good end. */
  readonly subject?: Subject | undefined;
}

/** What a wait is for. */
export type Subject = Pick<WaitRequest, 'action' | 'type' | 'id'>;

/**
 * What a person can do about an error: full sentences, by ARM's code, for codes nobody knows by class. Nothing stands
 * here that rests on no document or recording; the source stands beside each row. Behind a line break stands a command.
 */
export function adviceOn(trouble: Trouble): string | undefined {
  const advice = ADVICE.find((each) => isMeant(each, trouble));
  return advice === undefined ? BY_CLASS[trouble.failure]?.(trouble) : advice.say(trouble);
}

interface Advice {
  /** Any of the codes, whole; a code of Azure's is never relied on for its case. */
  readonly codes?: RegExp;
  /** The message, where the code alone does not tell. */
  readonly text?: RegExp;
  readonly failure?: CloudErrorFields['failure'];
  /** Only where this was waited for. */
  of?(subject: Subject): boolean;
  say(trouble: Trouble): string;
}

function isMeant({ codes, text, failure, of }: Advice, trouble: Trouble): boolean {
  if (codes !== undefined && !trouble.codes.some((code) => codes.test(code))) return false;
  if (text !== undefined && !text.test(trouble.message)) return false;
  if (failure !== undefined && failure !== trouble.failure) return false;
  return of === undefined || (trouble.subject !== undefined && of(trouble.subject));
}

/** The first that fits counts: what a message tells goes before what its code alone says. */
const ADVICE: readonly Advice[] = [
  // Permissions. G09; azure/authorization.md; "up to 10 min" is Propagation in azure/arm-protocol.md.
  {
    codes: /^LinkedAuthorizationFailed$/i,
    text: /tenant '[^']*' is not authorized to access linked subscription/i,
    // Azure/azure-cli#27299, Azure/OpenShift#41.
    say: ({ message }) =>
      `${linkedSubscription(message)} belongs to another tenant, or the tenant may not use it. Check the subscriptions in the file; where both are right, an administrator of that subscription has to grant access.`,
  },
  {
    codes: /^LinkedAuthorizationFailed$/i,
    // G10; the form of the message: planetary-computer-hub#25 and kubernetes-sigs/cloud-provider-azure#1999.
    say: ({ message }) => {
      const [, action, scope] =
        /perform action(?:\(s\))? '([^']+)' on the linked scope(?:\(s\))? '([^']+)'/i.exec(message) ?? [];
      return `The object itself may be written; what it refers to may not be used. ${grant(action, scope, message)}`;
    },
  },
  {
    codes: /^AuthorizationFailed$/i,
    say: ({ message }) => {
      const [, action] = /perform action '([^']+)'/i.exec(message) ?? [];
      const [, scope] = /over scope '([^']+)'/i.exec(message) ?? [];
      return grant(action, scope, message);
    },
  },
  // azure/arm-protocol.md, "Error envelope".
  {
    codes: /^InvalidAuthenticationTokenTenant$/i,
    say: () =>
      'The token comes from another tenant than that of the subscription. Sign in to the tenant of the subscription ("az login --tenant TENANT", or AZURE_TENANT_ID), or correct azure.subscription in the file.',
  },
  {
    // G26: one new token was asked for before this was given up.
    codes: /^(?:ExpiredAuthenticationToken|InvalidAuthenticationToken)$/i,
    say: () =>
      'A new token was asked for once, and refused as well. Sign in again, for example with "az login".',
  },
  {
    codes: /^SubscriptionNotFound$/i,
    say: ({ message, asked }) =>
      `Either there is no subscription ${subscriptionIn(message) ?? subscriptionIn(asked?.path) ?? 'of that id'}, or the signed-in identity cannot see it. Check azure.subscription in the file, and with "az account list" what the identity sees.`,
  },
  // G17; azure/arm-protocol.md, "api-version" and "Provider registration".
  {
    codes: /^MissingSubscriptionRegistration$/i,
    say: (trouble) =>
      `Register the namespace once for the subscription, which needs its permission "register/action", then run again:${registration(trouble)}`,
  },
  {
    codes: /^NoRegisteredProviderFound$/i,
    say: (trouble) =>
      `Azure does not offer this type in that region with that api-version; the message lists where it does. Choose a region of that list in the file. Where the namespace is not registered yet:${registration(trouble)}`,
  },
  {
    // G16; the ids stand in additionalInfo and in the message.
    codes: /^RequestDisallowedByPolicy$/i,
    say: ({ policies }) =>
      `${policies.length === 0 ? 'A policy of your company refuses it' : `It is refused by the policy assignment ${policies.join(' and ')}`}. Change the file so that it complies, or ask whoever owns the assignment for an exemption; until then it is refused again.`,
  },
  {
    // G15 and the row in azure/arm-protocol.md.
    codes: /^ScopeLocked$/i,
    say: ({ message }) => {
      const [, locked] = /scope\(s\) are locked: '([^']+)'/i.exec(message) ?? [];
      return `Somebody put a management lock on ${locked ?? 'the object or a scope above it'}. acrctl never removes locks. If the change is meant, have the lock removed ("az lock list" shows it), run again, and put it back.`;
    },
  },
  {
    codes: /^ResourceGroupBeingDeleted$/i,
    say: () =>
      'Somebody is deleting the resource group. Wait until it is gone, then run again; acrctl makes the groups that the file lists.',
  },
  {
    // G08, recorded; makes what the file lists.
    codes: /^ResourceGroupNotFound$/i,
    say: ({ message }) =>
      `Create the resource group${nameIn(message)}, correct its name in the file, or list it under resourceGroups so that acrctl makes it. If it was made just now, run again.`,
  },
  // DNS and private link: N08 to N10, N03, N19, N04.
  {
    codes: /^CannotDeleteResource$/i,
    // Azure/azure-cli#15010: a link that no list shows can be deleted by the name in the message.
    say: () =>
      'Delete what the message names, if it may go, then run again; acrctl deletes only what it made. A link of a zone can be named there though no list shows it: it can be deleted by that name all the same.',
  },
  {
    text: /multiple zones with overlapping namespaces/i,
    say: () =>
      'The network is linked to another zone of that name already, and Azure allows one. Link only one of the two zones, or take the other link away, then run again.',
  },
  {
    text: /virtual network resource identity .* already in use/i,
    // Azure/azure-powershell#9537: the message itself says to contact support.
    say: () =>
      'A network of this id was deleted or moved and made again, and the private DNS service still holds on to the old one. Running again does not mend it: Azure support does, with the ids of this request.',
  },
  {
    codes: /^InvalidPrivateLinkServiceId/i,
    say: targetOfEndpoint,
  },
  { text: /invalid private link service id/i, say: targetOfEndpoint },
  {
    codes: /^(?:InUseSubnetCannotBeDeleted|PublicIPAddressCannotBeDeleted)$/i,
    say: () =>
      'The message names what still uses it. Remove that if it may go (acrctl removes only what it made), then run again.',
  },
  {
    // N04; the text in MicrosoftDocs/azure-docs#88211; five reserved addresses: azure/network.md.
    codes: /^SubnetIsFull$/i,
    say: roomInSubnet,
  },
  { text: /does not have enough capacity for \d+ IP addresses/i, say: roomInSubnet },
  {
    // N05, as reported there; that the addresses are fixed: azure/network.md.
    text: /Failed to replicate private endpoint/i,
    say: () =>
      'The private endpoint has static addresses, and none for the new region; those of an endpoint cannot be changed. Give staticIps for the members that the message names as well, then run again: the endpoint is then made again. If it is not in this file, whoever owns it has to do that.',
  },
  {
    // N06. That a deletion ends the creation: Azure/ARO-HCP#2366 and faults.md.
    codes: /^OperationTimedOut$/,
    of: ({ action, type }) => type === ARM_TYPE.replication && action !== 'delete',
    say: ({ subject }) =>
      `Run again: acrctl goes on waiting for the same operation. A replica never gets ready where the signed-in identity may not write Microsoft.Network/privateEndpoints/privateLinkServiceProxies of an endpoint of the registry. Then grant that, take the replica away, and run again, which makes it anew:${replicaDeletion(subject?.id ?? '')}`,
  },
  {
    codes: /^ConflictError$/i,
    text: /already exists in deleted state/i,
    // K06; azure/keyvault.md.
    say: () =>
      'A vault of this name was deleted, and keeps the name until it is recovered or its retention is over. Write recover: true on its entry to have it brought back with its keys, or choose another name.',
  },
  {
    codes: /^Conflict$/i,
    // rcl-letsencrypt-auto-ssl/Lets-Encrypt-Auto#26, kubernetes-sigs/external-dns#5358.
    text: /record could not be created because .* with the same name already exists in this zone/i,
    say: () =>
      'A name with a CNAME has no other records, and somebody has made one since the plan. Plan again to see which; it has to go, or the host needs another name.',
  },
  // Names and limits: G06, azure/observed-behaviour.md 5, azure/containerregistry.md.
  {
    codes: /^(?:RegistryNameAlreadyInUse|VaultAlreadyExists|AlreadyInUse)$/i,
    say: () =>
      'The name is unique in all of Azure and somebody has it, perhaps in another subscription of yours. Choose another one: rename the entry in the file, or give it a name of its own with "name:".',
  },
  {
    codes: /^DisablingPublicNetworkAccessNotSupported$/i,
    say: () => 'Only Premium registries can be closed: set "sku: Premium", or leave public access enabled.',
  },
  {
    codes: /^NetworkRuleValidationError$/i,
    say: () => 'Correct the network rule that the message names in the file, then run again.',
  },
  {
    codes: /^InvalidResourceLocation$/i,
    say: () =>
      'An object of that name is there already in another region, and objects do not move. Choose another name, or the region it is in.',
  },
  {
    codes: /Quota|LimitExceeded|LimitReached|MaxLimit/i,
    // learn.microsoft.com/azure/quotas; that the portal names the page so rests on third-party guides.
    say: () =>
      'A limit of the subscription or of the object is reached. Remove what is no longer needed, or have the limit raised ("Usage + quotas" of the subscription in the portal), then run again.',
  },
  {
    // G11, G12.
    codes: /^(?:PrincipalNotFound|FailedIdentityOperation)$/i,
    say: () =>
      'A new identity is not seen everywhere for some minutes: run again then. If it stays, the identity was deleted, or belongs to another tenant.',
  },
  {
    // G14.
    codes: /^RoleAssignmentExists$/i,
    say: () =>
      'The same role is granted already under another name, by somebody else. Nothing was changed; remove that assignment if acrctl is to own it.',
  },
  {
    // G18.
    codes: /^InvalidResourceReference$/i,
    say: () =>
      'The object that the message names as not found has to be there first, in the same region. If it was made just now, run again; else correct the reference in the file.',
  },
  {
    codes: /^ParentResourceNotFound$/i,
    say: () =>
      'The object above it is gone, or not seen everywhere yet. Run again: the plan shows what is missing.',
  },
  {
    // K13.
    codes: /^ApplicationGatewayKeyVaultSecretAccessDenied$/i,
    say: () =>
      'The identity of the gateway needs to get that secret, by the role Key Vault Secrets User or by an access policy, and a vault with a firewall has to let the gateway in. acrctl waits 15 minutes for a grant that is new, so this one is likely missing. Give it, then run again: the plan repairs the gateway.',
  },
  {
    codes: /^ApplicationGatewayKeyVaultSecretException$/i,
    say: () =>
      'The gateway cannot use a certificate of its listeners. It needs an enabled secret with a PKCS#12 file without a password, by its secret id. Mend the secret, then run again: the plan repairs the gateway.',
  },
  {
    // K01.
    text: /failed to access KeyId/i,
    say: () =>
      'The identity that the message names needs get, wrap key and unwrap key on that key, and a vault with a firewall has to let trusted services in. acrctl waits 15 minutes for a grant that is new, so this one is likely missing. Give it, then run again.',
  },
  // What acrctl itself calls a failure of the way to Azure: exchange.ts, poll.ts, objects.ts, origin.ts.
  {
    codes: /^NoAnswer$/,
    text: UNTRUSTED,
    say: () =>
      'This machine does not trust the certificate that was shown there. Set NODE_EXTRA_CA_CERTS to a PEM file with its authority: the file that "acrctl emulator --tls" names, or that of a proxy which opens TLS. Then run again.',
  },
  {
    // G21.
    codes: /^NoAnswer$/,
    say: () =>
      'Check the network, the proxy (HTTPS_PROXY) and the name resolution of this machine, then run again.',
  },
  {
    codes: /^UnreadableAnswer$/,
    say: () =>
      'Something on the way, such as a proxy with a sign-in page, may have answered in place of Azure. Check that, then run again.',
  },
  {
    // G27.
    codes: /^ForeignUrl$/,
    say: () =>
      'acrctl speaks to one host only. Check whether a proxy rewrites answers and whether azure.cloud in the file is right; if both are, please report it.',
  },
  {
    // G24.
    codes: /^OperationTimedOut$/,
    say: () => 'Run again: acrctl goes on waiting for the same operation, and sends nothing anew before.',
  },
  {
    codes: /^StillThere$/,
    say: () => 'Run again; if it stays, look at the object in the portal for what holds it.',
  },
  {
    codes: /^NotVisible$/,
    say: () => 'Run again in a few minutes: Azure may need them to show it.',
  },
  {
    // Said by the emulator alone (its SPEC.md), or by a service that lacks the api-version.
    codes: /^EmulatorNotImplemented$/,
    say: () => 'The emulator has less than Azure; its SPEC.md lists what it has.',
  },
  {
    // N04, N07. Behind all others: nothing in the error told the cause.
    failure: 'failed',
    of: ({ action, type }) => type === ARM_TYPE.replication && action === 'create',
    say: () =>
      'Azure began and gave up. Where an endpoint of the registry has no free address left in its subnet, Azure takes a replica back without saying why: "acrctl plan" names such a subnet (ACR1305). Else run again: what is left in the state Failed is then deleted and made again. If it fails again, Azure support can follow the ids of the request.',
  },
];

const BY_CLASS: Readonly<Partial<Record<CloudErrorFields['failure'], (trouble: Trouble) => string>>> = {
  denied: ({ status }) =>
    status === 401
      ? 'Azure does not accept the sign-in. Sign in again, for example with "az login".'
      : 'Give the signed-in identity the permission that the message names, or sign in as another one.',
  // G01: 15 minutes in all are waited out, by exchange.ts.
  throttled: ({ retryAfterMs }) =>
    `Too many requests were made with this identity or in this subscription, by others as well. ${retryAfterMs === undefined ? 'acrctl waited for up to 15 minutes' : 'Azure asks for a longer wait than acrctl still had (15 minutes in all)'}; nothing was done by the request. Run again later.`,
  // G19: what became of a write is read back.
  unknown: () =>
    'Azure had trouble of its own. Run again in some minutes: what became of a write is read back first. If it stays, Azure support can follow the ids of this request.',
  // G02 to G05.
  busy: () =>
    'Another operation works on this object or on one beside it, and did not end in time. The activity log of the resource group shows whose it is. Run again when it is over.',
  // G08.
  'not-visible': () =>
    'What it refers to is gone, or not seen everywhere yet, which can take minutes. Run again; if it stays, the plan shows what is missing.',
  // G07.
  moved: () =>
    'Somebody else changed the object between reading and writing; their change was kept. Run again: the new plan shows what is left to do.',
  // G22, G25.
  failed: () =>
    'Azure began and gave up; the object may stand there in the state Failed. If the message names a cause, mend that; then run again: the new plan shows what is there, and repairs it. If it fails again, Azure support can follow the ids of the request.',
  permanent: () =>
    'As things stand Azure refuses it again. Mend what the message names, in the file or in Azure, then run again; if it names nothing, Azure support can follow the ids of this request.',
};

function grant(action: string | undefined, scope: string | undefined, message: string): string {
  const [, objectId] = /object id '([^']+)'/i.exec(message) ?? [];
  const who =
    objectId === undefined ? 'The signed-in identity' : `The signed-in identity (object id ${objectId})`;
  const what = action === undefined ? 'the permission that the message names' : `the action ${action}`;
  const where = scope === undefined ? '' : ` on ${scope}`;
  return `${who} needs a role with ${what}${where}. Whoever may assign roles there, such as its Owner, can grant it. After a grant wait up to 10 minutes, then run again.`;
}

function registration({ message, asked }: Trouble): string {
  const namespace =
    /namespace '([\w.]+)'/i.exec(message)?.[1] ?? /\/providers\/([\w.]+)\//i.exec(asked?.path ?? '')?.[1];
  const subscription = subscriptionIn(asked?.path);
  const where = subscription === undefined ? '' : ` \\\n  --subscription ${subscription}`;
  return `\naz provider register --wait --namespace ${namespace ?? 'NAMESPACE'}${where}`;
}

function replicaDeletion(id: string): string {
  const { subscription, resourceGroup, names: [registry, name] = [] } = parseArmId(id) ?? {};
  return `\naz acr replication delete --registry ${registry} --name ${name} \\\n  --resource-group ${resourceGroup} \\\n  --subscription ${subscription}`;
}

function targetOfEndpoint(): string {
  return 'What the endpoint leads to is gone, or Azure is still at work on it. See that the registry is there and ready, then run again.';
}

function roomInSubnet(): string {
  return 'Free addresses in the subnet, or put the endpoint into a larger one, then run again. Azure keeps five addresses of each subnet; an endpoint of a registry takes two, and one more for each replication.';
}

function linkedSubscription(message: string): string {
  const [, id] = /linked subscription '([^']+)'/i.exec(message) ?? [];
  return id === undefined ? 'The linked subscription' : `The linked subscription ${id}`;
}

const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

function subscriptionIn(text: string | undefined): string | undefined {
  return text === undefined ? undefined : GUID.exec(text)?.[0];
}

function nameIn(message: string): string {
  const [, name] = /'([^']+)'/.exec(message) ?? [];
  return name === undefined ? '' : ` ${name}`;
}
