import type { Diagnostic } from '../../core/diagnostic.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import { faultAt, isWritten, type RuleInput, warningAt } from '../rule.ts';
import { DEFENDER } from './compile.ts';

/** Which subscription a plan is of, and whether it reaches the registries. */
export function defenderRules(input: RuleInput): readonly Diagnostic[] {
  const { azure } = input.config;
  if (azure.defender?.containers === undefined) return [];
  return [...subscriptionFaults(input), ...(azure.defender.containers ? shutOut(input) : [])];
}

function subscriptionFaults(input: RuleInput): Diagnostic[] {
  const missing = ['azure', 'subscription'];
  if (input.config.azure.subscription !== undefined || isWritten(input, missing)) return [];
  const detail = 'A plan of Defender is of a subscription, and azure.subscription does not say of which.';
  return [
    faultAt(
      input,
      'ACR1108',
      { path: [...DEFENDER], part: 'key', missing },
      { detail, hint: 'add azure.subscription', requirements: ['2.6'] },
    ),
  ];
}

/** A registry that is not open to everybody is scanned by a trusted service, or not at all (security.md). */
function shutOut(input: RuleInput): Diagnostic[] {
  return input.placed.registries.flatMap(({ path, address, network, isExisting, subscription }) => {
    const isRestricted = network.publicAccess === 'selected' || network.publicAccess === 'disabled';
    if (isExisting || !isRestricted || network.trustedServices !== false) return [];
    const scanned = input.config.azure.subscription ?? subscription;
    if (foldId(subscription) !== foldId(scanned)) return [];
    const detail =
      'azure.defender.containers turns the scanning of images on, and this registry lets no trusted service of Azure past its closed public access: its images would not be scanned.';
    return [
      warningAt(
        input,
        'ACR1284',
        { path: [...path, 'network', 'trustedServices'], address },
        { detail, hint: 'write trustedServices: true', requirements: ['2.6'] },
      ),
    ];
  });
}
