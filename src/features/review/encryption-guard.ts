import type { Block, PriorEntry } from '../../core/desired.ts';
import { getPath, isAtOrBelow, parsePath, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import type { ReadTarget } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId, nameOf, parentId, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import {
  accessPolicyId,
  principalOf,
  vaultOfPolicy,
} from '../../providers/azure/resources/vault-access-policy.ts';
import { identityInUse } from '../encryption/compile.ts';
import { everywhere } from '../encryption/everywhere.ts';
import { CRYPTO_ROLE } from '../encryption/grant.ts';
import { isByRoles } from '../key-vaults/compile.ts';
import type { Placed } from '../placed.ts';
import { type KeyUser, keyUsers } from './key-users.ts';
import { goingId, type Scene } from './scene.ts';

/**
 * A registry whose key can no longer be read is closed to everybody (I-13): nothing lifts these guards. They look at every
 * registry that the caller can read, not only at those of the file.
 */
export function identityGuard(change: Change, scene: Scene): Block | undefined {
  const users = keyUsers(scene).filter(({ identity }) => identity === goingId(change));
  return refused(
    'ACR2008',
    users,
    'as this identity: without it nobody could pull or push any more, and the key could not be changed (3.58, 3.61, 3.62). Change encryption.identity first, and apply.',
  );
}

/** Azure refuses it, or, worse, takes it: pulls then work for some months, until nobody can mend it (3.61, 3.69). */
export function detachGuard(change: Change, { live }: Scene): Block | undefined {
  const body = live.get(foldId(change.id))?.body;
  const used = body && identityInUse(body);
  if (change.actions[0] !== 'update' || body === undefined || used === undefined) return undefined;
  const isUsed = (path: string) =>
    isAtOrBelow(path, IDENTITIES) && foldId(String(parsePath(path)?.[2] ?? '')) === used;
  const isDetached = change.paths.some(
    (path) => isUsed(path) && getPath(change.after ?? {}, path) === undefined,
  );
  const isSwitched = change.paths.some((path) =>
    isAtOrBelow(path, 'properties.encryption.keyVaultProperties.identity'),
  );
  if (!isDetached || isSwitched) return undefined;
  return {
    code: 'ACR2008',
    detail:
      'The registry reaches its encryption key as the identity that is taken from it: nobody could pull or push any more, and the key could not be changed (3.61, 3.62). Leave it in identity.user, or change encryption.identity in the same plan.',
    lift: null,
  };
}

const IDENTITIES = 'identity.userAssignedIdentities';

/** The access of an identity to the vault, where that is what the vault goes by. */
export function grantGuard(change: Change, scene: Scene): Block | undefined {
  const id = goingId(change);
  const isPolicy = change.type === ARM_TYPE.accessPolicy;
  const vaultId = isPolicy ? vaultOfPolicy(id) : scopeOf(id);
  if (!foldId(vaultId).includes(`/${foldId(ARM_TYPE.vault)}/`)) return undefined;
  // A vault that neither file nor state know any more was not read: then its access counts.
  const vault = scene.live.get(foldId(vaultId))?.body;
  if (vault !== undefined && isByRoles(vault) === isPolicy) return undefined;
  const isMeant = isPolicy
    ? (user: KeyUser) => foldId(accessPolicyId(vaultId, user.identity ?? user.id, 'keys')) === id
    : roleHolder(change, scene);
  const users = usersOf(vaultId, scene).filter(isMeant);
  return refused(
    'ACR2008',
    users,
    'by this access: without it nobody could pull or push any more (3.58, 3.60). Change the key or the identity of the registry first, in one plan with this. To close a registry on purpose there is "acrctl revoke encryption".',
  );
}

/** Of an identity that was made again the access of the old one serves nobody. */
function roleHolder(change: Change, { live }: Scene): (user: KeyUser) => boolean {
  const { before } = change;
  const principal = textAt(before ?? undefined, 'properties.principalId')?.toLowerCase();
  const role = nameOf(textAt(before ?? undefined, 'properties.roleDefinitionId') ?? '').toLowerCase();
  return (user) => {
    const now = user.identity && principalOf(live.get(user.identity)?.body)?.toLowerCase();
    return role === CRYPTO_ROLE && user.principal === principal && (now ?? principal) === principal;
  };
}

/** Deleting a vault takes its keys along; what shuts registries out of it closes them (3.22, 3.67). */
export function vaultGuard(change: Change, scene: Scene): Block | undefined {
  const id = goingId(change);
  if (change.actions[0] === 'delete') {
    const inUse = refused(
      'ACR2009',
      usersOf(id, scene),
      'in this vault: without it nobody could pull or push any more (3.67). Change the key of the registry first, and apply.',
    );
    const isSameName = change.actions.length === 2 && nameOf(id) === nameOf(foldId(change.id));
    return inUse ?? (isSameName ? vaultComesNotBack(change) : vaultGoes(change));
  }
  if (change.actions[0] !== 'update') return undefined;
  const touches = (path: string) => change.paths.some((each) => isAtOrBelow(each, path));
  if (touches(AUTHORIZATION))
    return refused(
      'ACR2009',
      usersOf(id, scene),
      'in this vault: what was granted so far would count no more from one moment to the next (3.23, 3.24). Leave authorization as it is; to change it, make another vault, and change the key of the registry to one in that.',
    );
  return GATES.some(touches) && shutsOut(change, scene)
    ? refused(
        'ACR2009',
        usersOf(id, scene),
        'in this vault, and would no longer be let in: nobody could pull or push any more (3.22, 3.65). Write network.trustedServices: true.',
      )
    : undefined;
}

const AUTHORIZATION = 'properties.enableRbacAuthorization';
const BYPASS = 'properties.networkAcls.bypass';
const ACCESS = 'properties.publicNetworkAccess';
const ACTION = 'properties.networkAcls.defaultAction';
const GATES = [ACCESS, 'properties.networkAcls'];

/** As the vault will be: what the file does not say stays as it is. */
function shutsOut({ id, after }: Change, { live }: Scene): boolean {
  const now = live.get(foldId(id))?.body;
  const will = (path: string) => textAt(after ?? undefined, path) ?? textAt(now, path);
  const isClosed = will(ACCESS) === 'Disabled' || will(ACTION) === 'Deny';
  return isClosed && will(BYPASS) === 'None';
}

/** Keys are as dear as images, and a vault holds what nobody but its users knows of. */
function vaultGoes({ address, before }: Change): Block {
  const days = getPath(before ?? {}, 'properties.softDeleteRetentionInDays') ?? 90;
  return {
    code: 'ACR2016',
    detail: `Every key, secret and certificate in the vault would go with it, those of others too. For ${days} days it can be recovered; its access lists are lost, and its name stays taken.`,
    lift: address,
  };
}

/** The name of a deleted vault stays taken until its retention is over (faults K06). */
function vaultComesNotBack({ replacePaths }: Change): Block {
  const why = replacePaths.length === 0 ? '' : ` for another ${enumerate(replacePaths)}`;
  return {
    code: 'ACR2016',
    detail: `The vault would be deleted and made again${why}, and a deleted vault keeps its name: Azure would refuse the new one. Add an entry under another name, change encryption.key to a key in that, and take this one out later.`,
    lift: null,
  };
}

/** Azure Resource Manager makes keys and neither changes nor deletes them. */
export function keyGuard(change: Change, scene: Scene): Block | undefined {
  const name = nameOf(change.id);
  const vaultId = parentId(change.id);
  const at = `--vault-name ${nameOf(vaultId)} --name ${name}`;
  if (change.actions[0] === 'update')
    return {
      code: 'ACR2015',
      detail: `${enumerate(change.paths.map((path) => path.replace('properties.', '')))} of a key cannot be changed where it is. Write what it has; for another kind of key add an entry under another name, and change encryption.key to that. What it may be used for is set at the vault: az keyvault key set-attributes ${at} --ops …`,
      lift: null,
    };
  // With a vault that is recovered its keys come back.
  const isGone = change.actions[0] === 'create' && change.reason === 'gone';
  if (!isGone || !scene.live.has(foldId(vaultId))) return undefined;
  const users = usersOf(vaultId, scene).filter(({ key }) => key?.name.toLowerCase() === name.toLowerCase());
  return refused(
    'ACR2009',
    users,
    `of this name, which is gone: a new one would not open what the old one closed (3.67). Recover it, and plan again: az keyvault key recover ${at}`,
  );
}

/** Those whose key is in the vault. Names of vaults are unique in all of Azure. */
export function usersOf(vaultId: string, scene: Scene): readonly KeyUser[] {
  const name = nameOf(vaultId).toLowerCase();
  return keyUsers(scene).filter(({ key }) => key?.vault.toLowerCase() === name);
}

function refused(code: string, users: readonly KeyUser[], rest: string): Block | undefined {
  if (users.length === 0) return undefined;
  const names = enumerate(users.map(({ name }) => name));
  const reach = users.length === 1 ? 'reaches its encryption key' : 'reach their encryption keys';
  return { code, detail: `${names} ${reach} ${rest}`, lift: null };
}

/** The registries of the subscriptions around, once something is to go or to change that one of them may need. */
export function encryptedRegistryReads(
  changes: readonly Change[],
  placed: Placed,
  prior: readonly PriorEntry[],
): readonly ReadTarget[] {
  return changes.some(mayCloseRegistries) ? everywhere('registries', placed, prior) : [];
}

function mayCloseRegistries({ type, id, actions, paths, reason }: Change): boolean {
  const goes = actions[0] === 'delete';
  switch (type) {
    case ARM_TYPE.identity:
    case ARM_TYPE.accessPolicy:
      return goes;
    case ARM_TYPE.roleAssignment:
      return goes && foldId(id).includes(`/${foldId(ARM_TYPE.vault)}/`);
    case ARM_TYPE.vault:
      return goes || paths.some((path) => [AUTHORIZATION, ...GATES].some((each) => isAtOrBelow(path, each)));
    case ARM_TYPE.vaultKey:
      return reason === 'gone';
    default:
      return false;
  }
}
