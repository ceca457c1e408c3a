import type { Diagnostic } from '../../core/diagnostic.ts';
import { cut, escapeUnprintable, quote } from '../../core/wording.ts';
import { keyFaults } from '../names.ts';
import type { PlacedEndpoint, PlacedRule } from '../placed.ts';
import { faultAt, inFileOrder, type RuleInput, type Spot, warningAt } from '../rule.ts';
import { canMeet, matches } from './pattern.ts';

/** What rules for connections are about, and whether they agree. */
export function approvalsRules(input: RuleInput): readonly Diagnostic[] {
  return input.placed.registries.flatMap(({ rules }) => [
    ...rules.flatMap((rule) => keyFaults(input, rule)),
    ...rules.flatMap(patternsOf).flatMap((pattern) => patternFaults(input, pattern)),
    ...contradictions(input, rules),
  ]);
}

interface Pattern {
  readonly rule: PlacedRule;
  readonly text: string;
  readonly spot: Spot;
}

function patternsOf(rule: PlacedRule): readonly Pattern[] {
  return rule.entry.endpoints.map((text, index) => {
    const spot: Spot = { path: [...rule.path, 'endpoints', index], address: rule.address };
    return { rule, text, spot };
  });
}

const REQUIREMENTS = ['1.33', '1.53'];

function patternFaults(input: RuleInput, pattern: Pattern): Diagnostic[] {
  const { text, spot, rule } = pattern;
  if (!isOfEndpoint(text)) {
    const detail = `No private endpoint has an id like this. Ids are\n/subscriptions/GUID/resourceGroups/GROUP/providers/Microsoft.Network/privateEndpoints/NAME\nand a * stands for any characters.`;
    return [faultAt(input, 'ACR1262', spot, { detail, requirements: REQUIREMENTS })];
  }
  const own = ownEndpoint(input, text);
  if (own !== undefined) {
    const detail = `This is ${own.address} of this file. Rules leave the endpoints of the file alone: their key approval says how they are approved. Take it out.`;
    return [faultAt(input, 'ACR1115', spot, { detail, requirements: REQUIREMENTS })];
  }
  if (rule.entry.decision !== 'approve' || !isOfAnySubscription(text)) return [];
  const detail =
    'The rule approves endpoints in subscriptions that are not written out. Whoever knows the id of the registry can ask for a connection, from any tenant, and name a resource group at will. Write the subscriptions that you mean.';
  return [warningAt(input, 'ACR1261', spot, { detail, requirements: REQUIREMENTS })];
}

const ENDPOINT_IDS = '/subscriptions/*/resourceGroups/*/providers/Microsoft.Network/privateEndpoints/*';
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** True where some private endpoint may have an id as the pattern says. */
export function isOfEndpoint(text: string): boolean {
  const subscription = subscriptionIn(text);
  return canMeet(text, ENDPOINT_IDS) && (subscription.includes('*') || GUID.test(subscription));
}

function isOfAnySubscription(text: string): boolean {
  return subscriptionIn(text).includes('*');
}

function subscriptionIn(text: string): string {
  return text.split('/')[2] ?? '';
}

/** Only a pattern that is about nothing else: a wider one is about endpoints of others besides. */
function ownEndpoint({ placed }: RuleInput, text: string): PlacedEndpoint | undefined {
  if (text.includes('*')) return undefined;
  return placed.registries.flatMap(({ endpoints }) => endpoints).find(({ id }) => matches(text, id));
}

/**
 * Patterns of two rules one of which is about all that the other is about. Where two with * only meet, the plan sees
 * whether there is a connection that both are about.
 */
function contradictions(input: RuleInput, rules: readonly PlacedRule[]): Diagnostic[] {
  const earlier: Pattern[] = [];
  return inFileOrder(input, rules).flatMap((rule) => {
    const own = patternsOf(rule);
    const others = earlier.filter((each) => each.rule.entry.decision !== rule.entry.decision);
    earlier.push(...own);
    return own.flatMap(({ text, spot }) => {
      const other = others.find((each) => matches(each.text, text) || matches(text, each.text));
      if (other === undefined) return [];
      const { key, entry } = other.rule;
      const detail = `Rule ${quote(key)} says ${entry.decision} of${whatIsMeant(text, other.text)}, and this rule says ${rule.entry.decision}. One connection has one decision: take the pattern out of one of the rules, or make it narrower.`;
      return [faultAt(input, 'ACR1260', spot, { detail, requirements: REQUIREMENTS })];
    });
  });
}

function whatIsMeant(text: string, other: string): string {
  const [isWithin, isAround] = [matches(other, text), matches(text, other)];
  if (isWithin && isAround) return ' the same endpoints';
  return `\n${escapeUnprintable(cut(other, LONGEST_ID))}\n${isWithin ? 'which this is among' : 'which is among these'}`;
}

/** Ids differ at their end, so that they are shown whole; a text of any length may stand in the file. */
const LONGEST_ID = 400;
