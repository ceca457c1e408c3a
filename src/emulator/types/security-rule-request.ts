import type { Call } from '../cloud.ts';
import { ArmError, badRequest } from '../errors.ts';
import { arrayAt, type JsonObject, numberAt, objectAt, stringAt, stringsAt } from '../json.ts';
import { noRanges } from './security-group-body.ts';

/** A rule as a body asks for it. */
export interface WantedRule {
  readonly name: string;
  readonly properties: JsonObject;
}

/** What is sent of one rule, normalised. What a rule needs is documented; code and texts are assumed. */
export function wantedRule(name: string, sent: unknown): WantedRule {
  const given = objectAt(sent, 'properties') ?? {};
  const priority = numberAt(given, 'priority');
  if (name === '') throw badRequest('A security rule needs a name.');
  if (priority === undefined || !Number.isInteger(priority) || priority < 100 || priority > 4096)
    throw badRequest(`Security rule ${name} needs a priority from 100 to 4096.`);
  return {
    name,
    properties: {
      description: stringAt(given, 'description'),
      protocol: needed(name, given, 'protocol'),
      sourcePortRange: stringAt(given, 'sourcePortRange'),
      destinationPortRange: stringAt(given, 'destinationPortRange'),
      sourceAddressPrefix: stringAt(given, 'sourceAddressPrefix'),
      destinationAddressPrefix: stringAt(given, 'destinationAddressPrefix'),
      access: needed(name, given, 'access', ['Allow', 'Deny']),
      priority,
      direction: needed(name, given, 'direction', ['Inbound', 'Outbound']),
      ...Object.fromEntries(Object.keys(noRanges).map((list) => [list, stringsAt(given, list) ?? []])),
      sourceApplicationSecurityGroups: groupsAt(given, 'sourceApplicationSecurityGroups'),
      destinationApplicationSecurityGroups: groupsAt(given, 'destinationApplicationSecurityGroups'),
    },
  };
}

function needed(rule: string, given: JsonObject, member: string, values?: readonly string[]): string {
  const sent = stringAt(given, member) ?? '';
  const found = values ? values.find((value) => value.toLowerCase() === sent.toLowerCase()) : sent;
  if (found === undefined || found === '')
    throw badRequest(`Security rule ${rule} needs ${member}${values ? `: ${values.join(' or ')}` : ''}.`);
  return found;
}

function groupsAt(given: JsonObject, member: string): readonly JsonObject[] | undefined {
  const ids = (arrayAt(given, member) ?? []).flatMap((group) => stringAt(group, 'id') ?? []);
  return ids.length === 0 ? undefined : ids.map((id) => ({ id }));
}

/** Throws where two have one name, or one priority and direction. Recalled, not recorded. */
export function checkRules(call: Call, rules: readonly WantedRule[]): void {
  const names = new Set<string>();
  const places = new Map<string, string>();
  for (const { name, properties } of rules) {
    if (names.has(name.toLowerCase())) throw badRequest(`${call.target.name} has two rules ${name}.`);
    names.add(name.toLowerCase());
    const place = `${properties['direction']} ${properties['priority']}`;
    const other = places.get(place);
    if (other !== undefined) throw conflict(name, other);
    places.set(place, name);
  }
}

function conflict(rule: string, other: string): ArmError {
  return new ArmError(
    400,
    'SecurityRuleConflict',
    `Security rule ${rule} conflicts with rule ${other}. Rules cannot have the same Priority and Direction. To learn more, see aka.ms/nsgrules.`,
    { details: [] },
  );
}
