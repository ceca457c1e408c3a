import { describe, expect, test } from 'vitest';
import { type Json, type JsonObject, parseJson } from '../../../src/core/json.ts';
import type { CloudError } from '../../../src/core/resource-type.ts';
import { advisedError, cloudErrorOf, operationErrorOf } from '../../../src/providers/azure/errors.ts';
import { adviceLines, wrap } from '../../../src/report/layout.ts';
import { hasRecordings, type Interaction, recordings } from '../shared.ts';

const GROUP = '/subscriptions/00000000-0000-0000-0000-0000000000aa/resourceGroups/rg-images';
const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints/contosoimages-hub`;
const asked = { method: 'PUT', path: ENDPOINT };
const OK = { status: 200, headers: {}, body: '' };
const REPLICA = {
  action: 'create',
  type: 'Microsoft.ContainerRegistry/registries/replications',
  id: `${GROUP}/providers/Microsoft.ContainerRegistry/registries/contosoimages/replications/northeurope`,
} as const;
const client = "The client 'app' with object id '4a5b' ";

/** Status, code and message as Azure words them; where the wording was seen stands in `advice.ts`. */
const REFUSALS: readonly (readonly [number, string, string, Json?])[] = [
  [
    403,
    'AuthorizationFailed',
    `${client}does not have authorization to perform action 'Microsoft.Network/privateEndpoints/write' over scope '${ENDPOINT}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  ],
  [403, 'AuthorizationFailed', 'No.'],
  [
    403,
    'LinkedAuthorizationFailed',
    `${client}has permission to perform action 'Microsoft.Network/privateEndpoints/write' on scope '${ENDPOINT}'; however, it does not have permission to perform action 'Microsoft.Network/virtualNetworks/subnets/join/action' on the linked scope(s) '${GROUP}/providers/Microsoft.Network/virtualNetworks/hub/subnets/endpoints' or the linked scope(s) are invalid.`,
  ],
  [
    403,
    'LinkedAuthorizationFailed',
    `The client has permission to perform action 'Microsoft.Network/virtualNetworks/write' on scope '${ENDPOINT}', however the current tenant '0e' is not authorized to access linked subscription '00000000-0000-0000-0000-0000000000bb'.`,
  ],
  [401, 'InvalidAuthenticationTokenTenant', 'The access token is from the wrong issuer.'],
  [401, 'ExpiredAuthenticationToken', 'The access token expiry UTC time is earlier than now.'],
  [401, 'Unauthorized', 'Request is missing a Bearer or PoP token.'],
  [403, 'Forbidden', 'No.'],
  [
    404,
    'SubscriptionNotFound',
    "The subscription '00000000-0000-0000-0000-0000000000aa' could not be found.",
  ],
  [
    409,
    'MissingSubscriptionRegistration',
    "The subscription is not registered to use namespace 'Microsoft.ContainerRegistry'. See https://aka.ms/rps-not-found for how to register subscriptions.",
  ],
  [
    409,
    'Conflict',
    'The CNAME record could not be created because another record with the same name already exists in this zone.',
  ],
  [
    400,
    'NoRegisteredProviderFound',
    "No registered resource provider found for location 'nowhere' and API version '2025-05-01' for type 'privateEndpoints'. The supported api-versions are '2025-05-01'. The supported locations are 'westeurope'.",
  ],
  [
    403,
    'RequestDisallowedByPolicy',
    `Resource 'hub' was disallowed by policy. Policy identifiers: '[{"policyAssignment":{"name":"Regions","id":"${GROUP}/providers/Microsoft.Authorization/policyAssignments/regions"},"policyDefinition":{"name":"x","id":"/y"}}]'.`,
  ],
  [
    403,
    'RequestDisallowedByPolicy',
    "Resource 'hub' was disallowed by policy.",
    [{ type: 'PolicyViolation', info: { policyAssignmentId: '/subscriptions/s/policyAssignments/tags' } }],
  ],
  [403, 'RequestDisallowedByPolicy', "Resource 'hub' was disallowed by policy."],
  [
    409,
    'ScopeLocked',
    `The scope '${ENDPOINT}' cannot perform write operation because following scope(s) are locked: '${GROUP}'. Please remove the lock and try again.`,
  ],
  [409, 'ResourceGroupBeingDeleted', "The resource group 'rg-images' is in deprovisioning state."],
  [404, 'ResourceGroupNotFound', "Resource group 'rg-images' could not be found."],
  [
    409,
    'CannotDeleteResource',
    "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: 'Microsoft.Network/privateDnsZones/z/virtualNetworkLinks/l'. Please delete all nested resources before deleting this resource.",
  ],
  [
    400,
    'BadRequest',
    "A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network with 'a' and 'a' zones.",
  ],
  [
    409,
    'Conflict',
    `Virtual network resource identity '${GROUP}/providers/Microsoft.Network/virtualNetworks/hub' already in use. This is possible in case the virtual network was moved, or re-created. Please contact support.`,
  ],
  [409, 'Conflict', 'The registry is busy processing a previous update request.'],
  [400, 'InvalidPrivateLinkServiceId', 'Invalid private link service id.'],
  [400, 'InUseSubnetCannotBeDeleted', 'Subnet endpoints is in use by nic and cannot be deleted.'],
  [
    400,
    'SubnetIsFull',
    'Subnet endpoints with address prefix 10.0.0.0/29 does not have enough capacity for 2 IP addresses.',
  ],
  [
    400,
    'BadRequest',
    `Failed to replicate private endpoint. Private Endpoint ${ENDPOINT} contains static ipconfigurations with missing membernames registry_data_northeurope.`,
  ],
  [409, 'RegistryNameAlreadyInUse', 'The registry DNS name contosoimages.azurecr.io is already in use.'],
  [400, 'DisablingPublicNetworkAccessNotSupported', 'Disabling public access needs Premium.'],
  [
    409,
    'InvalidResourceLocation',
    "The resource 'hub' already exists in location 'northeurope' in resource group 'rg-images'.",
  ],
  [400, 'PrivateEndpointQuotaExceeded', 'Quota exceeded.'],
  [400, 'PrincipalNotFound', 'Principal 4a5b does not exist in the directory.'],
  [409, 'RoleAssignmentExists', 'The role assignment already exists.'],
  [400, 'InvalidResourceReference', 'Resource a referenced by resource b was not found.'],
  [404, 'ParentResourceNotFound', "Failed to perform 'write': the parent resource could not be found."],
  [400, 'BadRequest', "Failed to access KeyId 'k'."],
  [412, 'PreconditionFailed', 'The Zone has been modified (etag mismatch).'],
  [
    409,
    'AnotherOperationInProgress',
    'Another operation on this or dependent resource is in progress. To retrieve status of the operation use uri: https://management.azure.com/subscriptions/s/operations/1?s=secret',
  ],
  [
    429,
    'RetryableError',
    'A retryable error occurred.',
    [
      {
        code: 'ReferencedResourceNotProvisioned',
        message: 'Cannot proceed with operation because of subnet x.',
      },
    ],
  ],
  [429, 'TooManyRequests', 'Too many requests.'],
  [503, 'ServiceUnavailable', 'Try later.'],
  [400, 'SomethingNobodyKnows', 'The flux is out of tune.'],
];

test('every refusal comes with what to do, in words that were read as a person in trouble would', async () => {
  const texts = REFUSALS.map(([status, code, message, details]) => {
    const error = { code, message, ...(details !== undefined && { details }) };
    const body = {
      error: code === 'RequestDisallowedByPolicy' ? { ...error, additionalInfo: details ?? [] } : error,
    };
    return textOf(cloudErrorOf({ status, headers: {}, body: JSON.stringify(body) }, 0, { asked }));
  });
  const failed: JsonObject = { status: 'Failed', error: { code: 'Whatever', message: 'It broke.' } };
  const silent: JsonObject = { status: 'Canceled' };
  const ended = [failed, silent].map((document) =>
    textOf(operationErrorOf(String(document['status']), document, OK)),
  );
  const ofReplica = [
    operationErrorOf('Failed', failed, OK, REPLICA),
    advisedError(
      { failure: 'failed', armCode: 'ProvisioningFailed', message: 'The replica ended in the state Failed.' },
      { subject: REPLICA },
    ),
    advisedError(
      { failure: 'unknown', armCode: 'OperationTimedOut', message: 'Azure is still at work on the replica.' },
      { subject: REPLICA },
    ),
  ].map(textOf);
  await expect(`${[...texts, ...ended, ...ofReplica].join('\n\n')}\n`).toMatchFileSnapshot('advice.txt');
});

function textOf(error: CloudError): string {
  const { failure, status, armCode, innerCodes, message, hint = '(no advice)' } = error;
  const inner = innerCodes.length === 0 ? '' : ` (${innerCodes.join(', ')})`;
  return [
    `${status} ${armCode}${inner}: ${failure}`,
    ...wrap(message, 80, '  '),
    ...adviceLines(`What to do: ${hint}`, 80, '  '),
  ].join('\n');
}

describe.skipIf(!hasRecordings)('every recorded error', () => {
  const errors = (): readonly (readonly [Interaction, CloudError])[] =>
    recordings().flatMap((each) => {
      const error = errorIn(each);
      return error === undefined ? [] : [[each, error] as const];
    });

  test('has a code, a readable message, advice, and a class that its status does not contradict (G20)', () => {
    const found = errors();
    expect(found.length).toBeGreaterThan(150);
    const faults = found.flatMap(([{ file, index, status }, error]) =>
      faultsOf(status, error).map((fault) => `${file} #${index}: ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  test('of a kind that says something else than its code is told by what stands inside it', () => {
    const retryable = errors().filter(([, { armCode }]) => armCode === 'RetryableError');
    expect(retryable.length).toBeGreaterThan(0);
    for (const [, { message, innerCodes }] of retryable) {
      expect(message).not.toContain('A retryable error occurred');
      expect(innerCodes).not.toEqual([]);
    }
  });
});

function errorIn({ status, responseBody }: Interaction): CloudError | undefined {
  const body = typeof responseBody === 'string' ? responseBody : JSON.stringify(responseBody ?? '');
  const response = { status, headers: {}, body };
  if (status >= 400) return cloudErrorOf(response, 0, { asked });
  const document = parseJson(body) as JsonObject | undefined;
  const word = document?.['status'];
  const hasFailed = typeof word === 'string' && /^(?:Failed|Canceled)$/i.test(word);
  return hasFailed && document !== undefined ? operationErrorOf(word, document, response) : undefined;
}

const MEANT: readonly (readonly [(status: number) => boolean, readonly string[]])[] = [
  [(status) => status === 401 || status === 403, ['denied', 'permanent']],
  [(status) => status === 404, ['not-visible', 'permanent']],
  [(status) => status === 409, ['busy', 'permanent', 'moved']],
  [(status) => status === 412, ['moved']],
  [(status) => status === 429, ['throttled', 'busy']],
  [(status) => status >= 500, ['unknown']],
];

function faultsOf(status: number, { armCode, message, hint, failure }: CloudError): readonly string[] {
  const expected = MEANT.find(([fits]) => fits(status))?.[1];
  return [
    ...(armCode === '' || /^Http/.test(armCode) ? ['no code'] : []),
    ...(message === '' ? ['no message'] : []),
    ...(message.length > 2_000 ? ['a message too long to read'] : []),
    ...(/[{[]\s*"|<\w+[ >]/.test(message) ? [`raw JSON or markup: ${message}`] : []),
    ...(/[\p{Cc}\p{Cf}\p{Cs}]/u.test(message) ? ['a control character'] : []),
    ...(hint === undefined ? [`no advice for ${armCode}`] : []),
    ...(expected !== undefined && !expected.includes(failure) ? [`${status} ${armCode} is ${failure}`] : []),
  ];
}
