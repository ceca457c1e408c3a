import type { JsonObject } from '../../core/json.ts';
import { getPath } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { isEncrypted } from '../encryption/compile.ts';
import { dataHost, storageHosts } from '../private-link/host-names.ts';
import { proofFault, proofLine } from '../private-link/proof.ts';
import { DATA_ENDPOINTS_PATH } from '../registry/access.ts';
import type { Scene } from './scene.ts';

/** What a change of a registry means for those who use it. */
export function registryImpact(change: Change, scene: Scene): readonly string[] {
  return [...accessImpact(change, scene), ...dataEndpointImpact(change, scene), ...encryptionImpact(change)];
}

function accessImpact(change: Change, scene: Scene): readonly string[] {
  const { live } = scene;
  const open = change.steps.some(({ name }) => name === 'open');
  const close = change.steps.find(({ name }) => name === 'close');
  const after = change.after ?? {};
  const isLimited = getPath(after, 'properties.networkRuleSet.defaultAction') === 'Deny';
  const opening = isLimited
    ? 'the ranges in allowedIpRanges reach the registry from the internet as soon as the step open is done'
    : 'the registry is reachable from the internet as soon as the step open is done';
  const before = live.get(foldId(change.id))?.body ?? {};
  return [
    ...(open ? [opening] : []),
    ...(close === undefined ? [] : closingImpact(before, after, close, proofOf(change, scene))),
  ];
}

/** Without a private path there is nothing to be proven, and nobody who could still get in. */
function closingImpact(
  before: JsonObject,
  after: JsonObject,
  close: Change['steps'][number],
  proof: string,
): readonly string[] {
  const will = (path: string) => getPath(after, path) ?? getPath(before, path);
  const isClosed = getPath(after, 'properties.publicNetworkAccess') === 'Disabled';
  const hasPath = close.requires.length > 0;
  const inside = hasPath ? 'the linked networks' : '';
  const others = [isClosed ? '' : 'allowedIpRanges', inside].filter((part) => part !== '').join(' and ');
  const isTrusting = will('properties.networkRuleBypassOptions') !== 'None';
  const tasksPass = will('properties.networkRuleBypassAllowedForTasks') === true;
  return [
    others === ''
      ? 'every client gets 403 on login and pull: there is no private endpoint (1.39)'
      : `clients outside ${others} get 403 on login and pull (1.4, 1.5)`,
    'hosted Azure DevOps agents, "az acr build" and the repository list in the portal stop working; agents of your own inside a linked network go on (1.5, 1.6, 1.7, 1.41)',
    tasksPass
      ? 'ACR tasks go on with a system-assigned identity only; "az acr build" needs a dedicated agent pool (1.43)'
      : 'ACR tasks stop: let them pass with networkRuleBypassAllowedForTasks, or run them in a dedicated agent pool (1.43)',
    isTrusting
      ? 'of Azure services only the trusted ones with a managed identity still get in; App Service, Container Instances and the like pull from inside a linked network only (1.4)'
      : 'trusted Azure services are shut out too: Defender for Cloud no longer scans images (1.4)',
    ...(hasPath ? [proof] : []),
    'undo: network.publicAccess: enabled',
  ];
}

/** Who went the private path before the public one is closed (I-12). */
function proofOf({ id }: Change, { placed, live, stack, evidence }: Scene): string {
  const registry = placed.registries.find((each) => foldId(each.id) === foldId(id));
  const isProven =
    registry !== undefined &&
    evidence !== undefined &&
    proofFault(registry, { stack, live, evidence }) === undefined;
  return isProven
    ? proofLine(registry, evidence, live)
    : 'not probed from inside: the private path is proven by what Azure Resource Manager says of it';
}

/** Layers come from another host from then on (faults N16). */
function dataEndpointImpact(change: Change, { live }: Scene): readonly string[] {
  const registry = live.get(foldId(change.id))?.body;
  const isSet = change.actions[0] === 'update' && change.paths.includes(DATA_ENDPOINTS_PATH);
  if (registry === undefined || !isSet || getPath(change.after ?? {}, DATA_ENDPOINTS_PATH) !== true)
    return [];
  return [newHostLine(registry)];
}

export function newHostLine(registry: JsonObject): string {
  return `layers come from ${dataHost(registry)} from then on: clients whose firewall allows only ${storageHosts(registry)} fail to pull until it allows that host too`;
}

/** What a key of the owner means, when it comes and when it changes. */
function encryptionImpact({ actions, after, steps }: Change): readonly string[] {
  if (actions.at(-1) === 'create' && isEncrypted(after ?? undefined))
    return [
      'whoever can take away the key, its vault, the identity or its access can lock everybody out; encryption with it can never be turned off (3.8, 3.60)',
      'logs of ACR tasks are kept for 24 hours only: send them elsewhere if they are needed longer (3.11)',
    ];
  if (!steps.some(({ name }) => name === 'rotate')) return [];
  return [
    'clients notice nothing; leave the key and the access that are in use now as they are until the registry shows the new version (3.53)',
  ];
}
