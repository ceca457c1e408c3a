import { getPath, isAtOrBelow, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { counted, enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { usersOf } from './encryption-guard.ts';
import type { Scene } from './scene.ts';

/** What a change of a vault means for those whose keys are in it. */
export function vaultImpact(change: Change, scene: Scene): readonly string[] {
  const days = getPath(change.before ?? {}, 'properties.softDeleteRetentionInDays') ?? 90;
  if (change.actions[0] === 'delete')
    return [
      `whatever is encrypted with a key in the vault is closed from then on, and nothing gets a certificate from it; undo, within ${days} days: recover: true on its entry, which brings back all but the access`,
    ];
  if (change.actions[0] === 'create') return [];
  const users = usersOf(change.id, scene);
  if (users.length === 0 || !narrows(change)) return [];
  const names = enumerate(users.map(({ name }) => name));
  return [
    `${names} ${users.length === 1 ? 'gets' : 'get'} to the key as a trusted service from then on. If it says 403 when it follows a new version, or when images are imported: change encryption.identity and key in one plan, or open the vault again (3.65)`,
  ];
}

/** True where somebody is shut out who was let in, and not everybody. */
function narrows({ before, after, paths }: Change): boolean {
  const gates = ['properties.publicNetworkAccess', 'properties.networkAcls'];
  const isOpen = (body: Change['after']) =>
    textAt(body ?? undefined, 'properties.publicNetworkAccess') !== 'Disabled' &&
    textAt(body ?? undefined, 'properties.networkAcls.defaultAction') !== 'Deny';
  return (
    paths.some((path) => gates.some((gate) => isAtOrBelow(path, gate))) && isOpen(before) && !isOpen(after)
  );
}

/** What the vault will do by itself with a key that is made. */
export function keyImpact({ actions, id }: Change, { placed }: Scene): readonly string[] {
  const key = placed.vaults.flatMap(({ keys }) => keys).find((each) => foldId(each.id) === foldId(id));
  if (actions[0] !== 'create' || key === undefined) return [];
  const { expires, rotationPolicy } = key.entry;
  const { rotateAfter, rotateBeforeExpiry, expiresAfter } = rotationPolicy ?? {};
  return [
    ...(expires === undefined
      ? []
      : [
          `its first version works until ${expires}: what it encrypts is closed then, unless a newer one is in use`,
        ]),
    ...(rotateAfter === undefined
      ? []
      : [`the vault makes a new version ${inWords(rotateAfter)} after each`]),
    ...(rotateBeforeExpiry === undefined
      ? []
      : [`the vault makes a new version ${inWords(rotateBeforeExpiry)} before one expires`]),
    ...(expiresAfter === undefined
      ? []
      : [`versions that the vault makes expire after ${inWords(expiresAfter)}`]),
  ];
}

/** What another value of a secret means for those who read it. */
export function secretImpact({ actions, sensitive }: Change): readonly string[] {
  if (actions[0] !== 'update' || sensitive.length === 0) return [];
  return [
    'a new version of the secret: what names it without a version takes it up by itself, and a registry may serve old and new for some 15 minutes, so that the old certificate has to be valid until then',
  ];
}

/** `90 days` for `P90D`. */
function inWords(duration: string): string {
  const [, count = '', unit = ''] = /^P([0-9]+)([DMY])$/.exec(duration) ?? [];
  return counted(Number(count), { D: 'day', M: 'month', Y: 'year' }[unit] ?? duration);
}
