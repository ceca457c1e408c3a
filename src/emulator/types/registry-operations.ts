import type { Call } from '../cloud.ts';
import type { OperationPlan } from '../operations.ts';

/** How the ids of a type's operations begin. */
export type OperationKind =
  | 'registries'
  | 'replications'
  | 'privateendpointconnections'
  | 'token'
  | 'cacherules'
  | 'credentialsets';

/** A PUT or PATCH is polled below the object that it writes (observed behaviour, section 1). */
export function registryWrite(
  call: Call,
  kind: OperationKind,
  objectId: string,
  plan: Omit<OperationPlan, 'verb' | 'id' | 'answerStatus'>,
): OperationPlan {
  const id = `${kind}-${call.cloud.chance.guid()}`;
  const verb = call.method === 'PATCH' ? 'PATCH' : 'PUT';
  return { ...plan, verb, id, answerStatus: 201, statusPath: `${objectId}/operationStatuses/${id}` };
}

/** A DELETE is polled by Location alone, in the region of what goes (observed behaviour, section 1). */
export function registryDeletion(
  call: Call,
  kind: OperationKind,
  location: string,
  plan: Omit<OperationPlan, 'protocol' | 'verb' | 'id' | 'answerStatus'>,
): OperationPlan {
  return { ...plan, ...located(call, kind, location), protocol: 'registry-result', verb: 'DELETE' };
}

/** So is a POST, whose result has a body. */
export function registryAction(
  call: Call,
  kind: OperationKind,
  location: string,
  plan: Omit<OperationPlan, 'protocol' | 'verb' | 'id' | 'answerStatus'>,
): OperationPlan {
  return { ...plan, ...located(call, kind, location), protocol: 'registry-action', verb: 'POST' };
}

function located(call: Call, kind: OperationKind, location: string) {
  const id = `${kind}-${call.cloud.chance.guid()}`;
  const base = `/subscriptions/${call.target.subscription}/providers/Microsoft.ContainerRegistry`;
  return { id, answerStatus: 202, resultPath: `${base}/locations/${location}/operationResults/${id}` };
}
