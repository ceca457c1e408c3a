import type { Diagnostic } from '../../core/diagnostic.ts';
import { type NameRule, nameFaults } from '../names.ts';
import type { PlacedWorkspace } from '../placed.ts';
import { faultAt, isWritten, type RuleInput } from '../rule.ts';

/** Names of workspaces, and capacities that belong to a SKU. */
export function workspaceRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.workspaces.flatMap((workspace) => [
    ...nameFaults(input, workspace, WORKSPACE_NAME),
    ...capacityFaults(input, workspace),
  ]);
}

// Microsoft's type definitions, 2025-02-01.
const WORKSPACE_NAME: NameRule = {
  what: 'a Log Analytics workspace',
  pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
  words: '4 to 63 letters, digits and hyphens, and begins and ends with a letter or digit',
};

function capacityFaults(
  input: RuleInput,
  { path, address, entry, isExisting }: PlacedWorkspace,
): Diagnostic[] {
  const [sku, level] = [
    [...path, 'sku'],
    [...path, 'capacityReservationLevel'],
  ] as const;
  if (isExisting) return [];
  if (entry.sku === 'CapacityReservation' && !isWritten(input, level)) {
    const detail =
      'With sku: CapacityReservation a fixed amount a day is paid for, and nothing says how much. Give capacityReservationLevel, in GB a day, or take sku out to pay for what comes in.';
    return [
      faultAt(
        input,
        'ACR1275',
        { path: sku, address, missing: level },
        { detail, hint: 'add capacityReservationLevel' },
      ),
    ];
  }
  const amount = entry.capacityReservationLevel;
  if (amount === undefined) return [];
  if (amount % 100 !== 0) {
    const detail = `${amount} GB a day cannot be reserved: Azure sells steps of 100.`;
    const next = Math.ceil(amount / 100) * 100;
    return [faultAt(input, 'ACR1275', { path: level, address }, { detail, hint: `write ${next}` })];
  }
  if (entry.sku === 'CapacityReservation') return [];
  // A SKU that is written and faulty has a diagnostic of its own.
  if (entry.sku === undefined && isWritten(input, sku)) return [];
  const detail =
    'A capacity is reserved with sku: CapacityReservation only; without it the workspace pays for what comes in. Add the SKU, or take capacityReservationLevel out.';
  return [faultAt(input, 'ACR1275', { path: level, part: 'key', address }, { detail })];
}
