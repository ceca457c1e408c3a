import type { Diagnostic } from '../../core/diagnostic.ts';
import { faultAt, isFaulty, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { type WrittenEndpoint, writtenEndpoints } from './written-endpoints.ts';

/** Who approves an endpoint, and what has to wait for it. A message is optional (TFA#31688). */
export function approvalRules(input: RuleInput): readonly Diagnostic[] {
  return writtenEndpoints(input).flatMap((endpoint) =>
    endpoint.entry.approval === 'manual' ? waitWarnings(input, endpoint) : idleMessageFaults(input, endpoint),
  );
}

/** Public access is narrowed only after every private path works (I-12); where it is already, nobody gets in until then. */
function waitWarnings(input: RuleInput, { registry, path, address }: WrittenEndpoint): Diagnostic[] {
  const { isExisting, network } = registry;
  const narrows = network.publicAccess === 'disabled' || network.publicAccess === 'selected';
  if (isExisting || !narrows) return [];
  const detail = `The owner of the registry has to approve this endpoint, and nobody gets in by it before that. A registry that is open in Azure stays open until then, and until apply ran again, since acrctl narrows public access only after every private path works; one that is new, or as narrow already, lets in only whom the file says. Write approval: auto where whoever runs apply may approve.`;
  const spot: Spot = { path: [...path, 'approval'], address };
  return [warningAt(input, 'ACR1259', spot, { detail, requirements: ['1.39', '1.55'] })];
}

function idleMessageFaults(input: RuleInput, { path, address, entry }: WrittenEndpoint): Diagnostic[] {
  if (entry.requestMessage === undefined || isFaulty(input, [...path, 'approval'])) return [];
  const detail =
    'requestMessage is for whoever approves the endpoint, and with approval: auto nobody is asked. Take it out, or write approval: manual.';
  const spot: Spot = { path: [...path, 'requestMessage'], part: 'key', address };
  return [faultAt(input, 'ACR1115', spot, { detail, requirements: ['1.17', '1.55'] })];
}
