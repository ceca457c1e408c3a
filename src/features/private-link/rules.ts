import type { Diagnostic } from '../../core/diagnostic.ts';
import { nameFaults, networkName, textFaults } from '../names.ts';
import type { PlacedEndpoint } from '../placed.ts';
import type { RuleInput, Spot } from '../rule.ts';
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
    ...endpoints.flatMap((endpoint) => endpointNameFaults(input, endpoint)),
    ...recordRules(input),
    ...roomRules(input),
    ...staticIpRules(input),
    ...approvalRules(input),
  ];
}

const ENDPOINT_NAME = networkName('the network interface of a private endpoint (the endpoint with -nic)');
const ENDPOINT_ALONE = networkName('a private endpoint');
const INTERFACE_NAME = networkName('the network interface of a private endpoint');

/** The interface is called after the endpoint unless the file names it. */
function endpointNameFaults(input: RuleInput, endpoint: PlacedEndpoint): readonly Diagnostic[] {
  const { path, address, entry } = endpoint;
  if (entry.interfaceName === undefined)
    return nameFaults(input, endpoint, ENDPOINT_NAME, withCleanRegistry(endpoint, endpoint.interface.name));
  const spot: Spot = { path: [...path, 'interfaceName'], address };
  return [
    ...nameFaults(input, endpoint, ENDPOINT_ALONE, withCleanRegistry(endpoint, endpoint.name)),
    ...textFaults(input, spot, entry.interfaceName, INTERFACE_NAME),
  ];
}

/** A foreign character in the name of the registry is reported there, not at every endpoint. */
function withCleanRegistry({ entry }: PlacedEndpoint, name: string): string {
  if (entry.name !== undefined) return name;
  const [registry = '', ...rest] = name.split('-');
  return [registry.replace(/[^A-Za-z0-9]/gu, 'x'), ...rest].join('-');
}
