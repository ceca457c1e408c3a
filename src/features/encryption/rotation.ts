import { diagnose } from '../../core/codes.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { KeyUser } from '../../core/key-rotation.ts';
import type { KeyVersion, NewestVersion } from '../../core/key-store.ts';
import { textAt } from '../../core/path.ts';
import { quote } from '../../core/wording.ts';
import type { CloudName } from '../../providers/azure/clouds.ts';
import type { Encrypted } from './everywhere.ts';
import { isSameKey, type KeyInUse, keyInUse } from './key-in-use.ts';

/** What is to be done about the versions of a key. */
export type RotationStep =
  /** A new version is made. */
  | { readonly kind: 'make' }
  /** The newest version is newer than that of the registry, and is taken as it is. */
  | { readonly kind: 'adopt' }
  /** The registry uses the newest version already. */
  | { readonly kind: 'current' }
  | { readonly kind: 'refused'; readonly why: Diagnostic };

/**
 * A version is made only where the registry uses the newest one: another beside one that it has not taken yet would be
 * that of a run which died after making it, made twice.
 */
export function rotationStep(
  key: KeyInUse,
  newest: NewestVersion,
  { adopt, nowMs }: { readonly adopt: boolean; readonly nowMs: number },
): RotationStep {
  if (adopt && newest.version === key.version) return { kind: 'current' };
  const why = unfitKind(key, newest) ?? unfitVersion(key, newest, nowMs, adopt);
  if (why !== undefined) return { kind: 'refused', why };
  if (adopt) return { kind: 'adopt' };
  return newest.version === key.version ? { kind: 'make' } : { kind: 'refused', why: newer(key, newest) };
}

// Registries take RSA keys only (containerregistry.md, "Customer-managed key").
function unfitKind({ uri }: KeyInUse, { kind }: NewestVersion): Diagnostic | undefined {
  if (/^RSA(?:-HSM)?$/i.test(kind)) return undefined;
  const detail = `The newest version of ${uri} is of type ${quote(kind)}, and a registry takes RSA and RSA-HSM keys only. Nothing was made.`;
  const hint =
    'Make a version of type RSA in the vault ("az keyvault key create --kty RSA"), then run this with --adopt; or name another key in the file.';
  return diagnose('ACR2406', { detail, hint });
}

/** One that is expired or not valid yet can be followed by a new one; only as it is no registry can take it. */
function unfitVersion(
  { uri }: KeyInUse,
  { version, enabled, expiresMs, notBeforeMs }: KeyVersion,
  nowMs: number,
  adopt: boolean,
): Diagnostic | undefined {
  const isOver = adopt && expiresMs !== undefined && nowMs >= expiresMs;
  const isEarly = adopt && notBeforeMs !== undefined && nowMs < notBeforeMs;
  const what = enabled ? (isOver ? 'expired' : isEarly ? 'not valid yet' : undefined) : 'disabled';
  if (what === undefined) return undefined;
  const detail = `The newest version of the key is ${what}, and no registry can take it:\n${uri}/${version}\nNothing was made.`;
  const hint = enabled
    ? 'Make another version in the vault ("az keyvault key rotate"), and adopt that.'
    : `Whoever disabled it may have had a reason: ask. Then enable it and run this with --adopt, or make a version in the vault and adopt that:\naz keyvault key set-attributes --id ${uri}/${version} --enabled true`;
  return diagnose('ACR2406', { detail, hint });
}

function newer({ uri, version }: KeyInUse, newest: NewestVersion): Diagnostic {
  const detail = `The key ${uri} has a version that the registry does not use yet: ${newest.version}, made ${stamp(newest.createdMs)}. The registry uses ${version ?? 'none that it tells'}. A run that ended early may have made it, a rotation policy, or a person; a second one would help nobody. Nothing was made.`;
  return diagnose('ACR2407', {
    detail,
    hint: 'Add --adopt to go on with that version.',
    requirements: ['3.52', '3.53'],
  });
}

function stamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/**
 * The registries that use the key, and whether each has taken the newest version: only when version and time have both
 * moved is an older one out of use (K09). One that was made with it never rotated; when it was made stands for that time.
 */
export function usersOf(
  key: KeyInUse,
  newest: KeyVersion,
  registries: readonly Encrypted[],
  cloud: CloudName,
): readonly KeyUser[] {
  return registries
    .flatMap(({ body }): KeyUser[] => {
      const used = keyInUse(body, cloud);
      if (used === undefined || !isSameKey(used, key)) return [];
      const { version = null, since = null } = used;
      return [{ id: textAt(body, 'id') ?? '', version, since, follows: follows(used, newest) }];
    })
    .sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
}

export function follows({ version, since }: KeyInUse, newest: KeyVersion): boolean {
  const sinceMs = since === undefined ? Number.NaN : Date.parse(since);
  return version === newest.version && sinceMs >= newest.createdMs - APART_MS;
}

/** The clocks of a vault and of a registry are never further apart (assumption). */
const APART_MS = 60_000;

/** The older versions that nothing found needs: none while any registry is behind, or may be without being seen. */
export function disposable(
  newest: KeyVersion,
  versions: readonly KeyVersion[],
  users: readonly KeyUser[],
  unlisted: readonly string[],
): readonly string[] {
  if (unlisted.length > 0 || !users.every(({ follows: isAt }) => isAt)) return [];
  return versions
    .filter(({ version, enabled }) => enabled && version !== newest.version)
    .map(({ version }) => version);
}
