import { ArmError, badRequest } from '../errors.ts';

// faults.md, G05, quotes the middle of the text.
export function registryBusy(id: string): ArmError {
  return new ArmError(
    409,
    'Conflict',
    `The resource ${id} is busy processing a previous update request. Please retry the request later.`,
    { shape: 'registry' },
  );
}

// The form is recorded for scope maps (test_repository_token_create #5).
export function childNotFound(name: string): ArmError {
  return new ArmError(404, 'ResourceNotFound', `The resource ${name} could not be found.`, {
    shape: 'registry',
  });
}

/** A refusal whose reason is documented and whose code is assumed. */
export function registryRefusal(message: string): ArmError {
  return badRequest(message, { shape: 'registry' });
}
