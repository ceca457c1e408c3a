import type { JsonObject } from '../../core/json.ts';
import { getPath, isJsonObject, listAt, textAt } from '../../core/path.ts';
import { type Finding, failed, passed, skipped, warned } from '../../core/verify.ts';
import { counted, instant } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { KeyInUse } from './key-in-use.ts';
import { parseKeyUri } from './key-uri.ts';

/** A registry takes a new version within the hour (3.13). */
const AN_HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const FEW_DAYS = 30;

/** The key of a vault as Azure Resource Manager shows it: of its newest version. */
export interface ShownKey {
  readonly version: string | undefined;
  readonly createdMs: number | undefined;
  readonly expiresMs: number | undefined;
  /** After which its policy makes a new version, as ISO 8601 has it: `P90D`; undefined without such a policy. */
  readonly rotatedAfter: string | undefined;
}

export function shownKey(body: JsonObject): ShownKey {
  const version = parseKeyUri(textAt(body, 'properties.keyUriWithVersion') ?? '')?.version;
  const actions = listAt(body, 'properties.rotationPolicy.lifetimeActions');
  const rotating = actions.find((each) => textAt(each, 'action.type')?.toLowerCase() === 'rotate');
  return {
    version: version?.toLowerCase(),
    createdMs: seconds(getPath(body, 'properties.attributes.created')),
    expiresMs: seconds(getPath(body, 'properties.attributes.exp')),
    rotatedAfter: isJsonObject(rotating) ? textAt(rotating, 'trigger.timeAfterCreate') : undefined,
  };
}

function seconds(value: unknown): number | undefined {
  return typeof value === 'number' ? value * 1000 : undefined;
}

/** Whether the registry uses the version that it should: under auto the newest, an hour after it was made at the latest. */
export function versionFinding(
  inUse: KeyInUse,
  key: ShownKey | undefined,
  nowMs: number,
  look: string,
): Finding {
  if (key?.version === undefined) return skipped(NOT_SHOWN);
  const since = inUse.since === undefined ? [] : [`in use since ${instant(inUse.since, nowMs)}`];
  const evidence = [
    `registry: ${inUse.version ?? 'tells no version'}`,
    `newest in the vault: ${key.version}`,
    ...since,
  ];
  if (inUse.version === key.version)
    return passed(`the registry uses the newest version of its key`, evidence);
  if (inUse.rotation === 'manual')
    return passed(`the registry stays at a version of its key, as the file says (manual)`, evidence);
  const ageMs = key.createdMs === undefined ? undefined : nowMs - key.createdMs;
  if (ageMs !== undefined && ageMs <= AN_HOUR_MS)
    return warned('ACR2510', {
      found: 'the registry does not use the newest version of its key yet',
      evidence,
      advice: `It takes it within an hour of when it was made, which was ${counted(Math.max(0, Math.floor(ageMs / 60_000)), 'minute')} ago. Look again then.`,
    });
  return failed('ACR2510', {
    found: 'the registry does not follow its key: a newer version is there for more than an hour',
    evidence,
    advice: `Its identity does not reach the vault, or the version cannot be used: what was found of the access says which. Once that is mended this brings the registry to it:\n${look}`,
  });
}

/** Whether the version in use is older than the policy of the key wants (3.12, 3.14). */
export function ageFinding(inUse: KeyInUse, key: ShownKey | undefined, nowMs: number): Finding {
  const sinceMs = inUse.since === undefined ? Number.NaN : Date.parse(inUse.since);
  if (Number.isNaN(sinceMs)) return skipped('the registry does not tell since when it uses the version');
  const days = Math.floor((nowMs - sinceMs) / DAY_MS);
  const evidence = [`in use since ${new Date(sinceMs).toISOString().slice(0, 10)}`];
  const age = `the version of the key is in use for ${counted(days, 'day')}`;
  const wanted = key?.rotatedAfter === undefined ? undefined : daysOf(key.rotatedAfter);
  if (wanted === undefined) return passed(`${age}; no policy of the key wants a new one`, evidence);
  const policy = [...evidence, `policy of the key: a new version after ${key?.rotatedAfter}`];
  // A day more: the vault rotates when it gets to it, and the registry an hour later.
  if (days <= wanted + 1) return passed(`${age}, of ${counted(wanted, 'day')} by its policy`, policy);
  return warned('ACR2510', {
    found: `${age}, and its policy wants a new one after ${counted(wanted, 'day')}`,
    evidence: policy,
    advice:
      inUse.rotation === 'manual'
        ? 'A registry that names a version stays at it: the policy makes new ones, and nobody takes them. Name the newest one in encryption.key, or follow the key by rotation: auto.'
        : 'The vault did not rotate the key: a policy works only while the newest version is enabled. acrctl rotate encryption makes a new version now.',
  });
}

/** Whether the key goes on being usable (3.27). */
export function expiryFinding(key: ShownKey | undefined, nowMs: number): Finding {
  if (key === undefined) return skipped(NOT_SHOWN);
  if (key.expiresMs === undefined) return passed('the key has no day on which it ends');
  const days = Math.floor((key.expiresMs - nowMs) / DAY_MS);
  const evidence = [`ends ${new Date(key.expiresMs).toISOString()}`];
  const advice =
    'From that day on the vault uses the version for nothing, and a registry that is at it is closed to everybody. A new version ends later; where the policy of the key makes none, this does:\nacrctl rotate encryption';
  if (key.expiresMs <= nowMs)
    return failed('ACR2510', { found: 'the newest version of the key has ended', evidence, advice });
  if (days < FEW_DAYS)
    return warned('ACR2510', {
      found: `the newest version of the key ends in ${counted(days, 'day')}`,
      evidence,
      advice,
    });
  return passed(
    `the newest version of the key is good for ${counted(days, 'more day', 'more days')}`,
    evidence,
  );
}

const NOT_SHOWN = 'the key is in a vault that the file does not have, which only its owner can look into';

/** Whether the registry says that it is encrypted, and by the key of the file (3.31, 3.46). */
export function statusFinding(
  body: JsonObject,
  wantedKey: string | undefined,
  inUse: KeyInUse | undefined,
): Finding {
  const status = textAt(body, 'properties.encryption.status') ?? 'not told';
  const shown = textAt(body, 'properties.encryption.keyVaultProperties.keyIdentifier') ?? 'none';
  const evidence = [
    `status ${status}`,
    `key ${shown}`,
    `identity ${textAt(body, 'properties.encryption.keyVaultProperties.identity') ?? 'none'}`,
  ];
  if (status.toLowerCase() !== 'enabled')
    return failed('ACR2510', {
      found: 'the registry is not encrypted with a key of yours',
      evidence,
      advice:
        'Azure takes a key only while a registry is being made: docs/encryption.md has the way to another registry.',
    });
  const wanted = wantedKey === undefined ? undefined : foldedKey(wantedKey);
  if (wanted !== undefined && inUse !== undefined && wanted !== foldedKey(inUse.uri))
    return failed('ACR2510', {
      found: 'the registry is encrypted with another key than that of the file',
      evidence: [...evidence, `the file says ${wantedKey}`],
      advice: 'acrctl plan shows how it is brought to the key of the file.',
    });
  return passed('the registry is encrypted with the key of the file', evidence);
}

function foldedKey(uri: string): string {
  const key = parseKeyUri(uri);
  return key === undefined ? foldId(uri) : `${key.vault}/${key.name}`.toLowerCase();
}

/** `P90D`, `P3M`, `P1Y`; months of 30 days, years of 365. */
function daysOf(duration: string): number | undefined {
  const [, years, months, weeks, days] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?/i.exec(duration) ?? [];
  const sum =
    Number(years ?? 0) * 365 + Number(months ?? 0) * 30 + Number(weeks ?? 0) * 7 + Number(days ?? 0);
  return sum === 0 ? undefined : sum;
}
