import type { ArmPath } from './arm-path.ts';
import { callerId } from './caller.ts';
import type { Cloud } from './cloud.ts';
import { ArmError } from './errors.ts';
import { isAllowed } from './permissions.ts';

/** What a call does, in the words of a role definition, and where. */
interface Asked {
  readonly action: string;
  readonly scope: string;
}

/** Refuses a call that the caller may not make, before anybody looks whether there is anything to call. */
export function authorize(cloud: Cloud, method: string, path: ArmPath, sentPath: string): void {
  const sent = `/${sentPath.split('/').filter(Boolean).map(decodeURIComponent).join('/')}`;
  const asked = askedOf(cloud, method, path, sent);
  if (asked && !isAllowed(cloud, asked.action, asked.scope)) throw authorizationFailed(cloud, asked);
}

/**
 * Undefined for what needs no permission. Lists of a whole subscription are not refused but shortened to what
 * may be read: seen of groups (Azure/azure-cli issue 27586) and role assignments (Azure/azure-sdk-for-python
 * issue 22873), assumed of the other types.
 */
function askedOf(cloud: Cloud, method: string, path: ArmPath, sent: string): Asked | undefined {
  if (path.namespace === undefined) return askedWithoutProvider(method, path, sent);
  if (path.group === undefined) {
    const whole = `/subscriptions/${path.subscription}`;
    const [kind] = path.kinds;
    if (kind === undefined)
      return { action: 'Microsoft.Resources/subscriptions/providers/read', scope: whole };
    if (path.names.length === 0 && method === 'GET' && typeOf(cloud, path)) return undefined;
    if (/^(un)?register$/i.test(kind)) return { action: `${path.namespace}/${kind}/action`, scope: whole };
    // Network polls below a region: roles on one group suffice in practice, the URL is signed (assumption).
    const isQuestion = /^checkDnsNameAvailability$/i.test(path.kinds[1] ?? '');
    if (/^locations$/i.test(kind) && !isQuestion && !isKnown(cloud, path)) return undefined;
  }
  const type = typeOf(cloud, path) ?? [path.namespace, ...path.kinds].join('/');
  const isObject = path.kinds.length === path.names.length;
  return { action: `${type}/${verbOf(method, path)}`, scope: isObject ? sent : parentOf(sent) };
}

function askedWithoutProvider(method: string, { group, rest }: ArmPath, sent: string): Asked | undefined {
  const [word] = rest.map((segment) => segment.toLowerCase());
  const subscriptions = 'Microsoft.Resources/subscriptions';
  const verb = verbs[method] ?? 'action';
  if (group !== undefined) {
    if (word === undefined) return { action: `${subscriptions}/resourceGroups/${verb}`, scope: sent };
    return { action: `${subscriptions}/resourceGroups/${rest[0]}/${verb}`, scope: parentOf(sent) };
  }
  if (word === undefined) return { action: `${subscriptions}/${verb}`, scope: sent };
  if (word === 'locations') return { action: `${subscriptions}/locations/${verb}`, scope: parentOf(sent) };
  if (word !== 'providers') return undefined;
  return { action: `${subscriptions}/providers/${verb}`, scope: parentOf(sent) };
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
};

// The one POST here that the table of operations calls a read (MicrosoftDocs/azure-docs, permissions/containers.md).
function verbOf(method: string, path: ArmPath): string {
  if (/^checkNameAvailability$/i.test(path.kinds.at(-1) ?? '')) return 'read';
  return verbs[method] ?? 'action';
}

function typeOf(cloud: Cloud, path: ArmPath): string | undefined {
  return cloud.types.get([path.namespace, ...path.kinds].join('/').toLowerCase())?.type;
}

// An object of ours in a region, or an action on one: deleted vaults need permissions of their own (keyvault.md).
function isKnown(cloud: Cloud, path: ArmPath): boolean {
  const owner = { ...path, kinds: path.kinds.slice(0, path.names.length) };
  return path.names.length > 1 && typeOf(cloud, owner) !== undefined;
}

// `…/resourceGroups/rg/providers/Microsoft.Network` for a list of networks (Azure/CloudShell issue 561).
function parentOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

// Azure/ARO-RP issue 66, which also shows that the ids stand as the caller spelt them.
function authorizationFailed(cloud: Cloud, { action, scope }: Asked): ArmError {
  const id = callerId(cloud);
  return new ArmError(
    403,
    'AuthorizationFailed',
    `The client '${id}' with object id '${id}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    { cause: 'gateway' },
  );
}
