import type { JsonObject } from './json.ts';

/**
 * ARM's error bodies come in four shapes (docs: observed behaviour, section 5): `wrapped` is the norm,
 * `flat` that of record sets, `registry` the one of Microsoft.ContainerRegistry with a sibling status. The
 * fourth, a failed operation, is no refusal and lives in operations.ts.
 */
type ErrorShape = 'wrapped' | 'flat' | 'registry';

export interface ErrorExtras {
  readonly shape?: ErrorShape;
  readonly details?: readonly JsonObject[];
  readonly headers?: Readonly<Record<string, string>>;
  /** The code of `innererror`, which Key Vault says more with. */
  readonly inner?: string;
  /** Who refused: the front door marks its own refusals. */
  readonly cause?: 'gateway' | 'service';
}

/** A refusal, thrown by whoever finds the reason and answered as it stands. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly extras: ErrorExtras;

  constructor(status: number, code: string, message: string, extras: ErrorExtras = {}) {
    super(message);
    this.name = 'ArmError';
    this.status = status;
    this.code = code;
    this.extras = extras;
  }
}

export function errorBody(error: ArmError): JsonObject {
  const { details, inner: innerCode } = error.extras;
  const more = innerCode === undefined ? {} : { innererror: { code: innerCode } };
  const inner: JsonObject = { code: error.code, message: error.message, details, ...more };
  switch (error.extras.shape ?? 'wrapped') {
    case 'flat':
      return { code: error.code, message: error.message };
    case 'registry':
      return { error: inner, status: 'Failed' };
    case 'wrapped':
      return { error: inner };
  }
}

export function errorHeaders(error: ArmError): Readonly<Record<string, string>> {
  const { cause, headers } = error.extras;
  return { ...(cause ? { 'x-ms-failure-cause': cause } : {}), ...headers };
}

/** Asked for something that Azure has and this emulator has not. */
export function notImplemented(what: string): ArmError {
  return new ArmError(501, 'EmulatorNotImplemented', `This emulator does not implement ${what}.`);
}

// Test_Networking_PrivateEndpoint_20240301_CRUD #2: said by the front door, without details.
export function resourceNotFound(type: string, names: readonly string[], group: string): ArmError {
  const [namespace, ...kinds] = type.split('/');
  const path = kinds.map((kind, index) => `${kind}/${names[index]}`).join('/');
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${namespace}/${path}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    { cause: 'gateway' },
  );
}

export function groupNotFound(group: string): ArmError {
  return new ArmError(404, 'ResourceGroupNotFound', `Resource group '${group}' could not be found.`, {
    cause: 'gateway',
  });
}

// Test_Network_v1api20200601_CreationAndDeletion #49 to #55.
export function parentNotFound(verb: 'read' | 'write' | 'delete', type: string, parentId: string): ArmError {
  const nested = type.split('/').slice(1).join('/');
  return new ArmError(
    404,
    'ParentResourceNotFound',
    `Failed to perform '${verb}' on resource(s) of type '${nested}', because the parent resource '${parentId}' could not be found.`,
    { cause: 'gateway' },
  );
}

// Test_Network_v1api20220701_CreationAndDeletion #58.
export function invalidReference(missing: string, from: string): ArmError {
  return new ArmError(
    400,
    'InvalidResourceReference',
    `Resource ${missing} referenced by resource ${from} was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
    { details: [] },
  );
}

export function badRequest(message: string, extras: ErrorExtras = {}): ArmError {
  return new ArmError(400, 'BadRequest', message, extras);
}

// arm-protocol.md names the code; the text is assumed.
export function movedLocation(name: string, group: string, location: string): ArmError {
  return new ArmError(
    409,
    'InvalidResourceLocation',
    `The resource '${name}' already exists in location '${location}' in resource group '${group}'. A resource with the same name cannot be created in another location. Please select a new resource name.`,
    { cause: 'gateway' },
  );
}

/** A state of the emulator that its code holds to be impossible. */
export class EmulatorBug extends Error {
  override readonly name = 'EmulatorBug';

  constructor(what: string) {
    super(`${what} This is a bug in the emulator.`);
  }
}
