import { parentKey } from '../arm-path.ts';
import type { Answer, Call, Cloud } from '../cloud.ts';
import { ArmError, EmulatorBug } from '../errors.ts';
import type { StoredObject } from '../world.ts';
import { conditionsOf, violated } from './private-dns-common.ts';

/** What record sets of private and of public zones are refused for alike. All of it is said flat. */

// test_PutRecordSet_IfNoneMatchFailure #9, and the zone's text of test_dns_zone_update_if_match #4.
export function checkConditions(
  call: Call,
  before: StoredObject<{ readonly etag: string }> | undefined,
  what = `Record set ${call.target.name}`,
): void {
  const broken = violated(what, before?.data.etag, conditionsOf(call));
  if (broken) throw new ArmError(412, broken.code, broken.message, { shape: 'flat' });
}

// Public zones: issues kubernetes-sigs/external-dns#5358 and MicrosoftDocs/azure-docs#85496 for a record beside a CNAME,
// rcl-letsencrypt-auto-ssl/Lets-Encrypt-Auto#26 for the reverse. That private ones say the same: assumption.
export function refuseSharedName(kind: string, others: readonly string[]): void {
  if (kind === 'CNAME' && others.length > 0)
    throw conflict(
      'The CNAME record could not be created because another record with the same name already exists in this zone.',
    );
  if (kind !== 'CNAME' && others.includes('CNAME'))
    throw conflict(
      'The record could not be created because a CNAME record with the same name already exists in this zone.',
    );
}

// test_dns #13 and #133, of public zones: the subscription is named.
export function absentRecord(call: Call): Answer {
  const { name, group, subscription } = call.target;
  if (call.method === 'DELETE') return { status: 204 };
  throw new ArmError(
    404,
    'NotFound',
    `The resource record '${name}' does not exist in resource group '${group}' of subscription '${subscription}'.`,
    { shape: 'flat' },
  );
}

export function zoneOf(cloud: Cloud, recordKey: string): StoredObject {
  const zone = cloud.world.get(parentKey(recordKey));
  if (!zone) throw new EmulatorBug(`Record set ${recordKey} has no zone.`);
  return zone;
}

function conflict(message: string): ArmError {
  return new ArmError(409, 'Conflict', message, { shape: 'flat' });
}
