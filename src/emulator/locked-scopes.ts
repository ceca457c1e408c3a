import { type ArmPath, keyOf } from './arm-path.ts';
import type { Cloud } from './cloud.ts';
import { ArmError } from './errors.ts';
import { type Lock, lockedScope, locksIn } from './types/locks.ts';

/**
 * Refuses what a lock forbids: at the thing itself or above it `ReadOnly` every write, deletion and action, `CanNotDelete` the
 * deletion; also a deletion above something locked, which would take that along ("Lock your resources to protect your
 * infrastructure", MicrosoftDocs/azure-docs, which has the deletion of a group; of a parent it is assumed). Locks themselves can
 * always be written and deleted, and what is asked of a subscription without naming anything in it is let through (assumption).
 */
export function refuseLocked(cloud: Cloud, method: string, path: ArmPath, sentPath: string): void {
  if (method === 'GET' || method === 'HEAD' || isLock(path)) return;
  const scope = scopeOf(path, sentPath);
  if (scope === undefined) return;
  const verb = method === 'DELETE' ? 'delete' : 'write';
  const refusal = lockedBy(cloud, scope, verb);
  if (refusal) throw refusal;
}

/** Why the locks that count for the scope forbid that; undefined where they do not. */
export function lockedBy(cloud: Cloud, scope: string, verb: 'delete' | 'write'): ArmError | undefined {
  const own = `${keyOf(scope)}/`;
  const forbids = (lock: Lock): boolean => {
    const locked = `${keyOf(lock.scope)}/`;
    if (verb === 'delete') return own.startsWith(locked) || locked.startsWith(own);
    return lock.data.level === 'ReadOnly' && own.startsWith(locked);
  };
  const found = locksIn(cloud).filter(forbids);
  if (found.length === 0) return undefined;
  const scopes = [...new Set(found.map(lockedScope))].toSorted().join(',');
  // Azure/azure-sdk-for-java issue 2560, Azure/azure-cli issue 8452.
  return new ArmError(
    409,
    'ScopeLocked',
    `The scope '${scope}' cannot perform ${verb} operation because following scope(s) are locked: '${scopes}'. Please remove the lock and try again.`,
    { cause: 'gateway' },
  );
}

function isLock({ namespace, kinds }: ArmPath): boolean {
  return namespace?.toLowerCase() === 'microsoft.authorization' && kinds[0]?.toLowerCase() === 'locks';
}

/** The object that the request is about, or whose action it is, as it was spelt. */
function scopeOf({ group, namespace, kinds, names, rest }: ArmPath, sentPath: string): string | undefined {
  const segments = sentPath.split('/').filter(Boolean).map(decodeURIComponent);
  if (namespace === undefined)
    return group === undefined || rest.length > 0 ? undefined : `/${segments.join('/')}`;
  if (names.length === 0) return undefined;
  return `/${segments.slice(0, segments.length - (kinds.length - names.length)).join('/')}`;
}
