import type { Cloud } from '../cloud.ts';
import { arrayAt, at, type Json, stringAt } from '../json.ts';
import { type Key, type KeyVersion, keyType, type RotationPolicy } from './key-body.ts';
import { badParameter } from './key-request.ts';
import { createVersion, secondsOf, versionOf } from './keys.ts';
import { type Vault, vaultType } from './vault-body.ts';

/** A new version like the newest one, but that it expires as the policy says. */
export function rotate(cloud: Cloud, vault: Vault, key: Key, current: KeyVersion): KeyVersion {
  const { created: _, updated: __, publicPart: ___, ...like } = current.data;
  const expiryTime = key.data.rotationPolicy?.expiryTime;
  const expires = expiryTime === undefined ? undefined : after(secondsOf(cloud.now()), expiryTime);
  return createVersion(cloud, vault, key.name, { ...like, enabled: true, notBefore: undefined, expires });
}

/** Rotates the keys whose policy says that it is time, as of that time. One that is disabled is left alone (assumption). */
export function rotateDue(cloud: Cloud): void {
  for (const key of cloud.world.ofType(keyType) as readonly Key[]) {
    const vault = cloud.world.get(key.id.replace(/\/keys\/[^/]+$/, ''));
    if (key.data.rotationPolicy && vault?.type === vaultType) rotateWhileDue(cloud, vault as Vault, key);
  }
}

/** A clock that was moved by weeks may owe several versions. A policy that is due as soon as it was followed makes one. */
function rotateWhileDue(cloud: Cloud, vault: Vault, key: Key): void {
  const now = secondsOf(cloud.now());
  let last = -1;
  let current = versionOf(cloud, key);
  while (current) {
    const due = key.data.rotationPolicy && dueAt(key.data.rotationPolicy, current);
    if (due === undefined || due > now || due <= last) return;
    current = rotate({ ...cloud, now: () => due * 1_000 }, vault, key, current);
    last = due;
  }
}

/** Reads `{lifetimeActions, attributes: {expiryTime}}`; the rules are the vendor's (keyvault.md), the texts assumed. */
export function rotationPolicyOf(
  cloud: Cloud,
  body: unknown,
  before: RotationPolicy | undefined,
): RotationPolicy {
  const expiryTime = stringAt(body, 'attributes', 'expiryTime');
  const now = secondsOf(cloud.now());
  if (expiryTime !== undefined && after(now, expiryTime) < after(now, 'P28D'))
    throw badParameter('The expiry time of a rotation policy has to be P28D or more.');
  const actions = (arrayAt(body, 'lifetimeActions') ?? []).map((action) => actionOf(now, action));
  return { expiryTime, actions, created: before?.created ?? now, updated: now };
}

function actionOf(now: number, sent: Json): RotationPolicy['actions'][number] {
  const word = stringAt(sent, 'action', 'type')?.toLowerCase();
  if (word !== 'rotate' && word !== 'notify') throw badParameter('An action is either Rotate or Notify.');
  const type = word === 'rotate' ? 'Rotate' : 'Notify';
  const timeAfterCreate = stringAt(sent, 'trigger', 'timeAfterCreate');
  const timeBeforeExpiry = stringAt(sent, 'trigger', 'timeBeforeExpiry');
  if ((timeAfterCreate === undefined) === (timeBeforeExpiry === undefined))
    throw badParameter('A trigger has either timeAfterCreate or timeBeforeExpiry.');
  const duration = timeAfterCreate ?? timeBeforeExpiry ?? '';
  if (at(sent, 'trigger') !== undefined) after(now, duration);
  return timeAfterCreate === undefined ? { type, timeBeforeExpiry: duration } : { type, timeAfterCreate };
}

/** Never before the policy was written or the version last changed, which it may have been late. */
function dueAt(policy: RotationPolicy, { data }: KeyVersion): number | undefined {
  const { created, updated, expires, enabled } = data;
  if (!enabled) return undefined;
  const times = policy.actions.flatMap(({ type, timeAfterCreate, timeBeforeExpiry }) => {
    if (type !== 'Rotate') return [];
    if (timeAfterCreate !== undefined) return [after(created, timeAfterCreate)];
    return expires === undefined || timeBeforeExpiry === undefined
      ? []
      : [after(expires, timeBeforeExpiry, -1)];
  });
  return times.length > 0 ? Math.max(policy.updated, updated, Math.min(...times)) : undefined;
}

/** The time, in seconds, that is a duration such as `P1Y2M10D` after another one. */
function after(seconds: number, duration: string, sign = 1): number {
  const [, years, months, weeks, days] =
    /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/i.exec(duration) ?? [];
  if ([years, months, weeks, days].every((part) => part === undefined))
    throw badParameter(`${duration} is no duration in days, weeks, months or years.`);
  const part = (text: string | undefined) => sign * Number(text ?? 0);
  const date = new Date(seconds * 1000);
  date.setUTCFullYear(date.getUTCFullYear() + part(years), date.getUTCMonth() + part(months));
  date.setUTCDate(date.getUTCDate() + 7 * part(weeks) + part(days));
  return secondsOf(date.getTime());
}
