import { diagnose } from '../../core/codes.ts';
import type { CompiledOutputs, PriorEntry } from '../../core/desired.ts';
import type { Diagnostic } from '../../core/diagnostic.ts';
import type { Json } from '../../core/json.ts';
import { getPath, listAt, textAt } from '../../core/path.ts';
import type { LiveObjects } from '../../core/resource-type.ts';
import { enumerate } from '../../core/wording.ts';
import { foldId } from '../../providers/azure/arm-id.ts';
import type { Placed, PlacedFront, PlacedFrontRegion } from '../placed.ts';
import { firewallProperties } from './firewall.ts';
import { ruleLine, ruleName } from './rule-words.ts';
import { FRONT_DEFAULTS } from './schema.ts';

/**
 * Custom rules that others put into the policy of a gateway, where they stay (I-19), and what they do to those of the file:
 * let requests past them, or keep their place (application-gateway.md 3). The policy is read anyway.
 */
export function foreignRuleFindings(
  { fronts }: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Diagnostic[] {
  return fronts.flatMap((front) =>
    front.regions.flatMap((region) => {
      const own = rulesOf(front);
      const foreign = foreignRules(region, own, prior, live);
      return [...opened(region, own, foreign), ...inTheWay(region, own, foreign)];
    }),
  );
}

/** They stay, and are told, whatever they do (I-19). */
export function foreignRuleOutputs(
  { fronts }: Placed,
  prior: readonly PriorEntry[],
  live: LiveObjects,
): CompiledOutputs {
  const told = fronts.flatMap((front) =>
    front.regions.map((region) => {
      const lines = foreignRules(region, rulesOf(front), prior, live).map(ruleLine);
      return [region.policy.address, lines] as const;
    }),
  );
  return Object.fromEntries(
    told.flatMap(([address, lines]) =>
      lines.length === 0 ? [] : [[address, { rulesOfOthers: { value: lines } }] as const],
    ),
  );
}

/** What the policy has and neither the file wants nor acrctl once wrote. */
function foreignRules(
  { policy }: PlacedFrontRegion,
  own: readonly Json[],
  prior: readonly PriorEntry[],
  live: LiveObjects,
): readonly Json[] {
  const id = foldId(policy.id);
  const written = prior.find((entry) => foldId(entry.id) === id)?.applied;
  const ours = new Set([...own, ...listAt(written, 'properties.customRules')].map(ruleName));
  return listAt(live.get(id)?.body, 'properties.customRules').filter((rule) => !ours.has(ruleName(rule)));
}

function rulesOf({ entry }: PlacedFront): readonly Json[] {
  return listAt(
    firewallProperties(entry.waf ?? {}, entry.allowPush ?? FRONT_DEFAULTS.allowPush),
    'customRules',
  );
}

/** `Allow` ends all other rules, those of Microsoft among them. */
function opened(
  { policy }: PlacedFrontRegion,
  own: readonly Json[],
  foreign: readonly Json[],
): readonly Diagnostic[] {
  const opening = foreign.filter(opens).toSorted((a, b) => priorityOf(a) - priorityOf(b));
  if (opening.length === 0) return [];
  const lines = opening.map((rule, index) => {
    const later = own.filter((each) => priorityOf(each) > priorityOf(rule)).map(ruleName);
    const past = later.length === 0 ? "no rule of acrctl, but Microsoft's" : enumerate(later);
    return `${index + 1}. ${ruleLine(rule)}; at priority ${priorityOf(rule)}, it lets past ${past}`;
  });
  return [
    diagnose('ACR1361', {
      severity: 'warning',
      address: policy.address,
      detail: `${policy.name} has rules with the action Allow that acrctl did not make, and that stay. What one of them matches is looked at by no rule after it, and by none of Microsoft's:\n${lines.join('\n')}`,
      hint: 'Have them taken out by whoever put them there, unless what they let in is to come in whatever waf says.',
      requirements: ['2.26', '2.27'],
    }),
  ];
}

/** Azure takes each priority once. A rule of ours that has its place already has it alone. */
function inTheWay(
  { policy }: PlacedFrontRegion,
  own: readonly Json[],
  foreign: readonly Json[],
): readonly Diagnostic[] {
  return own.flatMap((rule) => {
    const other = foreign.find((each) => priorityOf(each) === priorityOf(rule));
    if (other === undefined) return [];
    return [
      diagnose('ACR1362', {
        address: policy.address,
        detail: `${ruleName(other)}, which acrctl did not make, has the priority ${priorityOf(rule)} of ${ruleName(rule)} in ${policy.name}. Azure takes each priority once, and refuses the rule.`,
        hint: `Have ${ruleName(other)} given another priority, above 40 so that it comes after those of acrctl, or taken out.`,
        requirements: ['2.26', '2.27'],
      }),
    ];
  });
}

/** True for one that is in force and lets requests past all others. */
export function opens(rule: Json | undefined): boolean {
  return textAt(rule, 'action') === 'Allow' && textAt(rule, 'state') !== 'Disabled';
}

function priorityOf(rule: Json): number {
  const priority = getPath(rule, 'priority');
  return typeof priority === 'number' ? priority : 0;
}
