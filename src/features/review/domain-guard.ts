import type { Block } from '../../core/desired.ts';
import { getPath, isAtOrBelow, textAt } from '../../core/path.ts';
import type { Change } from '../../core/plan.ts';
import { foldId, nameOf, scopeOf } from '../../providers/azure/arm-id.ts';
import { ARM_TYPE } from '../../providers/azure/arm-types.ts';
import { accessPolicyId, vaultOfPolicy } from '../../providers/azure/resources/vault-access-policy.ts';
import { SECRETS_ROLE } from '../custom-domains/compile.ts';
import { SYSTEM } from '../encryption/schema.ts';
import { DATA_ENDPOINTS_PATH } from '../registry/access.ts';
import { assignmentName } from '../role-assignments/assignment-name.ts';
import type { Part } from './onboarded.ts';
import { goingId, type Scene } from './scene.ts';

/**
 * From the support ticket on, nothing that a custom domain uses is taken away (0.33), also where the block is gone from
 * the file: what acrctl made for it stands in the state as protected. Nothing lifts this but the word of whoever knows
 * that Azure Support took the domain off.
 */
export function domainGuard(change: Change, scene: Scene): Block | undefined {
  const { onboarded } = scene;
  if (onboarded.all.length === 0) return undefined;
  const part = onboarded.byAddress.get(change.address);
  if (part !== undefined && change.actions[0] === 'delete') return refused([part], 'with it');
  switch (change.type) {
    case ARM_TYPE.registry:
      return registryGuard(change, scene);
    case ARM_TYPE.identity:
      return change.actions[0] === 'delete'
        ? refused(
            onboarded.all.filter((each) => isOf(each, goingId(change))),
            'with this identity, which reads the certificates',
          )
        : undefined;
    case ARM_TYPE.vault:
      return vaultGuard(change, scene);
    default:
      return undefined;
  }
}

function registryGuard(change: Change, { live, onboarded }: Scene): Block | undefined {
  const own = onboarded.byRegistry.get(change.address) ?? [];
  if (own.length === 0 || change.actions[0] !== 'update') return undefined;
  const touches = (path: string) => change.paths.some((each) => isAtOrBelow(each, path));
  if (touches(DATA_ENDPOINTS_PATH) && getPath(change.after ?? {}, DATA_ENDPOINTS_PATH) === false)
    return refused(own, 'without data endpoints');
  const detached = (part: Part) =>
    isOwn(part)
      ? touches('identity.type') &&
        !/systemassigned/i.test(textAt(change.after ?? undefined, 'identity.type') ?? '')
      : takenUsers(change, live.get(foldId(change.id))?.body).some((id) => isOf(part, id));
  return refused(own.filter(detached), 'without the identity that reads the certificates');
}

/** The folded ids of user-assigned identities that the change takes from the registry. */
function takenUsers({ after, paths }: Change, live: unknown): readonly string[] {
  const path = 'identity.userAssignedIdentities';
  if (!paths.some((each) => isAtOrBelow(each, path))) return [];
  const now = Object.keys(getPath(live as never, path) ?? {});
  const then = new Set(Object.keys(getPath(after ?? {}, path) ?? {}).map(foldId));
  return now.map(foldId).filter((id) => !then.has(id));
}

/** Closing it, or having it go by other rules, cuts the domain off; deleting it is guarded of itself, but can be lifted. */
function vaultGuard(change: Change, { live, onboarded }: Scene): Block | undefined {
  const id = goingId(change);
  const own = onboarded.byVault.get(id) ?? [];
  if (own.length === 0) return undefined;
  if (change.actions[0] === 'delete') return refused(own, 'without the vault of their certificates');
  if (change.actions[0] !== 'update') return undefined;
  const touches = (path: string) => change.paths.some((each) => isAtOrBelow(each, path));
  if (touches('properties.enableRbacAuthorization'))
    return refused(own, 'since what was granted so far counts no more then');
  const will = (path: string) => textAt(change.after ?? undefined, path) ?? textAt(live.get(id)?.body, path);
  const isClosed =
    will('properties.publicNetworkAccess') === 'Disabled' ||
    will('properties.networkAcls.defaultAction') === 'Deny';
  const isGate = touches('properties.publicNetworkAccess') || touches('properties.networkAcls');
  return isGate && isClosed ? refused(own, 'with a vault that shuts registries out (0.40)') : undefined;
}

function isOwn({ entry }: Part): boolean {
  return entry.address.endsWith(`/${SYSTEM}"]`);
}

/** Whether the access is that of the identity: the id of an access says so in either form. */
function isOf({ entry }: Part, identity: string): boolean {
  switch (entry.type) {
    case ARM_TYPE.accessPolicy:
      return foldId(accessPolicyId(vaultOfPolicy(entry.id), identity, 'secrets')) === foldId(entry.id);
    case ARM_TYPE.roleAssignment:
      return assignmentName(scopeOf(entry.id), identity, SECRETS_ROLE) === nameOf(entry.id).toLowerCase();
    default:
      return false;
  }
}

function refused(parts: readonly Part[], how: string): Block | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return {
    code: 'ACR2017',
    detail: `Azure Support was asked to serve, or serves, the custom domains of ${first.registry}, and they would stop working ${how} (0.33). If they were taken off there: write customDomains.onboarding: notRequested, apply, and plan this again.`,
    lift: null,
  };
}
