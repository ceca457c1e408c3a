import type { Block } from '../../core/desired.ts';
import { getPath, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId, nameOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { wasNeverMade } from '../../providers/azure/resources/replication.ts';
import { allEntries } from '../placement.ts';
import { domainGuard } from './domain-guard.ts';
import { detachGuard, grantGuard, identityGuard, keyGuard, vaultGuard } from './encryption-guard.ts';
import { goes, goingId, type LiveRegistry, type Scene, staysShut } from './scene.ts';
import { webhookGuard } from './webhook-impact.ts';

/** Why a change is refused unless the run allows it; entries that only the state has are guarded too (I-03). */
export function guardOf(change: Change, scene: Scene): Block | undefined {
  return domainGuard(change, scene) ?? guardOfType(change, scene);
}

function guardOfType(change: Change, scene: Scene): Block | undefined {
  if (change.type === ARM_TYPE.registry && change.actions[0] === 'update') return detachGuard(change, scene);
  if (change.type === ARM_TYPE.vault) return vaultGuard(change, scene);
  if (change.type === ARM_TYPE.vaultKey) return keyGuard(change, scene);
  if (change.type === ARM_TYPE.webhook) return webhookGuard(change, scene);
  if (change.actions[0] !== 'delete') return undefined;
  switch (change.type) {
    case ARM_TYPE.identity:
      return identityGuard(change, scene);
    case ARM_TYPE.roleAssignment:
    case ARM_TYPE.accessPolicy:
      return grantGuard(change, scene);
    case ARM_TYPE.registry:
      return {
        code: 'ACR2002',
        detail: `Every image, tag and token in the registry would be lost; Azure keeps no copy.${renamed(change, scene)}`,
        lift: change.address,
      };
    case ARM_TYPE.replication:
      return replicaGuard(change, scene);
    case ARM_TYPE.endpoint:
      return lastPathGuard(change, scene);
    case ARM_TYPE.zone:
      return foreignRecordsGuard(change, scene, 1);
    case ARM_TYPE.dnsZone:
      return foreignRecordsGuard(change, scene, 2);
    case ARM_TYPE.workspace:
      return {
        code: 'ACR2018',
        detail:
          'Its logs would go along, also those that others send there: nothing tells any more who used what they are about.',
        lift: change.address,
      };
    case ARM_TYPE.group:
      return usedGroupGuard(change, scene);
    default:
      return undefined;
  }
}

/** A key that was changed is no reason to lose a registry: the object stays under the new one with its name. */
function renamed(change: Change, { all }: Scene): string {
  if (change.actions.length === 2 && change.reason !== 'id-changed') return '';
  const name = nameOf(textAt(change.before ?? undefined, 'id') ?? change.id);
  const made = all.filter(({ type, actions }) => type === ARM_TYPE.registry && actions.at(-1) === 'create');
  if (made.length === 0) return '';
  const places = enumerate(
    made.map(({ address }) => address),
    'or',
  );
  return ` If only the key or the name of its entry was changed, add "name: ${name}" to ${places}: then nothing is sent.`;
}

/** A replica that goes with its registry is not asked for: the registry is. One that was never made serves nobody. */
function replicaGuard(change: Change, { changes, live }: Scene): Block | undefined {
  const going = live.get(goingId(change))?.body;
  if (going !== undefined && wasNeverMade(going)) return undefined;
  const [registryId = ''] = goingId(change).split('/replications/');
  if (changes.get(registryId)?.some(({ actions }) => actions[0] === 'delete') === true) return undefined;
  return {
    code: 'ACR2006',
    detail: 'Clients in its region would pull from another one, and nobody can while the others are down.',
    lift: change.address,
  };
}

/** The last approved endpoint of a registry that stays, closed before and after, is the only way in (design 5). */
function lastPathGuard(change: Change, scene: Scene): Block | undefined {
  const shut = (scene.registries.get(goingId(change)) ?? []).find((registry) => isShutBy(registry, scene));
  if (shut === undefined) return undefined;
  return {
    code: 'ACR2004',
    detail: `It is the last approved endpoint of ${textAt(shut.body, 'name') ?? 'the registry'}, whose public access is disabled: nobody could reach the registry.`,
    lift: change.address,
  };
}

/** True where the registry stays, is closed and is not opened, and all its approved endpoints go. */
function isShutBy({ id, approved }: LiveRegistry, scene: Scene): boolean {
  return staysShut(scene, id) && [...approved].every((endpoint) => goes(scene, endpoint));
}

/** It would not be empty: what the file places in it stays. */
function usedGroupGuard(change: Change, scene: Scene): Block | undefined {
  const groupId = goingId(change);
  const used = scene.placed.unlistedGroups.find(({ id }) => foldId(id) === groupId);
  const stay = allEntries(scene.placed).filter(
    ({ address, id }) => used?.usedBy.includes(address) && isThereAfter(scene, id),
  );
  if (stay.length === 0) return undefined;
  return {
    code: 'ACR2007',
    detail: `The file no longer lists the group and still places ${enumerate(stay.map(({ address }) => address))} there. List it again: with "existing: true" acrctl leaves it as it is and forgets that it made it.`,
    lift: null,
  };
}

function isThereAfter(scene: Scene, id: string): boolean {
  const last = scene.changes.get(foldId(id))?.at(-1)?.actions.at(-1);
  return last === undefined ? scene.live.has(foldId(id)) : last !== 'delete';
}

/**
 * Azure drops the records with the zone. Those of the state are ours; `azures` come with a zone: the SOA, and in public
 * zones the NS.
 */
function foreignRecordsGuard(change: Change, { live, records }: Scene, azures: number): Block | undefined {
  const zoneId = goingId(change);
  const count = Number(getPath(live.get(zoneId)?.body ?? {}, 'properties.numberOfRecordSets') ?? azures);
  const foreign = count - azures - (records.get(zoneId)?.size ?? 0);
  if (foreign <= 0) return undefined;
  return {
    code: 'ACR2005',
    detail: `${counted(foreign, 'record set in the zone is', 'record sets in the zone are')} not acrctl's, and would be lost with it.`,
    lift: change.address,
    contents: true,
  };
}
