import type { Diagnostic } from '../../core/diagnostic.ts';
import { nameFaults, networkName } from '../names.ts';
import type { PlacedEndpoint } from '../placed.ts';
import type { RuleInput } from '../rule.ts';
import { approvalRules } from './approval-rules.ts';
import { recordRules } from './record-rules.ts';
import { referenceRules } from './reference-rules.ts';
import { roomRules } from './room-rules.ts';
import { staticIpRules } from './static-ip-rules.ts';

/** Names, subnets, addresses, records and approval of private endpoints. */
export function privateLinkRules(input: RuleInput): readonly Diagnostic[] {
  const endpoints = input.placed.registries.flatMap((registry) => registry.endpoints);
  return [
    ...referenceRules(input),
    ...endpoints.flatMap((endpoint) => nameFaults(input, endpoint, ENDPOINT_NAME, longestName(endpoint))),
    ...recordRules(input),
    ...roomRules(input),
    ...staticIpRules(input),
    ...approvalRules(input),
  ];
}

const ENDPOINT_NAME = networkName('the network interface of a private endpoint (the endpoint with -nic)');

/**
 * The name of the interface is the longest of an endpoint's. A foreign character in the name of the registry is
 * reported there, not at every endpoint.
 */
function longestName({ entry, interface: { name } }: PlacedEndpoint): string {
  if (entry.name !== undefined) return name;
  const [registry = '', ...rest] = name.split('-');
  return [registry.replace(/[^A-Za-z0-9]/gu, 'x'), ...rest].join('-');
}
