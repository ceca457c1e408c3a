import type { Cloud } from './cloud.ts';
import type { JsonObject } from './json.ts';
import type { Sent } from './requests.ts';

/** A refusal of Entra's, whose errors look unlike those of ARM; `aadsts` is the number that people search for. */
export class EntraError extends Error {
  override readonly name = 'EntraError';
  readonly status: number;
  readonly code: string;
  readonly aadsts: number;

  constructor(status: number, code: string, aadsts: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.aadsts = aadsts;
  }
}

/** Shape and members: Azure/azure-cli issue 22145, MicrosoftDocs/azure-docs issue 43780. */
export function entraErrorBody(cloud: Cloud, sent: Sent, sequence: number, error: EntraError): JsonObject {
  const trace = cloud.chance.guidOf(`trace ${cloud.now()} ${sequence}`);
  const correlation =
    sent.headers['client-request-id'] ?? cloud.chance.guidOf(`correlation ${cloud.now()} ${sequence}`);
  const timestamp = new Date(cloud.now())
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    error: error.code,
    error_description: `AADSTS${error.aadsts}: ${error.message} Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`,
    error_codes: [error.aadsts],
    timestamp,
    trace_id: trace,
    correlation_id: correlation,
    error_uri: `${sent.origin}/error?code=${error.aadsts}`,
  };
}

// MicrosoftDocs/azure-docs issue 43780 for grant_type, openid/AppAuth-iOS issue 671 for client_id; others alike (assumption).
export function missingParameter(name: string): EntraError {
  return new EntraError(
    400,
    'invalid_request',
    900144,
    `The request body must contain the following parameter: '${name}'.`,
  );
}

// Azure/azure-cli issue 22145.
export function tenantNotFound(tenant: string): EntraError {
  return new EntraError(
    400,
    'invalid_tenant',
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  );
}
