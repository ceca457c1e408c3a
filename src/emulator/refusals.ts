import type { ArmPath } from './arm-path.ts';
import type { Cloud } from './cloud.ts';
import { ArmError, notImplemented } from './errors.ts';
import { unknownNamespace } from './subscription-level.ts';

/** Azure's own types that are not built are loud; names that nobody has are refused as ARM refuses them. */
export function refuseType(cloud: Cloud, method: string, path: ArmPath, apiVersion: string): never {
  const namespace = path.namespace ?? '';
  if (!/^microsoft\./i.test(namespace)) throw unknownNamespace(namespace);
  const known = [...cloud.types.values()].some(({ type }) =>
    type.toLowerCase().startsWith(`${namespace.toLowerCase()}/`),
  );
  const what = `${method} ${namespace}/${path.kinds.join('/')} (api-version ${apiVersion})`;
  throw notImplemented(known ? what : `the namespace ${namespace}: ${what}`);
}

export function checkVersion(apiVersion: string, supported: readonly string[], type: string): void {
  if (supported.includes(apiVersion.toLowerCase())) return;
  throw new ArmError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for API version '${apiVersion}' for type '${type}'. The supported api-versions are '${supported.join(', ')}'.`,
    { cause: 'gateway' },
  );
}

// Azure/azure-rest-api-specs issue 3978, MicrosoftDocs/feedback issue 2279.
export function missingApiVersion(): ArmError {
  return new ArmError(
    400,
    'MissingApiVersionParameter',
    'The api-version query parameter (?api-version=) is required for all requests.',
    { cause: 'gateway' },
  );
}

// Assumption: code and text.
export function operationNotFound(path: string): ArmError {
  return new ArmError(404, 'NotFound', `The operation ${path} could not be found.`);
}
