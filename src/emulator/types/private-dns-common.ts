import type { OperationError } from '../api.ts';
import type { Answer, Call, Cloud } from '../cloud.ts';
import { ArmError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import { type OperationPlan, operationHeaders } from '../operations.ts';
import type { Operation } from '../world.ts';

/** Conditions of a request, kept until the operation ends: private DNS judges them only then. */
export interface Conditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

export function conditionsOf(call: Call): Conditions {
  return {
    ifMatch: call.headers['if-match'] || undefined,
    ifNoneMatch: call.headers['if-none-match'] || undefined,
  };
}

// test_PutZone_ZoneExistsIfNoneMatchFailure #8; a mismatch is worded as test_dns_zone_update_if_match #4 does.
export function violated(
  what: string,
  etag: string | undefined,
  conditions: Conditions,
): OperationError | undefined {
  if (conditions.ifNoneMatch === '*' && etag !== undefined) {
    return failed(`The ${what} exists already and hence cannot be created again.`);
  }
  const { ifMatch } = conditions;
  if (ifMatch === undefined) return undefined;
  const bare = (text: string | undefined): string | undefined => text?.replaceAll('"', '');
  const holds = ifMatch === '*' ? etag !== undefined : bare(etag) === bare(ifMatch);
  return holds ? undefined : failed(`The ${what} has been modified (etag mismatch).`);
}

/** Zones and links are written and deleted by operations whose last segment is base64 of a work item's name. */
export function dnsOperation(
  call: Call,
  work: string,
  plan: Pick<OperationPlan, 'verb' | 'effect' | 'data'>,
): OperationPlan {
  const { subscription, group } = call.target;
  const id = Buffer.from(
    `FrontEndAsyncOperation;${work};${call.cloud.chance.guid()}_${subscription}`,
  ).toString('base64');
  const base = `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network`;
  return {
    ...plan,
    protocol: 'private-dns',
    id,
    statusPath: `${base}/privateDnsOperationStatuses/${id}`,
    resultPath: `${base}/privateDnsOperationResults/${id}`,
    answerStatus: 202,
    retryAfter: 30,
  };
}

// Assumption: code and text of a second request with another goal.
export function dnsBusy(call: Call, _operation: Operation): ArmError {
  return new ArmError(
    409,
    'Conflict',
    `The resource ${call.target.id} is busy processing a previous update request. Please retry the request later.`,
  );
}

/** Of private zones issue provider-upjet-azure#19 has it, of public ones #88. */
export function tooFewLabels(name: string): string {
  return `The zone name '${name}' does not have enough labels. Zone names must have two or more labels.`;
}

/** Seconds since the epoch in hexadecimal, as the etags of links carry them. */
export function hexTime(cloud: Cloud): string {
  return Math.floor(cloud.now() / 1000)
    .toString(16)
    .padStart(8, '0');
}

function failed(message: string): OperationError {
  return { code: 'PreconditionFailed', message };
}

/** 202 with both poll URLs; writes of zones and links answer `{}`, deletes nothing. */
export function accepted(call: Call, operation: Operation, body?: JsonObject): Answer {
  const headers = operationHeaders(call.cloud, call.origin, operation);
  return { status: 202, headers, ...(body ? { body } : {}) };
}
